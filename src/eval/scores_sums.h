/* scores_sums.h - what scores.c and scores_pool.c share: where figures stand in value[]. */
#ifndef FOVEA_EVAL_SCORES_SUMS_H
#define FOVEA_EVAL_SCORES_SUMS_H

#include "eval/scores.h"

void scores_put_sums(double value[MEASURES], const got10k_sums *got10k, const confidence_bins *bins,
                     const lost_counts *lost, const reappear_counts *reappear);
void scores_put_speed(double value[MEASURES], const speed_scores *speed);
void scores_put_vot(double value[MEASURES], const vot_rules *rules, const vot_scores *vot);

#endif
