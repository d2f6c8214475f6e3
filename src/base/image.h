/* image.h - what can be said of a fovea_image without looking at its pixels, and colour. */
#ifndef FOVEA_BASE_IMAGE_H
#define FOVEA_BASE_IMAGE_H

#include <stdbool.h>
#include <string.h>

#include "fovea.h"

#define FOVEA_IMAGE_SIDE_MAX 32768

/* Whether every field is in the range that fovea.h states. */
bool fovea_image_valid(const fovea_image *image);

/* Pixels of the image that one sample of a component of `samples` covers along a side of
 * `pixels`: 1, 2, 4 or 8; 0 where samples != ceil(pixels / any of them). */
int fovea_subsampling(int pixels, int samples);

/* The stored value of a sample, 0 .. 2^bits - 1. x and y must be inside. */
static inline unsigned fovea_component_sample(const fovea_component *c, int x, int y)
{
    const uint8_t *at = c->base + x * c->step_x + y * c->step_y;
    unsigned stored = *at;
    if (c->bits + c->shift > 8) {
        uint16_t word;
        memcpy(&word, at, sizeof word);
        stored = word;
    }
    return stored >> c->shift & ((1u << c->bits) - 1);
}

/* Sample values to R'G'B' in 0..1, as an affine map:
 * rgb[i] = sum_j matrix[i][j] * sample[j] + offset[i], to be clamped by the caller.
 * Grey: sample[1] and sample[2] have weight 0 and may be anything finite. */
typedef struct fovea_color {
    float matrix[3][3];
    float offset[3];
} fovea_color;

/* Source: ITU-T H.273 (MatrixCoefficients, VideoFullRangeFlag). */
fovea_color fovea_image_color(const fovea_image *image);

#endif
