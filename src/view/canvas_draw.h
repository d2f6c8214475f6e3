/* canvas_draw.h - what the canvas files share: clipping and blending of one pixel. */
#ifndef FOVEA_VIEW_CANVAS_DRAW_H
#define FOVEA_VIEW_CANVAS_DRAW_H

#include "view/canvas.h"

/* Rows for scaling, sized so that any image fits: see canvas_image.c. */
struct canvas_scratch;
fovea_status canvas_scratch_open(struct canvas_scratch **out, int width) FOVEA_CHECKED;
void canvas_scratch_close(struct canvas_scratch **scratch);

/* The pixels that the box [left, right) x [top, bottom) touches, within the clip; w or h
 * is 0 where there are none. Any float will do. */
canvas_rect canvas_touched(const canvas *c, float left, float top, float right, float bottom);
canvas_rect canvas_intersect(canvas_rect a, canvas_rect b);

static inline unsigned canvas_div255(unsigned x)
{
    return (x + 128 + ((x + 128) >> 8)) >> 8;
}

static inline float canvas_clamp01(float x)
{
    return x > 0 ? (x < 1 ? x : 1) : 0;
}

/* `color` over the pixel at `p`, as far as it covers it (0..1). */
static inline void canvas_blend(uint8_t *p, canvas_color color, float coverage)
{
    unsigned alpha = (unsigned)((float)(color >> 24) * coverage + 0.5F);
    unsigned rest = 255 - alpha;
    p[0] = (uint8_t)canvas_div255((color & 0xff) * alpha + p[0] * rest);
    p[1] = (uint8_t)canvas_div255((color >> 8 & 0xff) * alpha + p[1] * rest);
    p[2] = (uint8_t)canvas_div255((color >> 16 & 0xff) * alpha + p[2] * rest);
    p[3] = (uint8_t)canvas_div255(255 * alpha + p[3] * rest);
}

/* An opaque pixel in the byte order of the canvas, to be stored as a whole. */
static inline uint32_t canvas_pack(uint32_t b, uint32_t g, uint32_t r)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return b << 24 | g << 16 | r << 8 | 255u;
#else
    return b | g << 8 | r << 16 | 255u << 24;
#endif
}

static inline uint8_t *canvas_pixel(const canvas *c, int x, int y)
{
    return c->bgra + ((size_t)y * (size_t)c->width + (size_t)x) * 4;
}

#endif
