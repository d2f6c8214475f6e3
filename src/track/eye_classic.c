/* The classical model's look: glimpse, fixed features, responses of filters and colours. */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "track/eye_model.h"

/* Learning rates of filter, colours and scale: of the first frame, and a frame (Staple: 0.01,
 * 0.04, 0.025). */
typedef struct rates {
    float filter, color, scale;
} rates;
static const rates rates_first = {1, 1, 1};
static const rates rates_follow = {0.012F, 0.04F, 0.025F};

/* Weight of colour against the filter's response when they are summed (Staple's 0.3). */
#define COLOR_SHARE 0.3F
/* Cells around the place in which the first frame's filter may have its peak. */
#define FIRST_REACH 3
/* Cells around the place that belong to its peak, not to a rival. */
#define PEAK_REACH 4

struct fovea_classic {
    fovea_filter *filter;
    fovea_scale *scale;
    float level; /* of the pyramid, as last measured: that which has the object's size */
    float luma[GLIMPSE_PIXELS];
    float features[FEATURE_CHANNELS * FEATURE_CELLS];
    float response[FEATURE_CELLS], first_response[FEATURE_CELLS];
    float pyramid[SCALE_LEVELS * SCALE_FEATURES];
    fovea_hog_scratch hog;
};

static fovea_status open_classic(fovea_eye *eye, const fovea_config *config)
{
    fovea_classic *c = eye->classic = calloc(1, sizeof *c);
    eye->side = GLIMPSE_SIDE;
    if (c && fovea_filter_open(&c->filter) == FOVEA_OK && fovea_scale_open(&c->scale) == FOVEA_OK)
        return FOVEA_OK;
    fovea_log_message(&config->log, FOVEA_LOG_ERROR, "tracker: out of memory (about 3 MB)");
    return FOVEA_ERR_NOMEM;
}

static void close_classic(fovea_eye *eye)
{
    if (eye->classic) {
        fovea_filter_close(&eye->classic->filter);
        fovea_scale_close(&eye->classic->scale);
    }
    free(eye->classic);
    eye->classic = NULL;
}

/* ---- the place ----------------------------------------------------------------------- */

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
        sum[i] =
            (1 - COLOR_SHARE) * eye->classic->response[i] + COLOR_SHARE * eye->color_response[i];
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

static void weigh(const fovea_eye *eye, fovea_place gaze, fovea_evidence *out)
{
    const fovea_classic *c = eye->classic;
    float column, row;
    int cell = find_place(eye, &column, &row);
    float peak = fmaxf(c->response[cell], 1e-3F);
    *out = (fovea_evidence){
        .place = {.x = eye->window.x + column * eye->window.w / FEATURE_SIDE,
                  .y = eye->window.y + row * eye->window.h / FEATURE_SIDE,
                  .w = gaze.w,
                  .h = gaze.h},
        .term =
            {
                [CLASSIC_PEAK] = logf(peak),
                [CLASSIC_RIVAL] = fminf(highest(c->response, cell, PEAK_REACH, 1) / peak, 2),
                [CLASSIC_FIRST] =
                    logf(fmaxf(highest(c->first_response, cell, FIRST_REACH, 0), 3e-3F)),
                [CLASSIC_COLOR] = eye->color_response[cell],
            },
    };
}

/* ---- looking ------------------------------------------------------------------------- */

/* An object's size in pixels of a window's glimpse. */
static float glimpse_width(fovea_place place, fovea_box window)
{
    return place.w * GLIMPSE_SIDE / window.w;
}

static float glimpse_height(fovea_place place, fovea_box window)
{
    return place.h * GLIMPSE_SIDE / window.h;
}

/* The same whatever the gaze is for: a filter's response has no scale to spare. */
static fovea_box window_classic(const fovea_eye *eye, fovea_gaze gaze)
{
    (void)eye;
    return fovea_surroundings(gaze.place);
}

static fovea_status look_classic(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                                 fovea_gaze gaze, fovea_evidence *out)
{
    fovea_classic *c = eye->classic;
    int64_t since = fovea_clock_ns();
    fovea_eye_glimpse(eye, image, eye->window, GLIMPSE_SIDE, eye->rgb);
    fovea_eye_book(eye, FOVEA_STAGE_GLIMPSE, &since);
    fovea_glimpse_luma(c->luma, eye->rgb);
    fovea_features(c->features, eye->rgb, c->luma, &c->hog);
    fovea_eye_book(eye, FOVEA_STAGE_FEATURES, &since);
    fovea_filter_look(c->filter, c->features);
    fovea_filter_respond(c->filter, &m->learned.classic.filter, c->response);
    fovea_filter_respond(c->filter, &m->learned.classic.first, c->first_response);
    fovea_color_respond(&m->color, eye->rgb, glimpse_width(gaze.place, eye->window),
                        glimpse_height(gaze.place, eye->window), eye->color_response, &eye->color);
    weigh(eye, gaze.place, out);
    fovea_eye_book(eye, FOVEA_STAGE_LOCATE, &since);
    return FOVEA_OK;
}

/* In the last look: the level of the scale pyramid that has the size of the object at a place. */
static void measure(fovea_eye *eye, const fovea_memory *m, fovea_place place)
{
    fovea_classic *c = eye->classic;
    int64_t since = fovea_clock_ns();
    float centre_x = (place.x - eye->window.x) * GLIMPSE_SIDE / eye->window.w;
    float centre_y = (place.y - eye->window.y) * GLIMPSE_SIDE / eye->window.h;
    for (int i = 0; i < SCALE_LEVELS; i++) {
        float patch[SCALE_SIDE * SCALE_SIDE];
        float k = fovea_scale_of_level((float)i);
        float w = k * glimpse_width(place, eye->window), h = k * glimpse_height(place, eye->window);
        fovea_box box = {centre_x - w / 2, centre_y - h / 2, w, h};
        fovea_status status =
            fovea_glimpse_planes(eye->glimpser, c->luma, 1, GLIMPSE_SIDE, GLIMPSE_SIDE, box,
                                 SCALE_SIDE, SCALE_SIDE, patch);
        (void)status; /* finite like the window */
        fovea_hog(c->pyramid + (ptrdiff_t)i * SCALE_FEATURES, patch, SCALE_SIDE, SCALE_SIDE,
                  &c->hog);
    }
    c->level = fovea_scale_estimate(c->scale, &m->learned.classic.scale, c->pyramid);
    fovea_eye_book(eye, FOVEA_STAGE_SCALE, &since);
}

static fovea_place follow_classic(fovea_eye *eye, const fovea_memory *m,
                                  const fovea_evidence *evidence)
{
    measure(eye, m, evidence->place);
    float k = fovea_scale_of_level(eye->classic->level);
    fovea_place place = evidence->place;
    place.w *= k;
    place.h *= k;
    return place;
}

/* ---- learning ------------------------------------------------------------------------ */

/* From the object where memory has it now, which is seen anew. */
static void learn_at(fovea_eye *eye, fovea_memory *m, const fovea_image *image, rates rate)
{
    fovea_classic *c = eye->classic;
    fovea_classic_memory *learned = &m->learned.classic;
    int64_t since = fovea_clock_ns();
    fovea_box window = fovea_eye_surroundings(eye, m, image);
    fovea_eye_book(eye, FOVEA_STAGE_GLIMPSE, &since);
    fovea_glimpse_luma(c->luma, eye->side_rgb);
    fovea_features(c->features, eye->side_rgb, c->luma, &c->hog);
    fovea_eye_book(eye, FOVEA_STAGE_FEATURES, &since);
    float w = glimpse_width(m->place, window), h = glimpse_height(m->place, window);
    fovea_filter_learn(c->filter, &learned->filter, c->features, sqrtf(w * h) / HOG_CELL,
                       rate.filter);
    fovea_eye_learn_color(eye, m, window, rate.color);
    fovea_scale_learn(c->scale, &learned->scale, c->pyramid, c->level, rate.scale);
    fovea_eye_book(eye, FOVEA_STAGE_LEARN, &since);
}

static void learn_classic(fovea_eye *eye, fovea_memory *m, const fovea_image *image,
                          const fovea_evidence *evidence)
{
    (void)evidence; /* memory's place is what it led to */
    learn_at(eye, m, image, rates_follow);
}

static fovea_status start_classic(fovea_eye *eye, fovea_memory *m, const fovea_image *image)
{
    fovea_evidence nothing;
    fovea_status status = look_classic(eye, m, image, (fovea_gaze){m->place, GAZE_TRACK}, &nothing);
    measure(eye, m, m->place);
    eye->classic->level = SCALE_LEVELS / 2;
    learn_at(eye, m, image, rates_first);
    m->learned.classic.first = m->learned.classic.filter;
    return status;
}

const fovea_eye_model fovea_eye_classic = {
    .regression = &fovea_classic_regression,
    .open = open_classic,
    .close = close_classic,
    .window = window_classic,
    .start = start_classic,
    .look = look_classic,
    .follow = follow_classic,
    .learn = learn_classic,
};
