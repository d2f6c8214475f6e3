/* Lost and found: counts over frames, and losses from beginning to end. */
#include "eval/lost.h"

#include <math.h>

typedef struct loss {
    int begin; /* -1: none under way */
    bool noticed;
    long in_view; /* frames of it with the object there */
} loss;

static bool tells(const frame_score *f)
{
    return !f->stateless && (!isnan(f->confidence) || f->state != FOVEA_TRACKING);
}

static bool should_be_lost(const frame_score *f)
{
    return f->absent || f->iou == 0;
}

static void count_frame(lost_counts *s, const frame_score *f)
{
    bool said = f->state == FOVEA_LOST, should = should_be_lost(f), good = f->iou >= 0.5;
    s->told++;
    s->should += should;
    s->right += said && should;
    s->said += said && (should || good);
    s->absent += f->absent;
    s->absent_right += f->absent && said;
    s->good += good;
    s->good_said += good && said;
}

/* The frames between its beginning and its end, both included. */
static void follow_loss(lost_counts *s, loss *l, const frame_score *f, int k)
{
    if (l->begin < 0) {
        if (!should_be_lost(f))
            return;
        *l = (loss){k, false, 0};
        s->losses++;
    }
    if (f->iou > 0.5) {
        s->found++;
        s->return_frames += l->in_view;
        s->returnable += l->in_view == 0; /* else counted when it came into view */
        l->begin = -1;
        return;
    }
    if (!f->absent) {
        s->returnable += l->in_view == 0;
        l->in_view++;
    }
    if (!l->noticed && f->state == FOVEA_LOST) {
        l->noticed = true;
        s->noticed++;
        s->notice_frames += k - l->begin;
    }
}

lost_counts lost_score(const frame_score *frame, int frames)
{
    lost_counts s = {0};
    loss l = {.begin = -1};
    for (int k = 1; k < frames; k++) {
        const frame_score *f = &frame[k];
        if (isnan(f->iou) && !f->absent)
            continue; /* nobody knows what is right */
        if (tells(f))
            count_frame(&s, f);
        follow_loss(&s, &l, f, k);
    }
    return s;
}

void lost_add(lost_counts *total, const lost_counts *s, unsigned times)
{
    long n = (long)times;
    total->told += s->told * n;
    total->should += s->should * n;
    total->said += s->said * n;
    total->right += s->right * n;
    total->absent += s->absent * n;
    total->absent_right += s->absent_right * n;
    total->good += s->good * n;
    total->good_said += s->good_said * n;
    total->losses += s->losses * n;
    total->noticed += s->noticed * n;
    total->notice_frames += s->notice_frames * n;
    total->returnable += s->returnable * n;
    total->found += s->found * n;
    total->return_frames += s->return_frames * n;
}

static double ratio(long a, long b)
{
    return b > 0 ? (double)a / (double)b : NAN;
}

double lost_recall(const lost_counts *s)
{
    return ratio(s->right, s->should);
}

double lost_precision(const lost_counts *s)
{
    return ratio(s->right, s->said);
}

double lost_absent_recall(const lost_counts *s)
{
    return ratio(s->absent_right, s->absent);
}

double lost_false_rate(const lost_counts *s)
{
    return ratio(s->good_said, s->good);
}

double lost_frames_to_notice(const lost_counts *s)
{
    return ratio(s->notice_frames, s->noticed);
}

double lost_found_share(const lost_counts *s)
{
    return ratio(s->found, s->returnable);
}

double lost_frames_to_return(const lost_counts *s)
{
    return ratio(s->return_frames, s->found);
}
