/* trajectory.h - what a tracker said of one sequence: a row for every frame. */
#ifndef FOVEA_EVAL_TRAJECTORY_H
#define FOVEA_EVAL_TRAJECTORY_H

#include <stdbool.h>

#include "fovea.h"

typedef struct trajectory_row {
    fovea_box box;     /* not finite: the tracker gave none for this frame (other people's) */
    float confidence;  /* 0..1; NaN: the tracker tells none                                 */
    fovea_state state; /* FOVEA_TRACKING where the tracker tells none                       */
    double step_s;     /* the tracker's time for this frame; NaN: not known                 */
    double decode_s;   /* what reading the frame took; NaN: not known                       */
} trajectory_row;

/* Row i belongs to frame i of the sequence's annotation. */
typedef struct trajectory {
    int frames;
    trajectory_row *row; /* [frames], owned */
    bool stateless;      /* the tracker, or its file's format, tells no states */
} trajectory;

/* All rows without box, confidence and times. frames >= 1. ERR_NOMEM. */
fovea_status trajectory_open(trajectory *t, int frames) FOVEA_CHECKED;

/* Idempotent; leaves an empty trajectory. */
void trajectory_close(trajectory *t);

#endif
