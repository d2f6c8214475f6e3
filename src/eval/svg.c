/* Inline SVG: shapes, axes, curves. */
#include "eval/svg.h"

#include <math.h>
#include <stdbool.h>

#include "eval/html.h"

static void put_attribute(FILE *out, const char *name, double value)
{
    fprintf(out, " %s=\"", name);
    html_coordinate(out, value);
    putc('"', out);
}

static void put_four(FILE *out, double x, double y, double w, double h)
{
    put_attribute(out, "x", x);
    put_attribute(out, "y", y);
    put_attribute(out, "width", w);
    put_attribute(out, "height", h);
}

/* `more`: attributes, as they are written. */
static void open_picture(FILE *out, const char *more, double x, double y, double w, double h,
                         const char *label)
{
    const double side[4] = {x, y, w, h};
    fprintf(out, "<svg %s viewBox=\"", more);
    for (int i = 0; i < 4; i++) {
        html_coordinate(out, side[i]);
        putc(i < 3 ? ' ' : '"', out);
    }
    html_put(out, " role=\"img\" aria-label=\"%s\">", label);
}

void svg_open(FILE *out, double width, double height, const char *label)
{
    open_picture(out, "class=\"plot\"", 0, 0, width, height, label);
}

void svg_open_stretched(FILE *out, double width, double height, const char *label)
{
    open_picture(out, "class=\"stretched\" preserveAspectRatio=\"none\"", 0, 0, width, height,
                 label);
}

void svg_open_jpeg(FILE *out, double x, double y, double w, double h, const uint8_t *jpeg,
                   size_t size, const char *label)
{
    open_picture(out, "class=\"picture\"", x, y, w, h, label);
    fputs("<image preserveAspectRatio=\"none\"", out);
    put_four(out, x, y, w, h);
    fputs(" href=\"data:image/jpeg;base64,", out);
    html_base64(out, jpeg, size);
    fputs("\"/>", out);
}

void svg_close(FILE *out)
{
    fputs("</svg>\n", out);
}

void svg_rect(FILE *out, const char *css_class, double x, double y, double w, double h)
{
    fprintf(out, "<rect class=\"%s\"", css_class);
    put_four(out, x, y, w, h);
    fputs("/>", out);
}

void svg_segment(FILE *out, const char *css_class, double x0, double y0, double x1, double y1)
{
    fprintf(out, "<line class=\"%s\"", css_class);
    put_attribute(out, "x1", x0);
    put_attribute(out, "y1", y0);
    put_attribute(out, "x2", x1);
    put_attribute(out, "y2", y1);
    fputs("/>", out);
}

void svg_dot(FILE *out, const char *css_class, double x, double y, double radius)
{
    fprintf(out, "<circle class=\"%s\"", css_class);
    put_attribute(out, "cx", x);
    put_attribute(out, "cy", y);
    put_attribute(out, "r", radius);
    fputs("/>", out);
}

/* Up to the coordinates' end; the text and </text> are to follow. */
static void open_text(FILE *out, const char *css_class, double x, double y)
{
    fprintf(out, "<text class=\"%s\"", css_class);
    put_attribute(out, "x", x);
    put_attribute(out, "y", y);
}

void svg_text(FILE *out, const char *css_class, double x, double y, const char *text)
{
    open_text(out, css_class, x, y);
    html_put(out, ">%s</text>", text);
}

/* ---- plots --------------------------------------------------------------------------- */

static double share(double value, double min, double max)
{
    double t = (value - min) / (max - min);
    return fmin(1, fmax(0, t)); /* NaN: 0 */
}

double svg_x(const svg_plot *plot, double value)
{
    return plot->left + plot->width * share(value, plot->x_min, plot->x_max);
}

double svg_y(const svg_plot *plot, double value)
{
    return plot->top + plot->height * (1 - share(value, plot->y_min, plot->y_max));
}

static void put_tick(FILE *out, const char *css_class, double x, double y, double value, int digits)
{
    open_text(out, css_class, x, y);
    if (digits == 0)
        html_put(out, ">%.0f</text>", value);
    else if (digits == 1)
        html_put(out, ">%.1f</text>", value);
    else
        html_put(out, ">%.2f</text>", value);
}

static int tick_count(double min, double max, double step)
{
    return (int)floor((max - min) / step + 1e-6) + 1;
}

void svg_grid(FILE *out, const svg_plot *plot, const svg_axis *x, const svg_axis *y)
{
    double bottom = plot->top + plot->height;
    for (int i = 0; i < tick_count(plot->x_min, plot->x_max, x->step); i++) {
        double value = plot->x_min + i * x->step, at = svg_x(plot, value);
        svg_segment(out, i == 0 ? "axis" : "grid", at, plot->top, at, bottom);
        put_tick(out, "tick mid", at, bottom + 15, value, x->digits);
    }
    for (int i = 0; i < tick_count(plot->y_min, plot->y_max, y->step); i++) {
        double value = plot->y_min + i * y->step, at = svg_y(plot, value);
        svg_segment(out, i == 0 ? "axis" : "grid", plot->left, at, plot->left + plot->width, at);
        put_tick(out, "tick end", plot->left - 6, at + 4, value, y->digits);
    }
    svg_text(out, "label mid", plot->left + plot->width / 2, bottom + 32, x->label);
    /* Turned by a quarter about its own place. */
    double middle = plot->top + plot->height / 2;
    fputs("<g transform=\"translate(11 ", out);
    html_coordinate(out, middle);
    fputs(") rotate(-90)\">", out);
    svg_text(out, "label mid", 0, 0, y->label);
    fputs("</g>", out);
}

void svg_curve(FILE *out, const svg_plot *plot, const char *css_class, const double *x,
               const double *y, int n)
{
    fprintf(out, "<path class=\"%s\" d=\"", css_class);
    bool drawing = false;
    for (int i = 0; i < n; i++) {
        bool there = !isnan(x[i]) && !isnan(y[i]);
        if (there) {
            putc(drawing ? 'L' : 'M', out);
            html_coordinate(out, svg_x(plot, x[i]));
            putc(' ', out);
            html_coordinate(out, svg_y(plot, y[i]));
        }
        drawing = there;
    }
    fputs("\"/>", out);
}
