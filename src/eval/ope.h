/* ope.h - one-pass evaluation: success, precision and normalised precision. Pure functions.
 *
 * Success: Wu, Lim, Yang, "Online Object Tracking: A Benchmark", CVPR 2013, section 4 (and "Object
 * Tracking Benchmark", TPAMI 2015), as its genPerfMat.m computes it: the share of frames with
 * IoU > t, t = 0, .05 .. 1. Strict, so that a perfect tracker has 0 at t = 1, and an area under the
 * curve (the mean of the 21 values) of 20/21 = .952.
 * Precision: the same papers and file: the share of frames with a distance <= t, t = 0 .. 50 px;
 * the figure quoted is that at 20.
 * Normalised precision: Müller et al., "TrackingNet", ECCV 2018, and Fan et al., "LaSOT", CVPR
 * 2019, section 4.1: the distance's x and y divided by the true width and height; t = 0, .01 .. .5
 * (LaSOT's eval_tracker.m: (0:50) / 100). Two figures are quoted in the field and kept apart: the
 * mean of the curve (LaSOT's and TrackingNet's papers), and its value at .2 (pysot-toolkit's table,
 * LaSOT's toolkit as it is set up).
 * A data set's curves are the means over its sequences, whatever their length. The Matlab toolkits
 * leave out sequences whose curve is 0 throughout; the given box being a hit, there are none. */
#ifndef FOVEA_EVAL_OPE_H
#define FOVEA_EVAL_OPE_H

#include "eval/overlap.h"

#define OPE_SUCCESS_STEPS 21   /* threshold i: i / 20          */
#define OPE_PRECISION_STEPS 51 /* threshold i: i px; i / 100   */

typedef struct ope_scores {
    long frames; /* the denominator; 0: nothing to score, all figures NaN */
    double success[OPE_SUCCESS_STEPS];
    double precision[OPE_PRECISION_STEPS];
    double norm_precision[OPE_PRECISION_STEPS];
} ope_scores;

ope_scores ope_score(const frame_score *frame, int frames);

double ope_auc(const ope_scores *s);
double ope_success_at_50(const ope_scores *s);
double ope_precision_at_20(const ope_scores *s);
double ope_norm_precision_auc(const ope_scores *s);
double ope_norm_precision_at_20(const ope_scores *s); /* threshold .2 */

/* The mean over sequences, each with frames > 0. */
ope_scores ope_mean(const ope_scores *const *list, int count);

#endif
