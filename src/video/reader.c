/* reader.c - one thread that moves frames from a source to a queue. */
#include "video/reader.h"

#include <pthread.h>
#include <stdlib.h>

struct reader {
    source *from;
    frame_queue *to;
    pthread_t thread;
};

static void *read_all(void *context)
{
    reader *r = context;
    fovea_status status = FOVEA_OK;
    while (status == FOVEA_OK) {
        frame *next = NULL;
        status = source_read(r->from, &next);
        if (status == FOVEA_OK)
            status = frame_queue_push(r->to, next);
        if (status != FOVEA_OK)
            frame_unref(&next);
    }
    frame_queue_finish(r->to, status);
    return NULL;
}

fovea_status reader_open(reader **out, source *s, frame_queue *queue)
{
    *out = NULL;
    reader *r = calloc(1, sizeof *r);
    if (!r)
        return FOVEA_ERR_NOMEM;
    r->from = s;
    r->to = queue;
    if (pthread_create(&r->thread, NULL, read_all, r)) {
        free(r);
        return FOVEA_ERR_NOMEM;
    }
    *out = r;
    return FOVEA_OK;
}

void reader_close(reader **r)
{
    if (!r || !*r)
        return;
    source_interrupt((*r)->from);
    frame_queue_cancel((*r)->to);
    pthread_join((*r)->thread, NULL);
    free(*r);
    *r = NULL;
}
