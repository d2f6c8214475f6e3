/* scale.h - how big: a one-dimensional correlation filter over a pyramid of sizes.
 *
 * Source: Danelljan et al., "Discriminative Scale Space Tracking" (2016), section 4. Patches
 * of SCALE_LEVELS sizes around the object, each a Gaussian glimpse of SCALE_SIDE pixels, give
 * one feature vector a size; the filter answers which of them looks like the object did. */
#ifndef FOVEA_MODEL_SCALE_H
#define FOVEA_MODEL_SCALE_H

#include "fovea.h"
#include "model/hog.h"

enum {
    SCALE_LEVELS = 17,
    SCALE_BINS = SCALE_LEVELS / 2 + 1,
    SCALE_SIDE = 24,
    SCALE_FEATURES = HOG_CHANNELS * (SCALE_SIDE / HOG_CELL) * (SCALE_SIDE / HOG_CELL),
};

/* Ratio of neighbouring sizes. */
#define SCALE_STEP 1.03F

typedef struct fovea_scale_memory {
    float numerator[SCALE_BINS][2][SCALE_FEATURES]; /* re and im of each frequency */
    float denominator[SCALE_BINS];
} fovea_scale_memory;

typedef struct fovea_scale fovea_scale; /* transform and scratch */

fovea_status fovea_scale_open(fovea_scale **out) FOVEA_CHECKED; /* ERR_NOMEM */
void fovea_scale_close(fovea_scale **scale);

/* Size of level i relative to the object's, 0 <= i < SCALE_LEVELS. */
float fovea_scale_of_level(float level);

/* pyramid [SCALE_LEVELS, SCALE_FEATURES]. Returns the level (fractional) whose size is the
 * object's: SCALE_LEVELS / 2 where it has not changed. */
float fovea_scale_estimate(fovea_scale *scale, const fovea_scale_memory *memory,
                           const float *pyramid);

/* Moves the averages towards a pyramid in which `level` has the object's size. */
void fovea_scale_learn(fovea_scale *scale, fovea_scale_memory *memory, const float *pyramid,
                       float level, float rate);

#endif
