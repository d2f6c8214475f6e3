/* Whatever the pixels, sizes and times are: every step succeeds and every result is sane. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"
#include "support/tracking.h"

enum { SIDE = 112, PIXELS = SIDE * SIDE, STEPS = 300 };

static uint8_t pixels[3 * PIXELS];

static fovea_image rgb_image(int width, int height)
{
    fovea_image im = {width, height, 3, {{0}}, FOVEA_MATRIX_RGB, FOVEA_RANGE_FULL};
    for (int k = 0; k < 3; k++)
        im.component[k] = (fovea_component){pixels + k, 3, 3 * width, width, height, 8, 0};
    return im;
}

/* Every test runs with every model. */
static fovea_model model;

static void with_learned(void)
{
    model = FOVEA_MODEL_LEARNED;
}

static void with_classic(void)
{
    model = FOVEA_MODEL_CLASSIC;
}

static fovea_tracker *open_tracker(void)
{
    return tracking_open(tracking_config(model));
}

static void random_pixels(void)
{
    static uint32_t state = 31;
    for (size_t i = 0; i < sizeof pixels; i++) {
        state = state * 1664525u + 1013904223u;
        pixels[i] = (uint8_t)(state >> 24);
    }
}

/* ---- pictures without anything to hold on to --------------------------------------- */

typedef enum picture {
    NOISE, /* another one each frame */
    BLACK,
    WHITE,
    SATURATED, /* pure colours in blocks, another choice each frame */
    FLICKER,   /* black and white in turn */
    PICTURES
} picture;

static void paint(picture what, int frame)
{
    switch (what) {
    case NOISE: random_pixels(); break;
    case BLACK: memset(pixels, 0, sizeof pixels); break;
    case WHITE: memset(pixels, 255, sizeof pixels); break;
    case FLICKER: memset(pixels, frame % 2 ? 255 : 0, sizeof pixels); break;
    default:
        for (int i = 0; i < 3 * PIXELS; i++) {
            int x = i / 3 % SIDE / 16, y = i / 3 / SIDE / 16;
            pixels[i] = (x * 7 + y * 13 + i % 3 * 5 + frame * (x ^ y)) & 2 ? 255 : 0;
        }
    }
}

START_TEST(featureless)
{
    fovea_tracker *t = open_tracker();
    fovea_image im = rgb_image(SIDE, SIDE);
    paint((picture)_i, 0);
    ck_assert_int_eq(fovea_tracker_start(t, &im, (fovea_box){50, 60, 40, 30}, NULL), FOVEA_OK);
    for (int n = 1; n < STEPS; n++) {
        paint((picture)_i, n);
        tracking_step(t, &im, 1);
    }
    fovea_tracker_close(&t);
}
END_TEST

/* Started on a picture with something in it, which then gives way to one without. */
START_TEST(gives_way_to)
{
    fovea_tracker *t = open_tracker();
    fovea_image im = rgb_image(SIDE, SIDE);
    paint(NOISE, 0);
    ck_assert_int_eq(fovea_tracker_start(t, &im, (fovea_box){50, 60, 40, 30}, NULL), FOVEA_OK);
    for (int n = 1; n < 40; n++) {
        paint((picture)_i, n);
        tracking_step(t, &im, 1);
    }
    fovea_tracker_close(&t);
}
END_TEST

/* ---- sizes and times --------------------------------------------------------------- */

START_TEST(tiny_pictures)
{
    static const int sides[][2] = {{1, 1}, {2, 2}, {1, 100}, {100, 1}, {3, 2}, {16, 16}};
    int width = sides[_i][0], height = sides[_i][1];
    float w = (float)width, h = (float)height;
    const fovea_box targets[] = {
        {0, 0, w, h}, {w - 1, h - 1, 1, 1}, {-0.5F, -0.5F, 1, 1}, {w / 2, h / 2, w + 1, h + 1}};
    fovea_tracker *t = open_tracker();
    fovea_image im = rgb_image(width, height);
    for (int k = 0; k < 4; k++) {
        random_pixels();
        ck_assert_int_eq(fovea_tracker_start(t, &im, targets[k], NULL), FOVEA_OK);
        for (int n = 0; n < 40; n++) {
            if (n % 10 == 9)
                random_pixels();
            tracking_step(t, &im, 1);
        }
    }
    fovea_tracker_close(&t);
}
END_TEST

START_TEST(huge_boxes)
{
    static const fovea_box targets[] = {{0, 0, SIDE, SIDE},
                                        {-SIDE / 2, -SIDE / 2, 2 * SIDE, 2 * SIDE},
                                        {-2 * SIDE + 1, 0, 2 * SIDE, 1},
                                        {SIDE - 0.01F, SIDE - 0.01F, SIDE, SIDE},
                                        {0, 60, SIDE, 1},
                                        {60, 0, 1, 2 * SIDE}};
    fovea_tracker *t = open_tracker();
    fovea_image im = rgb_image(SIDE, SIDE);
    random_pixels();
    ck_assert_int_eq(fovea_tracker_start(t, &im, targets[_i], NULL), FOVEA_OK);
    for (int n = 0; n < 60; n++) {
        if (n % 3 == 0)
            random_pixels();
        tracking_step(t, &im, 1);
    }
    fovea_tracker_close(&t);
}
END_TEST

START_TEST(absurd_time_steps)
{
    static const float times[] = {1e-30F, 1e30F, 3e38F, 1e-38F, 1e6F, 0.001F, 1000};
    synthetic *film = film_open(SYNTHETIC_YUV420P);
    fovea_tracker *t = tracking_start(tracking_config(model), film, film_scene(0));
    for (int n = 1; n < 70; n++) {
        synthetic_scene scene = film_scene(n);
        fovea_image im = synthetic_render(film, &scene, NULL);
        tracking_step(t, &im, times[n % 7]);
    }
    fovea_tracker_close(&t);
    synthetic_close(&film);
}
END_TEST

/* The picture's size changes with every frame, by all the factors there are. */
START_TEST(restless_sizes)
{
    static const int sides[] = {1, 112, 2, 97, 8, 16, 111, 3};
    fovea_tracker *t = open_tracker();
    fovea_image im = rgb_image(100, 100);
    random_pixels();
    ck_assert_int_eq(fovea_tracker_start(t, &im, (fovea_box){30, 30, 20, 30}, NULL), FOVEA_OK);
    for (int n = 0; n < 100; n++) {
        im = rgb_image(sides[n % 8], sides[n / 8 * 3 % 8]);
        if (n % 5 == 0)
            random_pixels();
        tracking_step(t, &im, 1);
        size_t size;
        void *state = tracking_save(t, &size); /* what it comes to, it also takes back */
        ck_assert_int_eq(fovea_tracker_restore(t, state, size), FOVEA_OK);
        free(state);
    }
    fovea_tracker_close(&t);
}
END_TEST

/* The largest picture that may be: all rows and columns are the same few bytes. */
START_TEST(largest_picture)
{
    static uint8_t row[32768];
    for (int i = 0; i < 32768; i++)
        row[i] = (uint8_t)(i * 7 ^ i >> 3);
    fovea_image im = {
        32768, 32768, 1, {{row, 1, 0, 32768, 32768, 8, 0}}, FOVEA_MATRIX_GREY, FOVEA_RANGE_FULL};
    static const fovea_box targets[] = {
        {0, 0, 32768, 32768}, {32700, 32700, 100, 50}, {-32000, -32000, 65536, 65536}};
    fovea_tracker *t = open_tracker();
    for (int k = 0; k < 3; k++) {
        ck_assert_int_eq(fovea_tracker_start(t, &im, targets[k], NULL), FOVEA_OK);
        for (int n = 0; n < 20; n++)
            tracking_step(t, &im, 1);
    }
    fovea_tracker_close(&t);
}
END_TEST

static void add(Suite *suite, const char *name, void (*with)(void))
{
    TCase *tests = tcase_create(name);
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, with, NULL);
    tcase_add_loop_test(tests, featureless, 0, PICTURES);
    tcase_add_loop_test(tests, gives_way_to, 0, PICTURES);
    tcase_add_loop_test(tests, tiny_pictures, 0, 6);
    tcase_add_loop_test(tests, huge_boxes, 0, 6);
    tcase_add_test(tests, absurd_time_steps);
    tcase_add_test(tests, restless_sizes);
    tcase_add_test(tests, largest_picture);
    suite_add_tcase(suite, tests);
}

int main(void)
{
    Suite *suite = suite_create("hostile");
    add(suite, "learned", with_learned);
    add(suite, "classic", with_classic);
    return check_main(suite);
}
