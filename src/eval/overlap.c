/* Boxes against the annotation, frame by frame. */
#include "eval/overlap.h"

#include <math.h>

#include "base/box.h"

double overlap_iou(fovea_box a, fovea_box b)
{
    if (!fovea_box_valid(a) || !fovea_box_valid(b))
        return 0;
    double ax = a.x, ay = a.y, aw = a.w, ah = a.h, bx = b.x, by = b.y, bw = b.w, bh = b.h;
    double w = fmin(ax + aw, bx + bw) - fmax(ax, bx);
    double h = fmin(ay + ah, by + bh) - fmax(ay, by);
    if (!(w > 0) || !(h > 0))
        return 0;
    return fmin(w * h / (aw * ah + bw * bh - w * h), 1);
}

static bool matlab_rules(ope_rules rules)
{
    return rules == OPE_LASOT || rules == OPE_OTB;
}

/* Whether the box before stands in for one that is none: OTB asks for an annotation without nan. */
static bool replaces(ope_rules rules, const annotation *a)
{
    return rules == OPE_LASOT || (rules == OPE_OTB && fovea_box_valid(a->box));
}

static frame_role role_of_absent(ope_rules rules)
{
    switch (rules) {
    case OPE_ANNOTATED: return FRAME_LEFT_OUT;
    case OPE_LASOT:
    case OPE_PYSOT_LASOT: return FRAME_MISSES;
    case OPE_OTB:
    case OPE_PYSOT: break;
    }
    return FRAME_MISSES_OVERLAP;
}

/* Of a frame with a box: the toolkits' tests for "is there a box" also meet some at the border. */
static frame_role role_of_box(fovea_box box, float origin, ope_rules rules)
{
    double from = rules == OPE_PYSOT ? 0 : origin;
    double x = box.x + from, y = box.y + from;
    if (matlab_rules(rules))
        return x > 0 && y > 0 ? FRAME_COUNTS : FRAME_MISSES_OVERLAP;
    if (rules == OPE_ANNOTATED)
        return FRAME_COUNTS;
    bool positive = x + (box.w - 1.0) / 2 > 0 && y + (box.h - 1.0) / 2 > 0;
    return positive ? FRAME_COUNTS : FRAME_HITS_DISTANCE;
}

static void measure_box(frame_score *f, fovea_box truth, fovea_box box)
{
    f->iou = overlap_iou(truth, box);
    f->distance = f->norm_distance = INFINITY;
    if (!fovea_box_valid(box))
        return;
    double x = box.x - (double)truth.x + (box.w - (double)truth.w) / 2;
    double y = box.y - (double)truth.y + (box.h - (double)truth.h) / 2;
    f->distance = hypot(x, y);
    f->norm_distance = hypot(x / truth.w, y / truth.h);
}

static void measure_frame(frame_score *f, const annotation *a, float origin, fovea_box box,
                          ope_rules rules)
{
    f->absent = a->absent;
    if (a->absent || !fovea_box_valid(a->box)) {
        f->iou = f->distance = f->norm_distance = NAN;
        f->role = (uint8_t)(a->absent ? role_of_absent(rules) : FRAME_LEFT_OUT);
        return;
    }
    measure_box(f, a->box, box);
    f->role = (uint8_t)role_of_box(a->box, origin, rules);
}

void overlap_measure(frame_score *out, const sequence *s, int start, const trajectory *t,
                     ope_rules rules)
{
    const trajectory_row nothing = {{NAN, NAN, NAN, NAN}, NAN, FOVEA_TRACKING, NAN, NAN};
    fovea_box last = s->annotation[start].box;
    for (int k = 0; start + k < s->frames; k++) {
        const annotation *a = &s->annotation[start + k];
        const trajectory_row *row = start + k < t->frames ? &t->row[start + k] : &nothing;
        fovea_box box = k == 0 ? a->box : row->box;
        if (!fovea_box_valid(box) && replaces(rules, a))
            box = last;
        last = box;
        frame_score *f = &out[k];
        *f = (frame_score){.confidence = row->confidence,
                           .step_s = (float)row->step_s,
                           .decode_s = (float)row->decode_s,
                           .stateless = t->stateless,
                           .state = (uint8_t)row->state};
        measure_frame(f, a, s->origin, box, rules);
    }
}
