/* What a glimpse gets wrong when the window shrinks, against an ideal low-pass.
 *
 * A glimpse of n samples at distance d can show frequencies below 1/2d. The ideal one shows these
 * as they are and nothing of the others. Both follow from the picture's cosine transform: a square
 * piece of m pixels, mirrored at its edges, is a sum of cosines of frequencies k/2m, and those
 * with k < m/d are its low part, L. The mechanisms are linear, g(I) = g(L) + g(I - L), so that
 *
 *     aliasing = |g(I) - g(L)|    what cannot be shown and is seen all the same
 *     blur     = |g(L) - ideal|   what could be shown and is not as it was
 *
 * each as a share of the ideal glimpse's contrast (root mean squares about its mean), over all
 * windows. The window stands in the middle of its piece, two samples from the edges. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/bench.h"
#include "bench/plane.h"
#include "fovea_attention.h"

enum {
    SAMPLES = 16,                 /* n: of the glimpse, a side                */
    MARGIN = 2,                   /* of the piece around the window, in d     */
    WAVES = SAMPLES + 2 * MARGIN, /* m/d: the low ones         */
    PIECES = 222,                 /* of all pictures, about                    */
    NOISES = 6,                   /* pictures of white noise                   */
    NOISE_SIDE = 700,
};
#define PI 3.14159265358979323846

static const double shrinks[] = {1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32};
enum { SHRINKS = sizeof shrinks / sizeof *shrinks };

/* How to look: the spatial transformer where s_by_d is 0. */
typedef struct look {
    const char *name;
    double s_by_d, s_least;
    fovea_gaussian_form form;
} look;

static const look looks[] = {
    {"stn", 0, 0, 0},
    {"gaussian s=1/2", 0, 0.5, FOVEA_GAUSSIAN_DENSE},
    {"gaussian s=d/2", 0.5, 0.5, FOVEA_GAUSSIAN_DENSE},
    {"truncated s=d/2", 0.5, 0.5, FOVEA_GAUSSIAN_TRUNCATED},
    {"gaussian s=d/4", 0.25, 0.25, FOVEA_GAUSSIAN_DENSE},
    {"gaussian s=3d/8", 0.375, 0.375, FOVEA_GAUSSIAN_DENSE},
    {"gaussian s=3d/4", 0.75, 0.75, FOVEA_GAUSSIAN_DENSE},
    {"gaussian s=d", 1, 1, FOVEA_GAUSSIAN_DENSE},
};
enum { LOOKS = sizeof looks / sizeof *looks };

/* Sums of squares over windows. */
typedef struct errors {
    double aliasing[LOOKS], blur[LOOKS], whole[LOOKS];
    double contrast;
    int windows;
} errors;

/* A piece [side, side] of a picture and its low part. */
typedef struct piece {
    int side;
    double d;
    double y, x; /* of the window's corner; between pixels, as windows are */
    float *all, *low;
    double *wave; /* [WAVES, side]: orthonormal cosines */
    double *half; /* [WAVES, side] */
    double coefficient[WAVES][WAVES];
    double ideal[SAMPLES][SAMPLES];
} piece;

static double wave_at(int k, double x, int side)
{
    return sqrt((k == 0 ? 1.0 : 2.0) / side) * cos(PI * k * (x + 0.5) / side);
}

static void piece_close(piece *p)
{
    free(p->all);
    free(p->low);
    free(p->wave);
    free(p->half);
    *p = (piece){0};
}

static fovea_status piece_open(piece *p, double d)
{
    *p = (piece){.side = (int)lround(WAVES * d), .d = d};
    size_t side = (size_t)p->side;
    p->all = malloc(side * side * sizeof *p->all);
    p->low = malloc(side * side * sizeof *p->low);
    p->wave = malloc(WAVES * side * sizeof *p->wave);
    p->half = malloc(WAVES * side * sizeof *p->half);
    if (!p->all || !p->low || !p->wave || !p->half) {
        piece_close(p);
        return FOVEA_ERR_NOMEM;
    }
    for (int k = 0; k < WAVES; k++)
        for (int x = 0; x < p->side; x++)
            p->wave[k * p->side + x] = wave_at(k, x, p->side);
    return FOVEA_OK;
}

/* coefficient = wave all wave^T. */
static void analyse(piece *p)
{
    for (int k = 0; k < WAVES; k++) {
        double *row = p->half + k * p->side;
        for (int x = 0; x < p->side; x++)
            row[x] = 0;
        for (int y = 0; y < p->side; y++)
            for (int x = 0; x < p->side; x++)
                row[x] += p->wave[k * p->side + y] * (double)p->all[y * p->side + x];
        for (int l = 0; l < WAVES; l++) {
            double sum = 0;
            for (int x = 0; x < p->side; x++)
                sum += row[x] * p->wave[l * p->side + x];
            p->coefficient[k][l] = sum;
        }
    }
}

/* low = wave^T coefficient wave. */
static void synthesize_low(piece *p)
{
    for (int k = 0; k < WAVES; k++)
        for (int x = 0; x < p->side; x++) {
            double sum = 0;
            for (int l = 0; l < WAVES; l++)
                sum += p->coefficient[k][l] * p->wave[l * p->side + x];
            p->half[k * p->side + x] = sum;
        }
    for (int y = 0; y < p->side; y++)
        for (int x = 0; x < p->side; x++) {
            double sum = 0;
            for (int k = 0; k < WAVES; k++)
                sum += p->wave[k * p->side + y] * p->half[k * p->side + x];
            p->low[y * p->side + x] = (float)sum;
        }
}

/* The low part at the glimpse's own places, between pixels. */
static void synthesize_ideal(piece *p)
{
    double at_y[SAMPLES][WAVES], at_x[SAMPLES][WAVES], half[SAMPLES][WAVES];
    for (int i = 0; i < SAMPLES; i++)
        for (int k = 0; k < WAVES; k++) {
            at_y[i][k] = wave_at(k, p->y + (i + 0.5) * p->d - 0.5, p->side);
            at_x[i][k] = wave_at(k, p->x + (i + 0.5) * p->d - 0.5, p->side);
        }
    for (int i = 0; i < SAMPLES; i++)
        for (int l = 0; l < WAVES; l++) {
            half[i][l] = 0;
            for (int k = 0; k < WAVES; k++)
                half[i][l] += at_y[i][k] * p->coefficient[k][l];
        }
    for (int i = 0; i < SAMPLES; i++)
        for (int j = 0; j < SAMPLES; j++) {
            p->ideal[i][j] = 0;
            for (int l = 0; l < WAVES; l++)
                p->ideal[i][j] += half[i][l] * at_x[j][l];
        }
}

static fovea_status look_at(fovea_attention *a, const look *how, const piece *p, const float *image,
                            float *out)
{
    fovea_shape shape = {1, p->side, p->side};
    float side = (float)(SAMPLES * p->d), y = (float)p->y, x = (float)p->x;
    if (how->s_least == 0) {
        float grid[2 * SAMPLES * SAMPLES];
        fovea_scaling cover = fovea_scaling_cover((fovea_box){x, y, side, side}, p->side, p->side,
                                                  SAMPLES, SAMPLES, 0);
        fovea_status status =
            fovea_affine_grid(grid, fovea_affine_of_scaling(cover), SAMPLES, SAMPLES, 0);
        if (status != FOVEA_OK)
            return status;
        return fovea_grid_sample(a, out, image, shape, grid, SAMPLES, SAMPLES,
                                 (fovea_sampling){FOVEA_PADDING_BORDER, 0});
    }
    fovea_gaussian_window window = {fovea_gaussian_cover(y, side, SAMPLES),
                                    fovea_gaussian_cover(x, side, SAMPLES)};
    window.y.s = window.x.s = (float)fmax(how->s_by_d * p->d, how->s_least);
    return fovea_gaussian_glimpse(a, out, image, shape, window, SAMPLES, SAMPLES, how->form);
}

static void add_contrast(errors *e, const piece *p)
{
    double sum = 0, squares = 0;
    for (int i = 0; i < SAMPLES; i++)
        for (int j = 0; j < SAMPLES; j++) {
            sum += p->ideal[i][j];
            squares += p->ideal[i][j] * p->ideal[i][j];
        }
    e->contrast += squares - sum * sum / (SAMPLES * SAMPLES);
    e->windows++;
}

static fovea_status add_piece(errors *e, fovea_attention *a, piece *p)
{
    analyse(p);
    synthesize_low(p);
    synthesize_ideal(p);
    add_contrast(e, p);
    for (int k = 0; k < LOOKS; k++) {
        float all[SAMPLES * SAMPLES], low[SAMPLES * SAMPLES];
        fovea_status status = look_at(a, &looks[k], p, p->all, all);
        if (status == FOVEA_OK)
            status = look_at(a, &looks[k], p, p->low, low);
        if (status != FOVEA_OK)
            return status;
        for (int i = 0; i < SAMPLES * SAMPLES; i++) {
            double ideal = p->ideal[i / SAMPLES][i % SAMPLES];
            e->aliasing[k] += pow((double)all[i] - (double)low[i], 2);
            e->blur[k] += pow((double)low[i] - ideal, 2);
            e->whole[k] += pow((double)all[i] - ideal, 2);
        }
    }
    return FOVEA_OK;
}

/* Pieces from all over the picture, where it is large enough. */
static fovea_status add_picture(errors *e, fovea_attention *a, const plane *picture, double d,
                                int pieces, uint64_t *state)
{
    piece p;
    fovea_status status = piece_open(&p, d);
    if (status != FOVEA_OK)
        return status;
    bool fits = p.side <= picture->height && p.side <= picture->width;
    for (int n = 0; fits && n < pieces && status == FOVEA_OK; n++) {
        int top = (int)(plane_random(state) * (picture->height - p.side + 1));
        int left = (int)(plane_random(state) * (picture->width - p.side + 1));
        p.y = MARGIN * d + plane_random(state) - 0.5;
        p.x = MARGIN * d + plane_random(state) - 0.5;
        for (int i = 0; i < p.side * p.side; i++)
            p.all[i] =
                picture->at[(ptrdiff_t)(top + i / p.side) * picture->width + left + i % p.side];
        status = add_piece(e, a, &p);
    }
    piece_close(&p);
    return status;
}

static void print_errors(report *r, const char *pictures, double shrink, const errors *e)
{
    for (int k = 0; k < LOOKS && e->windows > 0; k++) {
        report_text(r, "pictures", pictures);
        report_text(r, "look", looks[k].name);
        report_number(r, "shrink", 1, shrink);
        report_number(r, "windows", 0, e->windows);
        report_number(r, "aliasing", 4, sqrt(e->aliasing[k] / e->contrast));
        report_number(r, "blur", 4, sqrt(e->blur[k] / e->contrast));
        report_number(r, "error", 4, sqrt(e->whole[k] / e->contrast));
        report_row(r);
    }
}

static fovea_status add_all(errors *e, fovea_attention *a, const plane_list *list, int i,
                            int pieces)
{
    plane picture;
    fovea_status status = plane_of_list(&picture, list, i);
    for (int k = 0; k < SHRINKS && status == FOVEA_OK; k++) {
        uint64_t state = (uint64_t)i;
        status = add_picture(&e[k], a, &picture, shrinks[k], pieces, &state);
    }
    plane_close(&picture);
    return status;
}

static fovea_status add_noise(errors *e, fovea_attention *a, uint64_t seed)
{
    plane picture;
    fovea_status status = plane_open(&picture, NOISE_SIDE, NOISE_SIDE);
    for (int i = 0; i < NOISE_SIDE * NOISE_SIDE && status == FOVEA_OK; i++)
        picture.at[i] = (float)plane_random(&seed);
    for (int k = 0; k < SHRINKS && status == FOVEA_OK; k++)
        status = add_picture(&e[k], a, &picture, shrinks[k], 1, &seed);
    plane_close(&picture);
    return status;
}

int bench_aliasing(report *r, const plane_list *list, bool smoke)
{
    static errors natural[SHRINKS], noise[SHRINKS];
    fovea_attention *a;
    report_table(r, "what a glimpse gets wrong, as a share of the ideal glimpse's contrast");
    fovea_status status = fovea_attention_open(&a, FOVEA_CPU_BEST);
    for (int i = 0; i < list->count && status == FOVEA_OK; i++)
        status = add_all(natural, a, list, i, smoke ? 1 : PIECES / list->count + 1);
    for (int i = 0; i < (smoke ? 1 : NOISES) && status == FOVEA_OK; i++)
        status = add_noise(noise, a, 1000 + (uint64_t)i);
    fovea_attention_close(&a);
    if (status != FOVEA_OK) {
        fprintf(stderr, "fovea_bench: aliasing: %s\n", fovea_status_text(status));
        return EXIT_FAILURE;
    }
    for (int k = 0; k < SHRINKS; k++) {
        print_errors(r, list->video ? "videos" : "painted", shrinks[k], &natural[k]);
        print_errors(r, "noise", shrinks[k], &noise[k]);
    }
    return EXIT_SUCCESS;
}
