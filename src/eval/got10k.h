/* got10k.h - average overlap and success rates as GOT-10k defines them. Pure functions.
 *
 * Huang, Zhao, Huang, "GOT-10k: A Large High-Diversity Benchmark for Generic Object Tracking in
 * the Wild", TPAMI 2019 (evaluation metrics); got10k toolkit, experiments/got10k.py (report,
 * _evaluate) and utils/metrics.py (rect_iou):
 *   - the first frame is left out; frames count whose cover label is above 0;
 *   - both boxes are cut at the picture's border, where its size is known. The toolkit moves a
 *     corner that lies outside to the border and shortens the side only where it then still
 *     crosses the far border: a box that begins left of the picture keeps its whole width. That
 *     is reproduced;
 *   - AO is the mean IoU, SR.5 and SR.75 the shares of IoU > .5 and > .75; the curve has 101
 *     thresholds 0, .01 .. 1.
 * The toolkit takes the mean over all frames of all sequences: got10k_ao and its like of the sums
 * added up. The server's mAO and mSR are means over classes, each of which is the mean of its
 * sequences' figures: got10k_class_mean. The two differ. */
#ifndef FOVEA_EVAL_GOT10K_H
#define FOVEA_EVAL_GOT10K_H

#include "eval/overlap.h"

#define GOT10K_STEPS 101 /* threshold i: i / 100 */

/* What sums over frames hold; they add up over sequences. */
typedef struct got10k_sums {
    long frames;
    double iou;
    long above[GOT10K_STEPS]; /* frames with IoU > i / 100 */
} got10k_sums;

/* IoU of both boxes cut as the toolkit does; width or height 0: not cut. */
double got10k_iou(fovea_box a, fovea_box b, int width, int height);

/* Frames after `start`. Present ones without a cover label are in view; those that nobody has
 * annotated do not count. */
got10k_sums got10k_score(const sequence *s, int start, const trajectory *t);
void got10k_add(got10k_sums *total, const got10k_sums *s, unsigned times);

/* NaN where there are no frames. */
double got10k_ao(const got10k_sums *s);
double got10k_sr(const got10k_sums *s, int percent); /* 50, 75: or any 0 .. 100 */

/* mAO of sequences' AOs, or mSR of their SRs: value[i] (NaN: left out) belongs to class class_of[i]
 * (0 .. classes - 1; below 0: none, left out) and counts weight[i] times (NULL: once).
 * scratch: [2 * classes]. NaN where nothing is left. */
double got10k_class_mean(const double *value, const int *class_of, const unsigned *weight,
                         int count, int classes, double *scratch);

#endif
