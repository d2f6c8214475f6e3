/* FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/ */
#include "cli/eval_hash.h"

#include <stdbool.h>
#include <stdio.h>

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * UINT64_C(0x100000001b3);
    return hash;
}

fovea_status hash_file(uint64_t *hash, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return FOVEA_ERR_IO;
    unsigned char block[16384];
    for (size_t n; (n = fread(block, 1, sizeof block, file)) > 0;)
        *hash = hash_bytes(*hash, block, n);
    bool good = !ferror(file);
    fclose(file);
    return good ? FOVEA_OK : FOVEA_ERR_IO;
}
