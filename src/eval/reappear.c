/* Objects that come back: where, and how soon the tracker is on them again. */
#include "eval/reappear.h"

#include <math.h>

static bool known(const frame_score *f)
{
    return f->absent || !isnan(f->iou);
}

/* Frames in view from `from` on until the tracker is on the object, before that goes again. */
static int frames_to_find(const frame_score *frame, int frames, int from)
{
    int in_view = 0;
    for (int k = from; k < frames && !frame[k].absent; k++) {
        in_view += known(&frame[k]);
        if (frame[k].iou > 0.5 && frame[k].state != FOVEA_LOST)
            return in_view;
    }
    return 0;
}

bool reappear_next(reappearance *r, const frame_score *frame, int frames)
{
    int absent = 0;
    for (int k = r->frame + 1; k < frames; k++) {
        if (frame[k].absent) {
            absent++;
        } else if (absent > 0 && known(&frame[k])) {
            *r = (reappearance){k, absent, frames_to_find(frame, frames, k)};
            return true;
        }
    }
    return false;
}

reappear_counts reappear_score(const frame_score *frame, int frames)
{
    reappear_counts s = {0};
    for (reappearance r = {0}; reappear_next(&r, frame, frames);) {
        s.all++;
        s.soon += r.found > 0 && r.found <= REFIND_FRAMES;
    }
    return s;
}

void reappear_add(reappear_counts *total, const reappear_counts *s, unsigned times)
{
    total->all += s->all * (long)times;
    total->soon += s->soon * (long)times;
}

double reappear_share(const reappear_counts *s)
{
    return s->all > 0 ? (double)s->soon / (double)s->all : NAN;
}
