/* test_selection.c - drawing a box by hand: whole pixels, inside the picture, never too small. */
#include <check.h>
#include <math.h>

#include "support/check_main.h"
#include "view/selection.h"

#define assert_box(s, bx, by, bw, bh)                                                              \
    do {                                                                                           \
        ck_assert_float_eq((s).box.x, bx);                                                         \
        ck_assert_float_eq((s).box.y, by);                                                         \
        ck_assert_float_eq((s).box.w, bw);                                                         \
        ck_assert_float_eq((s).box.h, bh);                                                         \
    } while (0)

static void drag(selection *s, float x0, float y0, float x1, float y1)
{
    selection_press(s, x0, y0);
    selection_move(s, (x0 + x1) / 2, (y0 + y1) / 2);
    selection_move(s, x1, y1);
    selection_release(s, x1, y1);
}

START_TEST(a_drag_snaps_to_pixel_boundaries)
{
    selection s = selection_begin(640, 480, NULL);
    ck_assert(!selection_has_box(&s));
    drag(&s, 10.4F, 20.6F, 60.49F, 99.51F);
    assert_box(s, 10, 21, 50, 79);
    drag(&s, 60.49F, 99.51F, 10.4F, 20.6F); /* in any direction */
    assert_box(s, 10, 21, 50, 79);
    drag(&s, 60.49F, 20.6F, 10.4F, 99.51F);
    assert_box(s, 10, 21, 50, 79);
}
END_TEST

START_TEST(a_drag_ends_at_the_picture)
{
    selection s = selection_begin(640, 480, NULL);
    drag(&s, -50, -1, 9000, 30000);
    assert_box(s, 0, 0, 640, 480);
    drag(&s, 600, 470, 1e30F, 1e30F);
    assert_box(s, 600, 470, 40, 10);
    drag(&s, 700, 500, 630, 470); /* begun outside */
    assert_box(s, 630, 470, 10, 10);
}
END_TEST

START_TEST(what_is_too_small_changes_nothing)
{
    selection s = selection_begin(640, 480, NULL);
    drag(&s, 10, 10, 11, 40);
    ck_assert(!selection_has_box(&s));
    drag(&s, 10, 10, 12, 12);
    assert_box(s, 10, 10, 2, 2);
    drag(&s, 100, 100, 100.4F, 100.4F); /* a click */
    assert_box(s, 10, 10, 2, 2);
    selection_move(&s, 300, 300); /* no button is down */
    assert_box(s, 10, 10, 2, 2);
    ck_assert(!s.dragging);
}
END_TEST

START_TEST(nudges_stop_at_the_picture)
{
    selection s = selection_begin(100, 80, NULL);
    selection_nudge(&s, 1, 1, false);
    ck_assert(!selection_has_box(&s));
    drag(&s, 10, 10, 30, 25);
    selection_nudge(&s, 1, -1, false);
    assert_box(s, 11, 9, 20, 15);
    selection_nudge(&s, -1000, 1000, false);
    assert_box(s, 0, 65, 20, 15);
    selection_nudge(&s, 1, 1, true);
    assert_box(s, 0, 65, 21, 15);
    selection_nudge(&s, -1000, -1000, true);
    assert_box(s, 0, 65, 2, 2);
    selection_nudge(&s, 1000, 1000, true);
    assert_box(s, 0, 65, 100, 15);
}
END_TEST

START_TEST(a_proposal_is_rounded_and_clipped)
{
    selection s = selection_begin(100, 80, &(fovea_box){10.4F, 19.6F, 20.3F, 5.2F});
    assert_box(s, 10, 20, 21, 5);
    s = selection_begin(100, 80, &(fovea_box){-10, 70, 30, 30});
    assert_box(s, 0, 70, 20, 10);
    static const fovea_box bad[] = {{NAN, 0, 9, 9}, {0, 0, INFINITY, 9}, {200, 0, 9, 9},
                                    {5, 5, 1, 30},  {5, 5, -4, 9},       {99, 10, 9, 9}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        s = selection_begin(100, 80, &bad[i]);
        ck_assert(!selection_has_box(&s));
    }
}
END_TEST

static Suite *selection_suite(void)
{
    Suite *s = suite_create("selection");
    TCase *t = tcase_create("selection");
    tcase_add_test(t, a_drag_snaps_to_pixel_boundaries);
    tcase_add_test(t, a_drag_ends_at_the_picture);
    tcase_add_test(t, what_is_too_small_changes_nothing);
    tcase_add_test(t, nudges_stop_at_the_picture);
    tcase_add_test(t, a_proposal_is_rounded_and_clipped);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return check_main(selection_suite());
}
