/* VOT's runs and measures: cases computed by hand, and what holds for any. */
#include "eval/vot.h"

#include <math.h>
#include <stdlib.h>

#include "support/check_main.h"

static vot_rules rules_of(int year)
{
    vot_rules rules;
    ck_assert_int_eq(vot_rules_of(&rules, year), FOVEA_OK);
    return rules;
}

START_TEST(rules)
{
    static const int expected[][4] = {{2015, 0, 108, 371}, {2016, 0, 108, 371}, {2017, 0, 100, 356},
                                      {2018, 0, 100, 356}, {2019, 0, 46, 291},  {2020, 1, 115, 755},
                                      {2021, 1, 115, 755}, {2022, 1, 115, 755}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        vot_rules r = rules_of(expected[i][0]);
        ck_assert_int_eq(r.multistart, expected[i][1]);
        ck_assert_int_eq(r.low, expected[i][2]);
        ck_assert_int_eq(r.high, expected[i][3]);
        ck_assert_int_lt(r.high, VOT_CURVE_MAX);
    }
    vot_rules r;
    ck_assert_int_eq(vot_rules_of(&r, 2014), FOVEA_ERR_ARG);
    ck_assert_int_eq(vot_rules_of(&r, 2023), FOVEA_ERR_ARG);
}
END_TEST

/* ---- runs ------------------------------------------------------------------------------- */

static void expect_run(vot_run run, int anchor, bool backward)
{
    ck_assert_int_eq(run.anchor, anchor);
    ck_assert_int_eq(run.backward, backward);
}

START_TEST(anchors)
{
    annotation frame[10] = {0};
    frame[0].anchor = frame[4].anchor = 1;
    frame[2].anchor = frame[9].anchor = -1;
    vot_run run[10];
    ck_assert_int_eq(vot_runs(run, frame, 10), 4);
    expect_run(run[0], 0, false);
    expect_run(run[1], 4, false);
    expect_run(run[2], 2, true);
    expect_run(run[3], 9, true);
    ck_assert_int_eq(vot_run_length(run[1], 10), 6);
    ck_assert_int_eq(vot_run_frame(run[1], 5), 9);
    ck_assert_int_eq(vot_run_length(run[2], 10), 3);
    ck_assert_int_eq(vot_run_frame(run[2], 2), 0);
}
END_TEST

START_TEST(anchors_placed)
{
    annotation *frame = calloc(130, sizeof *frame);
    ck_assert_ptr_nonnull(frame);
    for (int i = 0; i < 130; i++)
        frame[i] = (annotation){.box = {0, 0, 9, 9}, .absent = i < 3 || (i >= 95 && i < 102)};
    vot_run run[4];
    ck_assert_int_eq(vot_runs_placed(run, frame, 130), 4);
    expect_run(run[0], 3, false); /* 0, moved to where the object is */
    expect_run(run[1], 50, false);
    expect_run(run[2], 94, true); /* 100 looks back, and is moved back */
    expect_run(run[3], 129, true);

    ck_assert_int_eq(vot_runs_placed(run, frame, 101), 3); /* 100 is the last one: once */
    expect_run(run[1], 50, false);                         /* as much ahead as behind */
    ck_assert_int_eq(vot_runs_placed(run, frame, 3), 0);
    free(frame);
}
END_TEST

/* ---- multi-start ------------------------------------------------------------------------ */

static void fill(double *overlap, int from, int to, double value)
{
    for (int i = from; i < to; i++)
        overlap[i] = value;
}

START_TEST(failure)
{
    vot_rules r = rules_of(2020);
    double overlap[60];
    bool absent[60] = {0};
    fill(overlap, 0, 60, 0.5);
    ck_assert_int_eq(vot_frames_kept(&r, overlap, NULL, 60), 60);
    fill(overlap, 20, 29, 0.1); /* nine are none */
    ck_assert_int_eq(vot_frames_kept(&r, overlap, absent, 60), 60);
    overlap[29] = 0.1; /* .1 is low; ten are a failure where they begin */
    ck_assert_int_eq(vot_frames_kept(&r, overlap, absent, 60), 20);
    overlap[24] = 0.1000001;
    ck_assert_int_eq(vot_frames_kept(&r, overlap, absent, 60), 60);
    overlap[24] = 0;
    absent[24] = true; /* without the object low overlap is no fault, and the row begins anew */
    ck_assert_int_eq(vot_frames_kept(&r, overlap, absent, 60), 60);
    fill(overlap, 1, 10, 0); /* the anchor's own overlap is 0: nine more fail the run at once */
    ck_assert_int_eq(vot_frames_kept(&r, overlap, absent, 60), 0);
}
END_TEST

START_TEST(two_runs_by_hand)
{
    vot_rules r = rules_of(2020);
    r.low = 2;
    r.high = 30;
    double overlap[25];
    vot_sequence s = {.frames = 25};
    fill(overlap, 0, 25, 0.8); /* one that never fails, of 20 frames */
    vot_add_run(&s, &r, overlap, NULL, 20);
    fill(overlap, 10, 25, 0); /* one of 25 that fails at 10 */
    vot_add_run(&s, &r, overlap, NULL, 25);
    const vot_sequence *list = &s;
    vot_scores v = vot_score(&r, &list, NULL, 1);
    ck_assert_int_eq(s.failures, 1);
    ck_assert_double_eq_tol(v.robustness, 30.0 / 45, 1e-12);
    ck_assert_double_eq_tol(v.accuracy, 0.8 * (19 + 9) / 30, 1e-12); /* anchors count, with 0 */
    ck_assert_double_eq_tol(v.curve[5], 0.8, 1e-12);
    ck_assert_double_eq_tol(v.curve[15], (0.8 + 0.8 * 9 / 15) / 2, 1e-12);
    ck_assert_double_eq_tol(v.curve[22], 0.8 * 9 / 22, 1e-12); /* the first has ended */
    ck_assert_double_eq_tol(v.curve[27], 0.8 * 9 / 26, 1e-12); /* beyond its end: / (j - 1) */
    double sum = 0;
    for (int j = 2; j < 30; j++)
        sum += v.curve[j];
    ck_assert_double_eq_tol(v.eao, sum / 28, 1e-12);
}
END_TEST

START_TEST(perfect)
{
    vot_rules r = rules_of(2022);
    double overlap[1000];
    fill(overlap, 0, 1000, 1);
    vot_sequence s = {.frames = 1000};
    vot_add_run(&s, &r, overlap, NULL, 1000);
    const vot_sequence *list = &s;
    vot_scores v = vot_score(&r, &list, NULL, 1);
    ck_assert_double_eq_tol(v.eao, 1, 1e-12);
    ck_assert_double_eq(v.robustness, 1);
    ck_assert_double_eq_tol(v.accuracy, 0.999, 1e-12); /* of 1000 frames one is the anchor */

    vot_sequence failed = {.frames = 1000};
    fill(overlap, 0, 1000, 0);
    vot_add_run(&failed, &r, overlap, NULL, 1000);
    list = &failed;
    v = vot_score(&r, &list, NULL, 1);
    ck_assert(v.eao == 0 && v.robustness == 0 && v.accuracy == 0);

    v = vot_score(&r, NULL, NULL, 0);
    ck_assert(isnan(v.eao) && isnan(v.robustness) && isnan(v.accuracy));
}
END_TEST

/* Sequences in any order, copied or weighted, of their length. */
/* Runs that end before the interval and did not fail say nothing about it. */
START_TEST(too_short_for_an_expectation)
{
    vot_rules r = rules_of(2020);
    double overlap[60];
    for (int i = 0; i < 60; i++)
        overlap[i] = 0.8;
    vot_sequence whole = {.frames = 60}, failed = {.frames = 60};
    vot_add_run(&whole, &r, overlap, NULL, 60);
    const vot_sequence *list[] = {&whole, &failed};
    ck_assert(isnan(vot_score(&r, list, NULL, 1).eao));
    for (int i = 40; i < 60; i++)
        overlap[i] = 0;
    vot_add_run(&failed, &r, overlap, NULL, 60); /* from now on it is known: 39 * .8 / (j - 1) */
    double sum = 0;
    for (int j = 115; j < 755; j++)
        sum += 39 * 0.8 / (j - 1);
    ck_assert_double_eq_tol(vot_score(&r, list, NULL, 2).eao, sum / 640, 1e-12);
}
END_TEST

START_TEST(weights)
{
    vot_rules r = rules_of(2021);
    r.low = 5;
    r.high = 100;
    double overlap[120];
    vot_sequence a = {.frames = 120}, b = {.frames = 40};
    fill(overlap, 0, 120, 0.7);
    vot_add_run(&a, &r, overlap, NULL, 120);
    fill(overlap, 20, 120, 0.05);
    vot_add_run(&b, &r, overlap, NULL, 40);
    vot_add_run(&b, &r, overlap, NULL, 15);
    const vot_sequence *two[] = {&a, &b}, *three[] = {&b, &a, &b};
    const unsigned weight[] = {1, 2};
    vot_scores v = vot_score(&r, two, weight, 2), w = vot_score(&r, three, NULL, 3);
    ck_assert_double_eq_tol(v.eao, w.eao, 1e-12);
    ck_assert_double_eq_tol(v.accuracy, w.accuracy, 1e-12);
    ck_assert_double_eq_tol(v.robustness, w.robustness, 1e-12);
    ck_assert_double_eq_tol(v.robustness, (1.0 * 120 + 2 * 35.0 / 55 * 40) / 200, 1e-12);
}
END_TEST

/* ---- supervised ------------------------------------------------------------------------- */

START_TEST(supervised_by_hand)
{
    vot_rules r = rules_of(2018);
    r.low = 3;
    r.high = 14;
    double overlap[40];
    vot_code code[40];
    fill(overlap, 0, 40, 0.6);
    for (int i = 0; i < 40; i++)
        code[i] = VOT_REGION;
    code[0] = VOT_START;
    code[15] = VOT_FAILURE;
    for (int i = 16; i < 20; i++)
        code[i] = VOT_UNKNOWN;
    code[20] = VOT_START;
    overlap[0] = overlap[15] = overlap[20] = 0;
    overlap[12] = 0.2; /* frames 10 .. 14 and 30 .. 39 count */
    vot_sequence s = {.frames = 40};
    vot_add_supervised(&s, &r, overlap, code, 40);
    const vot_sequence *list = &s;
    vot_scores v = vot_score(&r, &list, NULL, 1);
    ck_assert_double_eq_tol(v.accuracy, (14 * 0.6 + 0.2) / 15, 1e-12);
    ck_assert_double_eq(v.robustness, 1);
    ck_assert_double_eq_tol(v.curve[11], 0.6, 1e-12);
    ck_assert_double_eq_tol(v.curve[14], (0.6 + (13 * 0.6 + 0.2) / 14) / 2, 1e-12);
    ck_assert_double_eq_tol(v.curve[17], (0.6 + (13 * 0.6 + 0.2) / 17) / 2, 1e-12);
    ck_assert_int_eq(s.longest, 20);
    r.high = 30; /* the curve ends with the longest piece */
    double sum = 0;
    for (int j = 3; j < 20; j++)
        sum += v.curve[j];
    v = vot_score(&r, &list, NULL, 1);
    ck_assert_double_eq_tol(v.eao, sum / 17, 1e-12);
    r.low = 20; /* beyond the longest piece */
    v = vot_score(&r, &list, NULL, 1);
    ck_assert(isnan(v.eao));
}
END_TEST

START_TEST(short_burn_in)
{
    vot_rules r = rules_of(2019);
    double overlap[8] = {0};
    vot_code code[8] = {VOT_START, VOT_REGION, VOT_FAILURE, VOT_UNKNOWN,
                        VOT_START, VOT_REGION, VOT_REGION,  VOT_REGION};
    vot_sequence s = {.frames = 8};
    vot_add_supervised(&s, &r, overlap, code, 8);
    ck_assert_double_eq(s.overlap, 0); /* nothing is left: 0, as the toolkit has it */
    ck_assert_int_eq(s.failures, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("metrics_vot");
    TCase *cases = tcase_create("vot");
    tcase_add_test(cases, rules);
    tcase_add_test(cases, anchors);
    tcase_add_test(cases, anchors_placed);
    tcase_add_test(cases, failure);
    tcase_add_test(cases, two_runs_by_hand);
    tcase_add_test(cases, perfect);
    tcase_add_test(cases, too_short_for_an_expectation);
    tcase_add_test(cases, weights);
    tcase_add_test(cases, supervised_by_hand);
    tcase_add_test(cases, short_burn_in);
    suite_add_tcase(suite, cases);
    return check_main(suite);
}
