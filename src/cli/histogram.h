/* histogram.h - durations in a fixed memory: exact count and mean, quantiles within 1.1 %. */
#ifndef FOVEA_CLI_HISTOGRAM_H
#define FOVEA_CLI_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_OCTAVE 64                       /* buckets an octave */
#define HISTOGRAM_BUCKETS (32 * HISTOGRAM_OCTAVE) /* 1 us to 71 minutes */

typedef struct histogram {
    int64_t count;
    double sum_ns;
    uint32_t bucket[HISTOGRAM_BUCKETS];
} histogram; /* zero-initialised: empty */

void histogram_add(histogram *h, int64_t ns);
double histogram_mean_ms(const histogram *h); /* 0 when empty */

/* The value that a share of 0..1 of all values does not exceed; 0 when empty. */
double histogram_quantile_ms(const histogram *h, double share);

#endif
