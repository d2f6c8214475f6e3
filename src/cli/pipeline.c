/* Opens what is between the threads, starts them, waits, and takes all down again. */
#include "cli/pipeline.h"

#include <pthread.h>

#include "base/log.h"
#include "video/reader.h"

#define FILE_QUEUE 4 /* decoded ahead */
#define LIVE_QUEUE 1 /* the newest only */

typedef struct pipeline {
    follower_config follower;
    follower_report *report;
    source *source;
    fovea_status followed;
} pipeline;

/* From any thread. Whatever the track thread waits for, it wakes. */
static void quit(void *context)
{
    pipeline *p = context;
    control_quit(p->follower.control);
    source_interrupt(p->source);
    frame_queue_cancel(p->follower.queue);
}

static void *follow(void *context)
{
    pipeline *p = context;
    p->followed = follower_run(&p->follower, p->report);
    if (p->follower.mailbox)
        mailbox_finish(p->follower.mailbox);
    return NULL;
}

static fovea_status open_links(pipeline *p, viewer *shown)
{
    bool live = p->follower.info.live;
    fovea_status status = frame_queue_open(&p->follower.queue, live ? LIVE_QUEUE : FILE_QUEUE,
                                           live ? FRAME_QUEUE_DROP_OLDEST : FRAME_QUEUE_BLOCK);
    if (status == FOVEA_OK)
        status = control_open(&p->follower.control);
    if (status == FOVEA_OK && shown)
        status = mailbox_open(&p->follower.mailbox, viewer_wake, shown);
    return status;
}

/* Until the track thread has ended. */
static fovea_status attend(pipeline *p, const pipeline_config *config, pthread_t thread)
{
    signals_on(config->signals, quit, p);
    fovea_status shown = FOVEA_OK;
    if (config->viewer)
        shown = viewer_run(config->viewer, p->follower.mailbox, p->follower.control, quit, p);
    pthread_join(thread, NULL);
    signals_on(config->signals, NULL, NULL);
    return p->followed != FOVEA_OK ? p->followed : shown;
}

fovea_status pipeline_run(const pipeline_config *config, pipeline_report *report)
{
    *report = (pipeline_report){0};
    pipeline p = {
        .follower = config->follower, .report = &report->follower, .source = config->source};
    reader *decoder = NULL;
    fovea_status status = open_links(&p, config->viewer);
    if (status == FOVEA_OK)
        status = reader_open(&decoder, config->source, p.follower.queue);
    pthread_t thread;
    if (status == FOVEA_OK && pthread_create(&thread, NULL, follow, &p) != 0)
        status = FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK)
        status = attend(&p, config, thread);
    else
        fovea_log_message(config->follower.log, FOVEA_LOG_ERROR, "the threads cannot start: %s",
                          fovea_status_text(status));
    reader_close(&decoder);
    if (p.follower.queue)
        report->queue = frame_queue_statistics(p.follower.queue);
    report->source = source_statistics(config->source);
    mailbox_close(&p.follower.mailbox);
    control_close(&p.follower.control);
    frame_queue_close(&p.follower.queue);
    return status;
}
