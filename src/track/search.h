/* search.h - looking for a lost object: a fixed number of looks a frame, near places first. */
#ifndef FOVEA_TRACK_SEARCH_H
#define FOVEA_TRACK_SEARCH_H

#include "track/confidence.h"
#include "track/eye.h"

/* One frame's share of the search: a look where the object was lost, one at the next place of
 * a spiral around it, and one where a wide glance sees most of the object's colours.
 * Returns the confidence of the best, and its evidence; the eye has it as its last look's
 * window only where it was the last. Depends on m->lost_steps alone, keeps nothing. */
float fovea_search(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                   fovea_evidence *best);

#endif
