/* The network's filter: its loss by the definition, and how steps of descent lower it. */
#include "model/net_filter.h"

#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"

static fovea_net_filter filter;
static fovea_net_sample *sample;

/* Random planes, in which the object is not in the middle. */
static void setup(void)
{
    static float planes[NET_FILTER_CHANNELS_MAX * NET_SIDE_MAX * NET_SIDE_MAX];
    uint32_t state = 7;
    filter = (fovea_net_filter){
        .channels = 6, .k = 3, .side = 8, .stride = 8, .spread = 0.25F, .lambda = 0.05F};
    fovea_net_filter_prepare(&filter);
    for (int i = 0; i < filter.channels * filter.side * filter.side; i++) {
        state = state * 1664525u + 1013904223u;
        planes[i] = (float)(state >> 8) / (float)(1 << 23) - 1;
    }
    sample = calloc(1, sizeof *sample);
    fovea_net_sample_fill(&filter, sample, planes);
    fovea_net_sample_label(&filter, sample, (fovea_box){20, 26, 18, 14});
}

static void teardown(void)
{
    free(sample);
}

static int taps(void)
{
    return filter.channels * filter.k * filter.k;
}

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
                for (int i = 0; i < taps(); i++) {
                    int c = i / (f->k * f->k), v = i / f->k % f->k, u = i % f->k;
                    said += (double)w[i] *
                            (double)parts[p].sample->map[c * f->plane + (y + v) * f->pitch + x + u];
                }
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
    tcase_add_test(tests, descends_as_far_as_it_pays);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
