/* Attention's inner loops in C, the specification, and the choice of a table. */
#include "attention/kernels.h"

#include "attention/find_places.h"

static void bytes_to_float(float *out, const uint8_t *bytes, ptrdiff_t step, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = bytes[i * step];
}

static void blend_rows(float *out, const float *const *row, const float *weight, int taps, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = weight[0] * row[0][i];
    for (int k = 1; k < taps; k++)
        for (int i = 0; i < n; i++)
            out[i] += weight[k] * row[k][i];
}

static void gather_four(float *out, const float *plane, const int32_t *index, const float *weight,
                        int n_stride, int n)
{
    for (int i = 0; i < n; i++) {
        float sum = 0;
        for (int k = 0; k < 4; k++)
            sum += weight[k * n_stride + i] * plane[index[k * n_stride + i]];
        out[i] = sum;
    }
}

static void gather_taps(float *out, const float *line, const int32_t *start, const float *weight,
                        int n_stride, int taps, int n)
{
    for (int i = 0; i < n; i++) {
        float sum = 0;
        for (int k = 0; k < taps; k++)
            sum += weight[k * n_stride + i] * line[start[i] + k];
        out[i] = sum;
    }
}

static inline float unit_clamp(float v)
{
    v = v > 0 ? v : 0;
    return v < 1 ? v : 1;
}

static void convert_color(float *rgb, const float *const *sample, const fovea_color *color, int n)
{
    const float *a = sample[0], *b = sample[1], *c = sample[2];
    for (int k = 0; k < 3; k++, rgb += n) {
        const float *m = color->matrix[k];
        for (int i = 0; i < n; i++)
            rgb[i] = unit_clamp(m[0] * a[i] + m[1] * b[i] + m[2] * c[i] + color->offset[k]);
    }
}

const fovea_kernels fovea_kernels_c = {"c",         bytes_to_float, blend_rows,   gather_four,
                                       find_places, gather_taps,    convert_color};

const fovea_kernels *fovea_kernels_get(fovea_cpu at_most)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (at_most >= FOVEA_CPU_AVX512 && __builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq"))
        return fovea_kernels_avx512();
    if (at_most >= FOVEA_CPU_AVX2 && __builtin_cpu_supports("avx2"))
        return fovea_kernels_avx2();
#endif
    (void)at_most;
    return &fovea_kernels_c;
}
