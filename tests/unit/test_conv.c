/* Convolutions against their definition in double precision: every shape that a network may have,
 * with AVX2, AVX-512 and integers of 8 bits; maps; whose threads they run on; what they allocate.
 */
#include "model/conv.h"

#include <dirent.h>
#include <float.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"

/* Of OpenMP. */
int omp_get_max_threads(void);
void omp_set_num_threads(int count);

enum { LAST = 127 };

/* -1 to 1 in steps that 8 bits, too, have. */
static float *randoms(size_t count, unsigned seed)
{
    float *values = malloc(count * sizeof *values);
    uint32_t state = seed * 2654435761u + 1;
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u;
        values[i] = (float)((int)((state >> 16) % (2 * LAST + 1)) - LAST) / LAST;
    }
    return values;
}

enum { CHANNELS_MAX = 96 };

#define BF16_EPSILON (1.0 / 128) /* 8 bits, one of them not stored */

typedef struct shape {
    int inputs, outputs, kernel, stride, side;
    bool relu, add, bias;
} shape;

/* The definition at one cell, and the sum of the magnitudes of its terms. */
static double cell(const shape *s, const float *in, const float *weight, int o, int y, int x,
                   double *magnitude)
{
    const int k = s->kernel, half = k / 2;
    double sum = 0;
    for (int i = 0; i < s->inputs; i++)
        for (int v = 0; v < k; v++)
            for (int u = 0; u < k; u++) {
                int from_y = y * s->stride + v - half, from_x = x * s->stride + u - half;
                if (from_y < 0 || from_y >= s->side || from_x < 0 || from_x >= s->side)
                    continue;
                double term = (double)in[(i * s->side + from_y) * s->side + from_x] *
                              (double)weight[((o * s->inputs + i) * k + v) * k + u];
                sum += term;
                *magnitude += fabs(term);
            }
    return sum;
}

/* n roundings of up to epsilon times the sum of magnitudes add up like a random walk, to about
 * sqrt(n) / 2 of them; Winograd's, which sums other terms, stay below the same bound. */
static double tolerance(const shape *s, double magnitude)
{
    double n = (double)(s->kernel * s->kernel) * s->inputs + 2;
    return sqrt(n) * FLT_EPSILON * (magnitude + 2);
}

/* One convolution with random weights on a random map. */
typedef struct trial {
    fovea_convs *convs;
    fovea_map in, out;
    float *input, *weight, *bias, *before;
    float in_range[CHANNELS_MAX], out_range[CHANNELS_MAX]; /* of maps of steps */
} trial;

/* What a map makes of values. */
static void put(fovea_map map, int channels, float *values)
{
    fovea_map_write(map, 0, channels, values);
    fovea_map_read(map, 0, channels, values);
}

/* Weights whose largest has 127 of the steps that all of them are in, seen from 8 bits. */
static float *weights(const shape *s)
{
    const int length = s->inputs * s->kernel * s->kernel;
    float *values = randoms((size_t)(s->outputs * length), 2);
    for (int o = 0; o < s->outputs; o++)
        values[o * length] = 1;
    return values;
}

typedef enum kind { RESULT, MAP, STEPS } kind; /* of map, besides planes */

static fovea_status make_map(trial *t, fovea_map *out, int channels, int side, kind of,
                             const float *range)
{
    if (of == STEPS)
        return fovea_convs_steps(t->convs, out, channels, side, range);
    return (of == MAP ? fovea_convs_map : fovea_convs_result)(t->convs, out, channels, side);
}

static fovea_conv conv_of(const shape *s, const trial *t)
{
    return (fovea_conv){.name = "it",
                        .inputs = s->inputs,
                        .outputs = s->outputs,
                        .kernel = s->kernel,
                        .stride = s->stride,
                        .relu = s->relu,
                        .add = s->add,
                        .weight = t->weight,
                        .bias = s->bias ? t->bias : NULL};
}

/* From planes, a map or steps; a convolution that has to be of float begins with planes or a map
 * and ends with a map or a result. */
static trial trial_open(const shape *s, fovea_cpu cpu, kind from, kind to)
{
    const int side = (s->side - 1) / s->stride + 1;
    trial t = {.input = randoms((size_t)(s->inputs * s->side * s->side), 1),
               .weight = weights(s),
               .bias = randoms((size_t)s->outputs, 3),
               .before = randoms((size_t)(s->outputs * side * side), 4)};
    ck_assert_int_eq(fovea_convs_open(&t.convs, cpu, NULL), FOVEA_OK);
    for (int i = 0; i < CHANNELS_MAX; i++) {
        t.in_range[i] = 255.0F / LAST; /* steps are as above */
        t.out_range[i] = 2 + (float)(i % 5);
    }
    ck_assert_int_eq(s->inputs == 3 ? fovea_convs_planes(t.convs, &t.in, 3, s->side)
                                    : make_map(&t, &t.in, s->inputs, s->side, from, t.in_range),
                     FOVEA_OK);
    ck_assert_int_eq(make_map(&t, &t.out, s->outputs, side, to, t.out_range), FOVEA_OK);
    put(t.in, s->inputs, t.input);
    put(t.out, s->outputs, t.before);
    return t;
}

static void trial_close(trial *t)
{
    fovea_convs_close(&t->convs);
    ck_assert_ptr_null(t->convs);
    fovea_convs_close(&t->convs);
    free(t->input);
    free(t->weight);
    free(t->bias);
    free(t->before);
}

static void trial_run(const shape *s, trial *t)
{
    fovea_conv conv = conv_of(s, t);
    ck_assert_int_eq(fovea_convs_add(t->convs, &conv, t->in, t->out), FOVEA_OK);
    ck_assert_int_eq(fovea_convs_run(t->convs, 0, 1), FOVEA_OK);
}

static void expect_definition(const shape *s, const trial *t)
{
    const int side = t->out.side, cells = side * side;
    float *output = malloc((size_t)(s->outputs * cells) * sizeof *output);
    fovea_map_read(t->out, 0, s->outputs, output);
    for (int i = 0; i < s->outputs * cells; i++) {
        const int o = i / cells, y = i % cells / side, x = i % side;
        double magnitude = 0;
        double sum = cell(s, t->input, t->weight, o, y, x, &magnitude);
        sum += s->bias ? (double)t->bias[o] : 0;
        sum += s->add ? (double)t->before[i] : 0;
        sum = s->relu ? fmax(sum, 0) : sum;
        double rounding = t->out.type == FOVEA_MAP_BF16 ? fabs(sum) * BF16_EPSILON / 2 : 0;
        if (t->out.type == FOVEA_MAP_STEPS) {
            sum = fmin(fmax(sum, 0), (double)t->out_range[o]);
            rounding = (double)t->out.step[o] * 0.5001;
        }
        if (t->in.type == FOVEA_MAP_BF16) /* which rounds the weights */
            rounding += magnitude * BF16_EPSILON / 2;
        ck_assert_msg(fabs((double)output[i] - sum) <= tolerance(s, magnitude) + rounding,
                      "%s: channel %d, row %d, column %d: %g, expected %g",
                      fovea_convs_info(t->convs, 0).implementation, o, y, x, (double)output[i],
                      sum);
    }
    free(output);
}

static const shape shapes[] = {
    {3, 16, 3, 2, 32, true, false, true},    {3, 5, 3, 2, 16, true, false, true},
    {16, 32, 3, 2, 32, true, false, true},   {5, 12, 3, 2, 16, true, false, true},
    {32, 32, 3, 1, 32, true, false, true},   {64, 64, 3, 1, 16, true, false, true},
    {64, 64, 3, 1, 16, true, true, true},    {12, 12, 3, 1, 8, true, true, true},
    {66, 64, 3, 1, 16, true, false, true},   {96, 96, 3, 1, 16, true, true, true},
    {64, 5, 3, 1, 16, false, false, true},   {64, 5, 1, 1, 16, false, false, true},
    {64, 32, 1, 1, 16, false, false, false}, {12, 7, 1, 1, 8, true, false, true},
    {16, 16, 5, 2, 16, true, false, true},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static const fovea_cpu levels[] = {FOVEA_CPU_AVX2, FOVEA_CPU_AVX512, FOVEA_CPU_VNNI};
enum { LEVELS = sizeof levels / sizeof *levels };

enum { WAYS = 4 };

START_TEST(is_a_convolution)
{
    const shape *s = &shapes[_i / (WAYS * LEVELS)];
    static const kind ways[WAYS][2] = {{MAP, MAP}, {MAP, RESULT}, {STEPS, STEPS}, {STEPS, RESULT}};
    const kind *way = ways[_i % WAYS];
    const fovea_cpu level = levels[_i / WAYS % LEVELS];
    if (way[0] == STEPS && level < FOVEA_CPU_VNNI)
        return; /* that is a map, as before */
    trial t = trial_open(s, level, way[0], s->add && way[0] == STEPS ? STEPS : way[1]);
    trial_run(s, &t);
    expect_definition(s, &t);
    trial_close(&t);
}
END_TEST

START_TEST(tells_what_it_is)
{
    const shape s = {12, 7, 3, 2, 9, .relu = true};
    trial t = trial_open(&s, FOVEA_CPU_BEST, STEPS, RESULT);
    trial_run(&s, &t);
    fovea_conv_info info = fovea_convs_info(t.convs, 0);
    ck_assert_str_eq(info.name, "it");
    ck_assert_int_gt((int)strlen(info.implementation), 0);
    ck_assert(info.inputs == 12 && info.outputs == 7 && info.kernel == 3 && info.stride == 2);
    ck_assert_int_eq(info.side, 9);
    ck_assert_ptr_eq(info.out.data, t.out.data);
    ck_assert_double_eq(info.multiply_adds, 12 * 7 * 9 * 25);
    trial_close(&t);
}
END_TEST

/* Level AVX2 means no kernel of AVX-512, and AVX-512 none of anything but floats, in the same
 * process. */
START_TEST(keeps_to_its_level)
{
    const shape s = {64, 64, 3, 1, 16, .relu = true};
    for (fovea_cpu cpu = FOVEA_CPU_C; cpu <= FOVEA_CPU_AVX512; cpu++) {
        trial best = trial_open(&s, FOVEA_CPU_BEST, STEPS, RESULT);
        trial t = trial_open(&s, cpu, STEPS, RESULT);
        trial_run(&s, &best);
        trial_run(&s, &t);
        const char *is = fovea_convs_info(t.convs, 0).implementation;
        ck_assert_msg(!strstr(is, "amx") && !strstr(is, "bf16") && !strstr(is, "vnni"), "%s", is);
        ck_assert_msg(cpu == FOVEA_CPU_AVX512 || !strstr(is, "avx512"), "%s", is);
        ck_assert_msg(!strstr(is, "avx512") || strstr(is, "wino_4x3"), "%s", is);
        ck_assert(t.in.type == FOVEA_MAP_FLOAT && t.out.type == FOVEA_MAP_FLOAT);
        trial_close(&t);
        trial_close(&best);
    }
}
END_TEST

/* ---- maps ------------------------------------------------------------------------------- */

static float value_at(fovea_map map, int i)
{
    const bool whole = map.type == FOVEA_MAP_FLOAT;
    const uint32_t bits = whole ? 0 : (uint32_t)((uint16_t *)map.data)[i] << 16;
    float value;
    memcpy(&value, whole ? (const void *)((float *)map.data + i) : &bits, sizeof value);
    return value;
}

START_TEST(maps_are_planes_in_another_order)
{
    enum { CHANNELS = 37, SIDE = 5, CELLS = SIDE * SIDE };
    float *planes = randoms(CHANNELS * CELLS, 1), back[CHANNELS * CELLS], two[2 * CELLS];
    fovea_convs *convs;
    fovea_map map, part;
    ck_assert_int_eq(fovea_convs_open(&convs, levels[_i], NULL), FOVEA_OK);
    ck_assert_int_eq(fovea_convs_map(convs, &map, CHANNELS, SIDE), FOVEA_OK);
    for (int i = 0; i < CHANNELS * CELLS; i++)
        planes[i] = roundf(planes[i] * 64) / 64; /* as bfloat16, too, has them */
    fovea_map_write(map, 0, CHANNELS, planes);
    fovea_map_read(map, 0, CHANNELS, back);
    ck_assert_mem_eq(back, planes, sizeof back);
    for (int c = 0; c < CHANNELS; c++)
        for (int i = 0; i < CELLS; i++)
            ck_assert(value_at(map, (c / map.block * CELLS + i) * map.block + c % map.block) ==
                      planes[c * CELLS + i]);
    ck_assert_int_eq(fovea_convs_map(convs, &part, 20, SIDE), FOVEA_OK);
    fovea_map_write(part, 0, 20, planes);
    fovea_map_copy(map, 15, part);
    fovea_map_read(map, 14, 2, two);
    ck_assert_mem_eq(two, planes + 14 * CELLS, sizeof two / 2);
    ck_assert_mem_eq(two + CELLS, planes, sizeof two / 2);
    fovea_map_read(map, 34, 2, two);
    ck_assert_mem_eq(two, planes + 19 * CELLS, sizeof two / 2);
    ck_assert_mem_eq(two + CELLS, planes + 35 * CELLS, sizeof two / 2);
    fovea_convs_close(&convs);
    free(planes);
}
END_TEST

/* To the nearest, of two to the even one. */
START_TEST(bfloat16_is_rounded)
{
    const float ulp = (float)BF16_EPSILON;
    const float value[4] = {1 + 0.49F * ulp, 1 + 0.5F * ulp, 1 + 1.5F * ulp, -3.14159265F};
    const float expected[4] = {1, 1, 1 + 2 * ulp, -3.140625F};
    float back[4];
    uint16_t stored[4];
    const fovea_map map = {1, 2, 1, FOVEA_MAP_BF16, NULL, stored};
    fovea_map_write(map, 0, 1, value);
    fovea_map_read(map, 0, 1, back);
    ck_assert_mem_eq(back, expected, sizeof back);
}
END_TEST

/* To the nearest, of two to the even one; what is beyond them, and what is no number, to an end. */
START_TEST(steps_are_rounded)
{
    const float step = 0.5F;
    const float value[9] = {0.2F, 0.25F, 0.26F, 0.75F, 127.5F, 128, 1e30F, -1, NAN};
    const float expected[9] = {0, 0, 0.5F, 1, 127.5F, 127.5F, 127.5F, 0, 0};
    float back[9];
    uint8_t stored[9];
    const fovea_map map = {1, 3, 1, FOVEA_MAP_STEPS, &step, stored};
    fovea_map_write(map, 0, 1, value);
    fovea_map_read(map, 0, 1, back);
    for (int i = 0; i < 9; i++)
        ck_assert_msg(back[i] == expected[i], "%g is %g", (double)value[i], (double)back[i]);
}
END_TEST

/* A channel whose range is 0 tells nothing, and says so. */
START_TEST(channels_may_be_empty)
{
    const shape s = {16, 16, 3, 1, 8, .relu = true, .bias = true};
    trial t = trial_open(&s, FOVEA_CPU_BEST, STEPS, RESULT);
    const float none[16] = {0};
    ck_assert_int_eq(fovea_convs_steps(t.convs, &t.in, 16, 8, none), FOVEA_OK);
    memset(t.input, 0, 16 * 64 * sizeof *t.input);
    trial_run(&s, &t);
    expect_definition(&s, &t);
    trial_close(&t);
}
END_TEST

START_TEST(refuses_what_does_not_fit)
{
    const shape s = {16, 32, 3, 2, 16, .bias = true};
    trial t = trial_open(&s, FOVEA_CPU_BEST, MAP, RESULT);
    fovea_conv right = conv_of(&s, &t), wrong[5];
    fovea_map planes;
    for (int i = 0; i < 5; i++)
        wrong[i] = right;
    wrong[0].inputs = 15;
    wrong[1].outputs = 31;
    wrong[2].stride = 1;
    wrong[3].kernel = 2;
    wrong[4].weight = NULL;
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(fovea_convs_add(t.convs, &wrong[i], t.in, t.out), FOVEA_ERR_ARG);
    ck_assert_int_eq(fovea_convs_planes(t.convs, &planes, 32, 8), FOVEA_OK);
    ck_assert_int_eq(fovea_convs_add(t.convs, &right, t.in, planes), FOVEA_ERR_ARG);
    ck_assert_int_eq(fovea_convs_planes(t.convs, &planes, 16, 16), FOVEA_OK);
    right.add = true;
    ck_assert_int_eq(fovea_convs_add(t.convs, &right, planes, t.out), FOVEA_ERR_ARG);
    right.add = false;
    ck_assert_int_eq(fovea_convs_count(t.convs), 0);
    ck_assert_int_eq(fovea_convs_add(t.convs, &right, t.in, t.out), FOVEA_OK);
    ck_assert_int_eq(fovea_convs_map(t.convs, &t.out, 0, 16), FOVEA_ERR_ARG);
    trial_close(&t);
}
END_TEST

/* ---- threads ----------------------------------------------------------------------------- */

static int threads_now(void)
{
    int count = 0;
    DIR *tasks = opendir("/proc/self/task");
    for (struct dirent *task; tasks && (task = readdir(tasks));)
        count += task->d_name[0] != '.';
    if (tasks)
        closedir(tasks);
    return count;
}

/* In a caller that lets OpenMP have three threads: none of them is started, and the caller's
 * setting is what it was, after success and after failure. */
static void *work(void *unused)
{
    const shape s = {64, 64, 3, 1, 16, .relu = true, .bias = true};
    omp_set_num_threads(3);
    int before = threads_now();
    trial t = trial_open(&s, FOVEA_CPU_BEST, MAP, RESULT);
    trial_run(&s, &t);
    fovea_conv wrong = conv_of(&s, &t);
    wrong.inputs = 1;
    ck_assert_int_eq(fovea_convs_add(t.convs, &wrong, t.in, t.out), FOVEA_ERR_ARG);
    for (int i = 0; i < 10; i++)
        ck_assert_int_eq(fovea_convs_run(t.convs, 0, 1), FOVEA_OK);
    expect_definition(&s, &t);
    ck_assert_int_eq(threads_now(), before);
    ck_assert_int_eq(omp_get_max_threads(), 3);
    trial_close(&t);
    return unused;
}

START_TEST(runs_on_the_calling_thread_alone)
{
    pthread_t thread;
    omp_set_num_threads(5);
    work(NULL);
    omp_set_num_threads(5);
    ck_assert_int_eq(pthread_create(&thread, NULL, work, NULL), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_int_eq(omp_get_max_threads(), 5);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("conv");
    TCase *tests = tcase_create("conv");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, is_a_convolution, 0, WAYS * LEVELS * SHAPES);
    tcase_add_test(tests, tells_what_it_is);
    tcase_add_test(tests, keeps_to_its_level);
    tcase_add_loop_test(tests, maps_are_planes_in_another_order, 0, LEVELS);
    tcase_add_test(tests, bfloat16_is_rounded);
    tcase_add_test(tests, steps_are_rounded);
    tcase_add_test(tests, channels_may_be_empty);
    tcase_add_test(tests, refuses_what_does_not_fit);
    tcase_add_test(tests, runs_on_the_calling_thread_alone);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
