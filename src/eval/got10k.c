/* GOT-10k's figures, with the toolkit's way of cutting boxes at the border. */
#include "eval/got10k.h"

#include <math.h>

#include "base/box.h"

typedef struct side {
    double from, length;
} side;

static double limited(double value, double limit)
{
    return fmin(fmax(value, 0), limit);
}

/* rect_iou: corner and length are limited one after the other, so what lies before 0 is not
 * taken off the length. */
static side cut(float from, float length, int limit)
{
    if (limit <= 0)
        return (side){from, length};
    double start = limited(from, limit);
    return (side){start, limited(length, limit - start)};
}

static double common(side a, side b)
{
    return fmax(fmin(a.from + a.length, b.from + b.length) - fmax(a.from, b.from), 0);
}

double got10k_iou(fovea_box a, fovea_box b, int width, int height)
{
    if (!fovea_box_valid(a) || !fovea_box_valid(b))
        return 0;
    side ax = cut(a.x, a.w, width), ay = cut(a.y, a.h, height);
    side bx = cut(b.x, b.w, width), by = cut(b.y, b.h, height);
    double both = common(ax, bx) * common(ay, by);
    double either = ax.length * ay.length + bx.length * by.length - both;
    return either > 0 ? fmin(both / either, 1) : 0;
}

static bool in_view(const annotation *a)
{
    return fovea_box_valid(a->box) && (a->cover >= 0 ? a->cover > 0 : !a->absent);
}

got10k_sums got10k_score(const sequence *s, int start, const trajectory *t)
{
    got10k_sums sums = {0};
    for (int i = start + 1; i < s->frames; i++) {
        const annotation *a = &s->annotation[i];
        if (!in_view(a))
            continue;
        sums.frames++;
        double iou = i < t->frames ? got10k_iou(t->row[i].box, a->box, s->width, s->height) : 0;
        sums.iou += iou;
        for (int k = 0; k < GOT10K_STEPS && iou > k / 100.0; k++)
            sums.above[k]++;
    }
    return sums;
}

void got10k_add(got10k_sums *total, const got10k_sums *s, unsigned times)
{
    total->frames += s->frames * (long)times;
    total->iou += s->iou * times;
    for (int k = 0; k < GOT10K_STEPS; k++)
        total->above[k] += s->above[k] * (long)times;
}

double got10k_ao(const got10k_sums *s)
{
    return s->iou / (double)s->frames;
}

double got10k_sr(const got10k_sums *s, int percent)
{
    return (double)s->above[percent] / (double)s->frames;
}

double got10k_class_mean(const double *value, const int *class_of, const unsigned *weight,
                         int count, int classes, double *scratch)
{
    double *sum = scratch, *members = scratch + classes;
    for (int c = 0; c < classes; c++)
        sum[c] = members[c] = 0;
    for (int i = 0; i < count; i++) {
        if (class_of[i] < 0 || isnan(value[i]))
            continue;
        double times = weight ? weight[i] : 1;
        sum[class_of[i]] += value[i] * times;
        members[class_of[i]] += times;
    }
    double total = 0, found = 0;
    for (int c = 0; c < classes; c++) {
        if (members[c] > 0) {
            total += sum[c] / members[c];
            found++;
        }
    }
    return total / found;
}
