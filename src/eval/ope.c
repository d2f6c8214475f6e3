/* One-pass evaluation: shares of frames within thresholds, and means of them. */
#include "eval/ope.h"

#include <math.h>

typedef struct hits {
    long success[OPE_SUCCESS_STEPS], precision[OPE_PRECISION_STEPS],
        norm_precision[OPE_PRECISION_STEPS];
} hits;

static double mean(const double *value, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += value[i];
    return sum / n;
}

static void share(double *out, const long *hit, int n, long frames)
{
    for (int i = 0; i < n; i++)
        out[i] = (double)hit[i] / (double)frames;
}

/* The thresholds that are passed are the first ones of the curve; of distances, the last ones. */
static void count_overlap(long *hit, double iou)
{
    for (int i = 0; i < OPE_SUCCESS_STEPS && iou > i / 20.0; i++)
        hit[i]++;
}

static void count_distance(long *hit, double distance, double unit)
{
    for (int i = OPE_PRECISION_STEPS - 1; i >= 0 && distance <= i / unit; i--)
        hit[i]++;
}

ope_scores ope_score(const frame_score *frame, int frames)
{
    hits hit = {0};
    ope_scores s = {0};
    for (int k = 0; k < frames; k++) {
        const frame_score *f = &frame[k];
        frame_role role = (frame_role)f->role;
        s.frames += role != FRAME_LEFT_OUT;
        if (role == FRAME_COUNTS || role == FRAME_HITS_DISTANCE)
            count_overlap(hit.success, f->iou);
        if (role == FRAME_LEFT_OUT || role == FRAME_MISSES)
            continue;
        bool near = role != FRAME_COUNTS;
        count_distance(hit.precision, near ? 0 : f->distance, 1);
        count_distance(hit.norm_precision, near ? 0 : f->norm_distance, 100);
    }
    share(s.success, hit.success, OPE_SUCCESS_STEPS, s.frames);
    share(s.precision, hit.precision, OPE_PRECISION_STEPS, s.frames);
    share(s.norm_precision, hit.norm_precision, OPE_PRECISION_STEPS, s.frames);
    return s;
}

double ope_auc(const ope_scores *s)
{
    return mean(s->success, OPE_SUCCESS_STEPS);
}

double ope_success_at_50(const ope_scores *s)
{
    return s->success[10];
}

double ope_precision_at_20(const ope_scores *s)
{
    return s->precision[20];
}

double ope_norm_precision_auc(const ope_scores *s)
{
    return mean(s->norm_precision, OPE_PRECISION_STEPS);
}

double ope_norm_precision_at_20(const ope_scores *s)
{
    return s->norm_precision[20];
}

static void add(double *sum, const double *value, int n)
{
    for (int i = 0; i < n; i++)
        sum[i] += value[i];
}

static void divide(double *sum, int n, double by)
{
    for (int i = 0; i < n; i++)
        sum[i] /= by;
}

ope_scores ope_mean(const ope_scores *const *list, int count)
{
    ope_scores m = {0};
    for (int i = 0; i < count; i++) {
        m.frames += list[i]->frames;
        add(m.success, list[i]->success, OPE_SUCCESS_STEPS);
        add(m.precision, list[i]->precision, OPE_PRECISION_STEPS);
        add(m.norm_precision, list[i]->norm_precision, OPE_PRECISION_STEPS);
    }
    divide(m.success, OPE_SUCCESS_STEPS, count);
    divide(m.precision, OPE_PRECISION_STEPS, count);
    divide(m.norm_precision, OPE_PRECISION_STEPS, count);
    return m;
}
