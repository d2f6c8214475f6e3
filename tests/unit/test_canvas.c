/* test_canvas.c - shapes and text against what they are by definition, clipping against
 * drawing on a larger canvas, PNG files against what was drawn. */
#include <check.h>
#include <limits.h>
#include <math.h>
#include <png.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/check_main.h"
#include "view/canvas.h"

static canvas *open_canvas(int width, int height)
{
    canvas *c;
    ck_assert_int_eq(canvas_open(&c, width, height), FOVEA_OK);
    return c;
}

static const uint8_t *pixel(const canvas *c, int x, int y)
{
    return c->bgra + (y * c->width + x) * 4;
}

static bool same_pixel(const uint8_t *p, int b, int g, int r, int a)
{
    return p[0] == b && p[1] == g && p[2] == r && p[3] == a;
}

/* Sum of alpha over the canvas, in pixels. */
static double ink(const canvas *c)
{
    double sum = 0;
    for (int i = 0; i < c->width * c->height; i++)
        sum += c->bgra[i * 4 + 3] / 255.0;
    return sum;
}

/* ---- memory and fills --------------------------------------------------------------- */

START_TEST(open_checks_its_arguments)
{
    static const int bad[][2] = {{0, 5}, {5, 0}, {-1, 5}, {5, -1}, {32769, 1}, {1, 32769}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        canvas *c = (canvas *)&i;
        ck_assert_int_eq(canvas_open(&c, bad[i][0], bad[i][1]), FOVEA_ERR_ARG);
        ck_assert_ptr_null(c);
    }
    canvas *c = open_canvas(1, 1);
    ck_assert(same_pixel(pixel(c, 0, 0), 0, 0, 0, 0));
    canvas_close(&c);
    ck_assert_ptr_null(c);
    canvas_close(&c);
    canvas_close(NULL);
}
END_TEST

START_TEST(fill_covers_its_rectangle_and_nothing_else)
{
    static const canvas_rect rects[] = {
        {2, 3, 4, 2},
        {-3, -2, 5, 5},
        {8, 6, 9, 9},
        {-5, -5, 50, 50},
        {3, 3, 0, 4},
        {3, 3, -2, 4},
        {11, 0, 1, 9},
        {12, 0, 5, 5},
        {0, 9, 5, 5},
        {INT_MAX - 2, 0, INT_MAX, 3},
        {INT_MIN, INT_MIN, INT_MAX, INT_MAX},
        {-4, -4, INT_MAX, INT_MAX},
    };
    for (size_t i = 0; i < sizeof rects / sizeof rects[0]; i++) {
        canvas *c = open_canvas(12, 9);
        canvas_rect r = rects[i];
        canvas_fill(c, r, 0xff102030);
        int wrong = 0;
        for (int y = 0; y < 9; y++)
            for (int x = 0; x < 12; x++) {
                bool in = x >= r.x && y >= r.y && x < (int64_t)r.x + r.w && y < (int64_t)r.y + r.h;
                wrong += in ? !same_pixel(pixel(c, x, y), 0x30, 0x20, 0x10, 255)
                            : !same_pixel(pixel(c, x, y), 0, 0, 0, 0);
            }
        ck_assert_int_eq(wrong, 0);
        canvas_close(&c);
    }
}
END_TEST

START_TEST(blending_is_premultiplied_over)
{
    canvas *c = open_canvas(3, 1);
    canvas_clear(c, 0xff000000);
    canvas_fill(c, (canvas_rect){0, 0, 1, 1}, 0x80ffffff);
    ck_assert(same_pixel(pixel(c, 0, 0), 128, 128, 128, 255));
    canvas_clear(c, 0);
    canvas_fill(c, (canvas_rect){0, 0, 2, 1}, 0x80ff4000);
    ck_assert(same_pixel(pixel(c, 0, 0), 0, 32, 128, 128));
    canvas_fill(c, (canvas_rect){1, 0, 1, 1}, 0x80ff4000); /* half of what is left */
    ck_assert(same_pixel(pixel(c, 1, 0), 0, 48, 192, 192));
    canvas_clear(c, 0x80ffffff);
    ck_assert(same_pixel(pixel(c, 2, 0), 128, 128, 128, 128));
    ck_assert_uint_eq(canvas_fade(0xff123456, 0.5F), 0x80123456);
    ck_assert_uint_eq(canvas_fade(0x80123456, 0), 0x00123456);
    canvas_close(&c);
}
END_TEST

/* ---- shapes ------------------------------------------------------------------------- */

START_TEST(outline_covers_its_area)
{
    canvas *c = open_canvas(64, 48);
    for (int i = 0; i < 40; i++) {
        float f = (float)i;
        fovea_box box = {10 + f * 0.13F, 9 + f * 0.21F, 20 + f * 0.37F, 15 + f * 0.29F};
        float t = 1 + f * 0.1F;
        canvas_clear(c, 0);
        canvas_outline(c, box, t, CANVAS_SOLID, 0xffffffff);
        double area = (box.w + t) * (box.h + t) - (box.w - t) * (box.h - t);
        ck_assert_double_eq_tol(ink(c), area, 0.005 * area);
        ck_assert(
            same_pixel(pixel(c, (int)(box.x + box.w / 2), (int)(box.y + box.h / 2)), 0, 0, 0, 0));
    }
    canvas_close(&c);
}
END_TEST

START_TEST(patterns_differ_and_keep_the_corners)
{
    canvas *c = open_canvas(100, 80);
    fovea_box box = {10, 10, 80, 60};
    double full = 0;
    for (int pattern = CANVAS_SOLID; pattern <= CANVAS_CORNERS; pattern++) {
        canvas_clear(c, 0);
        canvas_outline(c, box, 2, (canvas_pattern)pattern, 0xffffffff);
        ck_assert_int_eq(pixel(c, 10, 10)[3], 255);
        ck_assert_int_eq(pixel(c, 89, 10)[3], 255);
        ck_assert_int_eq(pixel(c, 10, 69)[3], 255);
        ck_assert_int_eq(pixel(c, 89, 69)[3], 255);
        if (pattern == CANVAS_SOLID)
            full = ink(c);
        else
            ck_assert_double_lt(ink(c), 0.75 * full);
        bool middle = pixel(c, 50, 10)[3] > 0;
        ck_assert(pattern == CANVAS_DASHED || middle == (pattern == CANVAS_SOLID));
    }
    canvas_close(&c);
}
END_TEST

START_TEST(small_boxes_are_still_drawn)
{
    canvas *c = open_canvas(20, 20);
    for (int pattern = CANVAS_SOLID; pattern <= CANVAS_CORNERS; pattern++) {
        canvas_clear(c, 0);
        canvas_outline(c, (fovea_box){10, 10, 0.5F, 0.5F}, 2, (canvas_pattern)pattern, 0xffffffff);
        ck_assert_double_gt(ink(c), 3);
    }
    canvas_close(&c);
}
END_TEST

START_TEST(round_and_line_cover_their_area)
{
    canvas *c = open_canvas(64, 48);
    canvas_round(c, (fovea_box){8, 6, 40, 30}, 10, 0xffffffff);
    ck_assert_double_eq_tol(ink(c), 1200 - (4 - 3.14159265) * 100, 3);
    ck_assert_int_eq(pixel(c, 8, 6)[3], 0);
    ck_assert_int_eq(pixel(c, 28, 6)[3], 255);
    canvas_clear(c, 0);
    canvas_line(c, 10, 10, 40, 30, 4, 0xffffffff);
    double length = hypot(30, 20);
    ck_assert_double_eq_tol(ink(c), length * 4 + 3.14159265 * 4, 2);
    canvas_close(&c);
}
END_TEST

START_TEST(what_is_not_finite_is_not_drawn)
{
    static const float bad[] = {NAN, INFINITY, -INFINITY};
    canvas *c = open_canvas(16, 16);
    for (size_t i = 0; i < 3; i++) {
        fovea_box boxes[] = {
            {bad[i], 2, 4, 4}, {2, bad[i], 4, 4}, {2, 2, bad[i], 4}, {2, 2, 4, bad[i]}};
        for (size_t j = 0; j < 4; j++) {
            canvas_outline(c, boxes[j], 2, CANVAS_DASHED, 0xffffffff);
            canvas_line(c, boxes[j].x, boxes[j].y, boxes[j].w, boxes[j].h, 2, 0xffffffff);
        }
    }
    canvas_outline(c, (fovea_box){2, 2, -4, 4}, 2, CANVAS_SOLID, 0xffffffff);
    ck_assert_double_eq(ink(c), 0);
    /* Far away and huge is finite: only its edges are missing. */
    canvas_outline(c, (fovea_box){-1e30F, -1e30F, 2e30F, 2e30F}, 2, CANVAS_SOLID, 0xffffffff);
    canvas_outline(c, (fovea_box){3e9F, 3e9F, 1, 1}, 2, CANVAS_SOLID, 0xffffffff);
    ck_assert_double_eq(ink(c), 0);
    canvas_close(&c);
}
END_TEST

/* ---- clipping ----------------------------------------------------------------------- */

enum { SMALL = 40, MARGIN = 30, LARGE = SMALL + 2 * MARGIN };

static void draw_something(canvas *c, int which, int shift)
{
    float x = (float)(which / 5 * 11 - 21 + shift), y = (float)(which / 5 * 7 - 17 + shift);
    fovea_box box = {x + 0.3F, y + 0.6F, 33.3F, 27.7F};
    switch (which % 5) {
    case 0: canvas_outline(c, box, 2.5F, CANVAS_SOLID, 0xe0ff8040); break;
    case 1: canvas_outline(c, box, 2.5F, CANVAS_DASHED, 0xe0ff8040); break;
    case 2: canvas_round(c, box, 7, 0xe0ff8040); break;
    case 3: canvas_line(c, x, y, x + 40, y + 21, 3, 0xe0ff8040); break;
    default: canvas_text(c, (int)x, (int)y, 23, 0xe0ff8040, "Hg8"); break;
    }
}

START_TEST(clipping_only_cuts)
{
    canvas *small = open_canvas(SMALL, SMALL), *large = open_canvas(LARGE, LARGE);
    double drawn = 0;
    for (int which = 0; which < 40; which++) {
        canvas_clear(small, 0);
        canvas_clear(large, 0);
        draw_something(small, which, 0);
        draw_something(large, which, MARGIN);
        int worst = 0; /* float positions differ by the last bits */
        for (int y = 0; y < SMALL; y++)
            for (int x = 0; x < SMALL; x++)
                for (int i = 0; i < 4; i++) {
                    int d = abs(pixel(small, x, y)[i] - pixel(large, x + MARGIN, y + MARGIN)[i]);
                    worst = d > worst ? d : worst;
                }
        ck_assert_int_le(worst, 1);
        drawn += ink(small);
    }
    ck_assert_double_gt(drawn, 1000);
    canvas_close(&small);
    canvas_close(&large);
}
END_TEST

START_TEST(the_clip_rectangle_holds)
{
    canvas *c = open_canvas(SMALL, SMALL);
    canvas_clip(c, (canvas_rect){10, 12, 15, 9});
    for (int which = 0; which < 40; which++)
        draw_something(c, which, 0);
    canvas_fill(c, (canvas_rect){0, 0, SMALL, SMALL}, 0x20ffffff);
    for (int y = 0; y < SMALL; y++)
        for (int x = 0; x < SMALL; x++)
            ck_assert_int_eq(pixel(c, x, y)[3] > 0, x >= 10 && x < 25 && y >= 12 && y < 21);
    canvas_unclip(c);
    canvas_fill(c, (canvas_rect){0, 0, 1, 1}, 0xffffffff);
    ck_assert_int_eq(pixel(c, 0, 0)[3], 255);
    canvas_close(&c);
}
END_TEST

/* ---- text --------------------------------------------------------------------------- */

START_TEST(text_is_as_wide_as_it_says)
{
    static const int heights[] = {1, 6, 9, 13, 20, 33, 64, 160, 500};
    for (size_t i = 0; i < sizeof heights / sizeof heights[0]; i++) {
        int h = heights[i];
        canvas *c = open_canvas(8, 8);
        ck_assert_int_eq(canvas_text(c, 3, 1, h, 0xffffffff, "Fovea 1.0"),
                         canvas_text_width(h, "Fovea 1.0"));
        for (char d = '0'; d <= '9'; d++)
            ck_assert_int_eq(canvas_text_width(h, (char[]){d, 0}), canvas_text_width(h, "0"));
        ck_assert_int_eq(canvas_text_width(h, ""), 0);
        ck_assert_int_eq(canvas_text_width(h, "ab") + canvas_text_width(h, "c"),
                         canvas_text_width(h, "abc"));
        canvas_close(&c);
    }
    ck_assert_int_eq(canvas_text_width(CANVAS_TEXT_MAX, "x"), canvas_text_width(9999, "x"));
}
END_TEST

enum { GLYPH = 80, GLYPHS = '~' - '!' + 1 };

/* Every glyph has ink, inside its own cell, and looks like no other. */
START_TEST(glyphs_are_distinct_and_within_their_cell)
{
    const int height = 40;
    static uint8_t seen[GLYPHS][GLYPH * GLYPH];
    canvas *c = open_canvas(GLYPH, GLYPH);
    for (int i = 0; i < GLYPHS; i++) {
        char text[] = {(char)('!' + i), 0};
        canvas_clear(c, 0);
        int width = canvas_text(c, 20, 20, height, 0xffffffff, text);
        ck_assert_msg(ink(c) > 6, "'%s' has no ink", text);
        bool leaves = false;
        for (int y = 0; y < GLYPH; y++)
            for (int x = 0; x < GLYPH; x++) {
                seen[i][y * GLYPH + x] = pixel(c, x, y)[3];
                bool in = x >= 20 && x < 20 + width && y >= 20 && y < 20 + height;
                leaves = leaves || (!in && pixel(c, x, y)[3] > 0);
            }
        ck_assert_msg(!leaves, "'%s' leaves its cell", text);
        for (int j = 0; j < i; j++)
            ck_assert_msg(memcmp(seen[i], seen[j], sizeof seen[i]) != 0, "%c is %c", '!' + i,
                          '!' + j);
    }
    canvas_close(&c);
}
END_TEST

/* A stroke that ran out of its cell would be cut there: no ink on the cell's border. */
START_TEST(glyphs_are_not_cut)
{
    canvas *c = open_canvas(300, 300);
    for (int height = 34; height <= CANVAS_TEXT_MAX; height += 21) {
        for (int i = 0; i < GLYPHS; i++) {
            char text[] = {(char)('!' + i), 0};
            canvas_clear(c, 0);
            int width = canvas_text(c, 1, 1, height, 0xffffffff, text);
            int border = 0;
            for (int y = 1; y <= height; y++)
                border += (pixel(c, 1, y)[3] > 200) + (pixel(c, width, y)[3] > 200);
            ck_assert_msg(border == 0, "'%s' of %d is cut", text, height);
        }
    }
    canvas_close(&c);
}
END_TEST

START_TEST(bytes_beyond_ascii_are_a_hollow_box)
{
    canvas *c = open_canvas(40, 30);
    canvas_text(c, 5, 2, 24, 0xffffffff, "\xc3");
    ck_assert_double_gt(ink(c), 20);
    canvas_text(c, 5, 2, 24, 0xffffffff, "\x01\x7f\xff");
    canvas_close(&c);
}
END_TEST

/* ---- PNG ---------------------------------------------------------------------------- */

static void count_message(void *context, fovea_log_level level, const char *message)
{
    ck_assert_int_eq(level, FOVEA_LOG_ERROR);
    ck_assert_ptr_null(strchr(message, '\n'));
    ++*(int *)context;
}

static void png_path(char *path)
{
    strcpy(path, "/tmp/fovea-canvas-XXXXXX");
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    close(file);
}

static void check_png(const canvas *c, unsigned channels)
{
    char path[64];
    png_path(path);
    ck_assert_int_eq(canvas_write_png(c, path, NULL), FOVEA_OK);
    png_image png = {.version = PNG_IMAGE_VERSION};
    ck_assert(png_image_begin_read_from_file(&png, path));
    ck_assert_int_eq((int)png.width, c->width);
    ck_assert_int_eq((int)png.height, c->height);
    ck_assert_uint_eq(PNG_IMAGE_SAMPLE_CHANNELS(png.format), channels);
    png.format = PNG_FORMAT_BGRA;
    uint8_t *read = malloc(PNG_IMAGE_SIZE(png));
    ck_assert(png_image_finish_read(&png, NULL, read, 0, NULL));
    int wrong = 0;
    for (int i = 0; i < c->width * c->height; i++) {
        int alpha = read[i * 4 + 3];
        wrong += alpha != c->bgra[i * 4 + 3];
        for (int j = 0; j < 3; j++) /* straight alpha back to premultiplied */
            wrong += abs((read[i * 4 + j] * alpha + 127) / 255 - c->bgra[i * 4 + j]) > 1;
    }
    ck_assert_int_eq(wrong, 0);
    free(read);
    unlink(path);
}

START_TEST(png_is_what_was_drawn)
{
    canvas *c = open_canvas(61, 37);
    canvas_round(c, (fovea_box){5, 5, 40, 20}, 8, 0xb0ff8030);
    canvas_text(c, 10, 8, 20, 0xff20c0ff, "png");
    check_png(c, 4);
    canvas_clear(c, 0xff203040);
    canvas_text(c, 10, 8, 20, 0xff20c0ff, "png");
    check_png(c, 3);
    canvas_close(&c);
}
END_TEST

START_TEST(png_failures_are_told)
{
    canvas *c = open_canvas(300, 300);
    for (int i = 0; i < 300; i++)
        canvas_line(c, 0, (float)(i * 7 % 300), 300, (float)(i * 13 % 300), 1,
                    0xff000000u + i * 999u);
    int messages = 0;
    fovea_log log = {count_message, &messages};
    ck_assert_int_eq(canvas_write_png(c, "/nonexistent-folder/a.png", &log), FOVEA_ERR_IO);
    ck_assert_int_eq(messages, 1);
    if (access("/dev/full", W_OK) == 0) {
        ck_assert_int_eq(canvas_write_png(c, "/dev/full", &log), FOVEA_ERR_IO);
        ck_assert_int_eq(messages, 2);
        ck_assert_int_eq(access("/dev/full", F_OK), 0);
    }
    canvas_close(&c);
}
END_TEST

static Suite *canvas_suite(void)
{
    Suite *s = suite_create("canvas");
    TCase *t = tcase_create("canvas");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, open_checks_its_arguments);
    tcase_add_test(t, fill_covers_its_rectangle_and_nothing_else);
    tcase_add_test(t, blending_is_premultiplied_over);
    tcase_add_test(t, outline_covers_its_area);
    tcase_add_test(t, patterns_differ_and_keep_the_corners);
    tcase_add_test(t, small_boxes_are_still_drawn);
    tcase_add_test(t, round_and_line_cover_their_area);
    tcase_add_test(t, what_is_not_finite_is_not_drawn);
    tcase_add_test(t, clipping_only_cuts);
    tcase_add_test(t, the_clip_rectangle_holds);
    tcase_add_test(t, text_is_as_wide_as_it_says);
    tcase_add_test(t, glyphs_are_distinct_and_within_their_cell);
    tcase_add_test(t, glyphs_are_not_cut);
    tcase_add_test(t, bytes_beyond_ascii_are_a_hollow_box);
    tcase_add_test(t, png_is_what_was_drawn);
    tcase_add_test(t, png_failures_are_told);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return check_main(canvas_suite());
}
