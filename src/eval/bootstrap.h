/* bootstrap.h - how far a figure would move with other sequences. Pure functions.
 *
 * Efron, Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 6 and 13 (percentile
 * intervals): whole sequences are drawn with replacement, as frames of one sequence are no
 * independent evidence; pooled figures are pooled anew over what was drawn. A draw is how many
 * times each sequence was taken, which is what the pooling functions take as weights.
 * The same seed gives the same intervals on every machine. */
#ifndef FOVEA_EVAL_BOOTSTRAP_H
#define FOVEA_EVAL_BOOTSTRAP_H

#include <stdint.h>

/* Draws `count` sequences of `count`: weight[i], [count], sums up to count. `state` is the
 * generator's (splitmix64; any value seeds it). count >= 1. */
void bootstrap_draw(unsigned *weight, int count, uint64_t *state);

/* The middle `level` (0..1) of the values: quantiles (1 -+ level) / 2, interpolated linearly
 * between order statistics (numpy's default). Sorts the values; NaNs among them (draws for which
 * the figure is not defined) are left out; NaN where none is left. */
void bootstrap_interval(double *low, double *high, double *value, int n, double level);

#endif
