/* Quantiles and clocks (samples.h). */
#include "bench/samples.h"

#include <stdlib.h>
#include <time.h>

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double samples_quantile(double *values, int n, double share)
{
    if (n == 0)
        return 0;
    qsort(values, (size_t)n, sizeof *values, compare);
    return values[(int)(share * (n - 1) + 0.5)];
}

double samples_median(double *values, int n)
{
    return samples_quantile(values, n, 0.5);
}

int64_t samples_thread_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}
