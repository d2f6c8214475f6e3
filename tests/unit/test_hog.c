/* Histograms of oriented gradients and the other fixed features, against a plain reference in
 * double precision and by pictures whose gradients are known. */
#include "model/features.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"

enum { SIDE = HOG_SIDE_MAX, CELLS = SIDE / HOG_CELL, RIM = CELLS + 2, SIGNED = 18, UNSIGNED = 9 };

static fovea_hog_scratch scratch;

/* Votes by cell, [y + 1][x + 1]: a rim of one cell takes what leaks over the border. */
typedef struct votes {
    double cell[RIM][RIM][SIGNED];
} votes;

static double pixel(const float *plane, int height, int width, int x, int y)
{
    x = x < 0 ? 0 : x >= width ? width - 1 : x;
    y = y < 0 ? 0 : y >= height ? height - 1 : y;
    return (double)plane[y * width + x];
}

/* Casts all votes; false where a gradient's angle is so near the middle between two bins that
 * rounding may decide. */
static bool vote(votes *v, const float *plane, int height, int width)
{
    bool clear = true;
    memset(v, 0, sizeof *v);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            double gx =
                pixel(plane, height, width, x + 1, y) - pixel(plane, height, width, x - 1, y);
            double gy =
                pixel(plane, height, width, x, y + 1) - pixel(plane, height, width, x, y - 1);
            double angle = (atan2(gy, gx) / (2 * acos(-1)) + 1) * SIGNED;
            clear =
                clear && (hypot(gx, gy) == 0 || fabs(angle - floor(angle) - 0.5) > 5e-4 * SIGNED);
            int bin = (int)floor(angle + 0.5) % SIGNED;
            double cx = (x + 0.5) / HOG_CELL - 0.5, cy = (y + 0.5) / HOG_CELL - 0.5;
            int left = (int)floor(cx), top = (int)floor(cy);
            for (int j = 0; j < 2; j++)
                for (int i = 0; i < 2; i++) {
                    double share = (i ? cx - left : 1 - cx + left) * (j ? cy - top : 1 - cy + top);
                    v->cell[top + j + 1][left + i + 1][bin] += share * hypot(gx, gy);
                }
        }
    return clear;
}

static double folded(const votes *v, int y, int x, int k)
{
    return v->cell[y][x][k] + v->cell[y][x][k + UNSIGNED];
}

/* Norm of the block of two by two cells whose first is x, y (with the rim counted). */
static double block_norm(const votes *v, int x, int y)
{
    double energy = 1e-4;
    for (int j = y; j < y + 2; j++)
        for (int i = x; i < x + 2; i++)
            for (int k = 0; k < UNSIGNED; k++)
                energy += folded(v, j, i, k) * folded(v, j, i, k);
    return sqrt(energy);
}

static void cell_reference(const votes *v, int x, int y, double out[HOG_CHANNELS])
{
    memset(out, 0, HOG_CHANNELS * sizeof *out);
    for (int block = 0; block < 4; block++) {
        double norm = block_norm(v, x + block % 2, y + block / 2);
        for (int k = 0; k < SIGNED; k++) {
            double value = fmin(v->cell[y + 1][x + 1][k] / norm, 0.2);
            out[k] += value / 2;
            out[SIGNED + UNSIGNED + block] += value / sqrt(SIGNED);
        }
        for (int k = 0; k < UNSIGNED; k++)
            out[SIGNED + k] += fmin(folded(v, y + 1, x + 1, k) / norm, 0.2) / 2;
    }
}

/* Largest and summed difference of fovea_hog() from the reference. */
static void compare(const votes *v, const float *plane, int height, int width, double *largest,
                    double *sum)
{
    static float out[HOG_CHANNELS * CELLS * CELLS];
    int rows = height / HOG_CELL, columns = width / HOG_CELL;
    fovea_hog(out, plane, height, width, &scratch);
    *largest = *sum = 0;
    for (int y = 0; y < rows; y++)
        for (int x = 0; x < columns; x++) {
            double expected[HOG_CHANNELS];
            cell_reference(v, x, y, expected);
            for (int k = 0; k < HOG_CHANNELS; k++) {
                double error = fabs((double)out[(k * rows + y) * columns + x] - expected[k]);
                *largest = error <= *largest ? *largest : error;
                *sum += error;
            }
        }
}

static void random_plane(float *plane, int n, float contrast)
{
    for (int i = 0; i < n; i++)
        plane[i] = 0.5F + contrast * ((float)rand() / (float)RAND_MAX - 0.5F);
}

START_TEST(small_planes)
{
    static const int shape[][2] = {{8, 8}, {16, 12}, {4, 20}, {4, 4}, {12, 16}};
    static float plane[SIDE * SIDE];
    static votes v;
    int height = shape[_i][0], width = shape[_i][1], compared = 0;
    srand(11);
    for (int trial = 0; trial < 400; trial++) {
        /* Contrasts at which all, some and none of the truncation bites. */
        random_plane(plane, height * width, trial % 3 == 0 ? 1 : trial % 3 == 1 ? 0.1F : 0.004F);
        double largest, sum;
        if (!vote(&v, plane, height, width))
            continue;
        compare(&v, plane, height, width, &largest, &sum);
        ck_assert_double_lt(largest, 1e-4);
        compared++;
    }
    ck_assert_int_gt(compared, 10);
}
END_TEST

/* Of a large plane a few votes are on the edge: cells may differ, but hardly on average. */
START_TEST(large_plane)
{
    static float plane[SIDE * SIDE];
    static votes v;
    double largest, sum;
    srand(12);
    random_plane(plane, SIDE * SIDE, 1);
    vote(&v, plane, SIDE, SIDE);
    compare(&v, plane, SIDE, SIDE, &largest, &sum);
    ck_assert_double_lt(sum / (HOG_CHANNELS * CELLS * CELLS), 1e-3);
}
END_TEST

START_TEST(flat_plane)
{
    static float plane[SIDE * SIDE], out[HOG_CHANNELS * CELLS * CELLS];
    for (int i = 0; i < SIDE * SIDE; i++)
        plane[i] = 0.7F;
    fovea_hog(out, plane, SIDE, SIDE, &scratch);
    int nonzero = 0;
    for (int i = 0; i < HOG_CHANNELS * CELLS * CELLS; i++)
        nonzero += out[i] != 0;
    ck_assert_int_eq(nonzero, 0);
}
END_TEST

/* A ramp up towards `angle` bins of 20 degrees: all in that signed and that unsigned channel. */
START_TEST(ramps)
{
    static float plane[SIDE * SIDE], out[HOG_CHANNELS * CELLS * CELLS];
    double angle = _i * 2 * acos(-1) / SIGNED;
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            plane[y * SIDE + x] =
                (float)(0.5 + 0.003 * ((x - 64) * cos(angle) + (y - 64) * sin(angle)));
    fovea_hog(out, plane, SIDE, SIDE, &scratch);
    int middle = (CELLS / 2) * CELLS + CELLS / 2;
    for (int k = 0; k < SIGNED + UNSIGNED; k++) {
        bool here = k < SIGNED ? k == _i : k - SIGNED == _i % UNSIGNED;
        /* Four blocks, each truncated at 0.2, halved. */
        ck_assert_float_eq_tol(out[k * CELLS * CELLS + middle], here ? 0.4F : 0, 1e-5F);
    }
}
END_TEST

START_TEST(colour_features)
{
    static float rgb[3 * GLIMPSE_PIXELS], luma[GLIMPSE_PIXELS];
    static float out[FEATURE_CHANNELS * FEATURE_CELLS], gained[FEATURE_CHANNELS * FEATURE_CELLS];
    srand(13);
    random_plane(rgb, 3 * GLIMPSE_PIXELS, 0.8F);
    fovea_glimpse_luma(luma, rgb);
    ck_assert_float_eq_tol(luma[77],
                           0.299F * rgb[77] + 0.587F * rgb[GLIMPSE_PIXELS + 77] +
                               0.114F * rgb[2 * GLIMPSE_PIXELS + 77],
                           1e-6F);
    fovea_features(out, rgb, luma, &scratch);
    for (int k = HOG_CHANNELS; k < FEATURE_CHANNELS; k++) {
        double mean = 0;
        for (int i = 0; i < FEATURE_CELLS; i++)
            mean += (double)out[k * FEATURE_CELLS + i] / FEATURE_CELLS;
        ck_assert_double_eq_tol(mean, 0, 1e-5);
    }
    /* More light on one cell moves its brightness, not its colours, and no other cell. */
    int cell_x = 9, cell_y = 20, cell = cell_y * FEATURE_SIDE + cell_x;
    for (int c = 0; c < 3; c++)
        for (int y = 0; y < HOG_CELL; y++)
            for (int x = 0; x < HOG_CELL; x++)
                rgb[c * GLIMPSE_PIXELS + (cell_y * HOG_CELL + y) * GLIMPSE_SIDE +
                    cell_x * HOG_CELL + x] += 0.1F;
    fovea_features(gained, rgb, luma, &scratch);
    for (int k = HOG_CHANNELS; k < FEATURE_CHANNELS; k++) {
        const float *was = out + k * FEATURE_CELLS, *now = gained + k * FEATURE_CELLS;
        ck_assert_float_eq_tol(now[cell] - was[cell], k == HOG_CHANNELS ? 0.1F : 0, 2e-4F);
        ck_assert_float_eq_tol(now[cell + 1], was[cell + 1], 2e-4F);
        ck_assert_float_eq_tol(now[cell - FEATURE_SIDE], was[cell - FEATURE_SIDE], 2e-4F);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hog");
    TCase *tests = tcase_create("hog");
    tcase_add_loop_test(tests, small_planes, 0, 5);
    tcase_add_test(tests, large_plane);
    tcase_add_test(tests, flat_plane);
    tcase_add_loop_test(tests, ramps, 0, SIGNED);
    tcase_add_test(tests, colour_features);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
