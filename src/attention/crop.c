/* Hard attention: a window of whole pixels, with the border repeated outside the image. */
#include <stdint.h>
#include <string.h>

#include "attention/check.h"

/* A window [at, at + n) along an axis of `size` pixels: its first `inside` pixels repeat the first
 * pixel, those from `beyond` on the last, and those between are the image's from `at` on. */
typedef struct crop_axis {
    int64_t at;
    int n, size, inside, beyond;
} crop_axis;

static int between(int64_t v, int low, int high)
{
    return v < low ? low : v > high ? high : (int)v;
}

static crop_axis crop_axis_of(int at, int n, int size)
{
    int inside = between(-(int64_t)at, 0, n);
    return (crop_axis){at, n, size, inside, between((int64_t)size - at, inside, n)};
}

static void copy_row(float *out, const float *row, const crop_axis *x)
{
    for (int j = 0; j < x->inside; j++)
        out[j] = row[0];
    if (x->beyond > x->inside)
        memcpy(out + x->inside, row + x->at + x->inside,
               (size_t)(x->beyond - x->inside) * sizeof *out);
    for (int j = x->beyond; j < x->n; j++)
        out[j] = row[x->size - 1];
}

static void add_row(float *row, const float *grad, const crop_axis *x)
{
    for (int j = 0; j < x->inside; j++)
        row[0] += grad[j];
    for (int j = x->inside; j < x->beyond; j++)
        row[x->at + j] += grad[j];
    for (int j = x->beyond; j < x->n; j++)
        row[x->size - 1] += grad[j];
}

/* Where row i of the window of channel c starts in the image. */
static ptrdiff_t row_start(fovea_shape shape, int c, int y, int i)
{
    int row = between((int64_t)y + i, 0, shape.height - 1);
    return (area(c, shape.height) + row) * shape.width;
}

static bool crop_valid(const void *to, const void *from, fovea_shape shape, int h, int w)
{
    return to && from && shape_valid(shape) && sides_valid(h, w);
}

fovea_status fovea_crop(float *out, const float *image, fovea_shape shape, int y, int x, int h,
                        int w)
{
    if (!crop_valid(out, image, shape, h, w))
        return FOVEA_ERR_ARG;
    crop_axis axis = crop_axis_of(x, w, shape.width);
    for (int c = 0; c < shape.channels; c++)
        for (int i = 0; i < h; i++, out += w)
            copy_row(out, image + row_start(shape, c, y, i), &axis);
    return FOVEA_OK;
}

fovea_status fovea_crop_backward(float *grad_image, const float *grad_out, fovea_shape shape, int y,
                                 int x, int h, int w)
{
    if (!crop_valid(grad_image, grad_out, shape, h, w))
        return FOVEA_ERR_ARG;
    crop_axis axis = crop_axis_of(x, w, shape.width);
    for (int c = 0; c < shape.channels; c++)
        for (int i = 0; i < h; i++, grad_out += w)
            add_row(grad_image + row_start(shape, c, y, i), grad_out, &axis);
    return FOVEA_OK;
}
