/* Hard attention: windows inside, across every border, far away and larger than the image. */
#include <limits.h>
#include <string.h>

#include "fovea_attention.h"
#include "support/check_main.h"
#include "support/dense.h"
#include "support/near.h"
#include "support/reference.h"

enum { SIDE_MAX = 40, VALUES_MAX = 3 * SIDE_MAX * SIDE_MAX };

static const struct {
    fovea_shape shape;
    int y, x, h, w;
} cases[] = {
    {{2, 7, 9}, 2, 3, 4, 5},             /* inside                */
    {{1, 7, 9}, 0, 0, 7, 9},             /* all                   */
    {{2, 7, 9}, -2, -3, 4, 5},           /* across a corner       */
    {{2, 7, 9}, 5, 7, 4, 5},             /* across the other      */
    {{1, 7, 9}, -3, -4, 15, 20},         /* larger than the image */
    {{1, 7, 9}, -100, 300, 3, 4},        /* outside               */
    {{1, 7, 9}, 300, -100, 3, 4},        /*                       */
    {{1, 1, 1}, 0, 0, 1, 1},             /* a point               */
    {{3, 1, 9}, -1, 4, 3, 1},            /* a line                */
    {{1, 7, 9}, INT_MIN, INT_MAX, 3, 4}, /* as far as there is  */
    {{1, 7, 9}, INT_MAX, INT_MIN, 3, 4},
};
enum { CASES = sizeof cases / sizeof *cases };

START_TEST(values_and_gradient)
{
    static float image[VALUES_MAX], out[VALUES_MAX], grad_out[VALUES_MAX], grad[VALUES_MAX];
    static double same[VALUES_MAX], expected[VALUES_MAX];
    reference r = {.shape = cases[_i].shape, .h = cases[_i].h, .w = cases[_i].w};
    fovea_shape s = r.shape;
    int pixels = s.channels * s.height * s.width, seen = s.channels * r.h * r.w;
    r.image = same;
    r.out = expected;
    /* The reference adds to the position: far away is as good as at an integer's end. */
    r.at_y = cases[_i].y > 1000 ? 1000 : cases[_i].y < -1000 ? -1000 : cases[_i].y;
    r.at_x = cases[_i].x > 1000 ? 1000 : cases[_i].x < -1000 ? -1000 : cases[_i].x;
    near_fill(image, same, pixels);
    near_fill(grad_out, NULL, seen);
    ck_assert_int_eq(fovea_crop(out, image, s, cases[_i].y, cases[_i].x, r.h, r.w), FOVEA_OK);
    reference_crop(&r);
    near_check("out", out, expected, seen, 0);
    memset(grad, 0, sizeof grad);
    ck_assert_int_eq(fovea_crop_backward(grad, grad_out, s, cases[_i].y, cases[_i].x, r.h, r.w),
                     FOVEA_OK);
    /* A pixel's sum has at most h w terms of at most 1, each rounded at its running size. */
    double terms = (double)r.h * r.w;
    reference_gradient("image", &r, reference_crop, same, pixels, 1, grad_out, seen, grad,
                       terms * terms * UNIT);
}
END_TEST

START_TEST(by_hand)
{
    const float image[] = {1, 2, 3, 4, 5, 6}; /* two rows of three */
    float out[8], grad[6] = {100, 0, 0, 0, 0, 0};
    ck_assert_int_eq(fovea_crop(out, image, (fovea_shape){1, 2, 3}, -1, 1, 2, 4), FOVEA_OK);
    const float expected[] = {2, 3, 3, 3, 2, 3, 3, 3};
    ck_assert_mem_eq(out, expected, sizeof out);
    ck_assert_int_eq(fovea_crop_backward(grad, out, (fovea_shape){1, 2, 3}, -1, 1, 2, 4), FOVEA_OK);
    const float sums[] = {100, 4, 18, 0, 0, 0}; /* added to what was there */
    ck_assert_mem_eq(grad, sums, sizeof grad);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("crop");
    TCase *tests = tcase_create("crop");
    tcase_add_loop_test(tests, values_and_gradient, 0, CASES);
    tcase_add_test(tests, by_hand);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
