/* Colour histograms and the scale filter: what they learn, they find again. */
#include "model/color.h"
#include "model/scale.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"

/* ---- colour ------------------------------------------------------------------------ */

static float rgb[3 * GLIMPSE_PIXELS], response[FEATURE_CELLS];
static fovea_color_memory color;
static fovea_color_scratch scratch;

/* w x h pixels of one colour around a middle, the rest of another. */
static void paint(int cx, int cy, int w, int h, const float object[3], const float ground[3])
{
    for (int k = 0; k < 3; k++)
        for (int y = 0; y < GLIMPSE_SIDE; y++)
            for (int x = 0; x < GLIMPSE_SIDE; x++) {
                int in = abs(2 * x + 1 - 2 * cx) < w && abs(2 * y + 1 - 2 * cy) < h;
                rgb[k * GLIMPSE_PIXELS + y * GLIMPSE_SIDE + x] = in ? object[k] : ground[k];
            }
}

static const float RED[3] = {0.9F, 0.1F, 0.1F}, BLUE[3] = {0.1F, 0.1F, 0.9F}, GREEN[3] = {0, 1, 0};

static float at(int cx, int cy)
{
    return response[cy / HOG_CELL * FEATURE_SIDE + cx / HOG_CELL];
}

static void forget_color(void)
{
    memset(&color, 0, sizeof color);
}

START_TEST(color_of_object_and_ground)
{
    paint(64, 64, 40, 24, RED, BLUE);
    fovea_color_learn(&color, rgb, 40, 24, 1);
    fovea_color_respond(&color, rgb, 40, 24, response, &scratch);
    ck_assert_float_eq_tol(at(64, 64), 1, 1e-5F);
    ck_assert_float_eq_tol(at(24, 24), 0, 1e-5F);
    ck_assert_float_eq_tol(at(84, 64), 0.5F, 1e-5F); /* half on it */
    ck_assert_float_eq_tol(at(84, 76), 0.25F, 1e-5F);
    for (int i = 0; i < FEATURE_CELLS; i++)
        ck_assert(response[i] >= -1e-6F && response[i] <= 1 + 1e-6F);
    /* Elsewhere, it is found there. */
    paint(88, 40, 40, 24, RED, BLUE);
    fovea_color_respond(&color, rgb, 40, 24, response, &scratch);
    ck_assert_float_eq_tol(at(88, 40), 1, 1e-5F);
    ck_assert_float_eq_tol(at(48, 80), 0, 1e-5F);
}
END_TEST

START_TEST(color_unknown)
{
    paint(64, 64, 40, 24, GREEN, GREEN);
    fovea_color_respond(&color, rgb, 40, 24, response, &scratch); /* has learned nothing */
    ck_assert_float_eq_tol(at(64, 64), 0.5F, 1e-5F);
    paint(64, 64, 40, 24, RED, BLUE);
    fovea_color_learn(&color, rgb, 40, 24, 1);
    paint(64, 64, 40, 24, GREEN, BLUE);
    fovea_color_respond(&color, rgb, 40, 24, response, &scratch);
    ck_assert_float_eq_tol(at(64, 64), 0.5F, 1e-5F);
}
END_TEST

static double share(const float *histogram)
{
    double sum = 0;
    for (int i = 0; i < COLOR_BINS; i++)
        sum += (double)histogram[i];
    return sum;
}

START_TEST(color_shares_stay_shares)
{
    paint(64, 64, 40, 24, RED, BLUE);
    fovea_color_learn(&color, rgb, 40, 24, 1);
    for (int n = 0; n < 50; n++) {
        paint(60 + n % 9, 64, 30 + n % 13, 24, n % 2 ? GREEN : RED, BLUE);
        fovea_color_learn(&color, rgb, 40, 24, 0.1F);
    }
    ck_assert_double_eq_tol(share(color.foreground), 1, 5e-3);
    ck_assert_double_eq_tol(share(color.background), 1, 5e-3);
    fovea_color_respond(&color, rgb, 40, 24, response, &scratch);
    ck_assert_float_gt(at(64, 64), 0.8F); /* the last was green; both were learned */
}
END_TEST

/* Objects below a pixel and beyond the glimpse: nothing breaks, all stays in 0..1. */
START_TEST(color_extremes)
{
    static const float sizes[] = {1e-6F, 0.4F, 1, 127, 128, 160, 1e4F};
    static const float WHITE[3] = {1, 1, 1}, BLACK[3] = {0, 0, 0};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++) {
            paint(64, 64, 40, 24, WHITE, BLACK);
            fovea_color_learn(&color, rgb, sizes[i], sizes[j], 0.5F);
            fovea_color_respond(&color, rgb, sizes[i], sizes[j], response, &scratch);
            int bad = 0;
            for (int k = 0; k < FEATURE_CELLS; k++)
                bad += !(response[k] >= -1e-3F && response[k] <= 1 + 1e-3F);
            ck_assert_int_eq(bad, 0);
        }
}
END_TEST

/* ---- scale ------------------------------------------------------------------------- */

static fovea_scale *scale;
static fovea_scale_memory scale_memory;
static float pyramid[SCALE_LEVELS * SCALE_FEATURES];

static void open_scale(void)
{
    memset(&scale_memory, 0, sizeof scale_memory);
    ck_assert_int_eq(fovea_scale_open(&scale), FOVEA_OK);
}

static void close_scale(void)
{
    fovea_scale_close(&scale);
    ck_assert_ptr_null(scale);
    fovea_scale_close(&scale);
}

/* Features that each answer to one size, over a pyramid in which the object's is at `level`. */
static void make_pyramid(float level)
{
    srand(21);
    for (int k = 0; k < SCALE_FEATURES; k++) {
        float favourite = (float)rand() / (float)RAND_MAX * (2 * SCALE_LEVELS) - SCALE_LEVELS;
        for (int i = 0; i < SCALE_LEVELS; i++) {
            float off = (float)i - level - favourite;
            pyramid[i * SCALE_FEATURES + k] = expf(-off * off / 2);
        }
    }
}

START_TEST(sizes_of_levels)
{
    ck_assert_float_eq_tol(fovea_scale_of_level(SCALE_LEVELS / 2), 1, 1e-6F);
    for (int i = 0; i + 1 < SCALE_LEVELS; i++)
        ck_assert_float_eq_tol(fovea_scale_of_level((float)i + 1) / fovea_scale_of_level((float)i),
                               SCALE_STEP, 1e-5F);
}
END_TEST

START_TEST(scale_finds_the_level)
{
    const float centre = SCALE_LEVELS / 2;
    make_pyramid(centre);
    fovea_scale_learn(scale, &scale_memory, pyramid, centre, 1);
    for (float shift = -4; shift <= 4; shift += 0.5F) {
        make_pyramid(centre + shift);
        float level = fovea_scale_estimate(scale, &scale_memory, pyramid);
        /* The taper over levels weighs the middle more, which draws estimates towards it. */
        ck_assert_float_eq_tol(level, centre + shift, 0.1F + 0.25F * fabsf(shift));
    }
}
END_TEST

/* A pyramid taken beside the object's size teaches the same as one taken at it. */
START_TEST(scale_learns_at_a_level)
{
    const float centre = SCALE_LEVELS / 2;
    for (float shift = -2; shift <= 2; shift += 1) {
        make_pyramid(centre + shift);
        memset(&scale_memory, 0, sizeof scale_memory);
        fovea_scale_learn(scale, &scale_memory, pyramid, centre + shift, 1);
        ck_assert_float_eq_tol(fovea_scale_estimate(scale, &scale_memory, pyramid), centre + shift,
                               0.3F);
        make_pyramid(centre);
        ck_assert_float_eq_tol(fovea_scale_estimate(scale, &scale_memory, pyramid), centre,
                               0.1F + 0.25F * fabsf(shift));
    }
}
END_TEST

START_TEST(scale_of_nothing)
{
    memset(pyramid, 0, sizeof pyramid);
    float level = fovea_scale_estimate(scale, &scale_memory, pyramid);
    ck_assert_float_eq(level, SCALE_LEVELS / 2); /* no news: no change */
    fovea_scale_learn(scale, &scale_memory, pyramid, SCALE_LEVELS / 2, 1);
    make_pyramid(SCALE_LEVELS / 2);
    level = fovea_scale_estimate(scale, &scale_memory, pyramid);
    ck_assert_float_eq(level, SCALE_LEVELS / 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("color and scale");
    TCase *colors = tcase_create("color"), *scales = tcase_create("scale");
    tcase_add_checked_fixture(colors, forget_color, NULL);
    tcase_add_test(colors, color_of_object_and_ground);
    tcase_add_test(colors, color_unknown);
    tcase_add_test(colors, color_shares_stay_shares);
    tcase_add_test(colors, color_extremes);
    tcase_add_checked_fixture(scales, open_scale, close_scale);
    tcase_add_test(scales, sizes_of_levels);
    tcase_add_test(scales, scale_finds_the_level);
    tcase_add_test(scales, scale_learns_at_a_level);
    tcase_add_test(scales, scale_of_nothing);
    suite_add_tcase(suite, colors);
    suite_add_tcase(suite, scales);
    return check_main(suite);
}
