/* The tracker's step: predict, look, decide, learn; search when lost. */
#include "fovea.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/box.h"
#include "base/image.h"
#include "base/log.h"
#include "model/builtin.h"
#include "track/eye_model.h"
#include "track/search.h"
#include "track/tracker.h"

/* How a model's confidence is judged. */
typedef struct judgement {
    /* Confidence below which a second look is taken, of a wider window, and that which it needs to
     * count instead. */
    float doubtful_below, wide_from;
    /* Confidence from which a frame counts as tracked, and teaches; and how far below the usual, in
     * log-odds, it may be: where tracking is easy, a small doubt means much. */
    float tracking_from, tracking_drop;
    /* Presence (running mean of confidence) below which the object is lost; likewise. */
    float lost_below, lost_drop;
    /* Shares of the newest confidence in presence and in the usual. */
    float presence_rate, usual_rate;
    /* Share of the least confidence so far in what is reported, and how much of that is forgotten a
     * frame, in log-odds. */
    float least_share, least_rate;
} judgement;

static const judgement judgements[] = {
    [FOVEA_MODEL_LEARNED] = {0.3F, 0.8F, 0.13F, 3.0F, 0.05F, 3.2F, 0.3F, 0.05F, 0.2F, 0.02F},
    [FOVEA_MODEL_CLASSIC] = {0, 1, 0.3F, 2.0F, 0.15F, 2.5F, 0.3F, 0.05F, 0, 0},
};

/* What is expected of evidence.first before there is any. */
#define FIRST_USUAL 1.5F

/* Share of the newest motion in velocity. */
#define VELOCITY_RATE 0.3F

struct fovea_tracker {
    fovea_log log;
    fovea_eye *eye;
    fovea_memory memory;
    fovea_evidence evidence; /* of the last step */
};

/* Written in front of a saved state: what it is, and of which layout. The model is told by
 * memory. */
typedef struct state_header {
    char magic[8];
    uint32_t version, size;
} state_header;

enum { STATE_VERSION = 5 };

static state_header header_of(const fovea_tracker *t)
{
    const size_t size = fovea_memory_size((fovea_model)t->memory.model);
    return (state_header){"FOVEAST", STATE_VERSION, (uint32_t)size};
}

void fovea_config_default(fovea_config *config)
{
    *config = (fovea_config){
        .cpu = FOVEA_CPU_BEST,
        .model = fovea_builtin_size > 0 ? FOVEA_MODEL_LEARNED : FOVEA_MODEL_CLASSIC,
    };
}

const char *fovea_model_text(fovea_model model)
{
    switch (model) {
    case FOVEA_MODEL_LEARNED: return "learned";
    case FOVEA_MODEL_CLASSIC: return "classic";
    }
    return "unknown";
}

fovea_status fovea_tracker_open(fovea_tracker **out, const fovea_config *config)
{
    if (!out)
        return FOVEA_ERR_ARG;
    fovea_config defaults;
    fovea_config_default(&defaults);
    if (!config)
        config = &defaults;
    *out = NULL;
    fovea_tracker *t = calloc(1, sizeof *t);
    if (!t) {
        fovea_log_message(&config->log, FOVEA_LOG_ERROR, "tracker: out of memory");
        return FOVEA_ERR_NOMEM;
    }
    t->log = config->log;
    t->memory.model = config->model;
    fovea_status status = fovea_eye_open(&t->eye, config);
    if (status == FOVEA_OK)
        *out = t;
    else
        fovea_tracker_close(&t);
    return status;
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

/* Bounded, so that no single frame decides. */
static float log_odds(float probability)
{
    float p = fminf(fmaxf(probability, 0.01F), 0.99F);
    return logf(p / (1 - p));
}

/* Nothing is known but the target. */
static void begin(fovea_memory *m, const fovea_image *image, fovea_box target)
{
    const int32_t model = m->model;
    memset(m, 0, sizeof *m);
    m->model = model;
    m->picture_width = image->width;
    m->picture_height = image->height;
    m->place = (fovea_place){target.x + target.w / 2, target.y + target.h / 2, target.w, target.h};
    m->start_w = target.w;
    m->start_h = target.h;
    m->presence = 1;
    m->least = log_odds(1);
    m->first = FIRST_USUAL;
    m->state = FOVEA_TRACKING;
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
    begin(&t->memory, image, target);
    memset(t->eye->stage_ns, 0, sizeof t->eye->stage_ns);
    status = fovea_eye_start(t->eye, &t->memory, image);
    if (status != FOVEA_OK) {
        t->memory.picture_width = 0;
        return status;
    }
    fill_result(t, 1, result);
    if (result)
        result->box = target;
    return FOVEA_OK;
}

/* Where to look. A look sees a frame's motion by itself (predicting that costs accuracy);
 * velocity bridges the frames that were dropped, by at most the surroundings. */
static fovea_place predict(const fovea_memory *m, float dt)
{
    fovea_place place = m->place;
    fovea_box around = fovea_surroundings(place);
    float gap = fmaxf(dt - 1, 0);
    place.x += fminf(fmaxf(m->vx * gap, -around.w), around.w);
    place.y += fminf(fmaxf(m->vy * gap, -around.h), around.h);
    return place;
}

/* The object is where the evidence says: take its place and size. */
static void follow(fovea_tracker *t, float dt)
{
    fovea_memory *m = &t->memory;
    fovea_place place = fovea_eye_follow(t->eye, m, &t->evidence);
    float interval = fmaxf(dt, 0.1F); /* time stamps can lie close; velocity stays finite */
    m->vx += VELOCITY_RATE * ((place.x - m->place.x) / interval - m->vx);
    m->vy += VELOCITY_RATE * ((place.y - m->place.y) / interval - m->vy);
    m->place = fovea_memory_limit(m, place);
    m->first = t->evidence.first;
}

/* Presence is a running mean in log-odds: clear evidence tells soon, doubtful evidence late. */
static void judge(fovea_memory *m, float confidence)
{
    const judgement *by = &judgements[m->model];
    float odds = log_odds(confidence);
    float presence = log_odds(m->presence);
    presence += by->presence_rate * (odds - presence);
    m->presence = 1 / (1 + expf(-presence));
    m->state = FOVEA_UNCERTAIN;
    if (confidence >= by->tracking_from && odds > m->usual - by->tracking_drop) {
        m->state = FOVEA_TRACKING;
        m->usual += by->usual_rate * (odds - m->usual);
    }
    if (m->presence < by->lost_below || presence < m->usual - by->lost_drop) {
        m->state = FOVEA_LOST;
        m->lost_steps = 0;
        m->rival = 0;
    }
}

/* What is reported. After a doubt it may be something else that is followed, however surely; that
 * it is not comes to be believed again as time passes. */
static float remember_doubt(fovea_memory *m, float confidence)
{
    const judgement *by = &judgements[m->model];
    if (by->least_share == 0)
        return confidence;
    const float odds = log_odds(confidence);
    m->least = fminf(m->least + by->least_rate, odds);
    return 1 / (1 + expf(-odds - by->least_share * (m->least - odds)));
}

/* While lost, the memory stays as it is, until a look here or elsewhere is sure. What doubtful
 * looks elsewhere say is not said of the box that is reported. */
static fovea_status seek(fovea_tracker *t, const fovea_image *image, float *confidence)
{
    fovea_memory *m = &t->memory;
    fovea_finding finding;
    fovea_status status = fovea_search(t->eye, m, image, &finding);
    if (status != FOVEA_OK)
        return status;
    const fovea_place place = fovea_memory_limit(m, finding.evidence.place);
    t->evidence = finding.evidence;
    *confidence = finding.evidence.confidence;
    m->lost_steps += m->lost_steps < INT32_MAX;
    m->hope = (fovea_place){0};
    m->rival = fmaxf(m->rival, finding.rival);
    if (finding.verdict != VERDICT_FOUND) {
        if (finding.verdict == VERDICT_HOPE)
            m->hope = place;
        *confidence = fminf(*confidence, m->presence);
        return FOVEA_OK;
    }
    m->place = place;
    m->first = finding.evidence.first;
    m->vx = m->vy = 0;
    m->presence = *confidence;
    m->state = FOVEA_TRACKING;
    *confidence = remember_doubt(m, *confidence);
    return FOVEA_OK;
}

/* Looks where the object is expected to be; where that leaves doubt, also at a wider window, since
 * it may have moved further than the first one sees. *teaches: whether the last look is the one
 * that counts, so that it can be learned from. */
static fovea_status look(fovea_tracker *t, const fovea_image *image, fovea_place place,
                         bool *teaches)
{
    const judgement *by = &judgements[t->memory.model];
    const fovea_gaze usual = {place, GAZE_TRACK}, wider = {place, GAZE_COARSE};
    fovea_status status = fovea_eye_look(t->eye, &t->memory, image, usual, &t->evidence);
    *teaches = true;
    if (status != FOVEA_OK || t->evidence.confidence >= by->doubtful_below)
        return status;
    fovea_evidence wide;
    status = fovea_eye_look(t->eye, &t->memory, image, wider, &wide);
    *teaches = status == FOVEA_OK && wide.confidence >= by->wide_from;
    if (*teaches)
        t->evidence = wide;
    return status;
}

/* The object where it is expected to be. */
static fovea_status track(fovea_tracker *t, const fovea_image *image, float dt, float *confidence)
{
    fovea_memory *m = &t->memory;
    bool teaches;
    fovea_status status = look(t, image, predict(m, dt), &teaches);
    if (status != FOVEA_OK)
        return status;
    *confidence = t->evidence.confidence;
    judge(m, *confidence);
    *confidence = remember_doubt(m, *confidence);
    if (m->state != FOVEA_LOST)
        follow(t, dt);
    if (m->state == FOVEA_TRACKING && teaches)
        fovea_eye_learn(t->eye, m, image, &t->evidence);
    return FOVEA_OK;
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
    fovea_status status =
        m->state == FOVEA_LOST ? seek(t, image, &confidence) : track(t, image, dt, &confidence);
    if (status == FOVEA_OK)
        fill_result(t, confidence, result);
    return status;
}

const fovea_evidence *fovea_tracker_evidence(const fovea_tracker *t)
{
    return &t->evidence;
}

const fovea_regression *fovea_tracker_regression(const fovea_tracker *t)
{
    return &t->eye->regression;
}

fovea_status fovea_tracker_glimpse(const fovea_tracker *t, fovea_glimpse *out)
{
    if (!t || !out || t->memory.picture_width == 0)
        return FOVEA_ERR_ARG;
    *out = (fovea_glimpse){t->eye->rgb, t->eye->side, t->eye->side};
    return FOVEA_OK;
}

size_t fovea_tracker_state_size(const fovea_tracker *t)
{
    return sizeof(state_header) + header_of(t).size;
}

void fovea_tracker_save(const fovea_tracker *t, void *state)
{
    const state_header header = header_of(t);
    memcpy(state, &header, sizeof header);
    memcpy((char *)state + sizeof header, &t->memory, header.size);
}

fovea_status fovea_tracker_restore(fovea_tracker *t, const void *state, size_t size)
{
    if (!t || !state)
        return FOVEA_ERR_ARG;
    /* A copy, since the bytes may lie at any address. */
    fovea_memory *loaded = calloc(1, sizeof *loaded);
    if (!loaded)
        return FOVEA_ERR_NOMEM;
    const state_header header = header_of(t);
    bool good = size == fovea_tracker_state_size(t) && memcmp(state, &header, sizeof header) == 0;
    if (good) {
        memcpy(loaded, (const char *)state + sizeof header, header.size);
        good = loaded->model == t->memory.model && fovea_memory_valid(loaded);
    }
    if (good)
        t->memory = *loaded;
    free(loaded);
    if (good)
        return FOVEA_OK;
    fovea_log_message(&t->log, FOVEA_LOG_ERROR,
                      "tracker: restore: not a state saved by this version with the %s model (%zu "
                      "bytes, expected %zu); save it again",
                      fovea_model_text((fovea_model)t->memory.model), size,
                      fovea_tracker_state_size(t));
    return FOVEA_ERR_FORMAT;
}
