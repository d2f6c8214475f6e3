/* builtin.h - the weights that were built into the library (builtin.S). */
#ifndef FOVEA_MODEL_BUILTIN_H
#define FOVEA_MODEL_BUILTIN_H

#include <stdint.h>

/* The bytes of a safetensors file; none where there was no file to build in. */
extern const unsigned char fovea_builtin_weights[];
extern const uint32_t fovea_builtin_size;

#endif
