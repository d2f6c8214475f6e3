/* search.h - looking for a lost object: a fixed number of looks a frame, near places first. */
#ifndef FOVEA_TRACK_SEARCH_H
#define FOVEA_TRACK_SEARCH_H

#include "track/confidence.h"
#include "track/eye.h"

/* One frame's share of the search is two looks: one where a wide glance sees most of the object's
 * colours, and one in turns where the object was lost and at the next place of a spiral around it.
 * Returns the confidence of the better, and its evidence. Depends on m->lost_steps alone, keeps
 * nothing. */
float fovea_search(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                   fovea_evidence *best);

#endif
