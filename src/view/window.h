/* window.h - the SDL window. All calls from the main thread, but window_wake().
 *
 * Keys: space pause, n single step, r stop and draw a new box, s screenshot, h help, q/Esc
 * quit (Esc first hides the help). While a box is drawn: drag draws it (again), arrows nudge
 * it by a picture pixel, shift or ctrl + arrows its size, Enter, space or a double click on
 * it accept, r begins again, Esc cancels. The window turns keys and mouse into
 * window_events; what they do is the caller's. */
#ifndef FOVEA_VIEW_WINDOW_H
#define FOVEA_VIEW_WINDOW_H

#include "view/scene.h"

typedef struct window window;

typedef enum window_event_kind {
    WINDOW_NONE,  /* nothing within the timeout */
    WINDOW_WOKEN, /* window_wake() was called, once or more since the last one */
    WINDOW_QUIT,
    WINDOW_PAUSE, /* toggle */
    WINDOW_STEP,
    WINDOW_STOP,       /* r: the user wants to draw a box on what is shown */
    WINDOW_BOX,        /* a box was drawn and accepted: `box`, whole picture pixels */
    WINDOW_BOX_CANCEL, /* Esc while selecting */
    WINDOW_SCREENSHOT,
    WINDOW_RESIZED, /* what was shown is on screen at the new size already; showing the
                       scene again makes it as sharp as can be. May be ignored. */
} window_event_kind;

typedef struct window_event {
    window_event_kind kind;
    fovea_box box;
} window_event;

/* Opens at a size that fits the display. ERR_UNSUPPORTED: no display (log says why);
 * ERR_ARG: a picture side outside 1..32768; ERR_NOMEM. */
fovea_status window_open(window **out, const char *title, int picture_width, int picture_height,
                         double pixel_aspect, const fovea_log *log) FOVEA_CHECKED;

/* Shows a scene; what is borrowed is copied. The picture's size may differ from the one
 * before. ERR_IO: the renderer failed (log says why); ERR_NOMEM. */
fovea_status window_show(window *w, const scene *s) FOVEA_CHECKED;

/* Waits up to timeout_ms (-1: for ever) for the next event; meanwhile redraws by itself what
 * was shown last when the window is resized, uncovered, or a box is being drawn. */
window_event window_wait(window *w, int timeout_ms);

/* Starts box selection on the scene that is shown: on-screen advice, mouse and keys make
 * a box until WINDOW_BOX or WINDOW_BOX_CANCEL comes, which also end the selection. Where the
 * scene has a box that is not lost, the selection begins with it. */
void window_select_begin(window *w);
void window_select_end(window *w);

/* What the window shows now, as PNG. ERR_IO, ERR_NOMEM. */
fovea_status window_screenshot(window *w, const char *path) FOVEA_CHECKED;

/* From any thread, until window_close() is called: the main thread's window_wait() returns
 * WINDOW_WOKEN. */
void window_wake(window *w);

void window_close(window **w); /* accepts a pointer to NULL */

#endif
