/* lost.h - whether the tracker tells when it has lost the object, and comes back. Pure functions.
 *
 * Fovea's own definitions (there is no usual one). A frame *should* be lost when the object is
 * absent or the box misses it altogether (IoU 0). Recall and precision are over frames, all
 * sequences together; frames with 0 < IoU < .5 that are called lost do not count. The first frame
 * does not count, nor do frames of which the tracker tells neither confidence nor state, nor
 * trackers that tell no states at all.
 *
 * A *loss* begins with the first frame that should be lost and ends with the next frame of
 * IoU > .5. It is noticed by the first frame within it that is called lost; the object is found
 * again if the loss ends before the sequence does. Only frames in which the object is there count
 * as time to return; a loss after which it never is again cannot be found again and is not held
 * against the tracker. */
#ifndef FOVEA_EVAL_LOST_H
#define FOVEA_EVAL_LOST_H

#include "eval/overlap.h"

/* Adds up over sequences. */
typedef struct lost_counts {
    long told;                 /* frames that count: of the others is not known what is meant  */
    long should, said, right;  /* said: but for 0 < IoU < .5; right: said and should           */
    long absent, absent_right; /* frames without the object; of them called lost               */
    long good, good_said;      /* frames with IoU >= .5; of them called lost                   */
    long losses, noticed;
    long notice_frames;     /* over the noticed ones: frames from the beginning to the call */
    long returnable, found; /* losses with the object in view; of them ended                */
    long return_frames;     /* over the found ones: frames with the object in view          */
} lost_counts;

lost_counts lost_score(const frame_score *frame, int frames);
void lost_add(lost_counts *total, const lost_counts *s, unsigned times);

/* NaN where there is nothing to divide by. */
double lost_recall(const lost_counts *s);        /* right / should                      */
double lost_precision(const lost_counts *s);     /* right / said                        */
double lost_absent_recall(const lost_counts *s); /* absent_right / absent               */
double lost_false_rate(const lost_counts *s);    /* good_said / good                    */
double lost_frames_to_notice(const lost_counts *s);
double lost_found_share(const lost_counts *s); /* found / returnable                  */
double lost_frames_to_return(const lost_counts *s);

#endif
