/* From evidence to a probability (confidence.h). */
#include "track/confidence.h"

#include <math.h>

/* Fitted on other videos than those that the tracker is judged by. */
const fovea_regression fovea_classic_regression = {
    .bias = 2.68F,
    .count = CLASSIC_TERMS,
    .term =
        {
            [CLASSIC_PEAK] = {"peak", 0.65F},
            [CLASSIC_RIVAL] = {"rival", -1.73F},
            [CLASSIC_FIRST] = {"first", 1.44F},
            [CLASSIC_COLOR] = {"color", 2.72F},
        },
};

const fovea_regression fovea_net_regression = {
    .count = NET_TERMS,
    .term = {[NET_SCORE] = {.name = "score"}, [NET_FIRST] = {.name = "first"}},
};

float fovea_confidence(const fovea_regression *regression, const float *evidence)
{
    float odds = regression->bias;
    for (int i = 0; i < regression->count; i++)
        odds += regression->term[i].weight * evidence[i];
    return 1 / (1 + expf(-odds));
}
