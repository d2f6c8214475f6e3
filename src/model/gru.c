/* A gated recurrent unit (gru.h). Some thousand multiply-adds a step: plain loops do. */
#include "model/gru.h"

#include <math.h>

fovea_status fovea_gru_bind(fovea_gru *gru, fovea_weights *weights, int inputs, int outputs)
{
    const int any[2] = {0, 0};
    fovea_status status =
        fovea_weights_tensor(weights, &gru->out_weight, "memory.out.weight", 2, any);
    if (status != FOVEA_OK)
        return status;
    int hidden = gru->out_weight->shape[1];
    if (hidden > GRU_HIDDEN_MAX)
        return fovea_weights_fault(weights,
                                   "tensor 'memory.out.weight' is [%d, %d], expected at most %d "
                                   "hidden units",
                                   gru->out_weight->shape[0], hidden, GRU_HIDDEN_MAX);
    gru->inputs = inputs;
    gru->hidden = hidden;
    gru->outputs = outputs;
    const struct {
        const fovea_tensor **tensor;
        const char *name;
        int axes, shape[2];
    } parts[] = {
        {&gru->out_weight, "memory.out.weight", 2, {outputs, hidden}},
        {&gru->out_bias, "memory.out.bias", 1, {outputs}},
        {&gru->input_weight, "memory.gru.weight_ih", 2, {3 * hidden, inputs}},
        {&gru->input_bias, "memory.gru.bias_ih", 1, {3 * hidden}},
        {&gru->hidden_weight, "memory.gru.weight_hh", 2, {3 * hidden, hidden}},
        {&gru->hidden_bias, "memory.gru.bias_hh", 1, {3 * hidden}},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts && status == FOVEA_OK; i++)
        status = fovea_weights_tensor(weights, parts[i].tensor, parts[i].name, parts[i].axes,
                                      parts[i].shape);
    return status;
}

/* Row `row` of weight [rows, columns] times in [columns], plus the bias. */
static float affine(const fovea_tensor *weight, const fovea_tensor *bias, int row, const float *in)
{
    int columns = weight->shape[1];
    const float *w = weight->data + (ptrdiff_t)row * columns;
    float sum = bias->data[row];
    for (int i = 0; i < columns; i++)
        sum += w[i] * in[i];
    return sum;
}

static float sigmoid(float x)
{
    return 1 / (1 + expf(-x));
}

void fovea_gru_step(const fovea_gru *gru, const float *in, float *hidden, float *out)
{
    int n = gru->hidden;
    float gate[3 * GRU_HIDDEN_MAX], kept[3 * GRU_HIDDEN_MAX];
    for (int i = 0; i < 3 * n; i++) {
        gate[i] = affine(gru->input_weight, gru->input_bias, i, in);
        kept[i] = affine(gru->hidden_weight, gru->hidden_bias, i, hidden);
    }
    for (int i = 0; i < n; i++) {
        float reset = sigmoid(gate[i] + kept[i]), update = sigmoid(gate[n + i] + kept[n + i]);
        float new = tanhf(gate[2 * n + i] + reset * kept[2 * n + i]);
        hidden[i] = (1 - update) * new + update *hidden[i];
    }
    for (int i = 0; i < gru->outputs; i++)
        out[i] = affine(gru->out_weight, gru->out_bias, i, hidden);
}
