/* One glimpse of one float plane by each mechanism, like for like: one thread, one level of
 * instructions, places that change from one glimpse to the next all over a few dozen megabytes.
 * Times are processor time of the thread, so that other programs do not count, and mechanisms and
 * levels take turns, so that a busy moment hits all of them.
 *
 * dense      A_y I A_x^T as two matrix products by OpenBLAS; its masks are given
 * truncated  the library's Gaussian glimpse, with its masks
 * stn        the spatial transformer: grid and bilinear sampler; `sampler` alone besides
 * crop       as many pixels as the glimpse has, copied */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/attention_blas.h"
#include "bench/bench.h"
#include "bench/plane.h"
#include "bench/samples.h"
#include "fovea_attention.h"

enum { PLACES = 128, MASKS = 16, BATCHES = 9, GLIMPSE_MAX = 128, PLANES_MAX = 128 };
#define PLANES_BYTES (48 << 20)
#define BATCH_NS 1500000

static const struct {
    const char *name;
    int width, height;
} pictures[] = {{"240p", 426, 240},
                {"480p", 854, 480},
                {"1080p", 1920, 1080},
                {"4K", 3840, 2160},
                {"8K", 7680, 4320}};
static const int glimpses[] = {32, 64, 128};
static const int shrinks[] = {1, 2, 4, 8, 16, 32}; /* window by glimpse */
enum { PICTURES = 5, GLIMPSES = 3, SHRINKS = 6 };

static const struct {
    const char *name;
    fovea_cpu cpu;
} levels[] = {{"best", FOVEA_CPU_BEST}, {"avx2", FOVEA_CPU_AVX2}, {"c", FOVEA_CPU_C}};
enum { LEVELS = 3, LEVELS_PICTURE = 2 /* the one that all levels look at */ };

/* What all mechanisms look at. */
typedef struct trial {
    fovea_attention *at_level[LEVELS];
    fovea_attention *attention; /* the level's whose turn it is */
    fovea_shape shape;
    int planes;
    plane plane[PLANES_MAX];
    int n; /* the glimpse is [n, n] */
    fovea_box window[PLACES];
    float *a_y[MASKS], *a_x[MASKS]; /* dense masks, of the first windows */
    float *half;
    float *grid[PLACES];                      /* given to the sampler alone */
    float own[2 * GLIMPSE_MAX * GLIMPSE_MAX]; /* grid of the transformer    */
    float out[GLIMPSE_MAX * GLIMPSE_MAX];
} trial;

/* ---- the mechanisms: glimpse number i ------------------------------------------------ */

static fovea_status look_dense(trial *t, unsigned i)
{
    int place = (int)(i % MASKS);
    blas_glimpse(t->out, t->a_y[place], t->plane[i % (unsigned)t->planes].at, t->a_x[place],
                 t->half, t->n, t->shape.height, t->shape.width);
    return FOVEA_OK;
}

static fovea_status look_truncated(trial *t, unsigned i)
{
    fovea_box b = t->window[i % PLACES];
    fovea_gaussian_window window = {fovea_gaussian_cover(b.y, b.h, t->n),
                                    fovea_gaussian_cover(b.x, b.w, t->n)};
    return fovea_gaussian_glimpse(t->attention, t->out, t->plane[i % (unsigned)t->planes].at,
                                  t->shape, window, t->n, t->n, FOVEA_GAUSSIAN_TRUNCATED);
}

static fovea_status make_grid(const trial *t, unsigned i, float *grid)
{
    fovea_affine theta = fovea_affine_of_scaling(
        fovea_scaling_cover(t->window[i % PLACES], t->shape.height, t->shape.width, t->n, t->n, 0));
    return fovea_affine_grid(grid, theta, t->n, t->n, 0);
}

static fovea_status sample(trial *t, unsigned i, const float *grid)
{
    return fovea_grid_sample(t->attention, t->out, t->plane[i % (unsigned)t->planes].at, t->shape,
                             grid, t->n, t->n, (fovea_sampling){FOVEA_PADDING_BORDER, 0});
}

static fovea_status look_sampler(trial *t, unsigned i)
{
    return sample(t, i, t->grid[i % PLACES]);
}

static fovea_status look_stn(trial *t, unsigned i)
{
    fovea_status status = make_grid(t, i, t->own);
    return status == FOVEA_OK ? sample(t, i, t->own) : status;
}

static fovea_status look_crop(trial *t, unsigned i)
{
    fovea_box b = t->window[i % PLACES];
    return fovea_crop(t->out, t->plane[i % (unsigned)t->planes].at, t->shape, (int)b.y, (int)b.x,
                      t->n, t->n);
}

typedef enum mechanism { DENSE, TRUNCATED, STN, SAMPLER, CROP, MECHANISMS } mechanism;

static const struct {
    const char *name;
    fovea_status (*look)(trial *t, unsigned i);
} mechanisms[MECHANISMS] = {
    {"dense", look_dense},     {"truncated", look_truncated}, {"stn", look_stn},
    {"sampler", look_sampler}, {"crop", look_crop},
};

/* ---- setting up ---------------------------------------------------------------------- */

/* Any finite numbers will do: no mechanism's time depends on them. */
static fovea_status open_planes(trial *t, int picture, bool smoke)
{
    t->shape = (fovea_shape){1, pictures[picture].height, pictures[picture].width};
    int bytes = t->shape.height * t->shape.width * (int)sizeof(float);
    int wanted = smoke ? 1 : PLANES_BYTES / bytes + 1;
    uint64_t state = 1;
    for (int i = 0; i < wanted && i < PLANES_MAX; i++) {
        if (plane_open(&t->plane[i], t->shape.height, t->shape.width) != FOVEA_OK)
            return FOVEA_ERR_NOMEM;
        t->planes = i + 1;
        for (ptrdiff_t k = 0; k < (ptrdiff_t)t->shape.height * t->shape.width; k++)
            t->plane[i].at[k] = (float)plane_random(&state);
    }
    return FOVEA_OK;
}

static void close_planes(trial *t)
{
    for (int i = 0; i < t->planes; i++)
        plane_close(&t->plane[i]);
    t->planes = 0;
}

static void close_windows(trial *t)
{
    for (int i = 0; i < PLACES; i++) {
        free(t->grid[i]);
        t->grid[i] = NULL;
    }
    for (int i = 0; i < MASKS; i++) {
        free(t->a_y[i]);
        free(t->a_x[i]);
        t->a_y[i] = t->a_x[i] = NULL;
    }
    free(t->half);
    t->half = NULL;
}

/* A dense mask without the tails that are too small for normal numbers: these would slow down the
 * matrix products, and say nothing. */
static fovea_status make_mask(float *mask, fovea_gaussian axis, int n, int size)
{
    fovea_status status = fovea_gaussian_mask(mask, axis, n, size);
    for (ptrdiff_t i = 0; i < (ptrdiff_t)n * size; i++)
        mask[i] = mask[i] < 1e-15F ? 0 : mask[i];
    return status;
}

/* Windows inside the picture, all over it, and what the mechanisms are given of them. */
static fovea_status open_windows(trial *t, int n, int shrink)
{
    size_t height = (size_t)t->shape.height, width = (size_t)t->shape.width, side = (size_t)n;
    fovea_status status = FOVEA_OK;
    uint64_t state = 7;
    t->n = n;
    t->half = malloc(side * width * sizeof(float));
    for (int i = 0; i < PLACES && status == FOVEA_OK; i++) {
        float w = (float)(n * shrink);
        float y = (float)plane_random(&state) * ((float)height - w);
        float x = (float)plane_random(&state) * ((float)width - w);
        t->window[i] = (fovea_box){x, y, w, w};
        t->grid[i] = malloc(2 * side * side * sizeof(float));
        if (!t->grid[i])
            return FOVEA_ERR_NOMEM;
        status = make_grid(t, (unsigned)i, t->grid[i]);
    }
    for (int i = 0; i < MASKS && status == FOVEA_OK; i++) {
        fovea_box b = t->window[i];
        t->a_y[i] = malloc(side * height * sizeof(float));
        t->a_x[i] = malloc(side * width * sizeof(float));
        if (!t->a_y[i] || !t->a_x[i] || !t->half)
            return FOVEA_ERR_NOMEM;
        status = make_mask(t->a_y[i], fovea_gaussian_cover(b.y, b.h, n), n, t->shape.height);
        if (status == FOVEA_OK)
            status = make_mask(t->a_x[i], fovea_gaussian_cover(b.x, b.w, n), n, t->shape.width);
    }
    return status;
}

/* ---- measuring ----------------------------------------------------------------------- */

/* ns a glimpse of a batch of calls. */
static fovea_status run_batch(trial *t, int m, int calls, unsigned *i, double *ns)
{
    fovea_status status = FOVEA_OK;
    int64_t start = samples_thread_ns();
    for (int k = 0; k < calls && status == FOVEA_OK; k++)
        status = mechanisms[m].look(t, (*i)++);
    *ns = (double)(samples_thread_ns() - start) / calls;
    return status;
}

static int first_mechanism(void)
{
    return blas_name() ? DENSE : TRUNCATED;
}

/* Median ns a glimpse of a level's mechanisms. The first batch finds out how many calls make one.
 */
static fovea_status measure(trial *t, int count, bool smoke, double ns[LEVELS][MECHANISMS])
{
    static double batch[LEVELS][MECHANISMS][BATCHES];
    int calls[LEVELS][MECHANISMS], batches = smoke ? 1 : BATCHES;
    unsigned next[LEVELS][MECHANISMS] = {{0}};
    for (int b = -1; b < batches; b++)
        for (int level = 0; level < count; level++)
            for (int m = first_mechanism(); m < MECHANISMS; m++) {
                double each;
                t->attention = t->at_level[level];
                fovea_status status =
                    run_batch(t, m, b < 0 ? 1 : calls[level][m], &next[level][m], &each);
                if (status != FOVEA_OK)
                    return status;
                if (b >= 0)
                    batch[level][m][b] = each;
                else
                    calls[level][m] = smoke ? 1 : 1 + (int)(BATCH_NS / each);
            }
    for (int level = 0; level < count; level++)
        for (int m = first_mechanism(); m < MECHANISMS; m++)
            ns[level][m] = samples_median(batch[level][m], batches);
    return FOVEA_OK;
}

static void print_row(report *r, const char *picture, const char *level, const trial *t, int shrink,
                      const double ns[MECHANISMS])
{
    report_text(r, "picture", picture);
    report_text(r, "level", level);
    report_number(r, "glimpse", 0, t->n);
    report_number(r, "shrink", 0, shrink);
    for (int m = first_mechanism(); m < MECHANISMS; m++)
        report_number(r, mechanisms[m].name, 0, ns[m]);
    report_number(r, "truncated/stn", 2, ns[TRUNCATED] / ns[STN]);
    if (blas_name())
        report_number(r, "dense/truncated", 1, ns[DENSE] / ns[TRUNCATED]);
    report_row(r);
}

static fovea_status measure_window(report *r, trial *t, int picture, int n, int shrink, bool smoke)
{
    double ns[LEVELS][MECHANISMS];
    int count = smoke || picture == LEVELS_PICTURE ? LEVELS : 1;
    fovea_status status = open_windows(t, n, shrink);
    if (status == FOVEA_OK)
        status = measure(t, count, smoke, ns);
    for (int level = 0; level < count && status == FOVEA_OK; level++)
        print_row(r, pictures[picture].name, levels[level].name, t, shrink, ns[level]);
    close_windows(t);
    return status;
}

static fovea_status measure_picture(report *r, trial *t, int picture, bool smoke)
{
    fovea_status status = open_planes(t, picture, smoke);
    for (int g = 0; g < (smoke ? 1 : GLIMPSES) && status == FOVEA_OK; g++)
        for (int k = 0; k < SHRINKS && status == FOVEA_OK; k++)
            if (glimpses[g] * shrinks[k] <= t->shape.height)
                status = measure_window(r, t, picture, glimpses[g], shrinks[k], smoke);
    close_planes(t);
    return status;
}

static fovea_status open_levels(trial *t)
{
    fovea_status status = FOVEA_OK;
    for (int level = 0; level < LEVELS && status == FOVEA_OK; level++)
        status = fovea_attention_open(&t->at_level[level], levels[level].cpu);
    return status;
}

static void close_trial(trial *t)
{
    for (int level = 0; t && level < LEVELS; level++)
        fovea_attention_close(&t->at_level[level]);
    free(t);
}

int bench_attention(report *r, bool smoke)
{
    static char title[128];
    snprintf(title, sizeof title, "ns a glimpse of one float plane, 1 thread; dense: %s",
             blas_name() ? blas_name() : "not built, it needs OpenBLAS");
    report_table(r, title);
    trial *t = calloc(1, sizeof *t);
    fovea_status status = t ? open_levels(t) : FOVEA_ERR_NOMEM;
    for (int i = 0; i < (smoke ? 1 : PICTURES) && status == FOVEA_OK; i++)
        status = measure_picture(r, t, i, smoke);
    close_trial(t);
    if (status != FOVEA_OK)
        fprintf(stderr, "fovea_bench: attention: %s\n", fovea_status_text(status));
    return status == FOVEA_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
