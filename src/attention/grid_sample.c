/* The spatial transformer's sampler: an image between its pixels, at the places of a grid.
 *
 * Samples are taken in pieces: first where each lies along x and y, then its four pixels and their
 * weights, then for every channel what they make. All of a piece stays in the first level cache. */
#include "attention/attention.h"
#include "attention/check.h"

enum { PIECE = 256 };

/* Coordinates beyond are taken as this: floats there are as coarse as the image. */
#define COORDINATE_MAX 16777216.0F

/* One axis of an image as a grid sees it. */
typedef struct sampler_axis {
    int size;
    float scale, shift; /* pixel = (coordinate + 1) * scale + shift */
    float low, span;    /* reflection: mirrors at low and low + span */
    fovea_padding padding;
} sampler_axis;

/* A piece's places along an axis: pixels low and low + 1, clamped into the image, their weights (0
 * outside), whether they are inside, and the pixels per unit of the coordinate. */
typedef struct places {
    int32_t pixel[2][PIECE];
    float weight[2][PIECE], inside[2][PIECE], slope[PIECE];
} places;

static sampler_axis sampler_axis_of(int size, fovea_sampling how)
{
    sampler_axis a = {.size = size, .padding = how.padding};
    a.scale = (float)(how.align_corners ? size - 1 : size) / 2;
    a.shift = how.align_corners ? 0 : -0.5F;
    a.low = how.align_corners ? 0 : -0.5F;
    a.span = (float)(how.align_corners ? size - 1 : size);
    return a;
}

static inline float clamp(float v, float low, float high)
{
    v = v > low ? v : low;
    return v < high ? v : high;
}

/* Folds v into [low, low + span] and tells the fold's direction. */
static float reflect(float v, float low, float span, float *slope)
{
    float from_low = v - low, distance = fmodf(fabsf(from_low), 2 * span);
    *slope = from_low < 0 ? -1 : 1;
    if (distance >= span) {
        distance = 2 * span - distance;
        *slope = -*slope;
    }
    return distance + low;
}

/* Where pixels are, and the sign of their change with the coordinate. The steps are loops of their
 * own, so that a compiler makes vectors of them. Coordinates lie two apart. */
static void find_pixels(float *pixel, float *slope, sampler_axis a, const float *coordinate, int n)
{
    const float last = (float)(a.size - 1), high = a.low + a.span;
    for (int i = 0; i < n; i++) {
        float v = clamp(coordinate[2 * i], -COORDINATE_MAX, COORDINATE_MAX);
        pixel[i] = (v + 1) * a.scale + a.shift;
        slope[i] = 1;
    }
    if (a.padding == FOVEA_PADDING_ZEROS) { /* black from a pixel outside on; and an integer */
        for (int i = 0; i < n; i++)
            pixel[i] = clamp(pixel[i], -2, last + 2);
        return;
    }
    if (a.padding == FOVEA_PADDING_REFLECTION && a.span > 0)
        for (int i = 0; i < n; i++)
            if (!(pixel[i] >= a.low && pixel[i] <= high))
                pixel[i] = reflect(pixel[i], a.low, a.span, &slope[i]);
    for (int i = 0; i < n; i++) {
        float in = pixel[i] > 0 ? slope[i] : 0;
        slope[i] = pixel[i] < last ? in : 0;
        pixel[i] = clamp(pixel[i], 0, last);
    }
}

static void find_places(places *p, sampler_axis a, const float *coordinate, int n)
{
    float pixel[PIECE], slope[PIECE];
    const int last = a.size - 1;
    find_pixels(pixel, slope, a, coordinate, n);
    for (int i = 0; i < n; i++) {
        int low = (int)pixel[i];
        low -= pixel[i] < (float)low;
        float above = pixel[i] - (float)low;
        float inside = low >= 0 ? 1 : 0, inside_above = low >= -1 ? 1 : 0;
        inside = low <= last ? inside : 0;
        inside_above = low < last ? inside_above : 0;
        int left = low > 0 ? low : 0, right = low > -1 ? low + 1 : 0;
        p->inside[0][i] = inside;
        p->inside[1][i] = inside_above;
        p->weight[0][i] = inside * (1 - above);
        p->weight[1][i] = inside_above * above;
        p->pixel[0][i] = left < last ? left : last;
        p->pixel[1][i] = right < last ? right : last;
        p->slope[i] = slope[i] * a.scale;
    }
}

/* A piece of the grid: its places, and of each sample the four pixels, upper before lower, left
 * before right. */
typedef struct piece {
    int n;
    places y, x;
    int32_t index[4][PIECE];
    float weight[4][PIECE];
} piece;

static void find_piece(piece *p, fovea_shape shape, const float *grid, ptrdiff_t left,
                       fovea_sampling how)
{
    p->n = left < PIECE ? (int)left : PIECE;
    find_places(&p->x, sampler_axis_of(shape.width, how), grid, p->n);
    find_places(&p->y, sampler_axis_of(shape.height, how), grid + 1, p->n);
    for (int k = 0; k < 4; k++)
        for (int i = 0; i < p->n; i++) {
            p->index[k][i] = p->y.pixel[k / 2][i] * shape.width + p->x.pixel[k % 2][i];
            p->weight[k][i] = p->y.weight[k / 2][i] * p->x.weight[k % 2][i];
        }
}

static bool sampling_valid(const fovea_attention *attention, fovea_shape shape, const float *grid,
                           int h, int w, fovea_sampling how)
{
    return attention && grid && shape_valid(shape) && sides_valid(h, w) &&
           how.padding >= FOVEA_PADDING_ZEROS && how.padding <= FOVEA_PADDING_REFLECTION &&
           all_finite(grid, 2 * area(h, w));
}

fovea_status fovea_grid_sample(fovea_attention *attention, float *out, const float *image,
                               fovea_shape shape, const float *grid, int h, int w,
                               fovea_sampling how)
{
    if (!out || !image || !sampling_valid(attention, shape, grid, h, w, how))
        return FOVEA_ERR_ARG;
    ptrdiff_t pixels = area(shape.height, shape.width), samples = area(h, w);
    for (ptrdiff_t at = 0; at < samples; at += PIECE) {
        piece p;
        find_piece(&p, shape, grid + 2 * at, samples - at, how);
        for (int c = 0; c < shape.channels; c++)
            attention->kernels->gather_four(out + c * samples + at, image + c * pixels, p.index[0],
                                            p.weight[0], PIECE, p.n);
    }
    return FOVEA_OK;
}

static void add_to_image(float *grad_plane, const piece *p, const float *grad_out)
{
    for (int k = 0; k < 4; k++)
        for (int i = 0; i < p->n; i++)
            grad_plane[p->index[k][i]] += p->weight[k][i] * grad_out[i];
}

/* How what is seen changes with the place, x first, in pixels. Pixels outside count as 0. */
static void add_to_slopes(double (*slope)[2], const piece *p, const float *plane,
                          const float *grad_out)
{
    const places *y = &p->y, *x = &p->x;
    for (int i = 0; i < p->n; i++) {
        double v[4], g = (double)grad_out[i];
        for (int k = 0; k < 4; k++)
            v[k] = (double)(plane[p->index[k][i]] * y->inside[k / 2][i] * x->inside[k % 2][i]);
        slope[i][0] +=
            g * ((double)y->weight[0][i] * (v[1] - v[0]) + (double)y->weight[1][i] * (v[3] - v[2]));
        slope[i][1] +=
            g * ((double)x->weight[0][i] * (v[2] - v[0]) + (double)x->weight[1][i] * (v[3] - v[1]));
    }
}

static void add_to_grid(float *grad_grid, const piece *p, double (*slope)[2])
{
    for (int i = 0; i < p->n; i++, grad_grid += 2) {
        grad_grid[0] = saturate((double)grad_grid[0] + slope[i][0] * (double)p->x.slope[i]);
        grad_grid[1] = saturate((double)grad_grid[1] + slope[i][1] * (double)p->y.slope[i]);
    }
}

fovea_status fovea_grid_sample_backward(fovea_attention *attention, float *grad_image,
                                        float *grad_grid, const float *grad_out, const float *image,
                                        fovea_shape shape, const float *grid, int h, int w,
                                        fovea_sampling how)
{
    if (!grad_out || !image || !sampling_valid(attention, shape, grid, h, w, how))
        return FOVEA_ERR_ARG;
    ptrdiff_t pixels = area(shape.height, shape.width), samples = area(h, w);
    for (ptrdiff_t at = 0; at < samples; at += PIECE) {
        piece p;
        double slope[PIECE][2] = {{0}};
        find_piece(&p, shape, grid + 2 * at, samples - at, how);
        for (int c = 0; c < shape.channels; c++) {
            const float *grad = grad_out + c * samples + at;
            if (grad_image)
                add_to_image(grad_image + c * pixels, &p, grad);
            if (grad_grid)
                add_to_slopes(slope, &p, image + c * pixels, grad);
        }
        if (grad_grid)
            add_to_grid(grad_grid + 2 * at, &p, slope);
    }
    return FOVEA_OK;
}
