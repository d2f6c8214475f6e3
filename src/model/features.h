/* features.h - the fixed features of a glimpse: oriented gradients and mean colour of cells. */
#ifndef FOVEA_MODEL_FEATURES_H
#define FOVEA_MODEL_FEATURES_H

#include "model/hog.h"

enum {
    GLIMPSE_SIDE = 128, /* pixels */
    GLIMPSE_PIXELS = GLIMPSE_SIDE * GLIMPSE_SIDE,
    FEATURE_SIDE = GLIMPSE_SIDE / HOG_CELL, /* cells  */
    FEATURE_CELLS = FEATURE_SIDE * FEATURE_SIDE,
    FEATURE_CHANNELS = HOG_CHANNELS + 3,
};

/* luma [GLIMPSE_SIDE, GLIMPSE_SIDE] of rgb [3, GLIMPSE_SIDE, GLIMPSE_SIDE], BT.601 weights. */
void fovea_glimpse_luma(float *luma, const float *rgb);

/* out [FEATURE_CHANNELS, FEATURE_SIDE, FEATURE_SIDE]: HOG of luma, then brightness, red-blue
 * and green-magenta of the cells, each less its mean over the glimpse. */
void fovea_features(float *out, const float *rgb, const float *luma, fovea_hog_scratch *scratch);

#endif
