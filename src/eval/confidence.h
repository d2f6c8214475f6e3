/* confidence.h - whether the tracker knows how good it is. Pure functions but for the ranking.
 *
 * A frame is a hit when its IoU is above .5; frames in which the object is absent are misses. The
 * first frame (the given box) and frames without a confidence do not count.
 * AUROC: the chance that a hit's confidence is above a miss's, ties counting half (Hanley, McNeil,
 * "The Meaning and Use of the Area under a ROC Curve", Radiology 1982: the Mann-Whitney U).
 * ECE: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, equation 3: with 10
 * equal bins ((m - 1) / 10, m / 10], 0 belonging to the first: the mean of |share of hits - mean
 * confidence| over bins, weighted by their frames. */
#ifndef FOVEA_EVAL_CONFIDENCE_H
#define FOVEA_EVAL_CONFIDENCE_H

#include <stddef.h>

#include "eval/overlap.h"

#define CONFIDENCE_BINS 10

/* The reliability curve: for each bin what was said (sum / frames) and what was (hits / frames).
 * Adds up over sequences. */
typedef struct confidence_bins {
    long frames[CONFIDENCE_BINS];
    long hits[CONFIDENCE_BINS];
    double sum[CONFIDENCE_BINS];
} confidence_bins;

/* Whether a frame after the first counts: a confidence is told, and what is right is known. */
bool confidence_counts(const frame_score *frame);
bool confidence_hit(const frame_score *frame); /* IoU > .5 */

confidence_bins confidence_score(const frame_score *frame, int frames);
void confidence_add(confidence_bins *total, const confidence_bins *s, unsigned times);
double confidence_ece(const confidence_bins *s); /* NaN without frames */

/* All frames of some sequences in the order of their confidence. */
typedef struct confidence_rank {
    float confidence;
    int sequence; /* * 2 + 1 for a hit */
} confidence_rank;

typedef struct confidence_ranking {
    size_t count;
    confidence_rank *rank; /* [count], owned */
} confidence_ranking;

/* frame[i] has frames[i] frames. ERR_NOMEM. */
fovea_status confidence_ranking_open(confidence_ranking *out, const frame_score *const *frame,
                                     const int *frames, int count) FOVEA_CHECKED;
void confidence_ranking_close(confidence_ranking *r);

/* Over the frames of all sequences, each taken weight[i] times (NULL: once). NaN where there are no
 * hits or no misses. */
double confidence_auroc(const confidence_ranking *r, const unsigned *weight);

#endif
