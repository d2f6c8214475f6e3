/* sre.h - spatial robustness evaluation: starts in boxes that are a little wrong. Pure functions.
 *
 * Wu, Lim, Yang, "Online Object Tracking: A Benchmark", CVPR 2013, section 4: the annotated box of
 * the first frame, moved by 10 % of its size in eight directions, and scaled by .8, .9, 1.1 and
 * 1.2 about its centre; the score is the mean over the twelve. Unlike its shiftInitBB.m, boxes
 * are neither rounded to whole pixels nor cut at the picture's border; a side is never below
 * one pixel, as no tracker starts there. */
#ifndef FOVEA_EVAL_SRE_H
#define FOVEA_EVAL_SRE_H

#include "fovea.h"

enum { SRE_STARTS = 12 };

/* The box to start in for start 1 .. SRE_STARTS; 0: `box` itself. */
fovea_box sre_box(fovea_box box, int start);

/* What a tracker's name has at its end that was started so: "+left", "+0.8"; "" for 0. Static. */
const char *sre_suffix(int start);

/* The start that a tracker's name tells by its end; 0: none. */
int sre_start_of(const char *name);

#endif
