/* Every compiled table of kernels gives the values of the C one: sizes around vectors and tails,
 * fills that stress rounding, canaries around what is written. */
#include "attention/kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"

enum { N_MAX = 513, TAPS_MAX = 16, MARGIN = 32, LINE = 2 * N_MAX + TAPS_MAX };

#define CANARY 12345.678F

typedef enum fill {
    FILL_RANDOM,
    FILL_ZERO,
    FILL_LARGE,    /* 1e18: products of two do not overflow */
    FILL_DENORMAL, /* 1e-42 */
    FILL_ONE_HOT,
    FILLS
} fill;

/* All levels from C up; check's loop index is one of them. */
static const fovea_kernels *table_of(int level)
{
    return fovea_kernels_get((fovea_cpu)level);
}

/* The machine lacks it, or it is not compiled in. */
static int absent(int level)
{
    return level > 0 && table_of(level) == table_of(level - 1);
}

static float uniform(void)
{
    return (float)rand() / (float)RAND_MAX * 2 - 1;
}

static void fill_values(float *v, int n, fill how)
{
    for (int i = 0; i < n; i++) {
        float u = uniform();
        v[i] = how == FILL_RANDOM     ? u
               : how == FILL_LARGE    ? u * 1e18F
               : how == FILL_DENORMAL ? u * 1e-42F
                                      : 0;
    }
    if (how == FILL_ONE_HOT)
        v[rand() % n] = 1;
}

/* An output with canaries on both sides, which must survive. */
typedef struct guarded {
    float all[MARGIN + N_MAX + MARGIN];
} guarded;

static float *arm(guarded *g)
{
    for (int i = 0; i < MARGIN + N_MAX + MARGIN; i++)
        g->all[i] = CANARY;
    return g->all + MARGIN;
}

static int overwritten(const guarded *g, int n)
{
    int count = 0;
    for (int i = 0; i < MARGIN + N_MAX + MARGIN; i++)
        if (i < MARGIN || i >= MARGIN + n)
            count += g->all[i] != CANARY;
    return count;
}

/* Sizes: all small ones, so that every tail is met, and some large. */
static int next_size(int n)
{
    return n < 67 ? n + 1 : n == 67 ? 128 : n == 128 ? N_MAX : N_MAX + 1;
}

START_TEST(bytes_to_float)
{
    if (absent(_i))
        return;
    static uint8_t bytes[N_MAX];
    static guarded out;
    for (int i = 0; i < N_MAX; i++)
        bytes[i] = (uint8_t)(i * 31 + 7);
    static const int steps[] = {1, 2, 3, 4, 9, 500, -1, -3};
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++)
        for (int n = 1; n <= N_MAX; n = next_size(n)) {
            /* An own block of the exact size, so that a sanitizer sees a read beyond. */
            int step = steps[s], size = (n - 1) * abs(step) + 1;
            uint8_t *exact = malloc((size_t)size);
            for (int i = 0; i < size; i++)
                exact[i] = bytes[i % N_MAX];
            const uint8_t *first = step > 0 ? exact : exact + size - 1;
            float *to = arm(&out);
            table_of(_i)->bytes_to_float(to, first, step, n);
            int wrong = 0;
            for (int i = 0; i < n; i++)
                wrong += to[i] != (float)first[i * step];
            ck_assert_msg(wrong == 0 && overwritten(&out, n) == 0, "n = %d, step %d", n, step);
            free(exact);
        }
}
END_TEST

static float *exact_block(const float *values, int n)
{
    float *block = malloc(sizeof *block * (size_t)n);
    memcpy(block, values, sizeof *block * (size_t)n);
    return block;
}

static void check_blend(const fovea_kernels *k, int n, int taps, fill how)
{
    static float values[N_MAX];
    static guarded got;
    float *row[TAPS_MAX], weight[TAPS_MAX], expected[N_MAX];
    fill_values(weight, taps, FILL_RANDOM);
    for (int t = 0; t < taps; t++) {
        fill_values(values, n, how);
        row[t] = exact_block(values, n);
    }
    float *to = arm(&got);
    fovea_kernels_c.blend_rows(expected, (const float *const *)row, weight, taps, n);
    k->blend_rows(to, (const float *const *)row, weight, taps, n);
    int wrong = 0;
    for (int i = 0; i < n; i++)
        wrong += !(to[i] == expected[i]);
    ck_assert_msg(wrong == 0, "%s, n = %d, taps = %d, fill %d: %d wrong", k->name, n, taps, how,
                  wrong);
    ck_assert_int_eq(overwritten(&got, n), 0);
    for (int t = 0; t < taps; t++)
        free(row[t]);
}

START_TEST(blend_rows)
{
    if (absent(_i))
        return;
    for (int how = 0; how < FILLS; how++)
        for (int n = 1; n <= N_MAX; n = next_size(n))
            for (int taps = 1; taps <= TAPS_MAX; taps += taps == 1 ? 1 : 7)
                check_blend(table_of(_i), n, taps, (fill)how);
}
END_TEST

static void check_gather(const fovea_kernels *k, int n, int taps, fill how)
{
    static float values[LINE], weights[TAPS_MAX * (N_MAX + 3)];
    static guarded got;
    int stride = n + 3, length = 2 * n + taps;
    int32_t *start = malloc(sizeof *start * (size_t)n);
    float expected[N_MAX];
    for (int i = 0; i < n; i++)
        start[i] = rand() % (2 * n + 1);
    start[n - 1] = 2 * n; /* looks at the last value that may be read */
    fill_values(values, length, how);
    fill_values(weights, taps * stride, FILL_RANDOM);
    float *line = exact_block(values, length);
    float *weight = exact_block(weights, (taps - 1) * stride + n);
    float *to = arm(&got);
    fovea_kernels_c.gather_taps(expected, line, start, weight, stride, taps, n);
    k->gather_taps(to, line, start, weight, stride, taps, n);
    int wrong = 0;
    for (int i = 0; i < n; i++)
        wrong += !(to[i] == expected[i]);
    ck_assert_msg(wrong == 0, "%s, n = %d, taps = %d, fill %d: %d wrong", k->name, n, taps, how,
                  wrong);
    ck_assert_int_eq(overwritten(&got, n), 0);
    free(start);
    free(line);
    free(weight);
}

START_TEST(gather_taps)
{
    if (absent(_i))
        return;
    for (int how = 0; how < FILLS; how++)
        for (int n = 1; n <= N_MAX; n = next_size(n))
            for (int taps = 1; taps <= TAPS_MAX; taps += taps == 1 ? 1 : 7)
                check_gather(table_of(_i), n, taps, (fill)how);
}
END_TEST

static void check_four(const fovea_kernels *k, int n, fill how)
{
    static float values[LINE], weights[4 * (N_MAX + 3)];
    static guarded got;
    int stride = n + 3, length = 2 * n + 1, entries = 3 * stride + n;
    int32_t *index = malloc(sizeof *index * (size_t)entries);
    float expected[N_MAX];
    for (int i = 0; i < entries; i++)
        index[i] = rand() % length;
    index[n - 1] = length - 1;
    fill_values(values, length, how);
    fill_values(weights, entries, FILL_RANDOM);
    float *plane = exact_block(values, length);
    float *weight = exact_block(weights, entries);
    float *to = arm(&got);
    fovea_kernels_c.gather_four(expected, plane, index, weight, stride, n);
    k->gather_four(to, plane, index, weight, stride, n);
    int wrong = 0;
    for (int i = 0; i < n; i++)
        wrong += !(to[i] == expected[i]);
    ck_assert_msg(wrong == 0, "%s, n = %d, fill %d: %d wrong", k->name, n, how, wrong);
    ck_assert_int_eq(overwritten(&got, n), 0);
    free(index);
    free(plane);
    free(weight);
}

START_TEST(gather_four)
{
    if (absent(_i))
        return;
    for (int how = 0; how < FILLS; how++)
        for (int n = 1; n <= N_MAX; n = next_size(n))
            check_four(table_of(_i), n, (fill)how);
}
END_TEST

/* The C table is what its header says, by hand. */
START_TEST(reference_by_hand)
{
    const float a[] = {1, 2, 3}, b[] = {10, 20, 30}, *const rows[] = {a, b};
    const float weight[] = {0.5F, 2};
    float out[3];
    fovea_kernels_c.blend_rows(out, rows, weight, 2, 3);
    ck_assert(out[0] == 20.5F && out[1] == 41 && out[2] == 61.5F);
    const int32_t start[] = {1, 0};
    const float taps[] = {1, 10, -7, 100, 1000, -7}; /* [tap, stride 3] */
    fovea_kernels_c.gather_taps(out, a, start, taps, 3, 2, 2);
    ck_assert(out[0] == 1 * 2 + 100 * 3 && out[1] == 10 * 1 + 1000 * 2);
    const int32_t index[] = {2, 0, 1, 1, 0, 2, 2, 0};
    const float four[] = {1, 10, 100, 0, 0.5F, 0, 0, 1000};
    fovea_kernels_c.gather_four(out, a, index, four, 2, 2);
    ck_assert(out[0] == 1 * 3 + 100 * 2 + 0.5F * 1 && out[1] == 10 * 1 + 1000 * 1);
}
END_TEST

START_TEST(choice)
{
    ck_assert_str_eq(fovea_kernels_get(FOVEA_CPU_C)->name, "c");
    for (int level = FOVEA_CPU_C; level <= FOVEA_CPU_BEST; level++)
        ck_assert_ptr_nonnull(fovea_kernels_get((fovea_cpu)level));
    ck_assert_ptr_eq(fovea_kernels_get(FOVEA_CPU_BEST), fovea_kernels_get(FOVEA_CPU_AVX512));
}
END_TEST

int main(void)
{
    int checked = 0;
    for (int level = FOVEA_CPU_C; level < FOVEA_CPU_BEST; level++)
        checked += !absent(level);
    printf("checked %d of %d implementations\n", checked, FOVEA_CPU_BEST);
    Suite *suite = suite_create("kernels");
    TCase *tests = tcase_create("kernels");
    tcase_add_test(tests, reference_by_hand);
    tcase_add_test(tests, choice);
    tcase_add_loop_test(tests, bytes_to_float, FOVEA_CPU_AVX2, FOVEA_CPU_BEST);
    tcase_add_loop_test(tests, blend_rows, FOVEA_CPU_AVX2, FOVEA_CPU_BEST);
    tcase_add_loop_test(tests, gather_taps, FOVEA_CPU_AVX2, FOVEA_CPU_BEST);
    tcase_add_loop_test(tests, gather_four, FOVEA_CPU_AVX2, FOVEA_CPU_BEST);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
