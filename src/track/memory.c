/* The recurrent state (memory.h). */
#include "track/memory.h"

#include <math.h>
#include <stddef.h>

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

static bool within(float v, float low, float high)
{
    return v >= low && v <= high; /* false for NaN */
}

static bool all_within(const float *values, size_t bytes, float low, float high)
{
    for (size_t i = 0; i < bytes / sizeof *values; i++)
        if (!within(values[i], low, high))
            return false;
    return true;
}

/* Far more than any picture teaches, and far from where sums of products overflow. */
#define LEARNED_MAX 1e12F

/* Denominators are sums of squares: never negative. Shares add up to 1. */
static bool learned_valid(const fovea_memory *m)
{
    const float most = LEARNED_MAX;
    return all_within(m->filter.numerator[0][0], sizeof m->filter.numerator, -most, most) &&
           all_within(m->filter.denominator, sizeof m->filter.denominator, 0, most) &&
           all_within(m->first.numerator[0][0], sizeof m->first.numerator, -most, most) &&
           all_within(m->first.denominator, sizeof m->first.denominator, 0, most) &&
           all_within(m->color.foreground, sizeof m->color.foreground, 0, 2) &&
           all_within(m->color.background, sizeof m->color.background, 0, 2) &&
           all_within(m->scale.numerator[0][0], sizeof m->scale.numerator, -most, most) &&
           all_within(m->scale.denominator, sizeof m->scale.denominator, 0, most);
}

/* One axis of the object, as start and fovea_memory_limit() leave it, with room for rounding. A
 * start of 1 px in the largest picture may have been scaled along to the smallest. */
static bool axis_valid(float centre, float side, float start, float velocity, int picture)
{
    float whole = (float)picture;
    return within(start, 0.9F / FOVEA_IMAGE_SIDE_MAX * whole, 1.1F * PICTURE_MAX * whole) &&
           within(side, 0.9F * SHRINK_MIN * start, 1.1F * fmaxf(PICTURE_MAX * whole, start)) &&
           within(centre, -2 * whole, 3 * whole) && within(velocity, -LEARNED_MAX, LEARNED_MAX);
}

bool fovea_memory_valid(const fovea_memory *m)
{
    int width = m->picture_width, height = m->picture_height;
    if (width < 1 || width > FOVEA_IMAGE_SIDE_MAX || height < 1 || height > FOVEA_IMAGE_SIDE_MAX)
        return false;
    return axis_valid(m->x, m->w, m->start_w, m->vx, width) &&
           axis_valid(m->y, m->h, m->start_h, m->vy, height) &&
           within(m->w * m->start_h / (m->h * m->start_w), 0.99F, 1.01F) && /* aspect is kept */
           within(m->presence, 0, 1) && within(m->usual, -5, 5) && m->state >= FOVEA_TRACKING &&
           m->state <= FOVEA_LOST && m->lost_steps >= 0 && learned_valid(m);
}
