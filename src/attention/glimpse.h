/* glimpse.h - truncated Gaussian glimpses, straight from where an image's samples lie.
 *
 * A glimpser is the scratch: the tracker looks through it at images of any layout,
 * fovea_gaussian_glimpse() at float planes. */
#ifndef FOVEA_ATTENTION_GLIMPSE_H
#define FOVEA_ATTENTION_GLIMPSE_H

#include "attention/gaussian.h"
#include "attention/kernels.h"

enum { GAUSSIAN_SIDE_MAX = 128 }; /* a glimpse's sides, unless a glimpser has reserved more */

/* Opaque, one thread at a time. */
typedef struct fovea_glimpser fovea_glimpser;

/* ERR_NOMEM. All memory is taken here. */
fovea_status fovea_glimpser_open(fovea_glimpser **out, const fovea_kernels *kernels) FOVEA_CHECKED;
void fovea_glimpser_close(fovea_glimpser **glimpser);

/* Takes memory for glimpses of `side` Gaussians a side. ERR_NOMEM: as before. */
fovea_status fovea_glimpser_reserve(fovea_glimpser *glimpser, int side) FOVEA_CHECKED;

/* Truncated glimpse of one component: out [h, w] in sample values. A component with
 * bits = 32 is a plane of floats (here only; fovea_image_valid() refuses it).
 * 1 <= h, w <= GAUSSIAN_SIDE_MAX or what was reserved; axes finite, s > 0, d >= 0, else ERR_ARG. */
fovea_status fovea_glimpse_component(fovea_glimpser *glimpser, const fovea_component *component,
                                     fovea_gaussian axis_y, fovea_gaussian axis_x, int h, int w,
                                     float *out) FOVEA_CHECKED;

/* Truncated glimpse of a window of an image: rgb [3, h, w] in 0..1, h, w <= GAUSSIAN_SIDE_MAX.
 * Components are looked at where they lie, colour is converted at the glimpse's size. ERR_ARG as
 * above. */
fovea_status fovea_glimpse_image(fovea_glimpser *glimpser, const fovea_image *image,
                                 fovea_box window, int h, int w, float *rgb) FOVEA_CHECKED;

/* Truncated glimpse of a window of float planes [channels, height, width]: out
 * [channels, h, w]. ERR_ARG as above. */
fovea_status fovea_glimpse_planes(fovea_glimpser *glimpser, const float *planes, int channels,
                                  int height, int width, fovea_box window, int h, int w,
                                  float *out) FOVEA_CHECKED;

#endif
