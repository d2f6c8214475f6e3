/* fuzz.h - what the fuzz targets share.
 *
 * A target is one LLVMFuzzerTestOneInput(). Linked with replay.c it runs the inputs of
 * corpus/NAME as a normal test. To hunt for new ones, with clang:
 *
 *     CC=clang cmake -S . -B build-fuzz -DFOVEA_FUZZ=ON \
 *         -DFOVEA_SANITIZE=fuzzer-no-link,address,undefined
 *     cmake --build build-fuzz --target fuzz_tracker
 *     build-fuzz/tests/fuzz_tracker -max_total_time=180 /tmp/found tests/fuzz/corpus/tracker
 *
 * An input that was interesting and is small may join the corpus. */
#ifndef FOVEA_TESTS_FUZZ_H
#define FOVEA_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold, also in release builds. */
#define FUZZ_EXPECT(condition)                                                                     \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, #condition);               \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* Bytes taken from the front of an input; zeros when it is used up. */
typedef struct fuzz_input {
    const uint8_t *at;
    size_t left;
} fuzz_input;

static inline void fuzz_take(fuzz_input *in, void *out, size_t n)
{
    size_t have = n < in->left ? n : in->left;
    memset(out, 0, n);
    if (have > 0)
        memcpy(out, in->at, have);
    in->at += have;
    in->left -= have;
}

static inline unsigned fuzz_byte(fuzz_input *in)
{
    uint8_t byte;
    fuzz_take(in, &byte, 1);
    return byte;
}

/* Any bit pattern: NaN, infinities, denormals. */
static inline float fuzz_float(fuzz_input *in)
{
    float value;
    fuzz_take(in, &value, sizeof value);
    return value;
}

#endif
