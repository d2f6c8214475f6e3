/* attention_blas.h - the dense Gaussian glimpse as two matrix products by OpenBLAS, on one thread.
 * OpenBLAS is here for comparison only; nothing else needs it. */
#ifndef FOVEA_TESTS_BENCH_ATTENTION_BLAS_H
#define FOVEA_TESTS_BENCH_ATTENTION_BLAS_H

/* The kernels that OpenBLAS chose for this machine ("SkylakeX"); NULL: built without it. */
const char *blas_name(void);

/* out [n, n] = a_y [n, height] image [height, width] a_x^T [width, n]; half [n, width] is scratch.
 * Does nothing where blas_name() is NULL. */
void blas_glimpse(float *out, const float *a_y, const float *image, const float *a_x, float *half,
                  int n, int height, int width);

#endif
