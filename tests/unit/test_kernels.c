/* Every compiled table of kernels gives the values of the C one: sizes around vectors and tails,
 * fills that stress rounding, canaries around what is written. */
#include "attention/kernels.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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

/* A block of memory between pages that cannot be read: masked loads, which sanitizers do not see
 * into, cannot leave it either. */
typedef struct fenced {
    uint8_t *pages, *block;
    size_t room; /* between the fences */
} fenced;

static void fence_pages(const fenced *f, int access)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    ck_assert_int_eq(mprotect(f->pages, page, access), 0);
    ck_assert_int_eq(mprotect(f->pages + page + f->room, page, access), 0);
}

/* The block stands right after the lower fence or right before the upper one. */
static fenced fence(size_t size, bool low)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    fenced f = {.room = (size + page - 1) / page * page};
    void *pages = NULL;
    ck_assert_int_eq(posix_memalign(&pages, page, f.room + 2 * page), 0);
    f.pages = pages;
    f.block = f.pages + page + (low ? 0 : f.room - size);
    fence_pages(&f, PROT_NONE);
    return f;
}

static void unfence(fenced *f)
{
    fence_pages(f, PROT_READ | PROT_WRITE);
    free(f->pages);
}

/* Sizes: all small ones, so that every tail is met, and some large. */
static int next_size(int n)
{
    return n < 67 ? n + 1 : n == 67 ? 128 : n == 128 ? N_MAX : N_MAX + 1;
}

static void check_bytes(const fovea_kernels *k, int step, int n)
{
    static guarded out;
    int size = (n - 1) * abs(step) + 1;
    fenced exact = fence((size_t)size, step < 0);
    for (int i = 0; i < size; i++)
        exact.block[i] = (uint8_t)(i * 31 + i / 256 + 7);
    const uint8_t *first = step > 0 ? exact.block : exact.block + size - 1;
    float *to = arm(&out);
    k->bytes_to_float(to, first, step, n);
    int wrong = 0;
    for (int i = 0; i < n; i++)
        wrong += to[i] != (float)first[i * step];
    ck_assert_msg(wrong == 0 && overwritten(&out, n) == 0, "%s, n = %d, step %d", k->name, n, step);
    unfence(&exact);
}

START_TEST(bytes_to_float)
{
    if (absent(_i))
        return;
    static const int steps[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 17, 18, 500, -1, -2, -3, -8};
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++)
        for (int n = 1; n <= N_MAX; n = next_size(n))
            check_bytes(table_of(_i), steps[s], n);
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

static int compare_ints(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Rising starts: the first and the last of each `together` are `span` apart. */
static void fill_starts(int32_t *start, int n, int together, int span)
{
    for (int i = 0, base = 3; i < n; i += together, base += span + rand() % 3) {
        int count = n - i < together ? n - i : together;
        for (int j = 0; j < count; j++)
            start[i + j] = base + (j == 0 ? 0 : j == count - 1 ? span : rand() % (span + 1));
        qsort(start + i, (size_t)count, sizeof *start, compare_ints);
    }
}

typedef struct gather_case {
    int n, taps, together, span;
    fill how;
} gather_case;

static void check_gather(const fovea_kernels *k, gather_case c)
{
    static float weights[TAPS_MAX * (N_MAX + 3)];
    static guarded got;
    float expected[N_MAX];
    int32_t start[N_MAX];
    fill_starts(start, c.n, c.together, c.span);
    int stride = c.n + 3, length = start[c.n - 1] + c.taps;
    fill_values(weights, c.taps * stride, FILL_RANDOM);
    float *weight = exact_block(weights, (c.taps - 1) * stride + c.n);
    fenced exact = fence(sizeof(float) * (size_t)(length + GATHER_REACH), false);
    float *line = (float *)(void *)exact.block;
    fill_values(line, length, c.how);
    for (int i = length; i < length + GATHER_REACH; i++)
        line[i] = NAN; /* may be read, but nothing may come of it */
    float *to = arm(&got);
    fovea_kernels_c.gather_taps(expected, line, start, weight, stride, c.taps, c.n);
    k->gather_taps(to, line, start, weight, stride, c.taps, c.n);
    int wrong = 0;
    for (int i = 0; i < c.n; i++)
        wrong += !(to[i] == expected[i]);
    ck_assert_msg(wrong == 0, "%s, n = %d, taps = %d, span %d, fill %d: %d wrong", k->name, c.n,
                  c.taps, c.span, c.how, wrong);
    ck_assert_int_eq(overwritten(&got, c.n), 0);
    unfence(&exact);
    free(weight);
}

START_TEST(gather_taps)
{
    if (absent(_i))
        return;
    static const int spans[] = {0, 1, 7, 8, 15, 16, 31, 32, 63, 64, 300};
    for (size_t s = 0; s < sizeof spans / sizeof *spans; s++)
        for (int n = 1; n <= N_MAX; n = next_size(n))
            for (int taps = 1; taps <= TAPS_MAX; taps += taps == 1 ? 1 : 7) {
                fill how = (fill)((n + (int)s) % FILLS);
                check_gather(table_of(_i), (gather_case){n, taps, 8, spans[s], how});
                check_gather(table_of(_i), (gather_case){n, taps, 16, spans[s], how});
            }
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

static void check_color(const fovea_kernels *k, int n, fill how)
{
    static float values[N_MAX], expected[3 * N_MAX];
    float *sample[3];
    fovea_color color;
    fill_values(color.matrix[0], 9, FILL_RANDOM);
    fill_values(color.offset, 3, FILL_RANDOM);
    for (int i = 0; i < 3; i++) {
        fill_values(values, n, how);
        sample[i] = exact_block(values, n);
    }
    fenced exact = fence(sizeof(float) * 3 * (size_t)n, false);
    float *got = (float *)(void *)exact.block;
    fovea_kernels_c.convert_color(expected, (const float *const *)sample, &color, n);
    k->convert_color(got, (const float *const *)sample, &color, n);
    int wrong = memcmp(got, expected, sizeof(float) * 3 * (size_t)n);
    ck_assert_msg(wrong == 0, "%s, n = %d, fill %d", k->name, n, how);
    unfence(&exact);
    for (int i = 0; i < 3; i++)
        free(sample[i]);
}

START_TEST(convert_color)
{
    if (absent(_i))
        return;
    for (int how = 0; how < FILLS; how++)
        for (int n = 1; n <= N_MAX; n = next_size(n))
            check_color(table_of(_i), n, (fill)how);
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
    const float one = 1, two = 2, three = 3, *const samples[] = {&one, &two, &three};
    const fovea_color color = {{{0.25F, 0.125F, -0.5F}, {1, 0, 0}, {-1, 0, 0}}, {1.25F, 1, 0}};
    fovea_kernels_c.convert_color(out, samples, &color, 1);
    ck_assert(out[0] == 0.25F && out[1] == 1 && out[2] == 0);
}
END_TEST

/* 8 bits are for networks. */
enum { LEVELS = FOVEA_CPU_VNNI };

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
    for (int level = FOVEA_CPU_C; level < LEVELS; level++)
        checked += !absent(level);
    printf("checked %d of %d implementations\n", checked, LEVELS);
    Suite *suite = suite_create("kernels");
    TCase *tests = tcase_create("kernels");
    tcase_add_test(tests, reference_by_hand);
    tcase_add_test(tests, choice);
    tcase_add_loop_test(tests, bytes_to_float, FOVEA_CPU_AVX2, LEVELS);
    tcase_add_loop_test(tests, blend_rows, FOVEA_CPU_AVX2, LEVELS);
    tcase_add_loop_test(tests, gather_taps, FOVEA_CPU_AVX2, LEVELS);
    tcase_add_loop_test(tests, gather_four, FOVEA_CPU_AVX2, LEVELS);
    tcase_add_loop_test(tests, convert_color, FOVEA_CPU_AVX2, LEVELS);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
