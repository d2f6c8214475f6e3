/* memory.h - the recurrent state: all that one frame leaves for the next. */
#ifndef FOVEA_TRACK_MEMORY_H
#define FOVEA_TRACK_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "fovea.h"
#include "model/color.h"
#include "model/filter.h"
#include "model/scale.h"

/* Plain data: copying it copies the tracker's knowledge. */
typedef struct fovea_memory {
    int32_t picture_width, picture_height; /* of the frame before; 0: never started      */
    float x, y, w, h;                      /* the object's centre and size, picture px    */
    float start_w, start_h;                /* as given by start                           */
    float vx, vy;                          /* velocity, px a frame interval               */
    float presence;                        /* of the object: running mean of confidence   */
    float usual;                           /* the same of tracked frames, in log-odds     */
    int32_t state;                         /* fovea_state                                 */
    int32_t lost_steps;                    /* since the object was lost                   */
    fovea_filter_memory filter;            /* learns all the time                         */
    fovea_filter_memory first;             /* of the first frame, kept: drift shows in it */
    fovea_color_memory color;
    fovea_scale_memory scale;
} fovea_memory;

/* The object's box. */
fovea_box fovea_memory_box(const fovea_memory *m);

/* The attention window for an object at (x, y): the object and half its mean size around it. */
fovea_box fovea_memory_window(const fovea_memory *m, float x, float y);

/* Scales place and size along with the picture; forgets nothing. */
void fovea_memory_resize(fovea_memory *m, int width, int height);

/* Keeps the centre inside the picture and the size between limits that keep the arithmetic
 * sane: a tenth of the start, or 5 px, to twice the picture's sides. */
void fovea_memory_limit(fovea_memory *m);

/* Whether every value is finite and in range: what restore demands of foreign bytes. */
bool fovea_memory_valid(const fovea_memory *m);

#endif
