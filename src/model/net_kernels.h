/* net_kernels.h - the network's inner loops beside its convolutions, one table an instruction set.
 *
 * The C table is the specification; the others differ by rounding: products and sums are fused
 * where the machine can, and added up in another order. Chosen at run time, passed by pointer. */
#ifndef FOVEA_MODEL_NET_KERNELS_H
#define FOVEA_MODEL_NET_KERNELS_H

#include "model/net_attention.h"

typedef struct fovea_net_kernels {
    /* out [values + 1, cells]: seen, then best (net_attention.h), of query [keys, cells]. */
    void (*attend)(const fovea_net_attention *a, float *out, const float *query,
                   const fovea_net_cells *asked);

    /* out [wide] of a sample to w [channels, k, k]; what is beyond `side` in a line means nothing
     * (net_filter.h). */
    void (*correlate)(const fovea_net_filter *f, float *out, const fovea_net_sample *sample,
                      const float *w);

    /* The transpose: adds to gradient [channels, k, k] `weight` times what each tap saw of r
     * [wide], which is 0 beyond `side`. */
    void (*collect)(const fovea_net_filter *f, float *gradient, const fovea_net_sample *sample,
                    const float *r, float weight);
} fovea_net_kernels;

/* The best table of at most this level that the machine can run; never NULL. */
const fovea_net_kernels *fovea_net_kernels_get(fovea_cpu at_most);

/* The tables by level; the next lower one where not compiled in. */
extern const fovea_net_kernels fovea_net_kernels_c;
const fovea_net_kernels *fovea_net_kernels_avx2(void);
const fovea_net_kernels *fovea_net_kernels_avx512(void);

#endif
