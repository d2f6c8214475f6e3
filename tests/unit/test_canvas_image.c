/* test_canvas_image.c - scaled images against a slow reference in doubles that asks each
 * output pixel what it covers, for every way in which components lie in memory. */
#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/image.h"
#include "support/check_main.h"
#include "view/canvas.h"

enum { SIDE_MAX = 64, BYTES = SIDE_MAX * SIDE_MAX * 8 };

typedef enum kind {
    PLANAR_420,
    PLANAR_422,
    PLANAR_444,
    PLANAR_411,
    SEMI_420,
    PACKED_422,
    PLANAR_420_10,
    SEMI_420_10_HIGH, /* P010: in the high bits */
    GREY,
    GREY_16,
    PACKED_RGB,
    KINDS
} kind;

/* A picture of noise over a gradient, its bytes in `memory`. */
typedef struct picture {
    uint16_t memory[BYTES / 2];
    fovea_image image;
} picture;

static fovea_component component(const picture *p, size_t offset, ptrdiff_t step_x,
                                 ptrdiff_t step_y, int width, int height, int bits, int shift)
{
    return (fovea_component){(const uint8_t *)p->memory + offset,
                             step_x,
                             step_y,
                             width,
                             height,
                             (uint8_t)bits,
                             (uint8_t)shift};
}

static void fill_noise(picture *p)
{
    uint32_t state = 12345;
    uint8_t *bytes = (uint8_t *)p->memory;
    for (int i = 0; i < BYTES; i++) {
        state = state * 1664525u + 1013904223u;
        bytes[i] = (uint8_t)((i / 7 % 120) + (state >> 26) * 2);
    }
}

static void set_planar(picture *p, int w, int h, int ratio_x, int ratio_y, int bits)
{
    int bytes = bits > 8 ? 2 : 1, stride = (w + 5) * bytes;
    int cw = (w + ratio_x - 1) / ratio_x, ch = (h + ratio_y - 1) / ratio_y;
    size_t plane = (size_t)(stride * h);
    p->image.component[0] = component(p, 0, bytes, stride, w, h, bits, 0);
    p->image.component[1] = component(p, plane, bytes, stride, cw, ch, bits, 0);
    p->image.component[2] = component(p, plane * 2, bytes, stride, cw, ch, bits, 0);
}

static void set_semi(picture *p, int w, int h, int bits, int shift)
{
    int bytes = bits > 8 ? 2 : 1, stride = (w + 6) * bytes;
    size_t plane = (size_t)(stride * h), at = (size_t)bytes;
    int cw = (w + 1) / 2, ch = (h + 1) / 2;
    p->image.component[0] = component(p, 0, bytes, stride, w, h, bits, shift);
    p->image.component[1] = component(p, plane, 2 * bytes, stride, cw, ch, bits, shift);
    p->image.component[2] = component(p, plane + at, 2 * bytes, stride, cw, ch, bits, shift);
}

static void set_kind(picture *p, kind k, int w, int h)
{
    fill_noise(p);
    p->image = (fovea_image){.width = w,
                             .height = h,
                             .components = 3,
                             .matrix = FOVEA_MATRIX_BT709,
                             .range = FOVEA_RANGE_LIMITED};
    switch (k) {
    case PLANAR_420: set_planar(p, w, h, 2, 2, 8); break;
    case PLANAR_422: set_planar(p, w, h, 2, 1, 8); break;
    case PLANAR_444: set_planar(p, w, h, 1, 1, 8); break;
    case PLANAR_411: set_planar(p, w, h, 4, 1, 8); break;
    case SEMI_420: set_semi(p, w, h, 8, 0); break;
    case PLANAR_420_10: set_planar(p, w, h, 2, 2, 10); break;
    case SEMI_420_10_HIGH: set_semi(p, w, h, 10, 6); break;
    case PACKED_422:
        p->image.component[0] = component(p, 0, 2, 160, w, h, 8, 0);
        p->image.component[1] = component(p, 1, 4, 160, (w + 1) / 2, h, 8, 0);
        p->image.component[2] = component(p, 3, 4, 160, (w + 1) / 2, h, 8, 0);
        break;
    case GREY:
    case GREY_16:
        p->image.components = 1;
        p->image.matrix = FOVEA_MATRIX_GREY;
        p->image.range = FOVEA_RANGE_FULL;
        p->image.component[0] =
            k == GREY ? component(p, 0, 1, 70, w, h, 8, 0) : component(p, 0, 2, 140, w, h, 16, 0);
        break;
    default:
        p->image.matrix = FOVEA_MATRIX_RGB;
        p->image.range = FOVEA_RANGE_FULL;
        for (int i = 0; i < 3; i++)
            p->image.component[i] = component(p, (size_t)i, 4, 260, w, h, 8, 0);
        break;
    }
    ck_assert(fovea_image_valid(&p->image));
}

/* A quarter turn: what was the left column, from below, is the top row. */
static void rotate(fovea_image *im)
{
    for (int i = 0; i < im->components; i++) {
        fovea_component *c = &im->component[i], from = *c;
        c->base = from.base + (from.height - 1) * from.step_y;
        c->step_x = -from.step_y;
        c->step_y = from.step_x;
        c->width = from.height;
        c->height = from.width;
    }
    int width = im->width;
    im->width = im->height;
    im->height = width;
}

/* ---- reference ---------------------------------------------------------------------- */

/* Weight of sample k in the output pixel `at` of `length`, over `extent` samples. */
static double weight(int k, int at, int length, double extent, int samples)
{
    double scale = extent / length, sum = 0;
    /* Samples beyond the picture repeat its border. */
    int first = k == 0 ? -2 : k, last = k == samples - 1 ? samples + 1 : k;
    for (int i = first; i <= last; i++) {
        if (scale <= 1) {
            sum += fmax(0, 1 - fabs((at + 0.5) * scale - 0.5 - i));
        } else {
            double low = fmax(at * scale, i), high = fmin((at + 1) * scale, i + 1);
            sum += fmax(0, high - low) / scale;
        }
    }
    return sum;
}

static double sample_at(const fovea_image *im, int i, int x, int y, canvas_rect r)
{
    const fovea_component *c = &im->component[i];
    double extent_x = (double)im->width / fovea_subsampling(im->width, c->width);
    double extent_y = (double)im->height / fovea_subsampling(im->height, c->height);
    double sum = 0;
    for (int v = 0; v < c->height; v++) {
        double wy = weight(v, y, r.h, extent_y, c->height);
        for (int u = 0; u < c->width && wy > 0; u++)
            sum += wy * weight(u, x, r.w, extent_x, c->width) * fovea_component_sample(c, u, v);
    }
    return sum;
}

static void check_pixel(const canvas *c, const fovea_image *im, canvas_rect r, int x, int y)
{
    fovea_color color = fovea_image_color(im);
    double sample[3] = {0};
    for (int i = 0; i < im->components; i++)
        sample[i] = sample_at(im, i, x - r.x, y - r.y, r);
    const uint8_t *p = c->bgra + (y * c->width + x) * 4;
    for (int i = 0; i < 3; i++) {
        double value = color.offset[i];
        for (int j = 0; j < 3; j++)
            value += color.matrix[i][j] * sample[j];
        double expected = fmin(fmax(value, 0), 1) * 255;
        if (fabs(expected - p[2 - i]) >= 0.51) /* asserting on each takes long */
            ck_abort_msg("(%d, %d)[%d] is %d, not %.3f", x, y, i, p[2 - i], expected);
    }
    if (p[3] != 255)
        ck_abort_msg("(%d, %d) is not opaque", x, y);
}

static void check_image(const fovea_image *im, canvas_rect r)
{
    canvas *c;
    ck_assert_int_eq(canvas_open(&c, 50, 40), FOVEA_OK);
    canvas_image(c, r, im);
    for (int y = 0; y < c->height; y++) {
        for (int x = 0; x < c->width; x++) {
            if (x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h)
                check_pixel(c, im, r, x, y);
            else if (c->bgra[(y * c->width + x) * 4 + 3] != 0)
                ck_abort_msg("(%d, %d) is outside", x, y);
        }
    }
    canvas_close(&c);
}

/* One to one, larger, smaller, both, cut on every side, a single pixel, outside. */
static const canvas_rect places[] = {{0, 0, 23, 17},   {3, 2, 40, 35},   {5, 6, 9, 7},
                                     {1, 1, 45, 6},    {-7, -5, 23, 17}, {-20, -9, 80, 70},
                                     {30, 30, 37, 29}, {10, 10, 1, 1},   {49, 39, 23, 17},
                                     {60, 0, 5, 5},    {0, 0, 22, 16},   {2, 3, 0, 10}};
enum { PLACES = sizeof places / sizeof places[0] };

START_TEST(images_are_what_the_reference_says)
{
    static picture p;
    for (int i = 0; i < PLACES; i++) {
        set_kind(&p, (kind)_i, 23, 17);
        check_image(&p.image, places[i]);
        rotate(&p.image);
        check_image(&p.image, places[i]);
    }
    set_kind(&p, (kind)_i, 1, 1);
    check_image(&p.image, (canvas_rect){3, 3, 7, 5});
}
END_TEST

START_TEST(every_matrix_and_range_is_obeyed)
{
    static picture p;
    for (int matrix = FOVEA_MATRIX_RGB; matrix <= FOVEA_MATRIX_YCGCO; matrix++) {
        for (int range = FOVEA_RANGE_LIMITED; range <= FOVEA_RANGE_FULL; range++) {
            set_kind(&p, PLANAR_444, 23, 17);
            p.image.matrix = (fovea_matrix)matrix;
            p.image.range = (fovea_range)range;
            check_image(&p.image, (canvas_rect){0, 0, 23, 17});
        }
    }
}
END_TEST

/* Grey stays grey however chroma is scaled, and borders do not change colour. */
START_TEST(a_flat_picture_stays_flat)
{
    static picture p;
    for (int k = PLANAR_420; k <= SEMI_420; k++) {
        set_kind(&p, (kind)k, 63, 61);
        memset(p.memory, 128, sizeof p.memory);
        canvas *c;
        ck_assert_int_eq(canvas_open(&c, 97, 31), FOVEA_OK);
        canvas_image(c, (canvas_rect){0, 0, 97, 31}, &p.image);
        int wrong = 0;
        for (int i = 0; i < 97 * 31; i++)
            for (int j = 0; j < 3; j++)
                wrong += c->bgra[i * 4 + j] != 130; /* (128 - 16) * 255 / 219 */
        ck_assert_int_eq(wrong, 0);
        canvas_close(&c);
    }
}
END_TEST

START_TEST(the_largest_picture_fits)
{
    uint8_t *row = calloc(1, 32768);
    memset(row + 16384, 255, 16384);
    fovea_image im = {.width = 32768,
                      .height = 32768,
                      .components = 1,
                      .matrix = FOVEA_MATRIX_GREY,
                      .range = FOVEA_RANGE_FULL};
    im.component[0] = (fovea_component){row, 1, 0, 32768, 32768, 8, 0};
    canvas *c;
    ck_assert_int_eq(canvas_open(&c, 4, 2), FOVEA_OK);
    canvas_image(c, (canvas_rect){0, 0, 4, 2}, &im);
    ck_assert_int_eq(c->bgra[0], 0);
    ck_assert_int_eq(c->bgra[4], 0);
    ck_assert_int_eq(c->bgra[8], 255);
    ck_assert_int_eq(c->bgra[12], 255);
    canvas_close(&c);
    free(row);
}
END_TEST

START_TEST(glimpses_are_scaled_and_clamped)
{
    enum { N = 8 };
    float rgb[3 * N * N];
    for (int i = 0; i < N * N; i++) {
        rgb[i] = (float)(i % N) / (N - 1);
        rgb[i + N * N] = (float)(i / N) / (N - 1);
        rgb[i + 2 * N * N] = 0.5F;
    }
    rgb[0] = -3;
    rgb[N * N] = 7;
    rgb[2 * N * N - 1] = NAN; /* the other corner's green */
    fovea_glimpse g = {rgb, N, N};
    canvas *c;
    ck_assert_int_eq(canvas_open(&c, 3 * N, 3 * N), FOVEA_OK);
    canvas_glimpse(c, (canvas_rect){0, 0, 3 * N, 3 * N}, &g);
    const uint8_t *p = c->bgra; /* the corner shows its sample alone */
    ck_assert(p[0] == 128 && p[1] == 255 && p[2] == 0 && p[3] == 255);
    for (int y = 6; y < 3 * N - 6; y++) {
        for (int x = 6; x < 3 * N - 6; x++) {
            p = c->bgra + (y * 3 * N + x) * 4;
            ck_assert_double_eq_tol(p[2], ((x + 0.5) / 3 - 0.5) / (N - 1) * 255, 0.51);
            ck_assert_double_eq_tol(p[1], ((y + 0.5) / 3 - 0.5) / (N - 1) * 255, 0.51);
            ck_assert_int_eq(p[0], 128);
        }
    }
    canvas_close(&c);
}
END_TEST

static Suite *image_suite(void)
{
    Suite *s = suite_create("canvas_image");
    TCase *t = tcase_create("canvas_image");
    tcase_set_timeout(t, 100);
    tcase_add_loop_test(t, images_are_what_the_reference_says, 0, KINDS);
    tcase_add_test(t, every_matrix_and_range_is_obeyed);
    tcase_add_test(t, a_flat_picture_stays_flat);
    tcase_add_test(t, the_largest_picture_fits);
    tcase_add_test(t, glimpses_are_scaled_and_clamped);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return check_main(image_suite());
}
