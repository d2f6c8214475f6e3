#include "base/image.h"

static bool component_valid(const fovea_component *c)
{
    int stored_bits = c->bits + c->shift;
    return c->base && c->bits >= 1 && stored_bits <= 16 && c->width >= 1 && c->height >= 1;
}

int fovea_subsampling(int pixels, int samples)
{
    for (int ratio = 1; ratio <= 8; ratio *= 2)
        if ((pixels + ratio - 1) / ratio == samples)
            return ratio;
    return 0;
}

bool fovea_image_valid(const fovea_image *image)
{
    if (!image || image->width < 1 || image->width > FOVEA_IMAGE_SIDE_MAX || image->height < 1 ||
        image->height > FOVEA_IMAGE_SIDE_MAX)
        return false;
    int matrix = (int)image->matrix, range = (int)image->range;
    if (matrix < FOVEA_MATRIX_GREY || matrix > FOVEA_MATRIX_YCGCO || range < FOVEA_RANGE_LIMITED ||
        range > FOVEA_RANGE_FULL)
        return false;
    if (image->components != (matrix == FOVEA_MATRIX_GREY ? 1 : 3))
        return false;
    for (int i = 0; i < image->components; i++) {
        const fovea_component *c = &image->component[i];
        int ratio_x = component_valid(c) ? fovea_subsampling(image->width, c->width) : 0;
        int ratio_y = ratio_x ? fovea_subsampling(image->height, c->height) : 0;
        if (!ratio_x || !ratio_y)
            return false;
        if (i == 0 && (c->width != image->width || c->height != image->height))
            return false;
        if (i == 2 && (c->width != c[-1].width || c->height != c[-1].height))
            return false;
    }
    return true;
}

/* Kr and Kb of R'G'B' -> Y' = Kr R + (1 - Kr - Kb) G + Kb B (H.273, table 4). */
static void luma_weights(fovea_matrix matrix, float *kr, float *kb)
{
    switch (matrix) {
    case FOVEA_MATRIX_BT709: *kr = 0.2126F, *kb = 0.0722F; break;
    case FOVEA_MATRIX_BT2020: *kr = 0.2627F, *kb = 0.0593F; break;
    case FOVEA_MATRIX_SMPTE240M: *kr = 0.212F, *kb = 0.087F; break;
    case FOVEA_MATRIX_FCC: *kr = 0.30F, *kb = 0.11F; break;
    default: *kr = 0.299F, *kb = 0.114F; break;
    }
}

/* Y, Cb, Cr (Y in 0..1, chroma in -0.5..0.5) to R'G'B'. */
static void fill_matrix(fovea_matrix matrix, float m[3][3])
{
    static const float identity[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    static const float grey[3][3] = {{1, 0, 0}, {1, 0, 0}, {1, 0, 0}};
    static const float ycgco[3][3] = {{1, -1, 1}, {1, 1, 0}, {1, -1, -1}};
    if (matrix == FOVEA_MATRIX_RGB) {
        memcpy(m, identity, sizeof identity);
    } else if (matrix == FOVEA_MATRIX_GREY) {
        memcpy(m, grey, sizeof grey);
    } else if (matrix == FOVEA_MATRIX_YCGCO) {
        memcpy(m, ycgco, sizeof ycgco);
    } else {
        float kr, kb;
        luma_weights(matrix, &kr, &kb);
        float kg = 1 - kr - kb;
        float ycbcr[3][3] = {{1, 0, 2 - 2 * kr},
                             {1, -(2 - 2 * kb) * kb / kg, -(2 - 2 * kr) * kr / kg},
                             {1, 2 - 2 * kb, 0}};
        memcpy(m, ycbcr, sizeof ycbcr);
    }
}

fovea_color fovea_image_color(const fovea_image *image)
{
    fovea_color color = {.offset = {0, 0, 0}};
    fill_matrix(image->matrix, color.matrix);
    bool has_chroma = image->matrix != FOVEA_MATRIX_RGB && image->matrix != FOVEA_MATRIX_GREY;
    for (int j = 0; j < image->components; j++) {
        bool chroma = has_chroma && j > 0;
        int bits = image->component[j].bits;
        float peak = (float)((1 << bits) - 1);
        /* Limited range is defined on 8 bits and shifted up with the depth. */
        float step = (float)(1 << bits) / 256;
        float zero = image->range == FOVEA_RANGE_FULL ? 0 : 16 * step;
        float span = image->range == FOVEA_RANGE_FULL ? peak : (chroma ? 224 : 219) * step;
        if (chroma)
            zero = 128 * step;
        for (int i = 0; i < 3; i++) {
            color.matrix[i][j] /= span;
            color.offset[i] -= color.matrix[i][j] * zero;
        }
    }
    return color;
}
