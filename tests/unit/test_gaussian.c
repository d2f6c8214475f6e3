/* Gaussian masks: the dense form against its definition, the truncated form against the dense. */
#include "attention/glimpse.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"
#include "support/dense.h"

enum { N_MAX = GAUSSIAN_SIDE_MAX };

/* What gaussian.h promises: rows of the two forms differ by at most this in L1. */
#define TRUNCATION 5e-3

static fovea_glimpser *glimpser;

static void open_glimpser(void)
{
    ck_assert_int_eq(fovea_glimpser_open(&glimpser, fovea_kernels_get(FOVEA_CPU_BEST)), FOVEA_OK);
}

static void close_glimpser(void)
{
    fovea_glimpser_close(&glimpser);
    ck_assert_ptr_null(glimpser);
}

/* ---- the dense form ---------------------------------------------------------------- */

static const float centres[] = {-1e6F, -40.3F, -0.5F, 0, 0.5F, 3.2F, 50, 99.5F, 173.1F, 1e6F};
static const float spreads[] = {1e-3F, 0.2F, 0.5F, 1, 1.99F, 2, 3.7F, 40, 1e4F};
static const float distances[] = {0, 0.25F, 1, 3.3F, 1e4F};
static const int sizes[] = {1, 2, 3, 17, 100};

START_TEST(dense_is_its_definition)
{
    enum { N = 9 };
    float *mask = malloc(sizeof(float) * N * 100);
    double row[100];
    for (EACH(a, centres))
        for (EACH(b, spreads))
            for (EACH(c, distances))
                for (EACH(d, sizes)) {
                    fovea_gaussian axis = {centres[a], spreads[b], distances[c]};
                    int size = sizes[d];
                    ck_assert_int_eq(fovea_gaussian_mask(mask, axis, N, size), FOVEA_OK);
                    for (int i = 0; i < N; i++) {
                        double sum = 0, off = 0;
                        dense_row(row, axis.u + (double)i * axis.d, axis.s, size);
                        for (int j = 0; j < size; j++) {
                            double value = (double)mask[i * size + j];
                            sum += value;
                            off = fmax(off, fabs(value - row[j]));
                            ck_assert(value >= 0);
                        }
                        /* Each value is rounded once, by half of epsilon of itself. */
                        ck_assert_double_eq_tol(sum, 1, FLT_EPSILON);
                        /* Squares of 1e6/1e-3 lose digits in the definition, not in the mask. */
                        bool exact = fabs((double)axis.u) < 1e3 && axis.d < 1e3F;
                        if (exact && axis.s >= 0.2F)
                            ck_assert_double_lt(off, FLT_EPSILON / 2 + 1e-9);
                    }
                }
    free(mask);
}
END_TEST

static void check_mask(const float *mask, int at, double expected)
{
    ck_assert_double_eq_tol((double)mask[at], expected, FLT_EPSILON);
}

START_TEST(dense_by_hand)
{
    float mask[12];
    ck_assert_int_eq(fovea_gaussian_mask(mask, (fovea_gaussian){0, 1, 1}, 3, 4), FOVEA_OK);
    double sum = 1 + exp(-0.5) + exp(-2) + exp(-4.5);
    check_mask(mask, 0, 1 / sum);
    check_mask(mask, 1, exp(-0.5) / sum);
    check_mask(mask, 4 + 1, 1 / (1 + 2 * exp(-0.5) + exp(-2)));
    /* Too thin to reach a neighbour: the nearest pixel alone; two at a tie. */
    ck_assert_int_eq(fovea_gaussian_mask(mask, (fovea_gaussian){1.2F, 1e-3F, 0}, 1, 4), FOVEA_OK);
    check_mask(mask, 1, 1);
    ck_assert_int_eq(fovea_gaussian_mask(mask, (fovea_gaussian){1.5F, 1e-3F, 0}, 1, 4), FOVEA_OK);
    check_mask(mask, 1, 0.5);
    check_mask(mask, 2, 0.5);
    /* Off the image: the border, spread by the logits' slope there. */
    ck_assert_int_eq(fovea_gaussian_mask(mask, (fovea_gaussian){-10, 10, 0}, 1, 4), FOVEA_OK);
    ck_assert_double_eq_tol((double)(mask[1] / mask[0]), exp(-21 / 200.0), FLT_EPSILON);
    ck_assert_int_eq(fovea_gaussian_mask(mask, (fovea_gaussian){1e6F, 0.5F, 0}, 1, 4), FOVEA_OK);
    check_mask(mask, 3, 1);
}
END_TEST

START_TEST(axes)
{
    fovea_gaussian a = fovea_gaussian_cover(10, 64, 16); /* 4 px each: the first at 10..14 */
    ck_assert_float_eq(a.u, 11.5F);
    ck_assert_float_eq(a.d, 4);
    ck_assert_float_eq(a.s, 2);
    a = fovea_gaussian_cover(0, 8, 16);
    ck_assert_float_eq(a.u, -0.25F);
    ck_assert_float_eq(a.s, 0.5F); /* never thinner than half a pixel */
    fovea_gaussian half = fovea_gaussian_subsample(fovea_gaussian_cover(10, 64, 16), 2);
    fovea_gaussian there = fovea_gaussian_cover(5, 32, 16); /* the window in chroma's pixels */
    ck_assert_float_eq_tol(half.u, there.u, 1e-6F);
    ck_assert_float_eq_tol(half.d, there.d, 1e-6F);
    ck_assert_float_eq_tol(half.s, there.s, 1e-6F);
}
END_TEST

/* ---- truncated rows ---------------------------------------------------------------- */

/* Rows of the mask that the truncated form uses, by glimpsing each one-hot line of `size`;
 * along x, or along y with steps exchanged. */
static void truncated_rows(float *rows, fovea_gaussian axis, int n, int size, bool along_y)
{
    static float line[DENSE_SIZE_MAX];
    static const fovea_gaussian point = {0, 0.5F, 1};
    fovea_component c = {(const uint8_t *)line, sizeof(float), sizeof(float), size, 1, 32, 0};
    if (along_y) {
        c.width = 1;
        c.height = size;
    }
    float out[N_MAX];
    for (int j = 0; j < size; j++) {
        memset(line, 0, sizeof line);
        line[j] = 1;
        fovea_status status = along_y
                                  ? fovea_glimpse_component(glimpser, &c, axis, point, n, 1, out)
                                  : fovea_glimpse_component(glimpser, &c, point, axis, 1, n, out);
        ck_assert_int_eq(status, FOVEA_OK);
        for (int i = 0; i < n; i++)
            rows[i * size + j] = out[i];
    }
}

static void check_truncated(fovea_gaussian axis, int n, int size)
{
    float *rows = malloc(sizeof(float) * (size_t)(n * size));
    double dense[DENSE_SIZE_MAX];
    for (int along_y = 0; along_y < 2; along_y++) {
        truncated_rows(rows, axis, n, size, along_y);
        for (int i = 0; i < n; i++) {
            dense_strided_row(dense, axis, i, size);
            double off = 0, sum = 0;
            int taps = 0;
            for (int j = 0; j < size; j++) {
                off += fabs((double)rows[i * size + j] - dense[j]);
                sum += (double)rows[i * size + j];
                taps += rows[i * size + j] != 0;
            }
            ck_assert_msg(off <= TRUNCATION && taps <= GAUSSIAN_TAPS,
                          "u %g s %g d %g, size %d, row %d: off by %g in L1, %d taps",
                          (double)axis.u, (double)axis.s, (double)axis.d, size, i, off, taps);
            ck_assert_double_eq_tol(sum, 1, 1e-5);
        }
    }
    free(rows);
}

START_TEST(truncated_is_near_dense)
{
    for (EACH(a, centres))
        for (EACH(b, spreads))
            for (EACH(c, distances))
                for (EACH(d, sizes))
                    /* Where the definition is exact enough to compare with. */
                    if (fabs((double)centres[a]) < 1e3 || spreads[b] >= 0.5F)
                        check_truncated((fovea_gaussian){centres[a], spreads[b], distances[c]}, 5,
                                        sizes[d]);
}
END_TEST

START_TEST(truncated_windows)
{
    static const float windows[][2] = {{20, 64},    {3.7F, 31},   {-30, 64}, {80.2F, 90},
                                       {-500, 64},  {2000, 64},   {10, 0},   {10, 0.3F},
                                       {-200, 600}, {-9e3F, 3e4F}};
    static const int counts[] = {1, 7, 24, 128};
    for (EACH(i, windows))
        for (EACH(k, counts)) {
            check_truncated(fovea_gaussian_cover(windows[i][0], windows[i][1], counts[k]),
                            counts[k], 100);
            check_truncated(fovea_gaussian_cover(windows[i][0], windows[i][1], counts[k]),
                            counts[k], 1);
        }
    /* Gaussians of the most taps, so far apart that no two share a pixel. */
    check_truncated((fovea_gaussian){7.5F, 1.999F, 16}, 43, DENSE_SIZE_MAX);
    check_truncated((fovea_gaussian){7.5F, 1.999F, 0.01F}, 128, 64);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gaussian");
    TCase *dense = tcase_create("dense");
    tcase_add_test(dense, dense_is_its_definition);
    tcase_add_test(dense, dense_by_hand);
    tcase_add_test(dense, axes);
    TCase *truncated = tcase_create("truncated");
    tcase_add_checked_fixture(truncated, open_glimpser, close_glimpser);
    tcase_set_timeout(truncated, 60);
    tcase_add_test(truncated, truncated_is_near_dense);
    tcase_add_test(truncated, truncated_windows);
    suite_add_tcase(suite, dense);
    suite_add_tcase(suite, truncated);
    return check_main(suite);
}
