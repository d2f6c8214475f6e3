/* gaussian.h - Gaussian attention, g = A_y I A_x^T.
 *
 * Source: Gregor et al., "DRAW" (2015), eqs. 19-27; Kahou et al., "RATM" (2015); Kosiorek,
 * "Attention in Neural Networks and How to Use It" (2017). N Gaussians along an axis, the
 * i-th centred at u + i * d with standard deviation s, all in pixel index coordinates (the
 * centre of pixel i is at i). Row i of the mask A [N, size] is
 *
 *     A[i][j] = exp(-(j - u - i d)^2 / (2 s^2)) / sum over j of the same.
 *
 * The largest logit of a row is subtracted before exp, so no row is empty or 0/0, however
 * thin the Gaussian or far outside the image its centre: off-image centres see the border.
 *
 * The dense form is the specification. The truncated form keeps the pixels whose logit is
 * within 3.5^2/2 of the row's largest (equal to 5e-3 in L1), and for s >= 1.5 it looks at
 * every k-th pixel only, k = floor(s / 0.75): the dense form on that strided view. So a Gaussian
 * has at most 16 taps, and a glimpse's cost is bounded whatever the image and the window. */
#ifndef FOVEA_ATTENTION_GAUSSIAN_H
#define FOVEA_ATTENTION_GAUSSIAN_H

#include "attention/kernels.h"
#include "fovea.h"

enum {
    GAUSSIAN_TAPS = 16,      /* of one truncated Gaussian, at most                       */
    GAUSSIAN_SIDE_MAX = 128, /* Gaussians along one axis of a glimpse that a glimpser takes */
};

/* One axis: centre of the first Gaussian, standard deviation (> 0), distance (>= 0), px. */
typedef struct fovea_gaussian {
    float u, s, d;
} fovea_gaussian;

/* The axis that sees [x, x + w) by n Gaussians without aliasing: d = w/n,
 * u = x + d/2 - 1/2, s = max(d/2, 1/2). */
fovea_gaussian fovea_gaussian_cover(float x, float w, int n);

/* The same axis in the pixels of a component with 1/ratio as many samples:
 * d/ratio, u = (u + 1/2)/ratio - 1/2, s = max(s/ratio, 1/2). */
fovea_gaussian fovea_gaussian_subsample(fovea_gaussian axis, int ratio);

/* Dense mask [n, size], row-major; the specification. */
void fovea_gaussian_mask(double *mask, fovea_gaussian axis, int n, int size);

/* The stride k of the pixels that the truncated form looks at, and the first of them. */
void fovea_gaussian_stride(fovea_gaussian axis, int size, int *stride, int *first);

/* The scratch of truncated glimpses; opaque, one thread at a time. */
typedef struct fovea_glimpser fovea_glimpser;

/* ERR_NOMEM. All memory is taken here. */
fovea_status fovea_glimpser_open(fovea_glimpser **out, const fovea_kernels *kernels) FOVEA_CHECKED;
void fovea_glimpser_close(fovea_glimpser **glimpser);

/* Truncated glimpse of one component: out [h, w] in sample values. A component with
 * bits = 32 is a plane of floats (here only; fovea_image_valid() refuses it).
 * 1 <= h, w <= GAUSSIAN_SIDE_MAX; axes finite and s > 0, else ERR_ARG. */
fovea_status fovea_glimpse_component(fovea_glimpser *glimpser, const fovea_component *component,
                                     fovea_gaussian axis_y, fovea_gaussian axis_x, int h, int w,
                                     float *out) FOVEA_CHECKED;

/* Truncated glimpse of a window of an image: rgb [3, h, w] in 0..1. Components are looked at
 * where they lie, colour is converted at the glimpse's size. ERR_ARG as above. */
fovea_status fovea_glimpse_image(fovea_glimpser *glimpser, const fovea_image *image,
                                 fovea_box window, int h, int w, float *rgb) FOVEA_CHECKED;

/* Truncated glimpse of a window of float planes [channels, height, width]: out
 * [channels, h, w]. ERR_ARG as above. */
fovea_status fovea_glimpse_planes(fovea_glimpser *glimpser, const float *planes, int channels,
                                  int height, int width, fovea_box window, int h, int w,
                                  float *out) FOVEA_CHECKED;

#endif
