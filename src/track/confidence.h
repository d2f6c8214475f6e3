/* confidence.h - from evidence to a probability. */
#ifndef FOVEA_TRACK_CONFIDENCE_H
#define FOVEA_TRACK_CONFIDENCE_H

#include "track/eye.h"

/* Estimated probability that a box of the object's size at the evidence's place overlaps the
 * object by IoU > 0.5. Logistic regression. */
float fovea_confidence(const fovea_evidence *evidence);

#endif
