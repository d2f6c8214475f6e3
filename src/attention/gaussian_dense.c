/* Gaussian glimpses, dense: matrix products with whole masks, as they are defined.
 *
 * With G = dL/dg and masks A_y [h, H], A_x [w, W]:
 *
 *     g = (A_y I) A_x^T          dL/dA_y = G (I A_x^T)^T
 *     dL/dI = A_y^T (G A_x)      dL/dA_x = G^T (A_y I)
 *
 * and from the masks' gradients those of the parameters. */
#include <string.h>

#include "attention/check.h"
#include "attention/gaussian_glimpse.h"
#include "attention/scratch.h"

/* A product a [n, m] b [m, p] takes rows of b, weighted by a row of a. */
typedef struct product {
    const fovea_kernels *kernels;
    const float **rows; /* [m] */
    float *line;        /* [p] */
} product;

static void rows_of(const product *with, const float *b, int m, int p)
{
    for (int k = 0; k < m; k++)
        with->rows[k] = b + area(k, p);
}

static void multiply(const product *with, float *out, const float *a, const float *b, int n, int m,
                     int p)
{
    rows_of(with, b, m, p);
    for (int i = 0; i < n; i++)
        with->kernels->blend_rows(out + area(i, p), with->rows, a + area(i, m), m, p);
}

static void multiply_add(const product *with, float *sum, const float *a, const float *b, int n,
                         int m, int p)
{
    rows_of(with, b, m, p);
    for (int i = 0; i < n; i++, sum += p) {
        with->kernels->blend_rows(with->line, with->rows, a + area(i, m), m, p);
        for (int j = 0; j < p; j++)
            sum[j] += with->line[j];
    }
}

static void transpose(float *out, const float *in, int rows, int columns)
{
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++)
            out[area(j, rows) + i] = in[area(i, columns) + j];
}

/* Masks and products of one glimpse; names say what is in them, _t transposed. */
typedef struct dense {
    product with;
    float *a_y, *a_x, *a_x_t; /* [h, H], [w, W], [W, w] */
    float *a_y_i;             /* [h, W]                 */
} dense;

static fovea_status dense_masks(dense *d, const fovea_gaussian_look *look)
{
    const fovea_shape *s = &look->shape;
    fovea_status status = fovea_gaussian_mask(d->a_y, look->window.y, look->h, s->height);
    if (status == FOVEA_OK)
        status = fovea_gaussian_mask(d->a_x, look->window.x, look->w, s->width);
    if (status == FOVEA_OK)
        transpose(d->a_x_t, d->a_x, look->w, s->width);
    return status;
}

static int largest(int a, int b, int c, int d)
{
    int ab = a > b ? a : b, cd = c > d ? c : d;
    return ab > cd ? ab : cd;
}

/* Scratch for `d` and, behind it at *more, `extra` floats. */
static fovea_status dense_open(dense *d, fovea_attention *a, const fovea_gaussian_look *look,
                               ptrdiff_t extra, float **more)
{
    int H = look->shape.height, W = look->shape.width, h = look->h, w = look->w;
    int side = largest(H, W, h, w);
    ptrdiff_t pointers = side * (ptrdiff_t)sizeof(void *) / (ptrdiff_t)sizeof(float);
    ptrdiff_t floats = padded(pointers) + padded(side) + padded(area(h, H)) +
                       2 * padded(area(w, W)) + padded(area(h, W)) + extra;
    float *block = fovea_attention_scratch(a, (size_t)floats);
    if (!block)
        return FOVEA_ERR_NOMEM;
    d->with.kernels = a->kernels;
    d->with.rows = take(&block, pointers);
    d->with.line = take(&block, side);
    d->a_y = take(&block, area(h, H));
    d->a_x = take(&block, area(w, W));
    d->a_x_t = take(&block, area(w, W));
    d->a_y_i = take(&block, area(h, W));
    *more = block;
    return dense_masks(d, look);
}

fovea_status fovea_gaussian_dense(fovea_attention *a, const fovea_gaussian_look *look, float *out,
                                  const float *image)
{
    int H = look->shape.height, W = look->shape.width, h = look->h, w = look->w;
    dense d;
    float *more;
    fovea_status status = dense_open(&d, a, look, 0, &more);
    for (int c = 0; status == FOVEA_OK && c < look->shape.channels; c++) {
        multiply(&d.with, d.a_y_i, d.a_y, image + c * area(H, W), h, H, W);
        multiply(&d.with, out + c * area(h, w), d.a_y_i, d.a_x_t, h, W, w);
    }
    return status;
}

static void add_image_gradient(dense *d, const fovea_gaussian_look *look, float *grad_image,
                               const float *grad_out, float *more)
{
    int H = look->shape.height, W = look->shape.width, h = look->h, w = look->w;
    float *a_y_t = take(&more, area(h, H)), *g_a_x = take(&more, area(h, W));
    transpose(a_y_t, d->a_y, h, H);
    for (int c = 0; c < look->shape.channels; c++) {
        multiply(&d->with, g_a_x, grad_out + c * area(h, w), d->a_x, h, w, W);
        multiply_add(&d->with, grad_image + c * area(H, W), a_y_t, g_a_x, H, h, W);
    }
}

static fovea_status add_window_gradient(dense *d, const fovea_gaussian_look *look,
                                        fovea_gaussian_window *grad, const float *grad_out,
                                        const float *image, float *more)
{
    int H = look->shape.height, W = look->shape.width, h = look->h, w = look->w;
    float *i_a_x = take(&more, area(H, w)), *i_a_x_t = take(&more, area(H, w));
    float *g_t = take(&more, area(h, w));
    float *grad_y = take(&more, area(h, H)), *grad_x = take(&more, area(w, W));
    memset(grad_y, 0, (size_t)area(h, H) * sizeof *grad_y);
    memset(grad_x, 0, (size_t)area(w, W) * sizeof *grad_x);
    for (int c = 0; c < look->shape.channels; c++) {
        const float *plane = image + c * area(H, W), *g = grad_out + c * area(h, w);
        multiply(&d->with, i_a_x, plane, d->a_x_t, H, W, w);
        transpose(i_a_x_t, i_a_x, H, w);
        multiply_add(&d->with, grad_y, g, i_a_x_t, h, w, H);
        multiply(&d->with, d->a_y_i, d->a_y, plane, h, H, W);
        transpose(g_t, g, h, w);
        multiply_add(&d->with, grad_x, g_t, d->a_y_i, w, h, W);
    }
    fovea_status status =
        fovea_gaussian_mask_backward(&grad->y, grad_y, d->a_y, look->window.y, h, H);
    if (status == FOVEA_OK)
        status = fovea_gaussian_mask_backward(&grad->x, grad_x, d->a_x, look->window.x, w, W);
    return status;
}

fovea_status fovea_gaussian_dense_backward(fovea_attention *a, const fovea_gaussian_look *look,
                                           float *grad_image, fovea_gaussian_window *grad_window,
                                           const float *grad_out, const float *image)
{
    int H = look->shape.height, W = look->shape.width, h = look->h, w = look->w;
    ptrdiff_t for_image = padded(area(h, H)) + padded(area(h, W));
    ptrdiff_t for_window =
        2 * padded(area(H, w)) + padded(area(h, w)) + padded(area(h, H)) + padded(area(w, W));
    dense d;
    float *more;
    fovea_status status =
        dense_open(&d, a, look, for_image > for_window ? for_image : for_window, &more);
    if (status == FOVEA_OK && grad_image)
        add_image_gradient(&d, look, grad_image, grad_out, more);
    if (status == FOVEA_OK && grad_window)
        status = add_window_gradient(&d, look, grad_window, grad_out, image, more);
    return status;
}
