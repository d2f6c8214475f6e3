/* The network's filter: its kernels and its loss by their definitions, and how steps of descent
 * lower that. */
#include "model/net_kernels.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"

static const fovea_cpu levels[] = {FOVEA_CPU_C, FOVEA_CPU_AVX2, FOVEA_CPU_AVX512};
enum { LEVELS = sizeof levels / sizeof *levels };

static fovea_net_filter filter;
static fovea_net_sample *sample;
static uint32_t state;

static float random_value(void)
{
    state = state * 1664525u + 1013904223u;
    return (float)(state >> 8) / (float)(1 << 23) - 1;
}

/* Random planes, in which the object is not in the middle. */
static void make_filter(int channels, int k, int side)
{
    static float planes[NET_FILTER_CHANNELS_MAX * NET_SIDE_MAX * NET_SIDE_MAX];
    state = 7;
    filter = (fovea_net_filter){
        .channels = channels, .k = k, .side = side, .stride = 8, .spread = 0.25F, .lambda = 0.05F};
    fovea_net_filter_prepare(&filter);
    for (int i = 0; i < filter.channels * filter.side * filter.side; i++)
        planes[i] = random_value();
    memset(sample, 0, sizeof *sample);
    fovea_net_sample_fill(&filter, sample, planes);
    fovea_net_sample_label(&filter, sample, (fovea_box){20, 26, 18, 14});
}

static void setup(void)
{
    sample = calloc(1, sizeof *sample);
    make_filter(6, 3, 8);
}

static void teardown(void)
{
    free(sample);
}

static int taps(void)
{
    return filter.channels * filter.k * filter.k;
}

/* What tap i sees from the cell (x, y). */
static double seen(const fovea_net_sample *of, int i, int x, int y)
{
    const fovea_net_filter *f = &filter;
    const int c = i / (f->k * f->k), v = i / f->k % f->k, u = i % f->k;
    return (double)of->map[c * f->plane + (y + v) * f->pitch + x + u];
}

static const struct {
    int channels, k, side;
} sizes[] = {{6, 3, 8}, {32, 3, 16}, {5, 5, 8}, {64, 5, 16}, {3, 1, 16}};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* Sums of n products of about 1: by chance their roundings grow with the root of n. */
static double tolerance(int n)
{
    return 8 * sqrt(n) * FLT_EPSILON * sqrt(n);
}

START_TEST(correlates_by_definition)
{
    static float w[NET_FILTER_MAX], out[NET_WIDE_MAX];
    const fovea_net_filter *f = &filter;
    make_filter(sizes[_i / LEVELS].channels, sizes[_i / LEVELS].k, sizes[_i / LEVELS].side);
    for (int i = 0; i < taps(); i++)
        w[i] = random_value();
    fovea_net_kernels_get(levels[_i % LEVELS])->correlate(f, out, sample, w);
    for (int y = 0; y < f->side; y++)
        for (int x = 0; x < f->side; x++) {
            double sum = 0;
            for (int i = 0; i < taps(); i++)
                sum += (double)w[i] * seen(sample, i, x, y);
            ck_assert_double_eq_tol((double)out[y * f->pitch + x], sum, tolerance(taps()));
        }
}
END_TEST

START_TEST(collects_by_definition)
{
    static float gradient[NET_FILTER_MAX + 1], r[NET_WIDE_MAX];
    const fovea_net_filter *f = &filter;
    make_filter(sizes[_i / LEVELS].channels, sizes[_i / LEVELS].k, sizes[_i / LEVELS].side);
    memset(r, 0, sizeof r); /* of another size, where tests share a process */
    for (int y = 0; y < f->side; y++)
        for (int x = 0; x < f->side; x++)
            r[y * f->pitch + x] = random_value();
    for (int i = 0; i <= taps(); i++)
        gradient[i] = 1;
    fovea_net_kernels_get(levels[_i % LEVELS])->collect(f, gradient, sample, r, 0.5F);
    for (int i = 0; i < taps(); i++) {
        double sum = 0;
        for (int y = 0; y < f->side; y++)
            for (int x = 0; x < f->side; x++)
                sum += (double)r[y * f->pitch + x] * seen(sample, i, x, y);
        ck_assert_double_eq_tol((double)gradient[i], 1 + 0.5 * sum, tolerance(f->wide));
    }
    ck_assert(gradient[taps()] == 1);
}
END_TEST

/* The loss of net_filter.h, straight from its definition. */
static double loss(const float *w, const fovea_net_part *parts, int count)
{
    const fovea_net_filter *f = &filter;
    double sum = 0;
    for (int i = 0; i < taps(); i++)
        sum += (double)f->lambda * (double)w[i] * (double)w[i];
    for (int p = 0; p < count; p++)
        for (int y = 0; y < f->side; y++)
            for (int x = 0; x < f->side; x++) {
                double said = 0;
                for (int i = 0; i < taps(); i++)
                    said += (double)w[i] * seen(parts[p].sample, i, x, y);
                said -= (double)parts[p].sample->label[y * f->pitch + x];
                sum += (double)parts[p].weight * said * said / (f->side * f->side);
            }
    return sum;
}

/* Every step of descent lowers the loss, and no other length of the same step does better. */
START_TEST(descends_as_far_as_it_pays)
{
    const fovea_net_part part = {sample, 1};
    static float w[NET_FILTER_MAX], next[NET_FILTER_MAX], near[NET_FILTER_MAX];
    double before = loss(w, &part, 1);
    for (int step = 0; step < 5; step++) {
        memcpy(next, w, sizeof w);
        fovea_net_filter_fit(&filter, next, &part, 1, 1);
        double after = loss(next, &part, 1);
        ck_assert_double_lt(after, before);
        for (int k = -1; k <= 1; k += 2) {
            for (int i = 0; i < taps(); i++)
                near[i] = next[i] + (float)k * 0.05F * (next[i] - w[i]);
            ck_assert_double_lt(after, loss(near, &part, 1));
        }
        memcpy(w, next, sizeof w);
        before = after;
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("net filter");
    TCase *tests = tcase_create("filter");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, correlates_by_definition, 0, SIZES * LEVELS);
    tcase_add_loop_test(tests, collects_by_definition, 0, SIZES * LEVELS);
    tcase_add_test(tests, descends_as_far_as_it_pays);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
