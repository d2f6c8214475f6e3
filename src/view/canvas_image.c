/* canvas_image.c - an image's components, or a glimpse, scaled onto the canvas.
 *
 * Row by row: the source rows that an output row covers are summed, weighted, into one float
 * row of source width; that row is resampled to output width; three of them make colour. So
 * each component is scaled in its own samples and colour is converted at the size drawn.
 * Both axes use the same spans: linear interpolation where the picture grows, the exact
 * average over the pixel's area where it shrinks, which are the same at one to one. */
#include "view/canvas.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/image.h"
#include "view/canvas_draw.h"

/* Samples first..last weigh into one output pixel: the outer two by their own weights. */
typedef struct span {
    int first, last;
    float w_first, w_between, w_last;
} span;

/* The spans of an output row. */
typedef struct columns {
    span *at; /* [width] */
    int count;
    bool copies; /* each is one sample, one after the other */
    bool pairs;  /* none has samples between its outer two  */
} columns;

struct canvas_scratch {
    float *source;      /* [FOVEA_IMAGE_SIDE_MAX] one source row, summed vertically */
    float *row[3];      /* [width] each: components of one output row */
    columns columns[2]; /* of component 0, and of 1 and 2 */
};

/* A component, or a plane of a glimpse. */
typedef struct plane {
    const fovea_component *component; /* NULL: `values` */
    const float *values;
    int width, height;
} plane;

typedef struct picture {
    plane plane[3];
    int planes;
    fovea_color color; /* to 0..255 */
} picture;

fovea_status canvas_scratch_open(struct canvas_scratch **out, int width)
{
    *out = NULL;
    struct canvas_scratch *s = calloc(1, sizeof *s);
    if (!s)
        return FOVEA_ERR_NOMEM;
    size_t n = (size_t)width;
    s->source = malloc(FOVEA_IMAGE_SIDE_MAX * sizeof *s->source);
    bool ok = s->source;
    for (int i = 0; i < 3; i++)
        ok = (s->row[i] = calloc(n, sizeof *s->row[i])) && ok;
    for (int i = 0; i < 2; i++)
        ok = (s->columns[i].at = malloc(n * sizeof(span))) && ok;
    if (!ok) {
        canvas_scratch_close(&s);
        return FOVEA_ERR_NOMEM;
    }
    *out = s;
    return FOVEA_OK;
}

void canvas_scratch_close(struct canvas_scratch **scratch)
{
    struct canvas_scratch *s = *scratch;
    if (!s)
        return;
    free(s->source);
    for (int i = 0; i < 3; i++)
        free(s->row[i]);
    for (int i = 0; i < 2; i++)
        free(s->columns[i].at);
    free(s);
    *scratch = NULL;
}

static int clamp_index(int i, int samples)
{
    return i < 0 ? 0 : i >= samples ? samples - 1 : i;
}

/* Pixel `at` of `length`, when `extent` samples (of which whole ones 0..samples-1 exist, a
 * chroma sample may hang over the edge) are drawn over that length. */
static span span_of(int at, int length, double extent, int samples)
{
    double scale = extent / length;
    span s;
    if (scale <= 1) {
        double centre = (at + 0.5) * scale - 0.5;
        double below = floor(centre);
        float part = (float)(centre - below);
        s = (span){clamp_index((int)below, samples), clamp_index((int)below + 1, samples), 1 - part,
                   0, part};
    } else {
        double low = at * scale, high = low + scale;
        s.first = clamp_index((int)low, samples);
        s.last = clamp_index((int)ceil(high) - 1, samples);
        s.w_between = (float)(1 / scale);
        s.w_first = (float)(s.first + 1 - low) * s.w_between;
        s.w_last = (float)(high - s.last) * s.w_between;
    }
    if (s.first == s.last) {
        s.w_first = 1;
        s.w_last = 0;
    }
    return s;
}

/* ---- vertical: source rows into one -------------------------------------------------- */

static void add_bytes(float *row, const uint8_t *from, int n, float weight, bool first)
{
    if (first)
        for (int x = 0; x < n; x++)
            row[x] = weight * (float)from[x];
    else
        for (int x = 0; x < n; x++)
            row[x] += weight * (float)from[x];
}

static void add_samples(float *row, const fovea_component *c, int x0, int y, int n, float weight,
                        bool first)
{
    for (int x = 0; x < n; x++) {
        float value = weight * (float)fovea_component_sample(c, x0 + x, y);
        row[x] = first ? value : row[x] + value;
    }
}

static void add_floats(float *row, const float *from, int n, float weight, bool first)
{
    for (int x = 0; x < n; x++)
        row[x] = first ? weight * from[x] : row[x] + weight * from[x];
}

/* Samples x0..x0+n-1 of the rows of a span, summed into row[0..n-1]. */
static void sum_rows(float *row, const plane *p, span s, int x0, int n)
{
    bool first = true;
    for (int y = s.first; y <= s.last; y++) {
        float weight = y == s.first ? s.w_first : y == s.last ? s.w_last : s.w_between;
        if (weight == 0)
            continue;
        const fovea_component *c = p->component;
        if (!c)
            add_floats(row, p->values + (size_t)y * (size_t)p->width + x0, n, weight, first);
        else if (c->bits == 8 && c->shift == 0 && c->step_x == 1)
            add_bytes(row, c->base + y * c->step_y + x0, n, weight, first);
        else
            add_samples(row, c, x0, y, n, weight, first);
        first = false;
    }
}

/* ---- horizontal: resampling of that one --------------------------------------------- */

/* The columns of the pixels x0..x0+count-1 of `length`, as of span_of(). */
static void set_columns(columns *c, int x0, int count, int length, double extent, int samples)
{
    c->count = count;
    c->copies = c->pairs = true;
    for (int i = 0; i < count; i++) {
        span s = span_of(x0 + i, length, extent, samples);
        c->at[i] = s;
        c->copies = c->copies && s.w_first == 1 && s.first == c->at[0].first + i;
        c->pairs = c->pairs && s.last <= s.first + 1;
    }
}

/* `from` begins with the sample x0. */
static void resample(float *to, const float *from, int x0, const columns *c)
{
    from -= x0;
    for (int i = 0; i < c->count; i++) {
        const span *s = &c->at[i];
        to[i] = s->w_first * from[s->first] + s->w_last * from[s->last];
    }
    if (c->pairs)
        return;
    for (int i = 0; i < c->count; i++) {
        const span *s = &c->at[i];
        float between = 0;
        for (int x = s->first + 1; x < s->last; x++)
            between += from[x];
        to[i] += s->w_between * between;
    }
}

/* ---- colour ----------------------------------------------------------------------- */

/* The comparisons make 0 of NaN; 0.5 for rounding is in the colour's offset. */
static uint32_t to_byte(float value)
{
    value = value > 0 ? value : 0;
    return (uint32_t)(int32_t)(value < 255 ? value : 255);
}

static void put_colors(uint8_t *bgra, float *const row[3], int n, const fovea_color *color)
{
    const float(*m)[3] = color->matrix;
    const float *y = row[0], *u = row[1], *v = row[2];
    for (int i = 0; i < n; i++) {
        float r = m[0][0] * y[i] + m[0][1] * u[i] + m[0][2] * v[i] + color->offset[0];
        float g = m[1][0] * y[i] + m[1][1] * u[i] + m[1][2] * v[i] + color->offset[1];
        float b = m[2][0] * y[i] + m[2][1] * u[i] + m[2][2] * v[i] + color->offset[2];
        uint32_t pixel = canvas_pack(to_byte(b), to_byte(g), to_byte(r));
        memcpy(bgra + (size_t)i * 4, &pixel, 4);
    }
}

/* Image samples across: chroma's last sample may cover less than the others. */
static double extent_of(int pixels, int samples)
{
    int ratio = fovea_subsampling(pixels, samples);
    return ratio ? (double)pixels / ratio : samples;
}

static void draw_row(canvas *c, canvas_rect seen, canvas_rect r, int y, const picture *p)
{
    struct canvas_scratch *s = c->scratch;
    for (int i = 0; i < p->planes; i++) {
        const plane *from = &p->plane[i];
        const columns *across = &s->columns[i > 0];
        double extent = extent_of(p->plane[0].height, from->height);
        span rows = span_of(y - r.y, r.h, extent, from->height);
        int x0 = across->at[0].first;
        if (across->copies) {
            sum_rows(s->row[i], from, rows, x0, across->count);
        } else {
            sum_rows(s->source, from, rows, x0, across->at[across->count - 1].last - x0 + 1);
            resample(s->row[i], s->source, x0, across);
        }
    }
    put_colors(canvas_pixel(c, seen.x, y), s->row, seen.w, &p->color);
}

static void draw_picture(canvas *c, canvas_rect r, const picture *p)
{
    canvas_rect seen = canvas_intersect(r, c->clip);
    if (seen.w == 0)
        return;
    struct canvas_scratch *s = c->scratch;
    for (int i = 0; i < 2 && i < p->planes; i++) {
        int samples = p->plane[i].width;
        set_columns(&s->columns[i], seen.x - r.x, seen.w, r.w,
                    extent_of(p->plane[0].width, samples), samples);
    }
    for (int i = p->planes; i < 3; i++)
        memset(s->row[i], 0, (size_t)seen.w * sizeof(float));
    for (int y = seen.y; y < seen.y + seen.h; y++)
        draw_row(c, seen, r, y, p);
}

/* Colour from samples to 0..255, with 0.5 for rounding. */
static void scale_color(fovea_color *color)
{
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++)
            color->matrix[i][j] *= 255;
        color->offset[i] = color->offset[i] * 255 + 0.5F;
    }
}

void canvas_image(canvas *c, canvas_rect r, const fovea_image *image)
{
    picture p = {.planes = image->components, .color = fovea_image_color(image)};
    for (int i = 0; i < p.planes; i++) {
        const fovea_component *component = &image->component[i];
        p.plane[i] = (plane){component, NULL, component->width, component->height};
    }
    scale_color(&p.color);
    draw_picture(c, r, &p);
}

void canvas_glimpse(canvas *c, canvas_rect r, const fovea_glimpse *glimpse)
{
    picture p = {.planes = 3,
                 .color = {.matrix = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, .offset = {0, 0, 0}}};
    size_t samples = (size_t)glimpse->width * (size_t)glimpse->height;
    for (int i = 0; i < 3; i++)
        p.plane[i] =
            (plane){NULL, glimpse->rgb + (size_t)i * samples, glimpse->width, glimpse->height};
    scale_color(&p.color);
    draw_picture(c, r, &p);
}
