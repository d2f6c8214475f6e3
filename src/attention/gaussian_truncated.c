/* Gaussian glimpses of float planes, truncated, and their gradients: those of the dense form
 * (gaussian_dense.c), with the taps of truncated rows in the place of masks. Pixels that no tap
 * looks at are not touched. */
#include <string.h>

#include "attention/check.h"
#include "attention/gaussian_glimpse.h"
#include "attention/glimpse_internal.h"
#include "attention/scratch.h"

enum { TAPS = GAUSSIAN_TAPS };

static fovea_status aim(fovea_glimpser *g, const fovea_gaussian_look *look)
{
    fovea_status status = fovea_glimpser_reserve(g, look->h > look->w ? look->h : look->w);
    if (status == FOVEA_OK)
        status = fovea_glimpser_aim(g, look->shape.height, look->shape.width, look->window.y,
                                    look->window.x, look->h, look->w);
    return status;
}

fovea_status fovea_gaussian_truncated(fovea_attention *a, const fovea_gaussian_look *look,
                                      float *out, const float *image)
{
    const fovea_shape *s = &look->shape;
    fovea_status status = aim(a->glimpser, look);
    for (int c = 0; status == FOVEA_OK && c < s->channels; c++) {
        fovea_component plane = fovea_plane_component(image, c, s->height, s->width);
        fovea_glimpser_look(a->glimpser, &plane, look->h, look->w,
                            out + c * area(look->h, look->w));
    }
    return status;
}

/* Gradients on their way from one plane of the glimpse. */
typedef struct backward {
    fovea_glimpser *g;
    int h, w;
    float *reduced; /* [TAPS, w]: the ring's rows, reduced by A_x: rows of I A_x^T       */
    float *spread;  /* [columns]: a row of G, spread by A_x over the columns: of G A_x   */
    float *ring;    /* [TAPS, pitch]: packed rows of the plane's gradient, not yet added */
    float *grad_y;  /* [TAPS, room] with respect to the weights of y's taps              */
    float *grad_x;  /* likewise of x's                                                   */
} backward;

/* In eight partial sums, which need not wait for each other. */
static float dot(const float *a, const float *b, int n)
{
    float part[8] = {0}, sum = 0;
    int i = 0;
    for (; i + 8 <= n; i += 8)
        for (int k = 0; k < 8; k++)
            part[k] += a[i + k] * b[i + k];
    for (; i < n; i++)
        sum += a[i] * b[i];
    for (int k = 0; k < 8; k++)
        sum += part[k];
    return sum;
}

/* Adds what one plane's glimpse tells of the weights: rows of G (I A_x^T)^T and of G^T (A_y I). */
static void weights_backward(const backward *b, const float *plane, const fovea_shape *s,
                             const float *grad_out)
{
    fovea_glimpser *g = b->g;
    const fovea_component c = fovea_plane_component(plane, 0, s->height, s->width);
    int loaded = -1;
    for (int i = 0; i < b->h; i++, grad_out += b->w) {
        int before = loaded;
        fovea_blend blend;
        fovea_glimpser_load(g, &c, i, &loaded, &blend);
        for (int k = 0; k < blend.count; k++) {
            int row = g->y.first[i] + k;
            float *reduced = b->reduced + area(row % TAPS, b->w);
            if (row > before)
                g->kernels->gather_taps(reduced, blend.row[k], g->packed_start, g->x.weight,
                                        g->x.room, g->x.taps, b->w);
            b->grad_y[area(k, g->y.room) + i] += dot(grad_out, reduced, b->w);
        }
        g->kernels->blend_rows(g->line, blend.row, blend.weight, blend.count, g->columns);
        for (int k = 0; k < g->x.taps; k++)
            for (int j = 0; j < b->w; j++)
                b->grad_x[area(k, g->x.room) + j] += grad_out[j] * g->line[g->packed_start[j] + k];
    }
}

/* Adds rows from..to of the view, which no later Gaussian looks at, to the plane's gradient. */
static void flush_rows(const backward *b, int from, int to, float *grad_plane, int width)
{
    const fovea_glimpser *g = b->g;
    for (int v = from; v < to; v++) {
        const float *line = b->ring + v % TAPS * g->pitch;
        float *row = grad_plane + area(g->y.origin + v * g->y.stride, width) + g->x.origin;
        for (int r = 0; r < g->runs; r++) {
            const fovea_column_run *run = &g->run[r];
            float *at = row + area(run->start, g->x.stride);
            for (int c = 0; c < run->length; c++)
                at[area(c, g->x.stride)] += line[run->packed + c];
        }
    }
}

/* Adds a glimpse's gradient to that of its plane: A_y^T (G A_x). Rows of the view are summed in
 * the ring, from the first Gaussian that looks at them to the last, as they are in rising order. */
static void image_backward(const backward *b, float *grad_plane, int width, const float *grad_out)
{
    const fovea_glimpser *g = b->g;
    const fovea_taps *y = &g->y, *x = &g->x;
    int begun = 0, done = 0; /* rows: [done, begun) are in the ring */
    for (int i = 0; i < b->h; i++, grad_out += b->w) {
        int first = y->first[i], end = first + y->count[i];
        flush_rows(b, done, first < begun ? first : begun, grad_plane, width);
        done = first;
        for (begun = begun > first ? begun : first; begun < end; begun++)
            memset(b->ring + begun % TAPS * g->pitch, 0, (size_t)g->columns * sizeof *b->ring);
        memset(b->spread, 0, (size_t)(g->columns + TAPS) * sizeof *b->spread);
        for (int k = 0; k < x->taps; k++)
            for (int j = 0; j < b->w; j++)
                b->spread[g->packed_start[j] + k] += grad_out[j] * x->weight[area(k, x->room) + j];
        for (int k = 0; k < y->count[i]; k++) {
            float weight = y->weight[area(k, y->room) + i];
            float *line = b->ring + (first + k) % TAPS * g->pitch;
            for (int c = 0; c < g->columns; c++)
                line[c] += weight * b->spread[c];
        }
    }
    flush_rows(b, done, begun, grad_plane, width);
}

static void axis_backward(fovea_gaussian *grad_axis, const fovea_taps *taps, const float *grad,
                          fovea_gaussian axis, int n)
{
    fovea_axis_gradient sum = {0, 0, 0};
    for (int i = 0; i < n; i++) {
        double first = taps->origin + (double)taps->first[i] * taps->stride;
        fovea_axis_gradient_add(&sum,
                                fovea_gaussian_row_backward(taps->weight + i, grad + i, taps->room,
                                                            taps->count[i], first, taps->stride,
                                                            axis.u + (double)i * axis.d, axis.s),
                                i);
    }
    fovea_axis_gradient_store(grad_axis, sum);
}

static fovea_status backward_open(backward *b, fovea_attention *a, const fovea_gaussian_look *look)
{
    fovea_glimpser *g = a->glimpser;
    fovea_status status = aim(g, look);
    if (status != FOVEA_OK)
        return status;
    ptrdiff_t weights = (ptrdiff_t)TAPS * g->x.room;
    ptrdiff_t floats = padded(area(TAPS, look->w)) + padded(g->pitch) + padded(TAPS * g->pitch) +
                       2 * padded(weights);
    float *block = fovea_attention_scratch(a, (size_t)floats);
    if (!block)
        return FOVEA_ERR_NOMEM;
    *b = (backward){.g = g, .h = look->h, .w = look->w};
    b->reduced = take(&block, area(TAPS, look->w));
    b->spread = take(&block, g->pitch);
    b->ring = take(&block, TAPS * g->pitch);
    b->grad_y = take(&block, weights);
    b->grad_x = take(&block, weights);
    memset(b->grad_y, 0, (size_t)weights * sizeof *b->grad_y);
    memset(b->grad_x, 0, (size_t)weights * sizeof *b->grad_x);
    for (int k = 0; k < TAPS; k++) /* as of the line: what is read on to */
        memset(g->ring + k * g->pitch + g->columns, 0, TAPS * sizeof *g->ring);
    return FOVEA_OK;
}

fovea_status fovea_gaussian_truncated_backward(fovea_attention *a, const fovea_gaussian_look *look,
                                               float *grad_image,
                                               fovea_gaussian_window *grad_window,
                                               const float *grad_out, const float *image)
{
    const fovea_shape *s = &look->shape;
    backward b;
    fovea_status status = backward_open(&b, a, look);
    if (status != FOVEA_OK)
        return status;
    for (int c = 0; c < s->channels; c++, grad_out += area(b.h, b.w)) {
        if (grad_window)
            weights_backward(&b, image + c * area(s->height, s->width), s, grad_out);
        if (grad_image)
            image_backward(&b, grad_image + c * area(s->height, s->width), s->width, grad_out);
    }
    if (grad_window) {
        axis_backward(&grad_window->y, &b.g->y, b.grad_y, look->window.y, b.h);
        axis_backward(&grad_window->x, &b.g->x, b.grad_x, look->window.x, b.w);
    }
    return FOVEA_OK;
}
