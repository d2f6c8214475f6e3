/* Soft attention: masks from maps and from Gaussians, applied to images, forward and backward. */
#include <math.h>
#include <string.h>

#include "fovea_attention.h"
#include "support/check_main.h"
#include "support/dense.h"
#include "support/near.h"
#include "support/reference.h"

enum { H = 7, W = 9, MAP = H * W, CHANNELS = 3 };

/* Sources of the free maps are up to 8 in magnitude: exp and 1 - a are far from their ends. */
#define SCALE 8

static fovea_attention *attention;
static float mask[MAP], grad_mask[MAP];

static void open_attention(void)
{
    ck_assert_int_eq(fovea_attention_open(&attention, FOVEA_CPU_BEST), FOVEA_OK);
    near_fill(grad_mask, NULL, MAP);
}

static void close_attention(void)
{
    fovea_attention_close(&attention);
}

static void map_of(float *map, double *same)
{
    near_fill(map, NULL, MAP);
    for (int i = 0; i < MAP; i++) {
        map[i] *= SCALE;
        same[i] = (double)map[i];
    }
}

/* Roundings of exp (up to 2), of the sum and its inverse; with the gradient's factors, and a's
 * error twice. */
START_TEST(sigmoid)
{
    float map[MAP], grad[MAP] = {0};
    double same[MAP], out[MAP];
    reference r = {.shape = {1, H, W}, .source = same, .out = out};
    map_of(map, same);
    ck_assert_int_eq(fovea_mask_sigmoid(mask, map, H, W), FOVEA_OK);
    reference_sigmoid(&r);
    near_check("mask", mask, out, MAP, 4 * UNIT);
    ck_assert_int_eq(fovea_mask_sigmoid_backward(grad, grad_mask, mask, H, W), FOVEA_OK);
    reference_gradient("map", &r, reference_sigmoid, same, MAP, 1e-5, grad_mask, MAP, grad,
                       11 * UNIT);
}
END_TEST

/* The difference of logits is rounded once: of up to 2 SCALE, which is exp's relative error. */
START_TEST(softmax)
{
    float map[MAP], grad[MAP] = {0};
    double same[MAP], out[MAP], error = (2 * SCALE + 5) * UNIT, sum = 0;
    reference r = {.shape = {1, H, W}, .source = same, .out = out};
    map_of(map, same);
    ck_assert_int_eq(fovea_mask_softmax(mask, map, H, W), FOVEA_OK);
    reference_softmax(&r);
    near_check("mask", mask, out, MAP, error);
    for (int i = 0; i < MAP; i++)
        sum += (double)mask[i];
    ck_assert_double_eq_tol(sum, 1, 4 * UNIT);
    ck_assert_int_eq(fovea_mask_softmax_backward(grad, grad_mask, mask, H, W), FOVEA_OK);
    reference_gradient("map", &r, reference_softmax, same, MAP, 1e-5, grad_mask, MAP, grad,
                       4 * error);
}
END_TEST

/* Maps at the ends of floats: masks are 0, 1 or shared, never NaN. */
START_TEST(extreme_maps)
{
    const float map[] = {3e38F, -3e38F, 0, 3e38F};
    float out[4], grad[4] = {0}, ones[] = {1, 2, 3, 4};
    ck_assert_int_eq(fovea_mask_sigmoid(out, map, 2, 2), FOVEA_OK);
    ck_assert(out[0] == 1 && out[1] == 0 && out[2] == 0.5F && out[3] == 1);
    ck_assert_int_eq(fovea_mask_sigmoid_backward(grad, ones, out, 2, 2), FOVEA_OK);
    ck_assert(grad[0] == 0 && grad[1] == 0 && grad[2] == 0.75F && grad[3] == 0);
    ck_assert_int_eq(fovea_mask_softmax(out, map, 2, 2), FOVEA_OK);
    ck_assert(out[0] == 0.5F && out[1] == 0 && out[2] == 0 && out[3] == 0.5F);
    memset(grad, 0, sizeof grad);
    ck_assert_int_eq(fovea_mask_softmax_backward(grad, ones, out, 2, 2), FOVEA_OK);
    ck_assert(grad[0] == -0.75F && grad[1] == 0 && grad[2] == 0 && grad[3] == 0.75F);
}
END_TEST

START_TEST(two_gaussians)
{
    static const float windows[][6] = {
        {2.3F, 1.2F, 0, 5.1F, 2.5F, 3},    {-4.2F, 2, 0, 12.5F, 3, 0},
        {3.2F, 0.3F, 0, 3.4F, 0.4F, 0},    {3, 500, 0, 4, 300, 0},
        {-30.5F, 4.5F, 0, 40.4F, 5.5F, 1},
    };
    for (EACH(k, windows)) {
        const float *v = windows[k];
        fovea_gaussian_window window = {{v[0], v[1], v[2]}, {v[3], v[4], v[5]}};
        fovea_gaussian_window grad = {{0, 0, 0}, {0, 0, 0}};
        double out[MAP];
        reference r = {.shape = {1, H, W}, .out = out};
        for (int i = 0; i < 6; i++)
            r.window[i] = (double)v[i];
        ck_assert_int_eq(fovea_mask_gaussian(attention, mask, window, H, W), FOVEA_OK);
        reference_outer(&r);
        near_check("mask", mask, out, MAP, 3 * UNIT);
        ck_assert_int_eq(fovea_mask_gaussian_backward(attention, &grad, grad_mask, window, H, W),
                         FOVEA_OK);
        near_axis y = near_axis_tolerance(window.y, 1, H, 1, W + 3);
        near_axis x = near_axis_tolerance(window.x, 1, W, 1, H + 3);
        const float got[] = {grad.y.u, grad.y.s, grad.y.d, grad.x.u, grad.x.s, grad.x.d};
        for (int i = 0; i < 6; i++)
            reference_gradient("window", &r, reference_outer, &r.window[i], 1, 1e-5, grad_mask, MAP,
                               &got[i], i < 3 ? y.usd[i] : x.usd[i - 3]);
        ck_assert(grad.y.d == 0 && grad.x.d == 0);
    }
}
END_TEST

/* z = a * I is bilinear: its gradients are the other factor, times what is given. */
START_TEST(apply)
{
    enum { N = CHANNELS * MAP };
    float image[N], out[N], grad_out[N], grad_image[N] = {0}, grad[MAP] = {0};
    fovea_shape shape = {CHANNELS, H, W};
    near_fill(image, NULL, N);
    near_fill(grad_out, NULL, N);
    near_fill(mask, NULL, MAP);
    ck_assert_int_eq(fovea_mask_apply(out, image, shape, mask), FOVEA_OK);
    ck_assert_int_eq(fovea_mask_apply_backward(grad_image, grad, grad_out, image, shape, mask),
                     FOVEA_OK);
    ck_assert_int_eq(fovea_mask_apply_backward(NULL, NULL, grad_out, image, shape, mask), FOVEA_OK);
    for (int i = 0; i < N; i++) {
        ck_assert_float_eq(out[i], image[i] * mask[i % MAP]);
        ck_assert_float_eq(grad_image[i], grad_out[i] * mask[i % MAP]);
    }
    for (int i = 0; i < MAP; i++) {
        double sum = 0;
        for (int c = 0; c < CHANNELS; c++)
            sum += (double)grad_out[c * MAP + i] * (double)image[c * MAP + i];
        near_check("mask", &grad[i], &sum, 1, 2 * CHANNELS * CHANNELS * UNIT);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mask");
    TCase *tests = tcase_create("mask");
    tcase_add_checked_fixture(tests, open_attention, close_attention);
    tcase_add_test(tests, sigmoid);
    tcase_add_test(tests, softmax);
    tcase_add_test(tests, extreme_maps);
    tcase_add_test(tests, two_gaussians);
    tcase_add_test(tests, apply);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
