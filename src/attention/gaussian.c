/* Gaussian attention, dense: g = A_y I A_x^T with normalised masks (gaussian.h). */
#include "attention/gaussian.h"

#include <math.h>

/* Least standard deviation on a strided view, in its pixels. */
#define STRIDED_S 0.75F

fovea_gaussian fovea_gaussian_cover(float x, float w, int n)
{
    float d = w / (float)n;
    return (fovea_gaussian){.u = x + d / 2 - 0.5F, .s = fmaxf(d / 2, 0.5F), .d = d};
}

fovea_gaussian fovea_gaussian_subsample(fovea_gaussian axis, int ratio)
{
    float r = (float)ratio;
    return (fovea_gaussian){
        .u = (axis.u + 0.5F) / r - 0.5F, .s = fmaxf(axis.s / r, 0.5F), .d = axis.d / r};
}

void fovea_gaussian_mask(double *mask, fovea_gaussian axis, int n, int size)
{
    for (int i = 0; i < n; i++) {
        double *row = mask + (ptrdiff_t)i * size;
        double centre = axis.u + (double)i * axis.d;
        double nearest = fmin(fmax(nearbyint(centre), 0), size - 1);
        double sum = 0;
        for (int j = 0; j < size; j++) {
            /* (j - c)^2 - (m - c)^2, factored: exact also where c is far outside. */
            double excess = (j - nearest) * (j + nearest - 2 * centre);
            row[j] = exp(-excess / (2.0 * axis.s * axis.s));
            sum += row[j];
        }
        for (int j = 0; j < size; j++)
            row[j] /= sum;
    }
}

void fovea_gaussian_stride(fovea_gaussian axis, int size, int *stride, int *first)
{
    *stride = axis.s >= 2 * STRIDED_S ? (int)fminf(axis.s / STRIDED_S, (float)size) : 1;
    *first = (*stride - 1) / 2;
}
