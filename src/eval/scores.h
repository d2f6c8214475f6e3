/* scores.h - all figures of a sequence, and of a data set or any part of it.
 *
 * A sequence is scored once (scores_open); sets, groups and attributes are different lists of the
 * same sequences' scores (scores_pool). All single figures stand in value[], by measure.h. */
#ifndef FOVEA_EVAL_SCORES_H
#define FOVEA_EVAL_SCORES_H

#include <stdint.h>

#include "eval/confidence.h"
#include "eval/got10k.h"
#include "eval/lost.h"
#include "eval/measure.h"
#include "eval/ope.h"
#include "eval/overlap.h"
#include "eval/reappear.h"
#include "eval/speed.h"
#include "eval/vot.h"

typedef struct sequence_scores {
    int first;          /* frame[k] is frame first + k of the sequence: the tracker's start   */
    int frames;         /* from there on                                                      */
    frame_score *frame; /* [frames], owned                                                    */
    ope_scores ope;
    got10k_sums got10k;
    confidence_bins bins;
    lost_counts lost;
    reappear_counts reappear;
    speed_scores speed;
    vot_sequence vot;       /* no runs, until the caller adds some                            */
    double value[MEASURES]; /* NaN: not defined for this sequence                             */
} sequence_scores;

/* From frame `start` on, whose box the tracker was given: sequence_start(s), or where else it
 * started. ERR_ARG: no such frame, or it has no box; ERR_NOMEM. */
fovea_status scores_open(sequence_scores *out, const sequence *s, int start, const trajectory *t,
                         ope_rules rules) FOVEA_CHECKED;
/* Puts the figures of the runs in s->vot among the values. */
void scores_set_vot(sequence_scores *s, const vot_rules *rules);
/* Idempotent. */
void scores_close(sequence_scores *s);

/* How a list of sequences is put together. */
typedef struct pool_options {
    const int *class_of;  /* [count], GOT-10k's classes from 0, below 0: none; NULL: no classes */
    const vot_rules *vot; /* NULL: no figures of VOT                                            */
    int resamples;        /* of the bootstrap; 0: no intervals                                  */
    double level;         /* of the intervals: .95                                              */
    uint64_t seed;
} pool_options;

/* No classes, no VOT, 1000 resamples, level .95, seed 1. */
pool_options pool_options_default(void);

typedef struct pooled_scores {
    int sequences;
    long frames;
    ope_scores ope;       /* mean over sequences */
    got10k_sums got10k;   /* over all frames     */
    confidence_bins bins; /* likewise            */
    lost_counts lost;
    reappear_counts reappear;
    speed_scores speed;
    vot_scores vot;                       /* all NaN without rules                        */
    double value[MEASURES];               /* NaN: not defined                             */
    double low[MEASURES], high[MEASURES]; /* intervals; NaN: none (no resamples, speed)   */
} pooled_scores;

/* Over the listed sequences. The order does not matter but for the last bits, and for which
 * sequences the bootstrap draws: give a fixed one (by name). ERR_NOMEM. */
fovea_status scores_pool(pooled_scores *out, const sequence_scores *const *list, int count,
                         const pool_options *options) FOVEA_CHECKED;

#endif
