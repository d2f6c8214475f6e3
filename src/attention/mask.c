/* Soft attention: an image-sized mask times the image, and masks from a free map. */
#include "attention/check.h"

static bool map_valid(const void *a, const void *b, int height, int width)
{
    return a && b && sides_valid(height, width);
}

fovea_status fovea_mask_apply(float *out, const float *image, fovea_shape shape, const float *mask)
{
    if (!out || !image || !mask || !shape_valid(shape))
        return FOVEA_ERR_ARG;
    ptrdiff_t pixels = area(shape.height, shape.width);
    for (int c = 0; c < shape.channels; c++, out += pixels, image += pixels)
        for (ptrdiff_t i = 0; i < pixels; i++)
            out[i] = mask[i] * image[i];
    return FOVEA_OK;
}

static void add_products(float *sum, const float *a, const float *b, ptrdiff_t n)
{
    for (ptrdiff_t i = 0; i < n; i++)
        sum[i] += a[i] * b[i];
}

fovea_status fovea_mask_apply_backward(float *grad_image, float *grad_mask, const float *grad_out,
                                       const float *image, fovea_shape shape, const float *mask)
{
    if (!grad_out || !image || !mask || !shape_valid(shape))
        return FOVEA_ERR_ARG;
    ptrdiff_t pixels = area(shape.height, shape.width);
    for (int c = 0; c < shape.channels; c++, grad_out += pixels, image += pixels) {
        if (grad_image)
            add_products(grad_image + c * pixels, grad_out, mask, pixels);
        if (grad_mask)
            add_products(grad_mask, grad_out, image, pixels);
    }
    return FOVEA_OK;
}

fovea_status fovea_mask_sigmoid(float *mask, const float *map, int height, int width)
{
    ptrdiff_t n = area(height, width);
    if (!map_valid(mask, map, height, width) || !all_finite(map, n))
        return FOVEA_ERR_ARG;
    for (ptrdiff_t i = 0; i < n; i++)
        mask[i] = 1 / (1 + expf(-map[i])); /* exp may be infinite: then the mask is 0 */
    return FOVEA_OK;
}

fovea_status fovea_mask_sigmoid_backward(float *grad_map, const float *grad_mask, const float *mask,
                                         int height, int width)
{
    if (!map_valid(grad_map, grad_mask, height, width) || !mask)
        return FOVEA_ERR_ARG;
    for (ptrdiff_t i = 0; i < area(height, width); i++)
        grad_map[i] += grad_mask[i] * mask[i] * (1 - mask[i]);
    return FOVEA_OK;
}

fovea_status fovea_mask_softmax(float *mask, const float *map, int height, int width)
{
    ptrdiff_t n = area(height, width);
    if (!map_valid(mask, map, height, width) || !all_finite(map, n))
        return FOVEA_ERR_ARG;
    float largest = map[0];
    for (ptrdiff_t i = 1; i < n; i++)
        largest = map[i] > largest ? map[i] : largest;
    double sum = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        mask[i] = expf(map[i] - largest);
        sum += (double)mask[i];
    }
    float scale = (float)(1 / sum);
    for (ptrdiff_t i = 0; i < n; i++)
        mask[i] *= scale;
    return FOVEA_OK;
}

fovea_status fovea_mask_softmax_backward(float *grad_map, const float *grad_mask, const float *mask,
                                         int height, int width)
{
    if (!map_valid(grad_map, grad_mask, height, width) || !mask)
        return FOVEA_ERR_ARG;
    ptrdiff_t n = area(height, width);
    double mean = 0;
    for (ptrdiff_t i = 0; i < n; i++)
        mean += (double)mask[i] * (double)grad_mask[i];
    for (ptrdiff_t i = 0; i < n; i++)
        grad_map[i] += (float)((double)mask[i] * ((double)grad_mask[i] - mean));
    return FOVEA_OK;
}
