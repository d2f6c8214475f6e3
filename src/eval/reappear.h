/* reappear.h - objects that come back into view, and whether the tracker finds them soon. Pure
 * functions.
 *
 * Fovea's own definition. An object *reappears* in a frame in which it is there after one or more
 * in which it was absent. It is *re-found* in the first of the frames from there on that has
 * IoU > .5 and is not called lost; that must happen before the object is absent again. Frames of
 * which nobody says whether the object is there do not count, neither here nor there. Unlike
 * the losses of lost.h, which a tracker has or has not, these are the annotation's: any two
 * trackers have the same. */
#ifndef FOVEA_EVAL_REAPPEAR_H
#define FOVEA_EVAL_REAPPEAR_H

#include "eval/overlap.h"

#define REFIND_FRAMES 10 /* soon: within so many frames, the one of the reappearance included */

/* Zero-initialise to ask for the first. */
typedef struct reappearance {
    int frame;  /* in which the object is back                                    */
    int absent; /* frames without it before that                                  */
    int found;  /* frames with the object in view until it is re-found, that one
                 * included: 1 at once; 0: not re-found                           */
} reappearance;

/* The next one after r->frame; false: there is none, *r stays. */
bool reappear_next(reappearance *r, const frame_score *frame, int frames);

/* Adds up over sequences. */
typedef struct reappear_counts {
    long all;
    long soon; /* re-found within REFIND_FRAMES */
} reappear_counts;

reappear_counts reappear_score(const frame_score *frame, int frames);
void reappear_add(reappear_counts *total, const reappear_counts *s, unsigned times);
double reappear_share(const reappear_counts *s); /* soon / all; NaN without any */

#endif
