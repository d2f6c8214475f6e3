/* Confidence, lost and found, speed: cases computed by hand, and what holds for any. */
#include <math.h>
#include <stdlib.h>

#include "eval/confidence.h"
#include "eval/lost.h"
#include "eval/speed.h"
#include "support/check_main.h"
#include "support/episodes.h"

enum { FRAMES_MAX = 300 };

/* A frame with the object in view. */
static frame_score seen(double iou, double confidence, fovea_state state)
{
    return (frame_score){.iou = iou,
                         .confidence = (float)confidence,
                         .step_s = NAN,
                         .decode_s = NAN,
                         .state = (uint8_t)state};
}

static frame_score away(double confidence, fovea_state state)
{
    frame_score f = seen(NAN, confidence, state);
    f.absent = true;
    return f;
}

static frame_score given(void)
{
    return seen(1, 1, FOVEA_TRACKING);
}

/* Nobody says whether the object is in view. */
static frame_score unknown(fovea_state state)
{
    return seen(NAN, 0.5, state);
}

/* ---- confidence ------------------------------------------------------------------------- */

static double auroc(const frame_score *frame, int frames)
{
    confidence_ranking ranking;
    ck_assert_int_eq(confidence_ranking_open(&ranking, &frame, &frames, 1), FOVEA_OK);
    double value = confidence_auroc(&ranking, NULL);
    confidence_ranking_close(&ranking);
    return value;
}

START_TEST(auroc_by_hand)
{
    /* hits .9, .6, .6; misses .6, .2 (absent), .7 (IoU .5 is none): of the 9 pairs
     * .9 wins 3, each .6 wins 1 and ties 1 */
    frame_score frame[] = {given(),
                           seen(0.8, 0.9, FOVEA_TRACKING),
                           seen(0.7, 0.6, FOVEA_TRACKING),
                           seen(0.51, 0.6, FOVEA_TRACKING),
                           seen(0.1, 0.6, FOVEA_TRACKING),
                           away(0.2, FOVEA_LOST),
                           seen(0.5, 0.7, FOVEA_TRACKING),
                           unknown(FOVEA_TRACKING),
                           seen(0.9, NAN, FOVEA_TRACKING)};
    ck_assert_double_eq_tol(auroc(frame, 9), (3 + 1.5 + 1.5) / 9, 1e-12);
    ck_assert(isnan(auroc(frame, 4))); /* no misses; the first frame does not count */
    ck_assert(isnan(auroc(frame, 1)));
}
END_TEST

/* Turned round, it is one minus; any monotonic scale of confidence gives the same. */
START_TEST(auroc_of_any)
{
    static frame_score frame[FRAMES_MAX], turned[FRAMES_MAX], squared[FRAMES_MAX];
    for (unsigned seed = 0; seed < 10; seed++) {
        episode f = episode_random(FRAMES_MAX, seed);
        overlap_measure(frame, &f.sequence, 0, &f.trajectory, OPE_ANNOTATED);
        for (int i = 0; i < FRAMES_MAX; i++) {
            turned[i] = squared[i] = frame[i];
            turned[i].confidence = -frame[i].confidence;
            squared[i].confidence = 4 * frame[i].confidence;
        }
        double value = auroc(frame, FRAMES_MAX);
        ck_assert(value > 0.5 && value <= 1);
        ck_assert_double_eq_tol(auroc(turned, FRAMES_MAX), 1 - value, 1e-12);
        ck_assert_double_eq_tol(auroc(squared, FRAMES_MAX), value, 1e-12);
        episode_close(&f);
    }
}
END_TEST

/* Weights are as good as copies, whichever order the frames are in. */
START_TEST(auroc_with_weights)
{
    const frame_score a[] = {given(), seen(0.8, 0.5, FOVEA_TRACKING), seen(0, 0.6, FOVEA_LOST)};
    const frame_score b[] = {given(), seen(0.2, 0.3, FOVEA_TRACKING), seen(1, 0.4, FOVEA_LOST)};
    const frame_score *once[] = {a, b}, *copies[] = {b, a, b};
    const int frames[] = {3, 3, 3};
    const unsigned weight[] = {1, 2};
    confidence_ranking two, three;
    ck_assert_int_eq(confidence_ranking_open(&two, once, frames, 2), FOVEA_OK);
    ck_assert_int_eq(confidence_ranking_open(&three, copies, frames, 3), FOVEA_OK);
    /* hits .5, .4, .4; misses .6, .3, .3: each hit beats the two .3 */
    ck_assert_double_eq_tol(confidence_auroc(&two, weight), 6.0 / 9, 1e-12);
    ck_assert_double_eq_tol(confidence_auroc(&three, NULL), 6.0 / 9, 1e-12);
    confidence_ranking_close(&two);
    confidence_ranking_close(&three);
}
END_TEST

START_TEST(calibration)
{
    frame_score frame[] = {given(),
                           seen(0.9, 0.0, FOVEA_TRACKING), /* bin 0 */
                           away(0.1, FOVEA_LOST),          /* bin 0: .1 belongs to it */
                           seen(0.9, 0.3, FOVEA_TRACKING), /* bin 2, though the float is above .3 */
                           seen(0.9, 0.95, FOVEA_TRACKING),
                           seen(0.2, 1.0, FOVEA_TRACKING)};
    confidence_bins s = confidence_score(frame, 6);
    ck_assert_int_eq(s.frames[0], 2);
    ck_assert_int_eq(s.hits[0], 1);
    ck_assert_int_eq(s.frames[2], 1);
    ck_assert_int_eq(s.frames[9], 2);
    double expected = (2 * fabs(0.5 - 0.05) + fabs(1 - 0.3) + 2 * fabs(0.5 - 0.975)) / 5;
    ck_assert_double_eq_tol(confidence_ece(&s), expected, 1e-7);

    confidence_bins twice = {0};
    confidence_add(&twice, &s, 2);
    ck_assert_int_eq(twice.frames[9], 4);
    ck_assert_double_eq_tol(confidence_ece(&twice), expected, 1e-7);
    s = confidence_score(frame, 1);
    ck_assert(isnan(confidence_ece(&s)));
}
END_TEST

START_TEST(certain_and_right)
{
    frame_score frame[] = {given(), seen(0.9, 1, FOVEA_TRACKING), away(0, FOVEA_LOST)};
    confidence_bins s = confidence_score(frame, 3);
    ck_assert_double_eq(confidence_ece(&s), 0);
    ck_assert_double_eq(auroc(frame, 3), 1);
}
END_TEST

/* ---- lost and found --------------------------------------------------------------------- */

START_TEST(lost_by_hand)
{
    frame_score frame[] = {
        seen(1, 1, FOVEA_LOST),       /* 0: the given box never counts   */
        seen(0.8, 1, FOVEA_TRACKING), /* 1                               */
        seen(0.5, 1, FOVEA_LOST),     /* 2: false                        */
        seen(0.3, 1, FOVEA_LOST),     /* 3: neither right nor wrong      */
        seen(0, 1, FOVEA_TRACKING),   /* 4: a loss begins                */
        seen(0.2, 1, FOVEA_TRACKING), /* 5: still lost                   */
        away(1, FOVEA_UNCERTAIN),     /* 6                               */
        away(1, FOVEA_LOST),          /* 7: noticed after 3 frames       */
        unknown(FOVEA_LOST),          /* 8: nobody knows                 */
        seen(0, 1, FOVEA_LOST),       /* 9                               */
        seen(0.6, 1, FOVEA_TRACKING), /* 10: found, after 3 frames in view */
        away(1, FOVEA_TRACKING),      /* 11: a second loss               */
        seen(0.7, 1, FOVEA_TRACKING), /* 12: found at once, not noticed  */
        away(1, FOVEA_LOST),          /* 13: a third, noticed at once    */
        away(1, FOVEA_LOST),          /* 14: never in view again         */
    };
    lost_counts s = lost_score(frame, 15);
    ck_assert_int_eq(s.told, 13);
    ck_assert_double_eq(lost_recall(&s), 4.0 / 7);    /* 7, 9, 13, 14 of 4, 6, 7, 9, 11, 13, 14 */
    ck_assert_double_eq(lost_precision(&s), 4.0 / 5); /* and 2 */
    ck_assert_double_eq(lost_absent_recall(&s), 3.0 / 5); /* 7, 13, 14 of 6, 7, 11, 13, 14 */
    ck_assert_double_eq(lost_false_rate(&s), 1.0 / 4);    /* 2 of 1, 2, 10, 12 */
    ck_assert_int_eq(s.losses, 3);
    ck_assert_int_eq(s.noticed, 2);
    ck_assert_double_eq(lost_frames_to_notice(&s), 3.0 / 2);
    ck_assert_int_eq(s.returnable, 2);
    ck_assert_double_eq(lost_found_share(&s), 1);
    ck_assert_double_eq(lost_frames_to_return(&s), 3.0 / 2);

    lost_counts sum = s;
    lost_add(&sum, &s, 2);
    ck_assert_int_eq(sum.said, 3 * s.said);
    ck_assert_int_eq(sum.return_frames, 3 * s.return_frames);
    ck_assert_double_eq(lost_recall(&sum), lost_recall(&s));
}
END_TEST

START_TEST(never_found)
{
    frame_score frame[] = {given(), seen(0, 0.1, FOVEA_LOST), seen(0.5, 0.1, FOVEA_LOST)};
    lost_counts s = lost_score(frame, 3);
    ck_assert_int_eq(s.losses, 1);
    ck_assert_double_eq(lost_frames_to_notice(&s), 0);
    ck_assert_double_eq(lost_found_share(&s), 0); /* IoU .5 is not above it */
    ck_assert(isnan(lost_frames_to_return(&s)));
}
END_TEST

/* A tracker that tells neither confidence nor state can be judged by its boxes alone. */
START_TEST(nothing_told)
{
    frame_score frame[] = {given(), seen(0, NAN, FOVEA_TRACKING), seen(0.9, NAN, FOVEA_TRACKING)};
    lost_counts s = lost_score(frame, 3);
    ck_assert_int_eq(s.told, 0);
    ck_assert(isnan(lost_recall(&s)) && isnan(lost_precision(&s)));
    ck_assert(isnan(lost_absent_recall(&s)) && isnan(lost_false_rate(&s)));
    ck_assert_double_eq(lost_found_share(&s), 1);
    for (int i = 1; i < 3; i++) { /* nor is a confidence a state */
        frame[i].confidence = 0.5F;
        frame[i].stateless = true;
    }
    s = lost_score(frame, 3);
    ck_assert_int_eq(s.told, 0);
    ck_assert(isnan(lost_recall(&s)) && isnan(lost_false_rate(&s)));
    ck_assert_double_eq(lost_found_share(&s), 1);
}
END_TEST

/* ---- speed ------------------------------------------------------------------------------ */

START_TEST(times)
{
    static frame_score a[41], b[2];
    for (int i = 0; i < 41; i++) {
        a[i] = given();
        a[i].step_s = (float)(41 - i); /* 40 .. 1 after the first */
        a[i].decode_s = i == 5 ? NAN : 2;
    }
    b[0] = b[1] = given(); /* no times */
    const frame_score *frame[] = {a, b};
    const int frames[] = {41, 2};
    speed_scores s;
    ck_assert_int_eq(speed_score(&s, frame, frames, 2), FOVEA_OK);
    ck_assert_int_eq(s.frames, 40);
    ck_assert_double_eq(s.mean_s, 20.5);
    ck_assert_double_eq(s.p50_s, 20);
    ck_assert_double_eq(s.p95_s, 38);
    ck_assert_double_eq(s.max_s, 40);
    ck_assert_double_eq(s.decode_mean_s, 2);
    ck_assert_int_eq(speed_score(&s, &frame[1], &frames[1], 1), FOVEA_OK);
    ck_assert(isnan(s.mean_s) && isnan(s.p50_s) && isnan(s.max_s) && isnan(s.decode_mean_s));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("metrics_confidence");
    TCase *cases = tcase_create("confidence");
    tcase_add_test(cases, auroc_by_hand);
    tcase_add_test(cases, auroc_of_any);
    tcase_add_test(cases, auroc_with_weights);
    tcase_add_test(cases, calibration);
    tcase_add_test(cases, certain_and_right);
    tcase_add_test(cases, lost_by_hand);
    tcase_add_test(cases, never_found);
    tcase_add_test(cases, nothing_told);
    tcase_add_test(cases, times);
    suite_add_tcase(suite, cases);
    return check_main(suite);
}
