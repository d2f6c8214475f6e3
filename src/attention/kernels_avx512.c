/* Attention's inner loops for AVX-512: sixteen floats at a time, tails by mask. */
#include "attention/kernels.h"

#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512VL__)
#include <assert.h>
#include <immintrin.h>
#include <stdbool.h>

#include "attention/find_places.h"

static inline __mmask16 tail_mask(int n)
{
    return (__mmask16)(n >= 16 ? 0xFFFFu : (1u << n) - 1);
}

/* Steps that a gather's 32-bit offsets reach. */
#define STEP_MAX (1 << 24)

static inline __m512i lanes(void)
{
    return _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

/* The first so many of PICK_REACH bytes, as bits: what pick() may read. */
enum { PICK_REACH = 256 };
typedef struct reach {
    __mmask64 part[4];
} reach;

static inline reach reach_of(int bytes)
{
    reach r;
    for (int i = 0; i < 4; i++, bytes -= 64)
        r.part[i] = bytes >= 64 ? ~0ull : bytes > 0 ? (1ull << bytes) - 1 : 0;
    return r;
}

/* Sixteen of the first 32 or, if wide, 64 words of four bytes: a gather from nearby. */
static inline __m512i pick(const void *words, reach r, __m512i index, bool wide)
{
    const uint8_t *at = words;
    __m512i low = _mm512_permutex2var_epi32(_mm512_maskz_loadu_epi8(r.part[0], at), index,
                                            _mm512_maskz_loadu_epi8(r.part[1], at + 64));
    if (!wide)
        return low;
    __m512i high = _mm512_permutex2var_epi32(_mm512_maskz_loadu_epi8(r.part[2], at + 128), index,
                                             _mm512_maskz_loadu_epi8(r.part[3], at + 192));
    return _mm512_mask_blend_epi32(_mm512_cmpge_epi32_mask(index, _mm512_set1_epi32(32)), low,
                                   high);
}

/* The lowest byte of each shifted word. */
static inline __m512 byte_to_float(__m512i word, __m512i shift)
{
    word = _mm512_and_si512(_mm512_srlv_epi32(word, shift), _mm512_set1_epi32(0xFF));
    return _mm512_cvtepi32_ps(word);
}

/* Sixteen samples lie within PICK_REACH. */
static void pick_bytes(float *out, const uint8_t *bytes, int step, int n)
{
    __m512i offset = _mm512_mullo_epi32(lanes(), _mm512_set1_epi32(step));
    __m512i index = _mm512_srli_epi32(offset, 2);
    __m512i shift = _mm512_slli_epi32(_mm512_and_si512(offset, _mm512_set1_epi32(3)), 3);
    bool wide = 15 * step >= PICK_REACH / 2;
    reach r = reach_of(15 * step + 1);
    for (int i = 0; i < n; i += 16) {
        if (n - i < 16)
            r = reach_of((n - i - 1) * step + 1);
        __m512i word = pick(bytes + (ptrdiff_t)i * step, r, index, wide);
        _mm512_mask_storeu_ps(out + i, tail_mask(n - i), byte_to_float(word, shift));
    }
}

/* Of any step from 2 to STEP_MAX; returns how many it came to. */
static int gather_bytes(float *out, const uint8_t *bytes, int step, int n)
{
    __m512i offset = _mm512_mullo_epi32(lanes(), _mm512_set1_epi32(step));
    int i = 0;
    /* A gather reads three bytes beyond each sample: below the last two, they are ours. */
    for (; i + 16 + 2 <= n; i += 16) {
        __m512i word = _mm512_i32gather_epi32(offset, bytes + (ptrdiff_t)i * step, 1);
        _mm512_storeu_ps(out + i, byte_to_float(word, _mm512_setzero_si512()));
    }
    return i;
}

static void bytes_to_float(float *out, const uint8_t *bytes, ptrdiff_t step, int n)
{
    int i = 0;
    if (step == 1) {
        for (; i < n; i += 16) {
            __mmask16 mask = tail_mask(n - i);
            __m128i sixteen = _mm_maskz_loadu_epi8(mask, bytes + i);
            _mm512_mask_storeu_ps(out + i, mask, _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(sixteen)));
        }
    } else if (step > 1 && 15 * step < PICK_REACH) {
        pick_bytes(out, bytes, (int)step, n);
        i = n;
    } else if (step > 1 && step < STEP_MAX) {
        i = gather_bytes(out, bytes, (int)step, n);
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
    const reach all = reach_of(PICK_REACH);
    static_assert(PICK_REACH <= GATHER_REACH * (int)sizeof *line, "what is readable");
    for (int i = 0; i < n; i += 16) {
        __mmask16 mask = tail_mask(n - i);
        __m512i index = _mm512_sub_epi32(_mm512_maskz_loadu_epi32(mask, start + i),
                                         _mm512_set1_epi32(start[i]));
        int span = start[n - i < 16 ? n - 1 : i + 15] - start[i];
        const float *near = line + start[i];
        __m512 sum = _mm512_setzero_ps();
        for (int k = 0; k < taps; k++) {
            __m512 x =
                span < 64 ? _mm512_castsi512_ps(pick(near + k, all, index, span >= 32))
                          : _mm512_mask_i32gather_ps(_mm512_setzero_ps(), mask, index, near + k, 4);
            sum = _mm512_add_ps(
                sum, _mm512_mul_ps(_mm512_maskz_loadu_ps(mask, weight + k * n_stride + i), x));
        }
        _mm512_mask_storeu_ps(out + i, mask, sum);
    }
}

static void convert_color(float *rgb, const float *const *sample, const fovea_color *color, int n)
{
    for (int i = 0; i < n; i += 16) {
        __mmask16 mask = tail_mask(n - i);
        __m512 a = _mm512_maskz_loadu_ps(mask, sample[0] + i);
        __m512 b = _mm512_maskz_loadu_ps(mask, sample[1] + i);
        __m512 c = _mm512_maskz_loadu_ps(mask, sample[2] + i);
        for (int k = 0; k < 3; k++) {
            const float *m = color->matrix[k];
            __m512 v = _mm512_add_ps(_mm512_mul_ps(_mm512_set1_ps(m[0]), a),
                                     _mm512_mul_ps(_mm512_set1_ps(m[1]), b));
            v = _mm512_add_ps(v, _mm512_mul_ps(_mm512_set1_ps(m[2]), c));
            v = _mm512_add_ps(v, _mm512_set1_ps(color->offset[k]));
            v = _mm512_min_ps(_mm512_max_ps(v, _mm512_setzero_ps()), _mm512_set1_ps(1));
            _mm512_mask_storeu_ps(rgb + (ptrdiff_t)k * n + i, mask, v);
        }
    }
}

static const fovea_kernels table = {"avx512",    bytes_to_float, blend_rows,   gather_four,
                                    find_places, gather_taps,    convert_color};

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
