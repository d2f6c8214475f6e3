/* weights_internal.h - what weights are made of, for the reader of their header. */
#ifndef FOVEA_MODEL_WEIGHTS_INTERNAL_H
#define FOVEA_MODEL_WEIGHTS_INTERNAL_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/weights.h"

typedef struct fovea_entry {
    fovea_tensor tensor;
    int64_t begin, end; /* bytes after the header */
    bool asked;
} fovea_entry;

struct fovea_weights {
    char *name; /* of the file */
    const fovea_log *log;
    cJSON *header;
    int count;
    fovea_entry entry[WEIGHTS_TENSORS_MAX];
    float *values;
};

/* JSON, to be deleted, or NULL where the text is none; ERR_NOMEM, logged. */
fovea_status fovea_weights_json(const fovea_weights *w, cJSON **out, const char *text,
                                size_t length) FOVEA_CHECKED;

/* Whether it can stand in a message: 1 to WEIGHTS_NAME_MAX - 1 visible ASCII characters. */
bool fovea_weights_word(const char *text);

/* Fills entries, in the order of their values, from w->header; `bytes` follow the header. The
 * values are not read here. ERR_FORMAT. */
fovea_status fovea_weights_entries(fovea_weights *w, int64_t bytes) FOVEA_CHECKED;

#endif
