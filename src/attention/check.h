/* check.h - what the mechanisms of attention ask of their arguments, and how sums become floats. */
#ifndef FOVEA_ATTENTION_CHECK_H
#define FOVEA_ATTENTION_CHECK_H

#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "fovea_attention.h"

static inline bool sides_valid(int height, int width)
{
    return height >= 1 && height <= FOVEA_SIDE_MAX && width >= 1 && width <= FOVEA_SIDE_MAX;
}

static inline bool shape_valid(fovea_shape shape)
{
    return shape.channels >= 1 && shape.channels <= FOVEA_CHANNELS_MAX &&
           sides_valid(shape.height, shape.width);
}

static inline bool gaussian_valid(fovea_gaussian a)
{
    return isfinite(a.u) && isfinite(a.s) && isfinite(a.d) && a.s > 0 && a.d >= 0;
}

static inline bool all_finite(const float *values, ptrdiff_t n)
{
    int bad = 0;
    for (ptrdiff_t i = 0; i < n; i++)
        bad |= !(fabsf(values[i]) <= FLT_MAX);
    return !bad;
}

/* Pixels of one plane. */
static inline ptrdiff_t area(int height, int width)
{
    return (ptrdiff_t)height * width;
}

static inline float saturate(double v)
{
    const double most = (double)FLT_MAX;
    v = v < -most ? -most : v; /* NaN stays NaN */
    return (float)(v > most ? most : v);
}

#endif
