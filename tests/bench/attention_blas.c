/* The dense glimpse by OpenBLAS (attention_blas.h). */
#include "bench/attention_blas.h"

#include <stddef.h>

#if defined(FOVEA_BENCH_OPENBLAS)
#include <cblas.h>

const char *blas_name(void)
{
    openblas_set_num_threads(1);
    return openblas_get_corename();
}

void blas_glimpse(float *out, const float *a_y, const float *image, const float *a_x, float *half,
                  int n, int height, int width)
{
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, width, height, 1, a_y, height, image,
                width, 0, half, width);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, n, width, 1, half, width, a_x, width, 0,
                out, n);
}
#else
const char *blas_name(void)
{
    return NULL;
}

void blas_glimpse(float *out, const float *a_y, const float *image, const float *a_x, float *half,
                  int n, int height, int width)
{
    (void)out, (void)a_y, (void)image, (void)a_x, (void)half, (void)n, (void)height, (void)width;
}
#endif
