/* overlap.h - how well each box of a trajectory lies on the annotated one. Pure functions.
 *
 * All of the measures but GOT-10k's and VOT's (which cut boxes at the picture's border) are made
 * of these. Everything is computed in doubles. Which conventions differ between the toolkits, and
 * which only seem to:
 *   - The +1 of the Matlab toolkits (right = x + w - 1, then + 1; centre = x + (w - 1) / 2) cancels
 *     in overlaps as in distances.
 *   - Whether the first pixel is 0 or 1 cancels too, if truth and result agree; a reader that gets
 *     it wrong shifts one of them by a pixel.
 *   - What a frame counts for that has no usable annotation does differ: ope_rules. */
#ifndef FOVEA_EVAL_OVERLAP_H
#define FOVEA_EVAL_OVERLAP_H

#include <stdbool.h>

#include "eval/trajectory.h"
#include "fovea.h"

/* One sequence's truth as plain arrays, borrowed. Pixels from 0, as everywhere in Fovea. */
typedef struct annotation {
    int frames;                 /* >= 1                                                       */
    int start;                  /* the frame at which the tracker is given truth[start]       */
    const fovea_box *truth;     /* [frames]; ignored where absent                             */
    const bool *absent;         /* [frames]; NULL: absent where truth is not valid            */
    const unsigned char *cover; /* [frames], GOT-10k's 0..8; NULL: in view where not absent   */
    int width, height;          /* of the picture; 0: not known                               */
} annotation;

/* fovea_box_valid(truth[i]) and not marked absent. */
bool annotation_present(const annotation *a, int frame);

/* How a one-pass evaluation takes frames without a usable annotation. */
typedef enum ope_rules {
    /* They do not count. Fovea's own; got10k toolkit (experiments/uav123.py, _calc_metrics; OTB
     * has no such frames). */
    OPE_ANNOTATED,
    /* They count in the denominator as misses of overlap and distance. LaSOT evaluation toolkit
     * (eval_tracker.m divides by all frames after calc_seq_err_robust.m has left out the absent
     * ones), but a box that begins at or left of (or above) pixel 0 counted from 1 gets overlap
     * and distance -1 there: a miss of overlap, a hit of distance. An unusable box of the tracker
     * is replaced by its last usable one. */
    OPE_LASOT,
    /* OTB (calcSeqErrRobust.m, genPerfMat.m): the same -1 for all frames without a usable
     * annotation, and the same replacement. */
    OPE_OTB,
    /* pysot-toolkit's OPE benchmark (utils/statistics.py, success_overlap, success_error): frames
     * without a box of positive sides miss the overlap, frames whose centre x + (w - 1) / 2 or
     * y + (h - 1) / 2 is not positive hit every distance. */
    OPE_PYSOT,
    /* The same for LaSOT, whose absent frames are left out of the numerator alone. */
    OPE_PYSOT_LASOT,
} ope_rules;

/* What one frame counts for under the rules. */
typedef enum frame_role {
    FRAME_COUNTS,         /* by its overlap and its distances                     */
    FRAME_LEFT_OUT,       /* not even in the denominator                          */
    FRAME_MISSES,         /* in the denominator, never a hit                      */
    FRAME_MISSES_OVERLAP, /* overlap below, distances under every threshold: "-1" */
    FRAME_HITS_DISTANCE,  /* the overlap counts, distances are under every threshold */
} frame_role;

/* One frame, measured: what all further measures of a sequence are made of. */
typedef struct frame_score {
    double iou;           /* 0..1, 0 without a box; NaN: the object is absent                */
    double distance;      /* between the centres, px; INFINITY without a box; NaN: absent    */
    double norm_distance; /* the same with x and y divided by the true width and height      */
    float confidence;     /* NaN: the tracker tells none                                     */
    float step_s;         /* NaN: not known                                                  */
    float decode_s;       /* NaN: not known                                                  */
    unsigned char state;  /* fovea_state                                                     */
    unsigned char role;   /* frame_role: for ope.h                                           */
} frame_score;

/* Intersection over union of two boxes, 0..1; 0 when either is empty or not finite. */
double overlap_iou(fovea_box a, fovea_box b);

/* Measures the frames from a->start on: out[k] is frame a->start + k, [a->frames - a->start].
 * The first of them is the given box, whatever the trajectory says there: IoU 1 (OTB:
 * `rectMat(1,:) = rect_anno(1,:)`; got10k: `boxes[0] = anno[0]`).
 * Frames that the trajectory does not reach are without a box. */
void overlap_measure(frame_score *out, const annotation *a, const trajectory *t, ope_rules rules);

#endif
