/* report_moments.h - where in a sequence to look, and at what part of the picture. Pure. */
#ifndef FOVEA_EVAL_REPORT_MOMENTS_H
#define FOVEA_EVAL_REPORT_MOMENTS_H

#include "eval/overlap.h"
#include "fovea.h"

enum { MOMENTS_MAX = 8 };

/* The frames to show, in order of time, at most `most` (<= MOMENTS_MAX); returns how many.
 * A frame fails by .5 - IoU where that is positive, and by .5 where the object is absent and
 * the tracker does not say `lost`. Of the stretches of failing frames those count that fail most
 * in sum (at least a twentieth of the worst one's): of each the first frame that fails most,
 * rather one with the object in view. Places that are left go to the stretches' beginnings, then
 * to their ends. Where nothing fails, it is the frame of the lowest IoU. The first frame never
 * counts. score: [frames]. */
int moments_find(const frame_score *score, int frames, int most, int *frame);

/* The part of a picture that shows both boxes (one that is not finite is left out) with some
 * of what is around them: inside the picture, 4:3 where that fits, else wider or higher. */
fovea_box moments_region(fovea_box truth, fovea_box box, int width, int height);

#endif
