/* From evidence to a probability (confidence.h). */
#include "track/confidence.h"

#include <math.h>

float fovea_confidence(const fovea_evidence *e)
{
    float logit = 2.68F + 0.65F * logf(e->peak) - 1.73F * fminf(e->rival, 2) +
                  1.44F * logf(fmaxf(e->first_peak, 3e-3F)) + 2.72F * e->color;
    return 1 / (1 + expf(-logit));
}
