/* near.h - floats against doubles that are known better, within bounds that follow from rounding.
 *
 * UNIT is the largest relative error of one rounding; n operations in a row err by at most n of
 * them, times the magnitude of what goes in. */
#ifndef FOVEA_TESTS_NEAR_H
#define FOVEA_TESTS_NEAR_H

#include <float.h>

#include "fovea_attention.h"

#define UNIT (FLT_EPSILON / 2.0)

/* Fails unless |got - expected| <= tolerance for all, NaN included. */
void near_check(const char *what, const float *got, const double *expected, int n,
                double tolerance);

/* Random values in -1 .. 1, as floats and as equal doubles; same may be NULL. */
void near_fill(float *values, double *same, int n);

/* Largest magnitude; sum of magnitudes. */
double near_largest(const double *values, int n);
double near_sum(const double *values, int n);

/* How far the gradients to u, s and d of an axis of n Gaussians on `size` pixels can be off, if
 * the gradients with respect to the mask's values are at most `q` in magnitude and have been
 * rounded `roundings` times. */
typedef struct near_axis {
    double usd[3];
} near_axis;
near_axis near_axis_tolerance(fovea_gaussian axis, int n, int size, double q, int roundings);

#endif
