/* What the network costs: every convolution by itself, in turn as a step runs them, attention, and
 * what a tracker calls. Processor time of one thread. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/bench.h"
#include "bench/plane.h"
#include "bench/samples.h"
#include "model/net.h"
#include "model/net_kernels.h"

enum { ROUNDS = 400, LAYERS_MAX = 64 };

typedef enum part { START, SEE, LOOK, LEARN, FRAME, PARTS } part;
static const char *const part_names[PARTS] = {"start", "see", "look", "learn",
                                              "see + look + learn"};

static const struct {
    fovea_cpu cpu;
    const char *name;
} levels[] = {{FOVEA_CPU_AVX2, "avx2"}, {FOVEA_CPU_AVX512, "avx512"}, {FOVEA_CPU_VNNI, "vnni"}};
enum { LEVELS = sizeof levels / sizeof *levels };

typedef struct stage {
    fovea_net *net;
    fovea_net_memory memory;
    fovea_net_answer answer;
    float rgb[3 * NET_GLIMPSE_MAX * NET_GLIMPSE_MAX];
    double layer_ms[LAYERS_MAX][ROUNDS], part_ms[PARTS][ROUNDS], attend_ms[ROUNDS];
} stage;

static fovea_status time_layers(stage *s, int round)
{
    fovea_convs *convs = fovea_net_convs(s->net);
    fovea_status status = FOVEA_OK;
    for (int i = 0; i < fovea_convs_count(convs) && status == FOVEA_OK; i++) {
        int64_t start = samples_thread_ns();
        status = fovea_convs_run(convs, i, i + 1);
        s->layer_ms[i][round] = (double)(samples_thread_ns() - start) / 1e6;
    }
    return status;
}

/* The first glimpse asks itself. */
static void time_attention(stage *s, const fovea_net_attention *a, fovea_cpu cpu, int round)
{
    static float out[(NET_VALUES_MAX + 1) * NET_CELLS_MAX];
    const fovea_net_kernels *kernels = fovea_net_kernels_get(cpu);
    int64_t start = samples_thread_ns();
    kernels->attend(a, out, s->memory.first.cells.keys, &s->memory.first.cells);
    s->attend_ms[round] = (double)(samples_thread_ns() - start) / 1e6;
}

static fovea_status time_parts(stage *s, int round)
{
    const fovea_box box = {48, 48, 32, 32};
    int64_t at[PARTS];
    at[START] = samples_thread_ns();
    fovea_status status = fovea_net_start(s->net, &s->memory, box);
    at[SEE] = samples_thread_ns();
    if (status == FOVEA_OK)
        status = fovea_net_see(s->net, s->rgb);
    at[LOOK] = samples_thread_ns();
    if (status == FOVEA_OK)
        status = fovea_net_look(s->net, &s->memory, box, &s->answer);
    at[LEARN] = samples_thread_ns();
    fovea_net_learn(s->net, &s->memory, box, 1);
    at[FRAME] = samples_thread_ns();
    for (int i = START; i < FRAME; i++)
        s->part_ms[i][round] = (double)(at[i + 1] - at[i]) / 1e6;
    s->part_ms[FRAME][round] = (double)(at[FRAME] - at[SEE]) / 1e6;
    return status;
}

static void print_layers(report *r, stage *s, const char *level, int rounds)
{
    fovea_convs *convs = fovea_net_convs(s->net);
    report_table(r, "ms a convolution (1 thread)");
    for (int i = 0; i < fovea_convs_count(convs); i++) {
        fovea_conv_info info = fovea_convs_info(convs, i);
        double ms = samples_median(s->layer_ms[i], rounds);
        report_text(r, "level", level);
        report_text(r, "layer", info.name);
        report_number(r, "from", 0, info.inputs);
        report_number(r, "to", 0, info.outputs);
        report_number(r, "k", 0, info.kernel);
        report_number(r, "stride", 0, info.stride);
        report_number(r, "side", 0, info.side);
        report_number(r, "MMAC", 2, info.multiply_adds / 1e6);
        report_number(r, "p50", 4, ms);
        report_number(r, "GFLOP/s", 0, 2 * info.multiply_adds / ms / 1e6);
        report_text(r, "by", info.implementation);
        report_row(r);
    }
}

/* What it costs to ask one glimpse; a look asks two. */
static void print_attention(report *r, stage *s, const fovea_net_attention *a, const char *level,
                            int rounds)
{
    const double pairs = (double)a->cells * a->cells, ms = samples_median(s->attend_ms, rounds);
    const double multiply_adds = pairs * (a->keys + a->pitch);
    report_table(r, "ms of attention to a glimpse (1 thread)");
    report_text(r, "level", level);
    report_number(r, "cells", 0, a->cells);
    report_number(r, "keys", 0, a->keys);
    report_number(r, "values", 0, a->values);
    report_number(r, "MMAC", 2, multiply_adds / 1e6);
    report_number(r, "k exp", 0, pairs / 1e3);
    report_number(r, "p50", 4, ms);
    report_number(r, "GFLOP/s", 0, 2 * multiply_adds / ms / 1e6);
    report_row(r);
}

static void print_parts(report *r, stage *s, const char *level, int rounds)
{
    report_table(r, "ms of a network (1 thread)");
    for (int i = 0; i < PARTS; i++) {
        report_text(r, "level", level);
        report_text(r, "part", part_names[i]);
        report_number(r, "p50", 4, samples_median(s->part_ms[i], rounds));
        report_number(r, "p99", 4, samples_quantile(s->part_ms[i], rounds, 0.99));
        report_row(r);
    }
}

static fovea_status measure(report *r, stage *s, const fovea_net_model *model, int rounds,
                            int level)
{
    const char *name = levels[level].name;
    uint64_t state = 1;
    for (int i = 0; i < 3 * NET_GLIMPSE_MAX * NET_GLIMPSE_MAX; i++)
        s->rgb[i] = (float)plane_random(&state);
    fovea_status status = fovea_net_see(s->net, s->rgb);
    for (int warm = 0; warm < 3 && status == FOVEA_OK; warm++)
        status = time_parts(s, 0);
    for (int i = 0; i < rounds && status == FOVEA_OK; i++)
        status = time_parts(s, i);
    for (int i = 0; i < rounds && status == FOVEA_OK; i++) {
        status = time_layers(s, i);
        time_attention(s, &model->attention, levels[level].cpu, i);
    }
    if (status == FOVEA_OK) {
        print_layers(r, s, name, rounds);
        print_attention(r, s, &model->attention, name, rounds);
        print_parts(r, s, name, rounds);
    }
    return status;
}

static void print_message(void *context, fovea_log_level level, const char *message)
{
    (void)context;
    (void)level;
    fprintf(stderr, "fovea_bench: %s\n", message);
}

int bench_net(report *r, const char *weights, bool smoke)
{
    const fovea_log log = {print_message, NULL};
    fovea_net_model *model = NULL;
    stage *s = calloc(1, sizeof *s);
    fovea_status status = s ? fovea_net_model_open(&model, weights, &log) : FOVEA_ERR_NOMEM;
    for (int i = 0; i < LEVELS && status == FOVEA_OK; i++) {
        status = fovea_net_open(&s->net, model, levels[i].cpu, &log);
        if (status == FOVEA_OK)
            status = measure(r, s, model, smoke ? 2 : ROUNDS, i);
        fovea_net_close(&s->net);
    }
    fovea_net_model_close(&model);
    free(s);
    return status == FOVEA_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
