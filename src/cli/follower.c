/* The track thread. Where there is a window, what a frame gives (its row, its picture in the
 * rendered video) is held back until the next frame is begun: until then the user may stop
 * and say where the object really is. */
#include "cli/follower.h"

#include <inttypes.h>
#include <math.h>

#include "base/clock.h"
#include "base/log.h"
#include "cli/timing.h"

#define RATE_WINDOW_NS 500000000

typedef struct follower {
    const follower_config *config;
    follower_report *report;
    int64_t start_ns;

    frame *current; /* the frame that is shown; NULL before the first */
    bool tracked;   /* it has a result                                */
    bool owed;      /* its row and picture have yet to be written     */
    fovea_result result;

    bool started;     /* the tracker has had a box            */
    timing_mark last; /* the frame that the tracker saw last  */

    pacer pacer;
    int64_t rate_since_ns, rate_frames; /* frames since then, for the figure below */
    double fps;
} follower;

/* ---- what a frame gives ------------------------------------------------------------ */

static scene make_scene(const follower *f)
{
    scene s = {
        .image = &f->current->image,
        .pixel_aspect = f->current->pixel_aspect,
        .frame = f->current->index,
        .time_s = f->current->time_s,
        .dropped = frame_queue_statistics(f->config->queue).dropped,
        .latency_ms = NAN,
        .live = f->config->info.live,
    };
    if (f->tracked && fovea_tracker_glimpse(f->config->tracker, &s.glimpse) == FOVEA_OK) {
        s.tracked = true;
        s.result = f->result;
    }
    return s;
}

/* Writes what is owed of the current frame. */
static fovea_status deliver(follower *f)
{
    if (!f->owed)
        return FOVEA_OK;
    f->owed = false;
    f->report->tracked += f->tracked;
    f->report->watched += !f->tracked;
    f->report->lost += f->tracked && f->result.state == FOVEA_LOST;
    fovea_status status = FOVEA_OK;
    if (f->tracked && f->config->csv)
        status = csv_put(f->config->csv, f->current, &f->result);
    if (status == FOVEA_OK && f->config->render) {
        scene s = make_scene(f);
        status = render_put(f->config->render, f->current, &s);
    }
    return status;
}

/* Hands the current frame to the window. */
static fovea_status post(follower *f, bool fresh, bool ask)
{
    if (!f->config->mailbox)
        return FOVEA_OK;
    update news = {.scene = make_scene(f), .frame = f->current, .fresh = fresh, .ask = ask};
    news.scene.fps = f->fps;
    return mailbox_put(f->config->mailbox, &news);
}

/* ---- a box ------------------------------------------------------------------------- */

static fovea_status start_at(follower *f, fovea_box box)
{
    fovea_status status =
        fovea_tracker_start(f->config->tracker, &f->current->image, box, &f->result);
    if (status != FOVEA_OK)
        return status;
    f->started = f->tracked = true;
    f->last = timing_mark_of(f->current);
    return FOVEA_OK;
}

/* Shows exactly the current frame until the user has drawn a box on it or thinks better of
 * it. CLOSED: the user quits. */
static fovea_status ask_for_box(follower *f)
{
    for (;;) {
        fovea_status status = post(f, false, true);
        if (status != FOVEA_OK)
            return status;
        fovea_box box;
        control_reply reply = control_wait_answer(f->config->control, &box);
        if (reply == CONTROL_LEAVE)
            return FOVEA_ERR_CLOSED;
        if (reply == CONTROL_CANCEL)
            return post(f, false, false);
        status = start_at(f, box);
        if (status == FOVEA_OK)
            return post(f, false, false);
        if (status != FOVEA_ERR_ARG)
            return status;
        fovea_log_message(f->config->log, FOVEA_LOG_WARNING,
                          "frame %" PRId64 ": the box drawn is too small or outside the picture; "
                          "draw another",
                          f->current->index);
    }
}

/* ---- between frames ---------------------------------------------------------------- */

/* Follows orders at the current frame until it is time to go on. CLOSED: to quit. */
static fovea_status attend(follower *f, int64_t due_ns)
{
    for (;;) {
        control_order order = control_wait(f->config->control, due_ns);
        if (order == CONTROL_GO)
            return FOVEA_OK;
        if (order == CONTROL_QUIT)
            return FOVEA_ERR_CLOSED;
        fovea_status status = ask_for_box(f);
        if (status != FOVEA_OK)
            return status;
    }
}

/* Takes the next frame and waits until it is its turn. A file's next frame is fetched while
 * the current one is on show; a live source's after it, so that it is not old by then. */
static fovea_status next_frame(follower *f, frame **next)
{
    const follower_config *config = f->config;
    if (config->info.live && f->current) {
        fovea_status status = attend(f, 0);
        if (status != FOVEA_OK)
            return status;
    }
    fovea_status status = frame_queue_pop(config->queue, next, FRAME_QUEUE_FOREVER);
    if (!f->current || status < FOVEA_OK || (config->info.live && status == FOVEA_OK))
        return status;
    int64_t due_ns = 0;
    if (status == FOVEA_OK && config->paced)
        due_ns = pacer_due(&f->pacer, &config->info, *next, fovea_clock_ns());
    fovea_status attended = attend(f, due_ns);
    if (fovea_clock_ns() < due_ns)
        f->pacer.running = false; /* a single step: the video is ahead of its clock */
    if (attended == FOVEA_OK)
        return status;
    if (status == FOVEA_OK)
        frame_unref(next);
    return attended;
}

/* ---- a frame ----------------------------------------------------------------------- */

static fovea_status follow(follower *f)
{
    timing_mark mark = timing_mark_of(f->current);
    float dt = timing_step(&f->config->info, f->last, mark);
    int64_t before = fovea_clock_ns();
    fovea_status status =
        fovea_tracker_step(f->config->tracker, &f->current->image, dt, &f->result);
    int64_t after = fovea_clock_ns();
    if (status != FOVEA_OK) {
        fovea_log_message(f->config->log, FOVEA_LOG_ERROR, "frame %" PRId64 ": tracking failed: %s",
                          f->current->index, fovea_status_text(status));
        return status;
    }
    f->last = mark;
    f->tracked = true;
    histogram_add(&f->report->step, after - before);
    return FOVEA_OK;
}

static fovea_status track(follower *f, bool first)
{
    f->tracked = false;
    f->owed = true;
    if (first && f->config->box) {
        fovea_status status = start_at(f, *f->config->box);
        if (status != FOVEA_OK)
            fovea_log_message(f->config->log, FOVEA_LOG_ERROR,
                              "frame %" PRId64 ": tracking cannot start in the given box: %s",
                              f->current->index, fovea_status_text(status));
        return status;
    }
    return f->started ? follow(f) : FOVEA_OK;
}

static void measure(follower *f)
{
    int64_t now = fovea_clock_ns();
    f->rate_frames++;
    if (now - f->rate_since_ns >= RATE_WINDOW_NS) {
        f->fps = (double)f->rate_frames * 1e9 / (double)(now - f->rate_since_ns);
        f->rate_since_ns = now;
        f->rate_frames = 0;
    }
    if (f->config->info.live)
        histogram_add(&f->report->latency, now - f->current->captured_ns);
    f->report->elapsed_ns = now - f->start_ns;
    progress_show(f->config->progress,
                  &(progress_point){
                      .done = f->report->tracked + f->report->watched + f->owed,
                      .total = f->config->info.frames,
                      .fps = f->fps,
                      .elapsed_s = (double)f->report->elapsed_ns / 1e9,
                      .state = f->tracked ? fovea_state_text(f->result.state) : "no box yet",
                      .confidence = f->tracked ? f->result.confidence : 0,
                  });
}

/* Makes `next` the current frame and tracks it. Takes the reference. */
static fovea_status take_up(follower *f, frame *next)
{
    bool first = !f->current;
    fovea_status status = deliver(f);
    frame_unref(&f->current);
    f->current = next;
    if (status == FOVEA_OK)
        status = track(f, first);
    if (status != FOVEA_OK) {
        f->owed = false;
        return status;
    }
    if (f->config->delay_ns > 0)
        control_sleep(f->config->control, fovea_clock_ns() + f->config->delay_ns);
    measure(f);
    if (!f->config->mailbox)
        return deliver(f);
    return post(f, true, false);
}

fovea_status follower_run(const follower_config *config, follower_report *report)
{
    *report = (follower_report){0};
    int64_t now = fovea_clock_ns();
    follower f = {.config = config, .report = report, .start_ns = now, .rate_since_ns = now};
    if (!config->box)
        control_stop(config->control); /* the first frame waits for a box */
    frame *next;
    fovea_status status;
    while ((status = next_frame(&f, &next)) == FOVEA_OK) {
        status = take_up(&f, next);
        if (status != FOVEA_OK)
            break;
    }
    if (status == FOVEA_ERR_NOMEM)
        fovea_log_message(config->log, FOVEA_LOG_ERROR, "out of memory after frame %" PRId64,
                          f.current ? f.current->index : -1);
    fovea_status delivered = f.current ? deliver(&f) : FOVEA_OK;
    frame_unref(&f.current);
    report->quit = status == FOVEA_ERR_CLOSED;
    bool ended = status == FOVEA_EOF || report->quit;
    return ended ? delivered : status;
}
