/* One convolution of oneDNN 2: its primitive, weights in the order that it wants, memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/conv_internal.h"

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
    return map.bf16 ? dnnl_bf16 : dnnl_f32;
}

static dnnl_format_tag_t in_blocks(const fovea_convs *c)
{
    return c->block == 16 ? dnnl_nChw16c : dnnl_nChw8c;
}

static dnnl_status_t describe_map(const fovea_convs *c, dnnl_memory_desc_t *out, fovea_map map)
{
    const dnnl_dims_t dims = {1, whole_blocks(map.channels, map.block), map.side, map.side};
    const dnnl_format_tag_t tag = c->bf16 ? dnnl_nhwc : in_blocks(c);
    return dnnl_memory_desc_init_by_tag(out, 4, dims, type_of(map),
                                        map.block == 1 ? dnnl_nchw : tag);
}

/* With bfloat16, what begins with planes is still made in blocks of float: no other kernel takes
 * them. */
static dnnl_status_t describe(const fovea_convs *c, shapes *s, const fovea_conv *conv, fovea_map in,
                              fovea_map out)
{
    const int k = conv->kernel;
    s->inputs = whole_blocks(in.channels, in.block);
    s->outputs = whole_blocks(conv->outputs, out.block);
    s->reorder = c->bf16 && in.block == 1;
    dnnl_dims_t weight = {s->outputs, s->inputs, k, k}, bias = {s->outputs};
    dnnl_status_t status = describe_map(c, &s->from, in);
    if (status == dnnl_success)
        status = describe_map(c, &s->to, out);
    s->made = s->to;
    if (status == dnnl_success && s->reorder)
        status = dnnl_memory_desc_init_by_tag(&s->made, 4, s->to.dims, dnnl_f32, in_blocks(c));
    if (status == dnnl_success)
        status = dnnl_memory_desc_init_by_tag(&s->bias, 1, bias, dnnl_f32, dnnl_x);
    if (status != dnnl_success)
        return status;
    return dnnl_memory_desc_init_by_tag(&s->weight, 4, weight, type_of(in), dnnl_format_tag_any);
}

/* Adding, then ReLU, after the convolution; scratch memory is ours. */
static dnnl_status_t make_attributes(dnnl_primitive_attr_t *out, const fovea_conv *conv)
{
    dnnl_post_ops_t after = NULL;
    dnnl_status_t status = dnnl_primitive_attr_create(out);
    if (status == dnnl_success)
        status = dnnl_primitive_attr_set_scratchpad_mode(*out, dnnl_scratchpad_mode_user);
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
        &operation, dnnl_forward_inference, algorithm, &s->from, &s->weight,
        conv->bias ? &s->bias : NULL, &s->made, strides, padding, padding);
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
                               const shapes *s)
{
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_status_t status = make_attributes(&attributes, conv);
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

/* weight [outputs, inputs, k, k] of whole blocks; 0 where the network has nothing. */
static void spread_weights(float *to, const fovea_conv *conv, const shapes *s)
{
    const int area = conv->kernel * conv->kernel;
    const int length = conv->inputs * area;
    for (int o = 0; o < conv->outputs; o++)
        memcpy(to + o * s->inputs * area, conv->weight + o * length, (size_t)length * sizeof *to);
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

static fovea_status give_weights(fovea_convs *c, fovea_layer *l, const fovea_conv *conv,
                                 const shapes *s)
{
    const dnnl_memory_desc_t *wanted =
        dnnl_primitive_desc_query_md(l->conv.description, dnnl_query_weights_md, 0);
    void *weight = fovea_convs_take(c, dnnl_memory_desc_get_size(wanted));
    float *bias = conv->bias ? fovea_convs_take(c, (size_t)s->outputs * sizeof *bias) : NULL;
    if (!weight || (conv->bias && !bias))
        return FOVEA_ERR_NOMEM;
    dnnl_status_t status = attach(c, &l->conv, DNNL_ARG_WEIGHTS, wanted, weight);
    if (status == dnnl_success && bias) {
        memcpy(bias, conv->bias, (size_t)conv->outputs * sizeof *bias);
        status = attach(c, &l->conv, DNNL_ARG_BIAS, &s->bias, bias);
    }
    if (status != dnnl_success)
        return fovea_convs_judge(c, status, l->info.name, "hold its weights");
    const size_t area = (size_t)conv->kernel * (size_t)conv->kernel;
    float *plain = calloc((size_t)s->outputs * (size_t)s->inputs * area, sizeof *plain);
    status = dnnl_out_of_memory;
    if (plain) {
        spread_weights(plain, conv, s);
        status = order_weights(c, weight, plain, s, wanted);
    }
    free(plain);
    return fovea_convs_judge(c, status, l->info.name, "order its weights");
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

fovea_status fovea_convs_layer(fovea_convs *c, fovea_layer *l, const fovea_conv *conv, fovea_map in,
                               fovea_map out)
{
    shapes s;
    const char *implementation = "";
    dnnl_status_t made = describe(c, &s, conv, in, out);
    if (made == dnnl_success)
        made = make_conv(c, &l->conv, conv, &s);
    if (made == dnnl_success)
        made = dnnl_primitive_desc_query(l->conv.description, dnnl_query_impl_info_str, 0,
                                         (void *)&implementation);
    if (made == dnnl_success)
        made = attach(c, &l->conv, DNNL_ARG_SRC, &s.from, in.data);
    fovea_status status = fovea_convs_judge(c, made, l->info.name, "make it");
    if (status == FOVEA_OK)
        status = give_output(c, l, &s, out);
    if (status == FOVEA_OK)
        status = give_weights(c, l, conv, &s);
    if (status == FOVEA_OK)
        status = give_scratch(c, l);
    snprintf(l->info.implementation, sizeof l->info.implementation, "%s", implementation);
    return status;
}
