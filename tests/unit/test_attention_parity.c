/* The mechanisms of fovea_attention.h against PyTorch's values and gradients, one by one
 * (scripts/make_parity_attention.py). Inputs are equal floats; PyTorch's side is in double
 * precision, so that what differs is rounding on this side, which is bounded where it is used. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fovea_attention.h"
#include "support/check_main.h"
#include "support/near.h"
#include "support/parity.h"

enum { VALUES_MAX = 1024 };

static fovea_attention *attention;

static void open_attention(void)
{
    ck_assert_int_eq(fovea_attention_open(&attention, FOVEA_CPU_BEST), FOVEA_OK);
}

static void close_attention(void)
{
    fovea_attention_close(&attention);
    ck_assert_ptr_null(attention);
}

static fovea_shape shape_of(const parity *p)
{
    fovea_shape s = {parity_int(p, "channels"), parity_int(p, "height"), parity_int(p, "width")};
    ck_assert_int_le(s.channels * s.height * s.width, VALUES_MAX);
    return s;
}

static int pixels_of(fovea_shape s)
{
    return s.channels * s.height * s.width;
}

static fovea_gaussian axis_of(const float *usd)
{
    return (fovea_gaussian){usd[0], usd[1], usd[2]};
}

static void check_axis(const char *what, fovea_gaussian got, const double *expected,
                       near_axis tolerance)
{
    const float usd[] = {got.u, got.s, got.d};
    for (int i = 0; i < 3; i++) /* and one rounding of the result */
        near_check(what, &usd[i], &expected[i], 1, tolerance.usd[i] + UNIT * fabs(expected[i]));
}

/* Copies and sums of multiples of 1/64, which are exact. */
static void check_crop(const parity *p)
{
    fovea_shape s = shape_of(p);
    int y = parity_int(p, "y"), x = parity_int(p, "x"), h = parity_int(p, "h");
    int w = parity_int(p, "w"), seen = s.channels * h * w;
    float out[VALUES_MAX], grad[VALUES_MAX] = {0};
    ck_assert_int_eq(fovea_crop(out, parity_floats(p, "image", pixels_of(s)), s, y, x, h, w),
                     FOVEA_OK);
    near_check("out", out, parity_values(p, "out", seen), seen, 0);
    ck_assert_int_eq(fovea_crop_backward(grad, parity_floats(p, "grad_out", seen), s, y, x, h, w),
                     FOVEA_OK);
    near_check("grad_image", grad, parity_values(p, "grad_image", pixels_of(s)), pixels_of(s), 0);
}

/* z = a * I: a's error and one rounding; sums over the channels round once a channel. */
static void check_apply(const parity *p, fovea_shape s, const float *mask, double mask_error,
                        float *grad_mask)
{
    int n = pixels_of(s), map = s.height * s.width;
    const float *image = parity_floats(p, "image", n);
    const float *grad_out = parity_floats(p, "grad_out", n);
    float out[VALUES_MAX], grad_image[VALUES_MAX] = {0};
    near_check("mask", mask, parity_values(p, "mask", map), map, mask_error);
    ck_assert_int_eq(fovea_mask_apply(out, image, s, mask), FOVEA_OK);
    near_check("out", out, parity_values(p, "out", n), n, mask_error + UNIT);
    ck_assert_int_eq(fovea_mask_apply_backward(grad_image, grad_mask, grad_out, image, s, mask),
                     FOVEA_OK);
    near_check("grad_image", grad_image, parity_values(p, "grad_image", n), n, mask_error + UNIT);
    near_check("grad_mask", grad_mask, parity_values(p, "grad_mask", map), map,
               2 * s.channels * s.channels * UNIT);
}

/* exp errs by a rounding or two, 1 + exp and its inverse by one each; a (1 - a) and the factor by
 * one each, a's own error counted twice. Values in 0 .. 1, gradients up to `channels`. */
static void check_sigmoid(const parity *p)
{
    fovea_shape s = shape_of(p);
    int map = s.height * s.width;
    float mask[VALUES_MAX], grad_mask[VALUES_MAX] = {0}, grad[VALUES_MAX] = {0};
    ck_assert_int_eq(fovea_mask_sigmoid(mask, parity_floats(p, "source", map), s.height, s.width),
                     FOVEA_OK);
    check_apply(p, s, mask, 4 * UNIT, grad_mask);
    ck_assert_int_eq(fovea_mask_sigmoid_backward(grad, grad_mask, mask, s.height, s.width),
                     FOVEA_OK);
    near_check("grad_source", grad, parity_values(p, "grad_source", map), map,
               (2 * 4 + 3 + 2 * s.channels) * UNIT * s.channels);
}

/* The logit's difference is rounded once, which exp turns into a relative error of its size; exp,
 * the scale and its product add four. The gradient a (q - mean) has that twice. */
static void check_softmax(const parity *p)
{
    fovea_shape s = shape_of(p);
    int map = s.height * s.width;
    const float *source = parity_floats(p, "source", map);
    double error = (2 * near_largest(parity_values(p, "source", map), map) + 5) * UNIT;
    float mask[VALUES_MAX], grad_mask[VALUES_MAX] = {0}, grad[VALUES_MAX] = {0};
    ck_assert_int_eq(fovea_mask_softmax(mask, source, s.height, s.width), FOVEA_OK);
    check_apply(p, s, mask, error, grad_mask);
    ck_assert_int_eq(fovea_mask_softmax_backward(grad, grad_mask, mask, s.height, s.width),
                     FOVEA_OK);
    near_check("grad_source", grad, parity_values(p, "grad_source", map), map,
               2 * (2 * error + (2 * s.channels + 2) * UNIT) * s.channels);
}

/* Rows are rounded once each, their product once more. With respect to a row's value, gradients
 * are at most `channels` (the other row sums to 1). */
static void check_outer(const parity *p)
{
    fovea_shape s = shape_of(p);
    const float *six = parity_floats(p, "source", 6);
    const double *grad = parity_values(p, "grad_source", 6);
    fovea_gaussian_window window = {axis_of(six), axis_of(six + 3)}, got = {{0, 0, 0}, {0, 0, 0}};
    float mask[VALUES_MAX], grad_mask[VALUES_MAX] = {0};
    ck_assert_int_eq(fovea_mask_gaussian(attention, mask, window, s.height, s.width), FOVEA_OK);
    check_apply(p, s, mask, 3 * UNIT, grad_mask);
    ck_assert_int_eq(
        fovea_mask_gaussian_backward(attention, &got, grad_mask, window, s.height, s.width),
        FOVEA_OK);
    int roundings = 2 * s.channels + s.height + 3;
    check_axis("grad y", got.y, grad,
               near_axis_tolerance(window.y, 1, s.height, s.channels, roundings));
    check_axis("grad x", got.x, grad + 3,
               near_axis_tolerance(window.x, 1, s.width, s.channels, roundings));
}

static void check_gaussian_mask(const parity *p)
{
    int n = parity_int(p, "n"), size = parity_int(p, "size");
    fovea_gaussian axis = axis_of(parity_floats(p, "axis", 3)), grad = {0, 0, 0};
    float mask[VALUES_MAX];
    ck_assert_int_eq(fovea_gaussian_mask(mask, axis, n, size), FOVEA_OK);
    near_check("mask", mask, parity_values(p, "mask", n * size), n * size, UNIT);
    ck_assert_int_eq(fovea_gaussian_mask_backward(&grad, parity_floats(p, "grad_mask", n * size),
                                                  mask, axis, n, size),
                     FOVEA_OK);
    check_axis("grad_axis", grad, parity_values(p, "grad_axis", 3),
               near_axis_tolerance(axis, n, size, 1, 0));
}

/* Images and gradients are at most 1 in magnitude, and rows sum to 1: a sum of n products with a
 * row errs by n + 1 roundings (its product, the additions, the row's own). */
static void check_gaussian_glimpse(const parity *p)
{
    fovea_shape s = shape_of(p);
    int h = parity_int(p, "h"), w = parity_int(p, "w"), n = pixels_of(s), seen = s.channels * h * w;
    const float *six = parity_floats(p, "window", 6), *image = parity_floats(p, "image", n);
    const float *grad_out = parity_floats(p, "grad_out", seen);
    fovea_gaussian_window window = {axis_of(six), axis_of(six + 3)}, got = {{0, 0, 0}, {0, 0, 0}};
    fovea_gaussian_form form =
        parity_int(p, "truncated") ? FOVEA_GAUSSIAN_TRUNCATED : FOVEA_GAUSSIAN_DENSE;
    float out[VALUES_MAX], grad_image[VALUES_MAX] = {0};
    ck_assert_int_eq(fovea_gaussian_glimpse(attention, out, image, s, window, h, w, form),
                     FOVEA_OK);
    near_check("out", out, parity_values(p, "out", seen), seen, (s.height + s.width + 2) * UNIT);
    ck_assert_int_eq(fovea_gaussian_glimpse_backward(attention, grad_image, &got, grad_out, image,
                                                     s, window, h, w, form),
                     FOVEA_OK);
    near_check("grad_image", grad_image, parity_values(p, "grad_image", n), n,
               (h + w + 3) * UNIT * near_sum(parity_values(p, "grad_out", seen), seen));
    const double *grad = parity_values(p, "grad_window", 6);
    int roundings = s.height + s.width + s.channels * (h + w) + 4;
    check_axis("grad y", got.y, grad,
               near_axis_tolerance(window.y, h, s.height, s.channels * w, roundings));
    check_axis("grad x", got.x, grad + 3,
               near_axis_tolerance(window.x, w, s.width, s.channels * h, roundings));
}

/* What a place in the image can be off, in pixels: the grid is rounded once, the coordinate's sum,
 * product and shift once each, each by its own magnitude; a reflection adds three. */
static double place_error(const double *grid, int n, int size)
{
    return 8 * UNIT * (near_largest(grid, n) + 1) * size;
}

/* Between pixels of magnitude 1, a value changes by up to 2 a pixel along each axis, a slope by up
 * to 4; four products and their weights round up to 8 times. A slope counts size/2 times. */
static void check_spatial_transformer(const parity *p)
{
    fovea_shape s = shape_of(p);
    int h = parity_int(p, "h"), w = parity_int(p, "w"), n = pixels_of(s), seen = s.channels * h * w;
    int points = 2 * h * w, larger = s.height > s.width ? s.height : s.width;
    const double *expected_grid = parity_values(p, "grid", points);
    const float *image = parity_floats(p, "image", n);
    const float *grad_out = parity_floats(p, "grad_out", seen);
    fovea_sampling how = {(fovea_padding)parity_int(p, "padding"), parity_int(p, "align_corners")};
    fovea_affine theta, grad_theta = {{{0}}};
    memcpy(&theta, parity_floats(p, "theta", 6), sizeof theta);
    float grid[VALUES_MAX], out[VALUES_MAX], grad_image[VALUES_MAX] = {0};
    float grad_grid[VALUES_MAX] = {0};
    double off = place_error(expected_grid, points, larger);

    ck_assert_int_eq(fovea_affine_grid(grid, theta, h, w, how.align_corners), FOVEA_OK);
    near_check("grid", grid, expected_grid, points, UNIT * near_largest(expected_grid, points));
    ck_assert_int_eq(fovea_grid_sample(attention, out, image, s, grid, h, w, how), FOVEA_OK);
    near_check("out", out, parity_values(p, "out", seen), seen, 4 * off + 8 * UNIT);

    ck_assert_int_eq(fovea_grid_sample_backward(attention, grad_image, grad_grid, grad_out, image,
                                                s, grid, h, w, how),
                     FOVEA_OK);
    near_check("grad_image", grad_image, parity_values(p, "grad_image", n), n,
               (2 * off + (h * w + 4) * UNIT) * near_sum(parity_values(p, "grad_out", seen), seen));
    double slope = s.channels * (larger / 2.0) * (4 * off + 8 * UNIT);
    near_check("grad_grid", grad_grid, parity_values(p, "grad_grid", points), points, slope);
    ck_assert_int_eq(fovea_affine_grid_backward(&grad_theta, grad_grid, h, w, how.align_corners),
                     FOVEA_OK);
    near_check("grad_theta", grad_theta.m[0], parity_values(p, "grad_theta", 6), 6,
               slope * h * w + UNIT * near_largest(parity_values(p, "grad_theta", 6), 6));
}

static const struct {
    const char *name;
    void (*check)(const parity *p);
    int least; /* cases */
} mechanisms[] = {
    {"crop", check_crop, 5},
    {"mask_sigmoid", check_sigmoid, 3},
    {"mask_softmax", check_softmax, 3},
    {"mask_gaussian", check_outer, 3},
    {"gaussian_mask", check_gaussian_mask, 6},
    {"gaussian_glimpse", check_gaussian_glimpse, 14},
    {"spatial_transformer", check_spatial_transformer, 30},
};
enum { MECHANISMS = sizeof mechanisms / sizeof *mechanisms };

START_TEST(values_and_gradients)
{
    int cases = 0;
    parity *p = parity_open(FOVEA_PARITY "/attention.txt");
    while (parity_next(p))
        if (strcmp(parity_case(p), mechanisms[_i].name) == 0) {
            mechanisms[_i].check(p);
            cases++;
        }
    parity_close(&p);
    ck_assert_int_ge(cases, mechanisms[_i].least);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("attention_parity");
    TCase *tests = tcase_create("parity");
    tcase_add_checked_fixture(tests, open_attention, close_attention);
    tcase_add_loop_test(tests, values_and_gradients, 0, MECHANISMS);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
