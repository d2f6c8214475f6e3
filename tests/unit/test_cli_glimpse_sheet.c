/* The sheet of `fovea glimpse`: pixels magnified as they are, windows where they belong, and any
 * shape of picture. */
#include "cli/glimpse_sheet.h"

#include <stdlib.h>

#include "support/check_main.h"

enum { RED = 0xff0000, GREEN = 0x00ff00, BLUE = 0x0000ff, GREY = 0x808080, WINDOW = 0x35e06f };

/* 2 x 2 pixels: red, green; blue, grey. */
static const float four[3 * 4] = {1, 0, 0, 0.5F, 0, 1, 0, 0.5F, 0, 0, 1, 0.5F};

static int color_at(const canvas *c, int x, int y)
{
    const uint8_t *p = c->bgra + ((ptrdiff_t)y * c->width + x) * 4;
    return p[2] << 16 | p[1] << 8 | p[0];
}

/* The columns of a line of the sheet that have this colour: how many, and the first and last. */
static int columns_of(const canvas *c, int y, int color, int *first, int *last)
{
    int count = 0;
    for (int x = 0; x < c->width; x++)
        if (color_at(c, x, y) == color) {
            *first = count++ ? *first : x;
            *last = x;
        }
    return count;
}

START_TEST(pixels_are_seen_one_by_one)
{
    sheet_panel panel = {.title = "four", .detail = "2 x 2", .picture = {four, 2, 2}};
    canvas *c;
    ck_assert_int_eq(sheet_draw(&c, &panel, (int[]){1}, 1), FOVEA_OK);
    int red[2] = {0}, green[2] = {0}, blue[2] = {0}, grey[2] = {0}, upper = 100,
        lower = upper + 300;
    ck_assert_int_ge(columns_of(c, upper, RED, &red[0], &red[1]), 200);
    ck_assert_int_eq(columns_of(c, upper, GREEN, &green[0], &green[1]), red[1] - red[0] + 1);
    ck_assert_int_ge(columns_of(c, lower, BLUE, &blue[0], &blue[1]), 200);
    ck_assert_int_ge(columns_of(c, lower, GREY, &grey[0], &grey[1]), 200);
    ck_assert_int_eq(green[0], red[1] + 1); /* no colours between */
    ck_assert_int_eq(grey[0], blue[1] + 1);
    ck_assert_int_eq(blue[0], red[0]);
    canvas_close(&c);
}
END_TEST

START_TEST(the_window_is_where_it_belongs)
{
    float *black = calloc(3 * 100 * 100, sizeof *black);
    ck_assert_ptr_nonnull(black);
    sheet_panel panels[2] = {{.title = "input",
                              .picture = {black, 100, 100},
                              .has_window = true,
                              .corner = {{25, 25}, {75, 25}, {75, 75}, {25, 75}}},
                             {.title = "glimpse", .picture = {black, 50, 50}}};
    canvas *c;
    ck_assert_int_eq(sheet_draw(&c, panels, (int[]){2}, 1), FOVEA_OK);
    int first = 0, last = 0, side = (c->width - 2 * 20 - 16) / 2;
    ck_assert_int_ge(columns_of(c, 20 + side / 2, WINDOW, &first, &last), 2);
    ck_assert_int_le(abs(first - (20 + side / 4)), 2);
    ck_assert_int_le(abs(last - (20 + side * 3 / 4)), 2);
    ck_assert_int_eq(columns_of(c, 20 + side / 8, WINDOW, &first, &last), 0);
    canvas_close(&c);
    free(black);
}
END_TEST

/* A title that fits its panel only in smaller letters: the panel's last columns stay free. */
START_TEST(captions_are_not_cut)
{
    static const float white[3 * 3] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    sheet_panel panel = {.title = "a title for a panel half as wide again",
                         .picture = {white, 3, 1}};
    canvas *c;
    ck_assert_int_eq(sheet_draw(&c, &panel, (int[]){1}, 1), FOVEA_OK);
    int first = 0, last = 0, text = 0, height = 620, side = height / 2,
        left = (c->width - side) / 2;
    ck_assert_int_gt(canvas_text_width(24, panel.title), side);
    ck_assert_int_gt(columns_of(c, 20 + height / 2, 0xffffff, &first, &last), side / 2);
    ck_assert_int_ge(first, left); /* the picture is in the panel's middle */
    ck_assert_int_le(abs(first + last - c->width), 2);
    int back = color_at(c, 0, 0);
    for (int y = 20 + height + 2; y < c->height; y++)
        for (int x = left; x < c->width; x++)
            if (color_at(c, x, y) != back) {
                ck_assert_int_lt(x, left + side - 1);
                text++;
            }
    ck_assert_int_gt(text, 500);
    canvas_close(&c);
}
END_TEST

static const int shapes[][2] = {{1, 1}, {1, 3000}, {3000, 1}, {1500, 1500}, {2, 1000}};

START_TEST(any_shape_is_drawn)
{
    int h = shapes[_i][0], w = shapes[_i][1];
    float *picture = calloc(3 * (size_t)h * (size_t)w, sizeof *picture);
    ck_assert_ptr_nonnull(picture);
    sheet_panel panels[5];
    for (int i = 0; i < 5; i++)
        panels[i] = (sheet_panel){
            .title = "a title that is much too long for the panel that it stands under, cut there",
            .picture = {picture, h, w},
            .has_window = true,
            .corner = {{-1e30F, 1e30F}, {1e38F, 0}, {0, 0}, {-3e38F, 3e38F}}};
    canvas *c;
    ck_assert_int_eq(sheet_draw(&c, panels, (int[]){2, 3}, 2), FOVEA_OK);
    ck_assert(c->width == 1280 && c->height > 200 && c->height < 1700);
    canvas_close(&c);
    free(picture);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli_glimpse_sheet");
    TCase *all = tcase_create("sheet");
    tcase_add_test(all, pixels_are_seen_one_by_one);
    tcase_add_test(all, the_window_is_where_it_belongs);
    tcase_add_test(all, captions_are_not_cut);
    tcase_add_loop_test(all, any_shape_is_drawn, 0, (int)(sizeof shapes / sizeof *shapes));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
