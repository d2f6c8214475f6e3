/* window.h - the SDL window. All calls from the main thread, but window_wake().
 *
 * Keys: space pause, n single step, r stop and draw a new box (drag; arrows nudge, shift or
 * ctrl + arrows resize; Enter accepts; Esc cancels), s screenshot, h help, q/Esc quit. The
 * window turns keys and mouse into window_events; what they do is the caller's. */
#ifndef FOVEA_VIEW_WINDOW_H
#define FOVEA_VIEW_WINDOW_H

#include "view/scene.h"

typedef struct window window;

typedef enum window_event_kind {
    WINDOW_NONE,       /* nothing within the timeout, or only a redraw was needed */
    WINDOW_WOKEN,      /* window_wake() was called */
    WINDOW_QUIT,
    WINDOW_PAUSE,      /* toggle */
    WINDOW_STEP,
    WINDOW_STOP,       /* r: the user wants to draw a box on what is shown */
    WINDOW_BOX,        /* a box was drawn and accepted: `box`, picture pixels */
    WINDOW_BOX_CANCEL, /* Esc while selecting */
    WINDOW_SCREENSHOT,
} window_event_kind;

typedef struct window_event {
    window_event_kind kind;
    fovea_box box;
} window_event;

/* Opens at a size that fits the display. ERR_UNSUPPORTED: no display (log says why). */
fovea_status window_open(window **out, const char *title, int picture_width, int picture_height,
                         double pixel_aspect, const fovea_log *log) FOVEA_CHECKED;

/* Shows a scene; what is borrowed is copied to textures. */
fovea_status window_show(window *w, const scene *s) FOVEA_CHECKED;

/* Waits up to timeout_ms (-1: for ever) for the next event; redraws by itself what was
 * shown last when the window is resized, uncovered, or a box is being drawn. */
window_event window_wait(window *w, int timeout_ms);

/* Starts box selection on the scene that is shown: on-screen advice, mouse and keys make
 * a box until WINDOW_BOX or WINDOW_BOX_CANCEL comes. */
void window_select_begin(window *w);
void window_select_end(window *w);

/* What the window shows now, as PNG. */
fovea_status window_screenshot(window *w, const char *path) FOVEA_CHECKED;

/* From any thread: the main thread's window_wait() returns WINDOW_WOKEN. */
void window_wake(window *w);

void window_close(window **w);

#endif
