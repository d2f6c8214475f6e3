/* net_internal.h - what a network is made of. */
#ifndef FOVEA_MODEL_NET_INTERNAL_H
#define FOVEA_MODEL_NET_INTERNAL_H

#include "model/net.h"

/* `head` takes all evidence: what is seen and what matched, by convolutions, and the clues. */
struct fovea_net {
    fovea_convs *convs;
    fovea_net_filter filter;
    fovea_net_learning learning;
    int match_side, filter_steps;
    fovea_map rgb, features, hidden, for_filter, for_match, correlated, head, out;
    fovea_map planes; /* scratch: any map above from `features` on, as planes       */
    int clues;        /* channel of `head` where they begin                         */
    int correlation;  /* number of the convolution whose kernels are the template   */
    int see_end, start_end, look_middle; /* convolutions: where each part ends      */
    fovea_net_sample sample;             /* the last glimpse                        */
    float inside[NET_CHANNELS_MAX];      /* of the model                            */
};

#endif
