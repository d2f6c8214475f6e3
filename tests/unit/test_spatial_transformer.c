/* The spatial transformer: grid and sampler, with every padding and either convention of corners,
 * forward and backward. */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "fovea_attention.h"
#include "support/check_main.h"
#include "support/dense.h"
#include "support/near.h"
#include "support/reference.h"

enum { PIXELS_MAX = 4000, SEEN_MAX = 2000, MODES = 6 };

static fovea_attention *attention;

static void open_attention(void)
{
    ck_assert_int_eq(fovea_attention_open(&attention, FOVEA_CPU_BEST), FOVEA_OK);
}

static void close_attention(void)
{
    fovea_attention_close(&attention);
}

static fovea_sampling mode(int i)
{
    return (fovea_sampling){(fovea_padding)(i / 2), i % 2};
}

static const struct {
    fovea_shape shape;
    int h, w;
    fovea_affine theta;
} cases[] = {
    {{3, 9, 11}, 4, 5, {{{0.71F, 0, 0.13F}, {0, 0.63F, -0.11F}}}},          /* inside       */
    {{2, 9, 11}, 4, 5, {{{1.13F, -0.61F, 0.29F}, {0.73F, 0.91F, -0.42F}}}}, /* turned       */
    {{2, 9, 11}, 3, 4, {{{0.31F, 0.1F, 2.63F}, {0.2F, 0.41F, -3.37F}}}},    /* outside      */
    {{1, 9, 11}, 4, 4, {{{5.3F, 1.17F, -0.73F}, {-0.91F, 4.13F, 0.61F}}}},  /* all and more */
    {{1, 1, 11}, 3, 3, {{{0.83F, 0.21F, 0.13F}, {0.3F, 0.71F, 0.17F}}}},    /* a line       */
    {{2, 1, 1}, 2, 2, {{{0.83F, 0.21F, 0.13F}, {0.3F, 0.71F, 0.17F}}}},     /* a point      */
    {{1, 9, 11}, 1, 1, {{{0.83F, 0.21F, 0.13F}, {0.3F, 0.71F, 0.17F}}}},    /* one sample   */
    {{1, 40, 50}, 20, 30, {{{0.9F, 0.31F, 0.2F}, {-0.33F, 1.2F, -0.37F}}}}, /* several pieces */
};
enum { CASES = sizeof cases / sizeof *cases };

typedef struct setting {
    reference r;
    int pixels, seen, points, larger;
    float image[PIXELS_MAX], grad_out[SEEN_MAX], grid[2 * SEEN_MAX];
    double same[PIXELS_MAX], same_grid[2 * SEEN_MAX], out[2 * SEEN_MAX];
    double off; /* of a place, in pixels: the coordinate's sum, product, shift and reflection */
} setting;

static setting *setting_of(int i, fovea_sampling how)
{
    static setting s;
    s.r = (reference){.shape = cases[i].shape, .h = cases[i].h, .w = cases[i].w, .how = how};
    s.r.image = s.same;
    s.r.grid = s.same_grid;
    s.r.out = s.out;
    s.points = 2 * s.r.h * s.r.w;
    s.pixels = s.r.shape.channels * s.r.shape.height * s.r.shape.width;
    s.seen = s.r.shape.channels * s.r.h * s.r.w;
    s.larger = s.r.shape.height > s.r.shape.width ? s.r.shape.height : s.r.shape.width;
    ck_assert(s.pixels <= PIXELS_MAX && s.seen <= SEEN_MAX);
    near_fill(s.image, s.same, s.pixels);
    near_fill(s.grad_out, NULL, s.seen);
    ck_assert_int_eq(fovea_affine_grid(s.grid, cases[i].theta, s.r.h, s.r.w, how.align_corners),
                     FOVEA_OK);
    for (int k = 0; k < s.points; k++)
        s.same_grid[k] = (double)s.grid[k];
    s.off = 7 * UNIT * (near_largest(s.same_grid, s.points) + 1) * s.larger;
    return &s;
}

/* Products and sums in double precision, rounded once. */
START_TEST(affine_grid)
{
    for (int align = 0; align < 2; align++)
        for (EACH(i, cases)) {
            setting *s = setting_of((int)i, (fovea_sampling){FOVEA_PADDING_ZEROS, align});
            float grad_grid[2 * SEEN_MAX];
            fovea_affine grad = {{{0}}};
            for (int k = 0; k < 6; k++)
                s->r.theta[k] = (double)cases[i].theta.m[k / 3][k % 3];
            reference_affine_grid(&s->r);
            near_check("grid", s->grid, s->out, s->points, UNIT * near_largest(s->out, s->points));
            near_fill(grad_grid, NULL, s->points);
            ck_assert_int_eq(fovea_affine_grid_backward(&grad, grad_grid, s->r.h, s->r.w, align),
                             FOVEA_OK);
            /* A sum in double precision of points / 2 values below 1, rounded once. */
            reference_gradient("theta", &s->r, reference_affine_grid, s->r.theta, 6, 1, grad_grid,
                               s->points, grad.m[0], UNIT * s->points / 2);
        }
}
END_TEST

/* Between pixels of magnitude 1, a value changes by up to 2 a pixel along each axis; four products
 * and their weights round up to 8 times. */
START_TEST(values)
{
    for (EACH(i, cases)) {
        setting *s = setting_of((int)i, mode(_i));
        float out[SEEN_MAX];
        ck_assert_int_eq(fovea_grid_sample(attention, out, s->image, s->r.shape, s->grid, s->r.h,
                                           s->r.w, s->r.how),
                         FOVEA_OK);
        reference_grid_sample(&s->r);
        near_check("out", out, s->out, s->seen, 4 * s->off + 8 * UNIT);
    }
}
END_TEST

START_TEST(gradient_to_image)
{
    for (EACH(i, cases)) {
        setting *s = setting_of((int)i, mode(_i));
        static float grad[PIXELS_MAX];
        memset(grad, 0, sizeof grad);
        ck_assert_int_eq(fovea_grid_sample_backward(attention, grad, NULL, s->grad_out, s->image,
                                                    s->r.shape, s->grid, s->r.h, s->r.w, s->r.how),
                         FOVEA_OK);
        double magnitude = 0;
        for (int k = 0; k < s->seen; k++)
            magnitude += fabs((double)s->grad_out[k]);
        int step = s->pixels / 500 + 1;
        for (int k = 0; k < s->pixels; k += step) /* linear: any step will do */
            reference_gradient("image", &s->r, reference_grid_sample, &s->same[k], 1, 1,
                               s->grad_out, s->seen, &grad[k],
                               (2 * s->off + (s->seen + 4) * UNIT) * magnitude);
    }
}
END_TEST

/* Whether a sample is clear of the kinks between pixels, by more than the difference's step. */
static bool smooth(const setting *s, int k)
{
    int size = k % 2 ? s->r.shape.height : s->r.shape.width;
    double c = s->same_grid[k] + 1;
    double pixel = s->r.how.align_corners ? c / 2 * (size - 1) : (c * size - 1) / 2;
    return fabs(2 * pixel - nearbyint(2 * pixel)) > 1e-3;
}

/* Between pixels the interpolation is linear along each axis: differences are exact. A slope
 * changes by up to 4 a pixel along the other axis, and counts size/2 times. */
START_TEST(gradient_to_grid)
{
    int checked = 0;
    for (EACH(i, cases)) {
        setting *s = setting_of((int)i, mode(_i));
        static float grad[2 * SEEN_MAX];
        memset(grad, 0, sizeof grad);
        ck_assert_int_eq(fovea_grid_sample_backward(attention, NULL, grad, s->grad_out, s->image,
                                                    s->r.shape, s->grid, s->r.h, s->r.w, s->r.how),
                         FOVEA_OK);
        int step = s->points / 200 + 1;
        for (int k = 0; k < s->points; k += step)
            if (smooth(s, k)) {
                reference_gradient("grid", &s->r, reference_grid_sample, &s->same_grid[k], 1, 1e-6,
                                   s->grad_out, s->seen, &grad[k],
                                   s->r.shape.channels * (s->larger / 2.0) *
                                       (4 * s->off + 8 * UNIT));
                checked++;
            }
    }
    ck_assert_int_gt(checked, 150);
}
END_TEST

/* The map that changes nothing shows the image itself. */
START_TEST(identity)
{
    enum { H = 33, W = 47 };
    static float image[H * W], grid[2 * H * W], out[H * W];
    const fovea_affine same = fovea_affine_of_scaling((fovea_scaling){1, 0, 1, 0});
    near_fill(image, NULL, H * W);
    ck_assert_int_eq(fovea_affine_grid(grid, same, H, W, mode(_i).align_corners), FOVEA_OK);
    ck_assert_int_eq(
        fovea_grid_sample(attention, out, image, (fovea_shape){1, H, W}, grid, H, W, mode(_i)),
        FOVEA_OK);
    for (int i = 0; i < H * W; i++)
        ck_assert_float_eq_tol(out[i], image[i], 2 * 7 * FLT_EPSILON * W * 2);
}
END_TEST

/* An axis of four pixels 1 2 3 4, looked at from -6 to 9 in steps of one pixel. */
START_TEST(padding_by_hand)
{
    static const float expected[MODES][16] = {
        {0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0}, /* zeros            */
        {0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0}, /*                  */
        {1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 4, 4, 4}, /* border           */
        {1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 4, 4, 4}, /*                  */
        {3, 4, 4, 3, 2, 1, 1, 2, 3, 4, 4, 3, 2, 1, 1, 2}, /* mirrored at edges  */
        {1, 2, 3, 4, 3, 2, 1, 2, 3, 4, 3, 2, 1, 2, 3, 4}, /* mirrored at pixels */
    };
    const float image[] = {1, 2, 3, 4};
    float grid[32], out[16];
    for (int i = 0; i < 16; i++) {
        float pixel = (float)(i - 6);
        grid[2 * i] = mode(_i).align_corners ? pixel * 2 / 3 - 1 : (2 * pixel + 1) / 4 - 1;
        grid[2 * i + 1] = 0;
    }
    ck_assert_int_eq(
        fovea_grid_sample(attention, out, image, (fovea_shape){1, 1, 4}, grid, 1, 16, mode(_i)),
        FOVEA_OK);
    for (int i = 0; i < 16; i++) /* slopes of up to 4, places off by up to 7 roundings of 9 */
        ck_assert_float_eq_tol(out[i], expected[_i][i], 4 * 7 * 9 * FLT_EPSILON);
}
END_TEST

/* A window is seen at the places where Gaussians would have their centres. */
START_TEST(cover)
{
    enum { H = 40, W = 70, SEEN_H = 5, SEEN_W = 8 };
    const fovea_box window = {-10.3F, 6.7F, 50, 21};
    for (int align = 0; align < 2; align++) {
        float grid[2 * SEEN_H * SEEN_W];
        fovea_gaussian y = fovea_gaussian_cover(window.y, window.h, SEEN_H);
        fovea_gaussian x = fovea_gaussian_cover(window.x, window.w, SEEN_W);
        fovea_affine theta =
            fovea_affine_of_scaling(fovea_scaling_cover(window, H, W, SEEN_H, SEEN_W, align));
        ck_assert_int_eq(fovea_affine_grid(grid, theta, SEEN_H, SEEN_W, align), FOVEA_OK);
        for (int i = 0; i < SEEN_H * SEEN_W; i++) {
            float at_x = grid[2 * i] + 1, at_y = grid[2 * i + 1] + 1;
            at_x = align ? at_x / 2 * (W - 1) : at_x * W / 2 - 0.5F;
            at_y = align ? at_y / 2 * (H - 1) : at_y * H / 2 - 0.5F;
            ck_assert_float_eq_tol(at_x, x.u + (float)(i % SEEN_W) * x.d, 8 * FLT_EPSILON * W);
            ck_assert_float_eq_tol(at_y, y.u + (float)(i / SEEN_W) * y.d, 8 * FLT_EPSILON * W);
        }
    }
    fovea_scaling point = fovea_scaling_cover(window, 1, 1, SEEN_H, SEEN_W, 1);
    ck_assert(isfinite(point.s_x) && isfinite(point.t_y));
}
END_TEST

START_TEST(scaling_and_back)
{
    fovea_affine theta = fovea_affine_of_scaling((fovea_scaling){2, 3, 4, 5});
    const float expected[] = {2, 0, 3, 0, 4, 5};
    ck_assert_mem_eq(theta.m, expected, sizeof expected);
    fovea_scaling grad = {1, 1, 1, 1};
    fovea_affine grad_theta = {{{10, 20, 30}, {40, 50, 60}}};
    ck_assert_int_eq(fovea_affine_of_scaling_backward(&grad, &grad_theta), FOVEA_OK);
    ck_assert(grad.s_x == 11 && grad.t_x == 31 && grad.s_y == 51 && grad.t_y == 61);
}
END_TEST

START_TEST(instruction_sets_agree)
{
    for (EACH(i, cases)) {
        setting *s = setting_of((int)i, mode(_i));
        static float first[SEEN_MAX], out[SEEN_MAX];
        for (int level = FOVEA_CPU_C; level <= FOVEA_CPU_BEST; level++) {
            fovea_attention *at;
            ck_assert_int_eq(fovea_attention_open(&at, (fovea_cpu)level), FOVEA_OK);
            ck_assert_int_eq(fovea_grid_sample(at, level == FOVEA_CPU_C ? first : out, s->image,
                                               s->r.shape, s->grid, s->r.h, s->r.w, s->r.how),
                             FOVEA_OK);
            fovea_attention_close(&at);
            if (level > FOVEA_CPU_C)
                ck_assert_mem_eq(first, out, sizeof *out * (size_t)s->seen);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("spatial_transformer");
    TCase *tests = tcase_create("spatial_transformer");
    tcase_add_checked_fixture(tests, open_attention, close_attention);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, affine_grid);
    tcase_add_loop_test(tests, values, 0, MODES);
    tcase_add_loop_test(tests, gradient_to_image, 0, MODES);
    tcase_add_loop_test(tests, gradient_to_grid, 0, MODES);
    tcase_add_loop_test(tests, identity, 0, MODES);
    tcase_add_loop_test(tests, padding_by_hand, 0, MODES);
    tcase_add_test(tests, cover);
    tcase_add_test(tests, scaling_and_back);
    tcase_add_loop_test(tests, instruction_sets_agree, 0, MODES);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
