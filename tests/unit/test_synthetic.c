/* test_synthetic.c - the test pictures keep their word: boxes, layouts, motion, repetition. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/image.h"
#include "support/check_main.h"
#include "support/synthetic.h"

enum { W = 161, H = 119, SEED = 7 }; /* odd on purpose */

static const synthetic_scene MIDDLE = {.x = 80.25f, .y = 60.5f, .scale = 1, .light = 1};

static synthetic *open_picture(synthetic_layout layout, uint64_t seed)
{
    synthetic *s;
    ck_assert_int_eq(synthetic_open(&s, W, H, layout, seed), FOVEA_OK);
    return s;
}

/* RGB of a pixel by the library's own reading of the image. */
static void read_rgb(const fovea_image *im, int x, int y, float rgb[3])
{
    fovea_color color = fovea_image_color(im);
    float sample[3] = {0};
    for (int k = 0; k < im->components; k++) {
        const fovea_component *c = &im->component[k];
        sample[k] = (float)fovea_component_sample(c, x / fovea_subsampling(W, c->width),
                                                  y / fovea_subsampling(H, c->height));
    }
    for (int i = 0; i < 3; i++) {
        rgb[i] = color.offset[i];
        for (int k = 0; k < 3; k++)
            rgb[i] += color.matrix[i][k] * sample[k];
    }
}

static float read_luma(const fovea_image *im, int x, int y)
{
    float rgb[3];
    read_rgb(im, x, y, rgb);
    return 0.2126f * rgb[0] + 0.7152f * rgb[1] + 0.0722f * rgb[2];
}

/* Every layout is a valid image that shows the same picture. */
START_TEST(layouts_agree)
{
    synthetic *reference = open_picture(SYNTHETIC_RGB24, SEED);
    synthetic *other = open_picture((synthetic_layout)_i, SEED);
    fovea_image a = synthetic_render(reference, &MIDDLE, NULL);
    fovea_image b = synthetic_render(other, &MIDDLE, NULL);
    ck_assert(fovea_image_valid(&b));
    double color_off = 0;
    for (int y = 0; y < H; y++) {
        for (int x = 0; x < W; x++) {
            float p[3], q[3];
            read_rgb(&a, x, y, p);
            read_rgb(&b, x, y, q);
            for (int k = 0; k < 3; k++)
                color_off += fabsf(p[k] - q[k]) / (3.0 * W * H);
            /* Half a level of each: of 255, and of 219 for the limited range. */
            ck_assert_float_eq_tol(read_luma(&a, x, y), read_luma(&b, x, y), 0.0045f);
        }
    }
    /* Colour is subsampled, not lost: a picture in grey is much further off. */
    if (b.components == 3)
        ck_assert_double_lt(color_off, 0.02);
    else
        ck_assert_double_gt(color_off, 0.04);
    synthetic_close(&reference);
    synthetic_close(&other);
}
END_TEST

/* What differs between the scene with and without the object is exactly the box. */
static void check_extent(synthetic_scene scene)
{
    synthetic *with = open_picture(SYNTHETIC_RGB24, SEED),
              *without = open_picture(SYNTHETIC_RGB24, SEED);
    fovea_box box;
    fovea_image a = synthetic_render(with, &scene, &box);
    scene.scale = 0;
    fovea_image b = synthetic_render(without, &scene, NULL);
    int left = W, right = -1, top = H, bottom = -1;
    for (int y = 0; y < H; y++) {
        for (int x = 0; x < W; x++) {
            if (fabsf(read_luma(&a, x, y) - read_luma(&b, x, y)) < 0.01f)
                continue;
            left = x < left ? x : left;
            right = x > right ? x : right;
            top = y < top ? y : top;
            bottom = y > bottom ? y : bottom;
        }
    }
    ck_assert_float_eq_tol((float)left, box.x, 1.5f);
    ck_assert_float_eq_tol((float)top, box.y, 1.5f);
    ck_assert_float_eq_tol((float)(right + 1), box.x + box.w, 1.5f);
    ck_assert_float_eq_tol((float)(bottom + 1), box.y + box.h, 1.5f);
    synthetic_close(&with);
    synthetic_close(&without);
}

START_TEST(box_is_the_object)
{
    synthetic_scene scene = MIDDLE;
    check_extent(scene);
    scene.scale = 1.6f;
    scene.x = 77.7f;
    check_extent(scene);
    scene.scale = 0.6f;
    scene.angle = 0.5f;
    check_extent(scene);
    scene.scale = 1.2f;
    scene.angle = 1.5707963f; /* a quarter: width and height change places */
    check_extent(scene);
}
END_TEST

START_TEST(box_numbers)
{
    synthetic *s = open_picture(SYNTHETIC_GREY8, SEED);
    synthetic_scene scene = MIDDLE;
    fovea_box box;
    synthetic_render(s, &scene, &box);
    ck_assert_float_eq_tol(box.x, 56.25f, 1e-4f);
    ck_assert_float_eq_tol(box.y, 42.5f, 1e-4f);
    ck_assert_float_eq_tol(box.w, SYNTHETIC_WIDTH, 1e-4f);
    ck_assert_float_eq_tol(box.h, SYNTHETIC_HEIGHT, 1e-4f);
    scene.x = -10;
    scene.scale = 2;
    scene.angle = 1.5707963f;
    synthetic_render(s, &scene, &box);
    ck_assert_float_eq_tol(box.x, -10 - SYNTHETIC_HEIGHT, 1e-3f);
    ck_assert_float_eq_tol(box.w, 2 * SYNTHETIC_HEIGHT, 1e-3f);
    ck_assert_float_eq_tol(box.h, 2 * SYNTHETIC_WIDTH, 1e-3f);
    synthetic_close(&s);
}
END_TEST

/* By whole pixels, object and ground move as they are told, each by its own. */
START_TEST(motion)
{
    synthetic *s = open_picture(SYNTHETIC_GREY8, SEED), *t = open_picture(SYNTHETIC_GREY8, SEED);
    synthetic_scene scene = MIDDLE;
    fovea_image a = synthetic_render(s, &scene, NULL);
    scene.x += 9;
    scene.y -= 4;
    scene.pan_x = 3;
    scene.pan_y = -2;
    fovea_image b = synthetic_render(t, &scene, NULL);
    for (int y = -12; y < 12; y++)
        for (int x = -12; x < 12; x++)
            ck_assert_uint_eq(fovea_component_sample(&a.component[0], 80 + x, 60 + y),
                              fovea_component_sample(&b.component[0], 89 + x, 56 + y));
    for (int y = 4; y < 20; y++)
        for (int x = 4; x < W - 4; x++)
            ck_assert_uint_eq(fovea_component_sample(&a.component[0], x, y),
                              fovea_component_sample(&b.component[0], x + 3, y - 2));
    synthetic_close(&s);
    synthetic_close(&t);
}
END_TEST

/* A part of a pixel moves the object's edge by that part: the coverage of its column. */
START_TEST(subpixel_edge)
{
    synthetic *s = open_picture(SYNTHETIC_RGB24, SEED), *t = open_picture(SYNTHETIC_RGB24, SEED);
    synthetic_scene scene = MIDDLE;
    scene.x = 80;
    scene.scale = 0;
    fovea_image ground = synthetic_render(t, &scene, NULL);
    float covered[2];
    for (int step = 0; step < 2; step++) {
        scene.scale = 1;
        scene.x = 80 + 0.25f + 0.5f * (float)step; /* covers 3/4, then 1/4 of column 56 */
        fovea_image im = synthetic_render(s, &scene, NULL);
        covered[step] = 0;
        for (int y = 50; y < 70; y++) {
            float p[3], q[3];
            read_rgb(&im, 56, y, p);
            read_rgb(&ground, 56, y, q);
            covered[step] += fabsf(p[0] - q[0]);
        }
    }
    ck_assert_float_gt(covered[0], 0.5f);
    ck_assert_float_eq_tol(covered[1] / covered[0], 1.0f / 3, 0.1f);
    synthetic_close(&s);
    synthetic_close(&t);
}
END_TEST

START_TEST(same_seed_same_bytes)
{
    synthetic *s = open_picture(SYNTHETIC_NV12, SEED), *t = open_picture(SYNTHETIC_NV12, SEED);
    synthetic *u = open_picture(SYNTHETIC_NV12, SEED + 1);
    synthetic_scene elsewhere = MIDDLE;
    elsewhere.x = 20;
    synthetic_render(t, &elsewhere, NULL); /* what was painted before leaves no trace */
    const uint8_t *a = synthetic_render(s, &MIDDLE, NULL).component[0].base;
    const uint8_t *b = synthetic_render(t, &MIDDLE, NULL).component[0].base;
    const uint8_t *c = synthetic_render(u, &MIDDLE, NULL).component[0].base;
    size_t size = W * H + 2 * ((W + 1) / 2) * ((H + 1) / 2);
    ck_assert_int_eq(memcmp(a, b, size), 0);
    ck_assert_int_ne(memcmp(a, c, size), 0);
    synthetic_close(&s);
    synthetic_close(&t);
    synthetic_close(&u);
}
END_TEST

START_TEST(light_and_texture)
{
    synthetic *s = open_picture(SYNTHETIC_GREY8, SEED), *t = open_picture(SYNTHETIC_GREY8, SEED);
    synthetic_scene dim = MIDDLE;
    dim.light = 0.5f;
    fovea_image a = synthetic_render(s, &MIDDLE, NULL), b = synthetic_render(t, &dim, NULL);
    double sum = 0, squares = 0;
    for (int y = 0; y < H; y++) {
        for (int x = 0; x < W; x++) {
            double v = fovea_component_sample(&a.component[0], x, y);
            sum += v / (W * H);
            squares += v * v / (W * H);
            ck_assert_double_eq_tol(fovea_component_sample(&b.component[0], x, y), v / 2, 1.0);
        }
    }
    ck_assert_double_gt(sqrt(squares - sum * sum), 8); /* something to hold on to */
    synthetic_close(&s);
    synthetic_close(&t);
}
END_TEST

START_TEST(bad_arguments)
{
    synthetic *s = NULL;
    ck_assert_int_eq(synthetic_open(&s, 0, 10, SYNTHETIC_GREY8, 1), FOVEA_ERR_ARG);
    ck_assert_int_eq(synthetic_open(&s, 10, 4097, SYNTHETIC_GREY8, 1), FOVEA_ERR_ARG);
    ck_assert_int_eq(synthetic_open(&s, 10, 10, SYNTHETIC_LAYOUTS, 1), FOVEA_ERR_ARG);
    ck_assert_ptr_null(s);
    synthetic_close(&s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("synthetic");
    TCase *tests = tcase_create("synthetic");
    tcase_add_loop_test(tests, layouts_agree, 0, SYNTHETIC_LAYOUTS);
    tcase_add_test(tests, box_is_the_object);
    tcase_add_test(tests, box_numbers);
    tcase_add_test(tests, motion);
    tcase_add_test(tests, subpixel_edge);
    tcase_add_test(tests, same_seed_same_bytes);
    tcase_add_test(tests, light_and_texture);
    tcase_add_test(tests, bad_arguments);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
