/* The tracker's step: predict, look, decide, learn; search when lost. */
#include "fovea.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/box.h"
#include "base/image.h"
#include "base/log.h"
#include "track/confidence.h"
#include "track/eye.h"
#include "track/search.h"

/* Learning rates a frame (Staple: 0.01, 0.04, 0.025). */
static const fovea_rates rates_first = {1, 1, 1};
static const fovea_rates rates_follow = {0.012F, 0.04F, 0.025F};

/* Confidence from which a frame counts as tracked, and teaches; and how far below the usual, in
 * log-odds, it may be: where tracking is easy, a small doubt means much. */
#define TRACKING_FROM 0.3F
#define TRACKING_DROP 2.0F
/* Presence (running mean of confidence) below which the object is lost; likewise. */
#define LOST_BELOW 0.15F
#define LOST_DROP 2.5F
/* Shares of the newest confidence in presence and in the usual. */
#define PRESENCE_RATE 0.3F
#define USUAL_RATE 0.05F
/* Share of the newest motion in velocity. */
#define VELOCITY_RATE 0.3F
/* A lost object has come back where a look is at least this sure: more than tracking needs. */
#define FOUND_FROM 0.7F

struct fovea_tracker {
    fovea_log log;
    fovea_eye *eye;
    fovea_memory memory;
};

/* Written in front of a saved state: what it is, and of which layout. */
typedef struct state_header {
    char magic[8];
    uint32_t version, size;
} state_header;

static const state_header header = {"FOVEAST", 1, sizeof(fovea_memory)};

void fovea_config_default(fovea_config *config)
{
    *config = (fovea_config){.cpu = FOVEA_CPU_BEST};
}

fovea_status fovea_tracker_open(fovea_tracker **out, const fovea_config *config)
{
    if (!out)
        return FOVEA_ERR_ARG;
    fovea_config defaults;
    fovea_config_default(&defaults);
    if (!config)
        config = &defaults;
    fovea_tracker *t = *out = calloc(1, sizeof *t);
    if (!t || fovea_eye_open(&t->eye, fovea_kernels_get(config->cpu)) != FOVEA_OK) {
        fovea_tracker_close(out);
        fovea_log_message(&config->log, FOVEA_LOG_ERROR, "tracker: out of memory (about 3 MB)");
        return FOVEA_ERR_NOMEM;
    }
    t->log = config->log;
    return FOVEA_OK;
}

void fovea_tracker_close(fovea_tracker **tracker)
{
    if (!tracker || !*tracker)
        return;
    fovea_eye_close(&(*tracker)->eye);
    free(*tracker);
    *tracker = NULL;
}

static fovea_status refuse(const fovea_tracker *t, const char *what)
{
    fovea_log_message(&t->log, FOVEA_LOG_ERROR, "tracker: %s", what);
    return FOVEA_ERR_ARG;
}

static fovea_status check_target(const fovea_tracker *t, const fovea_image *image, fovea_box target)
{
    float width = (float)image->width, height = (float)image->height;
    fovea_box inside = fovea_box_clip(target, width, height);
    bool fits = fovea_box_valid(target) && target.w >= 1 && target.h >= 1 && inside.w > 0 &&
                inside.h > 0 && target.w <= 2 * width && target.h <= 2 * height;
    if (fits)
        return FOVEA_OK;
    fovea_log_message(&t->log, FOVEA_LOG_ERROR,
                      "tracker: target %g,%g,%g,%g does not fit a picture of %dx%d; expected "
                      "finite x,y,w,h, at least 1 pixel a side, at most twice the picture, and "
                      "a part of it inside",
                      (double)target.x, (double)target.y, (double)target.w, (double)target.h,
                      image->width, image->height);
    return FOVEA_ERR_ARG;
}

static void fill_result(const fovea_tracker *t, float confidence, fovea_result *result)
{
    if (!result)
        return;
    result->box = fovea_memory_box(&t->memory);
    result->confidence = confidence;
    result->state = (fovea_state)t->memory.state;
    result->window = t->eye->window;
    memcpy(result->stage_ns, t->eye->stage_ns, sizeof result->stage_ns);
}

fovea_status fovea_tracker_start(fovea_tracker *t, const fovea_image *image, fovea_box target,
                                 fovea_result *result)
{
    if (!t)
        return FOVEA_ERR_ARG;
    if (!fovea_image_valid(image))
        return refuse(t, "start: the image breaks the rules of fovea.h");
    fovea_status status = check_target(t, image, target);
    if (status != FOVEA_OK)
        return status;
    fovea_memory *m = &t->memory;
    memset(m, 0, sizeof *m);
    m->picture_width = image->width;
    m->picture_height = image->height;
    m->x = target.x + target.w / 2;
    m->y = target.y + target.h / 2;
    m->w = m->start_w = target.w;
    m->h = m->start_h = target.h;
    m->presence = 1;
    m->state = FOVEA_TRACKING;
    memset(t->eye->stage_ns, 0, sizeof t->eye->stage_ns);
    fovea_eye_look(t->eye, m, image, m->x, m->y);
    fovea_eye_measure(t->eye, m, m->x, m->y);
    fovea_eye_learn(t->eye, m, image, SCALE_LEVELS / 2, rates_first);
    m->first = m->filter;
    fill_result(t, 1, result);
    if (result)
        result->box = target;
    return FOVEA_OK;
}

/* Where to look. The filter sees a frame's motion by itself (predicting that costs accuracy);
 * velocity bridges the frames that were dropped, by at most a window. */
static void predict(const fovea_memory *m, float dt, float *x, float *y)
{
    fovea_box window = fovea_memory_window(m, 0, 0);
    float gap = fmaxf(dt - 1, 0);
    *x = m->x + fminf(fmaxf(m->vx * gap, -window.w), window.w);
    *y = m->y + fminf(fmaxf(m->vy * gap, -window.h), window.h);
}

/* The object is where the evidence says: take its place and size, and learn. */
static void follow(fovea_tracker *t, const fovea_image *image, const fovea_evidence *evidence,
                   float dt)
{
    fovea_memory *m = &t->memory;
    float level = fovea_eye_measure(t->eye, m, evidence->x, evidence->y);
    float k = fovea_scale_of_level(level);
    float interval = fmaxf(dt, 0.1F); /* time stamps can lie close; velocity stays finite */
    m->vx += VELOCITY_RATE * ((evidence->x - m->x) / interval - m->vx);
    m->vy += VELOCITY_RATE * ((evidence->y - m->y) / interval - m->vy);
    m->x = evidence->x;
    m->y = evidence->y;
    m->w *= k;
    m->h *= k;
    fovea_memory_limit(m);
    if (m->state == FOVEA_TRACKING)
        fovea_eye_learn(t->eye, m, image, level, rates_follow);
}

/* Bounded, so that no single frame decides. */
static float log_odds(float probability)
{
    float p = fminf(fmaxf(probability, 0.01F), 0.99F);
    return logf(p / (1 - p));
}

/* Presence is a running mean in log-odds: clear evidence tells soon, doubtful evidence late. */
static void judge(fovea_memory *m, float confidence)
{
    float odds = log_odds(confidence);
    float presence = log_odds(m->presence);
    presence += PRESENCE_RATE * (odds - presence);
    m->presence = 1 / (1 + expf(-presence));
    m->state = FOVEA_UNCERTAIN;
    if (confidence >= TRACKING_FROM && odds > m->usual - TRACKING_DROP) {
        m->state = FOVEA_TRACKING;
        m->usual += USUAL_RATE * (odds - m->usual);
    }
    if (m->presence < LOST_BELOW || presence < m->usual - LOST_DROP) {
        m->state = FOVEA_LOST;
        m->lost_steps = 0;
    }
}

/* While lost, the memory stays as it is, until a look here or elsewhere is sure. What doubtful
 * looks elsewhere say is not said of the box that is reported. */
static float seek(fovea_tracker *t, const fovea_image *image)
{
    fovea_memory *m = &t->memory;
    fovea_evidence evidence;
    float confidence = fovea_search(t->eye, m, image, &evidence);
    m->lost_steps += m->lost_steps < INT32_MAX;
    if (confidence < FOUND_FROM)
        return fminf(confidence, m->presence);
    m->x = evidence.x;
    m->y = evidence.y;
    m->vx = m->vy = 0;
    fovea_memory_limit(m);
    m->presence = confidence;
    m->state = FOVEA_TRACKING;
    return confidence;
}

fovea_status fovea_tracker_step(fovea_tracker *t, const fovea_image *image, float dt,
                                fovea_result *result)
{
    if (!t || !result)
        return FOVEA_ERR_ARG;
    fovea_memory *m = &t->memory;
    if (m->picture_width == 0)
        return refuse(t, "step before start: give a target first");
    if (!fovea_image_valid(image))
        return refuse(t, "step: the image breaks the rules of fovea.h");
    if (!(dt > 0) || !isfinite(dt))
        return refuse(t, "step: dt must be finite and above 0");
    if (image->width != m->picture_width || image->height != m->picture_height)
        fovea_memory_resize(m, image->width, image->height);
    memset(t->eye->stage_ns, 0, sizeof t->eye->stage_ns);
    float confidence;
    if (m->state == FOVEA_LOST) {
        confidence = seek(t, image);
    } else {
        float x, y;
        predict(m, dt, &x, &y);
        fovea_evidence evidence = fovea_eye_look(t->eye, m, image, x, y);
        confidence = fovea_confidence(&evidence);
        judge(m, confidence);
        if (m->state != FOVEA_LOST)
            follow(t, image, &evidence, dt);
    }
    fill_result(t, confidence, result);
    return FOVEA_OK;
}

fovea_status fovea_tracker_glimpse(const fovea_tracker *t, fovea_glimpse *out)
{
    if (!t || !out || t->memory.picture_width == 0)
        return FOVEA_ERR_ARG;
    *out = (fovea_glimpse){t->eye->rgb, GLIMPSE_SIDE, GLIMPSE_SIDE};
    return FOVEA_OK;
}

size_t fovea_tracker_state_size(const fovea_tracker *t)
{
    (void)t;
    return sizeof header + sizeof(fovea_memory);
}

void fovea_tracker_save(const fovea_tracker *t, void *state)
{
    memcpy(state, &header, sizeof header);
    memcpy((char *)state + sizeof header, &t->memory, sizeof t->memory);
}

fovea_status fovea_tracker_restore(fovea_tracker *t, const void *state, size_t size)
{
    if (!t || !state)
        return FOVEA_ERR_ARG;
    /* A copy, since the bytes may lie at any address. */
    fovea_memory *loaded = malloc(sizeof *loaded);
    if (!loaded)
        return FOVEA_ERR_NOMEM;
    bool good = size == fovea_tracker_state_size(t) && memcmp(state, &header, sizeof header) == 0;
    if (good) {
        memcpy(loaded, (const char *)state + sizeof header, sizeof *loaded);
        good = fovea_memory_valid(loaded);
    }
    if (good)
        t->memory = *loaded;
    free(loaded);
    if (good)
        return FOVEA_OK;
    fovea_log_message(&t->log, FOVEA_LOG_ERROR,
                      "tracker: restore: not a state saved by this version (%zu bytes, expected "
                      "%zu); save it again",
                      size, fovea_tracker_state_size(t));
    return FOVEA_ERR_FORMAT;
}
