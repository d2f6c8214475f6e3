/* memory.h - the recurrent state: all that one frame leaves for the next. */
#ifndef FOVEA_TRACK_MEMORY_H
#define FOVEA_TRACK_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "fovea.h"
#include "model/color.h"
#include "model/filter.h"
#include "model/net.h"
#include "model/scale.h"

/* Where an object is and how big: its centre and its sides, picture px. */
typedef struct fovea_place {
    float x, y, w, h;
} fovea_place;

/* What the classical model has learned. */
typedef struct fovea_classic_memory {
    fovea_filter_memory filter; /* learns all the time                         */
    fovea_filter_memory first;  /* of the first frame, kept: drift shows in it */
    fovea_scale_memory scale;
} fovea_classic_memory;

/* Plain data: copying it copies the tracker's knowledge. */
typedef struct fovea_memory {
    int32_t picture_width, picture_height; /* of the frame before; 0: never started      */
    fovea_place place;                     /* of the object                              */
    float start_w, start_h;                /* as given by start                          */
    float vx, vy;                          /* velocity, px a frame interval              */
    float presence;                        /* of the object: running mean of confidence  */
    float usual;                           /* the same of tracked frames, in log-odds    */
    float least;                           /* confidence so far, in log-odds; fades      */
    float first;                           /* running mean of evidence of that name      */
    float rival;                           /* confidence of the surest look, since the
                                              object was lost, at something else         */
    int32_t state;                         /* fovea_state                                */
    int32_t lost_steps;                    /* since the object was lost                  */
    int32_t model;                         /* fovea_model: which of `learned` there is   */
    fovea_place hope;                      /* where a lost object may be, which the next
                                              step is to confirm; all 0: nowhere         */
    fovea_color_memory color;
    union {
        fovea_classic_memory classic;
        fovea_net_memory net;
    } learned; /* last, so that the shorter one can end the state early */
} fovea_memory;

/* Bytes of a memory of this model. */
size_t fovea_memory_size(fovea_model model);

/* The object's box. */
fovea_box fovea_memory_box(const fovea_memory *m);

/* The surroundings of an object: it and half its mean size around it. */
fovea_box fovea_surroundings(fovea_place place);

/* Scales place and size along with the picture; forgets nothing. */
void fovea_memory_resize(fovea_memory *m, int width, int height);

/* A place with its centre inside the picture and its size between limits that keep the
 * arithmetic sane: a tenth of the start, or 5 px, to twice the picture's sides. The classical
 * model keeps the object's aspect, so both sides by one factor. */
fovea_place fovea_memory_limit(const fovea_memory *m, fovea_place place);

/* Whether every value is finite and in range: what restore demands of foreign bytes, of which
 * there are fovea_memory_size(m->model). */
bool fovea_memory_valid(const fovea_memory *m);

/* Keeps what the network learns by descent within the same limits, whatever it was fitted to. */
void fovea_memory_bound_net(fovea_net_memory *net);

#endif
