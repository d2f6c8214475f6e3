/* The closed-form correlation filter: its memory and response against a direct Fourier
 * transform, and what it is for, finding what it has learned. */
#include "model/filter.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"

enum { S = FEATURE_SIDE, HALF = S / 2 + 1, VALUES = FEATURE_CHANNELS * FEATURE_CELLS };

static fovea_filter *filter;

static void open_filter(void)
{
    ck_assert_int_eq(fovea_filter_open(&filter), FOVEA_OK);
}

static void close_filter(void)
{
    fovea_filter_close(&filter);
    ck_assert_ptr_null(filter);
    fovea_filter_close(&filter);
}

static fovea_filter_memory *new_memory(void)
{
    return calloc(1, sizeof(fovea_filter_memory));
}

static void random_features(float *features, unsigned seed)
{
    srand(seed);
    for (int i = 0; i < VALUES; i++)
        features[i] = (float)rand() / (float)RAND_MAX - 0.5F;
}

static double hann(int i)
{
    double sine = sin(acos(-1) * (i + 0.5) / S);
    return sine * sine;
}

/* One bin of the direct transform of a map tapered by hann^power. */
static double complex bin_of(const float *map, int power, int fy, int fx)
{
    double complex sum = 0;
    for (int y = 0; y < S; y++)
        for (int x = 0; x < S; x++)
            sum += (double)map[y * S + x] * pow(hann(y) * hann(x), power) *
                   cexp(-2 * acos(-1) * I * (fy * y + fx * x) / S);
    return sum;
}

static const int bins[][2] = {{0, 0}, {0, 1}, {1, 0}, {3, 5}, {17, 2}, {31, 16}, {16, 16}};

enum { BINS = sizeof bins / sizeof *bins };

static double complex numerator(const fovea_filter_memory *m, int k, int i)
{
    return (double)m->numerator[k][i][0] + I * (double)m->numerator[k][i][1];
}

/* Denominators are sums of |X|^2 and numerators Y X, with one real Y for all channels. */
START_TEST(learns_the_closed_form)
{
    static float features[VALUES];
    fovea_filter_memory *m = new_memory();
    random_features(features, 3);
    fovea_filter_learn(filter, m, features, 16, 1);
    for (int b = 0; b < BINS; b++) {
        int fy = bins[b][0], fx = bins[b][1], i = fy * HALF + fx;
        double energy = 0, label = NAN;
        for (int k = 0; k < FEATURE_CHANNELS; k++) {
            double complex x = bin_of(features + k * FEATURE_CELLS, 2, fy, fx);
            double complex y = numerator(m, k, i) / x;
            energy += cabs(x) * cabs(x);
            if (k == 0)
                label = creal(y);
            ck_assert_double_eq_tol(creal(y), label, 1e-3 * fabs(label) + 1e-3);
            ck_assert_double_eq_tol(cimag(y), 0, 1e-3 * fabs(label) + 1e-3);
        }
        ck_assert_double_eq_tol((double)m->denominator[i], energy, 1e-4 * energy);
        /* The label is a Gaussian at shift 0: its transform is positive and falls. */
        ck_assert_double_gt(label, -1e-2);
    }
    free(m);
}
END_TEST

/* Recovers the label from a filter that has learned one impulse, whose spectrum is flat. */
START_TEST(label_is_a_gaussian_at_shift_0)
{
    static float features[VALUES];
    double label[3] = {0};
    fovea_filter_memory *m = new_memory();
    features[(S / 2) * S + S / 2] = 1;
    fovea_filter_learn(filter, m, features, 32, 1);
    for (int fy = 0; fy < S; fy++)
        for (int fx = 0; fx < S; fx++) {
            int i = fx < HALF ? fy * HALF + fx : (S - fy) % S * HALF + S - fx;
            double complex x = bin_of(features, 2, i / HALF, i % HALF);
            double y = creal(numerator(m, 0, i) / x);
            for (int dx = 0; dx < 3; dx++)
                label[dx] += y * cos(2 * acos(-1) * fx * dx / S) / FEATURE_CELLS;
        }
    ck_assert_double_eq_tol(label[0], 1, 1e-3);
    ck_assert_double_gt(label[1], 0.1);
    ck_assert_double_lt(label[1], 0.95);
    /* exp(-d^2/2s^2): the fourth power at twice the distance. */
    ck_assert_double_eq_tol(label[2], pow(label[1], 4), 1e-3);
    free(m);
}
END_TEST

/* Response at one cell, by the direct transforms of the memory and of a look. */
static double respond_directly(const fovea_filter_memory *m, double complex (*sum)[S], int y, int x)
{
    double complex value = 0;
    (void)m;
    for (int fy = 0; fy < S; fy++)
        for (int fx = 0; fx < S; fx++)
            value +=
                sum[fy][fx] * cexp(2 * acos(-1) * I * (fy * (y - S / 2) + fx * (x - S / 2)) / S);
    return creal(value) / FEATURE_CELLS;
}

START_TEST(responds_by_the_closed_form)
{
    static float learned[VALUES], seen[VALUES], response[FEATURE_CELLS];
    static double complex sum[S][S];
    fovea_filter_memory *m = new_memory();
    random_features(learned, 4);
    random_features(seen, 5);
    for (int i = 0; i < VALUES; i++)
        seen[i] = 0.7F * learned[i] + 0.3F * seen[i];
    fovea_filter_learn(filter, m, learned, 20, 1);
    fovea_filter_look(filter, seen);
    fovea_filter_respond(filter, m, response);
    /* All bins of four channels would do as well, but the sum needs all channels: few cells. */
    for (int fy = 0; fy < S; fy++)
        for (int fx = 0; fx < HALF; fx++) {
            double complex top = 0;
            for (int k = 0; k < FEATURE_CHANNELS; k++)
                top += conj(numerator(m, k, fy * HALF + fx)) *
                       bin_of(seen + k * FEATURE_CELLS, 1, fy, fx);
            sum[fy][fx] = top / (double)m->denominator[fy * HALF + fx];
            sum[(S - fy) % S][(S - fx) % S] = conj(sum[fy][fx]);
        }
    static const int cells[][2] = {{16, 16}, {16, 17}, {0, 0}, {5, 29}, {20, 14}};
    for (int c = 0; c < 5; c++) {
        int y = cells[c][0], x = cells[c][1];
        ck_assert_double_eq_tol((double)response[y * S + x], respond_directly(m, sum, y, x), 2e-3);
    }
    free(m);
}
END_TEST

/* A random pattern of the size of an object, at a place; features elsewhere are 0. */
static void pattern(float *features, int dx, int dy)
{
    static float noise[VALUES];
    random_features(noise, 6);
    memset(features, 0, sizeof noise);
    for (int k = 0; k < FEATURE_CHANNELS; k++)
        for (int y = -4; y <= 4; y++)
            for (int x = -4; x <= 4; x++)
                features[k * FEATURE_CELLS + (S / 2 + y + dy) * S + S / 2 + x + dx] =
                    noise[k * FEATURE_CELLS + (y + 4) * S + x + 4];
}

START_TEST(finds_what_it_learned)
{
    static float features[VALUES], response[FEATURE_CELLS];
    fovea_filter_memory *m = new_memory();
    pattern(features, 0, 0);
    fovea_filter_learn(filter, m, features, 9, 1);
    for (int dy = -6; dy <= 6; dy += 3)
        for (int dx = -6; dx <= 6; dx += 3) {
            pattern(features, dx, dy);
            fovea_filter_look(filter, features);
            fovea_filter_respond(filter, m, response);
            int best = 0;
            float elsewhere = 0;
            for (int i = 0; i < FEATURE_CELLS; i++) {
                int x = i % S - S / 2 - dx, y = i / S - S / 2 - dy;
                best = response[i] > response[best] ? i : best;
                if (x * x + y * y > 9 && fabsf(response[i]) > elsewhere)
                    elsewhere = fabsf(response[i]);
            }
            ck_assert_int_eq(best % S, S / 2 + dx);
            ck_assert_int_eq(best / S, S / 2 + dy);
            /* The taper takes from what is off the centre. */
            ck_assert_float_gt(response[best], dx || dy ? 0.5F : 0.85F);
            ck_assert_float_lt(response[best], 1.4F);
            ck_assert_float_lt(elsewhere, 0.35F * response[best]);
        }
    free(m);
}
END_TEST

START_TEST(memory_is_a_running_average)
{
    static float a[VALUES], b[VALUES];
    fovea_filter_memory *of_a = new_memory(), *of_b = new_memory(), *both = new_memory();
    random_features(a, 7);
    random_features(b, 8);
    fovea_filter_learn(filter, of_a, a, 12, 1);
    fovea_filter_learn(filter, of_b, b, 12, 1);
    fovea_filter_learn(filter, both, a, 12, 1);
    fovea_filter_learn(filter, both, b, 12, 0.25F);
    const float *pa = of_a->numerator[0][0], *pb = of_b->numerator[0][0];
    const float *p = both->numerator[0][0];
    int off = 0;
    for (int i = 0; i < FEATURE_CHANNELS * FILTER_BINS * 2; i++)
        off += !(fabsf(p[i] - 0.75F * pa[i] - 0.25F * pb[i]) <
                 1e-5F * (fabsf(pa[i]) + fabsf(pb[i])) + 1e-6F);
    for (int i = 0; i < FILTER_BINS; i++)
        off += !(fabsf(both->denominator[i] - 0.75F * of_a->denominator[i] -
                       0.25F * of_b->denominator[i]) < 1e-4F * both->denominator[i]);
    ck_assert_int_eq(off, 0);
    fovea_filter_learn(filter, both, b, 12, 1); /* forgets all else */
    ck_assert_int_eq(memcmp(both, of_b, sizeof *both), 0);
    free(of_a);
    free(of_b);
    free(both);
}
END_TEST

START_TEST(an_empty_memory_responds_nothing)
{
    static float features[VALUES], response[FEATURE_CELLS];
    fovea_filter_memory *m = new_memory();
    random_features(features, 9);
    fovea_filter_look(filter, features);
    fovea_filter_respond(filter, m, response);
    for (int i = 0; i < FEATURE_CELLS; i++)
        response[0] = fmaxf(response[0], fabsf(response[i]));
    ck_assert_float_eq(response[0], 0);
    free(m);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("filter");
    TCase *tests = tcase_create("filter");
    tcase_add_checked_fixture(tests, open_filter, close_filter);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, learns_the_closed_form);
    tcase_add_test(tests, label_is_a_gaussian_at_shift_0);
    tcase_add_test(tests, responds_by_the_closed_form);
    tcase_add_test(tests, finds_what_it_learned);
    tcase_add_test(tests, memory_is_a_running_average);
    tcase_add_test(tests, an_empty_memory_responds_nothing);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
