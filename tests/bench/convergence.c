/* How far away a window may start and still be found by gradient descent (convergence.h).
 *
 * Each picture gives a few target windows with something to see in them; every mechanism starts
 * from the same places. Two sweeps: the start is displaced by a share of the target's side in a
 * random direction (and rescaled by up to 1.2 along each axis), or rescaled by a factor, up or down
 * (and displaced by a tenth). Each mechanism gets, for each window size, the rate of descent that
 * recovers most of other windows. The dense Gaussian, which takes its time, is there to tell what
 * is due to the truncated form's strided taps. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/bench.h"
#include "bench/convergence.h"
#include "bench/samples.h"

enum {
    PICTURES_MAX = 64,
    WINDOWS = 72,        /* at least, of all pictures    */
    TUNING_WINDOWS = 36, /* other ones, to choose a rate */
    STEPS = 150,
    PLACES_TRIED = 50, /* until one has something to see */
    RUNS_MAX = WINDOWS + PICTURES_MAX,
    DENSE_SHRINK = 4, /* from where on, and              */
    DENSE_POINTS = 4, /* so far out, half the windows    */
    PIECE_SIDES = 3,  /* of a target: what it is shown   */
};
#define CONTRAST_LEAST 0.03
#define PI 3.14159265358979323846

static const int shrinks[] = {1, 2, 4, 8}; /* d of the target */
static const double displacements[] = {0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1};
static const double factors[] = {1.2, 1.5, 2, 3};
static const double rates[] = {0.02, 0.04, 0.08, 0.16};
enum { SHRINKS = 4, DISPLACEMENTS = 7, FACTORS = 4, RATES = 4 };

typedef struct contender {
    const char *name;
    convergence_look look;
    double blur; /* of the picture beforehand, standard deviation in d; 0: none */
    double rate; /* 0: to be chosen */
} contender;

static const contender contenders[] = {
    {"stn", {CONVERGENCE_STN, 0}, 0, 0},
    {"gaussian s=d/4", {CONVERGENCE_GAUSSIAN, 0.25}, 0, 0},
    {"gaussian s=d/2", {CONVERGENCE_GAUSSIAN, 0.5}, 0, 0},
    {"gaussian s=d", {CONVERGENCE_GAUSSIAN, 1}, 0, 0},
    {"gaussian s=2d", {CONVERGENCE_GAUSSIAN, 2}, 0, 0},
    {"stn, blurred s=d/2", {CONVERGENCE_STN, 0}, 0.5, 0},
    {"stn, blurred s=2d", {CONVERGENCE_STN, 0}, 2, 0},
    {"dense s=d/2", {CONVERGENCE_DENSE, 0.5}, 0, 0.04},
    {"dense s=2d", {CONVERGENCE_DENSE, 2}, 0, 0.04},
};
enum { CONTENDERS = sizeof contenders / sizeof *contenders };

typedef struct experiment {
    report *report;
    fovea_attention *attention;
    int pictures, tries, tuning_tries, steps;
    plane picture[PICTURES_MAX], blurred[PICTURES_MAX];
    plane piece; /* of a picture */
} experiment;

/* A start's error: the middle by so much of the target's side, the sides by this factor. */
typedef struct start_error {
    double displacement, factor, factor_jitter;
} start_error;

/* What a contender did on all windows. */
typedef struct outcome {
    int starts, recovered;
    double steps[RUNS_MAX];
} outcome;

/* ---- targets and starts -------------------------------------------------------------- */

/* A window of the picture with something to see; false: there is none. */
static bool choose_target(const experiment *x, const plane *picture, int shrink, uint64_t *state,
                          fovea_box *target)
{
    float side = (float)(CONVERGENCE_SIDE * shrink);
    for (int i = 0; i < PLACES_TRIED; i++) {
        double contrast;
        *target = (fovea_box){
            .x = (float)plane_random(state) * ((float)picture->width - side),
            .y = (float)plane_random(state) * ((float)picture->height - side),
            .w = side,
            .h = side,
        };
        if (target->x >= 0 && target->y >= 0 &&
            convergence_contrast(&contrast, x->attention, picture, *target) == FOVEA_OK &&
            contrast >= CONTRAST_LEAST)
            return true;
    }
    return false;
}

static fovea_box choose_start(fovea_box target, start_error error, uint64_t *state)
{
    double angle = 2 * PI * plane_random(state);
    double up = plane_random(state) < 0.5 ? -1 : 1;
    double jitter = log(error.factor_jitter);
    double h =
        (double)target.h * exp(up * log(error.factor) + jitter * (2 * plane_random(state) - 1));
    double w =
        (double)target.w * exp(up * log(error.factor) + jitter * (2 * plane_random(state) - 1));
    double y = (double)target.y + (double)target.h * (0.5 + error.displacement * sin(angle));
    double x = (double)target.x + (double)target.w * (0.5 + error.displacement * cos(angle));
    return (fovea_box){(float)(x - w / 2), (float)(y - h / 2), (float)w, (float)h};
}

/* ---- runs ---------------------------------------------------------------------------- */

/* Cuts the piece around a target out of its picture, and moves the boxes along. */
static fovea_status cut_piece(experiment *x, const plane *from, fovea_box *target, fovea_box *start)
{
    int side = (int)target->w * PIECE_SIDES;
    int left = (int)(target->x + target->w / 2) - side / 2;
    int top = (int)(target->y + target->h / 2) - side / 2;
    plane_close(&x->piece);
    fovea_status status = plane_open(&x->piece, side, side);
    if (status != FOVEA_OK)
        return status;
    target->x -= (float)left;
    target->y -= (float)top;
    start->x -= (float)left;
    start->y -= (float)top;
    return fovea_crop(x->piece.at, from->at, (fovea_shape){1, from->height, from->width}, top, left,
                      side, side);
}

/* Windows first .. first + tries - 1 of every picture. */
static fovea_status run_all(outcome *out, experiment *x, const contender *c, int shrink,
                            start_error error, double rate, int first, int tries)
{
    fovea_status status = FOVEA_OK;
    *out = (outcome){0};
    for (int i = 0; i < x->pictures * tries && status == FOVEA_OK; i++) {
        int picture = i / tries;
        uint64_t state = (uint64_t)(picture * 1000 + first + i % tries) << 8 | (uint64_t)shrink;
        fovea_box target;
        if (!choose_target(x, &x->picture[picture], shrink, &state, &target))
            continue;
        fovea_box start = choose_start(target, error, &state);
        const plane *seen = c->blur > 0 ? &x->blurred[picture] : &x->picture[picture];
        if (c->look.kind == CONVERGENCE_DENSE) {
            status = cut_piece(x, seen, &target, &start);
            seen = &x->piece;
        }
        convergence_run run = {0};
        if (status == FOVEA_OK)
            status = convergence_descend(&run, x->attention, c->look, seen, target, start, rate,
                                         x->steps);
        if (run.recovered)
            out->steps[out->recovered++] = run.steps;
        out->starts++;
    }
    return status;
}

/* The rate that recovers most, of those equal the smallest. */
static fovea_status tune(double *best, experiment *x, const contender *c, int shrink)
{
    static const start_error errors[] = {{0.2, 1, 1.2}, {0.4, 1, 1.2}, {0.1, 1.5, 1}};
    static outcome o;
    int most = -1;
    for (int i = 0; i < RATES; i++) {
        int recovered = 0;
        for (int k = 0; k < 3; k++) {
            fovea_status status =
                run_all(&o, x, c, shrink, errors[k], rates[i], WINDOWS, x->tuning_tries);
            if (status != FOVEA_OK)
                return status;
            recovered += o.recovered;
        }
        if (recovered > most) {
            most = recovered;
            *best = rates[i];
        }
    }
    return FOVEA_OK;
}

/* The picture as Gaussians of one standard deviation at every pixel see it. */
static fovea_status blur_all(experiment *x, double s)
{
    for (int i = 0; i < x->pictures; i++) {
        const plane *from = &x->picture[i];
        plane_close(&x->blurred[i]);
        fovea_status status = plane_open(&x->blurred[i], from->height, from->width);
        fovea_gaussian axis = {0, (float)s, 1};
        if (status == FOVEA_OK)
            status = fovea_gaussian_glimpse(x->attention, x->blurred[i].at, from->at,
                                            (fovea_shape){1, from->height, from->width},
                                            (fovea_gaussian_window){axis, axis}, from->height,
                                            from->width, FOVEA_GAUSSIAN_DENSE);
        if (status != FOVEA_OK)
            return status;
    }
    return FOVEA_OK;
}

static fovea_status run_row(experiment *x, const contender *c, int shrink, double rate,
                            const char *sweep, double value, start_error error)
{
    static outcome o;
    int tries = c->look.kind == CONVERGENCE_DENSE ? (x->tries + 1) / 2 : x->tries;
    fovea_status status = run_all(&o, x, c, shrink, error, rate, 0, tries);
    if (status != FOVEA_OK || o.starts == 0)
        return status;
    report *r = x->report;
    report_text(r, "look", c->name);
    report_number(r, "shrink", 0, shrink);
    report_number(r, "rate", 2, rate);
    report_text(r, "sweep", sweep);
    report_number(r, "error", 2, value);
    report_number(r, "starts", 0, o.starts);
    report_number(r, "recovered", 3, (double)o.recovered / o.starts);
    report_number(r, "steps", 0, samples_median(o.steps, o.recovered));
    report_row(r);
    return FOVEA_OK;
}

static fovea_status run_contender(experiment *x, const contender *c, int shrink)
{
    bool dense = c->look.kind == CONVERGENCE_DENSE;
    int displaced = dense ? DENSE_POINTS : DISPLACEMENTS, scaled = dense ? 0 : FACTORS;
    double rate = c->rate;
    fovea_status status = c->blur > 0 ? blur_all(x, c->blur * shrink) : FOVEA_OK;
    if (status == FOVEA_OK && rate == 0)
        status = tune(&rate, x, c, shrink);
    for (int i = 0; i < displaced && status == FOVEA_OK; i++)
        status = run_row(x, c, shrink, rate, "displacement", displacements[i],
                         (start_error){displacements[i], 1, 1.2});
    for (int i = 0; i < scaled && status == FOVEA_OK; i++)
        status =
            run_row(x, c, shrink, rate, "factor", factors[i], (start_error){0.1, factors[i], 1});
    return status;
}

static fovea_status open_pictures(experiment *x, const plane_list *list)
{
    fovea_status status = FOVEA_OK;
    for (int i = 0; i < list->count && i < PICTURES_MAX && status == FOVEA_OK; i++) {
        status = plane_of_list(&x->picture[i], list, i);
        x->pictures = i + 1;
    }
    return status;
}

/* So many of each picture that together there are `wanted`, or a little more. */
static int share_of(int wanted, int pictures)
{
    int count = pictures < PICTURES_MAX ? pictures : PICTURES_MAX;
    return (wanted + count - 1) / count;
}

int bench_convergence(report *r, const plane_list *list, bool smoke)
{
    experiment *x = calloc(1, sizeof *x);
    if (!x)
        return EXIT_FAILURE;
    *x = (experiment){.report = r,
                      .tries = smoke ? 1 : share_of(WINDOWS, list->count),
                      .tuning_tries = smoke ? 1 : share_of(TUNING_WINDOWS, list->count),
                      .steps = smoke ? 2 : STEPS};
    report_table(r, "windows recovered by gradient descent");
    fovea_status status = fovea_attention_open(&x->attention, FOVEA_CPU_BEST);
    if (status == FOVEA_OK)
        status = open_pictures(x, list);
    for (int i = 0; i < (smoke ? 1 : SHRINKS) && status == FOVEA_OK; i++)
        for (int k = 0; k < CONTENDERS && status == FOVEA_OK; k++)
            if (contenders[k].look.kind != CONVERGENCE_DENSE || shrinks[i] >= DENSE_SHRINK)
                status = run_contender(x, &contenders[k], shrinks[i]);
    for (int i = 0; i < x->pictures; i++) {
        plane_close(&x->picture[i]);
        plane_close(&x->blurred[i]);
    }
    plane_close(&x->piece);
    fovea_attention_close(&x->attention);
    free(x);
    if (status != FOVEA_OK)
        fprintf(stderr, "fovea_bench: convergence: %s\n", fovea_status_text(status));
    return status == FOVEA_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
