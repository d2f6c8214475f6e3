/* Glimpses of images in every layout, turned, flat, far away and absurd, against the dense form. */
#include "attention/glimpse.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/image.h"
#include "support/check_main.h"
#include "support/dense.h"
#include "support/synthetic.h"

enum { N_MAX = GAUSSIAN_SIDE_MAX };

/* What gaussian.h promises: rows of the two forms differ by at most this in L1. */
#define TRUNCATION 5e-3

static fovea_glimpser *glimpser;

static void open_glimpser(void)
{
    ck_assert_int_eq(fovea_glimpser_open(&glimpser, fovea_kernels_get(FOVEA_CPU_BEST)), FOVEA_OK);
}

static void close_glimpser(void)
{
    fovea_glimpser_close(&glimpser);
    ck_assert_ptr_null(glimpser);
}

/* Each assertion of check costs a system call: pixels are counted first. */
static int outside_unit(const float *values, int n)
{
    int count = 0;
    for (int i = 0; i < n; i++)
        count += !(values[i] >= 0 && values[i] <= 1);
    return count;
}

/* ---- images ------------------------------------------------------------------------ */

/* Largest difference of the truncated glimpse of an image from the dense one, in shares of what
 * truncation allows: 1 is the bound. */
static double image_error(const fovea_image *im, fovea_box window, int h, int w)
{
    static double dense[3][N_MAX * N_MAX];
    static float rgb[3 * N_MAX * N_MAX];
    fovea_color color = fovea_image_color(im);
    fovea_gaussian y = fovea_gaussian_cover(window.y, window.h, h);
    fovea_gaussian x = fovea_gaussian_cover(window.x, window.w, w);
    for (int k = 0; k < im->components; k++) {
        const fovea_component *c = &im->component[k];
        dense_component(c, fovea_gaussian_subsample(y, fovea_subsampling(im->height, c->height)),
                        fovea_gaussian_subsample(x, fovea_subsampling(im->width, c->width)), h, w,
                        dense[k]);
    }
    ck_assert_int_eq(fovea_glimpse_image(glimpser, im, window, h, w, rgb), FOVEA_OK);
    ck_assert_int_eq(outside_unit(rgb, 3 * h * w), 0);
    double worst = 0;
    for (int i = 0; i < 3; i++) {
        double allowed = 1e-5;
        for (int k = 0; k < im->components; k++)
            allowed +=
                fabs((double)color.matrix[i][k]) * (1 << im->component[k].bits) * 2 * TRUNCATION;
        for (int p = 0; p < h * w; p++) {
            double v = (double)color.offset[i];
            for (int k = 0; k < im->components; k++)
                v += (double)color.matrix[i][k] * dense[k][p];
            float got = rgb[i * h * w + p];
            worst = fmax(worst, fabs(fmin(fmax(v, 0), 1) - (double)got) / allowed);
        }
    }
    return worst;
}

static const synthetic_scene scene = {.x = 60, .y = 40, .scale = 1, .angle = 0.3F, .light = 1};

START_TEST(layouts)
{
    static const fovea_box windows[] = {
        {30.3F, 20.1F, 50, 36},  /* inside                                */
        {-20, -13.5F, 60, 60},   /* across a corner                       */
        {90, 60, 64, 64},        /* across the other                      */
        {-400, 300, 50, 50},     /* nothing of it                         */
        {0, 0, 121, 83},         /* all                                   */
        {-160, -100, 440, 300},  /* strided in luma, not in chroma        */
        {-800, -700, 1700, 1500} /* strided in both                       */
    };
    synthetic *s;
    ck_assert_int_eq(synthetic_open(&s, 121, 83, (synthetic_layout)_i, 3), FOVEA_OK);
    fovea_image im = synthetic_render(s, &scene, NULL);
    for (EACH(i, windows)) {
        double error = image_error(&im, windows[i], 32, 40);
        ck_assert_msg(error <= 1, "window %zu: %g of the bound", i, error);
    }
    synthetic_close(&s);
}
END_TEST

/* The same picture turned: bit 0 mirrors x, bit 1 mirrors y, bit 2 then exchanges the axes. */
static fovea_image turn(fovea_image im, int how)
{
    for (int k = 0; k < im.components; k++) {
        fovea_component *c = &im.component[k], was = *c;
        if (how & 1) {
            c->base += (c->width - 1) * c->step_x;
            c->step_x = -c->step_x;
        }
        if (how & 2) {
            c->base += (c->height - 1) * c->step_y;
            c->step_y = -c->step_y;
        }
        if (how & 4) {
            ptrdiff_t step = c->step_x;
            c->step_x = c->step_y;
            c->step_y = step;
            c->width = was.height;
            c->height = was.width;
        }
    }
    if (how & 4)
        im.width = im.component[0].width, im.height = im.component[0].height;
    return im;
}

static fovea_box turn_box(fovea_box b, int how, int width, int height)
{
    if (how & 1)
        b.x = (float)width - b.x - b.w;
    if (how & 2)
        b.y = (float)height - b.y - b.h;
    return how & 4 ? (fovea_box){b.y, b.x, b.h, b.w} : b;
}

START_TEST(turned)
{
    /* Sides even, so that subsampled chroma lies alike from both ends. */
    enum { W = 122, H = 84, N = 48 };
    static const fovea_box windows[] = {{30.3F, 20.1F, 50, 36}, {-20, -13.5F, 66, 60}};
    static float straight[3 * N * N], turned_rgb[3 * N * N];
    synthetic *s;
    ck_assert_int_eq(synthetic_open(&s, W, H, (synthetic_layout)_i, 3), FOVEA_OK);
    fovea_image im = synthetic_render(s, &scene, NULL);
    for (EACH(v, windows))
        for (int how = 1; how < 8; how++) {
            fovea_image other = turn(im, how);
            ck_assert(fovea_image_valid(&other));
            fovea_box window = turn_box(windows[v], how, W, H);
            ck_assert_int_eq(fovea_glimpse_image(glimpser, &im, windows[v], N, N, straight), 0);
            ck_assert_int_eq(fovea_glimpse_image(glimpser, &other, window, N, N, turned_rgb), 0);
            int off = 0;
            for (int k = 0; k < 3; k++)
                for (int y = 0; y < N; y++)
                    for (int x = 0; x < N; x++) {
                        int to_x = how & 1 ? N - 1 - x : x, to_y = how & 2 ? N - 1 - y : y;
                        int to = how & 4 ? to_x * N + to_y : to_y * N + to_x;
                        float error = turned_rgb[k * N * N + to] - straight[k * N * N + y * N + x];
                        off += !(fabsf(error) < 2e-3F);
                    }
            ck_assert_int_eq(off, 0);
        }
    synthetic_close(&s);
}
END_TEST

/* Every table of kernels sees the same, bit by bit: windows of strides 1 to 9 and more. */
START_TEST(tables_agree)
{
    enum { W = 333, H = 250 };
    static float best[3 * N_MAX * N_MAX], rgb[3 * N_MAX * N_MAX];
    synthetic *s;
    ck_assert_int_eq(synthetic_open(&s, W, H, (synthetic_layout)_i, 3), FOVEA_OK);
    fovea_image im = synthetic_render(s, &scene, NULL);
    for (int level = FOVEA_CPU_C; level <= FOVEA_CPU_BEST; level++)
        for (int v = 0, side = 9; side < 4000; v++, side += 3 + side / 4) {
            int n = v % 2 ? N_MAX : 61;
            fovea_box window = {41.3F - 0.4F * (float)side, 17.7F, (float)side, 0.8F * (float)side};
            fovea_glimpser *other;
            ck_assert_int_eq(fovea_glimpser_open(&other, fovea_kernels_get((fovea_cpu)level)), 0);
            ck_assert_int_eq(fovea_glimpse_image(glimpser, &im, window, n, n, best), FOVEA_OK);
            ck_assert_int_eq(fovea_glimpse_image(other, &im, window, n, n, rgb), FOVEA_OK);
            ck_assert_int_eq(memcmp(rgb, best, sizeof(float) * 3 * (size_t)(n * n)), 0);
            fovea_glimpser_close(&other);
        }
    synthetic_close(&s);
}
END_TEST

/* Whole numbers of pixels seen one to one, off the border by as much as the Gaussians reach: a
 * linear ramp comes out as it is, whatever the symmetric weights. Pins down where pixels are. */
START_TEST(ramp_stays_in_place)
{
    enum { W = 96, H = 64, N = 16 };
    static float plane[H][W];
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            plane[y][x] = (float)(x + 100 * y);
    static const fovea_box windows[] = {{20, 20, 16, 16}, {24.25F, 21.5F, 40, 24}};
    float out[N * N];
    for (EACH(v, windows)) {
        fovea_box b = windows[v];
        ck_assert_int_eq(fovea_glimpse_planes(glimpser, plane[0], 1, H, W, b, N, N, out), FOVEA_OK);
        int off = 0;
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++) {
                float x = b.x + ((float)j + 0.5F) * b.w / N - 0.5F;
                float y = b.y + ((float)i + 0.5F) * b.h / N - 0.5F;
                /* Truncation may keep a tap on one side only: 0.2 % of 3.5 s away. */
                off += !(fabsf(out[i * N + j] - x - 100 * y) < 101 * 3e-3F * 3.5F);
            }
        ck_assert_int_eq(off, 0);
    }
}
END_TEST

START_TEST(planes)
{
    enum { W = 90, H = 70, C = 3, H_OUT = 20, W_OUT = 33 };
    static float floats[C * H * W], out[C][H_OUT * W_OUT];
    static uint16_t words[C * H * W];
    srand(5);
    for (int i = 0; i < C * H * W; i++) {
        words[i] = (uint16_t)(rand() & 0xFFFF);
        floats[i] = words[i];
    }
    fovea_box window = {-10, 5.5F, 150, 40};
    ck_assert_int_eq(fovea_glimpse_planes(glimpser, floats, C, H, W, window, H_OUT, W_OUT, out[0]),
                     0);
    static double dense[H_OUT * W_OUT];
    for (int k = 0; k < C; k++) {
        fovea_component c = {(const uint8_t *)(words + k * H * W), 2, 2 * W, W, H, 16, 0};
        dense_component(&c, fovea_gaussian_cover(window.y, window.h, H_OUT),
                        fovea_gaussian_cover(window.x, window.w, W_OUT), H_OUT, W_OUT, dense);
        int off = 0;
        for (int p = 0; p < H_OUT * W_OUT; p++)
            off += !(fabs((double)out[k][p] - dense[p]) <= 2 * TRUNCATION * 65535);
        ck_assert_int_eq(off, 0);
    }
}
END_TEST

/* ---- flat pictures of known colour ------------------------------------------------- */

/* Stored values of R'G'B' primaries as the standards' tables have them, in 8 bits. */
static const struct {
    fovea_matrix matrix;
    fovea_range range;
    uint8_t stored[3];
    float rgb[3];
} flats[] = {
    {FOVEA_MATRIX_BT601, FOVEA_RANGE_LIMITED, {81, 90, 240}, {1, 0, 0}},
    {FOVEA_MATRIX_BT601, FOVEA_RANGE_LIMITED, {145, 54, 34}, {0, 1, 0}},
    {FOVEA_MATRIX_BT601, FOVEA_RANGE_FULL, {76, 85, 255}, {1, 0, 0}},
    {FOVEA_MATRIX_BT601, FOVEA_RANGE_FULL, {29, 255, 107}, {0, 0, 1}},
    {FOVEA_MATRIX_BT709, FOVEA_RANGE_LIMITED, {63, 102, 240}, {1, 0, 0}},
    {FOVEA_MATRIX_BT709, FOVEA_RANGE_LIMITED, {173, 42, 26}, {0, 1, 0}},
    {FOVEA_MATRIX_BT709, FOVEA_RANGE_LIMITED, {32, 240, 118}, {0, 0, 1}},
    {FOVEA_MATRIX_BT709, FOVEA_RANGE_FULL, {54, 99, 255}, {1, 0, 0}},
    {FOVEA_MATRIX_BT2020, FOVEA_RANGE_LIMITED, {74, 97, 240}, {1, 0, 0}},
    {FOVEA_MATRIX_SMPTE240M, FOVEA_RANGE_LIMITED, {62, 102, 240}, {1, 0, 0}},
    {FOVEA_MATRIX_FCC, FOVEA_RANGE_LIMITED, {82, 90, 240}, {1, 0, 0}},
    {FOVEA_MATRIX_YCGCO, FOVEA_RANGE_FULL, {128, 255, 128}, {0, 1, 0}},
    {FOVEA_MATRIX_YCGCO, FOVEA_RANGE_FULL, {64, 64, 255}, {1, 0, 0}},
    {FOVEA_MATRIX_RGB, FOVEA_RANGE_FULL, {255, 128, 0}, {1, 0.502F, 0}},
    {FOVEA_MATRIX_RGB, FOVEA_RANGE_LIMITED, {235, 16, 126}, {1, 0, 0.5F}},
    {FOVEA_MATRIX_GREY, FOVEA_RANGE_FULL, {51, 0, 0}, {0.2F, 0.2F, 0.2F}},
    {FOVEA_MATRIX_GREY, FOVEA_RANGE_LIMITED, {235, 0, 0}, {1, 1, 1}},
    {FOVEA_MATRIX_BT709, FOVEA_RANGE_LIMITED, {255, 128, 128}, {1, 1, 1}}, /* clamped */
    {FOVEA_MATRIX_BT709, FOVEA_RANGE_LIMITED, {0, 128, 128}, {0, 0, 0}},
};

START_TEST(flat_color)
{
    enum { W = 20, H = 10, N = 8 };
    static uint8_t stored[3][W * H];
    float rgb[3 * N * N];
    fovea_image im = {W, H, 3, {{0}}, flats[_i].matrix, flats[_i].range};
    for (int k = 0; k < 3; k++) {
        int sub = k > 0 && im.matrix > FOVEA_MATRIX_RGB ? 2 : 1;
        memset(stored[k], flats[_i].stored[k], sizeof stored[k]);
        im.component[k] = (fovea_component){stored[k], 1, W, W / sub, H / sub, 8, 0};
    }
    im.components = im.matrix == FOVEA_MATRIX_GREY ? 1 : 3;
    ck_assert(fovea_image_valid(&im));
    fovea_box windows[] = {{3, 2, 9, 5}, {-50, -50, 300, 300}, {1000, 1000, 5, 5}};
    for (EACH(v, windows)) {
        ck_assert_int_eq(fovea_glimpse_image(glimpser, &im, windows[v], N, N, rgb), FOVEA_OK);
        int off = 0;
        for (int p = 0; p < 3 * N * N; p++)
            /* The tables round to whole levels: half a level of chroma is 0.9/224 of blue. */
            off += !(fabsf(rgb[p] - flats[_i].rgb[p / (N * N)]) < 0.0075F);
        ck_assert_int_eq(off, 0);
    }
}
END_TEST

/* ---- bad and absurd arguments ------------------------------------------------------ */

START_TEST(bad_arguments)
{
    static float out[3 * N_MAX * N_MAX], before[3 * N_MAX * N_MAX];
    static const uint8_t bytes[64];
    static const float plane[64];
    fovea_component c = {bytes, 1, 8, 8, 8, 8, 0};
    fovea_image im = {8, 8, 1, {c}, FOVEA_MATRIX_GREY, FOVEA_RANGE_FULL};
    fovea_gaussian good = {0, 1, 1};
    const fovea_gaussian bad[] = {{NAN, 1, 1}, {INFINITY, 1, 1}, {0, 0, 1},
                                  {0, -1, 1},  {0, NAN, 1},      {0, INFINITY, 1},
                                  {0, 1, -1},  {0, 1, NAN},      {0, 1, INFINITY}};
    const int sides[] = {0, -1, GAUSSIAN_SIDE_MAX + 1};
    const fovea_box boxes[] = {
        {NAN, 0, 4, 4}, {0, -INFINITY, 4, 4}, {0, 0, NAN, 4}, {0, 0, 4, INFINITY}, {0, 0, -4, 4}};
    for (int i = 0; i < 3 * N_MAX * N_MAX; i++)
        out[i] = before[i] = (float)i;
    for (EACH(i, bad)) {
        ck_assert_int_eq(fovea_glimpse_component(glimpser, &c, bad[i], good, 4, 4, out),
                         FOVEA_ERR_ARG);
        ck_assert_int_eq(fovea_glimpse_component(glimpser, &c, good, bad[i], 4, 4, out),
                         FOVEA_ERR_ARG);
    }
    for (EACH(i, sides)) {
        fovea_box b = {0, 0, 4, 4};
        int n = sides[i];
        ck_assert_int_eq(fovea_glimpse_component(glimpser, &c, good, good, n, 4, out),
                         FOVEA_ERR_ARG);
        ck_assert_int_eq(fovea_glimpse_component(glimpser, &c, good, good, 4, n, out),
                         FOVEA_ERR_ARG);
        ck_assert_int_eq(fovea_glimpse_image(glimpser, &im, b, n, 4, out), FOVEA_ERR_ARG);
        ck_assert_int_eq(fovea_glimpse_planes(glimpser, plane, 1, 8, 8, b, 4, n, out),
                         FOVEA_ERR_ARG);
    }
    for (EACH(i, boxes)) {
        ck_assert_int_eq(fovea_glimpse_image(glimpser, &im, boxes[i], 4, 4, out), FOVEA_ERR_ARG);
        ck_assert_int_eq(fovea_glimpse_planes(glimpser, plane, 1, 8, 8, boxes[i], 4, 4, out),
                         FOVEA_ERR_ARG);
    }
    ck_assert_int_eq(memcmp(out, before, sizeof out), 0);
}
END_TEST

/* Windows of every order of magnitude: refused, or a glimpse that is finite and in 0..1. */
START_TEST(absurd_windows)
{
    enum { N = 12 };
    static float rgb[3 * N * N];
    static const float at[] = {0, -3.5F, 1e3F, -1e6F, 1e6F, -1e20F, 3e38F};
    static const float side[] = {0, 1e-44F, 1e-30F, 1e-3F, 1, 37, 1e4F, 1e6F, 1e20F, 3.4e38F};
    static const int pictures[][2] = {{1, 1}, {1, 60}, {37, 25}};
    for (EACH(k, pictures)) {
        synthetic *s;
        ck_assert_int_eq(
            synthetic_open(&s, pictures[k][0], pictures[k][1], (synthetic_layout)_i, 3), FOVEA_OK);
        fovea_image im = synthetic_render(s, &scene, NULL);
        int refused_near = 0, bad_values = 0;
        for (EACH(x, at))
            for (EACH(y, at))
                for (EACH(w, side))
                    for (EACH(h, side)) {
                        fovea_box b = {at[x], at[y], side[w], side[h]};
                        fovea_status status = fovea_glimpse_image(glimpser, &im, b, N, N, rgb);
                        bool far = fabsf(b.x) > 1e37F || fabsf(b.y) > 1e37F;
                        refused_near += status != FOVEA_OK && !far;
                        bad_values += outside_unit(rgb, 3 * N * N);
                    }
        ck_assert_int_eq(refused_near, 0);
        ck_assert_int_eq(bad_values, 0);
        synthetic_close(&s);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("glimpse");
    TCase *tests = tcase_create("glimpse");
    tcase_add_checked_fixture(tests, open_glimpser, close_glimpser);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, layouts, 0, SYNTHETIC_LAYOUTS);
    tcase_add_loop_test(tests, turned, 0, SYNTHETIC_LAYOUTS);
    tcase_add_loop_test(tests, tables_agree, 0, SYNTHETIC_LAYOUTS);
    tcase_add_test(tests, ramp_stays_in_place);
    tcase_add_test(tests, planes);
    tcase_add_loop_test(tests, flat_color, 0, sizeof flats / sizeof *flats);
    tcase_add_test(tests, bad_arguments);
    tcase_add_loop_test(tests, absurd_windows, 0, SYNTHETIC_LAYOUTS);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
