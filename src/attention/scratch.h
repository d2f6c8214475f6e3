/* scratch.h - several arrays in one block of floats. */
#ifndef FOVEA_ATTENTION_SCRATCH_H
#define FOVEA_ATTENTION_SCRATCH_H

#include <stddef.h>

/* Floats that an array of `count` takes: whole lines of the cache. */
static inline ptrdiff_t padded(ptrdiff_t count)
{
    const ptrdiff_t cache_line = 64 / sizeof(float);
    return (count + cache_line - 1) / cache_line * cache_line;
}

/* The next array; *block moves on. */
static inline void *take(float **block, ptrdiff_t count)
{
    float *part = *block;
    *block += padded(count);
    return part;
}

#endif
