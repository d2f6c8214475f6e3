/* The choice of the network's kernels (net_kernels.h). */
#include "model/net_kernels.h"

const fovea_net_kernels *fovea_net_kernels_get(fovea_cpu at_most)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (at_most >= FOVEA_CPU_AVX512 && __builtin_cpu_supports("avx512f"))
        return fovea_net_kernels_avx512();
    if (at_most >= FOVEA_CPU_AVX2 && __builtin_cpu_supports("avx2") &&
        __builtin_cpu_supports("fma"))
        return fovea_net_kernels_avx2();
#endif
    (void)at_most;
    return &fovea_net_kernels_c;
}
