/* Gaussian glimpses and masks of float planes: arguments are checked here, for either form. */
#include "attention/gaussian_glimpse.h"

#include <string.h>

#include "attention/check.h"
#include "attention/scratch.h"

static bool look_valid(const fovea_gaussian_look *look, fovea_gaussian_form form)
{
    return shape_valid(look->shape) && sides_valid(look->h, look->w) &&
           gaussian_valid(look->window.y) && gaussian_valid(look->window.x) &&
           (form == FOVEA_GAUSSIAN_DENSE || form == FOVEA_GAUSSIAN_TRUNCATED);
}

fovea_status fovea_gaussian_glimpse(fovea_attention *attention, float *out, const float *image,
                                    fovea_shape shape, fovea_gaussian_window window, int h, int w,
                                    fovea_gaussian_form form)
{
    fovea_gaussian_look look = {shape, window, h, w};
    if (!attention || !out || !image || !look_valid(&look, form))
        return FOVEA_ERR_ARG;
    return form == FOVEA_GAUSSIAN_DENSE ? fovea_gaussian_dense(attention, &look, out, image)
                                        : fovea_gaussian_truncated(attention, &look, out, image);
}

fovea_status fovea_gaussian_glimpse_backward(fovea_attention *attention, float *grad_image,
                                             fovea_gaussian_window *grad_window,
                                             const float *grad_out, const float *image,
                                             fovea_shape shape, fovea_gaussian_window window, int h,
                                             int w, fovea_gaussian_form form)
{
    fovea_gaussian_look look = {shape, window, h, w};
    if (!attention || !grad_out || !image || !look_valid(&look, form))
        return FOVEA_ERR_ARG;
    return form == FOVEA_GAUSSIAN_DENSE
               ? fovea_gaussian_dense_backward(attention, &look, grad_image, grad_window, grad_out,
                                               image)
               : fovea_gaussian_truncated_backward(attention, &look, grad_image, grad_window,
                                                   grad_out, image);
}

/* Soft attention's mask by two Gaussians: the rows a_y and a_x, and room for their gradients. */
typedef struct outer {
    float *a_y, *a_x, *grad_y, *grad_x;
} outer;

static fovea_status outer_rows(outer *o, fovea_attention *attention, fovea_gaussian_window window,
                               int height, int width)
{
    if (!attention || !sides_valid(height, width))
        return FOVEA_ERR_ARG;
    ptrdiff_t floats = 2 * (padded(height) + padded(width));
    float *block = fovea_attention_scratch(attention, (size_t)floats);
    if (!block)
        return FOVEA_ERR_NOMEM;
    o->a_y = take(&block, height);
    o->a_x = take(&block, width);
    o->grad_y = take(&block, height);
    o->grad_x = take(&block, width);
    fovea_status status = fovea_gaussian_mask(o->a_y, window.y, 1, height);
    return status == FOVEA_OK ? fovea_gaussian_mask(o->a_x, window.x, 1, width) : status;
}

fovea_status fovea_mask_gaussian(fovea_attention *attention, float *mask,
                                 fovea_gaussian_window window, int height, int width)
{
    outer o;
    fovea_status status = mask ? outer_rows(&o, attention, window, height, width) : FOVEA_ERR_ARG;
    if (status != FOVEA_OK)
        return status;
    for (int i = 0; i < height; i++, mask += width)
        for (int j = 0; j < width; j++)
            mask[j] = o.a_y[i] * o.a_x[j];
    return FOVEA_OK;
}

fovea_status fovea_mask_gaussian_backward(fovea_attention *attention,
                                          fovea_gaussian_window *grad_window,
                                          const float *grad_mask, fovea_gaussian_window window,
                                          int height, int width)
{
    outer o;
    fovea_status status =
        grad_window && grad_mask ? outer_rows(&o, attention, window, height, width) : FOVEA_ERR_ARG;
    if (status != FOVEA_OK)
        return status;
    memset(o.grad_x, 0, (size_t)width * sizeof *o.grad_x);
    for (int i = 0; i < height; i++, grad_mask += width) {
        double sum = 0;
        for (int j = 0; j < width; j++) {
            sum += (double)grad_mask[j] * (double)o.a_x[j];
            o.grad_x[j] += grad_mask[j] * o.a_y[i];
        }
        o.grad_y[i] = (float)sum;
    }
    status = fovea_gaussian_mask_backward(&grad_window->y, o.grad_y, o.a_y, window.y, 1, height);
    if (status == FOVEA_OK)
        status = fovea_gaussian_mask_backward(&grad_window->x, o.grad_x, o.a_x, window.x, 1, width);
    return status;
}
