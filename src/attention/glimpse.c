/* Gaussian attention, truncated: the glimpse straight from where an image's samples lie.
 *
 * Each row that a Gaussian of A_y looks at is loaded once into a ring of float lines, blended
 * by A_y's taps into one line, and that line is reduced by A_x's taps. Only columns that some
 * Gaussian of A_x looks at are loaded; they stand side by side in a line ("packed"). */
#include "attention/gaussian.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/image.h"

enum {
    SIDE = GAUSSIAN_SIDE_MAX,
    TAPS = GAUSSIAN_TAPS,
    LINE = SIDE * TAPS + TAPS, /* packed columns, and room to read past the last start */
};

/* The taps of one axis on its strided view of `size` pixels. */
typedef struct axis_taps {
    int stride, origin;       /* of the view, in pixels                        */
    int taps;                 /* of the widest Gaussian                        */
    int first[SIDE];          /* of each Gaussian, an index of the view        */
    int count[SIDE];          /* taps of each Gaussian                         */
    float weight[TAPS][SIDE]; /* [tap, Gaussian], 0 beyond count              */
} axis_taps;

/* Columns of the view that are looked at: [start, start + length) at packed + 0 .. length. */
typedef struct column_run {
    int start, length, packed;
} column_run;

struct fovea_glimpser {
    const fovea_kernels *kernels;
    axis_taps y, x;
    column_run run[SIDE];
    int runs;
    int32_t packed_start[SIDE];
    float ring[TAPS][LINE];
    float line[LINE];
    float sample[3][SIDE * SIDE]; /* of a glimpse, before its colour is converted */
};

fovea_status fovea_glimpser_open(fovea_glimpser **out, const fovea_kernels *kernels)
{
    fovea_glimpser *g = calloc(1, sizeof *g);
    *out = g;
    if (!g)
        return FOVEA_ERR_NOMEM;
    g->kernels = kernels;
    return FOVEA_OK;
}

void fovea_glimpser_close(fovea_glimpser **glimpser)
{
    free(*glimpser);
    *glimpser = NULL;
}

/* Values exp((m - c)^2/2s^2 - (j - c)^2/2s^2) around the nearest pixel m, from j = *first >=
 * lowest on; returns how many. Neighbours differ by a factor that itself changes by a constant
 * factor (fall), so one Gaussian costs two calls of exp. */
static int gaussian_taps(double centre, double s, double fall, int lowest, int size, double *value,
                         int *first)
{
    double nearest = fmin(fmax(nearbyint(centre), 0), size - 1);
    double offset = nearest - centre;
    int m = (int)nearest;
    double limit = exp(-3.5 * 3.5 / 2);
    double up = exp(-(1 + 2 * offset) / (2 * s * s));
    double down = exp(-(1 - 2 * offset) / (2 * s * s));
    double buffer[2 * TAPS + 1];
    double *middle = buffer + TAPS;
    int low = 0, high = 0;
    middle[0] = 1;
    for (; m + high + 1 < size && high < TAPS - 1 && middle[high] * up >= limit; up *= fall, high++)
        middle[high + 1] = middle[high] * up;
    for (; m - low - 1 >= lowest && low < TAPS - 1 && middle[-low] * down >= limit;
         down *= fall, low++)
        middle[-low - 1] = middle[-low] * down;
    *first = m - low;
    memcpy(value, middle - low, (size_t)(low + high + 1) * sizeof *value);
    return low + high + 1;
}

static void axis_prepare(axis_taps *t, fovea_gaussian axis, int n, int pixels)
{
    fovea_gaussian_stride(axis, pixels, &t->stride, &t->origin);
    int size = (pixels - t->origin + t->stride - 1) / t->stride;
    double u = ((double)axis.u - t->origin) / t->stride;
    double d = (double)axis.d / t->stride;
    double s = (double)axis.s / t->stride;
    double fall = exp(-1 / (s * s));
    t->taps = 1;
    for (int i = 0; i < n; i++) {
        double value[2 * TAPS];
        /* Rising order must not hang on rounding: rows and columns are packed by it. */
        int lowest = i > 0 ? t->first[i - 1] : 0;
        int count = gaussian_taps(u + i * d, s, fall, lowest, size, value, &t->first[i]);
        double sum = 0;
        for (int k = 0; k < count; k++)
            sum += value[k];
        for (int k = 0; k < TAPS; k++)
            t->weight[k][i] = k < count ? (float)(value[k] / sum) : 0;
        t->count[i] = count;
        if (count > t->taps)
            t->taps = count;
    }
}

/* Gaussians stand in rising order, so their columns merge into runs from left to right. */
static void pack_columns(fovea_glimpser *g, int n)
{
    const axis_taps *x = &g->x;
    column_run *run = g->run;
    *run = (column_run){x->first[0], 0, 0};
    for (int i = 0; i < n; i++) {
        int first = x->first[i], end = first + x->count[i];
        if (first > run->start + run->length) {
            run[1] = (column_run){first, 0, run->packed + run->length};
            run++;
        }
        if (end > run->start + run->length)
            run->length = end - run->start;
        g->packed_start[i] = run->packed + first - run->start;
    }
    g->runs = (int)(run - g->run) + 1;
}

static int packed_width(const fovea_glimpser *g)
{
    const column_run *last = &g->run[g->runs - 1];
    return last->packed + last->length;
}

static void load_words(float *out, const uint8_t *at, ptrdiff_t step, int n, int bits, int shift)
{
    unsigned mask = (1u << bits) - 1;
    for (int i = 0; i < n; i++, at += step) {
        uint16_t word;
        memcpy(&word, at, sizeof word);
        out[i] = (float)(word >> shift & mask);
    }
}

static void load_bytes(float *out, const uint8_t *at, ptrdiff_t step, int n, int bits, int shift)
{
    unsigned mask = (1u << bits) - 1;
    for (int i = 0; i < n; i++, at += step)
        out[i] = (float)(*at >> shift & mask);
}

static void load_floats(float *out, const uint8_t *at, ptrdiff_t step, int n)
{
    for (int i = 0; i < n; i++, at += step)
        memcpy(&out[i], at, sizeof *out);
}

static void load_row(const fovea_glimpser *g, const fovea_component *c, int view_row, float *line)
{
    const uint8_t *row = c->base + (g->y.origin + (ptrdiff_t)view_row * g->y.stride) * c->step_y;
    ptrdiff_t step = c->step_x * g->x.stride;
    for (int r = 0; r < g->runs; r++) {
        const column_run *run = &g->run[r];
        const uint8_t *at = row + (g->x.origin + (ptrdiff_t)run->start * g->x.stride) * c->step_x;
        float *to = line + run->packed;
        if (c->bits == 32)
            load_floats(to, at, step, run->length);
        else if (c->bits + c->shift > 8)
            load_words(to, at, step, run->length, c->bits, c->shift);
        else if (c->bits == 8)
            g->kernels->bytes_to_float(to, at, step, run->length);
        else
            load_bytes(to, at, step, run->length, c->bits, c->shift);
    }
}

static bool axis_valid(fovea_gaussian a, int n)
{
    return isfinite(a.u) && isfinite(a.s) && isfinite(a.d) && a.s > 0 && a.d >= 0 && n >= 1 &&
           n <= SIDE;
}

fovea_status fovea_glimpse_component(fovea_glimpser *g, const fovea_component *component,
                                     fovea_gaussian axis_y, fovea_gaussian axis_x, int h, int w,
                                     float *out)
{
    if (!axis_valid(axis_y, h) || !axis_valid(axis_x, w))
        return FOVEA_ERR_ARG;
    axis_prepare(&g->y, axis_y, h, component->height);
    axis_prepare(&g->x, axis_x, w, component->width);
    pack_columns(g, w);
    int columns = packed_width(g);
    int loaded = -1; /* the last row of the view that is in the ring */
    for (int i = 0; i < h; i++) {
        const float *rows[TAPS];
        float weight[TAPS];
        for (int k = 0; k < g->y.count[i]; k++) {
            int row = g->y.first[i] + k;
            float *line = g->ring[row % TAPS];
            if (row > loaded)
                load_row(g, component, loaded = row, line);
            rows[k] = line;
            weight[k] = g->y.weight[k][i];
        }
        g->kernels->blend_rows(g->line, rows, weight, g->y.count[i], columns);
        g->kernels->gather_taps(out + (ptrdiff_t)i * w, g->line, g->packed_start, g->x.weight[0],
                                SIDE, g->x.taps, w);
    }
    return FOVEA_OK;
}

static inline float unit_clamp(float v)
{
    v = v > 0 ? v : 0;
    return v < 1 ? v : 1;
}

static void convert_color(const fovea_color *color, float (*sample)[SIDE * SIDE], int pixels,
                          float *rgb)
{
    const float *a = sample[0], *b = sample[1], *c = sample[2];
    for (int i = 0; i < 3; i++) {
        const float *m = color->matrix[i];
        float *out = rgb + (ptrdiff_t)i * pixels;
        for (int p = 0; p < pixels; p++)
            out[p] = unit_clamp(m[0] * a[p] + m[1] * b[p] + m[2] * c[p] + color->offset[i]);
    }
}

fovea_status fovea_glimpse_image(fovea_glimpser *g, const fovea_image *image, fovea_box window,
                                 int h, int w, float *rgb)
{
    fovea_gaussian y = fovea_gaussian_cover(window.y, window.h, h);
    fovea_gaussian x = fovea_gaussian_cover(window.x, window.w, w);
    for (int i = 0; i < image->components; i++) {
        const fovea_component *c = &image->component[i];
        fovea_gaussian sub_y =
            fovea_gaussian_subsample(y, fovea_subsampling(image->height, c->height));
        fovea_gaussian sub_x =
            fovea_gaussian_subsample(x, fovea_subsampling(image->width, c->width));
        fovea_status status = fovea_glimpse_component(g, c, sub_y, sub_x, h, w, g->sample[i]);
        if (status != FOVEA_OK)
            return status;
    }
    fovea_color color = fovea_image_color(image);
    convert_color(&color, g->sample, h * w, rgb);
    return FOVEA_OK;
}

fovea_status fovea_glimpse_planes(fovea_glimpser *g, const float *planes, int channels, int height,
                                  int width, fovea_box window, int h, int w, float *out)
{
    fovea_gaussian y = fovea_gaussian_cover(window.y, window.h, h);
    fovea_gaussian x = fovea_gaussian_cover(window.x, window.w, w);
    for (int i = 0; i < channels; i++) {
        fovea_component plane = {
            .base = (const uint8_t *)(planes + (ptrdiff_t)i * height * width),
            .step_x = sizeof(float),
            .step_y = (ptrdiff_t)sizeof(float) * width,
            .width = width,
            .height = height,
            .bits = 32,
        };
        fovea_status status =
            fovea_glimpse_component(g, &plane, y, x, h, w, out + (ptrdiff_t)i * h * w);
        if (status != FOVEA_OK)
            return status;
    }
    return FOVEA_OK;
}
