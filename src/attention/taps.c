/* The truncated rows of an axis: which pixels each Gaussian keeps, and their weights. */
#include "attention/gaussian.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { TAPS = GAUSSIAN_TAPS };

/* Values exp((m - c)^2/2s^2 - (j - c)^2/2s^2) around the nearest pixel m, from j = *first >=
 * lowest on; returns how many; *value is where in the buffer they begin. Neighbours differ by a
 * factor that itself changes by a constant one (fall), so one Gaussian costs two calls of exp. */
static int gaussian_taps(double centre, double s, double fall, int lowest, int size,
                         double buffer[2 * TAPS + 1], const double **value, int *first)
{
    double nearest = fmin(fmax(nearbyint(centre), 0), size - 1);
    double offset = nearest - centre;
    int m = (int)nearest;
    double limit = exp(-3.5 * 3.5 / 2);
    double up = exp(-(1 + 2 * offset) / (2 * s * s));
    double down = exp(-(1 - 2 * offset) / (2 * s * s));
    double *middle = buffer + TAPS;
    int low = 0, high = 0;
    middle[0] = 1;
    for (; m + high + 1 < size && high < TAPS - 1 && middle[high] * up >= limit; up *= fall, high++)
        middle[high + 1] = middle[high] * up;
    for (; m - low - 1 >= lowest && low < TAPS - 1 && middle[-low] * down >= limit;
         down *= fall, low++)
        middle[-low - 1] = middle[-low] * down;
    *first = m - low;
    *value = middle - low;
    assert(low + high < TAPS); /* 2 * 3.5 s pixels and one, s < 1.5 */
    return low + high + 1;
}

void fovea_taps_prepare(fovea_taps *t, fovea_gaussian axis, int n, int pixels)
{
    fovea_gaussian_stride(axis, pixels, &t->stride, &t->origin);
    int size = (pixels - t->origin + t->stride - 1) / t->stride;
    double u = ((double)axis.u - t->origin) / t->stride;
    double d = (double)axis.d / t->stride;
    double s = (double)axis.s / t->stride;
    double fall = exp(-1 / (s * s));
    t->taps = 1;
    memset(t->weight, 0, (size_t)t->room * TAPS * sizeof *t->weight);
    for (int i = 0; i < n; i++) {
        double buffer[2 * TAPS + 1];
        const double *value;
        int first;
        /* Rising order must not hang on rounding: rows and columns are packed by it. */
        int lowest = i > 0 ? t->first[i - 1] : 0;
        int count = gaussian_taps(u + i * d, s, fall, lowest, size, buffer, &value, &first);
        double sum = 0;
        for (int k = 0; k < count; k++)
            sum += value[k];
        for (int k = 0; k < count; k++)
            t->weight[k * t->room + i] = (float)(value[k] / sum);
        t->first[i] = first;
        t->count[i] = count;
        if (count > t->taps)
            t->taps = count;
    }
}
