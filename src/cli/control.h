/* control.h - what the main thread (and a signal) wants of the track thread.
 *
 * One lock, one condition. Orders are flags rather than a list: what a person presses while
 * the track thread is busy is still there when it looks, and nothing can pile up. */
#ifndef FOVEA_CLI_CONTROL_H
#define FOVEA_CLI_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "fovea.h"

typedef struct control control;

/* ERR_NOMEM */
fovea_status control_open(control **out) FOVEA_CHECKED;
void control_close(control **c);

/* ---- orders; from any thread, none of them waits --------------------------------- */

bool control_pause(control *c); /* toggles; returns whether it is a pause now */
void control_step(control *c);  /* one frame, and pause after it              */
void control_stop(control *c);  /* stop at the frame shown: a box will follow */
void control_answer(control *c, const fovea_box *box); /* the box; NULL: go on as it was */
void control_quit(control *c);                         /* for good */

/* ---- the track thread ------------------------------------------------------------ */

typedef enum control_order {
    CONTROL_GO,   /* on to the next frame */
    CONTROL_STOP, /* ask for a box        */
    CONTROL_QUIT,
} control_order;

/* Waits until due_ns (of fovea_clock_ns(); 0: do not wait), or longer while there is a pause;
 * an order ends the wait. */
control_order control_wait(control *c, int64_t due_ns);

typedef enum control_reply {
    CONTROL_BOX,    /* *box is the answer   */
    CONTROL_CANCEL, /* go on as it was      */
    CONTROL_LEAVE,  /* quit                 */
} control_reply;

/* After CONTROL_STOP, when the frame has been handed to the window: waits for the answer.
 * May be called again where the answer was of no use. */
control_reply control_wait_answer(control *c, fovea_box *box);

/* Waits until due_ns whatever is ordered, but for quit. */
void control_sleep(control *c, int64_t due_ns);

#endif
