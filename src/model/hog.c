/* Histograms of oriented gradients (hog.h). */
#include "model/hog.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum {
    SIGNED = 18, /* orientations over 360 degrees; half as many over 180 */
    UNSIGNED = 9,
};

/* Share of a pixel's vote that goes to the nearer neighbour of its cell, by its place in the
 * cell: bilinear between cell centres. */
static const float neighbour_share[HOG_CELL] = {0.375F, 0.125F, 0.125F, 0.375F};

/* Angle of (x, y) in turns, 0..1, to 2e-4: a polynomial, so that it is the same on every
 * system and the compiler can make vectors of it. */
static inline float turns(float x, float y)
{
    float ax = fabsf(x), ay = fabsf(y);
    float low = ax < ay ? ax : ay, high = ax < ay ? ay : ax;
    float t = low / (high + 1e-20F), s = t * t;
    float angle = ((-0.0074001F * s + 0.0253557F) * s - 0.0521428F) * s * t + 0.1591549F * t;
    angle = ay > ax ? 0.25F - angle : angle;
    angle = x < 0 ? 0.5F - angle : angle;
    return y < 0 ? 1 - angle : angle;
}

/* Gradient magnitude and signed orientation bin of each pixel of a row; borders replicate. */
static void row_gradient(const float *above, const float *row, const float *below, int width,
                         float *restrict magnitude, int *restrict bin)
{
    float gx[HOG_SIDE_MAX];
    for (int x = 1; x < width - 1; x++)
        gx[x] = row[x + 1] - row[x - 1];
    gx[0] = row[1] - row[0];
    gx[width - 1] = row[width - 1] - row[width - 2];
    for (int x = 0; x < width; x++) {
        float gy = below[x] - above[x];
        magnitude[x] = sqrtf(gx[x] * gx[x] + gy * gy);
        float nearest = turns(gx[x], gy) * SIGNED + 0.5F;
        bin[x] = (int)(nearest < SIGNED ? nearest : 0);
    }
}

/* One row of pixels' votes, shared between the cells beside each other. The rim of one cell on
 * both sides saves a test a vote. */
static void vote_row(float (*cells)[HOG_BINS], const float *magnitude, const int *bin, int width)
{
    for (int x = 0; x < width; x++) {
        int place = x % HOG_CELL;
        int side = place < HOG_CELL / 2 ? -1 : 1;
        float(*cell)[HOG_BINS] = cells + x / HOG_CELL + 1;
        float other = neighbour_share[place] * magnitude[x];
        cell[0][bin[x]] += magnitude[x] - other;
        cell[side][bin[x]] += other;
    }
}

static void add_scaled(float *sum, const float *term, float scale, int n)
{
    for (int i = 0; i < n; i++)
        sum[i] += scale * term[i];
}

/* Histograms of all cells, with a rim of one cell. */
static void vote(fovea_hog_scratch *s, const float *plane, int height, int width)
{
    int pitch = width / HOG_CELL + 2;
    size_t row_size = (size_t)pitch * sizeof *s->histogram;
    memset(s->histogram, 0, (size_t)(height / HOG_CELL + 2) * row_size);
    for (int y = 0; y < height; y++) {
        const float *row = plane + (ptrdiff_t)y * width;
        float magnitude[HOG_SIDE_MAX];
        int bin[HOG_SIDE_MAX];
        row_gradient(y > 0 ? row - width : row, row, y < height - 1 ? row + width : row, width,
                     magnitude, bin);
        memset(s->row, 0, row_size);
        vote_row(s->row, magnitude, bin, width);
        int place = y % HOG_CELL;
        float(*cells)[HOG_BINS] = s->histogram + (ptrdiff_t)(y / HOG_CELL + 1) * pitch;
        float(*beside)[HOG_BINS] = place < HOG_CELL / 2 ? cells - pitch : cells + pitch;
        float share = neighbour_share[place];
        add_scaled(cells[0], s->row[0], 1 - share, pitch * HOG_BINS);
        add_scaled(beside[0], s->row[0], share, pitch * HOG_BINS);
    }
}

static void block_norms(fovea_hog_scratch *s, int rows, int columns)
{
    int pitch = columns + 2;
    for (int i = 0; i < (rows + 2) * pitch; i++) {
        const float *h = s->histogram[i];
        float sum = 0;
        for (int k = 0; k < UNSIGNED; k++)
            sum += (h[k] + h[k + UNSIGNED]) * (h[k] + h[k + UNSIGNED]);
        s->energy[i] = sum;
    }
    for (int y = 0; y <= rows; y++)
        for (int x = 0; x <= columns; x++) {
            const float *e = s->energy + (ptrdiff_t)y * pitch + x;
            s->inverse_norm[y * (columns + 1) + x] =
                1 / sqrtf(e[0] + e[1] + e[pitch] + e[pitch + 1] + 1e-4F);
        }
}

static inline float truncated(float v)
{
    return v < 0.2F ? v : 0.2F;
}

/* Sum in four lanes, so that it can be a vector. */
static float sum_of_bins(const float v[HOG_BINS])
{
    float lane[4] = {v[0], v[1], v[2], v[3]};
    for (int k = 4; k < HOG_BINS; k += 4)
        for (int i = 0; i < 4; i++)
            lane[i] += v[k + i];
    return lane[0] + lane[1] + lane[2] + lane[3];
}

static void cell_features(const float h[HOG_BINS], const float norm[4], float out[HOG_CHANNELS])
{
    float folded[12] = {0}, both[12], each[HOG_BINS], block[4][HOG_BINS], folded_block[4][12];
    for (int k = 0; k < UNSIGNED; k++)
        folded[k] = h[k] + h[k + UNSIGNED];
    for (int b = 0; b < 4; b++) {
        for (int k = 0; k < HOG_BINS; k++)
            block[b][k] = truncated(h[k] * norm[b]);
        for (int k = 0; k < 12; k++)
            folded_block[b][k] = truncated(folded[k] * norm[b]);
        out[SIGNED + UNSIGNED + b] = 0.2357F * sum_of_bins(block[b]);
    }
    for (int k = 0; k < HOG_BINS; k++)
        each[k] = 0.5F * (block[0][k] + block[1][k] + block[2][k] + block[3][k]);
    for (int k = 0; k < 12; k++)
        both[k] = 0.5F * (folded_block[0][k] + folded_block[1][k] + folded_block[2][k] +
                          folded_block[3][k]);
    memcpy(out, each, SIGNED * sizeof *out);
    memcpy(out + SIGNED, both, UNSIGNED * sizeof *out);
}

void fovea_hog(float *out, const float *plane, int height, int width, fovea_hog_scratch *s)
{
    int rows = height / HOG_CELL, columns = width / HOG_CELL;
    vote(s, plane, height, width);
    block_norms(s, rows, columns);
    for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns; x++) {
            const float *n = s->inverse_norm + (ptrdiff_t)y * (columns + 1) + x;
            float norm[4] = {n[0], n[1], n[columns + 1], n[columns + 2]};
            cell_features(s->histogram[(y + 1) * (columns + 2) + x + 1], norm, s->cells[x]);
        }
        /* Planes lie a power of two apart: written a row at a time, or they fight for cache. */
        for (int k = 0; k < HOG_CHANNELS; k++)
            for (int x = 0; x < columns; x++)
                out[(k * rows + y) * columns + x] = s->cells[x][k];
    }
}
