/* The fixed features of a glimpse (features.h). */
#include "model/features.h"

#include <stddef.h>
#include <string.h>

/* Opponent axes and their gains, so that colour weighs about as much as an orientation. */
static const float opponent[3][3] = {
    {1 / 3.0F, 1 / 3.0F, 1 / 3.0F}, {0.7F, 0, -0.7F}, {-0.4F, 0.8F, -0.4F}};

void fovea_glimpse_luma(float *luma, const float *rgb)
{
    const float *r = rgb, *g = rgb + GLIMPSE_PIXELS, *b = rgb + 2 * (ptrdiff_t)GLIMPSE_PIXELS;
    for (int i = 0; i < GLIMPSE_PIXELS; i++)
        luma[i] = 0.299F * r[i] + 0.587F * g[i] + 0.114F * b[i];
}

/* Mean of each cell of one plane: [GLIMPSE_SIDE, GLIMPSE_SIDE] to [FEATURE_SIDE, FEATURE_SIDE]. */
static void cell_means(float *out, const float *plane)
{
    memset(out, 0, FEATURE_CELLS * sizeof *out);
    for (int y = 0; y < GLIMPSE_SIDE; y++) {
        const float *row = plane + (ptrdiff_t)y * GLIMPSE_SIDE;
        float *cells = out + (ptrdiff_t)(y / HOG_CELL) * FEATURE_SIDE;
        for (int x = 0; x < FEATURE_SIDE; x++) {
            const float *p = row + (ptrdiff_t)x * HOG_CELL;
            cells[x] += (p[0] + p[1] + p[2] + p[3]) / (HOG_CELL * HOG_CELL);
        }
    }
}

static void subtract_mean(float *map)
{
    float mean = 0;
    for (int i = 0; i < FEATURE_CELLS; i++)
        mean += map[i] / FEATURE_CELLS;
    for (int i = 0; i < FEATURE_CELLS; i++)
        map[i] -= mean;
}

void fovea_features(float *out, const float *rgb, const float *luma, fovea_hog_scratch *scratch)
{
    fovea_hog(out, luma, GLIMPSE_SIDE, GLIMPSE_SIDE, scratch);
    float mean[3][FEATURE_CELLS];
    for (int c = 0; c < 3; c++)
        cell_means(mean[c], rgb + (ptrdiff_t)c * GLIMPSE_PIXELS);
    for (int k = 0; k < 3; k++) {
        const float *axis = opponent[k];
        float *map = out + (ptrdiff_t)(HOG_CHANNELS + k) * FEATURE_CELLS;
        for (int i = 0; i < FEATURE_CELLS; i++)
            map[i] = axis[0] * mean[0][i] + axis[1] * mean[1][i] + axis[2] * mean[2][i];
        subtract_mean(map);
    }
}
