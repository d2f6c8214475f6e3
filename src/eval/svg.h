/* svg.h - the few shapes that the report's pictures are made of, as inline SVG.
 *
 * Coordinates are units of the picture's viewBox, y down. Colours, strokes and fonts come from
 * the page's style sheet by class names, so that one picture is right in light and dark. Names
 * of classes are written as they are; texts are escaped. */
#ifndef FOVEA_EVAL_SVG_H
#define FOVEA_EVAL_SVG_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Begins a picture (class "plot") that says `label` to those who cannot see it; "stretched": a
 * "stretched" one fills its place whatever its shape. */
void svg_open(FILE *out, double width, double height, const char *label);
void svg_open_stretched(FILE *out, double width, double height, const char *label);
/* Begins one (class "picture") whose coordinates are x .. x + w, y .. y + h, filled by a JPEG. */
void svg_open_jpeg(FILE *out, double x, double y, double w, double h, const uint8_t *jpeg,
                   size_t size, const char *label);
void svg_close(FILE *out);

void svg_rect(FILE *out, const char *css_class, double x, double y, double w, double h);
void svg_segment(FILE *out, const char *css_class, double x0, double y0, double x1, double y1);
void svg_dot(FILE *out, const char *css_class, double x, double y, double radius);
void svg_text(FILE *out, const char *css_class, double x, double y, const char *text);

/* A rectangle of the picture, and the values at its sides. */
typedef struct svg_plot {
    double left, top, width, height;
    double x_min, x_max; /* left and right */
    double y_min, y_max; /* bottom and top */
} svg_plot;

/* Where a value lies, held inside the rectangle. */
double svg_x(const svg_plot *plot, double value);
double svg_y(const svg_plot *plot, double value);

/* Ticks at min, min + step, ... up to max, with `digits` after the point. */
typedef struct svg_axis {
    const char *label;
    double step;
    int digits;
} svg_axis;

/* Grid lines, the numbers at them, and the axes' labels: left of and below the rectangle. */
void svg_grid(FILE *out, const svg_plot *plot, const svg_axis *x, const svg_axis *y);

/* A line through the points; it is broken where x or y is NaN. */
void svg_curve(FILE *out, const svg_plot *plot, const char *css_class, const double *x,
               const double *y, int n);

#endif
