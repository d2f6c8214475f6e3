/* Attention's inner loops for AVX2: eight floats at a time. */
#include "attention/kernels.h"

#if defined(__AVX2__)
#include <immintrin.h>

#include "attention/find_places.h"

/* Lanes below n of a vector of eight. */
static inline __m256i tail_mask(int n)
{
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

/* Steps that a gather's 32-bit offsets reach. */
#define STEP_MAX (1 << 24)

static void bytes_to_float(float *out, const uint8_t *bytes, ptrdiff_t step, int n)
{
    int i = 0;
    if (step == 1) {
        for (; i + 8 <= n; i += 8) {
            __m128i eight = _mm_loadl_epi64((const __m128i *)(bytes + i));
            _mm256_storeu_ps(out + i, _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(eight)));
        }
    } else if (step > 1 && step < STEP_MAX) {
        /* A gather reads three bytes beyond each sample: below the last two, they are ours. */
        __m256i offset = _mm256_mullo_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7),
                                            _mm256_set1_epi32((int)step));
        for (; i + 8 + 2 <= n; i += 8) {
            __m256i word = _mm256_i32gather_epi32((const int *)(bytes + i * step), offset, 1);
            word = _mm256_and_si256(word, _mm256_set1_epi32(0xFF));
            _mm256_storeu_ps(out + i, _mm256_cvtepi32_ps(word));
        }
    }
    for (; i < n; i++)
        out[i] = bytes[i * step];
}

static void blend_rows(float *out, const float *const *row, const float *weight, int taps, int n)
{
    int i = 0;
    for (; i + 16 <= n; i += 16) {
        __m256 a = _mm256_setzero_ps(), b = _mm256_setzero_ps();
        for (int k = 0; k < taps; k++) {
            __m256 w = _mm256_set1_ps(weight[k]);
            a = _mm256_add_ps(a, _mm256_mul_ps(w, _mm256_loadu_ps(row[k] + i)));
            b = _mm256_add_ps(b, _mm256_mul_ps(w, _mm256_loadu_ps(row[k] + i + 8)));
        }
        _mm256_storeu_ps(out + i, a);
        _mm256_storeu_ps(out + i + 8, b);
    }
    for (; i < n; i += 8) {
        __m256i mask = tail_mask(n - i);
        __m256 a = _mm256_setzero_ps();
        for (int k = 0; k < taps; k++)
            a = _mm256_add_ps(
                a, _mm256_mul_ps(_mm256_set1_ps(weight[k]), _mm256_maskload_ps(row[k] + i, mask)));
        _mm256_maskstore_ps(out + i, mask, a);
    }
}

static void gather_four(float *out, const float *plane, const int32_t *index, const float *weight,
                        int n_stride, int n)
{
    for (int i = 0; i < n; i += 8) {
        __m256i mask = tail_mask(n - i);
        __m256 sum = _mm256_setzero_ps();
        for (int k = 0; k < 4; k++) {
            __m256i at = _mm256_maskload_epi32(index + k * n_stride + i, mask);
            __m256 x = _mm256_mask_i32gather_ps(_mm256_setzero_ps(), plane, at,
                                                _mm256_castsi256_ps(mask), 4);
            sum = _mm256_add_ps(
                sum, _mm256_mul_ps(_mm256_maskload_ps(weight + k * n_stride + i, mask), x));
        }
        _mm256_maskstore_ps(out + i, mask, sum);
    }
}

static void gather_taps(float *out, const float *line, const int32_t *start, const float *weight,
                        int n_stride, int taps, int n)
{
    for (int i = 0; i < n; i += 8) {
        __m256i mask = tail_mask(n - i);
        __m256i index = _mm256_maskload_epi32(start + i, mask);
        __m256 sum = _mm256_setzero_ps();
        for (int k = 0; k < taps; k++) {
            __m256 x = _mm256_mask_i32gather_ps(_mm256_setzero_ps(), line + k, index,
                                                _mm256_castsi256_ps(mask), 4);
            sum = _mm256_add_ps(
                sum, _mm256_mul_ps(_mm256_maskload_ps(weight + k * n_stride + i, mask), x));
        }
        _mm256_maskstore_ps(out + i, mask, sum);
    }
}

static const fovea_kernels table = {"avx2",      bytes_to_float, blend_rows,
                                    gather_four, find_places,    gather_taps};

const fovea_kernels *fovea_kernels_avx2(void)
{
    return &table;
}
#else
const fovea_kernels *fovea_kernels_avx2(void)
{
    return &fovea_kernels_c;
}
#endif
