/* attention.h - what a fovea_attention holds: instruction set, glimpser, scratch. */
#ifndef FOVEA_ATTENTION_ATTENTION_H
#define FOVEA_ATTENTION_ATTENTION_H

#include "attention/glimpse.h"

struct fovea_attention {
    const fovea_kernels *kernels;
    fovea_glimpser *glimpser;
    float *scratch;
    size_t scratch_floats;
};

/* At least `count` floats that the next call may take away; NULL: no memory. Not cleared. */
float *fovea_attention_scratch(fovea_attention *attention, size_t count);

#endif
