/* The network's kernels for AVX2 and FMA. */
#include "model/net_kernels.h"

#if defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>

typedef __m256 lanes;
#define LANES 8
#define WIDE 2
#define ROWS 4
#define RUN 9

static inline lanes load(const float *from)
{
    return _mm256_loadu_ps(from);
}

static inline void store(float *to, lanes x)
{
    _mm256_storeu_ps(to, x);
}

static inline lanes spread(float x)
{
    return _mm256_set1_ps(x);
}

static inline lanes multiply_add(lanes a, lanes b, lanes c)
{
    return _mm256_fmadd_ps(a, b, c);
}

static inline lanes larger(lanes a, lanes b)
{
    return _mm256_max_ps(a, b);
}

static inline lanes nearest(lanes x)
{
    return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

static inline lanes power(lanes p, lanes n)
{
    const __m256i exponent = _mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127));
    return _mm256_mul_ps(p, _mm256_castsi256_ps(_mm256_slli_epi32(exponent, 23)));
}

static inline float total(lanes x)
{
    __m128 sum = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
    return _mm_cvtss_f32(_mm_add_ss(sum, _mm_movehdup_ps(sum)));
}

#include "model/net_attend.inc"
#include "model/net_correlate.inc"

const fovea_net_kernels *fovea_net_kernels_avx2(void)
{
    static const fovea_net_kernels table = {attend, correlate, collect};
    return &table;
}
#else
const fovea_net_kernels *fovea_net_kernels_avx2(void)
{
    return &fovea_net_kernels_c;
}
#endif
