/* Time steps and pacing. */
#include "cli/timing.h"

#include <math.h>

#define STEP_MIN 0.01
#define STEP_MAX 10000.0
#define RATE_UNKNOWN 25.0
#define LATE_NS 100000000LL   /* jitter that is made up for */
#define JUMP_NS 10000000000LL /* a longer wait is a broken stamp */

timing_mark timing_mark_of(const frame *f)
{
    return (timing_mark){.index = f->index, .pts = f->pts};
}

float timing_step(const source_info *info, timing_mark from, timing_mark to)
{
    double step = (double)(to.index - from.index);
    if (from.pts != FRAME_NO_PTS && to.pts != FRAME_NO_PTS && info->frame_rate > 0 &&
        info->time_base_den > 0) {
        double ticks = (double)to.pts - (double)from.pts;
        double seconds = ticks * info->time_base_num / info->time_base_den;
        double stamped = seconds * info->frame_rate;
        if (isfinite(stamped) && stamped > 0)
            step = stamped;
    }
    return (float)fmin(fmax(step, STEP_MIN), STEP_MAX);
}

static double video_time(const pacer *p, const source_info *info, const frame *f)
{
    if (isfinite(f->time_s))
        return f->time_s;
    double rate = info->frame_rate > 0 ? info->frame_rate : RATE_UNKNOWN;
    return p->running ? p->last_s + (double)(f->index - p->last.index) / rate : 0;
}

int64_t pacer_due(pacer *p, const source_info *info, const frame *f, int64_t now_ns)
{
    double time_s = video_time(p, info, f);
    double ahead_ns = (double)(p->origin_ns - now_ns) + time_s * 1e9;
    if (!p->running || !(ahead_ns > -LATE_NS) || !(ahead_ns < JUMP_NS)) {
        ahead_ns = 0;
        p->origin_ns = now_ns - (int64_t)fmin(fmax(time_s * 1e9, -4e18), 4e18);
    }
    p->running = true;
    p->last_s = time_s;
    p->last = timing_mark_of(f);
    return now_ns + (int64_t)ahead_ns;
}
