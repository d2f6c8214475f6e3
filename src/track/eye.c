/* One look: glimpse, features, responses, evidence (eye.h). */
#include "track/eye.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/clock.h"

/* Weight of colour against the filter's response when they are summed (Staple's 0.3). */
#define COLOR_SHARE 0.3F
/* Cells around the place in which the first frame's filter may have its peak. */
#define FIRST_REACH 3
/* Cells around the place that belong to its peak, not to a rival. */
#define PEAK_REACH 4

fovea_status fovea_eye_open(fovea_eye **out, const fovea_kernels *kernels)
{
    fovea_eye *eye = *out = calloc(1, sizeof *eye);
    if (!eye || fovea_glimpser_open(&eye->glimpser, kernels) != FOVEA_OK ||
        fovea_filter_open(&eye->filter) != FOVEA_OK || fovea_scale_open(&eye->scale) != FOVEA_OK) {
        fovea_eye_close(out);
        return FOVEA_ERR_NOMEM;
    }
    return FOVEA_OK;
}

void fovea_eye_close(fovea_eye **eye)
{
    if (*eye) {
        fovea_glimpser_close(&(*eye)->glimpser);
        fovea_filter_close(&(*eye)->filter);
        fovea_scale_close(&(*eye)->scale);
    }
    free(*eye);
    *eye = NULL;
}

/* Books the time since *since for a stage. */
static void book(fovea_eye *eye, fovea_stage stage, int64_t *since)
{
    int64_t now = fovea_clock_ns();
    eye->stage_ns[stage] += (uint32_t)(now - *since);
    *since = now;
}

/* Glimpses cannot fail here: windows and images have been checked, so axes are finite. */
static void take_glimpse(fovea_eye *eye, const fovea_image *image, fovea_box window, float *rgb)
{
    fovea_status status =
        fovea_glimpse_image(eye->glimpser, image, window, GLIMPSE_SIDE, GLIMPSE_SIDE, rgb);
    (void)status;
}

/* Offset of a parabola's top from the middle of three values, -0.5..0.5. */
static float parabola_top(float before, float middle, float after)
{
    float curve = before - 2 * middle + after;
    return curve < 0 ? fminf(fmaxf(0.5F * (before - after) / curve, -0.5F), 0.5F) : 0;
}

/* The cell with the highest sum of filter and colour, and its place to a fraction. */
static int find_place(const fovea_eye *eye, float *column, float *row)
{
    float sum[FEATURE_CELLS];
    int best = 0;
    for (int i = 0; i < FEATURE_CELLS; i++) {
        sum[i] = (1 - COLOR_SHARE) * eye->response[i] + COLOR_SHARE * eye->color_response[i];
        best = sum[i] > sum[best] ? i : best;
    }
    int x = best % FEATURE_SIDE, y = best / FEATURE_SIDE;
    *column = (float)x;
    *row = (float)y;
    if (x > 0 && x < FEATURE_SIDE - 1)
        *column += parabola_top(sum[best - 1], sum[best], sum[best + 1]);
    if (y > 0 && y < FEATURE_SIDE - 1)
        *row += parabola_top(sum[best - FEATURE_SIDE], sum[best], sum[best + FEATURE_SIDE]);
    return best;
}

/* The highest response within (or, with `outside`, beyond) `reach` cells of a cell. */
static float highest(const float *response, int cell, int reach, int outside)
{
    int cx = cell % FEATURE_SIDE, cy = cell / FEATURE_SIDE;
    float best = 0;
    for (int i = 0; i < FEATURE_CELLS; i++) {
        int dx = i % FEATURE_SIDE - cx, dy = i / FEATURE_SIDE - cy;
        int beyond = dx * dx + dy * dy > reach * reach;
        if (beyond == outside && response[i] > best)
            best = response[i];
    }
    return best;
}

static float sharpness(const float *response, float peak)
{
    float sum = 0, squares = 0;
    for (int i = 0; i < FEATURE_CELLS; i++) {
        sum += response[i];
        squares += response[i] * response[i];
    }
    float mean = sum / FEATURE_CELLS;
    float variance = fmaxf(squares / FEATURE_CELLS - mean * mean, 0);
    return (peak - mean) / (sqrtf(variance) + 1e-6F);
}

static fovea_evidence weigh(const fovea_eye *eye)
{
    float column, row;
    int cell = find_place(eye, &column, &row);
    float peak = fmaxf(eye->response[cell], 1e-3F);
    return (fovea_evidence){
        .x = eye->window.x + column * eye->window.w / FEATURE_SIDE,
        .y = eye->window.y + row * eye->window.h / FEATURE_SIDE,
        .peak = peak,
        .sharpness = sharpness(eye->response, peak),
        .rival = highest(eye->response, cell, PEAK_REACH, 1) / peak,
        .first_peak = highest(eye->first_response, cell, FIRST_REACH, 0),
        .color = eye->color_response[cell],
    };
}

/* Object's size in pixels of a window's glimpse. */
static float glimpse_width(const fovea_memory *m, fovea_box window)
{
    return m->w * GLIMPSE_SIDE / window.w;
}

static float glimpse_height(const fovea_memory *m, fovea_box window)
{
    return m->h * GLIMPSE_SIDE / window.h;
}

fovea_evidence fovea_eye_look(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                              float x, float y)
{
    int64_t since = fovea_clock_ns();
    eye->window = fovea_memory_window(m, x, y);
    take_glimpse(eye, image, eye->window, eye->rgb);
    book(eye, FOVEA_STAGE_GLIMPSE, &since);
    fovea_glimpse_luma(eye->luma, eye->rgb);
    fovea_features(eye->features, eye->rgb, eye->luma, &eye->hog);
    book(eye, FOVEA_STAGE_FEATURES, &since);
    fovea_filter_look(eye->filter, eye->features);
    fovea_filter_respond(eye->filter, &m->filter, eye->response);
    fovea_filter_respond(eye->filter, &m->first, eye->first_response);
    fovea_color_respond(&m->color, eye->rgb, glimpse_width(m, eye->window),
                        glimpse_height(m, eye->window), eye->color_response, &eye->color);
    fovea_evidence evidence = weigh(eye);
    book(eye, FOVEA_STAGE_LOCATE, &since);
    return evidence;
}

void fovea_eye_glance(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                      fovea_box window, float *x, float *y)
{
    int64_t since = fovea_clock_ns();
    take_glimpse(eye, image, window, eye->side_rgb);
    fovea_color_respond(&m->color, eye->side_rgb, glimpse_width(m, window),
                        glimpse_height(m, window), eye->color_response, &eye->color);
    int best = 0;
    for (int i = 0; i < FEATURE_CELLS; i++)
        best = eye->color_response[i] > eye->color_response[best] ? i : best;
    *x = window.x + (float)(best % FEATURE_SIDE) * window.w / FEATURE_SIDE;
    *y = window.y + (float)(best / FEATURE_SIDE) * window.h / FEATURE_SIDE;
    book(eye, FOVEA_STAGE_SEARCH, &since);
}

float fovea_eye_measure(fovea_eye *eye, const fovea_memory *m, float x, float y)
{
    int64_t since = fovea_clock_ns();
    float centre_x = (x - eye->window.x) * GLIMPSE_SIDE / eye->window.w;
    float centre_y = (y - eye->window.y) * GLIMPSE_SIDE / eye->window.h;
    for (int i = 0; i < SCALE_LEVELS; i++) {
        float patch[SCALE_SIDE * SCALE_SIDE];
        float k = fovea_scale_of_level((float)i);
        float w = k * glimpse_width(m, eye->window), h = k * glimpse_height(m, eye->window);
        fovea_box box = {centre_x - w / 2, centre_y - h / 2, w, h};
        fovea_status status =
            fovea_glimpse_planes(eye->glimpser, eye->luma, 1, GLIMPSE_SIDE, GLIMPSE_SIDE, box,
                                 SCALE_SIDE, SCALE_SIDE, patch);
        (void)status; /* finite like the window */
        fovea_hog(eye->pyramid + (ptrdiff_t)i * SCALE_FEATURES, patch, SCALE_SIDE, SCALE_SIDE,
                  &eye->hog);
    }
    float level = fovea_scale_estimate(eye->scale, &m->scale, eye->pyramid);
    book(eye, FOVEA_STAGE_SCALE, &since);
    return level;
}

void fovea_eye_learn(fovea_eye *eye, fovea_memory *m, const fovea_image *image, float level,
                     fovea_rates rates)
{
    int64_t since = fovea_clock_ns();
    fovea_box window = fovea_memory_window(m, m->x, m->y);
    take_glimpse(eye, image, window, eye->side_rgb);
    book(eye, FOVEA_STAGE_GLIMPSE, &since);
    fovea_glimpse_luma(eye->luma, eye->side_rgb);
    fovea_features(eye->features, eye->side_rgb, eye->luma, &eye->hog);
    book(eye, FOVEA_STAGE_FEATURES, &since);
    float w = glimpse_width(m, window), h = glimpse_height(m, window);
    fovea_filter_learn(eye->filter, &m->filter, eye->features, sqrtf(w * h) / HOG_CELL,
                       rates.filter);
    fovea_color_learn(&m->color, eye->side_rgb, w, h, rates.color);
    fovea_scale_learn(eye->scale, &m->scale, eye->pyramid, level, rates.scale);
    book(eye, FOVEA_STAGE_LEARN, &since);
}
