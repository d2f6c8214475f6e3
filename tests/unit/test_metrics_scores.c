/* Sequences put together: means and pools, bootstrap, and how fast it is. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "eval/bootstrap.h"
#include "eval/scores.h"
#include "support/check_main.h"
#include "support/episodes.h"
#include "support/time_limit.h"

enum { FILMS = 12, FRAMES = 150 };

static sequence_scores score_film(const episode *f)
{
    sequence_scores s;
    ck_assert_int_eq(scores_open(&s, &f->sequence, 0, &f->trajectory, OPE_ANNOTATED), FOVEA_OK);
    return s;
}

typedef struct set {
    sequence_scores scores[FILMS];
    const sequence_scores *list[FILMS];
} set;

static void set_open(set *s)
{
    for (int i = 0; i < FILMS; i++) {
        episode f = episode_random(FRAMES + 10 * i, (unsigned)i);
        s->scores[i] = score_film(&f);
        s->list[i] = &s->scores[i];
        episode_close(&f);
    }
}

static void set_close(set *s)
{
    for (int i = 0; i < FILMS; i++)
        scores_close(&s->scores[i]);
}

static pooled_scores pool(const sequence_scores *const *list, int count,
                          const pool_options *options)
{
    pooled_scores p;
    ck_assert_int_eq(scores_pool(&p, list, count, options), FOVEA_OK);
    return p;
}

static void expect_same(const double *a, const double *b)
{
    for (int m = 0; m < MEASURES; m++)
        ck_assert_msg((isnan(a[m]) && isnan(b[m])) || fabs(a[m] - b[m]) < 1e-9, "%s: %g and %g",
                      measure_about((measure)m)->key, a[m], b[m]);
}

static bool share(measure m)
{
    return strcmp(measure_about(m)->unit, "") == 0;
}

START_TEST(names)
{
    for (int m = 0; m < MEASURES; m++) {
        const measure_info *a = measure_about((measure)m);
        ck_assert(a->key && *a->key && a->title && *a->title && a->text && *a->text && a->unit);
        for (int n = 0; n < m; n++)
            ck_assert_str_ne(a->key, measure_about((measure)n)->key);
    }
}
END_TEST

START_TEST(where_it_starts)
{
    episode f = episode_open(5, (fovea_box){0, 0, 9, 9});
    episode_absent(&f, 0);
    episode_unknown(&f, 1);
    sequence_scores s;
    for (int start = -1; start < 2; start++)
        ck_assert_int_eq(scores_open(&s, &f.sequence, start, &f.trajectory, OPE_ANNOTATED),
                         FOVEA_ERR_ARG);
    ck_assert_int_eq(scores_open(&s, &f.sequence, 5, &f.trajectory, OPE_ANNOTATED), FOVEA_ERR_ARG);
    ck_assert_int_eq(scores_open(&s, &f.sequence, 2, &f.trajectory, OPE_ANNOTATED), FOVEA_OK);
    ck_assert_int_eq(s.first, 2);
    ck_assert_int_eq(s.frames, 3);
    ck_assert_double_eq_tol(s.value[MEASURE_AUC], 20.0 / 21, 1e-12);
    ck_assert(isnan(s.value[MEASURE_VOT_EAO]));
    scores_close(&s);
    scores_close(&s);
    episode_close(&f);
}
END_TEST

START_TEST(one_is_itself)
{
    episode f = episode_random(FRAMES, 3);
    sequence_scores s = score_film(&f);
    const sequence_scores *list = &s;
    const int class_of = 0;
    pool_options options = pool_options_default();
    options.class_of = &class_of;
    pooled_scores p = pool(&list, 1, &options);
    s.value[MEASURE_GOT10K_MAO] = s.value[MEASURE_GOT10K_AO]; /* one class */
    s.value[MEASURE_GOT10K_MSR50] = s.value[MEASURE_GOT10K_SR50];
    s.value[MEASURE_GOT10K_MSR75] = s.value[MEASURE_GOT10K_SR75];
    expect_same(p.value, s.value);
    ck_assert_double_eq(p.low[MEASURE_AUC], p.high[MEASURE_AUC]); /* nothing else can be drawn */
    ck_assert(isnan(p.low[MEASURE_MS_P50]));
    scores_close(&s);
    episode_close(&f);
}
END_TEST

START_TEST(order_does_not_matter)
{
    static set s;
    set_open(&s);
    pool_options options = pool_options_default();
    options.resamples = 0;
    pooled_scores p = pool(s.list, FILMS, &options);
    const sequence_scores *turned[FILMS];
    for (int i = 0; i < FILMS; i++)
        turned[i] = s.list[(5 * i + 7) % FILMS];
    pooled_scores q = pool(turned, FILMS, &options);
    expect_same(p.value, q.value);
    ck_assert_int_eq(p.frames, q.frames);
    ck_assert(isnan(p.low[MEASURE_AUC]));

    const sequence_scores *twice[2 * FILMS]; /* copies change nothing */
    for (int i = 0; i < 2 * FILMS; i++)
        twice[i] = s.list[i % FILMS];
    q = pool(twice, 2 * FILMS, &options);
    expect_same(p.value, q.value);
    set_close(&s);
}
END_TEST

START_TEST(mean_or_pool)
{
    fovea_box box = {0, 0, 10, 10};
    episode a = episode_open(11, box), b = episode_open(101, box);
    for (int i = 1; i < 101; i++)
        episode_say(&b, i, (fovea_box){50, 50, 10, 10}, 0.25F, FOVEA_LOST);
    sequence_scores s = score_film(&a), t = score_film(&b);
    const sequence_scores *list[] = {&s, &t};
    const int class_of[] = {0, 1};
    pool_options options = {.class_of = class_of};
    pooled_scores p = pool(list, 2, &options);
    ck_assert_double_eq_tol(p.value[MEASURE_SUCCESS_50], (1 + 1.0 / 101) / 2, 1e-12);
    ck_assert_double_eq_tol(p.value[MEASURE_GOT10K_AO], 10.0 / 110, 1e-12);
    ck_assert_double_eq_tol(p.value[MEASURE_GOT10K_MAO], 0.5, 1e-12);
    ck_assert_double_eq(p.value[MEASURE_AUROC], 1); /* though neither sequence has one */
    ck_assert(isnan(s.value[MEASURE_AUROC]) && isnan(t.value[MEASURE_AUROC]));
    ck_assert_double_eq_tol(p.value[MEASURE_ECE], 100 * 0.25 / 110, 1e-12);
    ck_assert_double_eq(p.value[MEASURE_LOST_RECALL], 1);
    ck_assert_double_eq_tol(p.value[MEASURE_MS_MEAN], 2, 1e-6);
    ck_assert_double_eq_tol(p.value[MEASURE_MS_DECODE], 1, 1e-6);
    scores_close(&s);
    scores_close(&t);
    episode_close(&a);
    episode_close(&b);
}
END_TEST

START_TEST(nothing)
{
    pool_options options = pool_options_default();
    pooled_scores p = pool(NULL, 0, &options);
    for (int m = 0; m < MEASURES; m++)
        ck_assert(isnan(p.value[m]) && isnan(p.low[m]) && isnan(p.high[m]));
}
END_TEST

START_TEST(with_vot)
{
    static set s;
    set_open(&s);
    vot_rules rules;
    ck_assert_int_eq(vot_rules_of(&rules, 2022), FOVEA_OK);
    double overlap[FRAMES + 10 * FILMS];
    for (int i = 0; i < FRAMES + 10 * FILMS; i++)
        overlap[i] = 0.5;
    for (int i = 0; i < FILMS; i++) {
        vot_add_run(&s.scores[i].vot, &rules, overlap, NULL, FRAMES + 10 * i);
        scores_set_vot(&s.scores[i], &rules);
        ck_assert_double_eq(s.scores[i].value[MEASURE_VOT_ROBUSTNESS], 1);
    }
    pool_options options = {.vot = &rules, .resamples = 50, .level = 0.9, .seed = 1};
    pooled_scores p = pool(s.list, FILMS, &options);
    ck_assert_double_eq_tol(p.vot.curve[120], 0.5, 1e-12);
    ck_assert_double_eq(p.value[MEASURE_VOT_ROBUSTNESS], 1);
    ck_assert_double_eq(p.value[MEASURE_VOT_EAO], p.vot.eao);
    ck_assert(p.low[MEASURE_VOT_EAO] <= p.vot.eao && p.vot.eao <= p.high[MEASURE_VOT_EAO]);
    set_close(&s);
}
END_TEST

/* ---- bootstrap -------------------------------------------------------------------------- */

START_TEST(draws)
{
    uint64_t state = 1;
    unsigned weight[5], sum[5] = {0};
    bootstrap_draw(weight, 5, &state);
    const unsigned first[] = {0, 0, 3, 1, 1}; /* computed apart: the same on every machine */
    for (int i = 0; i < 5; i++)
        ck_assert_uint_eq(weight[i], first[i]);
    for (int n = 0; n < 20000; n++) {
        bootstrap_draw(weight, 5, &state);
        unsigned all = 0;
        for (int i = 0; i < 5; i++) {
            all += weight[i];
            sum[i] += weight[i];
        }
        ck_assert_uint_eq(all, 5);
    }
    for (int i = 0; i < 5; i++) /* binomial: 100000 draws, deviation 126 */
        ck_assert(sum[i] > 20000 - 600 && sum[i] < 20000 + 600);
}
END_TEST

START_TEST(interval_of_values)
{
    double value[] = {5, NAN, 1, 4, 2, 3, NAN}, low, high;
    bootstrap_interval(&low, &high, value, 7, 0.5);
    ck_assert_double_eq(low, 2);
    ck_assert_double_eq(high, 4);
    double other[] = {3, 1, 2, 5, 4};
    bootstrap_interval(&low, &high, other, 5, 0.9);
    ck_assert_double_eq_tol(low, 1.2, 1e-12);
    ck_assert_double_eq_tol(high, 4.8, 1e-12);
    double none[] = {NAN};
    bootstrap_interval(&low, &high, none, 1, 0.9);
    ck_assert(isnan(low) && isnan(high));
}
END_TEST

START_TEST(intervals)
{
    static set s;
    set_open(&s);
    pool_options options = pool_options_default();
    pooled_scores p = pool(s.list, FILMS, &options), again = pool(s.list, FILMS, &options);
    ck_assert_mem_eq(p.low, again.low, sizeof p.low);
    ck_assert_mem_eq(p.high, again.high, sizeof p.high);
    for (int m = 0; m < MEASURES; m++) {
        if (isnan(p.low[m]))
            continue;
        ck_assert_double_le(p.low[m], p.high[m]);
        ck_assert(!share((measure)m) || (p.low[m] >= 0 && p.high[m] <= 1));
    }
    ck_assert(p.low[MEASURE_AUC] < p.value[MEASURE_AUC] &&
              p.value[MEASURE_AUC] < p.high[MEASURE_AUC]);
    options.level = 0.5;
    pooled_scores narrow = pool(s.list, FILMS, &options);
    ck_assert_double_gt(narrow.low[MEASURE_AUC], p.low[MEASURE_AUC]);
    ck_assert_double_lt(narrow.high[MEASURE_AUC], p.high[MEASURE_AUC]);

    /* a mean's interval has the width that its standard error asks for */
    double sum = 0, squares = 0;
    for (int i = 0; i < FILMS; i++) {
        double value = s.scores[i].value[MEASURE_AUC];
        sum += value;
        squares += value * value;
    }
    double error = sqrt((squares / FILMS - sum * sum / FILMS / FILMS) / FILMS);
    double width = p.high[MEASURE_AUC] - p.low[MEASURE_AUC];
    ck_assert(width > 0.85 * 3.92 * error && width < 1.15 * 3.92 * error);
    set_close(&s);
}
END_TEST

/* ---- speed ------------------------------------------------------------------------------ */

/* 100 000 frames in 100 sequences, with intervals: under a second of processor time. */
START_TEST(fast_enough)
{
    enum { SEQUENCES = 100, LENGTH = 1000 };
    static episode films[SEQUENCES];
    static sequence_scores scores[SEQUENCES];
    const sequence_scores *list[SEQUENCES];
    for (int i = 0; i < SEQUENCES; i++)
        films[i] = episode_random(LENGTH, (unsigned)i);
    clock_t begin = clock();
    for (int i = 0; i < SEQUENCES; i++) {
        scores[i] = score_film(&films[i]);
        list[i] = &scores[i];
    }
    pool_options options = pool_options_default();
    pooled_scores p = pool(list, SEQUENCES, &options);
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    printf("100000 frames and %d resamples: %.3f s\n", options.resamples, seconds);
    ck_assert_int_eq(p.frames, SEQUENCES * LENGTH);
    ck_assert_double_lt(p.low[MEASURE_AUROC], p.high[MEASURE_AUROC]);
    ck_assert_double_lt(seconds, time_limit(1));
    for (int i = 0; i < SEQUENCES; i++) {
        scores_close(&scores[i]);
        episode_close(&films[i]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("metrics_scores");
    TCase *cases = tcase_create("scores");
    tcase_add_test(cases, names);
    tcase_add_test(cases, where_it_starts);
    tcase_add_test(cases, one_is_itself);
    tcase_add_test(cases, order_does_not_matter);
    tcase_add_test(cases, mean_or_pool);
    tcase_add_test(cases, nothing);
    tcase_add_test(cases, with_vot);
    tcase_add_test(cases, draws);
    tcase_add_test(cases, interval_of_values);
    tcase_add_test(cases, intervals);
    tcase_add_test(cases, fast_enough);
    suite_add_tcase(suite, cases);
    return check_main(suite);
}
