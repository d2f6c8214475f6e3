/* net_attention.h - each cell of a glimpse asks the cells of an earlier one, in which the object's
 * box is known: am I in there, how alike, and where in the box or outside?
 *
 * Scaled dot-product attention (Vaswani et al., "Attention Is All You Need", 2017, eq. 1): of a
 * query q, keys k_j of length 1 and values v_j,
 *
 *     seen = sum_j p_j v_j,   p_j = exp(s q . k_j) / sum_i exp(s q . k_i),   best = max_j q . k_j
 *
 * A value is a linear map of nothing but the cell's place in the box: 5 x 5 bumps, of which the
 * middle ones of the sides stand on the box's edges. scripts/train/model.py, class Attention, is
 * the twin. */
#ifndef FOVEA_MODEL_NET_ATTENTION_H
#define FOVEA_MODEL_NET_ATTENTION_H

#include "model/net_filter.h"

enum {
    NET_CELLS_MAX = NET_SIDE_MAX * NET_SIDE_MAX, /* a multiple of 64, as every map's cells */
    NET_KEYS_MAX = 64,
    NET_VALUES_MAX = 32,
    NET_VALUES_UNIT = 8, /* values lie in multiples of it     */
    NET_PLACES = 5,      /* a side: bumps that tell the place */
};

/* What an attention is made for. */
typedef struct fovea_net_attention {
    int keys, values; /* how long a key and a value are          */
    int pitch;        /* of values: in multiples of the unit     */
    int cells;        /* of a map                                */
    float sharpness;  /* s                                       */
    float place[NET_VALUES_MAX * NET_PLACES * NET_PLACES]; /* [values, down, right] */
} fovea_net_attention;

/* What is asked. Plain data. */
typedef struct fovea_net_cells {
    float keys[NET_KEYS_MAX * NET_CELLS_MAX];     /* [keys, cells]                      */
    float values[NET_CELLS_MAX * NET_VALUES_MAX]; /* [cells, pitch], 0 beyond `values` */
} fovea_net_cells;

/* Gives keys [keys, cells] length 1, in place; shorter than about 1e-3 they stay below it. */
void fovea_net_keys(const fovea_net_attention *a, float *keys);

/* values [cells, pitch] of a map such as f's, where the object is at `box` (glimpse pixels). */
void fovea_net_values(const fovea_net_attention *a, const fovea_net_filter *f, float *values,
                      fovea_box box);

#endif
