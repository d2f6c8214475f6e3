/* Convolutions against their definition in double precision: every shape that a network may have,
 * with AVX-512 and without; maps; whose threads they run on; what they allocate. */
#include "model/conv.h"

#include <float.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"

int omp_get_max_threads(void);
void omp_set_num_threads(int count);

static float *randoms(size_t count, unsigned seed)
{
    float *values = malloc(count * sizeof *values);
    uint32_t state = seed * 2654435761u + 1;
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u;
        values[i] = (float)(state >> 8) / (float)(1 << 23) - 1;
    }
    return values;
}

typedef struct shape {
    int inputs, outputs, kernel, stride, side;
    bool relu, add, depthwise, bias;
} shape;

/* The definition at one cell, and the sum of the magnitudes of its terms. */
static double cell(const shape *s, const float *in, const float *weight, int o, int y, int x,
                   double *magnitude)
{
    const int k = s->kernel, half = k / 2;
    double sum = 0;
    for (int i = 0; i < (s->depthwise ? 1 : s->inputs); i++)
        for (int v = 0; v < k; v++)
            for (int u = 0; u < k; u++) {
                int from_y = y * s->stride + v - half, from_x = x * s->stride + u - half;
                if (from_y < 0 || from_y >= s->side || from_x < 0 || from_x >= s->side)
                    continue;
                int c = s->depthwise ? o : i;
                int w = s->depthwise ? o : o * s->inputs + i;
                double term = (double)in[(c * s->side + from_y) * s->side + from_x] *
                              (double)weight[(w * k + v) * k + u];
                sum += term;
                *magnitude += fabs(term);
            }
    return sum;
}

/* Rounding of n sums is at most n epsilon times the sum of magnitudes. Winograd's F(2x2, 3x3) sums
 * transformed values: sums of four values times sums of nine weights / 4, added up again by nines,
 * all without regard to what cancels; F(4x4, 3x3), which oneDNN takes for wide maps, more so. Both
 * are bounded by a multiple of the largest terms there can be. */
static double tolerance(const shape *s, const char *implementation, double magnitude)
{
    double n = (double)(s->kernel * s->kernel) * (s->depthwise ? 1 : s->inputs) + 2;
    if (strstr(implementation, "wino"))
        return (strstr(implementation, "4x3") ? 60 : 8) * FLT_EPSILON * sqrt(n) * (magnitude + 1);
    return n * FLT_EPSILON * (magnitude + 2);
}

static void check_shape(const shape *s, fovea_cpu cpu, double *worst)
{
    const int side = (s->side - 1) / s->stride + 1;
    const size_t cells = (size_t)(side * side), area = (size_t)(s->kernel * s->kernel);
    float *input = randoms((size_t)(s->inputs * s->side * s->side), 1);
    float *weight = randoms((size_t)(s->outputs * s->inputs) * area, 2);
    float *bias = randoms((size_t)s->outputs, 3), *before = randoms((size_t)s->outputs * cells, 4);
    float *output = malloc((size_t)s->outputs * cells * sizeof *output);
    fovea_convs *convs;
    fovea_map in, out;
    ck_assert_int_eq(fovea_convs_open(&convs, cpu, NULL), FOVEA_OK);
    if (s->inputs == 3)
        ck_assert_int_eq(fovea_convs_planes(convs, &in, 3, s->side), FOVEA_OK);
    else
        ck_assert_int_eq(fovea_convs_map(convs, &in, s->inputs, s->side), FOVEA_OK);
    ck_assert_int_eq(fovea_convs_map(convs, &out, s->outputs, side), FOVEA_OK);
    fovea_conv conv = {.name = "it",
                       .inputs = s->inputs,
                       .outputs = s->outputs,
                       .kernel = s->kernel,
                       .stride = s->stride,
                       .relu = s->relu,
                       .add = s->add,
                       .depthwise = s->depthwise,
                       .weight = weight,
                       .bias = s->bias ? bias : NULL};
    ck_assert_int_eq(fovea_convs_add(convs, &conv, in, out), FOVEA_OK);
    if (s->depthwise)
        fovea_convs_kernels(convs, 0, weight);
    fovea_map_write(in, 0, s->inputs, input);
    for (int run = 0; run < 2; run++) { /* the second says that nothing of the first is left */
        fovea_map_write(out, 0, s->outputs, before);
        ck_assert_int_eq(fovea_convs_run(convs, 0, 1), FOVEA_OK);
    }
    fovea_map_read(out, 0, s->outputs, output);
    fovea_conv_info info = fovea_convs_info(convs, 0);
    for (int o = 0; o < s->outputs; o++)
        for (int i = 0; i < side * side; i++) {
            double magnitude = 0, is = (double)output[o * side * side + i];
            double sum = cell(s, input, weight, o, i / side, i % side, &magnitude);
            sum += s->bias ? (double)bias[o] : 0;
            sum += s->add ? (double)before[o * side * side + i] : 0;
            sum = s->relu ? fmax(sum, 0) : sum;
            double allowed = tolerance(s, info.implementation, magnitude);
            *worst = fmax(*worst, fabs(is - sum) / allowed);
            ck_assert_msg(fabs(is - sum) <= allowed, "%s: channel %d, cell %d: %g, expected %g",
                          info.implementation, o, i, is, sum);
        }
    if (getenv("SHOW"))
        printf("%d->%d k%d s%d @%d %s worst %g\n", s->inputs, s->outputs, s->kernel, s->stride,
               s->side, info.implementation, *worst);
    fovea_convs_close(&convs);
    free(input);
    free(weight);
    free(bias);
    free(before);
    free(output);
}

static const shape shapes[] = {
    {3, 16, 3, 2, 32, true, false, false, true},    {3, 5, 3, 2, 16, true, false, false, true},
    {16, 32, 3, 2, 32, true, false, false, true},   {5, 12, 3, 2, 16, true, false, false, true},
    {32, 32, 3, 1, 32, true, false, false, true},   {64, 64, 3, 1, 16, true, false, false, true},
    {64, 64, 3, 1, 16, true, true, false, true},    {12, 12, 3, 1, 8, true, true, false, true},
    {66, 64, 3, 1, 16, true, false, false, true},   {96, 96, 3, 1, 16, true, true, false, true},
    {64, 5, 3, 1, 16, false, false, false, true},   {64, 5, 1, 1, 16, false, false, false, true},
    {64, 32, 1, 1, 16, false, false, false, false}, {12, 7, 1, 1, 8, true, false, false, true},
    {16, 16, 5, 2, 16, true, false, false, true},   {64, 64, 5, 1, 16, false, false, true, false},
    {12, 12, 5, 1, 8, false, false, true, false},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

START_TEST(is_a_convolution)
{
    double worst = 0;
    check_shape(&shapes[_i / 2], _i % 2 ? FOVEA_CPU_BEST : FOVEA_CPU_AVX2, &worst);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("conv");
    TCase *tests = tcase_create("conv");
    tcase_add_loop_test(tests, is_a_convolution, 0, 2 * SHAPES);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
