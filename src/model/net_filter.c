/* The network's filter: samples, responses, steepest descent (net_filter.h). */
#include "model/net_filter.h"

#include <math.h>
#include <string.h>

#include "model/net_kernels.h"

void fovea_net_filter_prepare(fovea_net_filter *f)
{
    f->pitch = f->side + f->k - 1;
    f->plane = f->pitch * f->pitch;
    f->wide = f->side * f->pitch;
    f->kernels = &fovea_net_kernels_c;
}

/* Sum of products, by eight sums so that it becomes vectors; count is a multiple of 8. */
static float dot(const float *restrict a, const float *restrict b, int count)
{
    float sum[8] = {0};
    for (int i = 0; i < count; i += 8)
        for (int l = 0; l < 8; l++)
            sum[l] += a[i + l] * b[i + l];
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

/* ---- samples --------------------------------------------------------------------------- */

void fovea_net_sample_fill(const fovea_net_filter *f, fovea_net_sample *sample, const float *planes)
{
    const int side = f->side, cells = side * side, pad = f->k / 2;
    float energy = 0;
    for (int c = 0; c < f->channels; c++)
        energy += dot(planes + c * cells, planes + c * cells, cells);
    const float scale = 1 / sqrtf(energy / (float)(f->channels * cells) + 1e-4F);
    for (int c = 0; c < f->channels; c++)
        for (int y = 0; y < side; y++) {
            float *to = sample->map + c * f->plane + (y + pad) * f->pitch + pad;
            for (int x = 0; x < side; x++)
                to[x] = planes[c * cells + y * side + x] * scale;
        }
}

void fovea_net_bell(const fovea_net_filter *f, float *out, float centre, float deviation)
{
    for (int i = 0; i < f->side; i++) {
        float away = ((float)(i * f->stride) + 0.5F - centre) / deviation;
        out[i] = expf(-0.5F * away * away);
    }
}

void fovea_net_bump(const fovea_net_filter *f, float *out, int pitch, fovea_box box, float spread,
                    float least)
{
    float down[NET_SIDE_MAX], right[NET_SIDE_MAX];
    fovea_net_bell(f, down, box.y + box.h / 2, fmaxf(spread * box.h, least));
    fovea_net_bell(f, right, box.x + box.w / 2, fmaxf(spread * box.w, least));
    for (int y = 0; y < f->side; y++)
        for (int x = 0; x < f->side; x++)
            out[y * pitch + x] = down[y] * right[x];
}

void fovea_net_sample_label(const fovea_net_filter *f, fovea_net_sample *sample, fovea_box box)
{
    memset(sample->label, 0, sizeof sample->label);
    fovea_net_bump(f, sample->label, f->pitch, box, f->spread, (float)f->stride / 2);
}

void fovea_net_filter_respond(const fovea_net_filter *f, float *response,
                              const fovea_net_sample *sample, const float *w)
{
    float wide[NET_WIDE_MAX];
    f->kernels->correlate(f, wide, sample, w);
    for (int y = 0; y < f->side; y++)
        memcpy(response + y * f->side, wide + y * f->pitch, (size_t)f->side * sizeof *response);
}

/* ---- descent ---------------------------------------------------------------------------- */

/* difference = said - label, 0 beyond `side`. */
static void residual(const fovea_net_filter *f, float *difference, const float *said,
                     const float *label)
{
    memset(difference, 0, (size_t)f->wide * sizeof *difference);
    for (int y = 0; y < f->side; y++)
        for (int x = 0, i = y * f->pitch; x < f->side; x++, i++)
            difference[i] = said[i] - label[i];
}

/* Sum of the squares of what counts in a wide response. */
static double energy(const fovea_net_filter *f, const float *wide)
{
    double sum = 0;
    for (int y = 0; y < f->side; y++)
        for (int x = 0, i = y * f->pitch; x < f->side; x++, i++)
            sum += (double)wide[i] * (double)wide[i];
    return sum;
}

static double square(const float *values, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += (double)values[i] * (double)values[i];
    return sum;
}

void fovea_net_filter_fit(const fovea_net_filter *f, float *w, const fovea_net_part *parts,
                          int count, int steps)
{
    const int taps = f->channels * f->k * f->k, cells = f->side * f->side;
    const fovea_net_kernels *k = f->kernels;
    float said[NET_PARTS_MAX][NET_WIDE_MAX], along[NET_PARTS_MAX][NET_WIDE_MAX];
    float difference[NET_WIDE_MAX], gradient[NET_FILTER_MAX];
    for (int p = 0; p < count; p++)
        k->correlate(f, said[p], parts[p].sample, w);
    for (int step = 0; step < steps; step++) {
        for (int i = 0; i < taps; i++)
            gradient[i] = f->lambda * w[i];
        for (int p = 0; p < count; p++) {
            residual(f, difference, said[p], parts[p].sample->label);
            k->collect(f, gradient, parts[p].sample, difference, parts[p].weight / (float)cells);
        }
        const double slope = square(gradient, taps);
        double curve = (double)f->lambda * slope;
        for (int p = 0; p < count; p++) {
            k->correlate(f, along[p], parts[p].sample, gradient);
            curve += (double)parts[p].weight * energy(f, along[p]) / cells;
        }
        const float length = (float)(slope / (curve + 1e-8));
        for (int i = 0; i < taps; i++)
            w[i] -= length * gradient[i];
        for (int p = 0; p < count; p++)
            for (int i = 0; i < f->wide; i++)
                said[p][i] -= length * along[p][i];
    }
}
