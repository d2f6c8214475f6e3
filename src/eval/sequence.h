/* sequence.h - one annotated sequence, whatever data set it comes from.
 *
 * Boxes are in Fovea's pixels (fovea.h): what a data set counts from 1 is moved by -1 when it
 * is read. */
#ifndef FOVEA_EVAL_SEQUENCE_H
#define FOVEA_EVAL_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "eval/region.h"
#include "fovea.h"

enum { SEQUENCE_TAGS_MAX = 32, SEQUENCE_FRAMES_MAX = 10000000 };

/* What is known of one frame:
 *   absent,  box NaN      the object is not to be seen
 *   absent,  box finite   likewise, and the data set guesses where it is (GOT-10k, LaSOT)
 *   present, box finite   it is there
 *   present, box NaN      nobody says (all but the first frame of GOT-10k's test set) */
typedef struct annotation {
    fovea_box box;
    bool absent;
    int8_t cover;  /* GOT-10k: visible eighths, 0 (none) .. 8 (all); -1: not told        */
    int8_t anchor; /* VOT multi-start: > 0 a run starts here forwards, < 0 backwards     */
    uint32_t tags; /* bit i: sequence.tag.name[i] holds in this frame                    */
} annotation;

/* Names, owned. Zero-initialise. */
typedef struct name_list {
    char **name; /* [count] */
    int count;
} name_list;

typedef struct sequence {
    char *name;  /* unique in its data set; may be part of a file name: "Jogging-1"         */
    char *group; /* object class ("airplane"; MOT: pedestrian, ...); "" where there is none */
    char *input; /* as source_open() of video/source.h takes it: video, folder or pattern   */
    int64_t first_frame;    /* the frame of the input that annotation[0] belongs to         */
    int frames;             /* >= 1 */
    annotation *annotation; /* [frames] */
    region *region;         /* [frames], as the file has them; NULL: all boxes, none but VOT */
    int width, height;      /* of the pictures; 0: the data set does not tell               */
    double frame_rate;      /* 0: the data set does not tell                                */
    int64_t input_frames;   /* pictures in the input; 0: a video, which must be asked. Where
                             * the data set has no sub-range, it equals frames              */
    bool part;              /* annotation is a sub-range of the input (OTB, MOT)            */
    float origin;           /* the number of the first pixel in the data set's files: 0 or 1;
                             * results that other toolkits write count likewise             */
    name_list attribute;    /* of the whole sequence: "OCC", "SV", ...                      */
    name_list tag;          /* per frame, at most SEQUENCE_TAGS_MAX: "occlusion", ...       */
} sequence;

/* The first frame to start a tracker in: present, with a box of at least one pixel a side; -1
 * where there is none. */
int sequence_start(const sequence *s);

/* Idempotent; leaves an empty sequence. */
void sequence_close(sequence *s);

/* ---- names ------------------------------------------------------------------------- */

/* Copies the name. ERR_NOMEM. */
fovea_status name_list_add(name_list *list, const char *name) FOVEA_CHECKED;

/* In the order of strcmp(). */
void name_list_sort(name_list *list);

/* Its index, or -1. */
int name_list_find(const name_list *list, const char *name);

void name_list_free(name_list *list);

#endif
