/* The network's attention against its definition in double precision, on every level. */
#include "model/net_kernels.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "support/check_main.h"

static const fovea_cpu levels[] = {FOVEA_CPU_C, FOVEA_CPU_AVX2, FOVEA_CPU_AVX512};
enum { LEVELS = sizeof levels / sizeof *levels, OUT_MAX = (NET_VALUES_MAX + 1) * NET_CELLS_MAX };

typedef struct size {
    int keys, values, side;
    float sharpness;
} size;
static const size sizes[] = {
    {32, 16, 16, 12}, {10, 5, 8, 12}, {1, 1, 8, 1e-3F}, {64, 32, 16, 40}, {7, 24, 16, 1e3F}};
enum { SIZES = sizeof sizes / sizeof *sizes };

static fovea_net_attention attention_of(size s)
{
    const int unit = NET_VALUES_UNIT;
    return (fovea_net_attention){.keys = s.keys,
                                 .values = s.values,
                                 .pitch = (s.values + unit - 1) / unit * unit,
                                 .cells = s.side * s.side,
                                 .sharpness = s.sharpness};
}

static uint32_t state;

static float random_value(void)
{
    state = state * 1664525u + 1013904223u;
    return (float)(state >> 8) / (float)(1 << 23) - 1;
}

static fovea_net_cells *random_cells(const fovea_net_attention *a)
{
    fovea_net_cells *cells = calloc(1, sizeof *cells);
    for (int i = 0; i < a->keys * a->cells; i++)
        cells->keys[i] = random_value();
    for (int i = 0; i < a->cells * a->pitch; i++)
        cells->values[i] = i % a->pitch < a->values ? random_value() : 0;
    fovea_net_keys(a, cells->keys);
    return cells;
}

static double likeness(const fovea_net_attention *a, const fovea_net_cells *from, int query,
                       const fovea_net_cells *asked, int cell)
{
    double sum = 0;
    for (int k = 0; k < a->keys; k++)
        sum += (double)from->keys[k * a->cells + query] * (double)asked->keys[k * a->cells + cell];
    return sum;
}

/* One query by the definition; tells all values that are seen and the best likeness. */
static void define(const fovea_net_attention *a, double *out, const fovea_net_cells *from,
                   int query, const fovea_net_cells *asked)
{
    double best = -DBL_MAX, total = 0;
    for (int j = 0; j < a->cells; j++)
        best = fmax(best, likeness(a, from, query, asked, j));
    for (int v = 0; v < a->values; v++)
        out[v] = 0;
    for (int j = 0; j < a->cells; j++) {
        double like = likeness(a, from, query, asked, j);
        double weight = exp((double)a->sharpness * (like - best));
        total += weight;
        for (int v = 0; v < a->values; v++)
            out[v] += weight * (double)asked->values[j * a->pitch + v];
    }
    for (int v = 0; v < a->values; v++)
        out[v] /= total;
    out[a->values] = best;
}

/* Likeness is a sum of `keys` products of at most 1 in all, whose error, as of any two that are
 * subtracted, times the sharpness is a weight's; the exponential and the sums add a few roundings.
 * Values are at most 1. */
static double tolerance(const fovea_net_attention *a, int v)
{
    const double like = (sqrt(a->keys) + 1) * FLT_EPSILON;
    return v == a->values ? like
                          : 2 * (double)a->sharpness * like + (sqrt(a->cells) + 8) * FLT_EPSILON;
}

START_TEST(is_its_definition)
{
    static float out[OUT_MAX];
    const fovea_net_attention a = attention_of(sizes[_i / LEVELS]);
    double expected[NET_VALUES_MAX + 1];
    state = (uint32_t)_i;
    fovea_net_cells *from = random_cells(&a), *asked = random_cells(&a);
    fovea_net_kernels_get(levels[_i % LEVELS])->attend(&a, out, from->keys, asked);
    for (int i = 0; i < a.cells; i++) {
        define(&a, expected, from, i, asked);
        for (int v = 0; v <= a.values; v++) {
            double is = (double)out[v * a.cells + i];
            ck_assert_msg(fabs(is - expected[v]) <= tolerance(&a, v),
                          "query %d, value %d: %.9g, expected %.9g", i, v, is, expected[v]);
        }
    }
    free(from);
    free(asked);
}
END_TEST

/* Beyond the values it was made for nothing is written, and nothing beyond the map. */
START_TEST(writes_only_its_own)
{
    static float out[OUT_MAX];
    const fovea_net_attention a = attention_of((size){10, 5, 8, 12});
    fovea_net_cells *cells = random_cells(&a);
    for (int i = 0; i < OUT_MAX; i++)
        out[i] = -7;
    fovea_net_kernels_get(levels[_i])->attend(&a, out, cells->keys, cells);
    for (int i = 0; i < OUT_MAX; i++)
        ck_assert((out[i] == -7) == (i >= (a.values + 1) * a.cells));
    free(cells);
}
END_TEST

/* A cell that asks itself is the one most alike, as much as can be. */
START_TEST(knows_itself)
{
    static float out[OUT_MAX];
    const fovea_net_attention a = attention_of((size){32, 16, 16, 1e3F});
    fovea_net_cells *cells = random_cells(&a);
    fovea_net_kernels_get(levels[_i])->attend(&a, out, cells->keys, cells);
    for (int i = 0; i < a.cells; i++) {
        ck_assert_double_eq_tol((double)out[a.values * a.cells + i], 1, 1e-5);
        for (int v = 0; v < a.values; v++)
            ck_assert_double_eq_tol((double)out[v * a.cells + i],
                                    (double)cells->values[i * a.pitch + v], 1e-3);
    }
    free(cells);
}
END_TEST

/* What a state from elsewhere may hold is as large as this: answers stay finite. */
START_TEST(bears_what_is_restored)
{
    static float out[OUT_MAX];
    const fovea_net_attention a = attention_of((size){64, 32, 16, 1e3F});
    fovea_net_cells *from = random_cells(&a), *asked = random_cells(&a);
    for (int i = 0; i < a.keys * a.cells; i++)
        asked->keys[i] = i % 3 ? 1e6F : -1e6F;
    for (int i = 0; i < a.pitch * a.cells; i++)
        asked->values[i] = 1e6F;
    fovea_net_kernels_get(levels[_i])->attend(&a, out, from->keys, asked);
    for (int i = 0; i < (a.values + 1) * a.cells; i++)
        ck_assert(isfinite(out[i]));
    free(from);
    free(asked);
}
END_TEST

START_TEST(keys_have_length_one)
{
    const fovea_net_attention a = attention_of((size){10, 5, 8, 12});
    float *keys = calloc(NET_KEYS_MAX * NET_CELLS_MAX, sizeof *keys);
    for (int i = 0; i < a.keys * a.cells; i++)
        keys[i] = i % a.cells ? 100 * random_value() : 0; /* cell 0 has none */
    fovea_net_keys(&a, keys);
    for (int i = 0; i < a.cells; i++) {
        double square = 0;
        for (int k = 0; k < a.keys; k++)
            square += (double)keys[k * a.cells + i] * (double)keys[k * a.cells + i];
        ck_assert_double_eq_tol(square, i ? 1 : 0, 8 * FLT_EPSILON);
    }
    free(keys);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("net attention");
    TCase *tests = tcase_create("attention");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, is_its_definition, 0, SIZES * LEVELS);
    tcase_add_loop_test(tests, writes_only_its_own, 0, LEVELS);
    tcase_add_loop_test(tests, knows_itself, 0, LEVELS);
    tcase_add_loop_test(tests, bears_what_is_restored, 0, LEVELS);
    tcase_add_test(tests, keys_have_length_one);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
