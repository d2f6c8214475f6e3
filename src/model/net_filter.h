/* net_filter.h - a linear filter on the network's features, fitted to the object's place.
 *
 * The filter w [channels, k, k] minimises, over samples with weights v that sum to 1,
 *
 *     sum_s v_s / cells sum_i ((w * x_s)_i - y_s,i)^2 + lambda |w|^2,
 *
 * * a correlation with zero padding, y a Gaussian of the object's size at its centre, by steps of
 * steepest descent of the best length each: with the gradient g,
 * |g|^2 / (sum_s v_s / cells |g * x_s|^2 + lambda |g|^2). Source: Bhat et al., "Learning
 * Discriminative Model Prediction for Tracking" (DiMP, 2019), eqs. 5-8, with a linear residual.
 * scripts/train/model.py, class Filter, is the twin. */
#ifndef FOVEA_MODEL_NET_FILTER_H
#define FOVEA_MODEL_NET_FILTER_H

#include "fovea.h"

enum {
    NET_SIDE_MAX = 16, /* cells a side of a map: a multiple of 8 */
    NET_TAPS_MAX = 5,  /* a side of the filter: k, odd           */
    NET_FILTER_CHANNELS_MAX = 64,
    NET_PARTS_MAX = 3, /* that are fitted to at once             */

    NET_FILTER_MAX = NET_FILTER_CHANNELS_MAX * NET_TAPS_MAX * NET_TAPS_MAX,
    NET_PITCH_MAX = NET_SIDE_MAX + NET_TAPS_MAX - 1,
    NET_WIDE_MAX = NET_SIDE_MAX * NET_PITCH_MAX,
    NET_PADDED_MAX = NET_FILTER_CHANNELS_MAX * NET_PITCH_MAX * NET_PITCH_MAX + NET_TAPS_MAX,
};

/* What a filter is made for. */
typedef struct fovea_net_filter {
    int channels, k;  /* taps a side */
    int side, stride; /* of the map, and glimpse pixels from cell to cell */
    float spread;     /* standard deviation of y in sides of the object */
    float lambda;
    /* Maps are padded by k / 2 zeros, and responses are wide: lines of `pitch`, of which `side`
     * count, so that every tap is one run over a plane. */
    int pitch, plane, wide;
    const struct fovea_net_kernels *kernels; /* who computes it */
} fovea_net_filter;

/* Computes the padded sizes from the others, and takes the kernels of plain C, which may be changed
 * for others. */
void fovea_net_filter_prepare(fovea_net_filter *f);

/* A look to fit to. Plain data. */
typedef struct fovea_net_sample {
    float map[NET_PADDED_MAX]; /* [channels, side + k - 1, pitch], then room to read on */
    float label[NET_WIDE_MAX]; /* y [side, pitch], 0 in what is beyond `side`           */
} fovea_net_sample;

/* Takes in planes [channels, side, side], divided by their root mean square. The padding is left as
 * it is: 0 in a sample that began as zeros. */
void fovea_net_sample_fill(const fovea_net_filter *f, fovea_net_sample *sample,
                           const float *planes);

/* out [side], one axis of a bump: a Gaussian at every cell, 1 at `centre` (glimpse pixels). */
void fovea_net_bell(const fovea_net_filter *f, float *out, float centre, float deviation);

/* out [side, side], its lines `pitch` floats apart: a Gaussian at the box's centre, 1 there, whose
 * standard deviation is `spread` of the box's sides, but at least `least` (glimpse pixels). */
void fovea_net_bump(const fovea_net_filter *f, float *out, int pitch, fovea_box box, float spread,
                    float least);

/* Says where the object is (glimpse pixels). */
void fovea_net_sample_label(const fovea_net_filter *f, fovea_net_sample *sample, fovea_box box);

/* response [side, side] of a sample to w. */
void fovea_net_filter_respond(const fovea_net_filter *f, float *response,
                              const fovea_net_sample *sample, const float *w);

typedef struct fovea_net_part {
    const fovea_net_sample *sample;
    float weight;
} fovea_net_part;

/* Takes steps from w [channels, k, k] on; count <= NET_PARTS_MAX. */
void fovea_net_filter_fit(const fovea_net_filter *f, float *w, const fovea_net_part *parts,
                          int count, int steps);

#endif
