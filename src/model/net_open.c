/* Making the network: its maps and its convolutions, in the order in which they run (net.h). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static int outputs(const fovea_net_layer *layer)
{
    return layer->weight->shape[0];
}

/* A convolution into a new map. */
static fovea_status add(fovea_net *net, const fovea_conv *conv, fovea_map in, fovea_map *out)
{
    int side = (in.side - 1) / conv->stride + 1;
    fovea_status status = fovea_convs_map(net->convs, out, conv->outputs, side);
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
        status = add(net, &conv, net->features, &net->features);
    }
    return status;
}

/* x + b(relu(a(x))), then relu: the sum is made where x lies. */
static fovea_status add_blocks(fovea_net *net, const fovea_net_model *m)
{
    char name[24];
    fovea_map features = net->features;
    fovea_status status =
        fovea_convs_map(net->convs, &net->hidden, features.channels, features.side);
    for (int i = 0; i < m->blocks && status == FOVEA_OK; i++) {
        snprintf(name, sizeof name, "block.%d.a", i);
        fovea_conv a = conv_of(&m->block[i][0], name, true);
        status = fovea_convs_add(net->convs, &a, features, net->hidden);
        if (status != FOVEA_OK)
            break;
        snprintf(name, sizeof name, "block.%d.b", i);
        fovea_conv b = conv_of(&m->block[i][1], name, true);
        b.add = true;
        status = fovea_convs_add(net->convs, &b, net->hidden, features);
    }
    net->see_end = fovea_convs_count(net->convs);
    return status;
}

/* What a start needs: the filter's input and what the template is cut from. */
static fovea_status add_start(fovea_net *net, const fovea_net_model *m)
{
    fovea_conv to_filter = conv_of(&m->to_filter, "to_filter", false);
    fovea_conv to_match = conv_of(&m->to_match, "to_match", false);
    fovea_status status = add(net, &to_filter, net->features, &net->for_filter);
    if (status == FOVEA_OK)
        status = add(net, &to_match, net->features, &net->for_match);
    net->start_end = fovea_convs_count(net->convs);
    return status;
}

/* The head's input: `seen` in whole blocks of channels, `matched`, the clues. place tells where
 * each of the network's channels lies among these. */
static fovea_status place_head(fovea_net *net, const fovea_net_model *m, int *place)
{
    const int block = net->features.block, seen = outputs(&m->seen), matched = outputs(&m->matched);
    const int second = (seen + block - 1) / block * block;
    net->clues = second + matched;
    for (int i = 0; i < seen + matched + NET_CLUES; i++)
        place[i] = i < seen ? i : second + i - seen;
    return fovea_convs_map(net->convs, &net->head, net->clues + NET_CLUES, net->features.side);
}

/* What fills the head's input but for the clues. */
static fovea_status add_evidence(fovea_net *net, const fovea_net_model *m)
{
    const int matched = outputs(&m->matched), channels = net->for_match.channels;
    fovea_conv seen = conv_of(&m->seen, "seen", true);
    fovea_conv correlate = {.name = "correlate",
                            .inputs = channels,
                            .outputs = channels,
                            .kernel = m->match_side,
                            .stride = 1,
                            .depthwise = true};
    fovea_conv match = conv_of(&m->matched, "matched", true);
    fovea_status status = fovea_convs_add(net->convs, &seen, net->features,
                                          fovea_map_part(net->head, 0, seen.outputs));
    net->correlation = fovea_convs_count(net->convs);
    if (status == FOVEA_OK)
        status = add(net, &correlate, net->for_match, &net->correlated);
    if (status == FOVEA_OK)
        status = fovea_convs_add(net->convs, &match, net->correlated,
                                 fovea_map_part(net->head, net->clues - matched, matched));
    net->look_middle = fovea_convs_count(net->convs);
    return status;
}

static fovea_status add_head(fovea_net *net, const fovea_net_model *m)
{
    char name[24];
    int place[2 * NET_CHANNELS_MAX + NET_CLUES];
    fovea_status status = place_head(net, m, place);
    if (status == FOVEA_OK)
        status = add_evidence(net, m);
    fovea_map map = net->head;
    for (int i = 0; i < m->heads && status == FOVEA_OK; i++) {
        snprintf(name, sizeof name, "head.%d", i);
        fovea_conv conv = conv_of(&m->head[i], name, true);
        conv.place = i == 0 ? place : NULL;
        status = add(net, &conv, map, &map);
    }
    fovea_conv out = conv_of(&m->out, "out", false);
    return status == FOVEA_OK ? add(net, &out, map, &net->out) : status;
}

static fovea_status add_planes(fovea_net *net)
{
    int channels = net->for_filter.channels;
    channels = channels > net->for_match.channels ? channels : net->for_match.channels;
    channels = channels > NET_OUTPUTS ? channels : NET_OUTPUTS;
    return fovea_convs_planes(net->convs, &net->planes, channels, net->features.side);
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
    net->match_side = model->match_side;
    net->filter_steps = model->filter_steps;
    memcpy(net->inside, model->inside->data, (size_t)model->inside->shape[0] * sizeof *net->inside);
    fovea_status status = fovea_convs_open(&net->convs, at_most, log);
    if (status == FOVEA_OK)
        status = add_stem(net, model);
    if (status == FOVEA_OK)
        status = add_blocks(net, model);
    if (status == FOVEA_OK)
        status = add_start(net, model);
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
