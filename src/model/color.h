/* color.h - what colours the object has and its surroundings have not.
 *
 * Source: Bertinetto et al., "Staple" (2016), section 3.4; Possegger et al., "In Defense of
 * Color-based Model-free Tracking" (2015). Two histograms over RGB; a pixel's likelihood of
 * being the object's is foreground / (foreground + background) of its bin. */
#ifndef FOVEA_MODEL_COLOR_H
#define FOVEA_MODEL_COLOR_H

#include "fovea.h"
#include "model/features.h"

enum {
    COLOR_LEVELS = 16, /* of each channel */
    COLOR_BINS = COLOR_LEVELS * COLOR_LEVELS * COLOR_LEVELS,
};

/* Shares of pixels by bin; plain data. All zero: has learned nothing. */
typedef struct fovea_color_memory {
    float foreground[COLOR_BINS], background[COLOR_BINS];
} fovea_color_memory;

/* Scratch of fovea_color_respond(). */
typedef struct fovea_color_scratch {
    float integral[(GLIMPSE_SIDE + 1) * (GLIMPSE_SIDE + 1)];
} fovea_color_scratch;

/* response [FEATURE_SIDE, FEATURE_SIDE] in 0..1: mean likelihood of the pixels of rgb
 * [3, GLIMPSE_SIDE, GLIMPSE_SIDE] in an object of w x h glimpse pixels centred at each cell's
 * corner (the glimpse's centre is at index FEATURE_SIDE / 2, as the filter has it). */
void fovea_color_respond(const fovea_color_memory *memory, const float *rgb, float w, float h,
                         float *response, fovea_color_scratch *scratch);

/* Moves the histograms towards a glimpse with an object of w x h glimpse pixels at its centre:
 * foreground from the inner part of the object, background from outside of it. */
void fovea_color_learn(fovea_color_memory *memory, const float *rgb, float w, float h, float rate);

#endif
