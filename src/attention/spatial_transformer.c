/* The spatial transformer's grid: where an affine map puts the samples of a glimpse. */
#include "attention/check.h"

/* Normalised coordinates of n samples, first + i * step: of their centres, where -1 .. 1 are the
 * outer edges of the first and the last sample, or their centres. */
typedef struct samples {
    double first, step;
} samples;

static samples samples_of(int n, int align_corners)
{
    if (!align_corners)
        return (samples){1.0 / n - 1, 2.0 / n};
    return n > 1 ? (samples){-1, 2.0 / (n - 1)} : (samples){0, 0};
}

/* s and t of the axis that sees [at, at + length) of `size` pixels by n samples. */
static void scaling_cover(float *s, float *t, float at, float length, int size, int n,
                          int align_corners)
{
    double d = (double)length / n, first = (double)at + d / 2 - 0.5, last = first + d * (n - 1);
    if (!align_corners) {
        *s = (float)((double)length / size);
        *t = (float)((first + last + 1) / size - 1);
    } else { /* of one pixel, all coordinates are the same */
        *s = size > 1 ? (float)((last - first) / (size - 1)) : 0;
        *t = size > 1 ? (float)((first + last) / (size - 1) - 1) : 0;
    }
}

fovea_scaling fovea_scaling_cover(fovea_box window, int height, int width, int h, int w,
                                  int align_corners)
{
    fovea_scaling f;
    scaling_cover(&f.s_y, &f.t_y, window.y, window.h, height, h, align_corners);
    scaling_cover(&f.s_x, &f.t_x, window.x, window.w, width, w, align_corners);
    return f;
}

fovea_affine fovea_affine_of_scaling(fovea_scaling f)
{
    return (fovea_affine){{{f.s_x, 0, f.t_x}, {0, f.s_y, f.t_y}}};
}

fovea_status fovea_affine_of_scaling_backward(fovea_scaling *grad_scaling,
                                              const fovea_affine *grad_theta)
{
    if (!grad_scaling || !grad_theta)
        return FOVEA_ERR_ARG;
    grad_scaling->s_x += grad_theta->m[0][0];
    grad_scaling->t_x += grad_theta->m[0][2];
    grad_scaling->s_y += grad_theta->m[1][1];
    grad_scaling->t_y += grad_theta->m[1][2];
    return FOVEA_OK;
}

fovea_status fovea_affine_grid(float *grid, fovea_affine theta, int h, int w, int align_corners)
{
    if (!grid || !sides_valid(h, w) || !all_finite(theta.m[0], 3) || !all_finite(theta.m[1], 3))
        return FOVEA_ERR_ARG;
    samples y = samples_of(h, align_corners), x = samples_of(w, align_corners);
    for (int i = 0; i < h; i++, grid += 2 * w)
        for (int a = 0; a < 2; a++) {
            const double step = (double)theta.m[a][0] * x.step;
            const double first = (double)theta.m[a][0] * x.first +
                                 (double)theta.m[a][1] * (y.first + i * y.step) +
                                 (double)theta.m[a][2];
            for (int j = 0; j < w; j++)
                grid[2 * j + a] = saturate(first + j * step);
        }
    return FOVEA_OK;
}

fovea_status fovea_affine_grid_backward(fovea_affine *grad_theta, const float *grad_grid, int h,
                                        int w, int align_corners)
{
    if (!grad_theta || !grad_grid || !sides_valid(h, w))
        return FOVEA_ERR_ARG;
    samples y = samples_of(h, align_corners), x = samples_of(w, align_corners);
    double sum[2][3] = {{0}};
    for (int i = 0; i < h; i++)
        for (int j = 0; j < w; j++, grad_grid += 2)
            for (int a = 0; a < 2; a++) {
                double g = (double)grad_grid[a];
                sum[a][0] += g * (x.first + j * x.step);
                sum[a][1] += g * (y.first + i * y.step);
                sum[a][2] += g;
            }
    for (int a = 0; a < 2; a++)
        for (int b = 0; b < 3; b++)
            grad_theta->m[a][b] = saturate((double)grad_theta->m[a][b] + sum[a][b]);
    return FOVEA_OK;
}
