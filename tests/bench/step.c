/* Tracking steps by model, picture and object. Pictures change from step to step, and there are
 * more of them than a second level cache holds. The whole step is processor time of the thread, so
 * that other programs do not count; its stages are by the clock, as the tracker tells them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/box.h"
#include "bench/bench.h"
#include "bench/film.h"
#include "bench/samples.h"

enum { FRAMES = 8, ROUNDS = 8, ROUND_STEPS = 96, STEPS = ROUNDS * ROUND_STEPS, LOSE_STEPS = 60 };

static const int sizes[] = {0, 2, 3}; /* of film_sizes: 480p, 1080p, 4K */
enum { SIZES = 3, WHOLE = FOVEA_STAGES, COLUMNS = FOVEA_STAGES + 1 };

static const char *const stage_names[] = {"glimpse", "features", "locate",
                                          "scale",   "learn",    "search"};

/* An object: so many pixels wide, or so much of the picture's width. */
typedef struct object {
    const char *name;
    float pixels, share;
    double bound; /* of the ratio 4K to 480p */
} object;

static const object objects[] = {
    {"96 px", 96, 0, 1.2}, {"1/8 wide", 0, 0.125F, 1.5}, {"1/4 wide", 0, 0.25F, 1.5}};
enum { OBJECTS = 3 };

/* One tracker on one film. */
typedef struct track {
    film *first, *film; /* the object, where it is given; what is then seen: it, or the ground */
    fovea_tracker *tracker;
    bool lost;      /* it looks for an object that is gone */
    int next;       /* of the film */
    int steps;      /* measured */
    double overlap; /* sum of IoU with the truth */
    double ms[COLUMNS][STEPS];
} track;

static void track_close(track **t)
{
    if (*t) {
        if ((*t)->film != (*t)->first)
            film_close(&(*t)->film);
        film_close(&(*t)->first);
        fovea_tracker_close(&(*t)->tracker);
    }
    free(*t);
    *t = NULL;
}

static float object_width(const object *o, film_size size)
{
    return o->share > 0 ? o->share * (float)size.width : o->pixels;
}

/* Shows ground until the tracker says that its object is lost: *lost. */
static fovea_status lose(track *t, bool *lost)
{
    fovea_status status = FOVEA_OK;
    *lost = false;
    for (int i = 0; i < LOSE_STEPS && status == FOVEA_OK && !*lost; i++, t->next++) {
        fovea_result result;
        int frame = t->next % t->film->count;
        status = fovea_tracker_step(t->tracker, &t->film->image[frame], 1, &result);
        *lost = status == FOVEA_OK && result.state == FOVEA_LOST;
    }
    return status;
}

/* The object's own film teaches the tracker; where it is to be lost, it then is. A tracker may
 * take the ground for its object: then it begins with another frame of the ground. */
static fovea_status teach(track *t)
{
    bool done = false;
    for (int attempt = 0; attempt < t->film->count && !done; attempt++) {
        fovea_result result;
        fovea_status status =
            fovea_tracker_start(t->tracker, t->first->image, t->first->box[0], NULL);
        t->next = 1 + attempt;
        done = !t->lost;
        for (int i = 1; i < t->first->count && status == FOVEA_OK && t->lost; i++)
            status = fovea_tracker_step(t->tracker, &t->first->image[i], 1, &result);
        if (status == FOVEA_OK && t->lost)
            status = lose(t, &done);
        if (status != FOVEA_OK)
            return status;
    }
    return done ? FOVEA_OK : FOVEA_ERR_UNSUPPORTED;
}

static fovea_status track_open(track **out, fovea_model model, const object *o, film_size size,
                               bool lost)
{
    fovea_config config;
    fovea_config_default(&config);
    config.model = model;
    track *t = *out = calloc(1, sizeof *t);
    if (!t)
        return FOVEA_ERR_NOMEM;
    t->lost = lost;
    fovea_status status = film_open(&t->first, size, object_width(o, size), FRAMES, 1);
    t->film = t->first;
    if (status == FOVEA_OK && lost)
        status = film_open(&t->film, size, 0, FRAMES, 3);
    if (status == FOVEA_OK)
        status = fovea_tracker_open(&t->tracker, &config);
    if (status == FOVEA_OK)
        status = teach(t);
    if (status != FOVEA_OK)
        track_close(out);
    return status;
}

/* Steps on. A tracker that loses the object, or finds something, is taught anew. */
static fovea_status go_on(track *t, int steps)
{
    fovea_status status = FOVEA_OK;
    for (int i = 0; i < steps && status == FOVEA_OK; i++, t->next++) {
        int frame = t->next % t->film->count;
        fovea_result result;
        int64_t start = samples_thread_ns();
        status = fovea_tracker_step(t->tracker, &t->film->image[frame], 1, &result);
        int64_t end = samples_thread_ns();
        for (int k = 0; k < FOVEA_STAGES; k++)
            t->ms[k][t->steps] = result.stage_ns[k] / 1e6;
        t->ms[WHOLE][t->steps++] = (double)(end - start) / 1e6;
        t->overlap += (double)fovea_box_iou(result.box, t->film->box[frame]);
        if (status == FOVEA_OK && (result.state == FOVEA_LOST) != t->lost)
            status = teach(t);
    }
    return status;
}

/* What is measured, and what 4K takes by what 480p does. */
typedef struct ratio {
    fovea_model model;
    const object *object;
    bool lost;
    double value;
} ratio;

/* Returns the median of whole steps. */
static double print_track(report *r, const ratio *of, film_size size, track *t)
{
    double median = samples_median(t->ms[WHOLE], t->steps);
    report_text(r, "model", fovea_model_text(of->model));
    report_text(r, "picture", size.name);
    report_text(r, "object", of->object->name);
    report_text(r, "state", t->lost ? "lost" : "tracking");
    report_number(r, "steps", 0, t->steps);
    if (!t->lost)
        report_number(r, "IoU", 2, t->overlap / t->steps);
    else
        report_text(r, "IoU", "-");
    report_number(r, "p50", 3, median);
    report_number(r, "p99", 3, samples_quantile(t->ms[WHOLE], t->steps, 0.99));
    for (int k = 0; k < FOVEA_STAGES; k++)
        report_number(r, stage_names[k], 3, samples_median(t->ms[k], t->steps));
    report_row(r);
    return median;
}

/* One object on pictures of every size, in turn, so that a busy moment hits all of them. */
static fovea_status measure(report *r, bool smoke, ratio *out)
{
    int count = smoke ? 1 : SIZES;
    track *tracks[SIZES] = {NULL};
    double median[SIZES];
    fovea_status status = FOVEA_OK;
    for (int i = 0; i < count && status == FOVEA_OK; i++)
        status = track_open(&tracks[i], out->model, out->object, film_sizes[sizes[i]], out->lost);
    for (int round = 0; round < (smoke ? 1 : ROUNDS); round++)
        for (int i = 0; i < count && status == FOVEA_OK; i++)
            status = go_on(tracks[i], smoke ? 2 : ROUND_STEPS);
    for (int i = 0; i < count && status == FOVEA_OK; i++)
        median[i] = print_track(r, out, film_sizes[sizes[i]], tracks[i]);
    if (status == FOVEA_OK)
        out->value = median[count - 1] / median[0];
    for (int i = 0; i < count; i++)
        track_close(&tracks[i]);
    return status;
}

static void tell(const ratio *of, fovea_status status)
{
    fprintf(stderr, "fovea_bench: %s model: no %s of an object of %s: %s\n",
            fovea_model_text(of->model), of->lost ? "loss" : "track", of->object->name,
            fovea_status_text(status));
}

static void print_ratio(report *r, const ratio *of)
{
    report_text(r, "model", fovea_model_text(of->model));
    report_text(r, "object", of->object->name);
    report_text(r, "state", of->lost ? "lost" : "tracking");
    report_number(r, "ratio", 2, of->value);
    report_number(r, "bound", 1, of->object->bound);
    report_row(r);
}

/* Tracking, then lost. A model that takes any ground for its object has no row there. */
static int bench_model(report *r, bool smoke, fovea_model model)
{
    ratio ratios[2 * OBJECTS];
    report_table(r, "ms a tracking step (4:2:0, 1 thread): whole step, medians of its stages");
    for (int i = 0; i < 2 * OBJECTS; i++) {
        ratios[i] = (ratio){model, &objects[i % OBJECTS], i >= OBJECTS, 0};
        fovea_status status = measure(r, smoke, &ratios[i]);
        if (status != FOVEA_OK)
            tell(&ratios[i], status);
        if (status != FOVEA_OK && status != FOVEA_ERR_UNSUPPORTED)
            return EXIT_FAILURE;
    }
    report_table(r, "median step at 4K by that at 480p");
    for (int i = 0; i < 2 * OBJECTS && !smoke; i++)
        if (ratios[i].value > 0)
            print_ratio(r, &ratios[i]);
    return EXIT_SUCCESS;
}

/* The learned model where there are weights of it. */
int bench_step(report *r, bool smoke)
{
    fovea_config config;
    fovea_config_default(&config);
    int code = config.model == FOVEA_MODEL_LEARNED ? bench_model(r, smoke, FOVEA_MODEL_LEARNED)
                                                   : EXIT_SUCCESS;
    return code == EXIT_SUCCESS ? bench_model(r, smoke, FOVEA_MODEL_CLASSIC) : code;
}
