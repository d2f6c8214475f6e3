/* Attention's inner loops for AVX2: eight floats at a time. */
#include "attention/kernels.h"

#if defined(__AVX2__)
#include <immintrin.h>
#include <stdbool.h>

#include "attention/find_places.h"

/* Lanes below n of a vector of eight. */
static inline __m256i tail_mask(int n)
{
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

/* Steps that a gather's 32-bit offsets reach. */
#define STEP_MAX (1 << 24)

/* Eight of the first eight or, if wide, sixteen words of four bytes: a gather from nearby. */
static inline __m256i pick(const void *words, __m256i index, bool wide)
{
    const __m256i *at = words;
    __m256i low = _mm256_permutevar8x32_epi32(_mm256_loadu_si256(at), index);
    if (!wide)
        return low;
    __m256i high = _mm256_permutevar8x32_epi32(_mm256_loadu_si256(at + 1), index);
    return _mm256_blendv_epi8(low, high, _mm256_cmpgt_epi32(index, _mm256_set1_epi32(7)));
}

/* The lowest byte of each shifted word. */
static inline __m256 byte_to_float(__m256i word, __m256i shift)
{
    word = _mm256_and_si256(_mm256_srlv_epi32(word, shift), _mm256_set1_epi32(0xFF));
    return _mm256_cvtepi32_ps(word);
}

/* Of any step from 2 to STEP_MAX; returns how many it came to. */
static int gather_bytes(float *out, const uint8_t *bytes, int step, int n)
{
    __m256i offset =
        _mm256_mullo_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32(step));
    int i = 0;
    if (7 * step < 64) {
        __m256i index = _mm256_srli_epi32(offset, 2);
        __m256i shift = _mm256_slli_epi32(_mm256_and_si256(offset, _mm256_set1_epi32(3)), 3);
        bool wide = 7 * step >= 32;
        for (; (n - 1 - i) * (ptrdiff_t)step >= (wide ? 63 : 31); i += 8)
            _mm256_storeu_ps(out + i,
                             byte_to_float(pick(bytes + (ptrdiff_t)i * step, index, wide), shift));
    }
    /* A gather reads three bytes beyond each sample: below the last two, they are ours. */
    for (; i + 8 + 2 <= n; i += 8) {
        const void *at = bytes + (ptrdiff_t)i * step;
        __m256i word = _mm256_i32gather_epi32(at, offset, 1);
        _mm256_storeu_ps(out + i, byte_to_float(word, _mm256_setzero_si256()));
    }
    return i;
}

static void bytes_to_float(float *out, const uint8_t *bytes, ptrdiff_t step, int n)
{
    int i = 0;
    if (step == 1)
        for (; i + 8 <= n; i += 8) {
            __m128i eight = _mm_loadl_epi64((const __m128i *)(bytes + i));
            _mm256_storeu_ps(out + i, _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(eight)));
        }
    else if (step > 1 && step < STEP_MAX)
        i = gather_bytes(out, bytes, (int)step, n);
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
        __m256i index =
            _mm256_sub_epi32(_mm256_maskload_epi32(start + i, mask), _mm256_set1_epi32(start[i]));
        int span = start[n - i < 8 ? n - 1 : i + 7] - start[i];
        const float *near = line + start[i];
        __m256 sum = _mm256_setzero_ps();
        for (int k = 0; k < taps; k++) {
            __m256 x = span < 16 ? _mm256_castsi256_ps(pick(near + k, index, span >= 8))
                                 : _mm256_mask_i32gather_ps(_mm256_setzero_ps(), near + k, index,
                                                            _mm256_castsi256_ps(mask), 4);
            sum = _mm256_add_ps(
                sum, _mm256_mul_ps(_mm256_maskload_ps(weight + k * n_stride + i, mask), x));
        }
        _mm256_maskstore_ps(out + i, mask, sum);
    }
}

static void convert_color(float *rgb, const float *const *sample, const fovea_color *color, int n)
{
    for (int i = 0; i < n; i += 8) {
        __m256i mask = tail_mask(n - i);
        __m256 a = _mm256_maskload_ps(sample[0] + i, mask);
        __m256 b = _mm256_maskload_ps(sample[1] + i, mask);
        __m256 c = _mm256_maskload_ps(sample[2] + i, mask);
        for (int k = 0; k < 3; k++) {
            const float *m = color->matrix[k];
            __m256 v = _mm256_add_ps(_mm256_mul_ps(_mm256_set1_ps(m[0]), a),
                                     _mm256_mul_ps(_mm256_set1_ps(m[1]), b));
            v = _mm256_add_ps(v, _mm256_mul_ps(_mm256_set1_ps(m[2]), c));
            v = _mm256_add_ps(v, _mm256_set1_ps(color->offset[k]));
            v = _mm256_min_ps(_mm256_max_ps(v, _mm256_setzero_ps()), _mm256_set1_ps(1));
            _mm256_maskstore_ps(rgb + (ptrdiff_t)k * n + i, mask, v);
        }
    }
}

static const fovea_kernels table = {"avx2",      bytes_to_float, blend_rows,   gather_four,
                                    find_places, gather_taps,    convert_color};

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
