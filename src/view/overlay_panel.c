/* overlay_panel.c - the column with the live glimpse, and the line of figures. Both show
 * what there is room for: figures leave in the order of how little they are missed. */
#include "view/overlay_style.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/box.h"

/* ---- panel ----------------------------------------------------------------------- */

/* Where the box lies in the glimpse that looked at the window. */
static void draw_box_in_glimpse(canvas *c, const layout *l, const fovea_result *r)
{
    if (!fovea_box_valid(r->window) || !fovea_box_valid(r->box))
        return;
    float scale_x = (float)l->glimpse.w / r->window.w;
    float scale_y = (float)l->glimpse.h / r->window.h;
    fovea_box box = {(float)l->glimpse.x + (r->box.x - r->window.x) * scale_x,
                     (float)l->glimpse.y + (r->box.y - r->window.y) * scale_y, r->box.w * scale_x,
                     r->box.h * scale_y};
    state_style style = style_of(r->state);
    canvas_clip(c, l->glimpse);
    style_outline(c, box, fmaxf(style_stroke(l) * 0.6F, 1), style.pattern, style.color);
    canvas_unclip(c);
}

static void draw_glimpse(canvas *c, const layout *l, const scene *s)
{
    const char *nothing = "no object yet";
    if (s->tracked && s->glimpse.rgb) {
        canvas_glimpse(c, l->glimpse, &s->glimpse);
        draw_box_in_glimpse(c, l, &s->result);
        return;
    }
    canvas_fill(c, l->glimpse, STYLE_CARD);
    int width = canvas_text_width(l->unit, nothing);
    if (width <= l->glimpse.w)
        canvas_text(c, l->glimpse.x + (l->glimpse.w - width) / 2,
                    l->glimpse.y + (l->glimpse.h - l->unit) / 2, l->unit, STYLE_DIM, nothing);
}

static void draw_bar(canvas *c, fovea_box bar, float value, canvas_color color)
{
    canvas_round(c, bar, bar.h / 2, STYLE_CARD);
    /* The filled part keeps its round ends down to nothing. */
    bar.w = fmaxf(bar.w * fminf(fmaxf(value, 0), 1), bar.h);
    canvas_round(c, bar, bar.h / 2, color);
}

/* Disc, ring or cross: the state at a glance, without its colour. */
static int draw_state_mark(canvas *c, int x, int y, int unit, fovea_state state)
{
    float u = (float)unit, half = roundf(u * 0.24F);
    float middle_x = (float)x + half + 0.5F, middle_y = roundf((float)y + u * 0.42F) + 0.5F;
    fovea_box mark = {middle_x - half, middle_y - half, 2 * half, 2 * half};
    canvas_color color = style_of(state).color;
    float pen = fmaxf(u * 0.12F, 1.3F);
    if (state == FOVEA_LOST) {
        float arm = half * 0.8F;
        canvas_line(c, middle_x - arm, middle_y - arm, middle_x + arm, middle_y + arm, pen, color);
        canvas_line(c, middle_x - arm, middle_y + arm, middle_x + arm, middle_y - arm, pen, color);
        return unit * 4 / 5;
    }
    canvas_round(c, mark, half, color);
    fovea_box hole = {mark.x + pen, mark.y + pen, mark.w - 2 * pen, mark.h - 2 * pen};
    if (state == FOVEA_UNCERTAIN)
        canvas_round(c, hole, half, STYLE_BACK);
    return unit * 4 / 5;
}

#if defined(__GNUC__)
__attribute__((format(printf, 6, 7)))
#endif
static int
draw_row(canvas *c, const layout *l, int y, canvas_color color, const char *label,
         const char *format, ...)
{
    char value[64];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(value, sizeof value, format, arguments);
    va_end(arguments);
    int left = l->glimpse.x, right = left + l->glimpse.w;
    int gap = l->unit / 2;
    int needed = canvas_text_width(l->unit, label) + gap + canvas_text_width(l->unit, value);
    if (needed > right - left || y + l->unit > l->panel.y + l->panel.h)
        return y;
    canvas_text(c, left, y, l->unit, STYLE_DIM, label);
    style_text_right(c, right, y, l->unit, color, value);
    return y + (l->unit * 13 + 5) / 10;
}

static float step_ms(const fovea_result *r)
{
    float ns = 0;
    for (int i = 0; i < FOVEA_STAGES; i++)
        ns += (float)r->stage_ns[i];
    return ns / 1e6F;
}

static void draw_verdict(canvas *c, const layout *l, const fovea_result *r)
{
    int unit = l->unit, left = l->glimpse.x, right = left + l->glimpse.w;
    state_style style = style_of(r->state);
    char confidence[16];
    snprintf(confidence, sizeof confidence, "%.2f", (double)r->confidence);
    int y = l->glimpse.y + l->glimpse.h + unit * 7 / 10;
    int x = left + draw_state_mark(c, left, y, unit, r->state);
    canvas_text(c, x, y, unit, style.color, fovea_state_text(r->state));
    style_text_right(c, right, y, unit, STYLE_TEXT, confidence);
    y += (unit * 14 + 5) / 10;
    float height = fmaxf(roundf((float)unit * 0.3F), 3);
    draw_bar(c, (fovea_box){(float)left, (float)y, (float)(right - left), height}, r->confidence,
             style.color);
    y += (unit * 12 + 5) / 10;
    y = draw_row(c, l, y, STYLE_TEXT, "box", "%.0f x %.0f", (double)r->box.w, (double)r->box.h);
    y = draw_row(c, l, y, STYLE_TEXT, "window", "%.0f x %.0f", (double)r->window.w,
                 (double)r->window.h);
    if (step_ms(r) > 0)
        draw_row(c, l, y, STYLE_TEXT, "step", "%.2f ms", (double)step_ms(r));
}

void overlay_draw_panel(canvas *c, const layout *l, const scene *s)
{
    if (l->glimpse.w < 1)
        return;
    draw_glimpse(c, l, s);
    if (!l->roomy)
        return;
    int y = l->panel.y + (l->glimpse.y - l->panel.y - l->unit) / 2;
    canvas_text(c, l->glimpse.x, y, l->unit, STYLE_TEXT, "glimpse");
    if (!s->tracked)
        return;
    char size[32];
    snprintf(size, sizeof size, "%d x %d", s->glimpse.width, s->glimpse.height);
    int room = l->glimpse.w - canvas_text_width(l->unit, "glimpse") - l->unit;
    if (s->glimpse.rgb && canvas_text_width(l->unit, size) <= room)
        style_text_right(c, l->glimpse.x + l->glimpse.w, y, l->unit, STYLE_DIM, size);
    draw_verdict(c, l, &s->result);
}

/* ---- line of figures ------------------------------------------------------------- */

#define FIGURES_MAX 8

typedef struct figure {
    const char *label; /* dim, before or after the value; "" for none */
    char value[32];
    canvas_color color;
    int keep;        /* the figure with the least goes first */
    bool unit_after; /* "25.0 fps" rather than "frame 120" */
} figure;

typedef struct figures {
    figure at[FIGURES_MAX];
    int count;
} figures;

#if defined(__GNUC__)
__attribute__((format(printf, 6, 7)))
#endif
static void
add_figure(figures *f, int keep, canvas_color color, const char *label, bool unit_after,
           const char *format, ...)
{
    figure *to = &f->at[f->count++];
    *to = (figure){.label = label, .color = color, .keep = keep, .unit_after = unit_after};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(to->value, sizeof to->value, format, arguments);
    va_end(arguments);
}

static void add_time(figures *f, double seconds)
{
    int64_t hundredths = llround(fmin(fmax(seconds, -1e9), 1e9) * 100);
    const char *sign = hundredths < 0 ? "-" : "";
    hundredths = hundredths < 0 ? -hundredths : hundredths;
    int minutes = (int)(hundredths / 6000);
    double rest = (double)(hundredths % 6000) / 100;
    if (minutes < 60)
        add_figure(f, 5, STYLE_TEXT, "", false, "%s%d:%05.2f", sign, minutes, rest);
    else
        add_figure(f, 5, STYLE_TEXT, "", false, "%s%d:%02d:%05.2f", sign, minutes / 60,
                   minutes % 60, rest);
}

static void gather(figures *f, const scene *s)
{
    f->count = 0;
    add_figure(f, 6, STYLE_TEXT, "frame", false, "%lld", (long long)s->frame);
    if (isfinite(s->time_s))
        add_time(f, s->time_s);
    if (s->fps > 0)
        add_figure(f, 3, STYLE_TEXT, "fps", true, "%.*f", s->fps < 100 ? 1 : 0, s->fps);
    if (s->live && isfinite(s->latency_ms))
        add_figure(f, 2, STYLE_TEXT, "latency", false, "%.0f ms", s->latency_ms);
    if (s->live || s->dropped > 0)
        add_figure(f, 1, s->dropped > 0 ? 0xffffb224 : STYLE_TEXT, "dropped", false, "%lld",
                   (long long)s->dropped);
    if (!s->tracked)
        return;
    add_figure(f, 4, STYLE_TEXT, "confidence", false, "%.2f", (double)s->result.confidence);
    add_figure(f, 7, style_of(s->result.state).color, "", false, "%s",
               fovea_state_text(s->result.state));
}

static int figure_width(const figure *f, int unit)
{
    int gap = f->label[0] ? unit * 2 / 5 : 0;
    return canvas_text_width(unit, f->label) + gap + canvas_text_width(unit, f->value);
}

static void drop_least(figures *f)
{
    int least = 0;
    for (int i = 1; i < f->count; i++)
        if (f->at[i].keep < f->at[least].keep)
            least = i;
    f->count--;
    for (int i = least; i < f->count; i++)
        f->at[i] = f->at[i + 1];
}

/* Figures leave until the rest fits; returns the gap between two. */
static int fit(figures *f, int unit, int room)
{
    for (; f->count > 0; drop_least(f)) {
        int width = 0;
        for (int i = 0; i < f->count; i++)
            width += figure_width(&f->at[i], unit);
        int gap = f->count > 1 ? (room - width) / (f->count - 1) : 0;
        if (width <= room && (f->count == 1 || gap >= unit))
            return gap < 2 * unit ? gap : 2 * unit;
    }
    return 0;
}

static void draw_figure(canvas *c, const figure *f, int x, int y, int unit)
{
    const char *first = f->unit_after ? f->value : f->label;
    const char *second = f->unit_after ? f->label : f->value;
    canvas_color first_color = f->unit_after ? f->color : STYLE_DIM;
    canvas_color second_color = f->unit_after ? STYLE_DIM : f->color;
    x += canvas_text(c, x, y, unit, first_color, first);
    if (f->label[0])
        x += unit * 2 / 5;
    canvas_text(c, x, y, unit, second_color, second);
}

void overlay_draw_status(canvas *c, const layout *l, const scene *s)
{
    int unit = l->unit;
    int pad = (unit * 3 + 2) / 4;
    int x = pad, y = l->status.y + (l->status.h - unit) / 2;
    figures f;
    gather(&f, s);
    int mark = s->tracked ? unit * 4 / 5 : 0;
    int gap = fit(&f, unit, l->status.w - 2 * pad - mark);
    if (l->status.h < unit || f.count == 0)
        return;
    for (int i = 0; i < f.count; i++) {
        bool is_state = s->tracked && i == f.count - 1;
        if (is_state) { /* the verdict stands at the right end */
            x = l->status.w - pad - figure_width(&f.at[i], unit);
            draw_state_mark(c, x - mark, y, unit, s->result.state);
        }
        draw_figure(c, &f.at[i], x, y, unit);
        x += figure_width(&f.at[i], unit) + gap;
    }
}
