/* The recurrent state (memory.h). */
#include "track/memory.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/image.h"
#include "track/confidence.h"

/* Objects are not followed below this many pixels a side, nor below a tenth of their start. */
#define SIDE_MIN 5.0F
#define SHRINK_MIN 0.1F
/* nor above this many times the picture's sides. */
#define PICTURE_MAX 2.0F

size_t fovea_memory_size(fovea_model model)
{
    return offsetof(fovea_memory, learned) +
           (model == FOVEA_MODEL_LEARNED ? sizeof(fovea_net_memory) : sizeof(fovea_classic_memory));
}

fovea_box fovea_memory_box(const fovea_memory *m)
{
    const fovea_place *p = &m->place;
    return (fovea_box){p->x - p->w / 2, p->y - p->h / 2, p->w, p->h};
}

fovea_box fovea_surroundings(fovea_place place)
{
    float around = (place.w + place.h) / 2;
    float w = place.w + around, h = place.h + around;
    return (fovea_box){place.x - w / 2, place.y - h / 2, w, h};
}

static void scale_place(fovea_place *place, float kx, float ky)
{
    place->x *= kx;
    place->y *= ky;
    place->w *= kx;
    place->h *= ky;
}

void fovea_memory_resize(fovea_memory *m, int width, int height)
{
    float kx = (float)width / (float)m->picture_width;
    float ky = (float)height / (float)m->picture_height;
    scale_place(&m->place, kx, ky);
    scale_place(&m->hope, kx, ky);
    m->start_w *= kx;
    m->start_h *= ky;
    m->vx *= kx;
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

fovea_place fovea_memory_limit(const fovea_memory *m, fovea_place place)
{
    float width = (float)m->picture_width, height = (float)m->picture_height;
    float kw = side_factor(place.w, m->start_w, width);
    float kh = side_factor(place.h, m->start_h, height);
    if (m->model == FOVEA_MODEL_CLASSIC) /* growing where one is too small */
        kw = kh = fmaxf(kw, kh) > 1 ? fmaxf(kw, kh) : fminf(kw, kh);
    return (fovea_place){clamp(place.x, 0, width), clamp(place.y, 0, height), place.w * kw,
                         place.h * kh};
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
#define NET_LEARNED_MAX 1e6F

/* Denominators are sums of squares: never negative. */
static bool classic_valid(const fovea_classic_memory *m)
{
    const float most = LEARNED_MAX;
    return all_within(m->filter.numerator[0][0], sizeof m->filter.numerator, -most, most) &&
           all_within(m->filter.denominator, sizeof m->filter.denominator, 0, most) &&
           all_within(m->first.numerator[0][0], sizeof m->first.numerator, -most, most) &&
           all_within(m->first.denominator, sizeof m->first.denominator, 0, most) &&
           all_within(m->scale.numerator[0][0], sizeof m->scale.numerator, -most, most) &&
           all_within(m->scale.denominator, sizeof m->scale.denominator, 0, most);
}

/* All of it but its age, which may be any number, is floats. */
static bool net_valid(const fovea_net_memory *m)
{
    const size_t word = sizeof(float);
    for (size_t at = 0; at < sizeof *m; at += word) {
        float value;
        memcpy(&value, (const char *)m + at, word);
        if (at != offsetof(fovea_net_memory, age) &&
            !within(value, -NET_LEARNED_MAX, NET_LEARNED_MAX))
            return false;
    }
    return true;
}

void fovea_memory_bound_net(fovea_net_memory *net)
{
    for (int i = 0; i < NET_FILTER_MAX; i++)
        net->filter[i] = fminf(fmaxf(net->filter[i], -NET_LEARNED_MAX), NET_LEARNED_MAX);
}

/* Shares of colours add up to 1. */
static bool learned_valid(const fovea_memory *m)
{
    const bool net = m->model == FOVEA_MODEL_LEARNED;
    return (net || m->model == FOVEA_MODEL_CLASSIC) &&
           all_within(m->color.foreground, sizeof m->color.foreground, 0, 2) &&
           all_within(m->color.background, sizeof m->color.background, 0, 2) &&
           (net ? net_valid(&m->learned.net) : classic_valid(&m->learned.classic));
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

static bool place_valid(const fovea_memory *m, fovea_place place)
{
    return axis_valid(place.x, place.w, m->start_w, m->vx, m->picture_width) &&
           axis_valid(place.y, place.h, m->start_h, m->vy, m->picture_height);
}

static bool hope_valid(const fovea_memory *m)
{
    const fovea_place none = {0};
    return memcmp(&m->hope, &none, sizeof none) == 0 || place_valid(m, m->hope);
}

/* The start's, where it is kept. */
static bool aspect_valid(const fovea_memory *m)
{
    return m->model != FOVEA_MODEL_CLASSIC ||
           within(m->place.w * m->start_h / (m->place.h * m->start_w), 0.99F, 1.01F);
}

bool fovea_memory_valid(const fovea_memory *m)
{
    int width = m->picture_width, height = m->picture_height;
    if (width < 1 || width > FOVEA_IMAGE_SIDE_MAX || height < 1 || height > FOVEA_IMAGE_SIDE_MAX)
        return false;
    return place_valid(m, m->place) && hope_valid(m) && aspect_valid(m) &&
           within(m->presence, 0, 1) && within(m->usual, -5, 5) && within(m->least, -5, 5) &&
           within(m->first, -SCORE_MAX, SCORE_MAX) && within(m->rival, 0, 1) &&
           m->state >= FOVEA_TRACKING && m->state <= FOVEA_LOST && m->lost_steps >= 0 &&
           learned_valid(m);
}
