/* search.h - looking for a lost object: a fixed number of looks a frame, likely places first. */
#ifndef FOVEA_TRACK_SEARCH_H
#define FOVEA_TRACK_SEARCH_H

#include "track/eye.h"

typedef enum fovea_verdict {
    VERDICT_NOTHING,
    VERDICT_HOPE, /* it may be there: the next step is to look there again */
    VERDICT_FOUND,
} fovea_verdict;

/* The best of a frame's looks. */
typedef struct fovea_finding {
    fovea_evidence evidence;
    fovea_verdict verdict;
    float rival; /* confidence of the surest of them all that was at something else; 0: none */
} fovea_finding;

/* One frame's share of the search: two looks and a glance. Depends on memory alone (its hope and
 * lost_steps), keeps nothing.
 *
 * The classical model looks where a wide glance sees most of the object's colours, and in turns
 * where the object was lost and at the next place of a spiral around it.
 *
 * The learned model looks first where there is hope, as at an object that is tracked. Every fourth
 * frame it looks at the place of the loss and where most of the colours are, in the others it goes
 * by coarse windows through what is within reach, the place of the loss first, and through the
 * whole picture, what is furthest first. A coarse look can only give hope, for the object is small
 * in it. Within reach is half the object's size, doubled every ten frames: objects are hidden close
 * by more often than they jump, and what looks like them is elsewhere. Out of reach hardly anything
 * is believed at first: what is seen there then has been there before, and is a rival. Later, a
 * find there has to be surer than all rivals; what is not is one more of them.
 *
 * ERR_NOMEM: as of fovea_eye_look(). */
fovea_status fovea_search(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                          fovea_finding *out) FOVEA_CHECKED;

/* The confidence from which a lost object is believed to be at a place: more out of reach. */
float fovea_search_needs(const fovea_memory *m, fovea_place place);

#endif
