/* reference.h - the mechanisms of fovea_attention.h written down a second time, in double precision
 * and straight from their definitions, and gradients of these by central differences. */
#ifndef FOVEA_TESTS_REFERENCE_H
#define FOVEA_TESTS_REFERENCE_H

#include "fovea_attention.h"

enum { REFERENCE_SIDE_MAX = 16 }; /* of a Gaussian glimpse */

/* All that a case needs; what is differentiated is changed in place. */
typedef struct reference {
    fovea_shape shape;
    int h, w;         /* of the glimpse                                        */
    double *image;    /* [channels, height, width]                             */
    double *source;   /* [height, width]: map of a mask                        */
    double window[6]; /* u_y, s_y, d_y, u_x, s_x, d_x                          */
    double theta[6];  /* [2, 3]                                                */
    double *grid;     /* [h, w, 2]                                             */
    int at_y, at_x;   /* of a crop                                             */
    fovea_sampling how;
    fovea_gaussian_window *truncated; /* the window whose pixels are kept; NULL: dense */
    double *out;
} reference;

/* Each writes out, [channels, h, w] or [height, width]. */
void reference_crop(const reference *r);
void reference_sigmoid(const reference *r);
void reference_softmax(const reference *r);
void reference_outer(const reference *r);
void reference_glimpse(const reference *r);
void reference_affine_grid(const reference *r); /* out [h, w, 2] */
void reference_grid_sample(const reference *r);

/* Fails unless got[i] is, within tolerance, the change of sum(grad_out * out) with x[i], which is
 * part of `r`; out has n_out values. The differences themselves err by less than 1e-7 of the
 * gradient's magnitude: `step` is small against what `forward` is smooth over. */
void reference_gradient(const char *what, const reference *r, void (*forward)(const reference *r),
                        double *x, int n, double step, const float *grad_out, int n_out,
                        const float *got, double tolerance);

#endif
