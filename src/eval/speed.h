/* speed.h - how long a frame takes; reading it apart from tracking it. */
#ifndef FOVEA_EVAL_SPEED_H
#define FOVEA_EVAL_SPEED_H

#include "eval/overlap.h"

/* Seconds a frame, without the first (the tracker's start). NaN where no times are known.
 * A percentile is the smallest time that at least that share of the frames does not exceed
 * (nearest rank; numpy's "inverted_cdf"). */
typedef struct speed_scores {
    long frames;
    double mean_s, p50_s, p95_s, max_s;
    double decode_mean_s;
} speed_scores;

/* Over all frames of `count` sequences; frame[i] has frames[i] frames. ERR_NOMEM. */
fovea_status speed_score(speed_scores *out, const frame_score *const *frame, const int *frames,
                         int count) FOVEA_CHECKED;

#endif
