/* The main thread's loop around the window. */
#include "cli/viewer.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "view/window.h"

#define SCREENSHOTS_MAX 100 /* of one frame */

struct viewer {
    window *window;
    char name[80]; /* of the input, fit for a file name */
    bool live;
    bool paused;
    update shown;
    double latency_ms; /* of what is shown */
    histogram latency;
    fovea_log log;
};

/* The last part of a path without its ending; what is no plain character becomes '_'. */
static void name_input(char *name, size_t size, const char *input)
{
    size_t end = strlen(input);
    while (end > 1 && input[end - 1] == '/')
        end--;
    size_t start = end;
    while (start > 0 && input[start - 1] != '/')
        start--;
    size_t dot = end;
    while (dot > start && input[dot] != '.')
        dot--;
    snprintf(name, size, "%.*s", (int)((dot > start ? dot : end) - start), input + start);
    for (char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("._-", *c))
            *c = '_';
}

fovea_status viewer_open(viewer **out, const char *input, const source_info *info,
                         const fovea_log *log)
{
    *out = NULL;
    viewer *v = calloc(1, sizeof *v);
    if (!v)
        return FOVEA_ERR_NOMEM;
    v->live = info->live;
    v->log = *log;
    name_input(v->name, sizeof v->name, input);
    char title[100];
    snprintf(title, sizeof title, "Fovea: %s", v->name);
    fovea_status status =
        window_open(&v->window, title, info->width, info->height, info->pixel_aspect, log);
    if (status == FOVEA_OK)
        *out = v;
    else
        viewer_close(&v);
    return status;
}

void viewer_wake(void *v)
{
    window_wake(((viewer *)v)->window);
}

static fovea_status show(viewer *v)
{
    if (!v->shown.frame)
        return FOVEA_OK;
    int64_t captured_ns = v->shown.frame->captured_ns;
    bool measured = v->live && v->shown.fresh;
    if (measured)
        v->latency_ms = (double)(fovea_clock_ns() - captured_ns) / 1e6;
    scene s = v->shown.scene;
    s.paused = v->paused;
    s.latency_ms = v->live ? v->latency_ms : NAN;
    fovea_status status = window_show(v->window, &s);
    if (measured && status == FOVEA_OK)
        histogram_add(&v->latency, fovea_clock_ns() - captured_ns);
    v->shown.fresh = false;
    return status;
}

/* A name that is not taken yet: frames of one run may be kept with different boxes. */
static bool name_screenshot(const viewer *v, char *path, size_t size)
{
    int64_t number = v->shown.frame->index;
    snprintf(path, size, "%s-%06" PRId64 ".png", v->name, number);
    for (int i = 2; access(path, F_OK) == 0; i++) {
        if (i > SCREENSHOTS_MAX)
            return false;
        snprintf(path, size, "%s-%06" PRId64 "-%d.png", v->name, number, i);
    }
    return true;
}

static void save_screenshot(viewer *v)
{
    char path[128];
    if (!v->shown.frame)
        return;
    if (!name_screenshot(v, path, sizeof path))
        fovea_log_message(&v->log, FOVEA_LOG_WARNING, "%s exists, and %d more of this frame", path,
                          SCREENSHOTS_MAX - 1);
    else if (window_screenshot(v->window, path) == FOVEA_OK)
        fovea_log_message(&v->log, FOVEA_LOG_INFO, "%s written", path);
}

static fovea_status take_news(viewer *v, mailbox *updates)
{
    if (!mailbox_take(updates, &v->shown))
        return FOVEA_OK;
    fovea_status status = show(v);
    if (status == FOVEA_OK && v->shown.ask)
        window_select_begin(v->window);
    return status;
}

static fovea_status handle(viewer *v, const window_event *event, mailbox *updates, control *orders)
{
    switch (event->kind) {
    case WINDOW_WOKEN: return take_news(v, updates);
    case WINDOW_PAUSE: v->paused = control_pause(orders); return show(v);
    case WINDOW_STEP:
        v->paused = true;
        control_step(orders);
        return show(v);
    case WINDOW_STOP: control_stop(orders); return FOVEA_OK;
    case WINDOW_BOX: control_answer(orders, &event->box); return FOVEA_OK;
    case WINDOW_BOX_CANCEL: control_answer(orders, NULL); return FOVEA_OK;
    case WINDOW_RESIZED: return show(v);
    case WINDOW_SCREENSHOT: save_screenshot(v); return FOVEA_OK;
    case WINDOW_NONE:
    case WINDOW_QUIT: return FOVEA_OK;
    }
    return FOVEA_OK;
}

fovea_status viewer_run(viewer *v, mailbox *updates, control *orders, void (*quit)(void *context),
                        void *context)
{
    fovea_status status = FOVEA_OK;
    while (!mailbox_finished(updates)) {
        window_event event = window_wait(v->window, -1);
        if (status == FOVEA_OK) {
            status = handle(v, &event, updates, orders);
            if (status != FOVEA_OK)
                fovea_log_message(&v->log, FOVEA_LOG_ERROR, "the window cannot be drawn: %s",
                                  fovea_status_text(status));
        }
        if (event.kind == WINDOW_QUIT || status != FOVEA_OK)
            quit(context);
    }
    return status;
}

const histogram *viewer_latency(const viewer *v)
{
    return &v->latency;
}

void viewer_close(viewer **v)
{
    if (!*v)
        return;
    update_clear(&(*v)->shown);
    window_close(&(*v)->window);
    free(*v);
    *v = NULL;
}
