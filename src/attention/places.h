/* places.h - where along an axis of an image the samples of a grid lie. */
#ifndef FOVEA_ATTENTION_PLACES_H
#define FOVEA_ATTENTION_PLACES_H

#include <stdint.h>

#include "fovea_attention.h"

enum { GRID_PIECE = 256 }; /* samples that are placed at a time */

/* One axis of an image as a grid sees it. */
typedef struct fovea_grid_axis {
    int size;
    float scale, shift; /* pixel = (coordinate + 1) * scale + shift */
    float low, span;    /* reflection: mirrors at low and low + span */
    fovea_padding padding;
} fovea_grid_axis;

/* A piece's places along an axis: pixels low and low + 1, clamped into the image, their weights (0
 * outside), whether they are inside, and the pixels per unit of the coordinate. */
typedef struct fovea_places {
    int32_t pixel[2][GRID_PIECE];
    float weight[2][GRID_PIECE], inside[2][GRID_PIECE], slope[GRID_PIECE];
} fovea_places;

#endif
