/* Attention under bad arguments, which are refused before anything is written, and under windows
 * anywhere and of any size, which never give NaN. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "attention/attention.h"
#include "support/check_main.h"
#include "support/dense.h"
#include "support/near.h"

enum { H = 6, W = 8, N = 4, VALUES = 2 * H * W };

static const fovea_shape shape = {2, H, W};
static fovea_attention *attention;
static float image[VALUES], map[VALUES], out[VALUES], grad[VALUES], grad_out[VALUES];

static void open_attention(void)
{
    ck_assert_int_eq(fovea_attention_open(&attention, FOVEA_CPU_BEST), FOVEA_OK);
    near_fill(image, NULL, VALUES);
    near_fill(map, NULL, VALUES);
    near_fill(grad_out, NULL, VALUES);
    memset(out, 0, sizeof out);
    memset(grad, 0, sizeof grad);
}

static void close_attention(void)
{
    fovea_attention_close(&attention);
    ck_assert_ptr_null(attention);
    fovea_attention_close(&attention);
    fovea_attention_close(NULL);
}

static int not_finite(const float *values, int n)
{
    int count = 0;
    for (int i = 0; i < n; i++)
        count += !isfinite(values[i]);
    return count;
}

static int written(void)
{
    int count = 0;
    for (int i = 0; i < VALUES; i++)
        count += out[i] != 0 || grad[i] != 0;
    return count;
}

#define REFUSED(call) ck_assert_int_eq((call), FOVEA_ERR_ARG)

static const fovea_shape bad_shapes[] = {
    {0, H, W}, {-1, H, W}, {FOVEA_CHANNELS_MAX + 1, H, W}, {2, 0, W},
    {2, H, 0}, {2, -5, W}, {2, FOVEA_SIDE_MAX + 1, W},     {2, H, FOVEA_SIDE_MAX + 1},
};
static const int bad_sides[] = {0, -1, FOVEA_SIDE_MAX + 1};

static const fovea_gaussian bad_axes[] = {
    {NAN, 1, 1}, {INFINITY, 1, 1}, {0, NAN, 1}, {0, INFINITY, 1}, {0, 0, 1},
    {0, -1, 1},  {0, 1, NAN},      {0, 1, -1},  {0, 1, INFINITY},
};
static const fovea_gaussian good = {1, 1, 1};

START_TEST(bad_handle)
{
    fovea_attention *none;
    ck_assert_int_eq(fovea_attention_open(NULL, FOVEA_CPU_BEST), FOVEA_ERR_ARG);
    ck_assert_int_eq(fovea_attention_open(&none, (fovea_cpu)77), FOVEA_ERR_ARG);
    ck_assert_ptr_null(none);
}
END_TEST

START_TEST(bad_crops_and_masks)
{
    for (EACH(i, bad_shapes)) {
        REFUSED(fovea_crop(out, image, bad_shapes[i], 0, 0, N, N));
        REFUSED(fovea_crop_backward(grad, grad_out, bad_shapes[i], 0, 0, N, N));
        REFUSED(fovea_mask_apply(out, image, bad_shapes[i], map));
        REFUSED(fovea_mask_apply_backward(grad, NULL, grad_out, image, bad_shapes[i], map));
    }
    for (EACH(i, bad_sides)) {
        REFUSED(fovea_crop(out, image, shape, 0, 0, bad_sides[i], N));
        REFUSED(fovea_crop(out, image, shape, 0, 0, N, bad_sides[i]));
        REFUSED(fovea_mask_sigmoid(out, map, bad_sides[i], W));
        REFUSED(fovea_mask_softmax(out, map, H, bad_sides[i]));
        REFUSED(fovea_mask_sigmoid_backward(grad, grad_out, map, bad_sides[i], W));
        REFUSED(fovea_mask_softmax_backward(grad, grad_out, map, H, bad_sides[i]));
    }
    REFUSED(fovea_crop(NULL, image, shape, 0, 0, N, N));
    REFUSED(fovea_crop(out, NULL, shape, 0, 0, N, N));
    REFUSED(fovea_crop_backward(NULL, grad_out, shape, 0, 0, N, N));
    REFUSED(fovea_mask_apply(out, image, shape, NULL));
    REFUSED(fovea_mask_apply_backward(grad, NULL, NULL, image, shape, map));
    REFUSED(fovea_mask_sigmoid(NULL, map, H, W));
    REFUSED(fovea_mask_softmax(out, NULL, H, W));
    REFUSED(fovea_mask_sigmoid_backward(grad, grad_out, NULL, H, W));
    REFUSED(fovea_mask_softmax_backward(grad, NULL, map, H, W));
    map[H * W - 1] = NAN;
    REFUSED(fovea_mask_sigmoid(out, map, H, W));
    REFUSED(fovea_mask_softmax(out, map, H, W));
    map[H * W - 1] = INFINITY;
    REFUSED(fovea_mask_sigmoid(out, map, H, W));
    REFUSED(fovea_mask_softmax(out, map, H, W));
    ck_assert_int_eq(written(), 0);
}
END_TEST

static void refuse_window(fovea_shape s, fovea_gaussian_window window, int h, int w)
{
    fovea_gaussian_window g = {{0, 0, 0}, {0, 0, 0}};
    for (int form = 0; form < 2; form++) {
        REFUSED(fovea_gaussian_glimpse(attention, out, image, s, window, h, w,
                                       (fovea_gaussian_form)form));
        REFUSED(fovea_gaussian_glimpse_backward(attention, grad, &g, grad_out, image, s, window, h,
                                                w, (fovea_gaussian_form)form));
    }
    ck_assert(g.y.u == 0 && g.x.s == 0);
}

START_TEST(bad_gaussians)
{
    fovea_gaussian_window both = {good, good}, sum = both;
    for (EACH(i, bad_axes)) {
        fovea_gaussian_window y = {bad_axes[i], good}, x = {good, bad_axes[i]};
        refuse_window(shape, y, N, N);
        refuse_window(shape, x, N, N);
        REFUSED(fovea_gaussian_mask(out, bad_axes[i], N, W));
        REFUSED(fovea_gaussian_mask_backward(&sum.y, grad_out, map, bad_axes[i], N, W));
        REFUSED(fovea_mask_gaussian(attention, out, y, H, W));
        REFUSED(fovea_mask_gaussian_backward(attention, &sum, grad_out, x, H, W));
    }
    for (EACH(i, bad_shapes))
        refuse_window(bad_shapes[i], both, N, N);
    for (EACH(i, bad_sides)) {
        refuse_window(shape, both, bad_sides[i], N);
        refuse_window(shape, both, N, bad_sides[i]);
        REFUSED(fovea_gaussian_mask(out, good, bad_sides[i], W));
        REFUSED(fovea_gaussian_mask(out, good, N, bad_sides[i]));
        REFUSED(fovea_mask_gaussian(attention, out, both, bad_sides[i], W));
    }
    REFUSED(
        fovea_gaussian_glimpse(attention, out, image, shape, both, N, N, (fovea_gaussian_form)7));
    REFUSED(fovea_gaussian_glimpse(NULL, out, image, shape, both, N, N, FOVEA_GAUSSIAN_DENSE));
    REFUSED(
        fovea_gaussian_glimpse(attention, NULL, image, shape, both, N, N, FOVEA_GAUSSIAN_DENSE));
    REFUSED(fovea_mask_gaussian(NULL, out, both, H, W));
    REFUSED(fovea_mask_gaussian(attention, NULL, both, H, W));
    REFUSED(fovea_mask_gaussian_backward(attention, NULL, grad_out, both, H, W));
    ck_assert_mem_eq(&sum, &both, sizeof sum);
    ck_assert_int_eq(written(), 0);
}
END_TEST

START_TEST(bad_transformers)
{
    float grid[2 * N * N] = {0};
    fovea_affine theta = fovea_affine_of_scaling((fovea_scaling){1, 0, 1, 0}), bad = theta;
    fovea_sampling how = {FOVEA_PADDING_BORDER, 0}, strange = {(fovea_padding)3, 0};
    for (int i = 0; i < 6; i++) {
        bad = theta;
        bad.m[i / 3][i % 3] = i % 2 ? NAN : -INFINITY;
        REFUSED(fovea_affine_grid(out, bad, N, N, 0));
    }
    for (EACH(i, bad_sides)) {
        REFUSED(fovea_affine_grid(out, theta, bad_sides[i], N, 0));
        REFUSED(fovea_affine_grid_backward(&theta, grad_out, N, bad_sides[i], 0));
        REFUSED(fovea_grid_sample(attention, out, image, shape, grid, bad_sides[i], N, how));
    }
    for (EACH(i, bad_shapes))
        REFUSED(fovea_grid_sample(attention, out, image, bad_shapes[i], grid, N, N, how));
    REFUSED(fovea_grid_sample(attention, out, image, shape, grid, N, N, strange));
    REFUSED(fovea_grid_sample(NULL, out, image, shape, grid, N, N, how));
    REFUSED(fovea_affine_grid(NULL, theta, N, N, 0));
    REFUSED(fovea_affine_of_scaling_backward(NULL, &theta));
    for (int i = 0; i < 2; i++) {
        grid[2 * N * N - 1] = i ? NAN : INFINITY;
        REFUSED(fovea_grid_sample(attention, out, image, shape, grid, N, N, how));
        REFUSED(fovea_grid_sample_backward(attention, grad, out, grad_out, image, shape, grid, N, N,
                                           how));
    }
    ck_assert_int_eq(written(), 0);
}
END_TEST

static const float extremes[] = {0,      -3.5F, 1e3F,   -1e6F, 1e20F,   3e38F,
                                 -3e38F, 1e-3F, 1e-44F, 7,     FLT_MIN, 2.5F};

/* Every window that is not refused gives finite glimpses and gradients. */
START_TEST(absurd_gaussians)
{
    int bad = 0, refused = 0;
    for (EACH(u, extremes))
        for (EACH(s, extremes))
            for (EACH(d, extremes)) {
                fovea_gaussian axis = {extremes[u], extremes[s], extremes[d]};
                bool valid = axis.s > 0 && axis.d >= 0;
                for (int form = 0; form < 2; form++) {
                    fovea_gaussian_window window = {axis, axis}, g = {{0, 0, 0}, {0, 0, 0}};
                    fovea_status status = fovea_gaussian_glimpse(
                        attention, out, image, shape, window, N, N, (fovea_gaussian_form)form);
                    refused += (status == FOVEA_OK) != valid;
                    memset(grad, 0, sizeof grad);
                    status =
                        fovea_gaussian_glimpse_backward(attention, grad, &g, grad_out, image, shape,
                                                        window, N, N, (fovea_gaussian_form)form);
                    refused += (status == FOVEA_OK) != valid;
                    const float sums[] = {g.y.u, g.y.s, g.y.d, g.x.u, g.x.s, g.x.d};
                    bad += not_finite(out, VALUES) + not_finite(grad, VALUES) + not_finite(sums, 6);
                }
            }
    ck_assert_int_eq(refused, 0);
    ck_assert_int_eq(bad, 0);
}
END_TEST

START_TEST(absurd_transformers)
{
    int bad = 0;
    float grid[2 * N * N];
    fovea_sampling how = {(fovea_padding)(_i / 2), _i % 2};
    static const fovea_shape shapes[] = {{2, H, W}, {1, 1, W}, {1, 1, 1}};
    for (EACH(k, shapes))
        for (EACH(a, extremes))
            for (EACH(b, extremes))
                for (EACH(c, extremes)) {
                    fovea_affine theta = {{{extremes[a], extremes[b], extremes[c]},
                                           {extremes[c], extremes[a], extremes[b]}}};
                    fovea_affine sum = {{{0}}};
                    float grad_grid[2 * N * N] = {0};
                    memset(grad, 0, sizeof grad);
                    ck_assert(fovea_affine_grid(grid, theta, N, N, how.align_corners) == FOVEA_OK);
                    ck_assert(fovea_grid_sample(attention, out, image, shapes[k], grid, N, N,
                                                how) == FOVEA_OK);
                    ck_assert(fovea_grid_sample_backward(attention, grad, grad_grid, grad_out,
                                                         image, shapes[k], grid, N, N,
                                                         how) == FOVEA_OK);
                    ck_assert(fovea_affine_grid_backward(&sum, grad_grid, N, N,
                                                         how.align_corners) == FOVEA_OK);
                    bad += not_finite(grid, 2 * N * N) + not_finite(out, VALUES) +
                           not_finite(grad, VALUES) + not_finite(grad_grid, 2 * N * N) +
                           not_finite(sum.m[0], 6);
                }
    ck_assert_int_eq(bad, 0);
}
END_TEST

/* Images and gradients as large as the header allows: sums and products stay floats. */
START_TEST(large_values)
{
    static const float s[] = {1e-30F, 0.3F, 2, 1e4F};
    for (int i = 0; i < VALUES; i++) {
        image[i] = i % 3 ? 9e13F : -9e13F;
        grad_out[i] = i % 2 ? 9e13F : -9e13F;
    }
    for (EACH(k, s))
        for (int form = 0; form < 2; form++) {
            fovea_gaussian_window window = {{2.5F, s[k], 1}, {3.5F, s[k], 1}},
                                  g = {{0, 0, 0}, {0, 0, 0}};
            ck_assert_int_eq(fovea_gaussian_glimpse_backward(attention, grad, &g, grad_out, image,
                                                             shape, window, N, N,
                                                             (fovea_gaussian_form)form),
                             FOVEA_OK);
            const float sums[] = {g.y.u, g.y.s, g.y.d, g.x.u, g.x.s, g.x.d};
            ck_assert_int_eq(not_finite(sums, 6) + not_finite(grad, VALUES), 0);
        }
}
END_TEST

/* The scratch grows and is used again, whatever comes after what. */
START_TEST(sizes_in_any_order)
{
    static float seen[300 * 200];
    static const int sides[][2] = {{1, 1}, {300, 200}, {3, 150}, {129, 1}, {128, 128}, {2, 2}};
    for (EACH(k, sides)) {
        int h = sides[k][0], w = sides[k][1];
        fovea_gaussian_window window = {fovea_gaussian_cover(0, H, h),
                                        fovea_gaussian_cover(0, W, w)};
        for (int form = 0; form < 2; form++) {
            ck_assert_int_eq(fovea_gaussian_glimpse(attention, seen, image, (fovea_shape){1, H, W},
                                                    window, h, w, (fovea_gaussian_form)form),
                             FOVEA_OK);
            ck_assert_int_eq(not_finite(seen, h * w), 0);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("attention_hostile");
    TCase *tests = tcase_create("hostile");
    tcase_add_checked_fixture(tests, open_attention, close_attention);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, bad_handle);
    tcase_add_test(tests, bad_crops_and_masks);
    tcase_add_test(tests, bad_gaussians);
    tcase_add_test(tests, bad_transformers);
    tcase_add_test(tests, absurd_gaussians);
    tcase_add_loop_test(tests, absurd_transformers, 0, 6);
    tcase_add_test(tests, large_values);
    tcase_add_test(tests, sizes_in_any_order);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
