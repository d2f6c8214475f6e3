/* frame.c - reference counting around one decoded picture. */
#include "video/frame_private.h"

#include <stdatomic.h>
#include <stdlib.h>

typedef struct counted_frame {
    frame shown; /* first: a frame pointer is a counted_frame pointer */
    atomic_int references;
    AVFrame *picture;
} counted_frame;

frame *frame_create(AVFrame *picture)
{
    counted_frame *made = calloc(1, sizeof *made);
    AVFrame *kept = av_frame_alloc();
    if (!made || !kept) {
        free(made);
        av_frame_free(&kept);
        return NULL;
    }
    av_frame_move_ref(kept, picture);
    made->picture = kept;
    atomic_init(&made->references, 1);
    return &made->shown;
}

frame *frame_ref(frame *f)
{
    atomic_fetch_add_explicit(&((counted_frame *)f)->references, 1, memory_order_relaxed);
    return f;
}

void frame_unref(frame **f)
{
    if (!f || !*f)
        return;
    counted_frame *counted = (counted_frame *)*f;
    *f = NULL;
    /* Release: what this thread read is read before; acquire: the last one sees it all done. */
    if (atomic_fetch_sub_explicit(&counted->references, 1, memory_order_acq_rel) > 1)
        return;
    av_frame_free(&counted->picture);
    free(counted);
}
