/* The scratch of the mechanisms: grows to the largest that was asked for, then stays. */
#include "attention/attention.h"

#include <stdlib.h>

fovea_status fovea_attention_open(fovea_attention **out, fovea_cpu at_most)
{
    if (!out)
        return FOVEA_ERR_ARG;
    *out = NULL;
    if (at_most < FOVEA_CPU_C || at_most > FOVEA_CPU_BEST)
        return FOVEA_ERR_ARG;
    fovea_attention *a = calloc(1, sizeof *a);
    if (!a)
        return FOVEA_ERR_NOMEM;
    a->kernels = fovea_kernels_get(at_most);
    fovea_status status = fovea_glimpser_open(&a->glimpser, a->kernels);
    if (status != FOVEA_OK)
        fovea_attention_close(&a);
    *out = a;
    return status;
}

void fovea_attention_close(fovea_attention **attention)
{
    if (!attention || !*attention)
        return;
    fovea_glimpser_close(&(*attention)->glimpser);
    free((*attention)->scratch);
    free(*attention);
    *attention = NULL;
}

float *fovea_attention_scratch(fovea_attention *a, size_t count)
{
    if (count > a->scratch_floats) {
        free(a->scratch);
        a->scratch = malloc(count * sizeof *a->scratch);
        a->scratch_floats = a->scratch ? count : 0;
    }
    return a->scratch;
}
