/* frame_queue.h - a bounded queue of frames between two threads, closable from both ends.
 *
 * One mutex, two conditions, a ring of pointers. Policies: a writer to a full queue waits
 * (BLOCK: files, no frame is lost) or the oldest frame goes (DROP_OLDEST: live sources and
 * the one-frame mailbox to the window). pushed = popped + dropped + depth, always. */
#ifndef FOVEA_VIDEO_FRAME_QUEUE_H
#define FOVEA_VIDEO_FRAME_QUEUE_H

#include "video/frame.h"

typedef struct frame_queue frame_queue;

typedef enum frame_queue_policy {
    FRAME_QUEUE_BLOCK,
    FRAME_QUEUE_DROP_OLDEST,
} frame_queue_policy;

typedef struct frame_queue_stats {
    int64_t pushed, popped, dropped;
    int depth, depth_max;
} frame_queue_stats;

#define FRAME_QUEUE_FOREVER INT64_MAX

/* capacity >= 1. ERR_ARG, ERR_NOMEM. */
fovea_status frame_queue_open(frame_queue **out, int capacity,
                              frame_queue_policy policy) FOVEA_CHECKED;

/* Writer. Takes the caller's reference on OK. ERR_CLOSED: the reader has cancelled or the
 * queue is finished; the reference stays with the caller. */
fovea_status frame_queue_push(frame_queue *queue, frame *take) FOVEA_CHECKED;

/* Writer: no more frames; the reader drains what is there and then gets `why` (FOVEA_EOF
 * or an error). The first call counts. */
void frame_queue_finish(frame_queue *queue, fovea_status why);

/* Reader. OK: *out is a reference of the caller's. AGAIN: nothing within timeout_ns (0: do
 * not wait). After the last frame: the writer's `why`. ERR_CLOSED after cancel. */
fovea_status frame_queue_pop(frame_queue *queue, frame **out, int64_t timeout_ns) FOVEA_CHECKED;

/* Reader: stop now. Unrefs what is queued (counted as dropped) and wakes a waiting writer. */
void frame_queue_cancel(frame_queue *queue);

/* One consistent snapshot. */
frame_queue_stats frame_queue_statistics(frame_queue *queue);

/* Both threads must be done with it. Accepts a pointer to NULL. */
void frame_queue_close(frame_queue **queue);

#endif
