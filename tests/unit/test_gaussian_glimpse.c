/* Gaussian glimpses of float planes, dense and truncated: values and gradients against the
 * definition and its central differences. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/attention.h"
#include "support/check_main.h"
#include "support/dense.h"
#include "support/near.h"
#include "support/reference.h"

enum { PIXELS_MAX = 2 * 60 * 80, SEEN_MAX = 3 * 64 };

static fovea_attention *attention;

static void open_attention(void)
{
    ck_assert_int_eq(fovea_attention_open(&attention, FOVEA_CPU_BEST), FOVEA_OK);
}

static void close_attention(void)
{
    fovea_attention_close(&attention);
}

static const struct {
    fovea_shape shape;
    int h, w;
    fovea_gaussian_window window;
} cases[] = {
    {{3, 9, 11}, 3, 4, {{1.3F, 0.9F, 2.1F}, {2.2F, 0.7F, 1.9F}}},    /* inside                */
    {{2, 9, 11}, 3, 4, {{-4.3F, 1.3F, 3.1F}, {7.2F, 1.1F, 2.2F}}},   /* across a corner       */
    {{2, 9, 11}, 4, 3, {{-9.1F, 2.9F, 1.2F}, {14.7F, 2.6F, 0.8F}}},  /* outside               */
    {{1, 9, 11}, 5, 5, {{3.4F, 0.4F, 0.3F}, {5.7F, 0.35F, 0.2F}}},   /* thinner than a pixel  */
    {{1, 9, 11}, 3, 3, {{-20.2F, 7, 19.7F}, {-30.6F, 9, 35.3F}}},    /* larger than the image */
    {{1, 9, 11}, 3, 3, {{4.2F, 1.4F, 0}, {5.1F, 1.3F, 0}}},          /* all in one place      */
    {{1, 1, 11}, 2, 3, {{0.3F, 0.8F, 0.4F}, {3.1F, 1.2F, 2.7F}}},    /* a line                */
    {{1, 1, 1}, 2, 2, {{0.3F, 0.8F, 0.4F}, {-3.1F, 1.2F, 2.7F}}},    /* a point               */
    {{2, 60, 80}, 6, 7, {{5.3F, 2.7F, 8.7F}, {-6.2F, 4.1F, 13.9F}}}, /* strided               */
    {{1, 60, 80}, 5, 9, {{2.2F, 1.45F, 11}, {3.3F, 0.8F, 8.1F}}},    /* columns between them  */
};
enum { CASES = sizeof cases / sizeof *cases };

/* One case with random values; `r` computes in doubles what `image` and `grad` are in floats. */
typedef struct setting {
    reference r;
    fovea_gaussian_window window;
    fovea_gaussian_form form;
    int pixels, seen;
    float image[PIXELS_MAX], grad_out[SEEN_MAX];
    double same[PIXELS_MAX], out[SEEN_MAX];
} setting;

static setting *setting_of(int i, fovea_gaussian_form form)
{
    static setting s;
    fovea_gaussian_window w = s.window = cases[i].window;
    s.form = form;
    s.r = (reference){.shape = cases[i].shape, .h = cases[i].h, .w = cases[i].w};
    s.r.image = s.same;
    s.r.out = s.out;
    s.r.truncated = form == FOVEA_GAUSSIAN_TRUNCATED ? &s.window : NULL;
    const float six[] = {w.y.u, w.y.s, w.y.d, w.x.u, w.x.s, w.x.d};
    for (int k = 0; k < 6; k++)
        s.r.window[k] = (double)six[k];
    s.pixels = s.r.shape.channels * s.r.shape.height * s.r.shape.width;
    s.seen = s.r.shape.channels * s.r.h * s.r.w;
    ck_assert(s.pixels <= PIXELS_MAX && s.seen <= SEEN_MAX);
    near_fill(s.image, s.same, s.pixels);
    near_fill(s.grad_out, NULL, s.seen);
    return &s;
}

static void look(const setting *s, float *out)
{
    ck_assert_int_eq(fovea_gaussian_glimpse(attention, out, s->image, s->r.shape, s->window, s->r.h,
                                            s->r.w, s->form),
                     FOVEA_OK);
}

static void look_back(const setting *s, float *grad_image, fovea_gaussian_window *grad_window)
{
    ck_assert_int_eq(fovea_gaussian_glimpse_backward(attention, grad_image, grad_window,
                                                     s->grad_out, s->image, s->r.shape, s->window,
                                                     s->r.h, s->r.w, s->form),
                     FOVEA_OK);
}

/* Values are at most 1 and rows sum to 1: each product with a row errs by a rounding for each of
 * its terms, one for the row, one for the product. */
START_TEST(values)
{
    for (int form = 0; form < 2; form++) {
        setting *s = setting_of(_i, (fovea_gaussian_form)form);
        float out[SEEN_MAX];
        look(s, out);
        reference_glimpse(&s->r);
        near_check("out", out, s->out, s->seen, (s->r.shape.height + s->r.shape.width + 4) * UNIT);
    }
}
END_TEST

START_TEST(gradient_to_window)
{
    for (int form = 0; form < 2; form++) {
        setting *s = setting_of(_i, (fovea_gaussian_form)form);
        const fovea_shape shape = s->r.shape;
        fovea_gaussian_window grad = {{0, 0, 0}, {0, 0, 0}};
        look_back(s, NULL, &grad);
        const float got[] = {grad.y.u, grad.y.s, grad.y.d, grad.x.u, grad.x.s, grad.x.d};
        int roundings = shape.height + shape.width + shape.channels * (s->r.h + s->r.w) + 4;
        near_axis y = near_axis_tolerance(s->window.y, s->r.h, shape.height,
                                          shape.channels * s->r.w, roundings);
        near_axis x = near_axis_tolerance(s->window.x, s->r.w, shape.width, shape.channels * s->r.h,
                                          roundings);
        for (int k = 0; k < 6; k++)
            reference_gradient("window", &s->r, reference_glimpse, &s->r.window[k], 1, 1e-5,
                               s->grad_out, s->seen, &got[k], k < 3 ? y.usd[k] : x.usd[k - 3]);
    }
}
END_TEST

START_TEST(gradient_to_image)
{
    static float grad[PIXELS_MAX];
    for (int form = 0; form < 2; form++) {
        setting *s = setting_of(_i, (fovea_gaussian_form)form);
        double magnitude = 0;
        for (int k = 0; k < s->seen; k++)
            magnitude += fabs((double)s->grad_out[k]);
        memset(grad, 0, sizeof grad);
        look_back(s, grad, NULL);
        int step = s->pixels / 300 + 1; /* of large images some: the reference is slow */
        for (int k = 0; k < s->pixels; k += step)
            reference_gradient("image", &s->r, reference_glimpse, &s->same[k], 1, 1, s->grad_out,
                               s->seen, &grad[k], (s->r.h + s->r.w + 4) * UNIT * magnitude);
    }
}
END_TEST

START_TEST(gradients_are_added)
{
    static float once[PIXELS_MAX], twice[PIXELS_MAX];
    for (int form = 0; form < 2; form++) {
        setting *s = setting_of(0, (fovea_gaussian_form)form);
        fovea_gaussian_window one = {{0, 0, 0}, {0, 0, 0}}, two = one;
        memset(once, 0, sizeof once);
        memset(twice, 0, sizeof twice);
        look_back(s, once, &one);
        look_back(s, twice, &two);
        look_back(s, twice, &two);
        ck_assert_float_eq(two.y.u, 2 * one.y.u);
        ck_assert_float_eq(two.x.d, 2 * one.x.d);
        ck_assert_float_eq(two.x.s, 2 * one.x.s);
        for (int i = 0; i < s->pixels; i++) /* two terms in another order */
            ck_assert_float_eq_tol(twice[i], 2 * once[i], 8 * FLT_EPSILON);
    }
}
END_TEST

/* Also for images of one size after another, and a glimpse larger than a tracker's. */
START_TEST(instruction_sets_agree)
{
    enum { SIDE = 150 };
    static float image[90 * 70], first[2][SIDE * SIDE], now[SIDE * SIDE], grad_out[SIDE * SIDE];
    static float first_grad[2][90 * 70], grad[90 * 70];
    fovea_gaussian_window window = {fovea_gaussian_cover(-10, 140, SIDE),
                                    fovea_gaussian_cover(7, 40, SIDE)};
    fovea_gaussian_window sum, first_sum[2];
    fovea_shape shape = {1, 90, 70};
    near_fill(image, NULL, 90 * 70);
    near_fill(grad_out, NULL, SIDE * SIDE);
    for (int level = FOVEA_CPU_C; level <= FOVEA_CPU_BEST; level++)
        for (int form = 0; form < 2; form++) {
            fovea_attention *at;
            ck_assert_int_eq(fovea_attention_open(&at, (fovea_cpu)level), FOVEA_OK);
            memset(grad, 0, sizeof grad);
            memset(&sum, 0, sizeof sum);
            ck_assert_int_eq(fovea_gaussian_glimpse(at, now, image, shape, window, SIDE, SIDE,
                                                    (fovea_gaussian_form)form),
                             FOVEA_OK);
            ck_assert_int_eq(fovea_gaussian_glimpse_backward(at, grad, &sum, grad_out, image, shape,
                                                             window, SIDE, SIDE,
                                                             (fovea_gaussian_form)form),
                             FOVEA_OK);
            fovea_attention_close(&at);
            if (level == FOVEA_CPU_C) {
                memcpy(first[form], now, sizeof now);
                memcpy(first_grad[form], grad, sizeof grad);
                first_sum[form] = sum;
            }
            ck_assert_mem_eq(first[form], now, sizeof now);
            ck_assert_mem_eq(first_grad[form], grad, sizeof grad);
            ck_assert_mem_eq(&first_sum[form], &sum, sizeof sum);
        }
}
END_TEST

/* The forms differ by what truncation leaves out, 5e-3 in L1 for each of two rows, on images that
 * the strided view does not alias. */
START_TEST(forms_agree)
{
    enum { SIDE = 60, N = 16 };
    static float image[SIDE * SIDE], dense[N * N], truncated[N * N];
    for (int i = 0; i < SIDE * SIDE; i++)
        image[i] = sinf((float)(i % SIDE) / 9) * cosf((float)(i / SIDE) / 7);
    for (int k = 0; k < 500; k++) {
        float v[4];
        near_fill(v, NULL, 4);
        fovea_gaussian_window window = {
            fovea_gaussian_cover(20 + 60 * v[0], 60 + 59 * v[1], N),
            fovea_gaussian_cover(20 + 60 * v[2], 60 + 59 * v[3], N),
        };
        fovea_shape shape = {1, SIDE, SIDE};
        ck_assert_int_eq(fovea_gaussian_glimpse(attention, dense, image, shape, window, N, N,
                                                FOVEA_GAUSSIAN_DENSE),
                         FOVEA_OK);
        ck_assert_int_eq(fovea_gaussian_glimpse(attention, truncated, image, shape, window, N, N,
                                                FOVEA_GAUSSIAN_TRUNCATED),
                         FOVEA_OK);
        float off = 0;
        for (int i = 0; i < N * N; i++)
            off = fmaxf(off, fabsf(dense[i] - truncated[i]));
        /* A stride of k <= 5 pixels moves the border by less than k of this image's slope, 1/7. */
        ck_assert_float_le(off, 0.0101F + (window.y.s < 1.5F && window.x.s < 1.5F ? 0 : 0.3F));
    }
}
END_TEST

/* Where an additive epsilon gives black and no gradient: the border is seen, and the gradient
 * leads towards the image, down to what floats hold. */
START_TEST(far_outside)
{
    enum { SIDE = 40 };
    static const float distances[] = {3, 10, 30, 90};
    static float image[SIDE * SIDE];
    for (int i = 0; i < SIDE * SIDE; i++)
        image[i] = (float)(i % SIDE) / SIDE + 1; /* rises to the right from 1 */
    for (EACH(k, distances))
        for (int right = 0; right < 2; right++) {
            float away = distances[k], u = right ? SIDE - 1 + away : -away;
            fovea_gaussian_window window = {{10, 1, 1}, {u, 1, 0}}, grad = {{0, 0, 0}, {0, 0, 0}};
            float seen, one = 1;
            fovea_shape shape = {1, SIDE, SIDE};
            ck_assert_int_eq(fovea_gaussian_glimpse(attention, &seen, image, shape, window, 1, 1,
                                                    FOVEA_GAUSSIAN_DENSE),
                             FOVEA_OK);
            ck_assert_float_eq_tol(seen, right ? 1.975F : 1, 0.01F);
            ck_assert_int_eq(fovea_gaussian_glimpse_backward(attention, NULL, &grad, &one, image,
                                                             shape, window, 1, 1,
                                                             FOVEA_GAUSSIAN_DENSE),
                             FOVEA_OK);
            ck_assert_msg(grad.x.u > 0, "%g px away: %g", (double)away, (double)grad.x.u);
        }
}
END_TEST

/* What a line held before must not come back with a weight of 0: NaN times 0 is NaN. */
START_TEST(nothing_stays)
{
    enum { N = 6, SIDE = 64 };
    static float image[SIDE * SIDE];
    float out[N * N], grad_image[SIDE * SIDE];
    fovea_shape shape = {1, SIDE, SIDE};
    /* Many columns, then few of which the last Gaussian has the fewest taps. */
    fovea_gaussian_window wide = {fovea_gaussian_cover(0, SIDE, N), {4, 1, 10}};
    fovea_gaussian_window narrow = {fovea_gaussian_cover(0, 3, N), {SIDE - 4, 1, 2}};
    fovea_gaussian_window grad = {{0, 0, 0}, {0, 0, 0}};
    for (int bad = 1; bad >= 0; bad--) {
        for (int i = 0; i < SIDE * SIDE; i++) {
            image[i] = bad ? NAN : 1;
            grad_image[i] = 0;
        }
        fovea_gaussian_window window = bad ? wide : narrow;
        ck_assert_int_eq(fovea_gaussian_glimpse(attention, out, image, shape, window, N, N,
                                                FOVEA_GAUSSIAN_TRUNCATED),
                         FOVEA_OK);
        ck_assert_int_eq(fovea_gaussian_glimpse_backward(attention, grad_image, &grad, out, image,
                                                         shape, window, N, N,
                                                         FOVEA_GAUSSIAN_TRUNCATED),
                         FOVEA_OK);
        if (bad)
            grad = (fovea_gaussian_window){{0, 0, 0}, {0, 0, 0}};
    }
    for (int i = 0; i < N * N; i++)
        ck_assert_float_eq_tol(out[i], 1, 1e-6F);
    for (int i = 0; i < SIDE * SIDE; i++)
        ck_assert(isfinite(grad_image[i]));
    ck_assert(fabsf(grad.x.u) < 1 && fabsf(grad.x.s) < 1 && fabsf(grad.y.u) < 1); /* flat: 0 */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gaussian_glimpse");
    TCase *tests = tcase_create("gaussian_glimpse");
    tcase_add_checked_fixture(tests, open_attention, close_attention);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, values, 0, CASES);
    tcase_add_loop_test(tests, gradient_to_window, 0, CASES);
    tcase_add_loop_test(tests, gradient_to_image, 0, CASES);
    tcase_add_test(tests, gradients_are_added);
    tcase_add_test(tests, instruction_sets_agree);
    tcase_add_test(tests, forms_agree);
    tcase_add_test(tests, far_outside);
    tcase_add_test(tests, nothing_stays);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
