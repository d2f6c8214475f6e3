/* tracker.h - what tests and benches may ask a tracker beyond fovea.h. */
#ifndef FOVEA_TRACK_TRACKER_H
#define FOVEA_TRACK_TRACKER_H

#include "track/eye.h"

/* The evidence that the last step went by, and what weighs it. */
const fovea_evidence *fovea_tracker_evidence(const fovea_tracker *tracker);
const fovea_regression *fovea_tracker_regression(const fovea_tracker *tracker);

#endif
