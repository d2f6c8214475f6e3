/* The network's kernels in plain C. */
#include <math.h>
#include <stdint.h>
#include <string.h>

typedef float lanes;
#define LANES 1
#define WIDE 4
#define ROWS 4
#define RUN 32

static inline lanes load(const float *from)
{
    return *from;
}

static inline void store(float *to, lanes x)
{
    *to = x;
}

static inline lanes spread(float x)
{
    return x;
}

static inline lanes multiply_add(lanes a, lanes b, lanes c)
{
    return a * b + c;
}

static inline lanes larger(lanes a, lanes b)
{
    return a > b ? a : b;
}

static inline lanes nearest(lanes x)
{
    return rintf(x);
}

static inline lanes power(lanes p, lanes n)
{
    const uint32_t bits = (uint32_t)((int32_t)n + 127) << 23;
    float two_to_n;
    memcpy(&two_to_n, &bits, sizeof two_to_n);
    return p * two_to_n;
}

static inline float total(lanes x)
{
    return x;
}

#include "model/net_attend.inc"
#include "model/net_correlate.inc"

const fovea_net_kernels fovea_net_kernels_c = {attend, correlate, collect};
