/* net.h - the network: what a glimpse looks like, and where in it the object is.
 *
 * Its twin is scripts/train/model.py, class Net. A glimpse becomes a map of features
 * [channels, side, side], of which cell i of an axis stands for glimpse pixel stride i + 1/2.
 * fovea_net_see() makes the map; start, look and learn speak of it.
 *
 * Boxes are in glimpse pixels and finite. A net is one tracker's scratch: all memory is taken by
 * open, and it remembers nothing but the last glimpse. See, start and look allocate what conv.h
 * says, learn nothing at all. */
#ifndef FOVEA_MODEL_NET_H
#define FOVEA_MODEL_NET_H

#include <stdint.h>

#include "model/conv.h"
#include "model/net_model.h"

/* A glimpse in which it is known where the object is. Plain data. */
typedef struct fovea_net_glimpse {
    fovea_net_sample sample; /* what the filter is fitted to */
    fovea_net_cells cells;   /* what later cells ask         */
} fovea_net_glimpse;

/* What the network remembers of an object. Plain data: copy it, save it. What is beyond the
 * model's sizes is 0. */
typedef struct fovea_net_memory {
    float filter[NET_FILTER_MAX];       /* [channels, k, k]                       */
    float first_filter[NET_FILTER_MAX]; /* as the start made it; never learns     */
    fovea_net_glimpse first;            /* every fit is held to it                */
    fovea_net_glimpse held;             /* a later one; at first the same         */
    uint32_t age;                       /* how often it has learned               */
} fovea_net_memory;

/* What a look tells of each of side x side cells. */
typedef struct fovea_net_answer {
    int side;
    float score[NET_CELLS_MAX];    /* logit of the box's IoU with the object       */
    float response[NET_CELLS_MAX]; /* the filter's: about 1 at the object's centre */
    fovea_box box[NET_CELLS_MAX];  /* that the score is of                         */
} fovea_net_answer;

typedef struct fovea_net fovea_net; /* opaque */

/* model is only used here. at_most, log: as fovea_convs_open(). ERR_NOMEM, ERR_UNSUPPORTED. */
fovea_status fovea_net_open(fovea_net **out, const fovea_net_model *model, fovea_cpu at_most,
                            const fovea_log *log) FOVEA_CHECKED;

/* Accepts NULL and a pointer to NULL; sets *net to NULL. */
void fovea_net_close(fovea_net **net);

/* Takes in a glimpse: rgb [3, glimpse, glimpse] in 0..1. ERR_NOMEM: as of fovea_convs_run(). */
fovea_status fovea_net_see(fovea_net *net, const float *rgb) FOVEA_CHECKED;

/* Forgets all else and remembers the glimpse, in whose centre is the object: `box`. */
fovea_status fovea_net_start(fovea_net *net, fovea_net_memory *memory, fovea_box box) FOVEA_CHECKED;

/* Where in the glimpse is what memory remembers? `before` is the box as it was last seen,
 * and where. */
fovea_status fovea_net_look(fovea_net *net, const fovea_net_memory *memory, fovea_box before,
                            fovea_net_answer *out) FOVEA_CHECKED;

/* The scores [side, side] of the last look by the first glimpse alone: what was learned since does
 * not count. Follows a look that was no failure. */
fovea_status fovea_net_look_first(fovea_net *net, float *score) FOVEA_CHECKED;

/* Takes a step of descent: to the first glimpse, to the one held, and to the one last looked at (or
 * started with), if the object's being at `box` was likely enough, as the model says
 * (fovea_net_learning). That glimpse may come to be the one held. */
void fovea_net_learn(fovea_net *net, fovea_net_memory *memory, fovea_box box, float probability);

/* The convolutions, in their order: for tests and benches. */
fovea_convs *fovea_net_convs(fovea_net *net);

#endif
