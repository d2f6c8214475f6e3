/* Times a frame: the mean and order statistics. */
#include "eval/speed.h"

#include <math.h>
#include <stdlib.h>

static int by_time(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The k-th smallest of n, k = ceil(share * n). */
static double rank(const float *sorted, size_t n, double share)
{
    size_t k = (size_t)ceil(share * (double)n);
    return sorted[k > 0 ? k - 1 : 0];
}

static size_t frames_after_first(const int *frames, int count)
{
    size_t n = 0;
    for (int i = 0; i < count; i++)
        n += frames[i] > 1 ? (size_t)frames[i] - 1 : 0;
    return n;
}

fovea_status speed_score(speed_scores *out, const frame_score *const *frame, const int *frames,
                         int count)
{
    float *time = malloc((frames_after_first(frames, count) + 1) * sizeof *time);
    if (!time)
        return FOVEA_ERR_NOMEM;
    size_t n = 0, decoded = 0;
    double sum = 0, decode_sum = 0;
    for (int i = 0; i < count; i++) {
        for (int k = 1; k < frames[i]; k++) {
            const frame_score *f = &frame[i][k];
            if (!isnan(f->step_s)) {
                time[n++] = f->step_s;
                sum += f->step_s;
            }
            if (!isnan(f->decode_s)) {
                decoded++;
                decode_sum += f->decode_s;
            }
        }
    }
    qsort(time, n, sizeof *time, by_time);
    speed_scores s = {(long)n, NAN, NAN, NAN, NAN, decode_sum / (double)decoded};
    if (n > 0) {
        s.mean_s = sum / (double)n;
        s.p50_s = rank(time, n, 0.5);
        s.p95_s = rank(time, n, 0.95);
        s.max_s = time[n - 1];
    }
    free(time);
    *out = s;
    return FOVEA_OK;
}
