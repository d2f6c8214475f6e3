/* One descent (convergence.h). */
#include <math.h>
#include <string.h>

#include "base/box.h"
#include "bench/convergence.h"

enum { N = CONVERGENCE_SIDE, PIXELS = N * N };
#define PI 3.14159265358979323846

/* A window: its middle (0, 0: the picture's corner) and the logarithm of its sides, y then x. */
typedef struct place {
    double middle[2], log_side[2];
} place;

typedef struct descent {
    fovea_attention *attention;
    convergence_look look;
    const plane *picture;
    float target[PIXELS];
    float glimpse[PIXELS], grad[PIXELS];
    float grid[2 * PIXELS], grad_grid[2 * PIXELS];
} descent;

static place place_of(fovea_box b)
{
    return (place){{(double)b.y + (double)b.h / 2, (double)b.x + (double)b.w / 2},
                   {log((double)b.h), log((double)b.w)}};
}

static fovea_box box_of(const place *p)
{
    double h = exp(p->log_side[0]), w = exp(p->log_side[1]);
    return (fovea_box){(float)(p->middle[1] - w / 2), (float)(p->middle[0] - h / 2), (float)w,
                       (float)h};
}

/* ---- the Gaussian -------------------------------------------------------------------- */

static fovea_gaussian axis_of(const descent *x, const place *p, int k)
{
    double d = exp(p->log_side[k]) / N;
    return (fovea_gaussian){.u = (float)(p->middle[k] - 0.5 - (N - 1) / 2.0 * d),
                            .s = (float)fmax(x->look.s_by_d * d, 0.5),
                            .d = (float)d};
}

static fovea_gaussian_form form_of(const descent *x)
{
    return x->look.kind == CONVERGENCE_DENSE ? FOVEA_GAUSSIAN_DENSE : FOVEA_GAUSSIAN_TRUNCATED;
}

static fovea_status see_gaussian(descent *x, const place *p)
{
    fovea_shape shape = {1, x->picture->height, x->picture->width};
    fovea_gaussian_window window = {axis_of(x, p, 0), axis_of(x, p, 1)};
    return fovea_gaussian_glimpse(x->attention, x->glimpse, x->picture->at, shape, window, N, N,
                                  form_of(x));
}

/* u = middle - 1/2 - (N - 1)/2 d, s = max(s_by_d d, 1/2), d = exp(log_side)/N. */
static void chain_axis(const descent *x, const fovea_gaussian *grad, fovea_gaussian at, place *out,
                       int k)
{
    double d = (double)at.d;
    double s_slope = x->look.s_by_d * d > 0.5 ? x->look.s_by_d : 0;
    out->middle[k] = (double)grad->u;
    out->log_side[k] =
        d * ((double)grad->d + s_slope * (double)grad->s - (N - 1) / 2.0 * (double)grad->u);
}

static fovea_status grad_gaussian(descent *x, const place *p, place *out)
{
    fovea_shape shape = {1, x->picture->height, x->picture->width};
    fovea_gaussian_window window = {axis_of(x, p, 0), axis_of(x, p, 1)};
    fovea_gaussian_window grad = {{0, 0, 0}, {0, 0, 0}};
    fovea_status status = fovea_gaussian_glimpse_backward(
        x->attention, NULL, &grad, x->grad, x->picture->at, shape, window, N, N, form_of(x));
    chain_axis(x, &grad.y, window.y, out, 0);
    chain_axis(x, &grad.x, window.x, out, 1);
    return status;
}

/* ---- the spatial transformer --------------------------------------------------------- */

static const fovea_sampling sampling = {FOVEA_PADDING_BORDER, 0};

/* Normalised: -1 .. 1 spans the picture. */
static fovea_scaling scaling_of(const descent *x, const place *p)
{
    double height = x->picture->height, width = x->picture->width;
    return (fovea_scaling){.s_x = (float)(exp(p->log_side[1]) / width),
                           .t_x = (float)(2 * p->middle[1] / width - 1),
                           .s_y = (float)(exp(p->log_side[0]) / height),
                           .t_y = (float)(2 * p->middle[0] / height - 1)};
}

static fovea_status see_stn(descent *x, const place *p)
{
    fovea_shape shape = {1, x->picture->height, x->picture->width};
    fovea_affine theta = fovea_affine_of_scaling(scaling_of(x, p));
    fovea_status status = fovea_affine_grid(x->grid, theta, N, N, 0);
    if (status != FOVEA_OK)
        return status;
    return fovea_grid_sample(x->attention, x->glimpse, x->picture->at, shape, x->grid, N, N,
                             sampling);
}

/* Follows see_stn() of the same place, whose grid it needs. */
static fovea_status grad_stn(descent *x, const place *p, place *out)
{
    fovea_shape shape = {1, x->picture->height, x->picture->width};
    fovea_scaling at = scaling_of(x, p), grad = {0};
    fovea_affine grad_theta = {{{0}}};
    memset(x->grad_grid, 0, sizeof x->grad_grid);
    fovea_status status = fovea_grid_sample_backward(
        x->attention, NULL, x->grad_grid, x->grad, x->picture->at, shape, x->grid, N, N, sampling);
    if (status == FOVEA_OK)
        status = fovea_affine_grid_backward(&grad_theta, x->grad_grid, N, N, 0);
    if (status == FOVEA_OK)
        status = fovea_affine_of_scaling_backward(&grad, &grad_theta);
    *out = (place){{2 * (double)grad.t_y / shape.height, 2 * (double)grad.t_x / shape.width},
                   {(double)(grad.s_y * at.s_y), (double)(grad.s_x * at.s_x)}};
    return status;
}

/* ---- descent ------------------------------------------------------------------------- */

static fovea_status see(descent *x, const place *p)
{
    return x->look.kind == CONVERGENCE_STN ? see_stn(x, p) : see_gaussian(x, p);
}

/* The loss's gradient with respect to the place. */
static fovea_status slope(descent *x, const place *p, place *out)
{
    fovea_status status = see(x, p);
    for (int i = 0; i < PIXELS; i++)
        x->grad[i] = (x->glimpse[i] - x->target[i]) / PIXELS;
    if (status != FOVEA_OK)
        return status;
    return x->look.kind == CONVERGENCE_STN ? grad_stn(x, p, out) : grad_gaussian(x, p, out);
}

/* Adam's state for the four numbers of a place. */
typedef struct adam {
    double mean[4], square[4];
    int steps;
} adam;

static void adam_step(adam *a, const double grad[4], double rate, double change[4])
{
    const double fast = 0.9, slow = 0.999, least = 1e-12;
    a->steps++;
    for (int i = 0; i < 4; i++) {
        a->mean[i] = fast * a->mean[i] + (1 - fast) * grad[i];
        a->square[i] = slow * a->square[i] + (1 - slow) * grad[i] * grad[i];
        double mean = a->mean[i] / (1 - pow(fast, a->steps));
        double square = a->square[i] / (1 - pow(slow, a->steps));
        change[i] = -rate * mean / (sqrt(square) + least);
    }
}

/* One step of rate `rate`; `unit` is the start window's sides, in which middles are measured. */
static void step(place *p, adam *a, const place *grad, const double unit[2], double rate)
{
    double change[4];
    adam_step(a,
              (double[]){grad->middle[0] * unit[0], grad->middle[1] * unit[1], grad->log_side[0],
                         grad->log_side[1]},
              rate, change);
    for (int k = 0; k < 2; k++) {
        p->middle[k] += change[k] * unit[k];
        p->log_side[k] += change[2 + k];
    }
}

fovea_status convergence_descend(convergence_run *out, fovea_attention *attention,
                                 convergence_look look, const plane *picture, fovea_box target,
                                 fovea_box start, double rate, int steps)
{
    descent x = {.attention = attention, .look = look, .picture = picture};
    place wanted = place_of(target), at = place_of(start);
    const double unit[2] = {(double)start.h, (double)start.w};
    adam state = {{0}, {0}, 0};
    *out = (convergence_run){0};
    fovea_status status = see(&x, &wanted);
    memcpy(x.target, x.glimpse, sizeof x.target);
    for (int i = 0; i < steps && status == FOVEA_OK; i++) {
        place grad = {{0}, {0}};
        status = slope(&x, &at, &grad);
        step(&at, &state, &grad, unit, rate * (1 + cos(PI * i / steps)) / 2);
        out->iou = (double)fovea_box_iou(box_of(&at), target);
        bool near = out->iou >= CONVERGENCE_IOU;
        if (near && !out->recovered)
            out->steps = i + 1;
        out->recovered = near;
    }
    return status;
}

fovea_status convergence_contrast(double *out, fovea_attention *attention, const plane *picture,
                                  fovea_box window)
{
    descent x = {.attention = attention,
                 .look = {.kind = CONVERGENCE_GAUSSIAN, .s_by_d = 0.5},
                 .picture = picture};
    place p = place_of(window);
    fovea_status status = see(&x, &p);
    double sum = 0, squares = 0;
    for (int i = 0; i < PIXELS; i++) {
        sum += (double)x.glimpse[i];
        squares += (double)x.glimpse[i] * (double)x.glimpse[i];
    }
    *out = sqrt(fmax(squares / PIXELS - sum * sum / PIXELS / PIXELS, 0));
    return status;
}
