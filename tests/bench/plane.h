/* plane.h - one float plane of a picture, 0..1: the luma of a video's frame, or a painted one. */
#ifndef FOVEA_TESTS_BENCH_PLANE_H
#define FOVEA_TESTS_BENCH_PLANE_H

#include "fovea.h"

typedef struct plane {
    int height, width;
    float *at; /* [height, width] */
} plane;

/* A plane of zeros. ERR_NOMEM. */
fovea_status plane_open(plane *p, int height, int width) FOVEA_CHECKED;
void plane_close(plane *p); /* zero-initialised: nothing to do */

/* The frame after a share of 0..1 of a video; what is wrong goes to stderr. */
fovea_status plane_read(plane *p, const char *video, double share) FOVEA_CHECKED;

/* Ground and object of tests/support/synthetic.h. ERR_NOMEM. */
fovea_status plane_paint(plane *p, int height, int width, uint64_t seed) FOVEA_CHECKED;

/* Videos that a bench was given, or painted pictures where none was. */
typedef struct plane_list {
    int count;
    char **video; /* NULL: painted */
} plane_list;

/* The i-th of a list. */
fovea_status plane_of_list(plane *p, const plane_list *list, int i) FOVEA_CHECKED;

/* Numbers in 0..1 that look random; the same from the same state. */
double plane_random(uint64_t *state);

#endif
