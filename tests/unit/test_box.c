/* Boxes: what is valid, clipping, overlap. */
#include "base/box.h"

#include <math.h>

#include "support/check_main.h"

START_TEST(valid)
{
    ck_assert(fovea_box_valid((fovea_box){0, 0, 1, 1}));
    ck_assert(fovea_box_valid((fovea_box){-1e30F, 5, 1e-6F, 1e30F}));
    const float bad[] = {NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 3; i++) {
        ck_assert(!fovea_box_valid((fovea_box){bad[i], 0, 1, 1}));
        ck_assert(!fovea_box_valid((fovea_box){0, bad[i], 1, 1}));
        ck_assert(!fovea_box_valid((fovea_box){0, 0, bad[i], 1}));
        ck_assert(!fovea_box_valid((fovea_box){0, 0, 1, bad[i]}));
    }
    ck_assert(!fovea_box_valid((fovea_box){0, 0, 0, 1}));
    ck_assert(!fovea_box_valid((fovea_box){0, 0, 1, -1}));
}
END_TEST

static void expect_clip(fovea_box box, fovea_box expected)
{
    fovea_box got = fovea_box_clip(box, 100, 50);
    ck_assert_msg(got.x == expected.x && got.y == expected.y && got.w == expected.w &&
                      got.h == expected.h,
                  "%g,%g,%g,%g clipped to %g,%g,%g,%g", (double)box.x, (double)box.y, (double)box.w,
                  (double)box.h, (double)got.x, (double)got.y, (double)got.w, (double)got.h);
}

START_TEST(clip)
{
    expect_clip((fovea_box){10, 20, 30, 10}, (fovea_box){10, 20, 30, 10});
    expect_clip((fovea_box){-10, -20, 30, 30}, (fovea_box){0, 0, 20, 10});
    expect_clip((fovea_box){90, 40, 30, 30}, (fovea_box){90, 40, 10, 10});
    expect_clip((fovea_box){-5, -5, 500, 500}, (fovea_box){0, 0, 100, 50});
    expect_clip((fovea_box){-40, 10, 30, 10}, (fovea_box){0, 10, 0, 10});
    expect_clip((fovea_box){10, 60, 30, 10}, (fovea_box){10, 50, 30, 0});
}
END_TEST

START_TEST(iou_by_hand)
{
    fovea_box a = {0, 0, 10, 10};
    ck_assert_float_eq(fovea_box_iou(a, a), 1);
    ck_assert_float_eq_tol(fovea_box_iou(a, (fovea_box){5, 0, 10, 10}), 1 / 3.0F, 1e-6F);
    ck_assert_float_eq_tol(fovea_box_iou(a, (fovea_box){2, 2, 5, 4}), 0.2F, 1e-6F);
    ck_assert_float_eq(fovea_box_iou(a, (fovea_box){10, 0, 10, 10}), 0); /* side by side */
    ck_assert_float_eq(fovea_box_iou(a, (fovea_box){50, 50, 1, 1}), 0);
    ck_assert_float_eq(fovea_box_iou(a, (fovea_box){5, 5, 0, 3}), 0);
    ck_assert_float_eq(fovea_box_iou(a, (fovea_box){5, 5, -3, 3}), 0);
}
END_TEST

START_TEST(iou_properties)
{
    unsigned random = 1;
    for (int n = 0; n < 1000; n++) {
        float v[8];
        for (int i = 0; i < 8; i++) {
            random = random * 1664525u + 1013904223u;
            v[i] = (float)(random >> 16) / 655.36F + (i % 4 >= 2 ? 1.0F : 0.0F);
        }
        fovea_box a = {v[0], v[1], v[2], v[3]}, b = {v[4], v[5], v[6], v[7]};
        float ab = fovea_box_iou(a, b);
        ck_assert(ab >= 0 && ab <= 1);
        ck_assert_float_eq(ab, fovea_box_iou(b, a));
        ck_assert_float_eq_tol(fovea_box_iou(a, a), 1, 1e-5F);
        fovea_box half = {a.x, a.y, a.w / 2, a.h};
        ck_assert_float_eq_tol(fovea_box_iou(a, half), 0.5F, 1e-4F);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("box");
    TCase *tests = tcase_create("box");
    tcase_add_test(tests, valid);
    tcase_add_test(tests, clip);
    tcase_add_test(tests, iou_by_hand);
    tcase_add_test(tests, iou_properties);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
