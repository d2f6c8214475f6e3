/* layout.c - where frame, panel and figures lie in an output of any size. */
#include "view/overlay.h"

#include <math.h>

#define GLIMPSE_SHARE 0.36 /* side of the glimpse to the root of the frame's area */
#define ASPECT_MAX 100.0   /* of a pixel; more is an error of the file */

/* A picture in square pixels, never smaller than it is stored. */
typedef struct shape {
    double width, height;
} shape;

static shape square_pixels(int width, int height, double pixel_aspect)
{
    bool sane = pixel_aspect >= 1 / ASPECT_MAX && pixel_aspect <= ASPECT_MAX;
    double aspect = sane ? pixel_aspect : 1;
    return aspect >= 1 ? (shape){width * aspect, height} : (shape){width, height / aspect};
}

/* Line height: readable where there is room, never a large part of the picture. */
static int unit_of(int width, int height)
{
    double unit = fmin(fmax(fmin(height * 0.028, width * 0.02), 13), 64);
    return (int)fmax(fmin(unit, height / 6.0), 6);
}

static int status_height(int height, int unit)
{
    int wanted = (unit * 8 + 2) / 5;
    return wanted < height ? wanted : height - 1;
}

/* What the panel has beside the glimpse, over all its height. */
static int words_height(int unit)
{
    return unit * 11 / 2;
}

static bool is_roomy(int panel_height, int unit)
{
    return unit >= 10 && panel_height >= 11 * unit;
}

static int padding(int unit)
{
    return (unit * 3 + 2) / 4;
}

/* The largest glimpse that this height of panel holds. */
static int glimpse_max(int panel_height, int unit)
{
    int used = is_roomy(panel_height, unit) ? words_height(unit) : 0;
    int side = panel_height - used - 2 * padding(unit);
    return side > 0 ? side : 0;
}

static int at_least(int value, int least)
{
    return value > least ? value : least;
}

/* The largest scale at which frame and panel fit side by side. */
static double scale_of(const layout *l, shape p, int frame_height)
{
    int pad = padding(l->unit);
    double share = GLIMPSE_SHARE * sqrt(p.width * p.height);
    double widest = glimpse_max(frame_height, l->unit);
    double room = at_least(l->width - 2 * pad, 1);
    double across = room / (p.width + share);
    if (share * across > widest)
        across = fmax(room - widest, 1) / p.width;
    double scale = fmin(across, frame_height / p.height);
    /* One to one is sharper than the last pixels of size are worth. */
    return scale > 1 && scale < 1.02 ? 1 : scale;
}

static void place_panel(layout *l, shape p, double scale, int frame_height)
{
    int pad = padding(l->unit);
    int left = l->width - l->frame.w - 2 * pad; /* for the glimpse */
    int least = (int)(scale * GLIMPSE_SHARE * sqrt(p.width * p.height));
    int side = glimpse_max(frame_height, l->unit);
    side = side < left ? side : left;
    /* A wide window gives its spare width to the glimpse, up to the size of the frame. */
    int most = at_least(at_least(l->frame.w, l->frame.h), least);
    side = at_least(side < most ? side : most, 0);
    if (side == 0) {
        l->panel = l->glimpse = (canvas_rect){l->width, 0, 0, 0};
        return;
    }
    l->roomy = is_roomy(frame_height, l->unit) && side >= 6 * l->unit;
    int title = l->roomy ? (l->unit * 9 + 2) / 5 : pad;
    int words = l->roomy ? words_height(l->unit) - title : pad;
    /* The panel begins where the frame does, but that it must not end below. */
    int top = (frame_height - l->frame.h) / 2, spare = frame_height - title - side - words;
    top = at_least(top < spare ? top : spare, 0);
    int panel = side + 2 * pad;
    l->panel = (canvas_rect){l->width - panel, top, panel, frame_height - top};
    l->glimpse = (canvas_rect){l->panel.x + pad, top + title, side, side};
}

layout layout_fit(int width, int height, int picture_width, int picture_height, double pixel_aspect)
{
    shape p = square_pixels(picture_width, picture_height, pixel_aspect);
    layout l = {.width = width, .height = height, .unit = unit_of(width, height)};
    int line = status_height(height, l.unit);
    int frame_height = height - line;
    double scale = scale_of(&l, p, frame_height);
    l.frame.w = at_least((int)fmin(round(scale * p.width), width), 1);
    l.frame.h = at_least((int)fmin(round(scale * p.height), frame_height), 1);
    place_panel(&l, p, scale, frame_height);
    l.frame.x = (width - l.panel.w - l.frame.w) / 2;
    l.frame.y = (frame_height - l.frame.h) / 2;
    l.status = (canvas_rect){0, frame_height, width, line};
    l.scale_x = (float)l.frame.w / (float)picture_width;
    l.scale_y = (float)l.frame.h / (float)picture_height;
    return l;
}

static int even(double side)
{
    return at_least(((int)ceil(side - 1e-9) + 1) / 2 * 2, 2);
}

/* The smallest even output whose layout draws `p` one to one. The line height follows from
 * the output's size, and the output from the line height: both grow until they agree. */
static void natural_size(shape p, int *width, int *height)
{
    *width = even(p.width);
    *height = even(p.height);
    for (int i = 0; i < 16; i++) {
        int unit = unit_of(*width, *height);
        int frame_height = *height - status_height(*height, unit);
        double side =
            fmin(GLIMPSE_SHARE * sqrt(p.width * p.height), glimpse_max(frame_height, unit));
        *width = even(p.width + ceil(side) + 2 * padding(unit));
        *height = even(p.height + status_height(*height, unit));
    }
}

void layout_natural(int picture_width, int picture_height, double pixel_aspect, int max_side,
                    int *width, int *height)
{
    shape p = square_pixels(picture_width, picture_height, pixel_aspect);
    int limit = at_least(max_side / 2 * 2, 2);
    natural_size(p, width, height);
    for (int i = 0; i < 16 && at_least(*width, *height) > limit; i++) {
        double shrink = (double)limit / at_least(*width, *height);
        p = (shape){p.width * shrink, p.height * shrink};
        natural_size(p, width, height);
    }
    *width = *width < limit ? *width : limit;
    *height = *height < limit ? *height : limit;
}

fovea_box layout_to_output(const layout *l, fovea_box b)
{
    return (fovea_box){(float)l->frame.x + b.x * l->scale_x, (float)l->frame.y + b.y * l->scale_y,
                       b.w * l->scale_x, b.h * l->scale_y};
}

fovea_box layout_to_picture(const layout *l, fovea_box b)
{
    return (fovea_box){(b.x - (float)l->frame.x) / l->scale_x,
                       (b.y - (float)l->frame.y) / l->scale_y, b.w / l->scale_x, b.h / l->scale_y};
}
