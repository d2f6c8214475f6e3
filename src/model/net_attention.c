/* The network's attention: keys and values (net_attention.h). */
#include "model/net_attention.h"

#include <math.h>
#include <string.h>

/* Standard deviation of a bump in half sides of the box: exp(-(d / 0.5)^2). */
#define BUMP_SPREAD 0.35355339F

/* Bumps and values below it are 0: far from the box they would be subnormal, with which sums are
 * slow. */
#define LEAST_VALUE 1e-20F

/* What is added to a key's square, so that 0 stays 0. */
#define LEAST_SQUARE 1e-6F

void fovea_net_keys(const fovea_net_attention *a, float *keys)
{
    const int cells = a->cells;
    float scale[NET_CELLS_MAX] = {0};
    for (int k = 0; k < a->keys; k++)
        for (int i = 0; i < cells; i++)
            scale[i] += keys[k * cells + i] * keys[k * cells + i];
    for (int i = 0; i < cells; i++)
        scale[i] = 1 / sqrtf(scale[i] + LEAST_SQUARE);
    for (int k = 0; k < a->keys; k++)
        for (int i = 0; i < cells; i++)
            keys[k * cells + i] *= scale[i];
}

/* bump [NET_PLACES, side] along an axis: from one edge of the box to the other. */
static void bumps(const fovea_net_filter *f, float bump[NET_PLACES][NET_SIDE_MAX], float centre,
                  float half)
{
    half = fmaxf(half, (float)f->stride / 2);
    for (int i = 0; i < NET_PLACES; i++) {
        const float at = 2.0F * (float)i / (NET_PLACES - 1) - 1;
        fovea_net_bell(f, bump[i], centre + at * half, BUMP_SPREAD * half);
        for (int x = 0; x < f->side; x++)
            bump[i][x] = bump[i][x] < LEAST_VALUE ? 0 : bump[i][x];
    }
}

/* line [NET_PLACES, pitch]: what the bumps along a line of the map are worth in row y of it. */
static void weigh_line(const fovea_net_attention *a, float *line,
                       float down[NET_PLACES][NET_SIDE_MAX], int y)
{
    memset(line, 0, (size_t)(NET_PLACES * a->pitch) * sizeof *line);
    for (int v = 0; v < a->values; v++)
        for (int i = 0; i < NET_PLACES; i++)
            for (int j = 0; j < NET_PLACES; j++)
                line[j * a->pitch + v] +=
                    a->place[(v * NET_PLACES + i) * NET_PLACES + j] * down[i][y];
}

void fovea_net_values(const fovea_net_attention *a, const fovea_net_filter *f, float *values,
                      fovea_box box)
{
    float down[NET_PLACES][NET_SIDE_MAX], right[NET_PLACES][NET_SIDE_MAX];
    float line[NET_PLACES * NET_VALUES_MAX], value[NET_VALUES_MAX];
    bumps(f, down, box.y + box.h / 2, box.h / 2);
    bumps(f, right, box.x + box.w / 2, box.w / 2);
    for (int i = 0; i < a->cells; i++, values += a->pitch) {
        if (i % f->side == 0)
            weigh_line(a, line, down, i / f->side);
        memset(value, 0, sizeof value);
        for (int j = 0; j < NET_PLACES; j++)
            for (int v = 0; v < a->pitch; v++)
                value[v] += line[j * a->pitch + v] * right[j][i % f->side];
        for (int v = 0; v < a->pitch; v++)
            values[v] = fabsf(value[v]) < LEAST_VALUE ? 0 : value[v];
    }
}
