/* scores.h - all figures of a sequence, and of a data set or any part of it.
 *
 * A sequence is scored once (scores_open); sets, groups and attributes are different lists of the
 * same sequences' scores (scores_pool). Every single figure has a place in one table (measure), so
 * that tables, plots and JSON need not know which there are. */
#ifndef FOVEA_EVAL_SCORES_H
#define FOVEA_EVAL_SCORES_H

#include <stdint.h>

#include "eval/confidence.h"
#include "eval/got10k.h"
#include "eval/lost.h"
#include "eval/ope.h"
#include "eval/overlap.h"
#include "eval/speed.h"

typedef enum measure {
    MEASURE_AUC,                /* ope.h: means over sequences                    */
    MEASURE_PRECISION,          /* at 20 px                                       */
    MEASURE_NORM_PRECISION_AUC, /* 0 .. .5                                        */
    MEASURE_NORM_PRECISION,     /* at .2                                          */
    MEASURE_SUCCESS_50,         /* at .5                                          */
    MEASURE_GOT10K_AO,          /* got10k.h: over all frames, as the toolkit does */
    MEASURE_GOT10K_SR50,
    MEASURE_GOT10K_SR75,
    MEASURE_GOT10K_MAO, /* over classes, as the server does; a sequence has none */
    MEASURE_GOT10K_MSR50,
    MEASURE_GOT10K_MSR75,
    MEASURE_AUROC, /* confidence.h: over all frames */
    MEASURE_ECE,
    MEASURE_LOST_RECALL, /* lost.h: over all frames */
    MEASURE_LOST_PRECISION,
    MEASURE_ABSENT_RECALL,
    MEASURE_FALSE_LOST,
    MEASURE_FRAMES_TO_NOTICE,
    MEASURE_FOUND_AGAIN,
    MEASURE_FRAMES_TO_RETURN,
    MEASURE_MS_MEAN, /* speed.h: over all frames, milliseconds */
    MEASURE_MS_P50,
    MEASURE_MS_P95,
    MEASURE_MS_MAX,
    MEASURE_MS_DECODE,
    MEASURES
} measure;

typedef struct measure_info {
    const char *key;   /* for JSON: "auc"                         */
    const char *title; /* for a table's head: "AUC"               */
    const char *text;  /* one line: what it is                    */
    const char *unit;  /* "", "frames" or "ms"                    */
    bool lower_better;
} measure_info;

/* Static; never NULL for 0 <= m < MEASURES. */
const measure_info *measure_about(measure m);

typedef struct sequence_scores {
    int first;          /* frame[k] is frame first + k of the sequence: the tracker's start   */
    int frames;         /* from there on                                                      */
    frame_score *frame; /* [frames], owned                                                    */
    ope_scores ope;
    got10k_sums got10k;
    confidence_bins bins;
    lost_counts lost;
    speed_scores speed;
    double value[MEASURES]; /* NaN: not defined for this sequence                             */
} sequence_scores;

/* From frame `start` on, whose box the tracker was given: sequence_start(s), or where else it
 * started. ERR_ARG: no such frame, or it has no box; ERR_NOMEM. */
fovea_status scores_open(sequence_scores *out, const sequence *s, int start, const trajectory *t,
                         ope_rules rules) FOVEA_CHECKED;
/* Idempotent. */
void scores_close(sequence_scores *s);

/* How a list of sequences is put together. */
typedef struct pool_options {
    const int *class_of; /* [count], GOT-10k's classes from 0, below 0: none; NULL: no classes */
    int resamples;       /* of the bootstrap; 0: no intervals                                  */
    double level;        /* of the intervals: .95                                              */
    uint64_t seed;
} pool_options;

/* No classes, 1000 resamples, level .95, seed 1. */
pool_options pool_options_default(void);

typedef struct pooled_scores {
    int sequences;
    long frames;
    ope_scores ope;       /* mean over sequences */
    got10k_sums got10k;   /* over all frames     */
    confidence_bins bins; /* likewise            */
    lost_counts lost;
    speed_scores speed;
    double value[MEASURES];               /* NaN: not defined                             */
    double low[MEASURES], high[MEASURES]; /* intervals; NaN: none (no resamples, speed)   */
} pooled_scores;

/* Over the listed sequences. The order does not matter but for the last bits, and for which
 * sequences the bootstrap draws: give a fixed one (by name). ERR_NOMEM. */
fovea_status scores_pool(pooled_scores *out, const sequence_scores *const *list, int count,
                         const pool_options *options) FOVEA_CHECKED;

#endif
