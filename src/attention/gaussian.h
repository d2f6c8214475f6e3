/* gaussian.h - the masks of Gaussian attention: one axis, its dense rows, its truncated rows.
 *
 * What a mask is, fovea_attention.h says at fovea_gaussian_mask(). The dense form is the
 * specification; the truncated form (fovea_gaussian_form) is the dense one on a strided view, less
 * the pixels that hardly count. */
#ifndef FOVEA_ATTENTION_GAUSSIAN_H
#define FOVEA_ATTENTION_GAUSSIAN_H

#include <stddef.h>
#include <stdint.h>

#include "fovea_attention.h"

enum { GAUSSIAN_TAPS = 16 }; /* of one truncated Gaussian, at most */

/* The same axis in the pixels of a component with 1/ratio as many samples:
 * d/ratio, u = (u + 1/2)/ratio - 1/2, s = max(s/ratio, 1/2). */
fovea_gaussian fovea_gaussian_subsample(fovea_gaussian axis, int ratio);

/* Gradient of a loss with respect to a Gaussian's centre and s. */
typedef struct fovea_row_gradient {
    double centre, s;
} fovea_row_gradient;

/* Through one normalised row. weight: the row at the `count` pixels first, first + stride, ...;
 * grad: with respect to it. Both lie `step` floats apart. */
fovea_row_gradient fovea_gaussian_row_backward(const float *weight, const float *grad,
                                               ptrdiff_t step, int count, double first,
                                               double stride, double centre, double s);

/* Adds the gradient of the i-th of an axis' Gaussians to those of u, s and d, as doubles. */
typedef struct fovea_axis_gradient {
    double u, s, d;
} fovea_axis_gradient;
void fovea_axis_gradient_add(fovea_axis_gradient *sum, fovea_row_gradient row, int i);
void fovea_axis_gradient_store(fovea_gaussian *grad_axis, fovea_axis_gradient sum);

/* The stride k of the pixels that the truncated form looks at, and the first of them. */
void fovea_gaussian_stride(fovea_gaussian axis, int size, int *stride, int *first);

/* The truncated rows of one axis, on its strided view of the pixels. */
typedef struct fovea_taps {
    int stride, origin; /* of the view, in pixels                                   */
    int taps;           /* of the widest Gaussian                                   */
    int room;           /* Gaussians that the arrays hold                           */
    int32_t *first;     /* [room]: of each Gaussian, an index of the view; rising   */
    int32_t *count;     /* [room]: taps of each Gaussian                            */
    float *weight;      /* [GAUSSIAN_TAPS, room]: 0 beyond count                    */
} fovea_taps;

/* Fills `taps` for n <= room Gaussians on `pixels` pixels. */
void fovea_taps_prepare(fovea_taps *taps, fovea_gaussian axis, int n, int pixels);

#endif
