/* frame_queue.c - a ring of frame pointers under one mutex.
 *
 * Frames that are let go are unreferenced after the lock is given up: that may call into
 * libavcodec's buffer pools, and nothing foreign runs under the lock. */
#include "video/frame_queue.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"

struct frame_queue {
    pthread_mutex_t lock;
    pthread_cond_t not_empty, not_full; /* signalled on finish and cancel as well */
    frame_queue_policy policy;
    int capacity, head; /* head: the oldest */
    bool finished, cancelled;
    fovea_status why; /* of finished */
    frame_queue_stats stats;
    frame *ring[];
};

static bool init_conditions(frame_queue *queue)
{
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes))
        return false;
    /* Timeouts must not jump with the time of day. */
    bool ready = !pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) &&
                 !pthread_cond_init(&queue->not_empty, &attributes);
    if (ready && pthread_cond_init(&queue->not_full, &attributes)) {
        pthread_cond_destroy(&queue->not_empty);
        ready = false;
    }
    pthread_condattr_destroy(&attributes);
    return ready;
}

fovea_status frame_queue_open(frame_queue **out, int capacity, frame_queue_policy policy)
{
    *out = NULL;
    if (capacity < 1 || (policy != FRAME_QUEUE_BLOCK && policy != FRAME_QUEUE_DROP_OLDEST))
        return FOVEA_ERR_ARG;
    frame_queue *queue = calloc(1, sizeof *queue + (size_t)capacity * sizeof queue->ring[0]);
    if (!queue)
        return FOVEA_ERR_NOMEM;
    queue->capacity = capacity;
    queue->policy = policy;
    if (pthread_mutex_init(&queue->lock, NULL))
        goto fail;
    if (!init_conditions(queue)) {
        pthread_mutex_destroy(&queue->lock);
        goto fail;
    }
    *out = queue;
    return FOVEA_OK;
fail:
    free(queue);
    return FOVEA_ERR_NOMEM;
}

/* The lock is held; the queue is not empty. */
static frame *take_oldest(frame_queue *queue)
{
    frame *oldest = queue->ring[queue->head];
    queue->head = (queue->head + 1) % queue->capacity;
    queue->stats.depth--;
    return oldest;
}

fovea_status frame_queue_push(frame_queue *queue, frame *take)
{
    frame *dropped = NULL;
    pthread_mutex_lock(&queue->lock);
    while (queue->policy == FRAME_QUEUE_BLOCK && queue->stats.depth == queue->capacity &&
           !queue->finished && !queue->cancelled)
        pthread_cond_wait(&queue->not_full, &queue->lock);
    bool open = !queue->finished && !queue->cancelled;
    if (open) {
        if (queue->stats.depth == queue->capacity) {
            dropped = take_oldest(queue);
            queue->stats.dropped++;
        }
        queue->ring[(queue->head + queue->stats.depth) % queue->capacity] = take;
        queue->stats.pushed++;
        if (++queue->stats.depth > queue->stats.depth_max)
            queue->stats.depth_max = queue->stats.depth;
        pthread_cond_signal(&queue->not_empty);
    }
    pthread_mutex_unlock(&queue->lock);
    frame_unref(&dropped);
    return open ? FOVEA_OK : FOVEA_ERR_CLOSED;
}

void frame_queue_finish(frame_queue *queue, fovea_status why)
{
    pthread_mutex_lock(&queue->lock);
    if (!queue->finished) {
        queue->finished = true;
        queue->why = why;
    }
    pthread_cond_broadcast(&queue->not_empty);
    pthread_cond_broadcast(&queue->not_full);
    pthread_mutex_unlock(&queue->lock);
}

static struct timespec deadline_after(int64_t timeout_ns)
{
    int64_t now = fovea_clock_ns();
    int64_t end = timeout_ns > INT64_MAX - now ? INT64_MAX : now + timeout_ns;
    return (struct timespec){.tv_sec = (time_t)(end / 1000000000), .tv_nsec = end % 1000000000};
}

/* The lock is held. Waits until there is a frame or an end to report, or the time is up. */
static void wait_for_frame(frame_queue *queue, int64_t timeout_ns)
{
    struct timespec deadline = deadline_after(timeout_ns < 0 ? 0 : timeout_ns);
    int error = 0;
    while (queue->stats.depth == 0 && !queue->finished && !queue->cancelled && error != ETIMEDOUT) {
        if (timeout_ns == FRAME_QUEUE_FOREVER)
            error = pthread_cond_wait(&queue->not_empty, &queue->lock);
        else
            error = pthread_cond_timedwait(&queue->not_empty, &queue->lock, &deadline);
    }
}

fovea_status frame_queue_pop(frame_queue *queue, frame **out, int64_t timeout_ns)
{
    *out = NULL;
    fovea_status status = FOVEA_AGAIN;
    pthread_mutex_lock(&queue->lock);
    if (timeout_ns != 0)
        wait_for_frame(queue, timeout_ns);
    if (queue->cancelled) {
        status = FOVEA_ERR_CLOSED;
    } else if (queue->stats.depth > 0) {
        *out = take_oldest(queue);
        queue->stats.popped++;
        pthread_cond_signal(&queue->not_full);
        status = FOVEA_OK;
    } else if (queue->finished) {
        status = queue->why;
    }
    pthread_mutex_unlock(&queue->lock);
    return status;
}

void frame_queue_cancel(frame_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->cancelled = true;
    pthread_cond_broadcast(&queue->not_empty);
    pthread_cond_broadcast(&queue->not_full);
    /* Nobody fills a cancelled queue, so it may be emptied one frame at a time. */
    while (queue->stats.depth > 0) {
        frame *dropped = take_oldest(queue);
        queue->stats.dropped++;
        pthread_mutex_unlock(&queue->lock);
        frame_unref(&dropped);
        pthread_mutex_lock(&queue->lock);
    }
    pthread_mutex_unlock(&queue->lock);
}

frame_queue_stats frame_queue_statistics(frame_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    frame_queue_stats stats = queue->stats;
    pthread_mutex_unlock(&queue->lock);
    return stats;
}

void frame_queue_close(frame_queue **queue)
{
    if (!queue || !*queue)
        return;
    frame_queue_cancel(*queue);
    pthread_cond_destroy(&(*queue)->not_empty);
    pthread_cond_destroy(&(*queue)->not_full);
    pthread_mutex_destroy(&(*queue)->lock);
    free(*queue);
    *queue = NULL;
}
