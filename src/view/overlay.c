/* overlay.c - boxes on the frame, what surrounds it, and the software path of it all. */
#include "view/overlay.h"

#include <math.h>

#include "base/box.h"
#include "view/overlay_style.h"

state_style style_of(fovea_state state)
{
    switch (state) {
    case FOVEA_TRACKING: return (state_style){0xff3ddc84, CANVAS_SOLID};
    case FOVEA_UNCERTAIN: return (state_style){0xffffb224, CANVAS_DASHED};
    default: return (state_style){0xffff5a4f, CANVAS_CORNERS};
    }
}

float style_stroke(const layout *l)
{
    return fminf(fmaxf((float)l->unit * 0.135F, 1.5F), 8);
}

void style_outline(canvas *c, fovea_box box, float thickness, canvas_pattern pattern,
                   canvas_color color)
{
    float under = thickness + fmaxf(1.6F, thickness * 0.7F);
    canvas_color shade = canvas_fade(STYLE_UNDER, (float)(color >> 24) / 255);
    canvas_outline(c, box, under, pattern, shade);
    canvas_outline(c, box, thickness, pattern, color);
}

void style_line(canvas *c, float x0, float y0, float x1, float y1, float thickness,
                canvas_color color)
{
    canvas_line(c, x0, y0, x1, y1, thickness + fmaxf(1.6F, thickness * 0.7F), STYLE_UNDER);
    canvas_line(c, x0, y0, x1, y1, thickness, color);
}

void style_text_right(canvas *c, int x, int y, int height, canvas_color color, const char *text)
{
    canvas_text(c, x - canvas_text_width(height, text), y, height, color, text);
}

static void draw_surroundings(canvas *c, const layout *l)
{
    int right = l->frame.x + l->frame.w, bottom = l->frame.y + l->frame.h;
    canvas_fill(c, (canvas_rect){0, 0, l->width, l->frame.y}, STYLE_BACK);
    canvas_fill(c, (canvas_rect){0, bottom, l->width, l->height - bottom}, STYLE_BACK);
    canvas_fill(c, (canvas_rect){0, l->frame.y, l->frame.x, l->frame.h}, STYLE_BACK);
    canvas_fill(c, (canvas_rect){right, l->frame.y, l->width - right, l->frame.h}, STYLE_BACK);
}

/* An object outside the frame: an arrow at the edge, pointing to it. */
static void draw_arrow(canvas *c, const layout *l, fovea_box box, canvas_color color)
{
    float size = (float)l->unit * 1.5F, stroke = style_stroke(l) * 1.6F;
    float inset = size * 0.9F;
    float left = (float)l->frame.x, top = (float)l->frame.y;
    float right = left + (float)l->frame.w, bottom = top + (float)l->frame.h;
    float centre_x = box.x + box.w / 2, centre_y = box.y + box.h / 2;
    float x = fmaxf(fminf(centre_x, right - inset), left + inset);
    float y = fmaxf(fminf(centre_y, bottom - inset), top + inset);
    float dx = centre_x - x, dy = centre_y - y;
    float length = hypotf(dx, dy);
    if (!(length > 0) || !isfinite(length))
        return;
    dx *= size * 0.6F / length;
    dy *= size * 0.6F / length;
    const float arm[2][2] = {{x - dx - dy, y - dy + dx}, {x - dx + dy, y - dy - dx}};
    float under = stroke + fmaxf(1.6F, stroke * 0.7F);
    for (int i = 0; i < 2; i++)
        canvas_line(c, arm[i][0], arm[i][1], x + dx, y + dy, under, STYLE_UNDER);
    for (int i = 0; i < 2; i++)
        canvas_line(c, arm[i][0], arm[i][1], x + dx, y + dy, stroke, color);
}

static bool is_outside(const layout *l, fovea_box box)
{
    const canvas_rect *f = &l->frame;
    return box.x >= (float)(f->x + f->w) || box.x + box.w <= (float)f->x ||
           box.y >= (float)(f->y + f->h) || box.y + box.h <= (float)f->y;
}

static void draw_boxes(canvas *c, const layout *l, const fovea_result *r)
{
    state_style style = style_of(r->state);
    fovea_box box = layout_to_output(l, r->box);
    fovea_box window = layout_to_output(l, r->window);
    float stroke = style_stroke(l);
    canvas_clip(c, l->frame);
    if (fovea_box_valid(window))
        style_outline(c, window, fmaxf(stroke * 0.42F, 1), CANVAS_SOLID,
                      canvas_fade(STYLE_WINDOW, 0.8F));
    if (is_outside(l, box))
        draw_arrow(c, l, box, style.color);
    else
        style_outline(c, box, stroke, style.pattern, style.color);
    canvas_unclip(c);
}

/* Two bars and a word in the frame's corner. */
static void draw_paused(canvas *c, const layout *l)
{
    int unit = l->unit;
    const char *word = "paused";
    float u = (float)unit;
    float bar = u * 0.2F;
    float width = u * 1.9F + (float)canvas_text_width(unit, word);
    float x = (float)l->frame.x + u * 0.6F, y = (float)l->frame.y + u * 0.6F;
    canvas_clip(c, l->frame);
    canvas_round(c, (fovea_box){x, y, width, u * 1.5F}, u * 0.4F, STYLE_SHADE);
    for (int i = 0; i < 2; i++)
        canvas_round(c,
                     (fovea_box){x + u * 0.6F + (float)i * bar * 2, y + u * 0.45F, bar, u * 0.6F},
                     bar * 0.3F, STYLE_TEXT);
    canvas_text(c, (int)(x + u * 1.4F), (int)(y + u * 0.25F), unit, STYLE_TEXT, word);
    canvas_unclip(c);
}

void overlay_draw(canvas *c, const layout *l, const scene *s)
{
    draw_surroundings(c, l);
    if (s->tracked)
        draw_boxes(c, l, &s->result);
    if (s->paused)
        draw_paused(c, l);
    overlay_draw_panel(c, l, s);
    overlay_draw_status(c, l, s);
}

void overlay_render(canvas *c, const scene *s)
{
    layout l = layout_fit(c->width, c->height, s->image->width, s->image->height, s->pixel_aspect);
    canvas_image(c, l.frame, s->image);
    overlay_draw(c, &l, s);
}
