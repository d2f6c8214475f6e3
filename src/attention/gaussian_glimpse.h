/* gaussian_glimpse.h - the two forms of a Gaussian glimpse of float planes. Arguments are checked
 * already; ERR_NOMEM. */
#ifndef FOVEA_ATTENTION_GAUSSIAN_GLIMPSE_H
#define FOVEA_ATTENTION_GAUSSIAN_GLIMPSE_H

#include "attention/attention.h"

typedef struct fovea_gaussian_look {
    fovea_shape shape;
    fovea_gaussian_window window;
    int h, w;
} fovea_gaussian_look;

fovea_status fovea_gaussian_dense(fovea_attention *a, const fovea_gaussian_look *look, float *out,
                                  const float *image) FOVEA_CHECKED;
fovea_status fovea_gaussian_dense_backward(fovea_attention *a, const fovea_gaussian_look *look,
                                           float *grad_image, fovea_gaussian_window *grad_window,
                                           const float *grad_out, const float *image) FOVEA_CHECKED;

fovea_status fovea_gaussian_truncated(fovea_attention *a, const fovea_gaussian_look *look,
                                      float *out, const float *image) FOVEA_CHECKED;
fovea_status fovea_gaussian_truncated_backward(fovea_attention *a, const fovea_gaussian_look *look,
                                               float *grad_image,
                                               fovea_gaussian_window *grad_window,
                                               const float *grad_out,
                                               const float *image) FOVEA_CHECKED;

#endif
