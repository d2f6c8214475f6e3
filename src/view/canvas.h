/* canvas.h - a picture in memory and the few things that are drawn on it. Needs no display.
 *
 * Packed premultiplied BGRA, row-major, no padding: byte order B, G, R, A. Coordinates are
 * pixels, pixel i spans [i, i+1); everything is clipped to the canvas and to its clip
 * rectangle. Drawing allocates nothing and cannot fail. */
#ifndef FOVEA_VIEW_CANVAS_H
#define FOVEA_VIEW_CANVAS_H

#include <stdint.h>

#include "fovea.h"

#define CANVAS_SIDE_MAX 32768
#define CANVAS_TEXT_MAX 160 /* higher lines are drawn this high */

typedef struct canvas_rect {
    int x, y, w, h;
} canvas_rect;

typedef struct canvas {
    int width, height;
    uint8_t *bgra;                  /* [height, width, 4] */
    canvas_rect clip;               /* inside the canvas; set by canvas_clip() */
    struct canvas_scratch *scratch; /* rows for canvas_image(), canvas_glimpse() */
} canvas;

typedef uint32_t canvas_color; /* 0xAARRGGBB, not premultiplied */

/* `color` with its alpha multiplied by 0..1. */
canvas_color canvas_fade(canvas_color color, float alpha);

typedef enum canvas_pattern {
    CANVAS_SOLID,
    CANVAS_DASHED,
    CANVAS_CORNERS, /* only the four corners */
} canvas_pattern;

/* Transparent. ERR_ARG: a side outside 1..CANVAS_SIDE_MAX; ERR_NOMEM. */
fovea_status canvas_open(canvas **out, int width, int height) FOVEA_CHECKED;
void canvas_close(canvas **c); /* accepts a pointer to NULL */

/* From now on only what is inside r is drawn; canvas_unclip() lifts it. */
void canvas_clip(canvas *c, canvas_rect r);
void canvas_unclip(canvas *c);

/* Whole canvas, whatever the clip, to one colour (0: transparent). */
void canvas_clear(canvas *c, canvas_color color);
void canvas_fill(canvas *c, canvas_rect r, canvas_color color); /* blends by alpha */
/* A box in float coordinates with rounded corners, anti-aliased. */
void canvas_round(canvas *c, fovea_box box, float radius, canvas_color color);
/* The outline of a box in float coordinates, `thickness` pixels wide around its edge,
 * anti-aliased. Not finite or negative in size: nothing is drawn. */
void canvas_outline(canvas *c, fovea_box box, float thickness, canvas_pattern pattern,
                    canvas_color color);
/* A line with round ends, anti-aliased. */
void canvas_line(canvas *c, float x0, float y0, float x1, float y1, float thickness,
                 canvas_color color);
/* ASCII text in Fovea's own stroke font, other bytes as a hollow box; x, y: the corner of
 * the line, `height` pixels high (capitals are 0.6 of it). Digits are equally wide. Returns
 * the width in pixels. */
int canvas_text(canvas *c, int x, int y, int height, canvas_color color, const char *text);
int canvas_text_width(int height, const char *text);

/* The whole image, or the glimpse, scaled into r and opaque: bilinear where it grows, the
 * average over the area where it shrinks. Colour is converted at the size drawn. The image
 * must be valid (fovea_image_valid()). */
void canvas_image(canvas *c, canvas_rect r, const fovea_image *image);
void canvas_glimpse(canvas *c, canvas_rect r, const fovea_glimpse *glimpse);

/* Writes a PNG: RGB, or RGBA where anything is not opaque. ERR_IO, ERR_NOMEM. */
fovea_status canvas_write_png(const canvas *c, const char *path,
                              const fovea_log *log) FOVEA_CHECKED;

#endif
