/* Attention's inner loops for AVX-512: sixteen floats at a time, tails by mask. */
#include "attention/kernels.h"

#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512VL__)
#include <immintrin.h>

#include "attention/find_places.h"

static inline __mmask16 tail_mask(int n)
{
    return (__mmask16)(n >= 16 ? 0xFFFFu : (1u << n) - 1);
}

/* Steps that a gather's 32-bit offsets reach. */
#define STEP_MAX (1 << 24)

static void bytes_to_float(float *out, const uint8_t *bytes, ptrdiff_t step, int n)
{
    int i = 0;
    if (step == 1) {
        for (; i < n; i += 16) {
            __mmask16 mask = tail_mask(n - i);
            __m128i sixteen = _mm_maskz_loadu_epi8(mask, bytes + i);
            _mm512_mask_storeu_ps(out + i, mask, _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(sixteen)));
        }
    } else if (step > 1 && step < STEP_MAX) {
        /* A gather reads three bytes beyond each sample: below the last two, they are ours. */
        __m512i offset = _mm512_mullo_epi32(
            _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
            _mm512_set1_epi32((int)step));
        for (; i + 16 + 2 <= n; i += 16) {
            __m512i word = _mm512_i32gather_epi32(offset, bytes + i * step, 1);
            word = _mm512_and_si512(word, _mm512_set1_epi32(0xFF));
            _mm512_storeu_ps(out + i, _mm512_cvtepi32_ps(word));
        }
    }
    for (; i < n; i++)
        out[i] = bytes[i * step];
}

static void blend_rows(float *out, const float *const *row, const float *weight, int taps, int n)
{
    int i = 0;
    for (; i + 32 <= n; i += 32) {
        __m512 a = _mm512_setzero_ps(), b = _mm512_setzero_ps();
        for (int k = 0; k < taps; k++) {
            __m512 w = _mm512_set1_ps(weight[k]);
            a = _mm512_add_ps(a, _mm512_mul_ps(w, _mm512_loadu_ps(row[k] + i)));
            b = _mm512_add_ps(b, _mm512_mul_ps(w, _mm512_loadu_ps(row[k] + i + 16)));
        }
        _mm512_storeu_ps(out + i, a);
        _mm512_storeu_ps(out + i + 16, b);
    }
    for (; i < n; i += 16) {
        __mmask16 mask = tail_mask(n - i);
        __m512 a = _mm512_setzero_ps();
        for (int k = 0; k < taps; k++)
            a = _mm512_add_ps(a, _mm512_mul_ps(_mm512_set1_ps(weight[k]),
                                               _mm512_maskz_loadu_ps(mask, row[k] + i)));
        _mm512_mask_storeu_ps(out + i, mask, a);
    }
}

static void gather_four(float *out, const float *plane, const int32_t *index, const float *weight,
                        int n_stride, int n)
{
    for (int i = 0; i < n; i += 16) {
        __mmask16 mask = tail_mask(n - i);
        __m512 sum = _mm512_setzero_ps();
        for (int k = 0; k < 4; k++) {
            __m512i at = _mm512_maskz_loadu_epi32(mask, index + k * n_stride + i);
            __m512 x = _mm512_mask_i32gather_ps(_mm512_setzero_ps(), mask, at, plane, 4);
            sum = _mm512_add_ps(
                sum, _mm512_mul_ps(_mm512_maskz_loadu_ps(mask, weight + k * n_stride + i), x));
        }
        _mm512_mask_storeu_ps(out + i, mask, sum);
    }
}

static void gather_taps(float *out, const float *line, const int32_t *start, const float *weight,
                        int n_stride, int taps, int n)
{
    for (int i = 0; i < n; i += 16) {
        __mmask16 mask = tail_mask(n - i);
        __m512i index = _mm512_maskz_loadu_epi32(mask, start + i);
        __m512 sum = _mm512_setzero_ps();
        for (int k = 0; k < taps; k++) {
            __m512 x = _mm512_mask_i32gather_ps(_mm512_setzero_ps(), mask, index, line + k, 4);
            sum = _mm512_add_ps(
                sum, _mm512_mul_ps(_mm512_maskz_loadu_ps(mask, weight + k * n_stride + i), x));
        }
        _mm512_mask_storeu_ps(out + i, mask, sum);
    }
}

static const fovea_kernels table = {"avx512",    bytes_to_float, blend_rows,
                                    gather_four, find_places,    gather_taps};

const fovea_kernels *fovea_kernels_avx512(void)
{
    return &table;
}
#else
const fovea_kernels *fovea_kernels_avx512(void)
{
    return fovea_kernels_avx2();
}
#endif
