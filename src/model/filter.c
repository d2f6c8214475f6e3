/* The closed-form correlation filter (filter.h). */
#include "model/filter.h"

#include <kiss_fftndr.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#define LAMBDA 1e-3F
/* Spread of the label, in shares of the object's size (Staple's 1/16). */
#define LABEL_SPREAD 0.0625F

struct fovea_filter {
    kiss_fftndr_cfg forward, inverse;
    float look_taper[FEATURE_SIDE], learn_taper[FEATURE_SIDE];
    float plane[FEATURE_CELLS];
    kiss_fft_cpx spectrum[FEATURE_CHANNELS][FILTER_BINS];
    kiss_fft_cpx sum[FILTER_BINS];
};

fovea_status fovea_filter_open(fovea_filter **out)
{
    static const int sides[2] = {FEATURE_SIDE, FEATURE_SIDE};
    fovea_filter *f = *out = calloc(1, sizeof *f);
    if (f) {
        f->forward = kiss_fftndr_alloc(sides, 2, 0, NULL, NULL);
        f->inverse = kiss_fftndr_alloc(sides, 2, 1, NULL, NULL);
    }
    if (!f || !f->forward || !f->inverse) {
        fovea_filter_close(out);
        return FOVEA_ERR_NOMEM;
    }
    for (int i = 0; i < FEATURE_SIDE; i++) {
        float hann = 0.5F - 0.5F * cosf(6.2831853F * ((float)i + 0.5F) / FEATURE_SIDE);
        f->look_taper[i] = hann;
        f->learn_taper[i] = hann * hann;
    }
    return FOVEA_OK;
}

void fovea_filter_close(fovea_filter **filter)
{
    if (*filter) {
        kiss_fftr_free((*filter)->forward);
        kiss_fftr_free((*filter)->inverse);
    }
    free(*filter);
    *filter = NULL;
}

static void transform_features(fovea_filter *f, const float *features, const float *taper)
{
    for (int k = 0; k < FEATURE_CHANNELS; k++) {
        const float *map = features + (ptrdiff_t)k * FEATURE_CELLS;
        for (int y = 0; y < FEATURE_SIDE; y++)
            for (int x = 0; x < FEATURE_SIDE; x++)
                f->plane[y * FEATURE_SIDE + x] = map[y * FEATURE_SIDE + x] * taper[y] * taper[x];
        kiss_fftndr(f->forward, f->plane, f->spectrum[k]);
    }
}

void fovea_filter_look(fovea_filter *f, const float *features)
{
    transform_features(f, features, f->look_taper);
}

void fovea_filter_respond(fovea_filter *f, const fovea_filter_memory *memory, float *response)
{
    for (int i = 0; i < FILTER_BINS; i++)
        f->sum[i] = (kiss_fft_cpx){0, 0};
    for (int k = 0; k < FEATURE_CHANNELS; k++)
        for (int i = 0; i < FILTER_BINS; i++) {
            const float *n = memory->numerator[k][i];
            kiss_fft_cpx z = f->spectrum[k][i];
            f->sum[i].r += n[0] * z.r + n[1] * z.i;
            f->sum[i].i += n[0] * z.i - n[1] * z.r;
        }
    for (int i = 0; i < FILTER_BINS; i++) {
        float scale = 1 / ((memory->denominator[i] + LAMBDA) * FEATURE_CELLS);
        f->sum[i].r *= scale;
        f->sum[i].i *= scale;
    }
    kiss_fftndri(f->inverse, f->sum, f->plane);
    /* Shift 0 comes out at index 0; hand it over at the centre. */
    for (int y = 0; y < FEATURE_SIDE; y++)
        for (int x = 0; x < FEATURE_SIDE; x++)
            response[y * FEATURE_SIDE + x] =
                f->plane[(y + FEATURE_SIDE / 2) % FEATURE_SIDE * FEATURE_SIDE +
                         (x + FEATURE_SIDE / 2) % FEATURE_SIDE];
}

/* Y: transform of a Gaussian at shift 0 that wraps around. */
static void transform_label(fovea_filter *f, float sigma, kiss_fft_cpx *label)
{
    for (int y = 0; y < FEATURE_SIDE; y++)
        for (int x = 0; x < FEATURE_SIDE; x++) {
            int dy = y < FEATURE_SIDE / 2 ? y : y - FEATURE_SIDE;
            int dx = x < FEATURE_SIDE / 2 ? x : x - FEATURE_SIDE;
            f->plane[y * FEATURE_SIDE + x] =
                expf(-(float)(dx * dx + dy * dy) / (2 * sigma * sigma));
        }
    kiss_fftndr(f->forward, f->plane, label);
}

void fovea_filter_learn(fovea_filter *f, fovea_filter_memory *memory, const float *features,
                        float object_cells, float rate)
{
    kiss_fft_cpx *label = f->sum;
    transform_label(f, fmaxf(LABEL_SPREAD * object_cells, 0.5F), label);
    transform_features(f, features, f->learn_taper);
    float keep = 1 - rate;
    for (int i = 0; i < FILTER_BINS; i++)
        memory->denominator[i] *= keep;
    for (int k = 0; k < FEATURE_CHANNELS; k++)
        for (int i = 0; i < FILTER_BINS; i++) {
            kiss_fft_cpx x = f->spectrum[k][i], y = label[i];
            float *n = memory->numerator[k][i];
            n[0] = keep * n[0] + rate * (y.r * x.r + y.i * x.i);
            n[1] = keep * n[1] + rate * (y.r * x.i - y.i * x.r);
            memory->denominator[i] += rate * (x.r * x.r + x.i * x.i);
        }
}
