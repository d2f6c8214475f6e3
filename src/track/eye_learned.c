/* The learned model's look: glimpse, network, the likeliest of its boxes. */
#include <math.h>
#include <stdlib.h>

#include "base/box.h"
#include "base/clock.h"
#include "base/log.h"
#include "model/builtin.h"
#include "track/eye_model.h"

/* An expected object is likelier near the centre: that counts this much against the network's
 * probability, and falls off by a Gaussian of this standard deviation, in glimpses. */
#define PRIOR_SHARE 0.3F
#define PRIOR_SPREAD 0.1875F
/* Probability above which the object is taken to be where the network says, and above which also
 * as large; how much of a change of size is taken over where it is certain. Sizes of doubtful
 * looks are mostly parts of the object: following them loses it. */
#define MOVE_ABOVE 0.2F
#define SIZE_ABOVE 0.5F
#define SIZE_RATE 0.4F
/* Sides of a coarse window by those of a usual one. */
#define COARSE 2.0F
/* The colours serve the search alone, so they learn from every so many frames. */
#define COLOR_FRAMES 8
#define COLOR_RATE 0.1F

/* Share of the newest look in the mean of what the first glimpse alone says. Asking it costs half a
 * head: where the tracker is sure, by such log-odds, it is asked every so many frames, and its
 * answer stands for them all. */
#define FIRST_RATE 0.1F
#define FIRST_SURE 1.0F
#define FIRST_FRAMES 4
#define FIRST_FRAMES_RATE 0.3439F /* 1 - (1 - FIRST_RATE)^FIRST_FRAMES */
/* Elsewhere it is not asked below such log-odds: whatever it says, the object is not there. */
#define FIRST_HOPE -1.0F

_Static_assert((int)NET_GLIMPSE_MAX <= (int)GLIMPSE_SIDE,
               "an eye has room for the network's glimpse");

struct fovea_learned {
    fovea_net *net;
    float context; /* sides of the window in sides of the object */
    fovea_net_answer answer;
    float first[NET_CELLS_MAX]; /* scores of the same by the first glimpse alone */
    fovea_box found;            /* in the last look's glimpse, its pixels */
    float prior[NET_CELLS_MAX]; /* of an answer's cells                    */
};

/* ---- open and close ------------------------------------------------------------------ */

static fovea_status open_model(fovea_net_model **out, const fovea_config *config)
{
    if (config->weights)
        return fovea_net_model_open(out, config->weights, &config->log);
    if (fovea_builtin_size > 0)
        return fovea_net_model_open_memory(out, "built in", fovea_builtin_weights,
                                           fovea_builtin_size, &config->log);
    *out = NULL;
    fovea_log_message(&config->log, FOVEA_LOG_ERROR,
                      "tracker: no weights of the learned model are built in; name a file of them, "
                      "or use the classical model");
    return FOVEA_ERR_UNSUPPORTED;
}

static void lay_prior(fovea_learned *l, const fovea_net_model *model)
{
    const int side = model->filter.side, stride = model->filter.stride;
    const float spread = PRIOR_SPREAD * (float)model->glimpse, middle = (float)model->glimpse / 2;
    for (int i = 0; i < side * side; i++) {
        float dx = (float)(i % side * stride) + 0.5F - middle;
        float dy = (float)(i / side * stride) + 0.5F - middle;
        l->prior[i] = expf(-(dx * dx + dy * dy) / (2 * spread * spread));
    }
}

static void take_regression(fovea_regression *out, const float *weight)
{
    _Static_assert((int)NET_CONFIDENCE == (int)NET_TERMS + 1, "a bias and a weight a term");
    out->bias = weight[0];
    for (int i = 0; i < NET_TERMS; i++)
        out->term[i].weight = weight[1 + i];
}

static fovea_status open_learned(fovea_eye *eye, const fovea_config *config)
{
    fovea_net_model *model;
    fovea_status status = open_model(&model, config);
    if (status != FOVEA_OK)
        return status;
    fovea_learned *l = eye->learned = calloc(1, sizeof *l);
    if (l) {
        status = fovea_net_open(&l->net, model, config->cpu, &config->log);
        l->context = model->context;
        eye->side = model->glimpse;
        lay_prior(l, model);
        take_regression(&eye->regression, model->confidence->data);
    } else {
        fovea_log_message(&config->log, FOVEA_LOG_ERROR, "tracker: out of memory");
        status = FOVEA_ERR_NOMEM;
    }
    fovea_net_model_close(&model);
    return status;
}

static void close_learned(fovea_eye *eye)
{
    if (eye->learned)
        fovea_net_close(&eye->learned->net);
    free(eye->learned);
    eye->learned = NULL;
}

/* ---- looking ------------------------------------------------------------------------- */

static float bounded(float v, float low, float high)
{
    return fminf(fmaxf(v, low), high); /* low for NaN */
}

static float probability(float log_odds)
{
    return 1 / (1 + expf(-log_odds));
}

/* A square around the place. */
static fovea_box window_learned(const fovea_eye *eye, fovea_gaze gaze)
{
    const fovea_place *p = &gaze.place;
    float side =
        eye->learned->context * sqrtf(p->w * p->h) * (gaze.kind == GAZE_COARSE ? COARSE : 1);
    return (fovea_box){p->x - side / 2, p->y - side / 2, side, side};
}

/* The eye's window becomes a glimpse, and the network has seen it. */
static fovea_status see(fovea_eye *eye, const fovea_image *image)
{
    int64_t since = fovea_clock_ns();
    fovea_eye_glimpse(eye, image, eye->window, eye->side, eye->rgb);
    fovea_eye_book(eye, FOVEA_STAGE_GLIMPSE, &since);
    fovea_status status = fovea_net_see(eye->learned->net, eye->rgb);
    fovea_eye_book(eye, FOVEA_STAGE_FEATURES, &since);
    return status;
}

/* An object of the gaze's size in the middle of its window, in glimpse pixels. */
static fovea_box expected(const fovea_eye *eye, fovea_gaze gaze)
{
    const float k = (float)eye->side / eye->window.w, middle = (float)eye->side / 2;
    const float w = k * gaze.place.w, h = k * gaze.place.h;
    return (fovea_box){middle - w / 2, middle - h / 2, w, h};
}

static fovea_place to_picture(const fovea_eye *eye, fovea_box box)
{
    const float k = eye->window.w / (float)eye->side;
    return (fovea_place){eye->window.x + k * (box.x + box.w / 2),
                         eye->window.y + k * (box.y + box.h / 2), k * box.w, k * box.h};
}

/* The likeliest cell; -1 where the network says nothing that is finite, as weights or a memory
 * may bring about that are no network's. */
static int choose(const fovea_learned *l, fovea_gaze_kind kind)
{
    const float share = kind == GAZE_TRACK ? PRIOR_SHARE : 0;
    const int cells = l->answer.side * l->answer.side;
    float highest = -1;
    int best = -1;
    for (int i = 0; i < cells; i++) {
        float likely =
            (1 - share) * probability(l->answer.score[i]) + share * l->prior[i]; /* may be NaN */
        if (likely > highest && fovea_box_valid(l->answer.box[i])) {
            highest = likely;
            best = i;
        }
    }
    return best;
}

/* The log-odds of a cell; of none, the lowest. */
static float score_of(const float *score, int cell)
{
    return cell < 0 ? -SCORE_MAX : bounded(score[cell], -SCORE_MAX, SCORE_MAX);
}

/* What the first glimpse alone says of the last look, at a cell or one beside it: whoever follows
 * something else for long comes to know it ever better, but the first glimpse does not. */
static fovea_status ask_first(fovea_learned *l, int cell, float *highest)
{
    const int side = l->answer.side;
    fovea_status status = fovea_net_look_first(l->net, l->first);
    *highest = -SCORE_MAX;
    for (int i = 0; i < 9 && status == FOVEA_OK && cell >= 0; i++) {
        const int x = cell % side + i % 3 - 1, y = cell / side + i / 3 - 1;
        if (x >= 0 && y >= 0 && x < side && y < side)
            *highest = fmaxf(*highest, score_of(l->first, y * side + x));
    }
    return status;
}

/* The same away from the object's own place. */
static fovea_status ask_once(fovea_learned *l, int cell, float score, float *highest)
{
    *highest = score;
    return score < FIRST_HOPE ? FOVEA_OK : ask_first(l, cell, highest);
}

/* The mean of what the first glimpse says of looks at the object that is tracked. Frames are
 * counted by what is learned, which goes on while it is. */
static fovea_status ask_on(fovea_learned *l, const fovea_memory *m, int cell, float score,
                           float *mean)
{
    const bool sure = m->state == FOVEA_TRACKING && score >= FIRST_SURE;
    float now;
    *mean = m->first;
    if (sure && m->learned.net.age % FIRST_FRAMES != 0)
        return FOVEA_OK;
    fovea_status status = ask_first(l, cell, &now);
    *mean += (sure ? FIRST_FRAMES_RATE : FIRST_RATE) * (now - m->first);
    return status;
}

static fovea_status look_learned(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                                 fovea_gaze gaze, fovea_evidence *out)
{
    fovea_learned *l = eye->learned;
    fovea_status status = see(eye, image);
    int64_t since = fovea_clock_ns();
    const fovea_box before = expected(eye, gaze);
    if (status == FOVEA_OK)
        status = fovea_net_look(l->net, &m->learned.net, before, &l->answer);
    if (status != FOVEA_OK)
        return status;
    const int cell = choose(l, gaze.kind);
    const float score = score_of(l->answer.score, cell);
    l->found = cell < 0 ? before : l->answer.box[cell];
    float first;
    status = gaze.kind == GAZE_TRACK ? ask_on(l, m, cell, score, &first)
                                     : ask_once(l, cell, score, &first);
    *out = (fovea_evidence){.place = to_picture(eye, l->found),
                            .first = first,
                            .term = {[NET_SCORE] = score, [NET_FIRST] = first}};
    fovea_eye_book(eye, FOVEA_STAGE_LOCATE, &since);
    return status;
}

static fovea_place follow_learned(fovea_eye *eye, const fovea_memory *m,
                                  const fovea_evidence *evidence)
{
    (void)eye;
    const float p = probability(evidence->term[NET_SCORE]);
    const float rate = SIZE_RATE * fmaxf(p - SIZE_ABOVE, 0) / (1 - SIZE_ABOVE);
    fovea_place place = m->place;
    if (p <= MOVE_ABOVE)
        return place;
    place.x = evidence->place.x;
    place.y = evidence->place.y;
    place.w += rate * (evidence->place.w - place.w);
    place.h += rate * (evidence->place.h - place.h);
    return place;
}

/* ---- learning ------------------------------------------------------------------------ */

static void learn_color(fovea_eye *eye, fovea_memory *m, const fovea_image *image, float rate)
{
    fovea_eye_learn_color(eye, m, fovea_eye_surroundings(eye, m, image), rate);
}

static void learn_learned(fovea_eye *eye, fovea_memory *m, const fovea_image *image,
                          const fovea_evidence *evidence)
{
    int64_t since = fovea_clock_ns();
    fovea_net_learn(eye->learned->net, &m->learned.net, eye->learned->found,
                    probability(evidence->term[NET_SCORE]));
    fovea_memory_bound_net(&m->learned.net);
    if (m->learned.net.age % COLOR_FRAMES == 0)
        learn_color(eye, m, image, COLOR_RATE);
    fovea_eye_book(eye, FOVEA_STAGE_LEARN, &since);
}

static fovea_status start_learned(fovea_eye *eye, fovea_memory *m, const fovea_image *image)
{
    const fovea_gaze gaze = {m->place, GAZE_TRACK};
    fovea_status status = see(eye, image);
    int64_t since = fovea_clock_ns();
    if (status == FOVEA_OK)
        status = fovea_net_start(eye->learned->net, &m->learned.net, expected(eye, gaze));
    if (status != FOVEA_OK)
        return status;
    fovea_memory_bound_net(&m->learned.net);
    learn_color(eye, m, image, 1);
    fovea_eye_book(eye, FOVEA_STAGE_LEARN, &since);
    return FOVEA_OK;
}

const fovea_eye_model fovea_eye_learned = {
    .regression = &fovea_net_regression,
    .open = open_learned,
    .close = close_learned,
    .window = window_learned,
    .start = start_learned,
    .look = look_learned,
    .follow = follow_learned,
    .learn = learn_learned,
};
