/* find_places.h - the steps of fovea_kernels.find_places, compiled once for each instruction set by
 * the file that includes this: plain loops, of which compilers make vectors. */
#ifndef FOVEA_ATTENTION_FIND_PLACES_H
#define FOVEA_ATTENTION_FIND_PLACES_H

#include <math.h>

#include "attention/places.h"

/* Coordinates beyond are taken as this: floats there are as coarse as the image. */
#define COORDINATE_MAX 16777216.0F

static inline float clamp(float v, float low, float high)
{
    v = v > low ? v : low;
    return v < high ? v : high;
}

/* Folds v into [low, low + span] and tells the fold's direction. */
static float reflect(float v, float low, float span, float *slope)
{
    float from_low = v - low, distance = fmodf(fabsf(from_low), 2 * span);
    *slope = from_low < 0 ? -1 : 1;
    if (distance >= span) {
        distance = 2 * span - distance;
        *slope = -*slope;
    }
    return distance + low;
}

/* Where pixels are, and the sign of their change with the coordinate. The steps are loops of their
 * own, so that a compiler makes vectors of them. Coordinates lie two apart. */
static void find_pixels(float *pixel, float *slope, fovea_grid_axis a, const float *coordinate,
                        int n)
{
    const float last = (float)(a.size - 1), high = a.low + a.span;
    for (int i = 0; i < n; i++) {
        float v = clamp(coordinate[2 * i], -COORDINATE_MAX, COORDINATE_MAX);
        pixel[i] = (v + 1) * a.scale + a.shift;
        slope[i] = 1;
    }
    if (a.padding == FOVEA_PADDING_ZEROS) { /* black from a pixel outside on; and an integer */
        for (int i = 0; i < n; i++)
            pixel[i] = clamp(pixel[i], -2, last + 2);
        return;
    }
    if (a.padding == FOVEA_PADDING_REFLECTION && a.span > 0)
        for (int i = 0; i < n; i++)
            if (!(pixel[i] >= a.low && pixel[i] <= high))
                pixel[i] = reflect(pixel[i], a.low, a.span, &slope[i]);
    for (int i = 0; i < n; i++) {
        float in = pixel[i] > 0 ? slope[i] : 0;
        slope[i] = pixel[i] < last ? in : 0;
        pixel[i] = clamp(pixel[i], 0, last);
    }
}

static void find_places(fovea_places *p, fovea_grid_axis a, const float *coordinate, int n)
{
    float pixel[GRID_PIECE], slope[GRID_PIECE];
    const int last = a.size - 1;
    find_pixels(pixel, slope, a, coordinate, n);
    for (int i = 0; i < n; i++) {
        int low = (int)pixel[i];
        low -= pixel[i] < (float)low;
        float above = pixel[i] - (float)low;
        float inside = low >= 0 ? 1 : 0, inside_above = low >= -1 ? 1 : 0;
        inside = low <= last ? inside : 0;
        inside_above = low < last ? inside_above : 0;
        int left = low > 0 ? low : 0, right = low > -1 ? low + 1 : 0;
        p->inside[0][i] = inside;
        p->inside[1][i] = inside_above;
        p->weight[0][i] = inside * (1 - above);
        p->weight[1][i] = inside_above * above;
        p->pixel[0][i] = left < last ? left : last;
        p->pixel[1][i] = right < last ? right : last;
        p->slope[i] = slope[i] * a.scale;
    }
}

#endif
