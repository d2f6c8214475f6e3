/* eval_hash.h - FNV-1a of 64 bits: tells files that changed from those that did not. It protects
 * against accidents only. */
#ifndef FOVEA_CLI_EVAL_HASH_H
#define FOVEA_CLI_EVAL_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "fovea.h"

/* Of several pieces in a row: begin with HASH_FIRST, go on with the last result. */
#define HASH_FIRST UINT64_C(0xcbf29ce484222325)
uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size);

/* Of a whole file. ERR_IO: it cannot be read, errno says why. */
fovea_status hash_file(uint64_t *hash, const char *path) FOVEA_CHECKED;

#endif
