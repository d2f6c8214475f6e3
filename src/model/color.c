/* Foreground and background colour histograms (color.h). */
#include "model/color.h"

#include <stddef.h>

/* Share of the object's sides that is taken for foreground: boxes have corners of background. */
#define INNER 0.8F

static int bin_of(const float *rgb, int i)
{
    const float levels = COLOR_LEVELS - 0.01F; /* 1.0 belongs to the last level */
    int r = (int)(rgb[i] * levels), g = (int)(rgb[GLIMPSE_PIXELS + i] * levels);
    int b = (int)(rgb[2 * GLIMPSE_PIXELS + i] * levels);
    return (r * COLOR_LEVELS + g) * COLOR_LEVELS + b;
}

/* integral[y][x]: sum of likelihoods above and to the left. Unknown colours count half. */
static void integrate_likelihood(const fovea_color_memory *memory, const float *rgb,
                                 float *integral)
{
    const int pitch = GLIMPSE_SIDE + 1;
    for (int x = 0; x < pitch; x++)
        integral[x] = 0;
    for (int y = 0; y < GLIMPSE_SIDE; y++) {
        const float *above = integral + (ptrdiff_t)y * pitch;
        float *row = integral + (ptrdiff_t)(y + 1) * pitch;
        float sum = 0;
        row[0] = 0;
        for (int x = 0; x < GLIMPSE_SIDE; x++) {
            int bin = bin_of(rgb, y * GLIMPSE_SIDE + x);
            float fg = memory->foreground[bin], bg = memory->background[bin];
            sum += fg + bg > 0 ? fg / (fg + bg) : 0.5F;
            row[x + 1] = above[x + 1] + sum;
        }
    }
}

static int clamp_side(int v)
{
    return v < 0 ? 0 : v > GLIMPSE_SIDE ? GLIMPSE_SIDE : v;
}

void fovea_color_respond(const fovea_color_memory *memory, const float *rgb, float w, float h,
                         float *response, fovea_color_scratch *scratch)
{
    const int pitch = GLIMPSE_SIDE + 1;
    const float *sum = scratch->integral;
    integrate_likelihood(memory, rgb, scratch->integral);
    int half_w = clamp_side((int)(w / 2 + 0.5F)), half_h = clamp_side((int)(h / 2 + 0.5F));
    half_w += half_w == 0;
    half_h += half_h == 0;
    for (int y = 0; y < FEATURE_SIDE; y++)
        for (int x = 0; x < FEATURE_SIDE; x++) {
            int left = clamp_side(x * HOG_CELL - half_w), right = clamp_side(x * HOG_CELL + half_w);
            int top = clamp_side(y * HOG_CELL - half_h), low = clamp_side(y * HOG_CELL + half_h);
            float inside = sum[low * pitch + right] - sum[top * pitch + right] -
                           sum[low * pitch + left] + sum[top * pitch + left];
            response[y * FEATURE_SIDE + x] = inside / (float)(4 * half_w * half_h);
        }
}

/* Pixels whose centre is within half of the glimpse's centre: [first, end). */
static void centred_range(float size, int *first, int *end)
{
    *first = clamp_side((int)(GLIMPSE_SIDE / 2 - size / 2 + 0.5F));
    *end = GLIMPSE_SIDE - *first;
}

/* Scales a histogram by keep and adds the rectangle's pixels, or with `outside` all others,
 * with weights that sum to rate. */
static void learn_histogram(float *histogram, const float *rgb, float w, float h, int outside,
                            float rate)
{
    for (int i = 0; i < COLOR_BINS; i++)
        histogram[i] *= 1 - rate;
    int x0, x1, y0, y1;
    centred_range(w, &x0, &x1);
    centred_range(h, &y0, &y1);
    int inside = (x1 - x0) * (y1 - y0);
    int count = outside ? GLIMPSE_PIXELS - inside : inside;
    float weight = count > 0 ? rate / (float)count : 0;
    for (int y = 0; y < GLIMPSE_SIDE; y++)
        for (int x = 0; x < GLIMPSE_SIDE; x++) {
            int in = y >= y0 && y < y1 && x >= x0 && x < x1;
            if (in != outside)
                histogram[bin_of(rgb, y * GLIMPSE_SIDE + x)] += weight;
        }
}

void fovea_color_learn(fovea_color_memory *memory, const float *rgb, float w, float h, float rate)
{
    learn_histogram(memory->foreground, rgb, w * INNER, h * INNER, 0, rate);
    learn_histogram(memory->background, rgb, w, h, 1, rate);
}
