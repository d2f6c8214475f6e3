/* viewer.h - the window's side of the pipeline, on the main thread: shows updates, turns what
 * the user does into orders. viewer_none.c stands in where the program is built without. */
#ifndef FOVEA_CLI_VIEWER_H
#define FOVEA_CLI_VIEWER_H

#include "cli/control.h"
#include "cli/histogram.h"
#include "cli/mailbox.h"
#include "video/source.h"

typedef struct viewer viewer;

/* Opens the window. Names are made from `input`. ERR_UNSUPPORTED: no display, or a program
 * built without a window (the log says why); ERR_NOMEM. */
fovea_status viewer_open(viewer **out, const char *input, const source_info *info,
                         const fovea_log *log) FOVEA_CHECKED;

/* From any thread: there is news in the mailbox. `v` is a viewer. */
void viewer_wake(void *v);

/* Shows what comes until the mailbox is finished. quit(context): the user has closed the
 * window. ERR_*: the window is broken (logged), and quit has been called. */
fovea_status viewer_run(viewer *v, mailbox *updates, control *orders, void (*quit)(void *context),
                        void *context) FOVEA_CHECKED;

/* From capture to the return of the call that shows; live sources. After viewer_run(). */
const histogram *viewer_latency(const viewer *v);

void viewer_close(viewer **v);

#endif
