/* From evidence to a probability (confidence.h). */
#include "track/confidence.h"

#include <math.h>

float fovea_confidence(const fovea_evidence *e)
{
    float logit = -5.95F - 1.9F * logf(e->peak) + 3.42F * logf(fmaxf(e->sharpness, 0) + 1) +
                  9.5F * e->color - 2.83F - 2.77F * fminf(e->rival, 2) +
                  3.4F * logf(fmaxf(e->first_peak, 3e-3F));
    return 1 / (1 + expf(-logit));
}
