/* Confidence against what was: ranks for the AUROC, bins for calibration. */
#include "eval/confidence.h"

#include <math.h>
#include <stdlib.h>

bool confidence_counts(const frame_score *frame)
{
    return !isnan(frame->confidence) && (frame->absent || !isnan(frame->iou));
}

bool confidence_hit(const frame_score *frame)
{
    return frame->iou > 0.5;
}

/* (m - 1) / 10 < confidence <= m / 10 in the confidence's own precision: what was written as 0.3
 * is a float below or above the double 0.3, and belongs to the same bin either way. */
static int bin_of(float confidence)
{
    int bin = 0;
    while (bin < CONFIDENCE_BINS - 1 && confidence > (float)((bin + 1) / 10.0))
        bin++;
    return bin;
}

confidence_bins confidence_score(const frame_score *frame, int frames)
{
    confidence_bins s = {0};
    for (int k = 1; k < frames; k++) {
        if (!confidence_counts(&frame[k]))
            continue;
        int bin = bin_of(frame[k].confidence);
        s.frames[bin]++;
        s.hits[bin] += confidence_hit(&frame[k]);
        s.sum[bin] += frame[k].confidence;
    }
    return s;
}

void confidence_add(confidence_bins *total, const confidence_bins *s, unsigned times)
{
    for (int i = 0; i < CONFIDENCE_BINS; i++) {
        total->frames[i] += s->frames[i] * (long)times;
        total->hits[i] += s->hits[i] * (long)times;
        total->sum[i] += s->sum[i] * times;
    }
}

double confidence_ece(const confidence_bins *s)
{
    double error = 0;
    long frames = 0;
    for (int i = 0; i < CONFIDENCE_BINS; i++) {
        frames += s->frames[i];
        error += fabs((double)s->hits[i] - s->sum[i]); /* already times the bin's frames */
    }
    return error / (double)frames;
}

static int by_confidence(const void *a, const void *b)
{
    const confidence_rank *x = a, *y = b;
    if (x->confidence != y->confidence)
        return x->confidence < y->confidence ? -1 : 1;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static size_t counting_frames(const frame_score *const *frame, const int *frames, int count)
{
    size_t n = 0;
    for (int i = 0; i < count; i++)
        for (int k = 1; k < frames[i]; k++)
            n += confidence_counts(&frame[i][k]);
    return n;
}

fovea_status confidence_ranking_open(confidence_ranking *out, const frame_score *const *frame,
                                     const int *frames, int count)
{
    size_t n = counting_frames(frame, frames, count);
    confidence_rank *rank = malloc((n + 1) * sizeof *rank); /* n may be 0 */
    if (!rank)
        return FOVEA_ERR_NOMEM;
    size_t at = 0;
    for (int i = 0; i < count; i++)
        for (int k = 1; k < frames[i]; k++)
            if (confidence_counts(&frame[i][k]))
                rank[at++] =
                    (confidence_rank){frame[i][k].confidence, 2 * i + confidence_hit(&frame[i][k])};
    qsort(rank, n, sizeof *rank, by_confidence);
    *out = (confidence_ranking){n, rank};
    return FOVEA_OK;
}

void confidence_ranking_close(confidence_ranking *r)
{
    free(r->rank);
    *r = (confidence_ranking){0};
}

double confidence_auroc(const confidence_ranking *r, const unsigned *weight)
{
    double hits = 0, misses = 0, pairs = 0; /* pairs: of which the hit's confidence is higher */
    for (size_t i = 0; i < r->count;) {
        float confidence = r->rank[i].confidence;
        double tied[2] = {0, 0};
        for (; i < r->count && r->rank[i].confidence == confidence; i++) {
            int whose = r->rank[i].sequence;
            tied[whose & 1] += weight ? weight[whose >> 1] : 1;
        }
        pairs += tied[1] * (misses + tied[0] / 2);
        misses += tied[0];
        hits += tied[1];
    }
    return hits > 0 && misses > 0 ? pairs / (hits * misses) : NAN;
}
