/* The recurrent state (memory.h). */
#include "track/memory.h"

#include <math.h>
#include <stddef.h>

#include "base/box.h"
#include "base/image.h"

/* Objects are not followed below this many pixels a side, nor below a tenth of their start. */
#define SIDE_MIN 5.0F
#define SHRINK_MIN 0.1F
/* nor above this many times the picture's sides. */
#define PICTURE_MAX 2.0F

fovea_box fovea_memory_box(const fovea_memory *m)
{
    return (fovea_box){m->x - m->w / 2, m->y - m->h / 2, m->w, m->h};
}

fovea_box fovea_memory_window(const fovea_memory *m, float x, float y)
{
    float around = (m->w + m->h) / 2;
    float w = m->w + around, h = m->h + around;
    return (fovea_box){x - w / 2, y - h / 2, w, h};
}

void fovea_memory_resize(fovea_memory *m, int width, int height)
{
    float kx = (float)width / (float)m->picture_width;
    float ky = (float)height / (float)m->picture_height;
    m->x *= kx;
    m->w *= kx;
    m->start_w *= kx;
    m->vx *= kx;
    m->y *= ky;
    m->h *= ky;
    m->start_h *= ky;
    m->vy *= ky;
    m->picture_width = width;
    m->picture_height = height;
}

static float clamp(float v, float low, float high)
{
    return v < low ? low : v > high ? high : v;
}

/* The factor that brings a side into its limits. */
static float side_factor(float side, float start, float picture)
{
    float low = fmaxf(fminf(SIDE_MIN, start), SHRINK_MIN * start);
    return clamp(side, low, fmaxf(PICTURE_MAX * picture, start)) / side;
}

void fovea_memory_limit(fovea_memory *m)
{
    float width = (float)m->picture_width, height = (float)m->picture_height;
    m->x = clamp(m->x, 0, width);
    m->y = clamp(m->y, 0, height);
    /* Both sides by one factor, so that the aspect stays: growing where one is too small. */
    float kw = side_factor(m->w, m->start_w, width), kh = side_factor(m->h, m->start_h, height);
    float k = fmaxf(kw, kh) > 1 ? fmaxf(kw, kh) : fminf(kw, kh);
    m->w *= k;
    m->h *= k;
}

static bool all_finite(const float *values, size_t bytes)
{
    for (size_t i = 0; i < bytes / sizeof *values; i++)
        if (!isfinite(values[i]))
            return false;
    return true;
}

/* Denominators and shares are sums of squares and counts: never negative. */
static bool none_negative(const float *values, size_t bytes)
{
    for (size_t i = 0; i < bytes / sizeof *values; i++)
        if (!(values[i] >= 0 && values[i] < INFINITY))
            return false;
    return true;
}

static bool learned_valid(const fovea_memory *m)
{
    return all_finite(m->filter.numerator[0][0], sizeof m->filter.numerator) &&
           none_negative(m->filter.denominator, sizeof m->filter.denominator) &&
           all_finite(m->first.numerator[0][0], sizeof m->first.numerator) &&
           none_negative(m->first.denominator, sizeof m->first.denominator) &&
           none_negative(m->color.foreground, sizeof m->color.foreground) &&
           none_negative(m->color.background, sizeof m->color.background) &&
           all_finite(m->scale.numerator[0][0], sizeof m->scale.numerator) &&
           none_negative(m->scale.denominator, sizeof m->scale.denominator);
}

bool fovea_memory_valid(const fovea_memory *m)
{
    if (m->picture_width < 1 || m->picture_width > FOVEA_IMAGE_SIDE_MAX ||
        m->picture_height < 1 || m->picture_height > FOVEA_IMAGE_SIDE_MAX)
        return false;
    return fovea_box_valid(fovea_memory_box(m)) && m->start_w > 0 && m->start_h > 0 &&
           isfinite(m->start_w) && isfinite(m->start_h) && isfinite(m->vx) && isfinite(m->vy) &&
           m->presence >= 0 && m->presence <= 1 &&
           m->state >= FOVEA_TRACKING && m->state <= FOVEA_LOST && m->lost_steps >= 0 &&
           learned_valid(m);
}
