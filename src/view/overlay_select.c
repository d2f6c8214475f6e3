/* overlay_select.c - a box being drawn by hand, and the panel of keys. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/canvas_draw.h"
#include "view/overlay_style.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static void fill_around(canvas *c, canvas_rect outer, fovea_box inner, canvas_color color)
{
    int left = (int)lroundf(inner.x), right = (int)lroundf(inner.x + inner.w);
    int top = (int)lroundf(inner.y), bottom = (int)lroundf(inner.y + inner.h);
    canvas_fill(c, (canvas_rect){outer.x, outer.y, outer.w, top - outer.y}, color);
    canvas_fill(c, (canvas_rect){outer.x, bottom, outer.w, outer.y + outer.h - bottom}, color);
    canvas_fill(c, (canvas_rect){outer.x, top, left - outer.x, bottom - top}, color);
    canvas_fill(c, (canvas_rect){right, top, outer.x + outer.w - right, bottom - top}, color);
}

static void draw_guides(canvas *c, const layout *l, const float *cursor)
{
    const canvas_rect *f = &l->frame;
    float x = floorf(cursor[0]) + 0.5F, y = floorf(cursor[1]) + 0.5F;
    float right = (float)(f->x + f->w), bottom = (float)(f->y + f->h);
    style_line(c, x, (float)f->y, x, bottom, 1, canvas_fade(STYLE_SELECT, 0.8F));
    style_line(c, (float)f->x, y, right, y, 1, canvas_fade(STYLE_SELECT, 0.8F));
}

/* Text on a dark pill; x, y: its corner. Returns its height. */
static int draw_pill(canvas *c, int x, int y, int unit, const char *text)
{
    int pad = unit / 2, height = (unit * 7 + 2) / 5;
    fovea_box pill = {(float)x, (float)y, (float)(canvas_text_width(unit, text) + 2 * pad),
                      (float)height};
    canvas_round(c, pill, (float)unit * 0.35F, STYLE_SHADE);
    canvas_text(c, x + pad, y + (height - unit) / 2, unit, STYLE_TEXT, text);
    return height;
}

/* The box in figures, under it or, where there is no room, over or in it. */
static void draw_size(canvas *c, const layout *l, fovea_box picture, fovea_box box)
{
    char text[64];
    snprintf(text, sizeof text, "%.0f x %.0f", (double)picture.w, (double)picture.h);
    int unit = l->unit, height = (unit * 7 + 2) / 5, gap = unit / 3;
    int width = canvas_text_width(unit, text) + unit;
    int y = (int)(box.y + box.h) + gap;
    if (y + height > l->frame.y + l->frame.h)
        y = (int)box.y - gap - height;
    if (y < l->frame.y)
        y = (int)box.y + gap;
    int x = (int)box.x, last = l->frame.x + l->frame.w - width;
    x = x > last ? last : x;
    draw_pill(c, x < l->frame.x ? l->frame.x : x, y, unit, text);
}

/* The longest of the texts that fits into the frame, centred. */
static void draw_advice(canvas *c, const layout *l, bool has_box, bool at_bottom)
{
    static const char *const first[] = {"drag a box around the object    Esc cancels",
                                        "drag a box    Esc cancels", "drag a box"};
    static const char *const then[] = {
        "Enter accepts    arrows move    Shift + arrows resize    drag to redraw    Esc cancels",
        "Enter accepts    arrows move, Shift resizes    Esc cancels", "Enter accepts, Esc cancels",
        "Enter / Esc"};
    const char *const *texts = has_box ? then : first;
    int count = has_box ? COUNT(then) : COUNT(first);
    int unit = l->unit, room = l->frame.w - 2 * unit;
    for (int i = 0; i < count; i++) {
        int width = canvas_text_width(unit, texts[i]) + unit;
        if (width > room)
            continue;
        int y = at_bottom ? l->frame.y + l->frame.h - unit * 2 : l->frame.y + unit * 3 / 5;
        draw_pill(c, l->frame.x + (l->frame.w - width) / 2, y, unit, texts[i]);
        return;
    }
}

fovea_box overlay_close_up(const layout *l, const overlay_selection *s)
{
    fovea_box box = layout_to_output(l, s->box);
    float side = 0, x = 0, y = 0; /* in output pixels */
    if (s->box.w > 0 && !s->dragging) {
        side = fmaxf(fmaxf(box.w, box.h) * 1.5F, 8);
        x = box.x + box.w / 2;
        y = box.y + box.h / 2;
    } else if (s->cursor) {
        side = (float)l->glimpse.w / 4;
        x = s->cursor[0];
        y = s->cursor[1];
    }
    return layout_to_picture(l, (fovea_box){x - side / 2, y - side / 2, side, side});
}

static void draw_close_up(canvas *c, const layout *l, const overlay_selection *s)
{
    fovea_box part = overlay_close_up(l, s);
    if (!(part.w > 0) || l->glimpse.w < 1)
        return;
    const canvas_rect *g = &l->glimpse;
    for (int y = g->y; y < g->y + g->h; y++)
        memset(canvas_pixel(c, g->x, y), 0, (size_t)g->w * 4);
    float scale_x = (float)g->w / part.w, scale_y = (float)g->h / part.h;
    canvas_clip(c, *g);
    if (s->box.w > 0)
        style_outline(c,
                      (fovea_box){(float)g->x + (s->box.x - part.x) * scale_x,
                                  (float)g->y + (s->box.y - part.y) * scale_y, s->box.w * scale_x,
                                  s->box.h * scale_y},
                      fmaxf(style_stroke(l) * 0.6F, 1), CANVAS_SOLID, STYLE_SELECT);
    canvas_unclip(c);
    if (!l->roomy)
        return;
    canvas_rect title = {g->x, l->panel.y, g->w, g->y - l->panel.y};
    canvas_fill(c, title, STYLE_BACK);
    canvas_text(c, g->x, title.y + (title.h - l->unit) / 2, l->unit, STYLE_SELECT, "close-up");
}

void overlay_draw_selection(canvas *c, const layout *l, const overlay_selection *s)
{
    bool has_box = s->box.w > 0 && s->box.h > 0;
    fovea_box box = layout_to_output(l, s->box);
    bool advice_at_bottom = false;
    canvas_clip(c, l->frame);
    if (has_box) {
        fill_around(c, l->frame, box, 0x66000000);
        style_outline(c, box, fmaxf(style_stroke(l) * 0.7F, 1.2F), CANVAS_SOLID, STYLE_SELECT);
        style_outline(c, box, style_stroke(l) * 1.5F, CANVAS_CORNERS, STYLE_SELECT);
        draw_size(c, l, s->box, box);
        /* Advice stays clear of the box. */
        advice_at_bottom = box.y + box.h / 2 < (float)l->frame.y + (float)l->frame.h / 2;
    } else if (s->cursor) {
        draw_guides(c, l, s->cursor);
    }
    if (!s->dragging)
        draw_advice(c, l, has_box, advice_at_bottom);
    canvas_unclip(c);
    draw_close_up(c, l, s);
}

/* ---- help ------------------------------------------------------------------------ */

static const char *const keys[][2] = {
    {"Space", "pause, go on"},
    {"n", "one frame on"},
    {"r", "stop and draw a new box"},
    {"s", "save a screenshot"},
    {"h", "show or hide these keys"},
    {"q, Esc", "quit"},
    {"", "while drawing a box"},
    {"drag", "draw, or draw again"},
    {"arrows", "move by a pixel"},
    {"Shift + arrows", "resize by a pixel"},
    {"Enter", "accept (or double click)"},
    {"Esc", "cancel"},
};

static int widest(int unit, int column)
{
    int width = 0;
    for (int i = 0; i < COUNT(keys); i++) {
        int w = keys[i][0][0] || column == 0 ? canvas_text_width(unit, keys[i][column]) : 0;
        width = w > width ? w : width;
    }
    return width;
}

void overlay_draw_help(canvas *c, const layout *l)
{
    int rows = COUNT(keys) + 1;
    int unit = l->unit, line, width, height;
    for (;; unit--) { /* as large as fits */
        line = (unit * 7 + 2) / 5;
        width = widest(unit, 0) + widest(unit, 1) + 5 * unit;
        height = rows * line + 2 * unit;
        if (unit <= 6 || (width <= l->width && height <= l->height))
            break;
    }
    int x = (l->width - width) / 2, y = (l->height - height) / 2;
    float radius = (float)unit * 0.6F;
    fovea_box panel = {(float)x, (float)y, (float)width, (float)height};
    canvas_round(c, panel, radius, 0xf0141920);
    x += unit * 3 / 2;
    y += unit;
    canvas_text(c, x, y, unit, STYLE_TEXT, "keys");
    y += line;
    int column = x + widest(unit, 0) + 2 * unit;
    for (int i = 0; i < COUNT(keys); i++, y += line) {
        bool heading = !keys[i][0][0];
        canvas_text(c, x, y, unit, STYLE_SELECT, keys[i][0]);
        canvas_text(c, heading ? x : column, y, unit, heading ? STYLE_TEXT : STYLE_DIM, keys[i][1]);
    }
}
