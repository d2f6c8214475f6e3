/* glimpse_internal.h - the inside of a glimpser, for its forward and its backward pass. */
#ifndef FOVEA_ATTENTION_GLIMPSE_INTERNAL_H
#define FOVEA_ATTENTION_GLIMPSE_INTERNAL_H

#include "attention/glimpse.h"

/* Columns of the view that are looked at: [start, start + length) at packed + 0 .. length. */
typedef struct fovea_column_run {
    int start, length, packed;
} fovea_column_run;

struct fovea_glimpser {
    const fovea_kernels *kernels;
    int side;        /* Gaussians an axis that there is room for     */
    ptrdiff_t pitch; /* floats from one line of the ring to the next */
    fovea_taps y, x;
    int rows;              /* of the view, up to the last that is looked at               */
    int runs, columns;     /* of x's Gaussians; columns are those looked at               */
    fovea_column_run *run; /* [side]                                                      */
    int32_t *packed_start; /* [side]: of each Gaussian's taps in a packed line            */
    float *ring;           /* [GAUSSIAN_TAPS, pitch]: packed rows, and room to read on to */
    float *line;           /* [pitch]                                                     */
    float *block;          /* what the arrays above lie in                                */
    float sample[3][GAUSSIAN_SIDE_MAX * GAUSSIAN_SIDE_MAX]; /* a glimpse before its colour */
};

/* The rows of the view that one Gaussian of y blends, in the ring. */
typedef struct fovea_blend {
    int count;
    const float *row[GAUSSIAN_TAPS];
    float weight[GAUSSIAN_TAPS];
} fovea_blend;

/* Prepares taps, runs and packing for a component of this size. ERR_ARG as of
 * fovea_glimpse_component(). */
fovea_status fovea_glimpser_aim(fovea_glimpser *g, int height, int width, fovea_gaussian axis_y,
                                fovea_gaussian axis_x, int h, int w) FOVEA_CHECKED;

/* Loads what the i-th Gaussian of y looks at and is not in the ring yet; *loaded is the last row
 * that is, -1 at first. i rises from call to call. */
void fovea_glimpser_load(fovea_glimpser *g, const fovea_component *c, int i, int *loaded,
                         fovea_blend *blend);

/* Glimpse out [h, w] of a component that was aimed at. */
void fovea_glimpser_look(fovea_glimpser *g, const fovea_component *c, int h, int w, float *out);

/* One of the float planes [channels, height, width] as a component. */
fovea_component fovea_plane_component(const float *planes, int channel, int height, int width);

#endif
