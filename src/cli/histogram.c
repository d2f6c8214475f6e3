/* Logarithmic buckets: bucket i holds 2^(i / OCTAVE) us up to the next. */
#include "cli/histogram.h"

#include <math.h>

void histogram_add(histogram *h, int64_t ns)
{
    double place = ns > 1000 ? log2((double)ns / 1000) * HISTOGRAM_OCTAVE : 0;
    int bucket = place < HISTOGRAM_BUCKETS ? (int)place : HISTOGRAM_BUCKETS - 1;
    h->bucket[bucket]++;
    h->count++;
    h->sum_ns += (double)ns;
}

double histogram_mean_ms(const histogram *h)
{
    return h->count ? h->sum_ns / (double)h->count / 1e6 : 0;
}

double histogram_quantile_ms(const histogram *h, double share)
{
    if (!h->count)
        return 0;
    double wanted = share * (double)h->count;
    int64_t seen = 0;
    int bucket = 0;
    while (bucket < HISTOGRAM_BUCKETS - 1) {
        seen += h->bucket[bucket];
        if (seen > 0 && (double)seen >= wanted)
            break;
        bucket++;
    }
    return exp2((bucket + 0.5) / HISTOGRAM_OCTAVE) / 1000;
}
