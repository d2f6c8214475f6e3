/* Making the network: its maps and its convolutions, in the order in which they run (net.h). */
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "model/net_internal.h"

static fovea_conv conv_of(const fovea_net_layer *layer, const char *name, bool relu)
{
    const int *shape = layer->weight->shape;
    return (fovea_conv){
        .name = name,
        .inputs = shape[1],
        .outputs = shape[0],
        .kernel = shape[2],
        .stride = layer->stride,
        .relu = relu,
        .weight = layer->weight->data,
        .bias = layer->bias ? layer->bias->data : NULL,
    };
}

static int side_of(const fovea_conv *conv, fovea_map in)
{
    return (in.side - 1) / conv->stride + 1;
}

typedef fovea_status new_map(fovea_convs *convs, fovea_map *out, int channels, int side);

/* A convolution into a new map, of fovea_convs_map() or, if it is read, fovea_convs_result(). */
static fovea_status add(fovea_net *net, const fovea_conv *conv, fovea_map in, fovea_map *out,
                        new_map *make)
{
    fovea_status status = make(net->convs, out, conv->outputs, side_of(conv, in));
    return status == FOVEA_OK ? fovea_convs_add(net->convs, conv, in, *out) : status;
}

/* Likewise, of fovea_convs_steps(). */
static fovea_status add_in_steps(fovea_net *net, const fovea_conv *conv, fovea_map in,
                                 fovea_map *out, const fovea_tensor *range)
{
    fovea_status status =
        fovea_convs_steps(net->convs, out, conv->outputs, side_of(conv, in), range->data);
    return status == FOVEA_OK ? fovea_convs_add(net->convs, conv, in, *out) : status;
}

static fovea_status add_stem(fovea_net *net, const fovea_net_model *m)
{
    char name[24];
    fovea_status status = fovea_convs_planes(net->convs, &net->rgb, 3, m->glimpse);
    net->features = net->rgb;
    for (int i = 0; i < m->stems && status == FOVEA_OK; i++) {
        snprintf(name, sizeof name, "stem.%d", i);
        fovea_conv conv = conv_of(&m->stem[i], name, true);
        status = add_in_steps(net, &conv, net->features, &net->features, m->stem[i].range);
    }
    return status;
}

/* x + b(relu(a(x))), then relu: the sum is made where x lies. */
static fovea_status add_blocks(fovea_net *net, const fovea_net_model *m)
{
    char name[24];
    fovea_map features = net->features, hidden;
    fovea_status status = FOVEA_OK;
    for (int i = 0; i < m->blocks && status == FOVEA_OK; i++) {
        snprintf(name, sizeof name, "block.%d.a", i);
        fovea_conv a = conv_of(&m->block[i][0], name, true);
        status = add_in_steps(net, &a, features, &hidden, m->block[i][0].range);
        if (status != FOVEA_OK)
            break;
        snprintf(name, sizeof name, "block.%d.b", i);
        fovea_conv b = conv_of(&m->block[i][1], name, true);
        b.add = true;
        status = fovea_convs_add(net->convs, &b, hidden, features);
    }
    net->see_end = fovea_convs_count(net->convs);
    return status;
}

/* What the filter and attention look at; a start needs no more. */
static fovea_status add_memory(fovea_net *net, const fovea_net_model *m)
{
    fovea_conv to_filter = conv_of(&m->to_filter, "to_filter", false);
    fovea_conv key = conv_of(&m->key, "key", false);
    fovea_status status = add(net, &to_filter, net->features, &net->for_filter, fovea_convs_result);
    if (status == FOVEA_OK)
        status = add(net, &key, net->features, &net->keys, fovea_convs_result);
    net->start_end = fovea_convs_count(net->convs);
    return status;
}

/* The head's input is put together of what is seen and of clues, once those are there. */
static fovea_status add_seen(fovea_net *net, const fovea_net_model *m)
{
    fovea_conv seen = conv_of(&m->seen, "seen", true);
    fovea_status status = add(net, &seen, net->features, &net->seen, fovea_convs_map);
    net->look_middle = fovea_convs_count(net->convs);
    if (status != FOVEA_OK)
        return status;
    return fovea_convs_map(net->convs, &net->head, m->head[0].weight->shape[1], net->features.side);
}

static fovea_status add_head(fovea_net *net, const fovea_net_model *m)
{
    char name[24];
    fovea_status status = add_seen(net, m);
    fovea_map map = net->head;
    for (int i = 0; i < m->heads && status == FOVEA_OK; i++) {
        snprintf(name, sizeof name, "head.%d", i);
        fovea_conv conv = conv_of(&m->head[i], name, true);
        status = add(net, &conv, map, &map, fovea_convs_map);
    }
    fovea_conv out = conv_of(&m->out, "out", false);
    return status == FOVEA_OK ? add(net, &out, map, &net->out, fovea_convs_result) : status;
}

static fovea_status add_planes(fovea_net *net)
{
    const int side = net->features.side, wanted = net->for_filter.channels;
    fovea_map planes = {0}, clues = {0};
    fovea_status status = fovea_convs_planes(
        net->convs, &planes, wanted > NET_OUTPUTS ? wanted : (int)NET_OUTPUTS, side);
    if (status == FOVEA_OK)
        status =
            fovea_convs_planes(net->convs, &clues, net->head.channels - net->seen.channels, side);
    net->planes = planes.data;
    net->clues = clues.data;
    return status;
}

fovea_status fovea_net_open(fovea_net **out, const fovea_net_model *model, fovea_cpu at_most,
                            const fovea_log *log)
{
    *out = NULL;
    fovea_net *net = calloc(1, sizeof *net);
    if (!net) {
        fovea_log_message(log, FOVEA_LOG_ERROR, "network: out of memory");
        return FOVEA_ERR_NOMEM;
    }
    net->filter = model->filter;
    net->learning = model->learning;
    net->attention = model->attention;
    net->kernels = net->filter.kernels = fovea_net_kernels_get(at_most);
    net->filter_steps = model->filter_steps;
    fovea_status status = fovea_convs_open(&net->convs, at_most, log);
    if (status == FOVEA_OK)
        status = add_stem(net, model);
    if (status == FOVEA_OK)
        status = add_blocks(net, model);
    if (status == FOVEA_OK)
        status = add_memory(net, model);
    if (status == FOVEA_OK)
        status = add_head(net, model);
    if (status == FOVEA_OK)
        status = add_planes(net);
    if (status == FOVEA_OK)
        *out = net;
    else
        fovea_net_close(&net);
    return status;
}

void fovea_net_close(fovea_net **net)
{
    if (!net || !*net)
        return;
    fovea_convs_close(&(*net)->convs);
    free(*net);
    *net = NULL;
}

fovea_convs *fovea_net_convs(fovea_net *net)
{
    return net->convs;
}
