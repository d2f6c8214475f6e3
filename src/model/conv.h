/* conv.h - maps, and sequences of convolutions between them, by oneDNN (which only conv*.c see).
 *
 * A convolution of an odd kernel k and stride s is padded by k / 2 zeros on every side, so output
 * cell i looks at input cells s i - k / 2 to s i + k / 2. Everything is made by open and add; run
 * allocates nothing but what oneDNN allocates by itself to execute (a few small blocks a
 * convolution, freed again; of AMX's tiles it keeps a few in the process).
 *
 * Whatever runs here runs on the calling thread alone: oneDNN spreads its work by OpenMP, so its
 * number of threads is set to one for the call, which OpenMP keeps for each thread by itself, and
 * then put back. */
#ifndef FOVEA_MODEL_CONV_H
#define FOVEA_MODEL_CONV_H

#include <stdbool.h>

#include "fovea.h"

typedef enum fovea_map_type {
    FOVEA_MAP_FLOAT,
    FOVEA_MAP_BF16,  /* bfloat16, the upper half of a float */
    FOVEA_MAP_STEPS, /* 0 to MAP_STEPS steps, in a byte     */
} fovea_map_type;

enum { MAP_STEPS = 255 };

/* [channels, side, side], channels in blocks: that of channel c, row y and column x lies at
 * data[((c / block * side + y) * side + x) * block + c % block]. The last block is whole; what is
 * in it beyond the map's channels is finite. With block = 1 these are planes. */
typedef struct fovea_map {
    int channels, side, block;
    fovea_map_type type; /* of what is in data                                               */
    const float *step;   /* of whole blocks of channels: what a step is; NULL where none are */
    void *data;
} fovea_map;

/* Channels [first, first + count) as planes [count, side, side], and back, rounded to what the map
 * can tell apart; of steps, what is beyond the last one becomes that. */
void fovea_map_read(fovea_map map, int first, int count, float *planes);
void fovea_map_write(fovea_map map, int first, int count, const float *planes);

/* Puts all channels of a map into another one, of its type and side, from channel `first` on; none
 * of steps. */
void fovea_map_copy(fovea_map to, int first, fovea_map from);

/* out = conv(in), + out where `add`, + bias, and max(0, .) where `relu`. */
typedef struct fovea_conv {
    const char *name; /* for messages */
    int inputs, outputs, kernel, stride;
    bool relu, add;
    const float *weight; /* [outputs, inputs, kernel, kernel]; copied */
    const float *bias;   /* [outputs]; copied; NULL: none             */
} fovea_conv;

/* One thread at a time. */
typedef struct fovea_convs fovea_convs;

/* With FOVEA_CPU_VNNI and on machines that have it, convolutions from maps of steps multiply
 * integers of 8 bits: the weights of each output are in steps of the largest, too (Jacob et al.,
 * "Quantization and training of neural networks for efficient integer-arithmetic-only inference",
 * 2018, with a scale a channel and no zero points). The others multiply bfloat16 on machines with
 * AMX, else floats. FOVEA_CPU_AVX2 and below keep oneDNN from AVX-512; further down it is told only
 * by its own environment variable ONEDNN_MAX_CPU_ISA. log may be NULL and must outlive the
 * convolutions. ERR_NOMEM, ERR_UNSUPPORTED (oneDNN has no engine). */
fovea_status fovea_convs_open(fovea_convs **out, fovea_cpu at_most,
                              const fovea_log *log) FOVEA_CHECKED;
/* Frees maps too. Accepts NULL and a pointer to NULL; sets *convs to NULL. */
void fovea_convs_close(fovea_convs **convs);

/* A new map, all 0: in blocks and of the type that suit the machine; of steps, where there are
 * such, for what is never negative and of which nothing above range [channels], which is copied,
 * need be told apart; of float, for results, which are read but by no convolution; of planes, of
 * float, from which a convolution can begin, but not one that adds, and which none writes.
 * ERR_NOMEM. */
fovea_status fovea_convs_map(fovea_convs *convs, fovea_map *out, int channels,
                             int side) FOVEA_CHECKED;
fovea_status fovea_convs_steps(fovea_convs *convs, fovea_map *out, int channels, int side,
                               const float *range) FOVEA_CHECKED;
fovea_status fovea_convs_result(fovea_convs *convs, fovea_map *out, int channels,
                                int side) FOVEA_CHECKED;
fovea_status fovea_convs_planes(fovea_convs *convs, fovea_map *out, int channels,
                                int side) FOVEA_CHECKED;

/* Appends a convolution; it is number fovea_convs_count() - 1. Maps have to fit and `in` and `out`
 * not to overlap; where it adds, both or none are of steps. ERR_ARG, ERR_NOMEM, ERR_UNSUPPORTED
 * (oneDNN cannot). */
fovea_status fovea_convs_add(fovea_convs *convs, const fovea_conv *conv, fovea_map in,
                             fovea_map out) FOVEA_CHECKED;
int fovea_convs_count(const fovea_convs *convs);

/* Runs convolutions [first, end) in their order. ERR_NOMEM: oneDNN had none. */
fovea_status fovea_convs_run(fovea_convs *convs, int first, int end) FOVEA_CHECKED;

/* What a convolution is and who does it. */
typedef struct fovea_conv_info {
    char name[64];
    char implementation[48];                   /* oneDNN's name of it */
    int inputs, outputs, kernel, stride, side; /* side of `in` */
    double multiply_adds;
    fovea_map out;
} fovea_conv_info;
fovea_conv_info fovea_convs_info(const fovea_convs *convs, int i);

#endif
