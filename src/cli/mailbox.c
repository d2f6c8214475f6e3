/* One update between two threads. Taking swaps contents, so that the two glimpse buffers are
 * reused and nothing is allocated once they have their size. */
#include "cli/mailbox.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct mailbox {
    pthread_mutex_t lock;
    update slot;
    bool full, finished;
    void (*wake)(void *context);
    void *context;
};

void update_clear(update *u)
{
    frame_unref(&u->frame);
    free(u->pixels);
    *u = (update){0};
}

fovea_status mailbox_open(mailbox **out, void (*wake)(void *context), void *context)
{
    *out = NULL;
    mailbox *m = calloc(1, sizeof *m);
    if (!m)
        return FOVEA_ERR_NOMEM;
    pthread_mutex_init(&m->lock, NULL);
    m->wake = wake;
    m->context = context;
    *out = m;
    return FOVEA_OK;
}

static fovea_status copy_glimpse(update *slot, const fovea_glimpse *glimpse)
{
    size_t size = sizeof(float) * 3 * (size_t)glimpse->width * (size_t)glimpse->height;
    if (size > slot->pixels_size) {
        float *grown = realloc(slot->pixels, size);
        if (!grown)
            return FOVEA_ERR_NOMEM;
        slot->pixels = grown;
        slot->pixels_size = size;
    }
    memcpy(slot->pixels, glimpse->rgb, size);
    return FOVEA_OK;
}

static fovea_status fill(update *slot, const update *news)
{
    if (news->scene.tracked && copy_glimpse(slot, &news->scene.glimpse) != FOVEA_OK)
        return FOVEA_ERR_NOMEM;
    frame *shown = frame_ref(news->frame);
    frame_unref(&slot->frame);
    slot->frame = shown;
    slot->scene = news->scene;
    slot->scene.image = &shown->image;
    slot->scene.glimpse.rgb = slot->pixels;
    slot->fresh = news->fresh;
    slot->ask = news->ask;
    return FOVEA_OK;
}

fovea_status mailbox_put(mailbox *m, const update *news)
{
    pthread_mutex_lock(&m->lock);
    /* A frame that was replaced before anyone took it is still fresh to the window. */
    bool unseen = m->full && m->slot.frame == news->frame && m->slot.fresh;
    fovea_status status = fill(&m->slot, news);
    bool was_empty = !m->full;
    if (status == FOVEA_OK) {
        m->full = true;
        m->slot.fresh |= unseen;
    }
    pthread_mutex_unlock(&m->lock);
    if (status == FOVEA_OK && was_empty)
        m->wake(m->context);
    return status;
}

bool mailbox_take(mailbox *m, update *u)
{
    pthread_mutex_lock(&m->lock);
    bool full = m->full;
    if (full) {
        update old = *u;
        *u = m->slot;
        m->slot = old;
        /* A frame that waits for reuse would keep a decoder's buffer. */
        frame_unref(&m->slot.frame);
        m->full = false;
    }
    pthread_mutex_unlock(&m->lock);
    return full;
}

void mailbox_finish(mailbox *m)
{
    pthread_mutex_lock(&m->lock);
    m->finished = true;
    pthread_mutex_unlock(&m->lock);
    m->wake(m->context);
}

bool mailbox_finished(mailbox *m)
{
    pthread_mutex_lock(&m->lock);
    bool finished = m->finished;
    pthread_mutex_unlock(&m->lock);
    return finished;
}

void mailbox_close(mailbox **m)
{
    if (!*m)
        return;
    update_clear(&(*m)->slot);
    pthread_mutex_destroy(&(*m)->lock);
    free(*m);
    *m = NULL;
}
