/* fovea_attention.h - four ways to look at a part of an image, forward and backward.
 *
 * After A. Kosiorek, "Attention in Neural Networks and How to Use It" (2017): hard attention
 * (crop), soft attention (mask), Gaussian attention, spatial transformer. Installed beside fovea.h;
 * needs no tracker.
 *
 * Images are float planes [channels, height, width], row-major and contiguous; a batch is the
 * caller's loop. x goes right, y down. A position is in pixel index coordinates: pixel i is at i.
 * A box is as in fovea.h: 0,0,W,H covers the image, pixel i spans [i, i + 1).
 *
 * Forward passes write their output. Backward passes *add* to the gradients, as a sum of losses
 * does (clear them first); `grad_x` is the gradient of a scalar loss with respect to x and has x's
 * shape. Where a function says so, a gradient that is not wanted may be NULL.
 *
 * Every function checks its arguments before it writes: FOVEA_ERR_ARG if a pointer that must be
 * there is NULL, a side is not in 1 .. FOVEA_SIDE_MAX, channels are not in 1 .. FOVEA_CHANNELS_MAX,
 * or a parameter (window, theta, grid, mask map) is NaN, infinite or out of its stated range.
 * FOVEA_ERR_NOMEM where a function takes a fovea_attention. Nothing is written then.
 * Windows may be anywhere, thinner than a pixel or larger than the image. Images and gradients of
 * finite values below 1e14 in magnitude never give NaN or infinity: gradients to parameters
 * saturate at FLT_MAX. Buffers of one call must not overlap. */
#ifndef FOVEA_ATTENTION_H
#define FOVEA_ATTENTION_H

#include "fovea.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FOVEA_SIDE_MAX 32768
#define FOVEA_CHANNELS_MAX 65536

/* Of an image [channels, height, width]. */
typedef struct fovea_shape {
    int channels, height, width;
} fovea_shape;

/* The instruction set and the scratch memory of the functions that take one; grows as needed and
 * is kept. Used by one thread at a time. Results do not depend on the instruction set. */
typedef struct fovea_attention fovea_attention; /* opaque */

FOVEA_API fovea_status fovea_attention_open(fovea_attention **out, fovea_cpu at_most) FOVEA_CHECKED;

/* Accepts NULL and a pointer to NULL; sets *attention to NULL. */
FOVEA_API void fovea_attention_close(fovea_attention **attention);

/* ---- hard attention: crop ---------------------------------------------------------- */

/* g = I[y : y + h, x : x + w]; outside the image the nearest border pixel is repeated.
 * out [channels, h, w]. y and x are any integers. */
FOVEA_API fovea_status fovea_crop(float *out, const float *image, fovea_shape shape, int y, int x,
                                  int h, int w) FOVEA_CHECKED;

/* There is no gradient to the position: g does not change where it is defined, and jumps from
 * one integer to the next. (The text therefore trains hard attention by sampling.) */
FOVEA_API fovea_status fovea_crop_backward(float *grad_image, const float *grad_out,
                                           fovea_shape shape, int y, int x, int h,
                                           int w) FOVEA_CHECKED;

/* ---- soft attention: mask ---------------------------------------------------------- */

/* z = a * I pixel by pixel; mask a [height, width] is shared by the channels. */
FOVEA_API fovea_status fovea_mask_apply(float *out, const float *image, fovea_shape shape,
                                        const float *mask) FOVEA_CHECKED;

/* grad_image or grad_mask may be NULL. */
FOVEA_API fovea_status fovea_mask_apply_backward(float *grad_image, float *grad_mask,
                                                 const float *grad_out, const float *image,
                                                 fovea_shape shape,
                                                 const float *mask) FOVEA_CHECKED;

/* A mask from a free map of logits [height, width]: a = 1 / (1 + exp(-map)). */
FOVEA_API fovea_status fovea_mask_sigmoid(float *mask, const float *map, int height,
                                          int width) FOVEA_CHECKED;

/* `mask` is the forward pass's output, here and below. */
FOVEA_API fovea_status fovea_mask_sigmoid_backward(float *grad_map, const float *grad_mask,
                                                   const float *mask, int height,
                                                   int width) FOVEA_CHECKED;

/* A mask from a softmax over all positions: a = exp(map) / sum of the same; sums to 1. */
FOVEA_API fovea_status fovea_mask_softmax(float *mask, const float *map, int height,
                                          int width) FOVEA_CHECKED;

FOVEA_API fovea_status fovea_mask_softmax_backward(float *grad_map, const float *grad_mask,
                                                   const float *mask, int height,
                                                   int width) FOVEA_CHECKED;

/* ---- Gaussian attention ------------------------------------------------------------ */

/* N Gaussians along an axis, the i-th centred at u + i d: centre of the first, standard deviation
 * (> 0), distance between neighbours (>= 0), all in pixels. Source: Gregor et al., "DRAW" (2015),
 * eqs. 19-27; Kahou et al., "RATM" (2015). */
typedef struct fovea_gaussian {
    float u, s, d;
} fovea_gaussian;

/* The six parameters in the text's order: u_y, s_y, d_y, u_x, s_x, d_x. */
typedef struct fovea_gaussian_window {
    fovea_gaussian y, x;
} fovea_gaussian_window;

/* The axis that sees [x, x + w) by n Gaussians without aliasing: d = w/n, u = x + d/2 - 1/2,
 * s = max(d/2, 1/2). */
FOVEA_API fovea_gaussian fovea_gaussian_cover(float x, float w, int n);

/* mask [n, size]: row i is the i-th Gaussian at the pixels 0 .. size - 1, normalised,
 *
 *     A[i][j] = exp(-(j - u - i d)^2 / (2 s^2)) / sum over j of the same,
 *
 * which is a softmax of logits: the row's largest is subtracted before exp, so that no row is
 * empty or 0/0. A centre outside the image sees the border, spread by the logits' slope there. */
FOVEA_API fovea_status fovea_gaussian_mask(float *mask, fovea_gaussian axis, int n,
                                           int size) FOVEA_CHECKED;

/* `mask` is the forward pass's output. */
FOVEA_API fovea_status fovea_gaussian_mask_backward(fovea_gaussian *grad_axis,
                                                    const float *grad_mask, const float *mask,
                                                    fovea_gaussian axis, int n,
                                                    int size) FOVEA_CHECKED;

/* Soft attention by two Gaussians: mask [height, width], a = a_y a_x^T, the first rows of the
 * two axes' masks (d plays no part); sums to 1. */
FOVEA_API fovea_status fovea_mask_gaussian(fovea_attention *attention, float *mask,
                                           fovea_gaussian_window window, int height,
                                           int width) FOVEA_CHECKED;

FOVEA_API fovea_status fovea_mask_gaussian_backward(fovea_attention *attention,
                                                    fovea_gaussian_window *grad_window,
                                                    const float *grad_mask,
                                                    fovea_gaussian_window window, int height,
                                                    int width) FOVEA_CHECKED;

typedef enum fovea_gaussian_form {
    /* Every pixel counts: the specification; h H W + h w W multiply-adds a channel. */
    FOVEA_GAUSSIAN_DENSE,
    /* A Gaussian keeps the pixels whose logit is within 3.5^2/2 of its largest, normalised anew: a
     * row differs from the dense one by at most 5e-3 in L1. For s >= 1.5 it looks at every k-th
     * pixel only, k = floor(s / 0.75): the dense form on that strided view, which aliases what is
     * finer. So it has at most 16 taps, and the cost depends on the glimpse alone. To train where
     * s is much above d / 2, take the dense form: taps change in jumps (assets/attention.md). */
    FOVEA_GAUSSIAN_TRUNCATED,
} fovea_gaussian_form;

/* g = A_y I A_x^T: out [channels, h, w]. */
FOVEA_API fovea_status fovea_gaussian_glimpse(fovea_attention *attention, float *out,
                                              const float *image, fovea_shape shape,
                                              fovea_gaussian_window window, int h, int w,
                                              fovea_gaussian_form form) FOVEA_CHECKED;

/* Gradients of the form that is asked for: of the truncated one with the pixels that it keeps held
 * fixed (they change in steps, and what they then carry is within the 5e-3). A Gaussian that sees
 * one pixel only has no gradient to its parameters: thin ones (s < 0.2) near a pixel, and ones
 * outside the image by more than about 6 s^2 (truncated) or 100 s^2 (dense, where floats end).
 * grad_image or grad_window may be NULL. */
FOVEA_API fovea_status fovea_gaussian_glimpse_backward(
    fovea_attention *attention, float *grad_image, fovea_gaussian_window *grad_window,
    const float *grad_out, const float *image, fovea_shape shape, fovea_gaussian_window window,
    int h, int w, fovea_gaussian_form form) FOVEA_CHECKED;

/* ---- spatial transformer ----------------------------------------------------------- */

/* Jaderberg et al., "Spatial Transformer Networks" (2015), with the conventions of PyTorch's
 * affine_grid and grid_sample. Normalised coordinates -1 .. 1 span the image from edge to edge, or
 * with align_corners from the centre of the first pixel to that of the last. */

/* What lies outside the image. */
typedef enum fovea_padding {
    FOVEA_PADDING_ZEROS,
    FOVEA_PADDING_BORDER,     /* the nearest pixel                                          */
    FOVEA_PADDING_REFLECTION, /* mirrored at the edge; with align_corners at the last pixel */
} fovea_padding;

typedef struct fovea_sampling {
    fovea_padding padding;
    int align_corners; /* 0 or 1 */
} fovea_sampling;

/* theta [2, 3]: (x, y) in the image = m (x, y, 1) in the glimpse, normalised. */
typedef struct fovea_affine {
    float m[2][3];
} fovea_affine;

/* The four parameters without rotation and shear: x' = s_x x + t_x, y' = s_y y + t_y. */
typedef struct fovea_scaling {
    float s_x, t_x, s_y, t_y;
} fovea_scaling;

/* The scaling that sees a window of an image [height, width] by h x w samples, at the places where
 * fovea_gaussian_cover() puts its centres. */
FOVEA_API fovea_scaling fovea_scaling_cover(fovea_box window, int height, int width, int h, int w,
                                            int align_corners);

/* theta = [[s_x, 0, t_x], [0, s_y, t_y]], and back. */
FOVEA_API fovea_affine fovea_affine_of_scaling(fovea_scaling scaling);
FOVEA_API fovea_status fovea_affine_of_scaling_backward(
    fovea_scaling *grad_scaling, const fovea_affine *grad_theta) FOVEA_CHECKED;

/* grid [h, w, 2]: x, y in the image for each sample of the glimpse; saturates at FLT_MAX. */
FOVEA_API fovea_status fovea_affine_grid(float *grid, fovea_affine theta, int h, int w,
                                         int align_corners) FOVEA_CHECKED;

FOVEA_API fovea_status fovea_affine_grid_backward(fovea_affine *grad_theta, const float *grad_grid,
                                                  int h, int w, int align_corners) FOVEA_CHECKED;

/* out [channels, h, w]: the image between its four nearest pixels at each place of the grid
 * (bilinear). Coordinates beyond +-2^24 are taken as that. */
FOVEA_API fovea_status fovea_grid_sample(fovea_attention *attention, float *out, const float *image,
                                         fovea_shape shape, const float *grid, int h, int w,
                                         fovea_sampling how) FOVEA_CHECKED;

/* grad_image or grad_grid may be NULL. */
FOVEA_API fovea_status fovea_grid_sample_backward(fovea_attention *attention, float *grad_image,
                                                  float *grad_grid, const float *grad_out,
                                                  const float *image, fovea_shape shape,
                                                  const float *grid, int h, int w,
                                                  fovea_sampling how) FOVEA_CHECKED;

#ifdef __cplusplus
}
#endif

#endif
