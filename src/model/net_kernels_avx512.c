/* The network's kernels for AVX-512. */
#include "model/net_kernels.h"

#if defined(__AVX512F__)
#include <immintrin.h>

typedef __m512 lanes;
#define LANES 16
#define WIDE 2
#define ROWS 8
#define RUN 9

static inline lanes load(const float *from)
{
    return _mm512_loadu_ps(from);
}

static inline void store(float *to, lanes x)
{
    _mm512_storeu_ps(to, x);
}

static inline lanes spread(float x)
{
    return _mm512_set1_ps(x);
}

static inline lanes multiply_add(lanes a, lanes b, lanes c)
{
    return _mm512_fmadd_ps(a, b, c);
}

static inline lanes larger(lanes a, lanes b)
{
    return _mm512_max_ps(a, b);
}

static inline lanes nearest(lanes x)
{
    return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

static inline lanes power(lanes p, lanes n)
{
    return _mm512_scalef_ps(p, n);
}

static inline float total(lanes x)
{
    return _mm512_reduce_add_ps(x);
}

#include "model/net_attend.inc"
#include "model/net_correlate.inc"

const fovea_net_kernels *fovea_net_kernels_avx512(void)
{
    static const fovea_net_kernels table = {attend, correlate, collect};
    return &table;
}
#else
const fovea_net_kernels *fovea_net_kernels_avx512(void)
{
    return fovea_net_kernels_avx2();
}
#endif
