/* Sequences of convolutions: opening, adding, running (conv.h). */
#include <dnnl_debug.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "model/conv_internal.h"

/* Of OpenMP, declared here so that no compiler has to speak it. */
int omp_get_max_threads(void);
void omp_set_num_threads(int count);

enum { LINE = 64 }; /* bytes of a cache line, and of the widest vector */

/* Ranges below are none. */
#define RANGE_LEAST 1e-6F

fovea_status fovea_convs_judge(const fovea_convs *c, dnnl_status_t status, const char *name,
                               const char *what)
{
    if (status == dnnl_success)
        return FOVEA_OK;
    fovea_log_message(c->log, FOVEA_LOG_ERROR, "convolution %s: oneDNN could not %s: %s", name,
                      what, dnnl_status2str(status));
    return status == dnnl_out_of_memory ? FOVEA_ERR_NOMEM : FOVEA_ERR_UNSUPPORTED;
}

static size_t whole_lines(size_t bytes)
{
    return (bytes + LINE - 1) / LINE * LINE;
}

void *fovea_convs_take(fovea_convs *c, size_t bytes)
{
    void *block = c->blocks < CONV_BLOCKS_MAX ? aligned_alloc(LINE, whole_lines(bytes)) : NULL;
    if (block)
        c->memory[c->blocks++] = memset(block, 0, whole_lines(bytes));
    else
        fovea_log_message(c->log, FOVEA_LOG_ERROR, "convolutions: out of memory (%zu bytes)",
                          bytes);
    return block;
}

fovea_status fovea_convs_scratch(fovea_convs *c, size_t bytes)
{
    if (bytes <= c->scratch_bytes)
        return FOVEA_OK;
    void *more = aligned_alloc(LINE, whole_lines(bytes));
    if (!more) {
        fovea_log_message(c->log, FOVEA_LOG_ERROR, "convolutions: out of memory (%zu bytes)",
                          bytes);
        return FOVEA_ERR_NOMEM;
    }
    free(c->scratch);
    c->scratch = more;
    c->scratch_bytes = bytes;
    for (int i = 0; i < c->count; i++)
        dnnl_memory_set_data_handle(c->layer[i].scratch, more);
    return FOVEA_OK;
}

/* ---- opening and closing ------------------------------------------------------------- */

static bool machine_has(dnnl_cpu_isa_t isa)
{
    return (dnnl_get_effective_cpu_isa() & isa) == (unsigned)isa;
}

fovea_status fovea_convs_open(fovea_convs **out, fovea_cpu at_most, const fovea_log *log)
{
    *out = NULL;
    fovea_convs *c = calloc(1, sizeof *c);
    if (!c) {
        fovea_log_message(log, FOVEA_LOG_ERROR, "convolutions: out of memory");
        return FOVEA_ERR_NOMEM;
    }
    c->log = log;
    /* oneDNN has AVX-512 kernels for blocks of 16 and AVX2 kernels for blocks of 8 channels. */
    c->block = at_most >= FOVEA_CPU_AVX512 && machine_has(dnnl_cpu_isa_avx512_core) ? 16 : 8;
    c->steps = at_most >= FOVEA_CPU_VNNI && machine_has(dnnl_cpu_isa_avx512_core_vnni);
    c->bf16 = at_most >= FOVEA_CPU_VNNI && machine_has(dnnl_cpu_isa_avx512_core_amx);
    fovea_status status =
        fovea_convs_judge(c, dnnl_engine_create(&c->engine, dnnl_cpu, 0), "", "start");
    if (status == FOVEA_OK)
        status = fovea_convs_judge(
            c, dnnl_stream_create(&c->stream, c->engine, dnnl_stream_default_flags), "", "start");
    if (status == FOVEA_OK)
        *out = c;
    else
        fovea_convs_close(&c);
    return status;
}

void fovea_convs_end(fovea_work *w)
{
    for (int i = 0; i < w->args; i++)
        dnnl_memory_destroy(w->arg[i].memory);
    dnnl_primitive_destroy(w->primitive);
    dnnl_primitive_desc_destroy(w->description);
}

static void close_layer(fovea_layer *l)
{
    fovea_convs_end(&l->conv);
    fovea_convs_end(&l->reorder);
}

void fovea_convs_close(fovea_convs **convs)
{
    fovea_convs *c = convs ? *convs : NULL;
    if (!c)
        return;
    for (int i = 0; i < c->count; i++)
        close_layer(&c->layer[i]);
    for (int i = 0; i < c->blocks; i++)
        free(c->memory[i]);
    free(c->scratch);
    dnnl_stream_destroy(c->stream);
    dnnl_engine_destroy(c->engine);
    free(c);
    *convs = NULL;
}

static size_t bytes_of(fovea_map_type type)
{
    return type == FOVEA_MAP_STEPS ? 1 : type == FOVEA_MAP_BF16 ? sizeof(uint16_t) : sizeof(float);
}

static fovea_status new_map(fovea_convs *c, fovea_map *out, int channels, int side, int block,
                            fovea_map_type type)
{
    if (channels < 1 || side < 1)
        return FOVEA_ERR_ARG;
    size_t values = (size_t)whole_blocks(channels, block) * (size_t)side * (size_t)side;
    void *data = fovea_convs_take(c, values * bytes_of(type));
    *out = (fovea_map){channels, side, block, type, NULL, data};
    return data ? FOVEA_OK : FOVEA_ERR_NOMEM;
}

fovea_status fovea_convs_map(fovea_convs *convs, fovea_map *out, int channels, int side)
{
    const int all = whole_blocks(channels, convs->block);
    return convs->bf16 ? new_map(convs, out, channels, side, all, FOVEA_MAP_BF16)
                       : new_map(convs, out, channels, side, convs->block, FOVEA_MAP_FLOAT);
}

/* A channel that is always 0, or what fills the last block, needs steps, too, of any size. */
static fovea_status give_steps(fovea_convs *c, fovea_map *map, const float *range)
{
    const int all = whole_blocks(map->channels, map->block);
    float *step = fovea_convs_take(c, (size_t)all * sizeof *step);
    if (!step)
        return FOVEA_ERR_NOMEM;
    for (int i = 0; i < all; i++)
        step[i] = i < map->channels && range[i] > RANGE_LEAST ? range[i] / MAP_STEPS : 1;
    map->step = step;
    return FOVEA_OK;
}

fovea_status fovea_convs_steps(fovea_convs *convs, fovea_map *out, int channels, int side,
                               const float *range)
{
    if (!convs->steps)
        return fovea_convs_map(convs, out, channels, side);
    const int all = whole_blocks(channels, convs->block);
    fovea_status status = new_map(convs, out, channels, side, all, FOVEA_MAP_STEPS);
    return status == FOVEA_OK ? give_steps(convs, out, range) : status;
}

fovea_status fovea_convs_result(fovea_convs *convs, fovea_map *out, int channels, int side)
{
    const int all = whole_blocks(channels, convs->block);
    return new_map(convs, out, channels, side, convs->bf16 ? all : convs->block, FOVEA_MAP_FLOAT);
}

fovea_status fovea_convs_planes(fovea_convs *convs, fovea_map *out, int channels, int side)
{
    return new_map(convs, out, channels, side, 1, FOVEA_MAP_FLOAT);
}

static bool fits(const fovea_conv *conv, fovea_map in, fovea_map out)
{
    const bool alike = (in.type == FOVEA_MAP_STEPS) == (out.type == FOVEA_MAP_STEPS);
    return out.block > 1 && !(conv->add && (in.block == 1 || !alike)) && conv->kernel % 2 == 1 &&
           conv->stride >= 1 && conv->weight && in.channels == conv->inputs &&
           out.channels == conv->outputs && out.side == (in.side - 1) / conv->stride + 1;
}

fovea_status fovea_convs_add(fovea_convs *convs, const fovea_conv *conv, fovea_map in,
                             fovea_map out)
{
    if (!fits(conv, in, out) || convs->count == CONVS_MAX)
        return FOVEA_ERR_ARG;
    fovea_layer *l = &convs->layer[convs->count];
    *l = (fovea_layer){0};
    l->info = (fovea_conv_info){
        .inputs = conv->inputs,
        .outputs = conv->outputs,
        .kernel = conv->kernel,
        .stride = conv->stride,
        .side = in.side,
        .multiply_adds = (double)(conv->kernel * conv->kernel) * conv->inputs * conv->outputs *
                         out.side * out.side,
        .out = out,
    };
    snprintf(l->info.name, sizeof l->info.name, "%s", conv->name);
    int threads = omp_get_max_threads();
    omp_set_num_threads(1);
    fovea_status status = fovea_convs_layer(convs, l, conv, in, out);
    omp_set_num_threads(threads);
    if (status == FOVEA_OK)
        convs->count++;
    else
        close_layer(l);
    return status;
}

int fovea_convs_count(const fovea_convs *convs)
{
    return convs->count;
}

fovea_conv_info fovea_convs_info(const fovea_convs *convs, int i)
{
    return convs->layer[i].info;
}

/* ---- running ------------------------------------------------------------------------------ */

static dnnl_status_t run_work(const fovea_convs *c, const fovea_work *w)
{
    return w->primitive ? dnnl_primitive_execute(w->primitive, c->stream, w->args, w->arg)
                        : dnnl_success;
}

fovea_status fovea_convs_run(fovea_convs *convs, int first, int end)
{
    dnnl_status_t status = dnnl_success;
    int threads = omp_get_max_threads(), i = first;
    omp_set_num_threads(1);
    for (; i < end && status == dnnl_success; i++) {
        status = run_work(convs, &convs->layer[i].conv);
        if (status == dnnl_success)
            status = run_work(convs, &convs->layer[i].reorder);
    }
    if (status == dnnl_success)
        status = dnnl_stream_wait(convs->stream);
    omp_set_num_threads(threads);
    return fovea_convs_judge(convs, status, i > first ? convs->layer[i - 1].info.name : "", "run");
}
