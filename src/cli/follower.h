/* follower.h - the track thread's work: frames in, rows and pictures out.
 *
 * It owns time: it paces, pauses and steps, stops for a new box and goes on from it. */
#ifndef FOVEA_CLI_FOLLOWER_H
#define FOVEA_CLI_FOLLOWER_H

#include <stdbool.h>

#include "cli/control.h"
#include "cli/csv.h"
#include "cli/histogram.h"
#include "cli/mailbox.h"
#include "cli/progress.h"
#include "cli/render.h"
#include "video/frame_queue.h"
#include "video/source.h"

/* All borrowed, and used by this thread only unless they say otherwise. */
typedef struct follower_config {
    source_info info;
    frame_queue *queue;
    fovea_tracker *tracker;
    control *control;
    mailbox *mailbox; /* NULL: no window, thus no orders but quit */
    csv *csv;         /* NULL: no rows                            */
    render *render;   /* NULL: none                               */
    progress *progress;
    const fovea_box *box; /* of the first frame; NULL: asked for in the window */
    bool paced;           /* at the video's rate */
    int64_t delay_ns;     /* spent on every frame */
    const fovea_log *log;
} follower_config;

typedef struct follower_report {
    int64_t tracked; /* frames with a result                        */
    int64_t watched; /* frames shown before a box was drawn         */
    int64_t lost;    /* frames of the tracked ones                  */
    bool quit;       /* ended by the order to      */
    int64_t elapsed_ns;
    histogram step;    /* what fovea_tracker_step() took            */
    histogram latency; /* from capture to tracked; live sources     */
} follower_report;

/* Runs until the queue ends (OK), the order to quit (OK), or something fails (logged). Fills
 * *report in any case. */
fovea_status follower_run(const follower_config *config, follower_report *report) FOVEA_CHECKED;

#endif
