/* net_attend.h - attention as matrix products with a softmax between them, compiled once for each
 * instruction set by the file that includes this (net_attention.h has the equation).
 *
 * A vector's lanes are queries, so that the softmax needs no sum across lanes: a tile of queries
 * asks all cells, whose likeness [cells, tile] stays in the nearest cache. Before it is included:
 *
 *     lanes, LANES             a vector of floats, with operators, and how many
 *     WIDE, ROWS               a product's tile is WIDE vectors by ROWS, which divide
 *                              64 / LANES and NET_VALUES_UNIT, in registers
 *     load, store, spread      from and to memory of any alignment; one float to all lanes
 *     multiply_add, larger     a b + c, fused where that can be; the larger one
 *     nearest, power           the whole number next to x; p 2^n for such n, -126 <= n <= 0 */
#ifndef FOVEA_MODEL_NET_ATTEND_H
#define FOVEA_MODEL_NET_ATTEND_H

#include "model/net_attention.h"

enum { TILE = WIDE * LANES };

/* exp(x) for x <= 0, and exp(-87) below that: x = n log 2 + r, exp(r) by the polynomial of
 * Cephes' expf, whose relative error is below 2^-22. */
static inline lanes exponential(lanes x)
{
    x = larger(x, spread(-87.0F));
    const lanes n = nearest(x * spread(1.44269504F));
    lanes r = multiply_add(n, spread(-0.693359375F), x), p = spread(1.9875691500E-4F);
    r = multiply_add(n, spread(2.12194440E-4F), r);
    p = multiply_add(p, r, spread(1.3981999507E-3F));
    p = multiply_add(p, r, spread(8.3334519073E-3F));
    p = multiply_add(p, r, spread(4.1665795894E-2F));
    p = multiply_add(p, r, spread(1.6666665459E-1F));
    p = multiply_add(p, r, spread(5.0000001201E-1F));
    return power(multiply_add(p, r * r, r) + spread(1), n);
}

/* sum[r][w] = sum over i < n of a[i * a_pitch + r] b[i * b_pitch + w], w in vectors. */
static inline void product(lanes sum[ROWS][WIDE], const float *a, int a_pitch, const float *b,
                           int b_pitch, int n)
{
    for (int r = 0; r < ROWS; r++)
        for (int w = 0; w < WIDE; w++)
            sum[r][w] = spread(0);
    for (int i = 0; i < n; i++, a += a_pitch, b += b_pitch) {
        lanes in[WIDE];
        for (int w = 0; w < WIDE; w++)
            in[w] = load(b + w * LANES);
        for (int r = 0; r < ROWS; r++)
            for (int w = 0; w < WIDE; w++)
                sum[r][w] = multiply_add(spread(a[r]), in[w], sum[r][w]);
    }
}

/* like [cells, TILE] and the largest of each query. */
static inline void compare(const fovea_net_attention *a, float *like, lanes best[WIDE],
                           const float *query, const float *keys)
{
    for (int w = 0; w < WIDE; w++)
        best[w] = spread(-1e30F);
    for (int j = 0; j < a->cells; j += ROWS) {
        lanes sum[ROWS][WIDE];
        product(sum, keys + j, a->cells, query, a->cells, a->keys);
        for (int r = 0; r < ROWS; r++)
            for (int w = 0; w < WIDE; w++) {
                store(like + (j + r) * TILE + w * LANES, sum[r][w]);
                best[w] = larger(best[w], sum[r][w]);
            }
    }
}

/* Makes likeness weights, which are not divided by their total yet. */
static inline void soften(const fovea_net_attention *a, float *like, lanes total[WIDE],
                          const lanes best[WIDE])
{
    const lanes sharp = spread(a->sharpness);
    for (int w = 0; w < WIDE; w++) {
        total[w] = spread(0);
        for (int j = 0; j < a->cells; j++) {
            float *at = like + j * TILE + w * LANES;
            const lanes e = exponential((load(at) - best[w]) * sharp);
            store(at, e);
            total[w] = total[w] + e;
        }
    }
}

/* A tile of queries; out is its first cell's. */
static inline void attend_tile(const fovea_net_attention *a, float *out, const float *query,
                               const fovea_net_cells *asked)
{
    float like[NET_CELLS_MAX * TILE];
    lanes best[WIDE], total[WIDE];
    compare(a, like, best, query, asked->keys);
    soften(a, like, total, best);
    for (int v = 0; v < a->pitch; v += ROWS) {
        lanes sum[ROWS][WIDE];
        product(sum, asked->values + v, a->pitch, like, TILE, a->cells);
        for (int r = 0; r < ROWS && v + r < a->values; r++)
            for (int w = 0; w < WIDE; w++)
                store(out + (v + r) * a->cells + w * LANES, sum[r][w] / total[w]);
    }
    for (int w = 0; w < WIDE; w++)
        store(out + a->values * a->cells + w * LANES, best[w]);
}

static inline void attend(const fovea_net_attention *a, float *out, const float *query,
                          const fovea_net_cells *asked)
{
    for (int i = 0; i < a->cells; i += TILE)
        attend_tile(a, out + i, query + i, asked);
}

#endif
