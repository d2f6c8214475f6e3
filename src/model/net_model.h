/* net_model.h - the weights of the network, checked and bound: what all trackers share.
 *
 * A safetensors file (weights.h) whose metadata says `format` = "fovea-net-3" and, as texts that
 * are numbers,
 *
 *     glimpse, context      pixels a side of the glimpse; its side in sides of the object
 *     stem, stem.N.stride   number of convolutions of the stem, stride of each
 *     blocks, head          number of residual blocks; of convolutions in the head before `out`
 *     filter_side, filter_steps, filter_spread, filter_lambda   net_filter.h
 *     sharpness                                                 net_attention.h
 *     learn_above, learn_rate, hold_above, hold_frames          fovea_net_learning
 *
 * and whose tensors are `place` [values, 25], the map from places to values (net_attention.h),
 * `confidence` [3], a bias and the terms' weights (track/confidence.h), and, each
 * .weight [outputs, inputs, k, k] with a .bias [outputs],
 *
 *     stem.N             any odd k up to 7, batch normalisation folded in
 *     block.N.a, .b      3 x 3, likewise
 *     to_filter, key     1 x 1, without a bias
 *     seen               1 x 1
 *     head.N             any odd k up to 7, batch normalisation folded in; head.0 takes what is
 *                        seen, the answers [values + 1] of the first glimpse and of the one held,
 *                        the responses to the filter and to the first one, and the box before
 *     out                any odd k up to 7; 5 outputs: score, and logarithms of reach
 *
 * and, for arithmetic of 8 bits, the largest values that maps were seen to have, .range [channels]:
 *
 *     stem.N             all but the last
 *     features           the last stem and all blocks, which share a map
 *     block.N.a
 *
 * Widths are what the shapes say. scripts/train/export.py writes such a file, and
 * scripts/train/model.py says what the network is. */
#ifndef FOVEA_MODEL_NET_MODEL_H
#define FOVEA_MODEL_NET_MODEL_H

#include "model/net_attention.h"
#include "model/weights.h"

enum {
    NET_STEM_MAX = 8,
    NET_BLOCKS_MAX = 8,
    NET_HEAD_MAX = 4,
    NET_CHANNELS_MAX = 256,
    NET_GLIMPSE_MAX = 128,
    NET_SINGLES = 3, /* of the head's inputs: two responses, where the object was */
    NET_OUTPUTS = 5, /* score and four logarithms of reach                        */
    NET_CONFIDENCE = 3,
};

typedef struct fovea_net_layer {
    const fovea_tensor *weight, *bias; /* bias: NULL where there is none            */
    const fovea_tensor *range;         /* of the map it makes; NULL behind the blocks */
    int stride;
} fovea_net_layer;

/* How a filter learns from the glimpse last looked at, as sure as that look was. */
typedef struct fovea_net_learning {
    float above, rate; /* from looks with more probability than `above`, with weight `rate` */
    float hold_above;  /* every hold_frames-th glimpse is held if it has more than this     */
    int hold_frames;
} fovea_net_learning;

typedef struct fovea_net_model {
    fovea_weights *weights;
    int glimpse, stride; /* pixels a side; pixels from cell to cell of the map */
    float context;
    int stems, blocks, heads, filter_steps;
    fovea_net_filter filter;
    fovea_net_attention attention;
    fovea_net_learning learning;
    fovea_net_layer stem[NET_STEM_MAX], block[NET_BLOCKS_MAX][2], head[NET_HEAD_MAX];
    fovea_net_layer to_filter, key, seen, out;
    const fovea_tensor *confidence;
} fovea_net_model;

/* Reads and checks all of it; what is wrong is one line in the log, which is used here only. As
 * fovea_weights_open(). */
fovea_status fovea_net_model_open(fovea_net_model **out, const char *path,
                                  const fovea_log *log) FOVEA_CHECKED;
fovea_status fovea_net_model_open_memory(fovea_net_model **out, const char *name, const void *data,
                                         size_t size, const fovea_log *log) FOVEA_CHECKED;

/* Accepts NULL and a pointer to NULL; sets *model to NULL. */
void fovea_net_model_close(fovea_net_model **model);

#endif
