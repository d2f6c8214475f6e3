/* conv_internal.h - what a sequence of convolutions is made of; for conv*.c, which alone see
 * oneDNN. */
#ifndef FOVEA_MODEL_CONV_INTERNAL_H
#define FOVEA_MODEL_CONV_INTERNAL_H

#include <dnnl.h>

#include "model/conv.h"

enum {
    CONVS_MAX = 64,
    CONV_BLOCKS_MAX = 4 * CONVS_MAX, /* of memory */
    CONV_ARGS_MAX = 5,               /* of a primitive: from, to, weights, bias, scratch */
};

/* What oneDNN is to do, and with which memory. */
typedef struct fovea_work {
    dnnl_primitive_desc_t description;
    dnnl_primitive_t primitive;
    int args;
    dnnl_exec_arg_t arg[CONV_ARGS_MAX];
} fovea_work;

typedef struct fovea_layer {
    fovea_conv_info info;
    fovea_work conv;
    fovea_work reorder;    /* into another order or type, where the convolution cannot */
    dnnl_memory_t scratch; /* one of the convolution's */
} fovea_layer;

struct fovea_convs {
    const fovea_log *log;
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    int block;        /* channels in a block of the machine's vectors              */
    bool bf16, steps; /* whether there are such maps, whose channels are one block */
    int count, blocks;
    fovea_layer layer[CONVS_MAX];
    void *memory[CONV_BLOCKS_MAX];
    void *scratch; /* for all layers, one after the other */
    size_t scratch_bytes;
};

/* Turns oneDNN's verdict on convolution `name` into ours, and logs what it could not do. */
fovea_status fovea_convs_judge(const fovea_convs *c, dnnl_status_t status, const char *name,
                               const char *what) FOVEA_CHECKED;

/* Memory in whole lines of the cache, zeroed, until the convolutions are closed; NULL: none, which
 * is logged. */
void *fovea_convs_take(fovea_convs *c, size_t bytes);

/* Lets all layers and `l` share a scratch of at least so many bytes. ERR_NOMEM, logged. */
fovea_status fovea_convs_scratch(fovea_convs *c, size_t bytes) FOVEA_CHECKED;

/* Frees what a work holds. */
void fovea_convs_end(fovea_work *work);

/* Makes a zeroed layer; what it has made so far is the caller's to close also on failure. */
fovea_status fovea_convs_layer(fovea_convs *c, fovea_layer *l, const fovea_conv *conv, fovea_map in,
                               fovea_map out) FOVEA_CHECKED;

static inline int whole_blocks(int n, int unit)
{
    return (n + unit - 1) / unit * unit;
}

#endif
