/* The network's attention: keys, values, and the choice of who computes it (net_attention.h). */
#include "model/net_attention.h"

#include <math.h>
#include <string.h>

/* Standard deviation of a bump in half sides of the box: exp(-(d / 0.5)^2). */
#define BUMP_SPREAD 0.35355339F

/* Values below it are 0: far from the box they would be subnormal, with which sums are slow. */
#define LEAST_VALUE 1e-20F

/* What is added to a key's square, so that 0 stays 0. */
#define LEAST_SQUARE 1e-6F

void fovea_net_keys(const fovea_net_attention *a, float *keys)
{
    const int cells = a->cells;
    float scale[NET_CELLS_MAX] = {0};
    for (int k = 0; k < a->keys; k++)
        for (int i = 0; i < cells; i++)
            scale[i] += keys[k * cells + i] * keys[k * cells + i];
    for (int i = 0; i < cells; i++)
        scale[i] = 1 / sqrtf(scale[i] + LEAST_SQUARE);
    for (int k = 0; k < a->keys; k++)
        for (int i = 0; i < cells; i++)
            keys[k * cells + i] *= scale[i];
}

/* bump [NET_PLACES, side] along an axis: from one edge of the box to the other. */
static void bumps(const fovea_net_filter *f, float bump[NET_PLACES][NET_SIDE_MAX], float centre,
                  float half)
{
    half = fmaxf(half, (float)f->stride / 2);
    for (int i = 0; i < NET_PLACES; i++) {
        float at = 2.0F * (float)i / (NET_PLACES - 1) - 1;
        fovea_net_bell(f, bump[i], centre + at * half, BUMP_SPREAD * half);
    }
}

void fovea_net_values(const fovea_net_attention *a, const fovea_net_filter *f, float *values,
                      fovea_box box)
{
    float down[NET_PLACES][NET_SIDE_MAX], right[NET_PLACES][NET_SIDE_MAX];
    bumps(f, down, box.y + box.h / 2, box.h / 2);
    bumps(f, right, box.x + box.w / 2, box.w / 2);
    for (int i = 0; i < a->cells; i++, values += a->pitch) {
        const int y = i / f->side, x = i % f->side;
        memset(values, 0, (size_t)a->pitch * sizeof *values);
        for (int v = 0; v < a->values; v++) {
            const float *place = a->place + v * NET_PLACES * NET_PLACES;
            for (int p = 0; p < NET_PLACES * NET_PLACES; p++)
                values[v] += place[p] * down[p / NET_PLACES][y] * right[p % NET_PLACES][x];
            values[v] = fabsf(values[v]) < LEAST_VALUE ? 0 : values[v];
        }
    }
}

fovea_net_attend *fovea_net_attend_get(fovea_cpu at_most)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (at_most >= FOVEA_CPU_AVX512 && __builtin_cpu_supports("avx512f"))
        return fovea_net_attend_avx512;
    if (at_most >= FOVEA_CPU_AVX2 && __builtin_cpu_supports("avx2") &&
        __builtin_cpu_supports("fma"))
        return fovea_net_attend_avx2;
#endif
    (void)at_most;
    return fovea_net_attend_c;
}
