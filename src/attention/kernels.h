/* kernels.h - the inner loops of attention, one table an instruction set.
 *
 * The C table is the specification; the others give equal values: products and sums are rounded
 * one by one, in the order of k (a fused multiply-add would gain nothing here and would make
 * tracks differ between machines). Chosen at run time, passed by pointer. */
#ifndef FOVEA_ATTENTION_KERNELS_H
#define FOVEA_ATTENTION_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "attention/places.h"
#include "base/image.h"
#include "fovea.h"

enum { GATHER_REACH = 64 }; /* floats */

typedef struct fovea_kernels {
    const char *name;

    /* out[i] = bytes[i * step], i < n; step may be negative. Reads nothing but what lies from the
     * first to the last of them. */
    void (*bytes_to_float)(float *out, const uint8_t *bytes, ptrdiff_t step, int n);

    /* out[i] = sum over k < taps of weight[k] * row[k][i], i < n. */
    void (*blend_rows)(float *out, const float *const *row, const float *weight, int taps, int n);

    /* out[i] = sum over k < 4 of weight[k * n_stride + i] * plane[index[k * n_stride + i]],
     * i < n. */
    void (*gather_four)(float *out, const float *plane, const int32_t *index, const float *weight,
                        int n_stride, int n);

    /* Where the coordinates [2 i], i < n <= GRID_PIECE, lie along an axis. */
    void (*find_places)(fovea_places *p, fovea_grid_axis axis, const float *coordinate, int n);

    /* out[i] = sum over k < taps of weight[k * n_stride + i] * line[start[i] + k], i < n. start
     * rises. line is readable for GATHER_REACH floats beyond start[n - 1] + taps - 1, whatever
     * they are. */
    void (*gather_taps)(float *out, const float *line, const int32_t *start, const float *weight,
                        int n_stride, int taps, int n);

    /* rgb[k * n + i] = color's map of sample[0 .. 2][i], clamped to 0..1; k < 3, i < n. */
    void (*convert_color)(float *rgb, const float *const *sample, const fovea_color *color, int n);
} fovea_kernels;

/* The best table of at most this level that the machine can run; never NULL. */
const fovea_kernels *fovea_kernels_get(fovea_cpu at_most);

/* The tables by level; the next lower one where not compiled in. */
extern const fovea_kernels fovea_kernels_c;
const fovea_kernels *fovea_kernels_avx2(void);
const fovea_kernels *fovea_kernels_avx512(void);

#endif
