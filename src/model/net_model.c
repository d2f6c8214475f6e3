/* Binding weights to the network that they are of: every tensor by its name and shape. */
#include "model/net_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

enum { ANY = 0, TAPS_MAX = 7 };

typedef struct wanted {
    int outputs, inputs, k; /* ANY: what the file has */
} wanted;

static fovea_status bind_weight(fovea_net_model *m, fovea_net_layer *layer, const char *name,
                                wanted want)
{
    char tensor[WEIGHTS_NAME_MAX];
    const int shape[] = {want.outputs, want.inputs, want.k, want.k};
    layer->stride = 1;
    layer->bias = layer->range = NULL;
    snprintf(tensor, sizeof tensor, "%s.weight", name);
    fovea_status status = fovea_weights_tensor(m->weights, &layer->weight, tensor, 4, shape);
    if (status != FOVEA_OK)
        return status;
    const int *is = layer->weight->shape;
    if (is[0] > NET_CHANNELS_MAX || is[2] != is[3] || is[2] % 2 == 0 || is[2] > TAPS_MAX)
        return fovea_weights_fault(m->weights,
                                   "tensor '%s' is [%d, %d, %d, %d], expected at most %d outputs "
                                   "and 1, 3, 5 or 7 taps a side",
                                   tensor, is[0], is[1], is[2], is[3], NET_CHANNELS_MAX);
    return FOVEA_OK;
}

static fovea_status bind(fovea_net_model *m, fovea_net_layer *layer, const char *name, wanted want)
{
    char tensor[WEIGHTS_NAME_MAX];
    fovea_status status = bind_weight(m, layer, name, want);
    if (status != FOVEA_OK)
        return status;
    snprintf(tensor, sizeof tensor, "%s.bias", name);
    return fovea_weights_tensor(m->weights, &layer->bias, tensor, 1, layer->weight->shape);
}

static int outputs(const fovea_net_layer *layer)
{
    return layer->weight->shape[0];
}

static fovea_status bind_range(fovea_net_model *m, const fovea_tensor **range, const char *name,
                               int channels)
{
    char tensor[WEIGHTS_NAME_MAX];
    snprintf(tensor, sizeof tensor, "%s.range", name);
    fovea_status status = fovea_weights_tensor(m->weights, range, tensor, 1, &channels);
    for (int i = 0; i < channels && status == FOVEA_OK; i++)
        if ((*range)->data[i] < 0)
            status = fovea_weights_fault(m->weights,
                                         "tensor '%s' has %g for channel %d, expected a magnitude",
                                         tensor, (double)(*range)->data[i], i);
    return status;
}

/* From 3 channels and `glimpse` pixels to the map. */
static fovea_status bind_stem(fovea_net_model *m)
{
    char name[32];
    int inputs = 3;
    fovea_status status = fovea_weights_count(m->weights, &m->stems, "stem", 1, NET_STEM_MAX);
    m->stride = 1;
    for (int i = 0; i < m->stems && status == FOVEA_OK; i++) {
        snprintf(name, sizeof name, "stem.%d", i);
        status = bind(m, &m->stem[i], name, (wanted){ANY, inputs, ANY});
        if (status != FOVEA_OK)
            break;
        inputs = outputs(&m->stem[i]);
        snprintf(name, sizeof name, "stem.%d.stride", i);
        status = fovea_weights_count(m->weights, &m->stem[i].stride, name, 1, 4);
        m->stride *= m->stem[i].stride;
        snprintf(name, sizeof name, "stem.%d", i);
        if (status == FOVEA_OK)
            status = bind_range(m, &m->stem[i].range, i < m->stems - 1 ? name : "features", inputs);
    }
    if (status != FOVEA_OK)
        return status;
    m->filter.stride = m->stride;
    m->filter.side = m->glimpse / m->stride;
    if (m->glimpse % m->stride != 0 || m->filter.side % 8 != 0 || m->filter.side < 8 ||
        m->filter.side > NET_SIDE_MAX)
        return fovea_weights_fault(m->weights,
                                   "a glimpse of %d pixels with strides of %d in all, expected "
                                   "maps of 8 or %d cells",
                                   m->glimpse, m->stride, NET_SIDE_MAX);
    return FOVEA_OK;
}

static fovea_status bind_blocks(fovea_net_model *m)
{
    char name[32];
    const int width = outputs(&m->stem[m->stems - 1]);
    fovea_status status = fovea_weights_count(m->weights, &m->blocks, "blocks", 0, NET_BLOCKS_MAX);
    for (int i = 0; i < 2 * m->blocks && status == FOVEA_OK; i++) {
        snprintf(name, sizeof name, "block.%d.%c", i / 2, "ab"[i % 2]);
        fovea_net_layer *layer = &m->block[i / 2][i % 2];
        status = bind(m, layer, name, (wanted){width, width, 3});
        if (status == FOVEA_OK && i % 2 == 0)
            status = bind_range(m, &layer->range, name, width);
    }
    return status;
}

static fovea_status bind_attention(fovea_net_model *m)
{
    fovea_net_attention *a = &m->attention;
    const int shape[] = {ANY, NET_PLACES * NET_PLACES};
    const fovea_tensor *place;
    double sharpness = 0;
    fovea_status status = fovea_weights_tensor(m->weights, &place, "place", 2, shape);
    if (status == FOVEA_OK)
        status = fovea_weights_number(m->weights, &sharpness, "sharpness", 1e-3, 1e3);
    if (status != FOVEA_OK)
        return status;
    a->keys = outputs(&m->key);
    a->values = place->shape[0];
    if (a->keys > NET_KEYS_MAX || a->values > NET_VALUES_MAX)
        return fovea_weights_fault(m->weights,
                                   "keys of %d and values of %d numbers, expected at most %d and "
                                   "%d",
                                   a->keys, a->values, NET_KEYS_MAX, NET_VALUES_MAX);
    a->pitch = (a->values + NET_VALUES_UNIT - 1) / NET_VALUES_UNIT * NET_VALUES_UNIT;
    a->cells = m->filter.side * m->filter.side;
    a->sharpness = (float)sharpness;
    memcpy(a->place, place->data, (size_t)(a->values * shape[1]) * sizeof *a->place);
    return FOVEA_OK;
}

/* What looks at the map, and the head. */
static fovea_status bind_head(fovea_net_model *m)
{
    char name[32];
    const int width = outputs(&m->stem[m->stems - 1]);
    fovea_status status = bind_weight(m, &m->to_filter, "to_filter", (wanted){ANY, width, 1});
    if (status == FOVEA_OK)
        status = bind_weight(m, &m->key, "key", (wanted){ANY, width, 1});
    if (status == FOVEA_OK)
        status = bind(m, &m->seen, "seen", (wanted){ANY, width, 1});
    if (status == FOVEA_OK)
        status = bind_attention(m);
    if (status == FOVEA_OK)
        status = fovea_weights_count(m->weights, &m->heads, "head", 1, NET_HEAD_MAX);
    if (status != FOVEA_OK)
        return status;
    int inputs = outputs(&m->seen) + 2 * (m->attention.values + 1) + NET_SINGLES;
    for (int i = 0; i < m->heads && status == FOVEA_OK; i++) {
        snprintf(name, sizeof name, "head.%d", i);
        status = bind(m, &m->head[i], name, (wanted){ANY, inputs, ANY});
        if (status == FOVEA_OK)
            inputs = outputs(&m->head[i]);
    }
    return status == FOVEA_OK ? bind(m, &m->out, "out", (wanted){NET_OUTPUTS, inputs, ANY})
                              : status;
}

static fovea_status bind_filter(fovea_net_model *m)
{
    fovea_net_filter *f = &m->filter;
    double spread = 0, lambda = 0;
    fovea_status status = fovea_weights_count(m->weights, &f->k, "filter_side", 1, NET_TAPS_MAX);
    if (status == FOVEA_OK)
        status = fovea_weights_count(m->weights, &m->filter_steps, "filter_steps", 1, 100);
    if (status == FOVEA_OK)
        status = fovea_weights_number(m->weights, &spread, "filter_spread", 1e-3, 1e3);
    if (status == FOVEA_OK)
        status = fovea_weights_number(m->weights, &lambda, "filter_lambda", 0, 1e3);
    if (status != FOVEA_OK)
        return status;
    f->channels = outputs(&m->to_filter);
    f->spread = (float)spread;
    f->lambda = (float)lambda;
    if (f->k % 2 == 0 || f->channels > NET_FILTER_CHANNELS_MAX)
        return fovea_weights_fault(m->weights,
                                   "a filter of %d x %d taps on %d channels, expected an odd "
                                   "number a side and at most %d channels",
                                   f->k, f->k, f->channels, NET_FILTER_CHANNELS_MAX);
    fovea_net_filter_prepare(f);
    return FOVEA_OK;
}

static fovea_status bind_learning(fovea_net_model *m)
{
    double above = 0, rate = 0, hold_above = 0;
    fovea_status status = fovea_weights_number(m->weights, &above, "learn_above", 0, 1);
    if (status == FOVEA_OK)
        status = fovea_weights_number(m->weights, &rate, "learn_rate", 0, 0.5);
    if (status == FOVEA_OK)
        status = fovea_weights_number(m->weights, &hold_above, "hold_above", 0, 1);
    m->learning = (fovea_net_learning){(float)above, (float)rate, (float)hold_above, 1};
    return status == FOVEA_OK
               ? fovea_weights_count(m->weights, &m->learning.hold_frames, "hold_frames", 1, 10000)
               : status;
}

/* What makes a probability of a score. */
static fovea_status bind_confidence(fovea_net_model *m)
{
    const int shape[] = {NET_CONFIDENCE};
    return fovea_weights_tensor(m->weights, &m->confidence, "confidence", 1, shape);
}

static fovea_status bind_all(fovea_net_model *m)
{
    double context = 0;
    fovea_status status = fovea_weights_expect(m->weights, "format", "fovea-net-3");
    if (status == FOVEA_OK)
        status = fovea_weights_count(m->weights, &m->glimpse, "glimpse", 8, NET_GLIMPSE_MAX);
    if (status == FOVEA_OK)
        status = fovea_weights_number(m->weights, &context, "context", 1, 16);
    m->context = (float)context;
    if (status == FOVEA_OK)
        status = bind_stem(m);
    if (status == FOVEA_OK)
        status = bind_blocks(m);
    if (status == FOVEA_OK)
        status = bind_head(m);
    if (status == FOVEA_OK)
        status = bind_filter(m);
    if (status == FOVEA_OK)
        status = bind_learning(m);
    if (status == FOVEA_OK)
        status = bind_confidence(m);
    return status == FOVEA_OK ? fovea_weights_finish(m->weights) : status;
}

/* Takes the weights, also on failure. */
static fovea_status make(fovea_net_model **out, fovea_weights *weights, const fovea_log *log)
{
    fovea_net_model *m = calloc(1, sizeof *m);
    if (!m) {
        fovea_log_message(log, FOVEA_LOG_ERROR, "network: out of memory");
        fovea_weights_close(&weights);
        return FOVEA_ERR_NOMEM;
    }
    m->weights = weights;
    fovea_status status = bind_all(m);
    if (status == FOVEA_OK)
        *out = m;
    else
        fovea_net_model_close(&m);
    return status;
}

fovea_status fovea_net_model_open(fovea_net_model **out, const char *path, const fovea_log *log)
{
    fovea_weights *weights;
    *out = NULL;
    fovea_status status = fovea_weights_open(&weights, path, log);
    return status == FOVEA_OK ? make(out, weights, log) : status;
}

fovea_status fovea_net_model_open_memory(fovea_net_model **out, const char *name, const void *data,
                                         size_t size, const fovea_log *log)
{
    fovea_weights *weights;
    *out = NULL;
    fovea_status status = fovea_weights_open_memory(&weights, name, data, size, log);
    return status == FOVEA_OK ? make(out, weights, log) : status;
}

void fovea_net_model_close(fovea_net_model **model)
{
    if (!model || !*model)
        return;
    fovea_weights_close(&(*model)->weights);
    free(*model);
    *model = NULL;
}
