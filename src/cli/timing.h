/* timing.h - time as frames tell it: the tracker's time step, and when to show a frame. */
#ifndef FOVEA_CLI_TIMING_H
#define FOVEA_CLI_TIMING_H

#include <stdbool.h>

#include "video/frame.h"
#include "video/source.h"

/* What of a frame is needed to measure the time to the next one. */
typedef struct timing_mark {
    int64_t index, pts;
} timing_mark;

timing_mark timing_mark_of(const frame *f);

/* The time from one frame to a later one in units of the stream's frame interval, from the
 * time stamps; from the frames' numbers where stamps or rate are missing or do not grow.
 * Finite and > 0, whatever the stamps are. */
float timing_step(const source_info *info, timing_mark from, timing_mark to);

/* Maps the video's time to the clock's, for playing at the video's rate. */
typedef struct pacer {
    bool running;
    int64_t origin_ns; /* on the clock, of the video's time 0 */
    double last_s;     /* the video's time of the last frame  */
    timing_mark last;
} pacer; /* zero-initialised: starts with the first frame */

/* When to show the frame, on fovea_clock_ns(). Who is late (by a pause, or a machine that is
 * too slow) does not hurry to catch up, and a jump of the stamps is not waited for. */
int64_t pacer_due(pacer *p, const source_info *info, const frame *f, int64_t now_ns);

#endif
