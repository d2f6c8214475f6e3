/* The spatial transformer's sampler: an image between its pixels, at the places of a grid.
 *
 * Samples are taken in pieces: first where each lies along x and y, then its four pixels and their
 * weights, then for every channel what they make. All of a piece stays in the first level cache. */
#include "attention/attention.h"
#include "attention/check.h"
#include "attention/places.h"

static fovea_grid_axis axis_of(int size, fovea_sampling how)
{
    fovea_grid_axis a = {.size = size, .padding = how.padding};
    a.scale = (float)(how.align_corners ? size - 1 : size) / 2;
    a.shift = how.align_corners ? 0 : -0.5F;
    a.low = how.align_corners ? 0 : -0.5F;
    a.span = (float)(how.align_corners ? size - 1 : size);
    return a;
}

/* A piece of the grid: its places, and of each sample the four pixels, upper before lower, left
 * before right. */
typedef struct piece {
    int n;
    fovea_places y, x;
    int32_t index[4][GRID_PIECE];
    float weight[4][GRID_PIECE];
} piece;

static void find_piece(piece *p, const fovea_kernels *kernels, fovea_shape shape, const float *grid,
                       ptrdiff_t left, fovea_sampling how)
{
    p->n = left < GRID_PIECE ? (int)left : GRID_PIECE;
    kernels->find_places(&p->x, axis_of(shape.width, how), grid, p->n);
    kernels->find_places(&p->y, axis_of(shape.height, how), grid + 1, p->n);
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
    for (ptrdiff_t at = 0; at < samples; at += GRID_PIECE) {
        piece p;
        find_piece(&p, attention->kernels, shape, grid + 2 * at, samples - at, how);
        for (int c = 0; c < shape.channels; c++)
            attention->kernels->gather_four(out + c * samples + at, image + c * pixels, p.index[0],
                                            p.weight[0], GRID_PIECE, p.n);
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
    const fovea_places *y = &p->y, *x = &p->x;
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
    for (ptrdiff_t at = 0; at < samples; at += GRID_PIECE) {
        piece p;
        double slope[GRID_PIECE][2] = {{0}};
        find_piece(&p, attention->kernels, shape, grid + 2 * at, samples - at, how);
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
