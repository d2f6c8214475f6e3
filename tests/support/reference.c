/* The mechanisms by their definitions. */
#include "support/reference.h"

#include <math.h>
#include <stdlib.h>

#include "support/check_main.h"
#include "support/dense.h"
#include "support/near.h"

static int nearest(int i, int size)
{
    return i < 0 ? 0 : i < size ? i : size - 1;
}

void reference_crop(const reference *r)
{
    const fovea_shape s = r->shape;
    double *out = r->out;
    for (int c = 0; c < s.channels; c++)
        for (int i = 0; i < r->h; i++)
            for (int j = 0; j < r->w; j++) {
                int y = nearest(r->at_y + i, s.height), x = nearest(r->at_x + j, s.width);
                *out++ = r->image[(c * s.height + y) * s.width + x];
            }
}

void reference_sigmoid(const reference *r)
{
    for (int i = 0; i < r->shape.height * r->shape.width; i++)
        r->out[i] = 1 / (1 + exp(-r->source[i]));
}

void reference_softmax(const reference *r)
{
    double sum = 0;
    int n = r->shape.height * r->shape.width;
    for (int i = 0; i < n; i++)
        sum += r->out[i] = exp(r->source[i]); /* sources of tests are small */
    for (int i = 0; i < n; i++)
        r->out[i] /= sum;
}

void reference_outer(const reference *r)
{
    double y[DENSE_SIZE_MAX], x[DENSE_SIZE_MAX];
    dense_row(y, r->window[0], r->window[1], r->shape.height);
    dense_row(x, r->window[3], r->window[4], r->shape.width);
    for (int i = 0; i < r->shape.height; i++)
        for (int j = 0; j < r->shape.width; j++)
            r->out[i * r->shape.width + j] = y[i] * x[j];
}

/* Row i of an axis; of the truncated form, on the pixels that the window `kept` looks at. */
static void mask_row(double *row, const double *usd, const fovea_gaussian *kept, int i, int size)
{
    if (kept)
        dense_truncated_row(row, usd, *kept, i, size);
    else
        dense_row(row, usd[0] + i * usd[2], usd[1], size);
}

void reference_glimpse(const reference *r)
{
    const fovea_shape s = r->shape;
    double y[DENSE_SIZE_MAX], x[REFERENCE_SIDE_MAX][DENSE_SIZE_MAX], line[DENSE_SIZE_MAX];
    for (int j = 0; j < r->w; j++)
        mask_row(x[j], r->window + 3, r->truncated ? &r->truncated->x : NULL, j, s.width);
    for (int i = 0; i < r->h; i++) {
        mask_row(y, r->window, r->truncated ? &r->truncated->y : NULL, i, s.height);
        for (int c = 0; c < s.channels; c++) {
            for (int u = 0; u < s.width; u++) {
                line[u] = 0;
                for (int v = 0; v < s.height; v++)
                    line[u] += y[v] * r->image[(c * s.height + v) * s.width + u];
            }
            for (int j = 0; j < r->w; j++) {
                double *out = &r->out[(c * r->h + i) * r->w + j];
                *out = 0;
                for (int u = 0; u < s.width; u++)
                    *out += line[u] * x[j][u];
            }
        }
    }
}

/* Of sample i of n, where -1 .. 1 go from edge to edge, or from centre to centre. */
static double coordinate(int i, int n, int align_corners)
{
    if (!align_corners)
        return -1 + (i + 0.5) * 2 / n;
    return n == 1 ? 0 : -1 + i * 2.0 / (n - 1);
}

void reference_affine_grid(const reference *r)
{
    double *out = r->out;
    for (int i = 0; i < r->h; i++)
        for (int j = 0; j < r->w; j++)
            for (int a = 0; a < 2; a++)
                *out++ = r->theta[3 * a] * coordinate(j, r->w, r->how.align_corners) +
                         r->theta[3 * a + 1] * coordinate(i, r->h, r->how.align_corners) +
                         r->theta[3 * a + 2];
}

/* Where a coordinate lies, in pixels, after padding. */
static double place(double at, int size, fovea_sampling how)
{
    double first = how.align_corners ? 0 : -0.5, last = size - 1 - first;
    double pixel = first + (at + 1) / 2 * (last - first);
    if (how.padding == FOVEA_PADDING_ZEROS)
        return pixel;
    if (how.padding == FOVEA_PADDING_REFLECTION)
        while (last > first && (pixel < first || pixel > last))
            pixel = pixel < first ? 2 * first - pixel : 2 * last - pixel;
    return fmin(fmax(pixel, 0), size - 1);
}

static double pixel_at(const reference *r, int c, int y, int x)
{
    const fovea_shape s = r->shape;
    int inside = y >= 0 && y < s.height && x >= 0 && x < s.width;
    return inside ? r->image[(c * s.height + y) * s.width + x] : 0;
}

void reference_grid_sample(const reference *r)
{
    for (int i = 0; i < r->h * r->w; i++) {
        double x = place(r->grid[2 * i], r->shape.width, r->how);
        double y = place(r->grid[2 * i + 1], r->shape.height, r->how);
        int left = (int)floor(x), upper = (int)floor(y);
        double dx = x - left, dy = y - upper;
        for (int c = 0; c < r->shape.channels; c++)
            r->out[c * r->h * r->w + i] = (1 - dy) * ((1 - dx) * pixel_at(r, c, upper, left) +
                                                      dx * pixel_at(r, c, upper, left + 1)) +
                                          dy * ((1 - dx) * pixel_at(r, c, upper + 1, left) +
                                                dx * pixel_at(r, c, upper + 1, left + 1));
    }
}

static double loss(const reference *r, void (*forward)(const reference *r), const float *grad_out,
                   int n_out)
{
    double sum = 0;
    forward(r);
    for (int i = 0; i < n_out; i++)
        sum += (double)grad_out[i] * r->out[i];
    return sum;
}

void reference_gradient(const char *what, const reference *r, void (*forward)(const reference *r),
                        double *x, int n, double step, const float *grad_out, int n_out,
                        const float *got, double tolerance)
{
    double *expected = malloc((size_t)n * sizeof *expected);
    ck_assert_ptr_nonnull(expected);
    for (int i = 0; i < n; i++) {
        double at = x[i];
        x[i] = at + step;
        double above = loss(r, forward, grad_out, n_out);
        x[i] = at - step;
        expected[i] = (above - loss(r, forward, grad_out, n_out)) / (2 * step);
        x[i] = at;
    }
    near_check(what, got, expected, n, tolerance + 1e-7 * near_largest(expected, n));
    free(expected);
}
