/* Overlaps and distances frame by frame, one-pass evaluation, GOT-10k: cases computed by hand, and
 * what holds for any. */
#include <math.h>

#include "eval/got10k.h"
#include "eval/ope.h"
#include "eval/overlap.h"
#include "support/check_main.h"
#include "support/episodes.h"

enum { FRAMES_MAX = 200 };

static const fovea_box square = {100, 100, 10, 10};
static const fovea_box nowhere = {NAN, NAN, NAN, NAN};

static ope_scores score(const episode *f, ope_rules rules)
{
    static frame_score frame[FRAMES_MAX];
    overlap_measure(frame, &f->sequence, 0, &f->trajectory, rules);
    return ope_score(frame, f->sequence.frames);
}

static fovea_box moved(fovea_box box, float x, float y)
{
    return (fovea_box){box.x + x, box.y + y, box.w, box.h};
}

static void say_all(episode *f, fovea_box box)
{
    for (int i = 1; i < f->sequence.frames; i++)
        episode_say(f, i, box, 1, FOVEA_TRACKING);
}

START_TEST(iou)
{
    ck_assert_double_eq(overlap_iou(square, square), 1);
    ck_assert_double_eq(overlap_iou(square, moved(square, 5, 0)), 50.0 / 150);
    ck_assert_double_eq(overlap_iou(square, moved(square, 1, 1)), 81.0 / 119);
    ck_assert_double_eq(overlap_iou(square, moved(square, 10, 0)), 0);
    ck_assert_double_eq(overlap_iou(square, nowhere), 0);
    ck_assert_double_eq(overlap_iou((fovea_box){0, 0, 0, 5}, (fovea_box){0, 0, 5, 5}), 0);
    ck_assert_double_eq(overlap_iou((fovea_box){0, 0, -5, -5}, (fovea_box){0, 0, -5, -5}), 0);
}
END_TEST

START_TEST(distances)
{
    episode f = episode_open(3, (fovea_box){100, 100, 30, 40});
    episode_say(&f, 1, (fovea_box){100, 100, 36, 56}, 1, FOVEA_TRACKING); /* centre off by 3, 8 */
    episode_say(&f, 2, nowhere, NAN, FOVEA_TRACKING);
    frame_score frame[3];
    overlap_measure(frame, &f.sequence, 0, &f.trajectory, OPE_ANNOTATED);
    ck_assert_double_eq_tol(frame[1].distance, sqrt(73), 1e-12);
    ck_assert_double_eq_tol(frame[1].norm_distance, sqrt(0.01 + 0.04), 1e-12);
    ck_assert_double_eq(frame[2].iou, 0);
    ck_assert(isinf(frame[2].distance) && isinf(frame[2].norm_distance));
    episode_close(&f);
}
END_TEST

START_TEST(perfect)
{
    for (int rules = OPE_ANNOTATED; rules <= OPE_PYSOT_LASOT; rules++) {
        episode f = episode_open(7, square);
        ope_scores s = score(&f, (ope_rules)rules);
        ck_assert_double_eq(s.success[19], 1);
        ck_assert_double_eq(s.success[20], 0); /* strict: IoU > 1 is not to be had */
        ck_assert_double_eq_tol(ope_auc(&s), 20.0 / 21, 1e-12);
        ck_assert_double_eq(ope_precision_at_20(&s), 1);
        ck_assert_double_eq_tol(ope_norm_precision_auc(&s), 1, 1e-12);
        episode_close(&f);
    }
}
END_TEST

/* A reader that takes 1-based files for 0-based ones (or the other way) moves one of the two by a
 * pixel: IoU 81/119 = .681 for boxes of 10 pixels, which passes the thresholds 0 .. .65. */
START_TEST(a_pixel_off)
{
    episode f = episode_open(11, square);
    say_all(&f, moved(square, 1, 1));
    ope_scores s = score(&f, OPE_ANNOTATED);
    ck_assert_double_eq_tol(ope_auc(&s), (20.0 / 21 + 10 * 14.0 / 21) / 11, 1e-12);
    ck_assert_double_eq_tol(s.precision[1], 1.0 / 11, 1e-12); /* sqrt(2) > 1 */
    ck_assert_double_eq(s.precision[2], 1);
    ck_assert_double_eq_tol(s.norm_precision[14], 1.0 / 11, 1e-12); /* sqrt(2) / 10 = .1414 */
    ck_assert_double_eq(s.norm_precision[15], 1);

    for (int i = 0; i < 11; i++) /* both off: nothing is */
        f.sequence.annotation[i].box = moved(square, 1, 1);
    s = score(&f, OPE_ANNOTATED);
    ck_assert_double_eq_tol(ope_auc(&s), 20.0 / 21, 1e-12);
    episode_close(&f);
}
END_TEST

/* IoU and distance on a threshold: success is strict, precision is not. */
START_TEST(on_the_threshold)
{
    episode f = episode_open(2, (fovea_box){100, 100, 40, 40});
    episode_say(&f, 1, (fovea_box){100, 100, 40, 20}, 1, FOVEA_TRACKING); /* IoU .5, 10 px, .25 */
    ope_scores s = score(&f, OPE_ANNOTATED);
    ck_assert_double_eq(s.success[10], 0.5);
    ck_assert_double_eq(s.success[9], 1);
    ck_assert_double_eq(s.precision[10], 1);
    ck_assert_double_eq(s.precision[9], 0.5);
    ck_assert_double_eq(s.norm_precision[25], 1);
    ck_assert_double_eq(s.norm_precision[24], 0.5);
    episode_close(&f);
}
END_TEST

static void expect(const episode *f, ope_rules rules, long frames, double success, double near)
{
    ope_scores s = score(f, rules);
    ck_assert_int_eq(s.frames, frames);
    ck_assert_double_eq_tol(s.success[0] * (double)frames, success, 1e-12);
    ck_assert_double_eq_tol(s.precision[0] * (double)frames, near, 1e-12);
}

START_TEST(absent_frames_by_rules)
{
    episode f = episode_open(10, square);
    episode_absent(&f, 4);
    episode_absent(&f, 5);
    episode_unknown(&f, 6);
    expect(&f, OPE_ANNOTATED, 7, 7, 7);
    expect(&f, OPE_LASOT, 9, 7, 7);
    expect(&f, OPE_OTB, 9, 7, 9);
    expect(&f, OPE_PYSOT, 9, 7, 9);
    expect(&f, OPE_PYSOT_LASOT, 9, 7, 7);
    episode_close(&f);
}
END_TEST

/* Boxes that begin left of the picture, with and without their centre inside; never overlapped. */
START_TEST(border_frames_by_rules)
{
    episode f = episode_open(4, square);
    f.sequence.annotation[1].box = (fovea_box){-1, 50, 20, 20};  /* 0 in a file that begins at 1 */
    f.sequence.annotation[2].box = (fovea_box){-30, 50, 20, 20}; /* with the centre outside */
    f.sequence.origin = 1;
    expect(&f, OPE_ANNOTATED, 4, 2, 2);
    expect(&f, OPE_LASOT, 4, 2, 4);
    expect(&f, OPE_OTB, 4, 2, 4);
    expect(&f, OPE_PYSOT, 4, 2, 3);
    expect(&f, OPE_PYSOT_LASOT, 4, 2, 3);
    f.trajectory.row[2].box = f.sequence.annotation[2].box;
    expect(&f, OPE_LASOT, 4, 2, 4); /* even then */
    expect(&f, OPE_PYSOT, 4, 3, 3);
    episode_close(&f);
}
END_TEST

START_TEST(last_box_stands_in)
{
    episode f = episode_open(6, square);
    for (int i = 2; i < 5; i++)
        episode_say(&f, i, nowhere, NAN, FOVEA_TRACKING);
    f.trajectory.frames = 5; /* the last row is missing altogether */
    expect(&f, OPE_ANNOTATED, 6, 2, 2);
    expect(&f, OPE_PYSOT, 6, 2, 2);
    expect(&f, OPE_LASOT, 6, 6, 6);
    expect(&f, OPE_OTB, 6, 6, 6);
    f.trajectory.frames = 6;

    episode_absent(
        &f, 2); /* OTB does not replace there, and takes the nothing of frame 2 for 3 and 4 */
    episode_say(&f, 5, square, 1, FOVEA_TRACKING);
    expect(&f, OPE_LASOT, 6, 5, 5);
    expect(&f, OPE_OTB, 6, 3, 4);
    episode_close(&f);
}
END_TEST

START_TEST(curves_of_any)
{
    for (unsigned seed = 0; seed < 20; seed++) {
        episode f = episode_random(FRAMES_MAX, seed);
        for (int rules = OPE_ANNOTATED; rules <= OPE_PYSOT_LASOT; rules++) {
            ope_scores s = score(&f, (ope_rules)rules);
            for (int i = 1; i < OPE_SUCCESS_STEPS; i++)
                ck_assert_double_le(s.success[i], s.success[i - 1]);
            for (int i = 1; i < OPE_PRECISION_STEPS; i++) {
                ck_assert_double_ge(s.precision[i], s.precision[i - 1]);
                ck_assert_double_ge(s.norm_precision[i], s.norm_precision[i - 1]);
            }
            ck_assert(s.success[0] <= 1 && s.success[20] >= 0);
            ck_assert(s.precision[0] >= 0 && s.precision[50] <= 1);
        }
        episode_close(&f);
    }
}
END_TEST

/* A better box never lowers a score. */
START_TEST(better_is_better)
{
    episode f = episode_random(FRAMES_MAX, 99);
    ope_scores before = score(&f, OPE_ANNOTATED);
    for (int i = 1; i < FRAMES_MAX; i++) {
        if (f.sequence.annotation[i].absent)
            continue;
        f.trajectory.row[i].box = f.sequence.annotation[i].box;
        ope_scores after = score(&f, OPE_ANNOTATED);
        ck_assert_double_ge(ope_auc(&after), ope_auc(&before));
        ck_assert_double_ge(ope_norm_precision_auc(&after), ope_norm_precision_auc(&before));
        before = after;
    }
    ck_assert_double_eq_tol(ope_auc(&before), 20.0 / 21, 1e-12);
    episode_close(&f);
}
END_TEST

START_TEST(mean_of_sequences)
{
    episode f = episode_open(2, square), g = episode_open(100, square);
    say_all(&g, moved(square, 50, 0));
    ope_scores a = score(&f, OPE_ANNOTATED), b = score(&g, OPE_ANNOTATED),
               none = ope_score(NULL, 0);
    const ope_scores *list[] = {&a, &b};
    ope_scores m = ope_mean(list, 2);
    ck_assert_int_eq(m.frames, 102);
    ck_assert_double_eq_tol(m.success[0], (1 + 0.01) / 2, 1e-12); /* long or short: the same */
    ck_assert(isnan(none.success[0]));
    episode_close(&f);
    episode_close(&g);
}
END_TEST

/* ---- GOT-10k ---------------------------------------------------------------------------- */

START_TEST(cut_at_the_border)
{
    fovea_box a = {-10, 0, 30, 10}, b = {0, 0, 20, 10};
    ck_assert_double_eq(got10k_iou(a, b, 0, 0), 200.0 / 300);
    /* the corner moves to 0, the width stays 30: not the 20 that are inside */
    ck_assert_double_eq(got10k_iou(a, b, 100, 50), 200.0 / 300);
    ck_assert_double_eq(got10k_iou((fovea_box){-25, 0, 30, 10}, b, 100, 50), 200.0 / 300);
    /* beyond the far border both are cut */
    ck_assert_double_eq(got10k_iou((fovea_box){90, 0, 30, 10}, (fovea_box){90, 0, 60, 10}, 100, 50),
                        1);
    ck_assert_double_eq(
        got10k_iou((fovea_box){120, 0, 30, 10}, (fovea_box){120, 0, 30, 10}, 100, 50), 0);
    ck_assert_double_eq(got10k_iou(a, nowhere, 100, 50), 0);
}
END_TEST

START_TEST(got10k_by_hand)
{
    episode f = episode_open(7, (fovea_box){0, 0, 10, 10});
    const int cover[] = {8, 8, 0, 1, 8, -1, -1};
    for (int i = 0; i < 7; i++)
        f.sequence.annotation[i].cover = (int8_t)cover[i];
    episode_say(&f, 1, (fovea_box){0, 0, 10, 5}, 1, FOVEA_TRACKING); /* IoU .5: not above it */
    episode_say(&f, 2, nowhere, NAN, FOVEA_TRACKING);                /* not in view */
    episode_say(&f, 3, (fovea_box){0, 0, 10, 8}, 1, FOVEA_TRACKING); /* IoU .8 */
    episode_say(&f, 4, nowhere, NAN, FOVEA_TRACKING);                /* IoU 0 */
    episode_absent(&f, 6);                                           /* no label: not in view */
    got10k_sums s = got10k_score(&f.sequence, 0, &f.trajectory);
    ck_assert_int_eq(s.frames, 4); /* 1, 3, 4, 5: never the first */
    ck_assert_double_eq_tol(got10k_ao(&s), (0.5 + 0.8 + 0 + 1) / 4, 1e-6);
    ck_assert_double_eq(got10k_sr(&s, 50), 0.5);
    ck_assert_double_eq(got10k_sr(&s, 75), 0.5);
    ck_assert_double_eq(got10k_sr(&s, 100), 0);
    f.sequence.frames = 1;
    s = got10k_score(&f.sequence, 0, &f.trajectory);
    ck_assert(isnan(got10k_ao(&s)));
    episode_close(&f);
}
END_TEST

START_TEST(frames_or_classes)
{
    const double ao[] = {0.2, 0.4, 0.9, NAN, 0.7};
    const int class_of[] = {0, 0, 2, 1, -1};
    double scratch[6];
    ck_assert_double_eq_tol(got10k_class_mean(ao, class_of, NULL, 5, 3, scratch), (0.3 + 0.9) / 2,
                            1e-12);
    const unsigned weight[] = {3, 1, 0, 1, 1};
    ck_assert_double_eq_tol(got10k_class_mean(ao, class_of, weight, 5, 3, scratch), 0.25, 1e-12);
    ck_assert(isnan(got10k_class_mean(ao, class_of, NULL, 0, 3, scratch)));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("metrics_overlap");
    TCase *cases = tcase_create("overlap");
    tcase_add_test(cases, iou);
    tcase_add_test(cases, distances);
    tcase_add_test(cases, perfect);
    tcase_add_test(cases, a_pixel_off);
    tcase_add_test(cases, on_the_threshold);
    tcase_add_test(cases, absent_frames_by_rules);
    tcase_add_test(cases, border_frames_by_rules);
    tcase_add_test(cases, last_box_stands_in);
    tcase_add_test(cases, curves_of_any);
    tcase_add_test(cases, better_is_better);
    tcase_add_test(cases, mean_of_sequences);
    tcase_add_test(cases, cut_at_the_border);
    tcase_add_test(cases, got10k_by_hand);
    tcase_add_test(cases, frames_or_classes);
    suite_add_tcase(suite, cases);
    return check_main(suite);
}
