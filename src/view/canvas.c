/* canvas.c - memory, clipping, and shapes: fills, outlines, lines, all by exact or
 * distance-based coverage, so that edges between pixels do not jump. */
#include "view/canvas.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "view/canvas_draw.h"

fovea_status canvas_open(canvas **out, int width, int height)
{
    *out = NULL;
    if (width < 1 || height < 1 || width > CANVAS_SIDE_MAX || height > CANVAS_SIDE_MAX)
        return FOVEA_ERR_ARG;
    canvas *c = calloc(1, sizeof *c);
    if (!c)
        return FOVEA_ERR_NOMEM;
    c->width = width;
    c->height = height;
    canvas_unclip(c);
    c->bgra = calloc((size_t)width * (size_t)height, 4);
    fovea_status status = c->bgra ? canvas_scratch_open(&c->scratch, width) : FOVEA_ERR_NOMEM;
    if (status != FOVEA_OK) {
        canvas_close(&c);
        return status;
    }
    *out = c;
    return FOVEA_OK;
}

void canvas_close(canvas **c)
{
    if (!c || !*c)
        return;
    canvas_scratch_close(&(*c)->scratch);
    free((*c)->bgra);
    free(*c);
    *c = NULL;
}

canvas_color canvas_fade(canvas_color color, float alpha)
{
    float a = (float)(color >> 24) * canvas_clamp01(alpha);
    return (color & 0xffffff) | (canvas_color)(a + 0.5F) << 24;
}

canvas_rect canvas_intersect(canvas_rect a, canvas_rect b)
{
    /* 64 bits: a caller's rectangle may reach beyond INT_MAX. */
    int64_t left = a.x > b.x ? a.x : b.x;
    int64_t top = a.y > b.y ? a.y : b.y;
    int64_t a_right = (int64_t)a.x + a.w, b_right = (int64_t)b.x + b.w;
    int64_t a_bottom = (int64_t)a.y + a.h, b_bottom = (int64_t)b.y + b.h;
    int64_t w = (a_right < b_right ? a_right : b_right) - left;
    int64_t h = (a_bottom < b_bottom ? a_bottom : b_bottom) - top;
    if (w <= 0 || h <= 0)
        return (canvas_rect){b.x, b.y, 0, 0};
    return (canvas_rect){(int)left, (int)top, (int)w, (int)h};
}

void canvas_clip(canvas *c, canvas_rect r)
{
    c->clip = canvas_intersect(r, (canvas_rect){0, 0, c->width, c->height});
}

void canvas_unclip(canvas *c)
{
    c->clip = (canvas_rect){0, 0, c->width, c->height};
}

canvas_rect canvas_touched(const canvas *c, float left, float top, float right, float bottom)
{
    const canvas_rect *clip = &c->clip;
    float x0 = fmaxf(floorf(left), (float)clip->x);
    float y0 = fmaxf(floorf(top), (float)clip->y);
    float x1 = fminf(ceilf(right), (float)(clip->x + clip->w));
    float y1 = fminf(ceilf(bottom), (float)(clip->y + clip->h));
    if (!(x1 > x0) || !(y1 > y0))
        return (canvas_rect){clip->x, clip->y, 0, 0};
    return (canvas_rect){(int)x0, (int)y0, (int)(x1 - x0), (int)(y1 - y0)};
}

void canvas_clear(canvas *c, canvas_color color)
{
    uint8_t first[4] = {0};
    canvas_blend(first, color, 1);
    size_t pixels = (size_t)c->width * (size_t)c->height;
    if (color == 0) {
        memset(c->bgra, 0, pixels * 4);
        return;
    }
    for (size_t i = 0; i < pixels; i++)
        memcpy(c->bgra + i * 4, first, 4);
}

void canvas_fill(canvas *c, canvas_rect r, canvas_color color)
{
    r = canvas_intersect(r, c->clip);
    bool opaque = color >> 24 == 255;
    uint8_t packed[4] = {0};
    canvas_blend(packed, color, 1);
    for (int y = r.y; y < r.y + r.h; y++) {
        uint8_t *p = canvas_pixel(c, r.x, y);
        for (int x = 0; x < r.w; x++) {
            if (opaque)
                memcpy(p + x * 4, packed, 4);
            else
                canvas_blend(p + x * 4, color, 1);
        }
    }
}

void canvas_round(canvas *c, fovea_box box, float radius, canvas_color color)
{
    float half_w = box.w / 2, half_h = box.h / 2;
    float r = fminf(radius, fminf(half_w, half_h));
    canvas_rect t = canvas_touched(c, box.x, box.y, box.x + box.w, box.y + box.h);
    for (int y = t.y; y < t.y + t.h; y++) {
        float dy = fabsf((float)y + 0.5F - box.y - half_h) - half_h + r;
        uint8_t *p = canvas_pixel(c, t.x, y);
        for (int x = t.x; x < t.x + t.w; x++, p += 4) {
            float dx = fabsf((float)x + 0.5F - box.x - half_w) - half_w + r;
            bool corner = dx > 0 && dy > 0;
            float outside = (corner ? sqrtf(dx * dx + dy * dy) : fmaxf(dx, dy)) - r;
            canvas_blend(p, color, canvas_clamp01(0.5F - outside));
        }
    }
}

/* ---- outline --------------------------------------------------------------------- */

/* How much of pixel i the span [low, high) covers. */
static float covered(int i, float low, float high)
{
    return canvas_clamp01(fminf((float)i + 1, high) - fmaxf((float)i, low));
}

/* A dash is centred on both ends of a side, so that corners are always drawn. */
static float dash(float at, float length, float thickness)
{
    float period = fmaxf(6 * thickness, 4);
    float count = fmaxf(roundf(length / period), 1);
    period = length / count;
    float from_centre = fabsf(at / period - roundf(at / period)) * period;
    return canvas_clamp01(0.3F * period - from_centre + 0.5F);
}

/* How much of the outline a pattern keeps at a point. */
static float kept(fovea_box box, float thickness, canvas_pattern pattern, float x, float y)
{
    if (pattern == CANVAS_SOLID)
        return 1;
    float dx = fminf(fabsf(x - box.x), fabsf(x - box.x - box.w));
    float dy = fminf(fabsf(y - box.y), fabsf(y - box.y - box.h));
    if (pattern == CANVAS_DASHED)
        return dy <= thickness ? dash(x - box.x, box.w, thickness)
                               : dash(y - box.y, box.h, thickness);
    float arm = fmaxf(0.25F * fminf(box.w, box.h), 2.5F * thickness);
    return canvas_clamp01(arm - dx + 0.5F) * canvas_clamp01(arm - dy + 0.5F);
}

void canvas_outline(canvas *c, fovea_box box, float thickness, canvas_pattern pattern,
                    canvas_color color)
{
    float half = thickness / 2;
    float left = box.x - half, right = box.x + box.w + half;
    float top = box.y - half, bottom = box.y + box.h + half;
    if (!isfinite(right - left) || !isfinite(bottom - top) || !(box.w >= 0) || !(box.h >= 0))
        return;
    float in_left = left + thickness, in_right = fmaxf(right - thickness, in_left);
    float in_top = top + thickness, in_bottom = fmaxf(bottom - thickness, in_top);
    canvas_rect t = canvas_touched(c, left, top, right, bottom);
    for (int y = t.y; y < t.y + t.h; y++) {
        float outer_y = covered(y, top, bottom), inner_y = covered(y, in_top, in_bottom);
        for (int x = t.x; x < t.x + t.w; x++) {
            if (inner_y >= 1 && (float)x >= in_left && (float)x + 1 < in_right) {
                int next = (int)fminf(in_right, (float)(t.x + t.w)) - 1;
                x = next > x ? next : x;
                continue; /* the inside, of which there is much */
            }
            float ring =
                covered(x, left, right) * outer_y - covered(x, in_left, in_right) * inner_y;
            float keep = kept(box, thickness, pattern, (float)x + 0.5F, (float)y + 0.5F);
            canvas_blend(canvas_pixel(c, x, y), color, canvas_clamp01(ring * keep));
        }
    }
}

/* ---- line ------------------------------------------------------------------------ */

void canvas_line(canvas *c, float x0, float y0, float x1, float y1, float thickness,
                 canvas_color color)
{
    float reach = thickness / 2 + 1;
    float dx = x1 - x0, dy = y1 - y0;
    float length2 = dx * dx + dy * dy;
    if (!isfinite(length2))
        return;
    canvas_rect t = canvas_touched(c, fminf(x0, x1) - reach, fminf(y0, y1) - reach,
                                   fmaxf(x0, x1) + reach, fmaxf(y0, y1) + reach);
    for (int y = t.y; y < t.y + t.h; y++) {
        for (int x = t.x; x < t.x + t.w; x++) {
            float px = (float)x + 0.5F - x0, py = (float)y + 0.5F - y0;
            float along = length2 > 0 ? canvas_clamp01((px * dx + py * dy) / length2) : 0;
            float distance = hypotf(px - along * dx, py - along * dy);
            float coverage = canvas_clamp01(thickness / 2 - distance + 0.5F);
            if (coverage > 0)
                canvas_blend(canvas_pixel(c, x, y), color, coverage);
        }
    }
}
