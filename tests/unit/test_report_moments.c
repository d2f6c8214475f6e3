/* Which frames of a sequence are shown, and what part of them. */
#include "eval/report_moments.h"

#include <math.h>
#include <stdlib.h>

#include "support/check_main.h"

enum { FRAMES = 100 };

static frame_score score[FRAMES];
static int found[MOMENTS_MAX];

/* A good track. */
static void reset(void)
{
    for (int i = 0; i < FRAMES; i++)
        score[i] = (frame_score){.iou = 0.8, .state = FOVEA_TRACKING};
}

static void set(int first, int end, double iou)
{
    for (int i = first; i < end; i++)
        score[i].iou = iou;
}

static void set_absent(int first, int end, fovea_state state)
{
    for (int i = first; i < end; i++)
        score[i] = (frame_score){.iou = NAN, .absent = true, .state = (uint8_t)state};
}

static void expect(int most, int count, const int *frame)
{
    ck_assert_int_eq(moments_find(score, FRAMES, most, found), count);
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(found[i], frame[i]);
}

START_TEST(a_good_track_shows_its_lowest_overlap)
{
    score[40].iou = 0.7;
    score[41].iou = 0.6;
    expect(3, 1, (const int[]){41});
}
END_TEST

START_TEST(the_stretches_that_fail_most_in_order_of_time)
{
    set(10, 20, 0.3); /* 2.0 in sum */
    set(15, 16, 0.2);
    set(40, 42, 0); /* 1.0 */
    set(60, 61, 0); /* 0.5 */
    set(80, 86, 0); /* 3.0 */
    expect(3, 3, (const int[]){15, 40, 80});
    expect(1, 1, (const int[]){80});
}
END_TEST

START_TEST(places_left_go_to_beginnings_and_ends)
{
    set(10, 70, 0.4);
    set(30, 31, 0.1);
    expect(3, 3, (const int[]){10, 30, 69});
    expect(2, 2, (const int[]){10, 30});
    set(10, 70, 0); /* begins with its worst frame */
    expect(3, 2, (const int[]){10, 69});
}
END_TEST

START_TEST(small_dips_beside_a_great_one_do_not_count)
{
    set(10, 60, 0);
    set(80, 81, 0.45);
    expect(3, 2, (const int[]){10, 59});
}
END_TEST

START_TEST(frames_close_by_are_not_repeated)
{
    set(50, 52, 0.1);
    expect(3, 1, (const int[]){50});
}
END_TEST

START_TEST(absent_frames_fail_unless_called_lost)
{
    set_absent(20, 30, FOVEA_LOST);
    score[90].iou = 0.7;
    expect(3, 1, (const int[]){90});
    set_absent(20, 30, FOVEA_TRACKING);
    expect(1, 1, (const int[]){20});
    /* Of frames that fail alike rather one with the object in view. */
    set(30, 35, 0);
    expect(1, 1, (const int[]){30});
}
END_TEST

START_TEST(nobody_knows_is_no_failure)
{
    for (int i = 1; i < FRAMES; i++)
        score[i].iou = NAN;
    expect(3, 0, NULL);
}
END_TEST

START_TEST(the_first_frame_never_counts)
{
    score[0].iou = 0;
    expect(3, 1, (const int[]){1});
    ck_assert_int_eq(moments_find(score, 1, 3, found), 0);
    ck_assert_int_eq(moments_find(score, 0, 3, found), 0);
}
END_TEST

START_TEST(no_places)
{
    set(10, 60, 0);
    ck_assert_int_eq(moments_find(score, FRAMES, 0, found), 0);
}
END_TEST

/* ---- regions ------------------------------------------------------------------------- */

static const fovea_box none = {NAN, NAN, NAN, NAN};

static void expect_inside(fovea_box r, int width, int height)
{
    ck_assert(r.x >= 0 && r.y >= 0 && r.w > 0 && r.h > 0);
    ck_assert_float_le(r.x + r.w, (float)width + 0.01F);
    ck_assert_float_le(r.y + r.h, (float)height + 0.01F);
}

static void expect_holds(fovea_box r, fovea_box box)
{
    ck_assert(r.x <= box.x && r.y <= box.y);
    ck_assert(r.x + r.w >= box.x + box.w && r.y + r.h >= box.y + box.h);
}

START_TEST(regions_hold_both_boxes)
{
    for (int i = 0; i < 300; i++) {
        int width = 100 + rand() % 1900, height = 80 + rand() % 1000;
        fovea_box truth = {(float)(rand() % 40), (float)(rand() % 40), (float)(4 + rand() % 40),
                           (float)(4 + rand() % 30)};
        fovea_box box = {(float)(rand() % (width - 10)), (float)(rand() % (height - 10)), 8, 8};
        fovea_box r = moments_region(truth, box, width, height);
        expect_inside(r, width, height);
        expect_holds(r, truth);
        expect_holds(r, box);
    }
}
END_TEST

START_TEST(regions_are_four_to_three_and_show_what_is_around)
{
    fovea_box box = {500, 300, 40, 40}, r = moments_region(box, box, 1280, 720);
    ck_assert_float_eq_tol(r.w / r.h, 4.0F / 3, 0.001F);
    ck_assert_float_eq_tol(r.h, 120, 0.01F);
    ck_assert_float_eq_tol(r.x + r.w / 2, 520, 0.01F);
    ck_assert_float_eq_tol(r.y + r.h / 2, 320, 0.01F);
    fovea_box tiny = {500, 300, 2, 2};
    ck_assert_float_eq_tol(moments_region(tiny, none, 1280, 720).h, 64, 0.01F);
}
END_TEST

START_TEST(without_boxes_it_is_the_whole_picture)
{
    const fovea_box outside = {-900, 50, 100, 100}, endless = {0, 0, INFINITY, 10};
    const fovea_box bad[] = {none, outside, endless, {5, 5, 0, 5}, {5, 5, -3, 5}};
    for (int i = 0; i < 5; i++) {
        fovea_box r = moments_region(none, bad[i], 640, 480);
        ck_assert(r.x == 0 && r.y == 0 && r.w == 640 && r.h == 480);
    }
    fovea_box huge = {-1e6F, -1e6F, 1e7F, 1e7F};
    expect_inside(moments_region(huge, none, 640, 480), 640, 480);
    expect_inside(moments_region((fovea_box){0, 0, 1, 1}, none, 1, 1), 1, 1);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("report_moments");
    TCase *c = tcase_create("moments");
    tcase_add_checked_fixture(c, reset, NULL);
    tcase_add_test(c, a_good_track_shows_its_lowest_overlap);
    tcase_add_test(c, the_stretches_that_fail_most_in_order_of_time);
    tcase_add_test(c, places_left_go_to_beginnings_and_ends);
    tcase_add_test(c, small_dips_beside_a_great_one_do_not_count);
    tcase_add_test(c, frames_close_by_are_not_repeated);
    tcase_add_test(c, absent_frames_fail_unless_called_lost);
    tcase_add_test(c, nobody_knows_is_no_failure);
    tcase_add_test(c, the_first_frame_never_counts);
    tcase_add_test(c, no_places);
    suite_add_tcase(s, c);
    c = tcase_create("regions");
    tcase_add_test(c, regions_hold_both_boxes);
    tcase_add_test(c, regions_are_four_to_three_and_show_what_is_around);
    tcase_add_test(c, without_boxes_it_is_the_whole_picture);
    suite_add_tcase(s, c);
    return s;
}

int main(void)
{
    return check_main(suite());
}
