/* One convolution of oneDNN 2: its primitive, weights in the order that it wants, memory. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/conv_internal.h"

#define WEIGHT_LAST 127.0F /* step of a weight */

/* Descriptions of what goes in and out. Channels are whole blocks, so that no kernel of oneDNN
 * has to treat a rest, which many cannot and the others do slowly. */
typedef struct shapes {
    int inputs, outputs;
    dnnl_memory_desc_t from, weight, bias;
    dnnl_memory_desc_t made; /* what the convolution writes ...       */
    dnnl_memory_desc_t to;   /* ... and what becomes of it, if another */
    bool reorder;
} shapes;

static dnnl_data_type_t type_of(fovea_map map)
{
    switch (map.type) {
    case FOVEA_MAP_FLOAT: return dnnl_f32;
    case FOVEA_MAP_BF16: return dnnl_bf16;
    case FOVEA_MAP_STEPS: return dnnl_u8;
    }
    return dnnl_data_type_undef;
}

static dnnl_format_tag_t in_blocks(const fovea_convs *c)
{
    return c->block == 16 ? dnnl_nChw16c : dnnl_nChw8c;
}

static bool in_one_block(const fovea_convs *c, fovea_map map)
{
    return c->bf16 || map.type != FOVEA_MAP_FLOAT;
}

static dnnl_status_t describe_map(const fovea_convs *c, dnnl_memory_desc_t *out, fovea_map map)
{
    const dnnl_dims_t dims = {1, whole_blocks(map.channels, map.block), map.side, map.side};
    const dnnl_format_tag_t tag = in_one_block(c, map) ? dnnl_nhwc : in_blocks(c);
    return dnnl_memory_desc_init_by_tag(out, 4, dims, type_of(map),
                                        map.block == 1 ? dnnl_nchw : tag);
}

/* Kernels that take planes make blocks of floats, and those that take steps make one block,
 * whatever is wanted. */
static dnnl_status_t describe(const fovea_convs *c, shapes *s, const fovea_conv *conv, fovea_map in,
                              fovea_map out)
{
    const int k = conv->kernel;
    s->inputs = whole_blocks(in.channels, in.block);
    s->outputs = whole_blocks(conv->outputs, out.block);
    const bool steps = in.type == FOVEA_MAP_STEPS, planes = in.block == 1;
    s->reorder = (planes && out.type != FOVEA_MAP_FLOAT) || (steps && !in_one_block(c, out));
    dnnl_dims_t weight = {s->outputs, s->inputs, k, k}, bias = {s->outputs};
    dnnl_status_t status = describe_map(c, &s->from, in);
    if (status == dnnl_success)
        status = describe_map(c, &s->to, out);
    s->made = s->to;
    if (status == dnnl_success && s->reorder)
        status = dnnl_memory_desc_init_by_tag(&s->made, 4, s->to.dims, dnnl_f32,
                                              steps ? dnnl_nhwc : in_blocks(c));
    if (status == dnnl_success)
        status = dnnl_memory_desc_init_by_tag(&s->bias, 1, bias, dnnl_f32, dnnl_x);
    if (status != dnnl_success)
        return status;
    const dnnl_data_type_t type = in.type == FOVEA_MAP_STEPS ? dnnl_s8 : type_of(in);
    return dnnl_memory_desc_init_by_tag(&s->weight, 4, weight, type, dnnl_format_tag_any);
}

/* ---- numbers ----------------------------------------------------------------------------- */

/* A convolution's numbers as its primitive is given them, of whole blocks of channels; 0 where the
 * network has nothing. Sums of steps are whole numbers, each worth scale[o] steps of the output. */
typedef struct numbers {
    float *weight; /* [outputs, inputs, k, k] */
    float *bias;   /* [outputs]               */
    float *scale;  /* [outputs]               */
} numbers;

static float step_of(fovea_map map, int channel)
{
    return map.step ? map.step[channel] : 1;
}

static float largest(const float *values, int count)
{
    float most = 0;
    for (int i = 0; i < count; i++)
        most = fmaxf(most, fabsf(values[i]));
    return most;
}

/* Weights are in 127 steps of the output's largest, once they are of the input's steps. */
static void scale_output(numbers *n, int o, const fovea_conv *conv, const shapes *s, fovea_map in,
                         fovea_map out)
{
    const int area = conv->kernel * conv->kernel, length = conv->inputs * area;
    const float *from = conv->weight + o * length;
    float *to = n->weight + o * s->inputs * area, step = step_of(out, o);
    for (int i = 0; i < length; i++)
        to[i] = from[i] * step_of(in, i / area);
    if (in.type == FOVEA_MAP_STEPS) {
        const float most = largest(to, length);
        n->scale[o] = most > 0 ? most / WEIGHT_LAST / step : 1;
        step *= n->scale[o];
    }
    for (int i = 0; i < length; i++)
        to[i] /= step;
    n->bias[o] = conv->bias ? conv->bias[o] / step : 0;
}

static void scale(numbers *n, const fovea_conv *conv, const shapes *s, fovea_map in, fovea_map out)
{
    for (int o = 0; o < s->outputs; o++)
        n->scale[o] = 1;
    for (int o = 0; o < conv->outputs; o++)
        scale_output(n, o, conv, s, in, out);
}

/* ---- the primitive ----------------------------------------------------------------------- */

/* Adding, then ReLU, after the convolution; scratch memory is ours. */
static dnnl_status_t make_attributes(dnnl_primitive_attr_t *out, const fovea_conv *conv,
                                     const shapes *s, const numbers *n)
{
    enum { BY_OUTPUT = 1 << 1 };
    dnnl_post_ops_t after = NULL;
    dnnl_status_t status = dnnl_primitive_attr_create(out);
    if (status == dnnl_success)
        status = dnnl_primitive_attr_set_scratchpad_mode(*out, dnnl_scratchpad_mode_user);
    if (status == dnnl_success && s->weight.data_type == dnnl_s8)
        status = dnnl_primitive_attr_set_output_scales(*out, s->outputs, BY_OUTPUT, n->scale);
    if (status == dnnl_success)
        status = dnnl_post_ops_create(&after);
    if (status == dnnl_success && conv->add)
        status = dnnl_post_ops_append_sum(after, 1);
    if (status == dnnl_success && conv->relu)
        status = dnnl_post_ops_append_eltwise(after, 1, dnnl_eltwise_relu, 0, 0);
    if (status == dnnl_success)
        status = dnnl_primitive_attr_set_post_ops(*out, after);
    dnnl_post_ops_destroy(after);
    return status;
}

/* The first of oneDNN's implementations whose name has `like` in it. */
static dnnl_status_t find(fovea_work *w, dnnl_primitive_desc_iterator_t each, const char *like)
{
    do {
        const char *name = "";
        w->description = dnnl_primitive_desc_iterator_fetch(each);
        dnnl_status_t status =
            dnnl_primitive_desc_query(w->description, dnnl_query_impl_info_str, 0, &name);
        if (status != dnnl_success || strstr(name, like))
            return status;
        dnnl_primitive_desc_destroy(w->description);
        w->description = NULL;
    } while (dnnl_primitive_desc_iterator_next(each) == dnnl_success);
    return dnnl_unimplemented;
}

static dnnl_status_t choose(fovea_convs *c, fovea_work *w, const fovea_conv *conv, const shapes *s,
                            dnnl_primitive_attr_t attributes, dnnl_alg_kind_t algorithm,
                            const char *like)
{
    const int k = conv->kernel / 2;
    dnnl_dims_t strides = {conv->stride, conv->stride}, padding = {k, k};
    dnnl_convolution_desc_t operation;
    dnnl_primitive_desc_iterator_t each = NULL;
    dnnl_status_t status = dnnl_convolution_forward_desc_init(
        &operation, dnnl_forward_inference, algorithm, &s->from, &s->weight, &s->bias, &s->made,
        strides, padding, padding);
    if (status == dnnl_success)
        status =
            dnnl_primitive_desc_iterator_create(&each, &operation, attributes, c->engine, NULL);
    if (status == dnnl_success)
        status = find(w, each, like);
    dnnl_primitive_desc_iterator_destroy(each);
    return status;
}

/* Winograd's algorithm needs fewer multiplications, which pays where there are enough channels:
 * with tiles of 4 x 4 (Lavin and Gray, "Fast algorithms for convolutional neural networks", 2016)
 * a quarter, and of 2 x 2, which oneDNN would take, 4 of 9. It has them for AVX-512 and float. */
static bool winograd_pays(const fovea_conv *conv, const shapes *s)
{
    enum { ENOUGH = 32 };
    return conv->kernel == 3 && conv->stride == 1 && s->inputs >= ENOUGH &&
           s->from.data_type == dnnl_f32;
}

static dnnl_status_t make_conv(fovea_convs *c, fovea_work *w, const fovea_conv *conv,
                               const shapes *s, const numbers *n)
{
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_status_t status = make_attributes(&attributes, conv, s, n);
    if (status == dnnl_success) {
        status = dnnl_unimplemented;
        if (winograd_pays(conv, s))
            status = choose(c, w, conv, s, attributes, dnnl_convolution_winograd, "wino_4x3");
        if (status == dnnl_unimplemented)
            status = choose(c, w, conv, s, attributes, dnnl_convolution_direct, "");
    }
    if (status == dnnl_success)
        status = dnnl_primitive_create(&w->primitive, w->description);
    dnnl_primitive_attr_destroy(attributes);
    return status;
}

/* ---- its memory ------------------------------------------------------------------------ */

static dnnl_status_t attach(fovea_convs *c, fovea_work *w, int role,
                            const dnnl_memory_desc_t *shape, void *data)
{
    dnnl_exec_arg_t *arg = &w->arg[w->args];
    arg->arg = role;
    dnnl_status_t status = dnnl_memory_create(&arg->memory, shape, c->engine, data);
    w->args += status == dnnl_success;
    return status;
}

/* From one order or type to another. */
static dnnl_status_t make_reorder(fovea_convs *c, fovea_work *w, const dnnl_memory_desc_t *from,
                                  void *data, const dnnl_memory_desc_t *to, void *reordered)
{
    dnnl_status_t status =
        dnnl_reorder_primitive_desc_create(&w->description, from, c->engine, to, c->engine, NULL);
    if (status == dnnl_success)
        status = dnnl_primitive_create(&w->primitive, w->description);
    if (status == dnnl_success)
        status = attach(c, w, DNNL_ARG_FROM, from, data);
    if (status == dnnl_success)
        status = attach(c, w, DNNL_ARG_TO, to, reordered);
    return status;
}

/* Copies the weights into the order and type that the primitive wants. */
static dnnl_status_t order_weights(fovea_convs *c, void *weight, float *plain, const shapes *s,
                                   const dnnl_memory_desc_t *wanted)
{
    dnnl_memory_desc_t shape;
    fovea_work reorder = {0};
    dnnl_status_t status =
        dnnl_memory_desc_init_by_tag(&shape, 4, s->weight.dims, dnnl_f32, dnnl_oihw);
    if (status == dnnl_success)
        status = make_reorder(c, &reorder, &shape, plain, wanted, weight);
    if (status == dnnl_success)
        status = dnnl_primitive_execute(reorder.primitive, c->stream, reorder.args, reorder.arg);
    fovea_convs_end(&reorder);
    return status;
}

static fovea_status give_numbers(fovea_convs *c, fovea_layer *l, const shapes *s, const numbers *n)
{
    const dnnl_memory_desc_t *wanted =
        dnnl_primitive_desc_query_md(l->conv.description, dnnl_query_weights_md, 0);
    void *weight = fovea_convs_take(c, dnnl_memory_desc_get_size(wanted));
    float *bias = fovea_convs_take(c, (size_t)s->outputs * sizeof *bias);
    if (!weight || !bias)
        return FOVEA_ERR_NOMEM;
    memcpy(bias, n->bias, (size_t)s->outputs * sizeof *bias);
    dnnl_status_t status = attach(c, &l->conv, DNNL_ARG_WEIGHTS, wanted, weight);
    if (status == dnnl_success)
        status = attach(c, &l->conv, DNNL_ARG_BIAS, &s->bias, bias);
    if (status == dnnl_success)
        status = order_weights(c, weight, n->weight, s, wanted);
    return fovea_convs_judge(c, status, l->info.name, "hold its weights");
}

static fovea_status give_scratch(fovea_convs *c, fovea_layer *l)
{
    const dnnl_memory_desc_t *shape =
        dnnl_primitive_desc_query_md(l->conv.description, dnnl_query_scratchpad_md, 0);
    fovea_status status = fovea_convs_scratch(c, dnnl_memory_desc_get_size(shape));
    if (status != FOVEA_OK)
        return status;
    dnnl_status_t attached = attach(c, &l->conv, DNNL_ARG_SCRATCHPAD, shape, c->scratch);
    if (attached == dnnl_success)
        l->scratch = l->conv.arg[l->conv.args - 1].memory;
    return fovea_convs_judge(c, attached, l->info.name, "hold its scratch");
}

/* Where it writes: into the map, or into memory of its own, of which the map is made. */
static fovea_status give_output(fovea_convs *c, fovea_layer *l, const shapes *s, fovea_map out)
{
    void *made = out.data;
    if (s->reorder && !(made = fovea_convs_take(c, dnnl_memory_desc_get_size(&s->made))))
        return FOVEA_ERR_NOMEM;
    dnnl_status_t status = attach(c, &l->conv, DNNL_ARG_DST, &s->made, made);
    if (status == dnnl_success && s->reorder)
        status = make_reorder(c, &l->reorder, &s->made, made, &s->to, out.data);
    return fovea_convs_judge(c, status, l->info.name, "hold its output");
}

static fovea_status make_layer(fovea_convs *c, fovea_layer *l, const fovea_conv *conv,
                               const shapes *s, const numbers *n, fovea_map in, fovea_map out)
{
    const char *implementation = "";
    dnnl_status_t made = make_conv(c, &l->conv, conv, s, n);
    if (made == dnnl_success)
        made = dnnl_primitive_desc_query(l->conv.description, dnnl_query_impl_info_str, 0,
                                         (void *)&implementation);
    if (made == dnnl_success)
        made = attach(c, &l->conv, DNNL_ARG_SRC, &s->from, in.data);
    fovea_status status = fovea_convs_judge(c, made, l->info.name, "make it");
    if (status == FOVEA_OK)
        status = give_output(c, l, s, out);
    if (status == FOVEA_OK)
        status = give_numbers(c, l, s, n);
    if (status == FOVEA_OK)
        status = give_scratch(c, l);
    snprintf(l->info.implementation, sizeof l->info.implementation, "%s", implementation);
    return status;
}

fovea_status fovea_convs_layer(fovea_convs *c, fovea_layer *l, const fovea_conv *conv, fovea_map in,
                               fovea_map out)
{
    shapes s;
    fovea_status status =
        fovea_convs_judge(c, describe(c, &s, conv, in, out), l->info.name, "describe it");
    if (status != FOVEA_OK)
        return status;
    const size_t outputs = (size_t)s.outputs;
    const size_t weights = outputs * (size_t)s.inputs * (size_t)conv->kernel * (size_t)conv->kernel;
    float *all = calloc(weights + 2 * outputs, sizeof *all);
    if (!all)
        return fovea_convs_judge(c, dnnl_out_of_memory, l->info.name, "scale its weights");
    numbers n = {all, all + weights, all + weights + outputs};
    scale(&n, conv, &s, in, out);
    status = make_layer(c, l, conv, &s, &n, in, out);
    free(all);
    return status;
}
