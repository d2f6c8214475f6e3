/* eval_task.h - one sequence to be run, and all that a tracker said of it. */
#ifndef FOVEA_CLI_EVAL_TASK_H
#define FOVEA_CLI_EVAL_TASK_H

#include "eval/dataset.h"
#include "eval/trajectory.h"
#include "eval/vot.h"
#include "fovea.h"
#include "video/image_list.h"

typedef struct task {
    sequence sequence;
    int start;       /* the first frame of the one pass */
    fovea_box given; /* in which the tracker starts there: the annotated one, or near it */
    vot_run *run;    /* [runs], owned: the starts from anchors */
    int runs;
} task;

/* Loads sequence i; `anchors`: with VOT's runs from anchors. What cannot be started in is an error,
 * too: ERR_FORMAT. The log says what is wrong. Else as dataset_load(). */
fovea_status task_open(task *out, const dataset *d, int i, bool anchors,
                       const fovea_log *log) FOVEA_CHECKED;

/* Idempotent. */
void task_close(task *t);

/* All that is to be run: the pass and its anchors. */
int64_t task_frames(const task *t);

/* The pictures of the input, one by one: task.sequence.first_frame is an index into them. The log
 * says where it is no folder or pattern of images: ERR_IO; ERR_NOMEM. */
fovea_status task_pictures(image_list *out, const task *t, const fovea_log *log) FOVEA_CHECKED;

/* Rows of the trajectories. Zero-initialise. */
typedef struct outcome {
    trajectory pass; /* [frames of the sequence]; rows before the start say nothing */
    trajectory *run; /* [task.runs] of vot_run_length() rows in the order of the run, owned */
    int runs;
} outcome;

/* Rows that say nothing. ERR_NOMEM. */
fovea_status outcome_open(outcome *out, const task *t) FOVEA_CHECKED;

/* Idempotent. */
void outcome_close(outcome *o);

/* Where two outcomes of a task first differ by a byte, times left out: "frame 12", or "frame 12 of
 * the run from anchor 50"; NULL: nowhere. To be freed. */
char *outcome_difference(const task *t, const outcome *a, const outcome *b);

#endif
