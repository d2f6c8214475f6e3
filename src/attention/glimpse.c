/* Gaussian attention, truncated: the glimpse straight from where an image's samples lie.
 *
 * Each row that a Gaussian of A_y looks at is loaded once into a ring of float lines, blended
 * by A_y's taps into one line, and that line is reduced by A_x's taps. Only columns that some
 * Gaussian of A_x looks at are loaded; they stand side by side in a line ("packed"). */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "attention/check.h"
#include "attention/glimpse_internal.h"
#include "attention/scratch.h"
#include "base/image.h"

enum { TAPS = GAUSSIAN_TAPS, CACHE_LINE = 64 };

/* Pixels come from far away: the processor is told of a row so many rows before it is loaded. */
enum { ROWS_AHEAD = 8 };

#if defined(__GNUC__)
#define PREFETCH(at) __builtin_prefetch(at)
#else
#define PREFETCH(at) ((void)(at))
#endif

fovea_status fovea_glimpser_open(fovea_glimpser **out, const fovea_kernels *kernels)
{
    fovea_glimpser *g = calloc(1, sizeof *g);
    *out = g;
    if (!g)
        return FOVEA_ERR_NOMEM;
    g->kernels = kernels;
    fovea_status status = fovea_glimpser_reserve(g, GAUSSIAN_SIDE_MAX);
    if (status != FOVEA_OK)
        fovea_glimpser_close(out);
    return status;
}

void fovea_glimpser_close(fovea_glimpser **glimpser)
{
    if (*glimpser)
        free((*glimpser)->block);
    free(*glimpser);
    *glimpser = NULL;
}

static void taps_place(fovea_taps *t, float **block, int room)
{
    t->room = room;
    t->first = take(block, room);
    t->count = take(block, room);
    t->weight = take(block, (ptrdiff_t)TAPS * room);
}

fovea_status fovea_glimpser_reserve(fovea_glimpser *g, int side)
{
    static_assert(sizeof(float) == sizeof(int32_t) && sizeof(float) == sizeof(int), "one block");
    if (side <= g->side)
        return FOVEA_OK;
    ptrdiff_t room = padded(side);
    ptrdiff_t pitch = TAPS * room + TAPS + GATHER_REACH; /* packed columns, and room to read on */
    ptrdiff_t axis = (2 + TAPS) * room, runs = (ptrdiff_t)(sizeof *g->run / sizeof(float)) * room;
    ptrdiff_t count = 2 * axis + runs + room + (TAPS + 1) * pitch;
    float *block = aligned_alloc(64, (size_t)count * sizeof *block);
    if (!block)
        return FOVEA_ERR_NOMEM;
    free(g->block);
    g->block = block;
    g->side = side;
    g->pitch = pitch;
    taps_place(&g->y, &block, (int)room);
    taps_place(&g->x, &block, (int)room);
    g->run = take(&block, runs);
    g->packed_start = take(&block, room);
    g->ring = take(&block, TAPS * pitch);
    g->line = take(&block, pitch);
    return FOVEA_OK;
}

/* Gaussians stand in rising order, so their columns merge into runs from left to right. */
static void pack_columns(fovea_glimpser *g, int n)
{
    const fovea_taps *x = &g->x;
    fovea_column_run *run = g->run;
    *run = (fovea_column_run){x->first[0], 0, 0};
    for (int i = 0; i < n; i++) {
        int first = x->first[i], end = first + x->count[i];
        if (first > run->start + run->length) {
            run[1] = (fovea_column_run){first, 0, run->packed + run->length};
            run++;
        }
        if (end > run->start + run->length)
            run->length = end - run->start;
        g->packed_start[i] = run->packed + first - run->start;
    }
    g->runs = (int)(run - g->run) + 1;
    g->columns = run->packed + run->length;
}

fovea_status fovea_glimpser_aim(fovea_glimpser *g, int height, int width, fovea_gaussian axis_y,
                                fovea_gaussian axis_x, int h, int w)
{
    if (!gaussian_valid(axis_y) || !gaussian_valid(axis_x) || h < 1 || w < 1 || h > g->side ||
        w > g->side)
        return FOVEA_ERR_ARG;
    fovea_taps_prepare(&g->y, axis_y, h, height);
    fovea_taps_prepare(&g->x, axis_x, w, width);
    pack_columns(g, w);
    g->rows = g->y.first[h - 1] + g->y.count[h - 1];
    /* Gaussians of few taps read on to here with weights of 0: 0 must come of it. */
    memset(g->line + g->columns, 0, TAPS * sizeof *g->line);
    return FOVEA_OK;
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
    if (step == sizeof *out) {
        memcpy(out, at, (size_t)n * sizeof *out);
        return;
    }
    for (int i = 0; i < n; i++, at += step)
        memcpy(&out[i], at, sizeof *out);
}

static void load_row(const fovea_glimpser *g, const fovea_component *c, int view_row, float *line)
{
    ptrdiff_t step = c->step_x * g->x.stride, step_y = c->step_y * g->y.stride;
    const uint8_t *row = c->base + g->y.origin * c->step_y + view_row * step_y;
    /* Bytes a sample of the row that comes soon; 0: there is none, or it runs across the lines. */
    ptrdiff_t soon = view_row + ROWS_AHEAD < g->rows && step > 0 && step <= CACHE_LINE ? step : 0;
    for (int r = 0; r < g->runs; r++) {
        const fovea_column_run *run = &g->run[r];
        const uint8_t *at = row + (g->x.origin + (ptrdiff_t)run->start * g->x.stride) * c->step_x;
        for (ptrdiff_t i = 0; i < soon * run->length; i += CACHE_LINE)
            PREFETCH(at + ROWS_AHEAD * step_y + i);
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

void fovea_glimpser_load(fovea_glimpser *g, const fovea_component *c, int i, int *loaded,
                         fovea_blend *blend)
{
    blend->count = g->y.count[i];
    for (int k = 0; k < blend->count; k++) {
        int row = g->y.first[i] + k;
        float *line = g->ring + row % TAPS * g->pitch;
        if (row > *loaded)
            load_row(g, c, *loaded = row, line);
        blend->row[k] = line;
        blend->weight[k] = g->y.weight[k * g->y.room + i];
    }
}

void fovea_glimpser_look(fovea_glimpser *g, const fovea_component *c, int h, int w, float *out)
{
    fovea_blend blend;
    int loaded = -1;
    for (int i = 0; i < h; i++) {
        fovea_glimpser_load(g, c, i, &loaded, &blend);
        g->kernels->blend_rows(g->line, blend.row, blend.weight, blend.count, g->columns);
        g->kernels->gather_taps(out + area(i, w), g->line, g->packed_start, g->x.weight, g->x.room,
                                g->x.taps, w);
    }
}

fovea_status fovea_glimpse_component(fovea_glimpser *g, const fovea_component *component,
                                     fovea_gaussian axis_y, fovea_gaussian axis_x, int h, int w,
                                     float *out)
{
    fovea_status status =
        fovea_glimpser_aim(g, component->height, component->width, axis_y, axis_x, h, w);
    if (status == FOVEA_OK)
        fovea_glimpser_look(g, component, h, w, out);
    return status;
}

fovea_status fovea_glimpse_image(fovea_glimpser *g, const fovea_image *image, fovea_box window,
                                 int h, int w, float *rgb)
{
    fovea_gaussian y = fovea_gaussian_cover(window.y, window.h, h);
    fovea_gaussian x = fovea_gaussian_cover(window.x, window.w, w);
    if (h > GAUSSIAN_SIDE_MAX || w > GAUSSIAN_SIDE_MAX)
        return FOVEA_ERR_ARG;
    for (int i = 0; i < image->components; i++) {
        const fovea_component *c = &image->component[i];
        if (i == 0 || c->width != c[-1].width || c->height != c[-1].height) {
            int ratio_y = fovea_subsampling(image->height, c->height);
            int ratio_x = fovea_subsampling(image->width, c->width);
            fovea_status status =
                fovea_glimpser_aim(g, c->height, c->width, fovea_gaussian_subsample(y, ratio_y),
                                   fovea_gaussian_subsample(x, ratio_x), h, w);
            if (status != FOVEA_OK)
                return status;
        }
        fovea_glimpser_look(g, c, h, w, g->sample[i]);
    }
    const float *sample[3] = {g->sample[0], g->sample[1], g->sample[2]};
    fovea_color color = fovea_image_color(image);
    g->kernels->convert_color(rgb, sample, &color, h * w);
    return FOVEA_OK;
}

fovea_component fovea_plane_component(const float *planes, int channel, int height, int width)
{
    return (fovea_component){
        .base = (const uint8_t *)(planes + channel * area(height, width)),
        .step_x = sizeof(float),
        .step_y = (ptrdiff_t)sizeof(float) * width,
        .width = width,
        .height = height,
        .bits = 32,
    };
}

fovea_status fovea_glimpse_planes(fovea_glimpser *g, const float *planes, int channels, int height,
                                  int width, fovea_box window, int h, int w, float *out)
{
    fovea_status status =
        fovea_glimpser_aim(g, height, width, fovea_gaussian_cover(window.y, window.h, h),
                           fovea_gaussian_cover(window.x, window.w, w), h, w);
    for (int c = 0; status == FOVEA_OK && c < channels; c++) {
        fovea_component plane = fovea_plane_component(planes, c, height, width);
        fovea_glimpser_look(g, &plane, h, w, out + c * area(h, w));
    }
    return status;
}
