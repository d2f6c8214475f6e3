/* pipeline.h - the three threads of a run and what is between them:
 *
 *   decode thread --frame queue--> track thread --mailbox--> main thread (window)
 *                                        <-------control------- */
#ifndef FOVEA_CLI_PIPELINE_H
#define FOVEA_CLI_PIPELINE_H

#include "cli/follower.h"
#include "cli/signals.h"
#include "cli/viewer.h"

typedef struct pipeline_config {
    source *source;
    viewer *viewer; /* NULL: no window */
    signals *signals;
    follower_config follower; /* its queue, control and mailbox are set by pipeline_run() */
} pipeline_config;

typedef struct pipeline_report {
    follower_report follower;
    frame_queue_stats queue;
    source_stats source;
} pipeline_report;

/* Runs to the end of the source, or until the user or a signal quits: OK. Errors have been
 * logged. From the main thread. */
fovea_status pipeline_run(const pipeline_config *config, pipeline_report *report) FOVEA_CHECKED;

#endif
