/* convergence.h - recovering a known window by gradient descent: one start, one mechanism.
 *
 * The target glimpse g* is what the mechanism itself sees of the target window. The loss is the
 * mean of (g - g*)^2 / 2 over the glimpse's samples; its gradient comes from the library's backward
 * passes. Both mechanisms have the same four parameters: the window's centre, in sides of the start
 * window, and the logarithms of its height and width. Both are descended by Adam (Kingma and Ba,
 * 2015; beta .9 and .999) with a rate that falls to 0 over the steps as half a cosine. */
#ifndef FOVEA_TESTS_BENCH_CONVERGENCE_H
#define FOVEA_TESTS_BENCH_CONVERGENCE_H

#include "bench/plane.h"
#include "fovea_attention.h"

enum { CONVERGENCE_SIDE = 20 /* samples of the glimpse, a side */ };
#define CONVERGENCE_IOU 0.9 /* of a window that counts as recovered */

typedef enum convergence_kind {
    CONVERGENCE_STN,
    CONVERGENCE_GAUSSIAN, /* truncated, as the tracker's */
    CONVERGENCE_DENSE,    /* Gaussian, every pixel       */
} convergence_kind;

typedef struct convergence_look {
    convergence_kind kind;
    double s_by_d; /* of the Gaussians: s = max(s_by_d d, 1/2) */
} convergence_look;

typedef struct convergence_run {
    bool recovered; /* IoU with the target at the end >= CONVERGENCE_IOU  */
    int steps;      /* until it was so for good; meaningless otherwise    */
    double iou;     /* at the end                                         */
} convergence_run;

/* Descends from `start` for so many steps. Boxes are square or nearly, inside the plane or not.
 * ERR_NOMEM; ERR_ARG as the mechanisms. */
fovea_status convergence_descend(convergence_run *out, fovea_attention *attention,
                                 convergence_look look, const plane *picture, fovea_box target,
                                 fovea_box start, double rate, int steps) FOVEA_CHECKED;

/* The standard deviation of what the Gaussian with s = d/2 sees of a window: where there is
 * nothing to see, there is nothing to descend on. */
fovea_status convergence_contrast(double *out, fovea_attention *attention, const plane *picture,
                                  fovea_box window) FOVEA_CHECKED;

#endif
