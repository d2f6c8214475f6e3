/* The worst moments of a sequence. */
#include "eval/report_moments.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/box.h"

#define MARGIN 1.7F      /* of the boxes' bounds: what is around them matters too     */
#define CONTEXT 3.0F     /* of the object's size, at least                            */
#define SIDE_LEAST 64.0F /* pixels: a smaller part of a picture is only a few squares */
#define ASPECT (4.0F / 3)

#define WORTH_SHOWING 0.05 /* of the worst stretch's sum */
#define APART 3            /* frames: nearer ones look alike */

/* A stretch of failing frames first .. last: its sum, and its worst frame. */
typedef struct stretch {
    double sum, most;
    bool in_view; /* the object, in the worst frame */
    int first, worst, last;
} stretch;

static double failure(const frame_score *f)
{
    if (isnan(f->iou))
        return f->absent && f->state != FOVEA_LOST ? 0.5 : 0;
    return fmax(0, 0.5 - f->iou);
}

static void extend_stretch(stretch *s, int frame, double fails, bool in_view)
{
    if (s->sum == 0)
        s->first = frame;
    if (fails > s->most || (fails == s->most && in_view && !s->in_view)) {
        s->most = fails;
        s->in_view = in_view;
        s->worst = frame;
    }
    s->sum += fails;
    s->last = frame;
}

/* Keeps the `most` stretches that fail most, the worst first; of equals the first. */
static int keep(stretch *kept, int count, int most, stretch s)
{
    int at = count;
    while (at > 0 && kept[at - 1].sum < s.sum)
        at--;
    if (at == most)
        return count;
    count += count < most;
    for (int i = count - 1; i > at; i--)
        kept[i] = kept[i - 1];
    kept[at] = s;
    return count;
}

static int find_stretches(stretch *kept, int most, const frame_score *score, int frames)
{
    stretch now = {0};
    int count = 0;
    for (int i = 1; i <= frames; i++) {
        double fails = i < frames ? failure(&score[i]) : 0;
        if (fails > 0) {
            extend_stretch(&now, i, fails, !isnan(score[i].iou));
        } else if (now.sum > 0) {
            count = keep(kept, count, most, now);
            now = (stretch){0};
        }
    }
    while (count > 0 && kept[count - 1].sum < WORTH_SHOWING * kept[0].sum)
        count--;
    return count;
}

static int lowest_overlap(const frame_score *score, int frames)
{
    int lowest = -1;
    double least = INFINITY;
    for (int i = 1; i < frames; i++) {
        if (score[i].iou < least) {
            least = score[i].iou;
            lowest = i;
        }
    }
    return lowest;
}

/* Takes a frame into the list, in order of time, unless it is full or has one close by. */
static void take(int *frame, int *count, int most, int candidate)
{
    int at = *count;
    for (int i = 0; i < *count; i++)
        if (abs(frame[i] - candidate) < APART)
            return;
    if (*count == most)
        return;
    for (; at > 0 && frame[at - 1] > candidate; at--)
        frame[at] = frame[at - 1];
    frame[at] = candidate;
    ++*count;
}

int moments_find(const frame_score *score, int frames, int most, int *frame)
{
    stretch kept[MOMENTS_MAX];
    int stretches = find_stretches(kept, most, score, frames), count = 0;
    for (int i = 0; i < stretches; i++)
        take(frame, &count, most, kept[i].worst);
    for (int i = 0; i < stretches; i++)
        take(frame, &count, most, kept[i].first);
    for (int i = 0; i < stretches; i++)
        take(frame, &count, most, kept[i].last);
    int lowest = lowest_overlap(score, frames);
    if (stretches == 0 && lowest >= 0)
        take(frame, &count, most, lowest);
    return count;
}

/* ---- the part of the picture --------------------------------------------------------- */

typedef struct bounds {
    float x0, y0, x1, y1;
} bounds;

static bounds extend(bounds b, fovea_box box)
{
    return (bounds){fminf(b.x0, box.x), fminf(b.y0, box.y), fmaxf(b.x1, box.x + box.w),
                    fmaxf(b.y1, box.y + box.h)};
}

/* `side` pixels about a centre, moved to lie between 0 and `length`. */
static void place(float centre, float side, int length, float *at, float *extent)
{
    *extent = fminf(side, (float)length);
    *at = fminf(fmaxf(0, centre - *extent / 2), (float)length - *extent);
}

fovea_box moments_region(fovea_box truth, fovea_box box, int width, int height)
{
    float w = (float)width, h = (float)height;
    fovea_box both[2] = {truth, box}, shown = {0, 0, w, h};
    bounds b = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    float context = SIDE_LEAST;
    for (int i = 0; i < 2; i++) {
        fovea_box inside = fovea_box_clip(both[i], w, h);
        if (!fovea_box_valid(both[i]) || !(inside.w > 0 && inside.h > 0))
            continue;
        b = extend(b, inside);
        context = fmaxf(context, CONTEXT * sqrtf(inside.w * inside.h));
    }
    if (!(b.x1 > b.x0 && b.y1 > b.y0))
        return shown;
    float high = fmaxf(fmaxf((b.y1 - b.y0) * MARGIN, (b.x1 - b.x0) * MARGIN / ASPECT), context);
    place((b.x0 + b.x1) / 2, high * ASPECT, width, &shown.x, &shown.w);
    place((b.y0 + b.y1) / 2, high, height, &shown.y, &shown.h);
    return shown;
}
