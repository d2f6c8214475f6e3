/* test_overlay.c - the layout holds in outputs of any size, and what is drawn says what the
 * scene says. */
#include <check.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"
#include "support/synthetic.h"
#include "view/overlay.h"

/* ---- layout ------------------------------------------------------------------------- */

static const int outputs[][2] = {{64, 48},    {160, 120},   {320, 240},   {640, 480},
                                 {1280, 720}, {1920, 1080}, {3840, 2160}, {7680, 4320},
                                 {480, 800},  {2000, 300},  {300, 2000},  {1, 1},
                                 {2, 2},      {17, 500},    {500, 17},    {1366, 701}};
enum { OUTPUTS = sizeof outputs / sizeof outputs[0] };
static const int pictures[][2] = {{1280, 720}, {640, 480}, {720, 1280}, {320, 240}, {3840, 2160},
                                  {176, 144},  {2, 2},     {1, 1000},   {1000, 1},  {853, 479}};
enum { PICTURES = sizeof pictures / sizeof pictures[0] };
static const double aspects[] = {1, 16.0 / 11, 0.9, 2, NAN, 0, -1, INFINITY, 1e300, 1e-300};
enum { ASPECTS = sizeof aspects / sizeof aspects[0] };

static bool inside(canvas_rect r, int width, int height)
{
    return r.x >= 0 && r.y >= 0 && r.w >= 0 && r.h >= 0 && r.x + r.w <= width &&
           r.y + r.h <= height;
}

static bool overlap(canvas_rect a, canvas_rect b)
{
    return a.w > 0 && b.w > 0 && a.h > 0 && b.h > 0 && a.x < b.x + b.w && b.x < a.x + a.w &&
           a.y < b.y + b.h && b.y < a.y + a.h;
}

static void check_layout(const layout *l)
{
    ck_assert(inside(l->frame, l->width, l->height));
    ck_assert(inside(l->panel, l->width, l->height));
    ck_assert(inside(l->glimpse, l->width, l->height));
    ck_assert(inside(l->status, l->width, l->height));
    ck_assert_int_ge(l->frame.w, 1);
    ck_assert_int_ge(l->frame.h, 1);
    ck_assert_int_eq(l->glimpse.w, l->glimpse.h);
    ck_assert(!overlap(l->frame, l->panel));
    ck_assert(!overlap(l->frame, l->glimpse));
    ck_assert(!overlap(l->frame, l->status));
    ck_assert(!overlap(l->panel, l->status));
    ck_assert(!overlap(l->glimpse, l->status));
    ck_assert_int_ge(l->unit, 1);
}

START_TEST(layouts_hold_everywhere)
{
    for (int i = 0; i < OUTPUTS; i++)
        for (int j = 0; j < PICTURES; j++)
            for (int k = 0; k < ASPECTS; k++) {
                layout l = layout_fit(outputs[i][0], outputs[i][1], pictures[j][0], pictures[j][1],
                                      aspects[k]);
                ck_assert_int_eq(l.width, outputs[i][0]);
                ck_assert_int_eq(l.height, outputs[i][1]);
                check_layout(&l);
            }
}
END_TEST

START_TEST(the_aspect_is_kept)
{
    for (int i = 0; i < 8; i++) { /* outputs with room for rounding */
        for (int j = 0; j < 5; j++) {
            for (int k = 0; k < 4; k++) {
                layout l = layout_fit(outputs[i][0], outputs[i][1], pictures[j][0], pictures[j][1],
                                      aspects[k]);
                double ratio = pictures[j][0] * aspects[k] / pictures[j][1];
                ck_assert_double_le(fabs(l.frame.w - l.frame.h * ratio), 0.5 + 0.5 * ratio + 1e-6);
            }
        }
    }
}
END_TEST

/* The frame touches its bounds, and is the largest thing there is. */
START_TEST(the_frame_is_as_large_as_can_be)
{
    for (int i = 1; i < 8; i++) {
        for (int j = 0; j < 5; j++) {
            layout l = layout_fit(outputs[i][0], outputs[i][1], pictures[j][0], pictures[j][1], 1);
            bool full_height = l.frame.h >= l.status.y * 0.97;
            bool full_width = l.frame.w + l.panel.w >= l.width * 0.97;
            ck_assert(full_height || full_width);
            ck_assert_int_gt(l.frame.w * l.frame.h, l.glimpse.w * l.glimpse.h / 2);
            ck_assert_int_gt(l.glimpse.w, 0);
        }
    }
}
END_TEST

START_TEST(natural_size_is_one_to_one)
{
    for (int j = 0; j < PICTURES; j++) {
        for (int k = 0; k < 4; k++) {
            int width, height;
            layout_natural(pictures[j][0], pictures[j][1], aspects[k], 16384, &width, &height);
            ck_assert_int_eq(width % 2, 0);
            ck_assert_int_eq(height % 2, 0);
            layout l = layout_fit(width, height, pictures[j][0], pictures[j][1], aspects[k]);
            check_layout(&l);
            double grown_x = fmax(aspects[k], 1), grown_y = fmax(1 / aspects[k], 1);
            ck_assert_int_eq(l.frame.w, (int)round(pictures[j][0] * grown_x));
            ck_assert_int_eq(l.frame.h, (int)round(pictures[j][1] * grown_y));
        }
    }
}
END_TEST

START_TEST(natural_size_has_a_limit)
{
    for (int j = 0; j < PICTURES; j++) {
        for (int side = 2; side <= 4096; side = side * 3 / 2 + 1) {
            int width, height;
            layout_natural(pictures[j][0], pictures[j][1], 1, side, &width, &height);
            ck_assert_int_ge(width, 2);
            ck_assert_int_ge(height, 2);
            ck_assert_int_le(width, side);
            ck_assert_int_le(height, side);
            ck_assert_int_eq(width % 2 + height % 2, 0);
        }
    }
    int width, height;
    layout_natural(3840, 2160, 1, 1920, &width, &height);
    ck_assert_int_ge(width, 1900); /* the limit is used */
}
END_TEST

START_TEST(boxes_go_to_the_output_and_back)
{
    fovea_box box = {12.25F, 7.5F, 100.75F, 61.5F};
    for (int i = 0; i < 8; i++) {
        layout l = layout_fit(outputs[i][0], outputs[i][1], 640, 480, 1.2);
        fovea_box there = layout_to_output(&l, box), back = layout_to_picture(&l, there);
        ck_assert_float_eq_tol(back.x, box.x, 0.002F);
        ck_assert_float_eq_tol(back.y, box.y, 0.002F);
        ck_assert_float_eq_tol(back.w, box.w, 0.002F);
        ck_assert_float_eq_tol(back.h, box.h, 0.002F);
        fovea_box whole = layout_to_output(&l, (fovea_box){0, 0, 640, 480});
        ck_assert_float_eq_tol(whole.x, (float)l.frame.x, 1e-3F);
        ck_assert_float_eq_tol(whole.w, (float)l.frame.w, 1e-2F);
        ck_assert_float_eq_tol(whole.y, (float)l.frame.y, 1e-3F);
        ck_assert_float_eq_tol(whole.h, (float)l.frame.h, 1e-2F);
    }
}
END_TEST

/* ---- drawing ------------------------------------------------------------------------ */

enum { W = 320, H = 240, GLIMPSE = 32 };

typedef struct stage {
    synthetic *picture;
    fovea_image image;
    float glimpse[3 * GLIMPSE * GLIMPSE];
    scene scene;
} stage;

static void stage_open(stage *s)
{
    ck_assert_int_eq(synthetic_open(&s->picture, W, H, SYNTHETIC_YUV420P, 3), FOVEA_OK);
    s->image = synthetic_render(
        s->picture, &(synthetic_scene){.x = 160, .y = 120, .scale = 2, .light = 1}, NULL);
    for (int i = 0; i < 3 * GLIMPSE * GLIMPSE; i++)
        s->glimpse[i] = (float)(i % GLIMPSE) / GLIMPSE;
    s->scene = (scene){.image = &s->image,
                       .pixel_aspect = 1,
                       .tracked = true,
                       .frame = 120,
                       .time_s = 4.8,
                       .fps = 59.94,
                       .latency_ms = NAN};
    s->scene.glimpse = (fovea_glimpse){s->glimpse, GLIMPSE, GLIMPSE};
    s->scene.result =
        (fovea_result){.box = {112, 84, 96, 72}, .confidence = 0.9F, .window = {64, 24, 192, 192}};
}

static canvas *open_canvas(int width, int height)
{
    canvas *c;
    ck_assert_int_eq(canvas_open(&c, width, height), FOVEA_OK);
    return c;
}

static const uint8_t *pixel(const canvas *c, int x, int y)
{
    return c->bgra + ((size_t)y * (size_t)c->width + (size_t)x) * 4;
}

static bool in_rect(canvas_rect r, int x, int y)
{
    return x >= r.x && y >= r.y && x < r.x + r.w && y < r.y + r.h;
}

/* Pixels of (nearly) this colour inside r. */
static int count_color(const canvas *c, canvas_rect r, unsigned rgb)
{
    int count = 0;
    for (int y = r.y; y < r.y + r.h; y++) {
        for (int x = r.x; x < r.x + r.w; x++) {
            const uint8_t *p = pixel(c, x, y);
            int db = p[0] - (int)(rgb & 255), dg = p[1] - (int)(rgb >> 8 & 255);
            int dr = p[2] - (int)(rgb >> 16);
            count += abs(db) + abs(dg) + abs(dr) < 12 && p[3] > 240;
        }
    }
    return count;
}

static int ink(const canvas *c, canvas_rect r)
{
    int count = 0;
    for (int y = r.y; y < r.y + r.h; y++)
        for (int x = r.x; x < r.x + r.w; x++)
            count += pixel(c, x, y)[3] > 0;
    return count;
}

/* The window puts the frame under the overlay, and nothing under the rest. */
START_TEST(the_overlay_leaves_the_frame_free)
{
    stage s;
    stage_open(&s);
    s.scene.tracked = false;
    for (int i = 0; i < OUTPUTS - 1; i++) {
        if (outputs[i][0] > 4000)
            continue;
        canvas *c = open_canvas(outputs[i][0], outputs[i][1]);
        layout l = layout_fit(c->width, c->height, W, H, 1);
        overlay_draw(c, &l, &s.scene);
        int wrong = 0;
        for (int y = 0; y < c->height; y++)
            for (int x = 0; x < c->width; x++)
                wrong += pixel(c, x, y)[3] != (in_rect(l.frame, x, y) ? 0 : 255);
        ck_assert_int_eq(wrong, 0);
        canvas_close(&c);
    }
    synthetic_close(&s.picture);
}
END_TEST

static const unsigned state_colors[] = {0x3ddc84, 0xffb224, 0xff5a4f};

START_TEST(the_box_is_where_and_what_it_is)
{
    stage s;
    stage_open(&s);
    canvas *c = open_canvas(1280, 720);
    layout l = layout_fit(1280, 720, W, H, 1);
    fovea_box box = layout_to_output(&l, s.scene.result.box);
    int count[3];
    for (int state = FOVEA_TRACKING; state <= FOVEA_LOST; state++) {
        s.scene.result.state = (fovea_state)state;
        canvas_clear(c, 0);
        overlay_draw(c, &l, &s.scene);
        count[state] = count_color(c, l.frame, state_colors[state]);
        for (int other = 0; other < 3; other++)
            if (other != state)
                ck_assert_int_eq(count_color(c, l.frame, state_colors[other]), 0);
        canvas_rect corner = {(int)box.x - 3, (int)box.y - 3, 7, 7};
        ck_assert_int_gt(count_color(c, corner, state_colors[state]), 4);
        ck_assert_int_eq(pixel(c, (int)(box.x + box.w / 2), (int)(box.y + box.h / 2))[3], 0);
        ck_assert_int_gt(count_color(c, l.status, state_colors[state]), 10);
        ck_assert_int_gt(count_color(c, l.glimpse, state_colors[state]), 10);
    }
    /* Pattern tells the states apart as well. */
    ck_assert_int_lt(count[FOVEA_UNCERTAIN], count[FOVEA_TRACKING] * 3 / 4);
    ck_assert_int_lt(count[FOVEA_LOST], count[FOVEA_TRACKING] * 3 / 4);
    canvas_close(&c);
    synthetic_close(&s.picture);
}
END_TEST

START_TEST(a_box_outside_is_pointed_at)
{
    static const float places[][2] = {{-300, 100}, {500, 100}, {100, -300},
                                      {100, 400},  {900, 900}, {-1e30F, 0}};
    stage s;
    stage_open(&s);
    canvas *c = open_canvas(1280, 720);
    layout l = layout_fit(1280, 720, W, H, 1);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        s.scene.result.box = (fovea_box){places[i][0], places[i][1], 60, 60};
        canvas_clear(c, 0);
        overlay_draw(c, &l, &s.scene);
        int side = 3 * l.unit;
        canvas_rect f = l.frame, near = f;
        if (places[i][0] < 0)
            near.w = side;
        if (places[i][0] >= W)
            near = (canvas_rect){f.x + f.w - side, f.y, side, f.h};
        if (places[i][1] < 0)
            near.h = side;
        if (places[i][1] >= H)
            near = (canvas_rect){near.x, f.y + f.h - side, near.w, side};
        int all = count_color(c, f, state_colors[0]);
        ck_assert_int_gt(all, 20);
        ck_assert_int_eq(count_color(c, near, state_colors[0]), all);
    }
    canvas_close(&c);
    synthetic_close(&s.picture);
}
END_TEST

/* No scene, however odd, draws outside of memory, takes for ever, or leaves a hole. */
START_TEST(odd_scenes_are_drawn)
{
    stage s;
    stage_open(&s);
    static const float values[] = {0, -5, 1e-30F, 1e9F, -1e30F, FLT_MAX, NAN, INFINITY};
    scene base = s.scene;
    for (int i = 0; i < OUTPUTS - 1; i++) {
        if (outputs[i][0] * outputs[i][1] > 1000000)
            continue;
        canvas *c = open_canvas(outputs[i][0], outputs[i][1]);
        for (int j = 0; j < 8; j++) {
            s.scene = base;
            s.scene.result.state = (fovea_state)(j % 3);
            s.scene.result.box = (fovea_box){values[j], values[(j + 1) % 8], values[(j + 3) % 8],
                                             values[(j + 2) % 8]};
            s.scene.result.window = (fovea_box){values[(j + 5) % 8], values[j], values[j], 10};
            s.scene.result.confidence = values[j];
            s.scene.time_s = j % 2 ? values[j] : 1e300;
            s.scene.fps = values[j];
            s.scene.frame = j % 2 ? INT64_MAX : INT64_MIN;
            s.scene.dropped = INT64_MAX;
            s.scene.latency_ms = values[j];
            s.scene.live = s.scene.paused = true;
            if (j == 3)
                s.scene.glimpse.rgb = NULL;
            overlay_render(c, &s.scene);
            int holes = 0;
            for (int p = 0; p < c->width * c->height; p++)
                holes += c->bgra[p * 4 + 3] != 255;
            ck_assert_int_eq(holes, 0);
        }
        canvas_close(&c);
    }
    synthetic_close(&s.picture);
}
END_TEST

START_TEST(rendering_repeats_itself_and_covers_all)
{
    stage s;
    stage_open(&s);
    canvas *a = open_canvas(640, 360), *b = open_canvas(640, 360);
    canvas_clear(b, 0x80ff00ff); /* what was there before does not show */
    overlay_render(a, &s.scene);
    overlay_render(b, &s.scene);
    ck_assert_int_eq(memcmp(a->bgra, b->bgra, 640 * 360 * 4), 0);
    canvas_close(&a);
    canvas_close(&b);
    synthetic_close(&s.picture);
}
END_TEST

/* Figures that do not fit are left out; none runs into the border or another. */
START_TEST(figures_keep_off_the_border)
{
    stage s;
    stage_open(&s);
    s.scene.live = true;
    s.scene.latency_ms = 123;
    s.scene.dropped = 45678;
    s.scene.frame = 123456;
    for (int width = 64; width < 1400; width += 37) {
        canvas *c = open_canvas(width, 300);
        overlay_render(c, &s.scene);
        layout l = layout_fit(width, 300, W, H, 1);
        const uint8_t *back = pixel(c, 0, l.status.y);
        for (int y = l.status.y; y < 300; y++) {
            ck_assert_int_eq(memcmp(pixel(c, 0, y), back, 4), 0);
            ck_assert_int_eq(memcmp(pixel(c, width - 1, y), back, 4), 0);
        }
        canvas_close(&c);
    }
    synthetic_close(&s.picture);
}
END_TEST

/* ---- selection and help ------------------------------------------------------------- */

START_TEST(a_selection_is_drawn_over_the_frame)
{
    canvas *c = open_canvas(1280, 720);
    layout l = layout_fit(1280, 720, W, H, 1);
    overlay_selection none = {.cursor = NULL};
    overlay_draw_selection(c, &l, &none);
    ck_assert_int_gt(ink(c, l.frame), 500); /* advice */
    ck_assert_int_eq(ink(c, l.status), 0);
    ck_assert_float_eq(overlay_close_up(&l, &none).w, 0);

    overlay_selection box = {.box = {100, 80, 61, 40}};
    canvas_clear(c, 0);
    overlay_draw_selection(c, &l, &box);
    fovea_box out = layout_to_output(&l, box.box);
    ck_assert_int_gt(pixel(c, l.frame.x + 2, l.frame.y + l.frame.h / 2)[3], 60); /* dimmed */
    ck_assert_int_eq(pixel(c, (int)(out.x + out.w / 2), (int)(out.y + out.h / 2))[3], 0);
    ck_assert_int_gt(count_color(c, l.frame, 0x52c7ff), 100);
    fovea_box close_up = overlay_close_up(&l, &box);
    ck_assert_float_lt(close_up.x, 100);
    ck_assert_float_gt(close_up.x + close_up.w, 161);
    ck_assert_float_eq_tol(close_up.w * l.scale_x, close_up.h * l.scale_y, 0.1F);
    canvas_close(&c);
}
END_TEST

START_TEST(selection_and_help_fit_any_output)
{
    for (int i = 0; i < OUTPUTS; i++) {
        if (outputs[i][0] > 4000)
            continue;
        canvas *c = open_canvas(outputs[i][0], outputs[i][1]);
        layout l = layout_fit(c->width, c->height, W, H, 1);
        float cursor[2] = {(float)l.frame.x + 3, (float)l.frame.y + 3};
        overlay_selection s = {.cursor = cursor, .dragging = i % 2};
        overlay_draw_selection(c, &l, &s);
        s.box = (fovea_box){0, 0, W, H};
        overlay_draw_selection(c, &l, &s);
        s.box = (fovea_box){W - 2, H - 2, 2, 2};
        overlay_draw_selection(c, &l, &s);
        canvas_clear(c, 0);
        overlay_draw_help(c, &l);
        if (c->width >= 320 && c->height >= 240) { /* all of it can be seen */
            canvas_rect top = {0, 0, c->width, 1}, left = {0, 0, 1, c->height};
            ck_assert_int_eq(ink(c, top) + ink(c, left), 0);
            ck_assert_int_gt(ink(c, (canvas_rect){0, 0, c->width, c->height}), 5000);
        }
        canvas_close(&c);
    }
}
END_TEST

static Suite *overlay_suite(void)
{
    Suite *s = suite_create("overlay");
    TCase *t = tcase_create("layout");
    tcase_add_test(t, layouts_hold_everywhere);
    tcase_add_test(t, the_aspect_is_kept);
    tcase_add_test(t, the_frame_is_as_large_as_can_be);
    tcase_add_test(t, natural_size_is_one_to_one);
    tcase_add_test(t, natural_size_has_a_limit);
    tcase_add_test(t, boxes_go_to_the_output_and_back);
    suite_add_tcase(s, t);
    t = tcase_create("drawing");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, the_overlay_leaves_the_frame_free);
    tcase_add_test(t, the_box_is_where_and_what_it_is);
    tcase_add_test(t, a_box_outside_is_pointed_at);
    tcase_add_test(t, odd_scenes_are_drawn);
    tcase_add_test(t, rendering_repeats_itself_and_covers_all);
    tcase_add_test(t, figures_keep_off_the_border);
    tcase_add_test(t, a_selection_is_drawn_over_the_frame);
    tcase_add_test(t, selection_and_help_fit_any_output);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return check_main(overlay_suite());
}
