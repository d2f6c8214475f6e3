/* dataset_internal.h - what the layouts share: a file dataset_NAME.c each. */
#ifndef FOVEA_EVAL_DATASET_INTERNAL_H
#define FOVEA_EVAL_DATASET_INTERNAL_H

#include "eval/dataset.h"
#include "eval/text.h"

struct dataset {
    char *folder;
    dataset_layout layout;
    name_list name;  /* of the sequences, unique */
    name_list place; /* [name.count] of their folder or file below `folder`, as the layout has it */
};

typedef struct layout {
    const char *text;
    /* Whether a folder is a sequence of this layout; NULL: sequences are no folders. */
    bool (*fits)(const char *folder);
    /* Adds what the folder `place` (below d->folder) holds with dataset_add(). */
    fovea_status (*add)(dataset *d, const char *place);
    /* Fills *s, which has name, group and attribute lists empty; d->folder/place is at `path`.
     * What fails is closed by the caller. */
    fovea_status (*load)(const dataset *d, int i, const char *path, sequence *s,
                         const fovea_log *log);
} layout;

extern const layout layout_otb, layout_got10k, layout_lasot, layout_vot, layout_mot, layout_plain;

/* ERR_NOMEM. */
fovea_status dataset_add(dataset *d, const char *name, const char *place) FOVEA_CHECKED;

/* Whether a name may be one of a sequence, and so of a file. */
bool dataset_name_valid(const char *name);

/* Adds what d->folder holds in the plain layout: all of it, or what is named in `listed`. */
fovea_status dataset_list_plain(dataset *d, const name_list *listed) FOVEA_CHECKED;

/* ---- parts of loading -------------------------------------------------------------------- */

/* PATH/FILE: a box a line, as dataset.h says; sets s->annotation and s->frames, with
 * s->origin taken off. ERR_IO, ERR_FORMAT, ERR_NOMEM; logged. */
fovea_status load_boxes(sequence *s, const char *path, const char *file,
                        const fovea_log *log) FOVEA_CHECKED;

/* PATH/FILE: one whole number of min .. max a frame, in lines or separated by commas. Fewer
 * than frames are refused, unless `few`: the rest is 0 then. out [s->frames]. */
typedef struct flag_range {
    int min, max;
    bool few;
} flag_range;
fovea_status load_flags(int8_t *out, const sequence *s, const char *path, const char *file,
                        flag_range range, const fovea_log *log) FOVEA_CHECKED;

/* Such a file of 0 and 1, where it is there, as a tag. */
fovea_status load_tag(sequence *s, const char *path, const char *file, const char *tag, bool few,
                      const fovea_log *log) FOVEA_CHECKED;

/* Sets input and input_frames for the pictures in PATH/FOLDER ("." is PATH itself). ERR_IO,
 * ERR_NOMEM; logged. */
fovea_status load_pictures(sequence *s, const char *path, const char *folder,
                           const fovea_log *log) FOVEA_CHECKED;

/* Says that the numbers of boxes in PATH/FILE and pictures differ; returns ERR_FORMAT. */
fovea_status length_mismatch(const sequence *s, const char *path, const char *file,
                             const fovea_log *log);

/* "key=value", "key: value". */
bool text_property(text_span line, text_span *key, text_span *value);

/* The whole number in a property's value, 0 where it is none or negative. */
int property_number(text_span value);

#endif
