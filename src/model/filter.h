/* filter.h - the closed-form correlation filter: where in the glimpse is the object.
 *
 * Source: Danelljan et al., "Discriminative Scale Space Tracking" (2016), eqs. 5-7; Bertinetto
 * et al., "Staple" (2016), sections 3.1 and 3.3. With feature maps x_k, a Gaussian y as the
 * wanted response and capital letters for Fourier transforms, ridge regression gives
 *
 *     H_k = conj(Y) X_k / (sum_j conj(X_j) X_j + lambda),  response = F^-1(sum_k conj(H_k) Z_k).
 *
 * Running averages of numerator and denominator are the filter's recurrent state. */
#ifndef FOVEA_MODEL_FILTER_H
#define FOVEA_MODEL_FILTER_H

#include "fovea.h"
#include "model/features.h"

/* Frequencies of the transform of a real feature map. */
enum { FILTER_BINS = FEATURE_SIDE * (FEATURE_SIDE / 2 + 1) };

/* What a filter remembers. Plain data: copy it, save it. All zero: has learned nothing. */
typedef struct fovea_filter_memory {
    float numerator[FEATURE_CHANNELS][FILTER_BINS][2]; /* re, im */
    float denominator[FILTER_BINS];
} fovea_filter_memory;

/* Transforms and scratch; holds nothing between calls. */
typedef struct fovea_filter fovea_filter;

fovea_status fovea_filter_open(fovea_filter **out) FOVEA_CHECKED; /* ERR_NOMEM */
void fovea_filter_close(fovea_filter **filter);

/* Features are [FEATURE_CHANNELS, FEATURE_SIDE, FEATURE_SIDE]. A look is tapered by a Hann window,
 * so that the transform sees no seam; learning by its square, so that the object weighs more
 * than what is around it.
 *
 * Takes in a look; respond then speaks of it. */
void fovea_filter_look(fovea_filter *filter, const float *features);

/* response [FEATURE_SIDE, FEATURE_SIDE]: about 1 where the object's centre is, 0 elsewhere; the
 * glimpse's centre is at index FEATURE_SIDE / 2 of both axes. */
void fovea_filter_respond(fovea_filter *filter, const fovea_filter_memory *memory, float *response);

/* Moves the averages towards features with the object at their centre; its size in cells
 * (geometric mean of the sides) sets the label's spread. rate 1 forgets all else. */
void fovea_filter_learn(fovea_filter *filter, fovea_filter_memory *memory, const float *features,
                        float object_cells, float rate);

#endif
