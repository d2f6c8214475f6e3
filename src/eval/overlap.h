/* overlap.h - how well each box of a trajectory lies on the annotated one. Pure functions.
 *
 * All measures but GOT-10k's and VOT's (which cut boxes at the picture's border) are made of these.
 * Everything is computed in doubles. Which conventions differ between the toolkits, and which only
 * seem to:
 *   - The +1 of the Matlab toolkits (right = x + w - 1, then + 1; centre = x + (w - 1) / 2) cancels
 *     in overlaps as in distances.
 *   - Whether the first pixel is 0 or 1 cancels too, if truth and result agree; a reader that gets
 *     it wrong shifts one of them by a pixel.
 *   - What a frame counts for that has no usable annotation does differ: ope_rules. */
#ifndef FOVEA_EVAL_OVERLAP_H
#define FOVEA_EVAL_OVERLAP_H

#include <stdbool.h>

#include "eval/sequence.h"
#include "eval/trajectory.h"
#include "fovea.h"

/* How a one-pass evaluation takes frames in which the object is absent. */
typedef enum ope_rules {
    /* They do not count. Fovea's own; got10k toolkit (experiments/uav123.py, _calc_metrics). */
    OPE_ANNOTATED,
    /* They count as misses. LaSOT evaluation toolkit: calc_seq_err_robust.m leaves them out,
     * eval_tracker.m divides by all frames. A present box whose x or y is not positive in the
     * file gets overlap and distance -1 there: a miss of overlap, a hit of distance; and where
     * the tracker has no usable box, its box of the frame before stands in. Both are kept. */
    OPE_LASOT,
    /* OTB (calcSeqErrRobust.m, genPerfMat.m) knows no absence: -1 for these frames too. */
    OPE_OTB,
    /* pysot-toolkit's OPE benchmark (utils/statistics.py, success_overlap, success_error), but
     * for LaSOT: frames without a box of positive sides miss the overlap; frames whose centre
     * x + (w - 1) / 2, y + (h - 1) / 2 (pixels from 0) is not positive hit every distance. */
    OPE_PYSOT,
    /* pysot-toolkit on LaSOT: absent frames count as misses; the centre's rule as above, pixels
     * as in the file. */
    OPE_PYSOT_LASOT,
} ope_rules;

/* What a frame counts for in ope.h. */
typedef enum frame_role {
    FRAME_COUNTS,         /* by its overlap and its distances                              */
    FRAME_LEFT_OUT,       /* not even in the denominator                                   */
    FRAME_MISSES,         /* in the denominator, never a hit                               */
    FRAME_MISSES_OVERLAP, /* never a hit of overlap, always one of distance                */
    FRAME_HITS_DISTANCE,  /* by its overlap; always a hit of distance                      */
} frame_role;

/* One frame, measured: what all further measures of a sequence are made of. */
typedef struct frame_score {
    double iou;           /* 0..1, 0 without a box; NaN: the object is absent, or not annotated */
    double distance;      /* between the centres, px; INFINITY without a box; NaN as iou        */
    double norm_distance; /* the same with x and y divided by the true width and height         */
    float confidence;     /* NaN: the tracker tells none                                        */
    float step_s;         /* NaN: not known                                                     */
    float decode_s;       /* NaN: not known                                                     */
    bool absent;          /* with iou NaN: the object is not to be seen; else nobody says       */
    bool stateless;       /* the tracker tells no states                                        */
    uint8_t state;        /* fovea_state                                                        */
    uint8_t role;         /* frame_role                                                         */
} frame_score;

/* Intersection over union of two boxes, 0..1; 0 when either is empty or not finite. */
double overlap_iou(fovea_box a, fovea_box b);

/* Measures the frames from `start` (0 .. s->frames - 1) on: out[k], [s->frames - start], is frame
 * start + k. The first of them is the given box, whatever the trajectory says there: IoU 1 (OTB:
 * rectMat(1,:) = rect_anno(1,:); got10k: boxes[0] = anno[0]). Rows that the trajectory does not
 * have are without a box. */
void overlap_measure(frame_score *out, const sequence *s, int start, const trajectory *t,
                     ope_rules rules);

#endif
