/* dense.c - Gaussian attention by its definition, in double precision and without haste. */
#include "support/dense.h"

#include <math.h>
#include <string.h>

#include "base/image.h"
#include "support/check_main.h"

/* The definition, word by word: logits, less the largest, exp, normalised. */
void dense_row(double *row, double centre, double s, int size)
{
    double largest = -INFINITY, sum = 0;
    for (int j = 0; j < size; j++) {
        row[j] = -(j - centre) * (j - centre) / (2 * s * s);
        largest = fmax(largest, row[j]);
    }
    for (int j = 0; j < size; j++)
        sum += row[j] = exp(row[j] - largest);
    for (int j = 0; j < size; j++)
        row[j] /= sum;
}

/* The row that the truncated form must be near: dense on the view of every k-th pixel. */
void dense_strided_row(double *row, fovea_gaussian axis, int i, int size)
{
    int stride, first;
    fovea_gaussian_stride(axis, size, &stride, &first);
    ck_assert(stride >= 1 && first >= 0 && first < size);
    ck_assert(stride == 1 || (float)stride <= 2 * axis.s);
    int view = (size - first + stride - 1) / stride;
    double dense[DENSE_SIZE_MAX];
    dense_row(dense, ((double)axis.u + (double)i * axis.d - first) / stride,
              (double)axis.s / stride, view);
    memset(row, 0, sizeof *row * (size_t)size);
    for (int j = 0; j < view; j++)
        row[first + j * stride] = dense[j];
}

void dense_truncated_row(double *row, const double *usd, fovea_gaussian kept, int i, int size)
{
    double weight[DENSE_SIZE_MAX], largest = 0, sum = 0, top = -INFINITY;
    double centre = usd[0] + i * usd[2];
    dense_strided_row(weight, kept, i, size);
    for (int j = 0; j < size; j++)
        largest = fmax(largest, weight[j]);
    for (int j = 0; j < size; j++) {
        row[j] = weight[j] >= largest * exp(-3.5 * 3.5 / 2)
                     ? -(j - centre) * (j - centre) / (2 * usd[1] * usd[1])
                     : -INFINITY;
        top = fmax(top, row[j]);
    }
    for (int j = 0; j < size; j++)
        sum += row[j] = exp(row[j] - top);
    for (int j = 0; j < size; j++)
        row[j] /= sum;
}

/* Dense glimpse of a component on the strided view, in double precision. */
void dense_component(const fovea_component *c, fovea_gaussian y, fovea_gaussian x, int h, int w,
                     double *out)
{
    static double row[DENSE_SIZE_MAX], ax[GAUSSIAN_SIDE_MAX][DENSE_SIZE_MAX], line[DENSE_SIZE_MAX];
    for (int j = 0; j < w; j++)
        dense_strided_row(ax[j], x, j, c->width);
    for (int i = 0; i < h; i++) {
        dense_strided_row(row, y, i, c->height);
        memset(line, 0, sizeof line);
        for (int v = 0; v < c->height; v++)
            for (int u = 0; u < c->width && row[v] > 0; u++)
                line[u] += row[v] * fovea_component_sample(c, u, v);
        for (int j = 0; j < w; j++) {
            double sum = 0;
            for (int u = 0; u < c->width; u++)
                sum += line[u] * ax[j][u];
            out[i * w + j] = sum;
        }
    }
}
