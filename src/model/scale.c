/* The scale filter (scale.h). */
#include "model/scale.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define LAMBDA 1e-2F
/* Standard deviation of the label, in levels. */
#define LABEL_SIGMA 1.0F

struct fovea_scale {
    float twiddle[SCALE_LEVELS][2];
    float taper[SCALE_LEVELS];
    float label[SCALE_BINS]; /* transform of the label, real: it is symmetric about 0 */
    float spectrum[SCALE_BINS][2][SCALE_FEATURES];
};

/* Index of the level whose size is the object's. */
#define CENTRE (SCALE_LEVELS / 2)

fovea_status fovea_scale_open(fovea_scale **out)
{
    fovea_scale *s = *out = calloc(1, sizeof *s);
    if (!s)
        return FOVEA_ERR_NOMEM;
    for (int i = 0; i < SCALE_LEVELS; i++) {
        float angle = 6.2831853F * (float)i / SCALE_LEVELS;
        s->twiddle[i][0] = cosf(angle);
        s->twiddle[i][1] = sinf(angle);
        s->taper[i] = 0.5F - 0.5F * cosf(6.2831853F * ((float)i + 0.5F) / SCALE_LEVELS);
    }
    for (int f = 0; f < SCALE_BINS; f++)
        for (int i = -CENTRE; i <= CENTRE; i++)
            s->label[f] += expf(-(float)(i * i) / (2 * LABEL_SIGMA * LABEL_SIGMA)) *
                           s->twiddle[(f * abs(i)) % SCALE_LEVELS][0];
    return FOVEA_OK;
}

void fovea_scale_close(fovea_scale **scale)
{
    free(*scale);
    *scale = NULL;
}

float fovea_scale_of_level(float level)
{
    return powf(SCALE_STEP, level - CENTRE);
}

/* Discrete Fourier transform over levels, all features at once; level CENTRE is shift 0. */
static void transform_pyramid(fovea_scale *s, const float *pyramid)
{
    memset(s->spectrum, 0, sizeof s->spectrum);
    for (int f = 0; f < SCALE_BINS; f++)
        for (int i = 0; i < SCALE_LEVELS; i++) {
            const float *level = pyramid + (ptrdiff_t)i * SCALE_FEATURES;
            const float *w = s->twiddle[(i - CENTRE + SCALE_LEVELS) * f % SCALE_LEVELS];
            float re = s->taper[i] * w[0], im = -s->taper[i] * w[1];
            for (int k = 0; k < SCALE_FEATURES; k++) {
                s->spectrum[f][0][k] += re * level[k];
                s->spectrum[f][1][k] += im * level[k];
            }
        }
}

static void respond(fovea_scale *s, const fovea_scale_memory *memory, float *response)
{
    memset(response, 0, SCALE_LEVELS * sizeof *response);
    for (int f = 0; f < SCALE_BINS; f++) {
        const float(*n)[SCALE_FEATURES] = memory->numerator[f];
        const float(*z)[SCALE_FEATURES] = (const float(*)[SCALE_FEATURES])s->spectrum[f];
        float re = 0, im = 0;
        for (int k = 0; k < SCALE_FEATURES; k++) {
            re += n[0][k] * z[0][k] + n[1][k] * z[1][k];
            im += n[0][k] * z[1][k] - n[1][k] * z[0][k];
        }
        float both = f == 0 ? 1 : 2; /* a real signal: the other half is conjugate */
        float scale = both / ((memory->denominator[f] + LAMBDA) * SCALE_LEVELS);
        for (int i = 0; i < SCALE_LEVELS; i++) {
            const float *w = s->twiddle[(i - CENTRE + SCALE_LEVELS) * f % SCALE_LEVELS];
            response[i] += scale * (re * w[0] - im * w[1]);
        }
    }
}

float fovea_scale_estimate(fovea_scale *s, const fovea_scale_memory *memory, const float *pyramid)
{
    float response[SCALE_LEVELS];
    transform_pyramid(s, pyramid);
    respond(s, memory, response);
    int best = CENTRE;
    for (int i = 0; i < SCALE_LEVELS; i++)
        if (response[i] > response[best])
            best = i;
    if (best == 0 || best == SCALE_LEVELS - 1)
        return (float)best;
    float a = response[best - 1], b = response[best], c = response[best + 1];
    float curve = a - 2 * b + c;
    return (float)best + (curve < 0 ? 0.5F * (a - c) / curve : 0);
}

void fovea_scale_learn(fovea_scale *s, fovea_scale_memory *memory, const float *pyramid,
                       float level, float rate)
{
    transform_pyramid(s, pyramid);
    float keep = 1 - rate;
    for (int f = 0; f < SCALE_BINS; f++) {
        /* conj(Y) of the label at `level`: the pyramid as if it had been taken there. */
        float angle = 6.2831853F * (float)f * (level - CENTRE) / SCALE_LEVELS;
        float re = rate * s->label[f] * cosf(angle), im = rate * s->label[f] * sinf(angle);
        const float *x_re = s->spectrum[f][0], *x_im = s->spectrum[f][1];
        float *n_re = memory->numerator[f][0], *n_im = memory->numerator[f][1];
        float energy = 0;
        for (int k = 0; k < SCALE_FEATURES; k++) {
            n_re[k] = keep * n_re[k] + re * x_re[k] - im * x_im[k];
            n_im[k] = keep * n_im[k] + re * x_im[k] + im * x_re[k];
            energy += x_re[k] * x_re[k] + x_im[k] * x_im[k];
        }
        memory->denominator[f] = keep * memory->denominator[f] + rate * energy;
    }
}
