/* net_internal.h - what a network is made of. */
#ifndef FOVEA_MODEL_NET_INTERNAL_H
#define FOVEA_MODEL_NET_INTERNAL_H

#include "model/net.h"
#include "model/net_kernels.h"

/* `head` takes all evidence: what is seen, and the clues. */
struct fovea_net {
    fovea_convs *convs;
    fovea_net_filter filter;
    fovea_net_attention attention;
    const fovea_net_kernels *kernels;
    fovea_net_learning learning;
    int filter_steps;
    fovea_map rgb, features, for_filter, keys, seen, head, out;
    float *planes; /* scratch: for_filter or out as planes                         */
    float *clues;  /* what the head was told in the last look, besides what it saw */
    int see_end, start_end, look_middle; /* convolutions: where each part ends    */
    fovea_net_glimpse now;               /* the last glimpse, started with or looked at */
};

#endif
