/* canvas.h - a picture in memory and the few things that are drawn on it. Needs no display.
 *
 * Packed premultiplied BGRA, row-major, no padding: byte order B, G, R, A. Coordinates are
 * pixels; everything is clipped to the canvas. */
#ifndef FOVEA_VIEW_CANVAS_H
#define FOVEA_VIEW_CANVAS_H

#include <stdint.h>

#include "fovea.h"

typedef struct canvas {
    int width, height;
    uint8_t *bgra; /* [height, width, 4] */
} canvas;

typedef struct canvas_rect {
    int x, y, w, h;
} canvas_rect;

typedef uint32_t canvas_color; /* 0xAARRGGBB, not premultiplied */

fovea_status canvas_open(canvas **out, int width, int height) FOVEA_CHECKED;
void canvas_close(canvas **c);

/* Whole canvas to one colour (0: transparent). */
void canvas_clear(canvas *c, canvas_color color);
void canvas_fill(canvas *c, canvas_rect r, canvas_color color); /* blends by alpha */
/* The outline of a box in float coordinates, `thickness` pixels wide, anti-aliased. */
void canvas_outline(canvas *c, fovea_box box, float thickness, canvas_color color);
/* ASCII text; `height` of a line in pixels. Returns the width in pixels. */
int canvas_text(canvas *c, int x, int y, int height, canvas_color color, const char *text);
int canvas_text_width(int height, const char *text);

/* The whole image, or the glimpse, scaled into r (converted at the size drawn). */
void canvas_image(canvas *c, canvas_rect r, const fovea_image *image);
void canvas_glimpse(canvas *c, canvas_rect r, const fovea_glimpse *glimpse);

/* Writes a PNG. ERR_IO. Lives with the rest in canvas_png.c. */
fovea_status canvas_write_png(const canvas *c, const char *path, const fovea_log *log) FOVEA_CHECKED;

#endif
