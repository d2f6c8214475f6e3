/* eval_run.h - Fovea's own tracker over one sequence. */
#ifndef FOVEA_CLI_EVAL_RUN_H
#define FOVEA_CLI_EVAL_RUN_H

#include <stdbool.h>

#include "cli/eval_task.h"
#include "fovea.h"

/* What those who run a sequence ask and tell, from their thread. */
typedef struct run_hooks {
    bool (*cancelled)(void *context);                /* true: give up with ERR_CLOSED */
    void (*advanced)(void *context, int64_t frames); /* so many more are done         */
    void *context;
    const fovea_log *log;
} run_hooks;

/* The one pass and the runs from anchors, with a tracker of its own, as config says, which logs as
 * the hooks say. Times are processor time of this thread: decoding (with one thread) and tracking.
 * The log says in one line what fails.
 * ERR_CLOSED: cancelled; ERR_FORMAT: input and annotation have different lengths, or the tracker
 * refuses a box; ERR_IO, ERR_UNSUPPORTED: the input cannot be read; ERR_NOMEM. */
fovea_status run_fovea(outcome *out, const task *t, const fovea_config *config,
                       const run_hooks *hooks) FOVEA_CHECKED;

#endif
