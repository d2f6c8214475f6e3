/* synthetic.c - paints a scene in float RGB, then stores it in the layout asked for. */
#include "support/synthetic.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { GROUND = 512, COAT = 64, SIDE_MAX = 4096 };

typedef struct texture {
    int side;   /* a power of two; repeats beyond */
    float *rgb; /* [side, side, 3], 0..1 */
} texture;

struct synthetic {
    int width, height;
    synthetic_layout layout;
    uint64_t random;
    texture ground, coat;
    float *rgb;      /* [height, width, 3], 0..1 */
    uint8_t *pixels; /* as `layout` says; room for its largest form */
};

/* SplitMix64 (Steele, Lea, Flood 2014), as a float in 0..1. */
static float next_random(synthetic *s)
{
    s->random += 0x9e3779b97f4a7c15u;
    uint64_t z = s->random;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (float)((z ^ z >> 31) >> 40) / 16777216.0f;
}

static const float *texel(const texture *t, int x, int y)
{
    int mask = t->side - 1;
    return t->rgb + 3 * ((size_t)(y & mask) * (size_t)t->side + (size_t)(x & mask));
}

/* Bilinear; texel (i, j) is centred at (i + 1/2, j + 1/2). */
static void texture_sample(const texture *t, float x, float y, float out[3])
{
    float left = floorf(x - 0.5f), top = floorf(y - 0.5f);
    float fx = x - 0.5f - left, fy = y - 0.5f - top;
    int x0 = (int)left, y0 = (int)top;
    const float *a = texel(t, x0, y0), *b = texel(t, x0 + 1, y0);
    const float *c = texel(t, x0, y0 + 1), *d = texel(t, x0 + 1, y0 + 1);
    for (int k = 0; k < 3; k++)
        out[k] = (1 - fy) * ((1 - fx) * a[k] + fx * b[k]) + fy * ((1 - fx) * c[k] + fx * d[k]);
}

/* Adds smooth noise with a node every `cell` texels, -weight/2 .. weight/2 around. */
static void add_noise(synthetic *s, texture *t, int cell, float weight)
{
    int nodes = t->side / cell;
    texture lattice = {.side = nodes, .rgb = t->rgb + 3 * (size_t)t->side * (size_t)t->side};
    for (int i = 0; i < 3 * nodes * nodes; i++)
        lattice.rgb[i] = weight * (next_random(s) - 0.5f);
    for (int y = 0; y < t->side; y++) {
        for (int x = 0; x < t->side; x++) {
            float noise[3];
            texture_sample(&lattice, ((float)x + 0.5f) / (float)cell,
                           ((float)y + 0.5f) / (float)cell, noise);
            float *at = t->rgb + 3 * ((size_t)y * (size_t)t->side + (size_t)x);
            for (int k = 0; k < 3; k++)
                at[k] = fminf(fmaxf(at[k] + noise[k], 0), 1);
        }
    }
}

static bool texture_open(synthetic *s, texture *t, int side, const float tone[3])
{
    /* The finest lattice of add_noise(), half a side wide, lies behind the texture. */
    size_t texels = (size_t)side * (size_t)side;
    t->side = side;
    t->rgb = malloc(sizeof(float) * 3 * (texels + texels / 4));
    if (!t->rgb)
        return false;
    for (size_t i = 0; i < 3 * texels; i++)
        t->rgb[i] = tone[i % 3];
    add_noise(s, t, 32, 0.25f);
    add_noise(s, t, 8, 0.35f);
    add_noise(s, t, 4, 0.20f);
    return true;
}

fovea_status synthetic_open(synthetic **out, int width, int height, synthetic_layout layout,
                            uint64_t seed)
{
    static const float green[3] = {0.40f, 0.48f, 0.42f}, orange[3] = {0.72f, 0.42f, 0.28f};
    *out = NULL;
    if (width < 1 || height < 1 || width > SIDE_MAX || height > SIDE_MAX || (int)layout < 0 ||
        layout >= SYNTHETIC_LAYOUTS)
        return FOVEA_ERR_ARG;
    synthetic *s = calloc(1, sizeof *s);
    if (!s)
        return FOVEA_ERR_NOMEM;
    size_t pixels = (size_t)(width + 1) * (size_t)(height + 1);
    s->width = width;
    s->height = height;
    s->layout = layout;
    s->random = seed;
    s->rgb = malloc(sizeof(float) * 3 * pixels);
    s->pixels = malloc(3 * pixels);
    if (!s->rgb || !s->pixels || !texture_open(s, &s->ground, GROUND, green) ||
        !texture_open(s, &s->coat, COAT, orange)) {
        synthetic_close(&s);
        return FOVEA_ERR_NOMEM;
    }
    *out = s;
    return FOVEA_OK;
}

static float clamp01(float v)
{
    return fminf(fmaxf(v, 0), 1);
}

/* The object over a pixel whose middle is x, y: blends its coat into rgb by coverage. */
static void paint_object(const synthetic *s, const synthetic_scene *scene, float x, float y,
                         float rgb[3])
{
    float c = cosf(scene->angle), sn = sinf(scene->angle);
    float u = c * (x - scene->x) + sn * (y - scene->y);
    float v = c * (y - scene->y) - sn * (x - scene->x);
    /* A pixel's overlap with the rectangle; exact where the sides are parallel to the axes. */
    float over = clamp01(scene->scale * SYNTHETIC_WIDTH / 2 + 0.5f - fabsf(u)) *
                 clamp01(scene->scale * SYNTHETIC_HEIGHT / 2 + 0.5f - fabsf(v));
    if (over <= 0)
        return;
    float coat[3];
    texture_sample(&s->coat, u / scene->scale + COAT / 2, v / scene->scale + COAT / 2, coat);
    for (int k = 0; k < 3; k++)
        rgb[k] += over * (coat[k] - rgb[k]);
}

static void paint(synthetic *s, const synthetic_scene *scene)
{
    for (int y = 0; y < s->height; y++) {
        for (int x = 0; x < s->width; x++) {
            float *at = s->rgb + 3 * ((size_t)y * (size_t)s->width + (size_t)x);
            float px = (float)x + 0.5f, py = (float)y + 0.5f;
            texture_sample(&s->ground, px - scene->pan_x, py - scene->pan_y, at);
            if (scene->scale > 0)
                paint_object(s, scene, px, py, at);
            for (int k = 0; k < 3; k++)
                at[k] = clamp01(at[k] * scene->light);
        }
    }
}

/* BT.709: Y' in 0..1 and Cb, Cr in -1/2..1/2 of the mean over a cell of the picture. */
static void mean_color(const synthetic *s, int x, int y, int cell_w, int cell_h, float ycc[3])
{
    float sum[3] = {0};
    int n = 0;
    for (int j = y; j < y + cell_h && j < s->height; j++) {
        for (int i = x; i < x + cell_w && i < s->width; i++, n++) {
            const float *at = s->rgb + 3 * ((size_t)j * (size_t)s->width + (size_t)i);
            for (int k = 0; k < 3; k++)
                sum[k] += at[k];
        }
    }
    float r = sum[0] / (float)n, g = sum[1] / (float)n, b = sum[2] / (float)n;
    ycc[0] = 0.2126f * r + 0.7152f * g + 0.0722f * b;
    ycc[1] = (b - ycc[0]) / 1.8556f;
    ycc[2] = (r - ycc[0]) / 1.5748f;
}

static void store(const fovea_component *c, int x, int y, float value)
{
    uint8_t *at = (uint8_t *)c->base + x * c->step_x + y * c->step_y;
    uint16_t word = (uint16_t)lrintf(value);
    if (c->bits > 8)
        memcpy(at, &word, sizeof word);
    else
        *at = (uint8_t)word;
}

/* Where the components lie in s->pixels; the way they are stored follows from it. */
static fovea_image describe(const synthetic *s)
{
    int w = s->width, h = s->height, cw = (w + 1) / 2, ch = (h + 1) / 2;
    ptrdiff_t row = w, crow = cw;
    const uint8_t *p = s->pixels, *chroma = p + row * h;
    fovea_image im = {w, h, 3, {{0}}, FOVEA_MATRIX_BT709, FOVEA_RANGE_LIMITED};
    fovea_component *c = im.component;
    switch (s->layout) {
    case SYNTHETIC_GREY8:
        c[0] = (fovea_component){p, 1, row, w, h, 8, 0};
        im.components = 1;
        im.matrix = FOVEA_MATRIX_GREY;
        im.range = FOVEA_RANGE_FULL;
        break;
    case SYNTHETIC_RGB24:
        for (int k = 0; k < 3; k++)
            c[k] = (fovea_component){p + k, 3, 3 * row, w, h, 8, 0};
        im.matrix = FOVEA_MATRIX_RGB;
        im.range = FOVEA_RANGE_FULL;
        break;
    case SYNTHETIC_NV12:
        c[0] = (fovea_component){p, 1, row, w, h, 8, 0};
        c[1] = (fovea_component){chroma, 2, 2 * crow, cw, ch, 8, 0};
        c[2] = (fovea_component){chroma + 1, 2, 2 * crow, cw, ch, 8, 0};
        break;
    case SYNTHETIC_YUYV422:
        c[0] = (fovea_component){p, 2, 4 * crow, w, h, 8, 0};
        c[1] = (fovea_component){p + 1, 4, 4 * crow, cw, h, 8, 0};
        c[2] = (fovea_component){p + 3, 4, 4 * crow, cw, h, 8, 0};
        break;
    case SYNTHETIC_YUV420P10:
        c[0] = (fovea_component){p, 2, 2 * row, w, h, 10, 0};
        c[1] = (fovea_component){p + 2 * row * h, 2, 2 * crow, cw, ch, 10, 0};
        c[2] = (fovea_component){p + 2 * (row * h + crow * ch), 2, 2 * crow, cw, ch, 10, 0};
        break;
    default: /* SYNTHETIC_YUV420P */
        c[0] = (fovea_component){p, 1, row, w, h, 8, 0};
        c[1] = (fovea_component){chroma, 1, crow, cw, ch, 8, 0};
        c[2] = (fovea_component){chroma + crow * ch, 1, crow, cw, ch, 8, 0};
        break;
    }
    return im;
}

/* The value of component k at one of its samples, in stored units. */
static float stored_value(const synthetic *s, const fovea_image *im, int k, int x, int y)
{
    int cell_w = im->component[k].width < s->width ? 2 : 1;
    int cell_h = im->component[k].height < s->height ? 2 : 1;
    float ycc[3];
    if (im->matrix == FOVEA_MATRIX_RGB)
        return 255 * s->rgb[3 * ((size_t)y * (size_t)s->width + (size_t)x) + (size_t)k];
    mean_color(s, x * cell_w, y * cell_h, cell_w, cell_h, ycc);
    if (im->matrix == FOVEA_MATRIX_GREY)
        return 255 * ycc[0];
    float unit = (float)(1 << (im->component[k].bits - 8));
    return unit * (k == 0 ? 16 + 219 * ycc[0] : 128 + 224 * ycc[k]);
}

fovea_image synthetic_render(synthetic *s, const synthetic_scene *scene, fovea_box *box)
{
    fovea_image im = describe(s);
    paint(s, scene);
    for (int k = 0; k < im.components; k++)
        for (int y = 0; y < im.component[k].height; y++)
            for (int x = 0; x < im.component[k].width; x++)
                store(&im.component[k], x, y, stored_value(s, &im, k, x, y));
    if (box) {
        float c = fabsf(cosf(scene->angle)), sn = fabsf(sinf(scene->angle));
        float w = scene->scale * (c * SYNTHETIC_WIDTH + sn * SYNTHETIC_HEIGHT);
        float h = scene->scale * (c * SYNTHETIC_HEIGHT + sn * SYNTHETIC_WIDTH);
        *box = (fovea_box){scene->x - w / 2, scene->y - h / 2, w, h};
    }
    return im;
}

void synthetic_close(synthetic **s)
{
    if (!*s)
        return;
    free((*s)->ground.rgb);
    free((*s)->coat.rgb);
    free((*s)->rgb);
    free((*s)->pixels);
    free(*s);
    *s = NULL;
}
