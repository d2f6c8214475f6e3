/* weights.h - tensors of floats with names, read from a file or from memory.
 *
 * The format is safetensors (https://github.com/huggingface/safetensors): 8 bytes with the
 * header's length, little endian; the header, JSON: name -> {"dtype", "shape", "data_offsets"},
 * and "__metadata__" with strings; then the values, little endian, row-major, each tensor's at its
 * offsets from the header's end, without holes. Fovea reads the type F32 with up to four axes;
 * every value must be finite.
 *
 * What is asked for by name is ticked off, so that what nobody asked for can be told. All errors
 * are one line in the log: the file, the tensor, what was expected. */
#ifndef FOVEA_MODEL_WEIGHTS_H
#define FOVEA_MODEL_WEIGHTS_H

#include "fovea.h"

enum {
    WEIGHTS_AXES = 4,
    WEIGHTS_TENSORS_MAX = 256,
    WEIGHTS_NAME_MAX = 64,          /* bytes of a name, with its 0 */
    WEIGHTS_BYTES_MAX = 64 << 20,   /* of a whole file             */
    WEIGHTS_HEADER_MAX = 256 << 10, /* of its header               */
};

/* Owned by the fovea_weights it comes from. */
typedef struct fovea_tensor {
    char name[WEIGHTS_NAME_MAX];
    int axes, shape[WEIGHTS_AXES]; /* 1 beyond `axes` */
    const float *data;             /* row-major */
} fovea_tensor;

typedef struct fovea_weights fovea_weights; /* opaque */

/* ERR_IO: cannot be read; ERR_FORMAT: not as stated above; ERR_NOMEM. log may be NULL; it must
 * outlive the weights. */
fovea_status fovea_weights_open(fovea_weights **out, const char *path,
                                const fovea_log *log) FOVEA_CHECKED;

/* The same of `size` bytes, which are copied; `name` is what messages call them. */
fovea_status fovea_weights_open_memory(fovea_weights **out, const char *name, const void *data,
                                       size_t size, const fovea_log *log) FOVEA_CHECKED;

/* Accepts NULL and a pointer to NULL; sets *weights to NULL. */
void fovea_weights_close(fovea_weights **weights);

/* The tensor of that name and shape [axes]; 0 in `shape` stands for any size. ERR_FORMAT: there is
 * none, or it has another shape. */
fovea_status fovea_weights_tensor(fovea_weights *w, const fovea_tensor **out, const char *name,
                                  int axes, const int *shape) FOVEA_CHECKED;

/* A number of the metadata, low <= *out <= high; ERR_FORMAT. */
fovea_status fovea_weights_number(const fovea_weights *w, double *out, const char *key, double low,
                                  double high) FOVEA_CHECKED;
/* The same, and whole. */
fovea_status fovea_weights_count(const fovea_weights *w, int *out, const char *key, int low,
                                 int high) FOVEA_CHECKED;
/* ERR_FORMAT unless the metadata has exactly this text. */
fovea_status fovea_weights_expect(const fovea_weights *w, const char *key,
                                  const char *text) FOVEA_CHECKED;

/* ERR_FORMAT where a tensor has not been asked for. */
fovea_status fovea_weights_finish(const fovea_weights *w) FOVEA_CHECKED;

/* Logs "weights NAME: ..." as an error; returns ERR_FORMAT. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
fovea_status
fovea_weights_fault(const fovea_weights *w, const char *format, ...);

#endif
