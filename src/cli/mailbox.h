/* mailbox.h - the latest update on its way from the track thread to the window.
 *
 * It holds one: a window that is slower than tracking sees the newest and slows nothing. */
#ifndef FOVEA_CLI_MAILBOX_H
#define FOVEA_CLI_MAILBOX_H

#include <stdbool.h>

#include "video/frame.h"
#include "view/scene.h"

/* Something to show, with all that its scene points to. Zero-initialised: empty. */
typedef struct update {
    scene scene;
    frame *frame;
    float *pixels; /* of the glimpse */
    size_t pixels_size;
    bool fresh; /* the frame has not been handed over before */
    bool ask;   /* the user is to draw a box on this frame   */
} update;

void update_clear(update *u);

typedef struct mailbox mailbox;

/* wake(context) is called, from the thread that puts, when there is news for an empty
 * mailbox, and at the end. ERR_NOMEM. */
fovea_status mailbox_open(mailbox **out, void (*wake)(void *context), void *context) FOVEA_CHECKED;

/* Replaces what is there. The frame and what the scene points to are borrowed for the call:
 * the frame gets a reference, the glimpse is copied. ERR_NOMEM. */
fovea_status mailbox_put(mailbox *m, const update *news) FOVEA_CHECKED;

/* Moves the update to *u, whose old content is released or reused; false: there is none. */
bool mailbox_take(mailbox *m, update *u);

/* Nothing more will be put. */
void mailbox_finish(mailbox *m);
bool mailbox_finished(mailbox *m);

void mailbox_close(mailbox **m);

#endif
