/* gru.h - a small recurrent memory: numbers in, numbers out, and what it keeps from step to step.
 *
 * Gated recurrent unit (Cho et al., 2014) with an affine output; gates in PyTorch's order (reset,
 * update, new) and form: the reset gate is applied behind the hidden state's matrix.
 *
 *     r = sigmoid(W_r x + b_r + U_r h + c_r), z likewise
 *     n = tanh(W_n x + b_n + r * (U_n h + c_n)), h' = (1 - z) * n + z * h, out = V h' + d
 *
 * Its twin is scripts/train/memory.py. */
#ifndef FOVEA_MODEL_GRU_H
#define FOVEA_MODEL_GRU_H

#include "model/weights.h"

enum { GRU_INPUTS_MAX = 32, GRU_HIDDEN_MAX = 64, GRU_OUTPUTS_MAX = 4 };

/* Tensors of one fovea_weights, which must outlive it. */
typedef struct fovea_gru {
    int inputs, hidden, outputs;
    const fovea_tensor *input_weight, *input_bias;   /* [3 hidden, inputs], [3 hidden] */
    const fovea_tensor *hidden_weight, *hidden_bias; /* [3 hidden, hidden], [3 hidden] */
    const fovea_tensor *out_weight, *out_bias;       /* [outputs, hidden], [outputs]   */
} fovea_gru;

/* Finds `memory.gru.weight_ih` and so on. ERR_FORMAT: one is missing or misshapen. */
fovea_status fovea_gru_bind(fovea_gru *gru, fovea_weights *weights, int inputs,
                            int outputs) FOVEA_CHECKED;

/* A step: in [inputs], hidden [hidden] (0 at first; read and written), out [outputs]. */
void fovea_gru_step(const fovea_gru *gru, const float *in, float *hidden, float *out);

#endif
