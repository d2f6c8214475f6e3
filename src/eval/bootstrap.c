/* Draws of sequences with replacement, and the middle of what they give. */
#include "eval/bootstrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* splitmix64: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void bootstrap_draw(unsigned *weight, int count, uint64_t *state)
{
    memset(weight, 0, (size_t)count * sizeof *weight);
    for (int i = 0; i < count; i++) /* 32 random bits times count: a bias below count / 2^32 */
        weight[(next_random(state) >> 32) * (uint64_t)count >> 32]++;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double quantile(const double *sorted, int n, double share)
{
    double at = share * (n - 1);
    int below = (int)at;
    int above = below + 1 < n ? below + 1 : below;
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

void bootstrap_interval(double *low, double *high, double *value, int n, double level)
{
    int kept = 0;
    for (int i = 0; i < n; i++)
        if (!isnan(value[i]))
            value[kept++] = value[i];
    *low = *high = NAN;
    if (kept == 0)
        return;
    qsort(value, (size_t)kept, sizeof *value, by_value);
    *low = quantile(value, kept, (1 - level) / 2);
    *high = quantile(value, kept, (1 + level) / 2);
}
