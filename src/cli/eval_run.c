/* One sequence, one thread, one tracker: read, step, write down. */
#include "cli/eval_run.h"

#include <inttypes.h>
#include <time.h>

#include "base/log.h"
#include "cli/timing.h"
#include "video/source.h"

typedef struct runner {
    const task *task;
    const run_hooks *hooks;
    fovea_tracker *tracker;
    image_list pictures; /* for runs from anchors: any order is read one by one */
} runner;

/* Processor time of this thread: what else the machine does hardly changes it. */
static double thread_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static bool cancelled(const runner *r)
{
    return r->hooks->cancelled(r->hooks->context);
}

static fovea_status open_input(source **out, const runner *r, const char *input, int64_t from)
{
    source_options options = {
        .live = SOURCE_LIVE_NO,
        .decoder_threads = 1,
        .from = {.kind = SOURCE_POSITION_FRAME, .frame = from},
        .cancelled = r->hooks->cancelled,
        .cancelled_context = r->hooks->context,
        .log = *r->hooks->log,
    };
    return source_open(out, input, &options);
}

/* ---- a frame ------------------------------------------------------------------------------- */

/* The tracker starts in `box`, or steps where box is NULL. `frame_number` is the annotation's. */
static fovea_status take_frame(const runner *r, const frame *f, const fovea_box *box, float dt,
                               int frame_number, trajectory_row *row)
{
    fovea_result result;
    double before = thread_seconds();
    fovea_status status = box ? fovea_tracker_start(r->tracker, &f->image, *box, &result)
                              : fovea_tracker_step(r->tracker, &f->image, dt, &result);
    row->step_s = thread_seconds() - before;
    if (status != FOVEA_OK) {
        const sequence *q = &r->task->sequence;
        fovea_log_message(r->hooks->log, FOVEA_LOG_ERROR,
                          "%s: frame %d of %s: tracking cannot %s: %s", q->name, frame_number,
                          q->input, box ? "start in the given box" : "go on",
                          fovea_status_text(status));
        return status == FOVEA_ERR_ARG ? FOVEA_ERR_FORMAT : status;
    }
    row->box = result.box;
    row->confidence = result.confidence;
    row->state = result.state;
    r->hooks->advanced(r->hooks->context, 1);
    return FOVEA_OK;
}

/* ---- the one pass -------------------------------------------------------------------------- */

static fovea_status read_timed(source *s, frame **out, double *seconds)
{
    double before = thread_seconds();
    fovea_status status = source_read(s, out);
    *seconds = thread_seconds() - before;
    return status;
}

/* `frame_number` could not be read. */
static fovea_status tell_unread(const runner *r, fovea_status why, int frame_number)
{
    const sequence *q = &r->task->sequence;
    if (why == FOVEA_EOF)
        fovea_log_message(r->hooks->log, FOVEA_LOG_ERROR,
                          "%s: %s ends after %" PRId64 " frames; the annotation has %d, line %d "
                          "and on are too many",
                          q->name, q->input, q->first_frame + frame_number, q->frames,
                          frame_number + 1);
    else if (why != FOVEA_ERR_CLOSED)
        fovea_log_message(r->hooks->log, FOVEA_LOG_ERROR, "%s: frame %d of %s cannot be read: %s",
                          q->name, frame_number, q->input, fovea_status_text(why));
    return why == FOVEA_EOF ? FOVEA_ERR_FORMAT : why;
}

/* Whether the input ends where the annotation does. */
static fovea_status expect_end(const runner *r, source *s)
{
    const sequence *q = &r->task->sequence;
    frame *more;
    if (q->part)
        return FOVEA_OK;
    fovea_status status = source_read(s, &more);
    if (status == FOVEA_EOF)
        return FOVEA_OK;
    if (status != FOVEA_OK)
        return tell_unread(r, status, q->frames);
    frame_unref(&more);
    fovea_log_message(r->hooks->log, FOVEA_LOG_ERROR,
                      "%s: %s has more than %d frames; the annotation ends after line %d", q->name,
                      q->input, q->frames, q->frames);
    return FOVEA_ERR_FORMAT;
}

static fovea_status follow(const runner *r, source *s, trajectory *out)
{
    const sequence *q = &r->task->sequence;
    source_info info = source_information(s);
    timing_mark last = {0};
    fovea_status status = FOVEA_OK;
    for (int i = r->task->start; i < q->frames && status == FOVEA_OK; i++) {
        frame *f;
        if (cancelled(r))
            return FOVEA_ERR_CLOSED;
        status = read_timed(s, &f, &out->row[i].decode_s);
        if (status != FOVEA_OK)
            return tell_unread(r, status, i);
        timing_mark mark = timing_mark_of(f);
        bool first = i == r->task->start;
        status = take_frame(r, f, first ? &r->task->given : NULL,
                            first ? 1 : timing_step(&info, last, mark), i, &out->row[i]);
        last = mark;
        frame_unref(&f);
    }
    return status == FOVEA_OK ? expect_end(r, s) : status;
}

static fovea_status run_pass(const runner *r, trajectory *out)
{
    const sequence *q = &r->task->sequence;
    source *s;
    fovea_status status = open_input(&s, r, q->input, q->first_frame + r->task->start);
    if (status != FOVEA_OK)
        return status;
    status = follow(r, s, out);
    source_close(&s);
    return status;
}

/* ---- runs from anchors --------------------------------------------------------------------- */

static fovea_status read_picture(const runner *r, int frame_number, frame **out, double *seconds)
{
    int64_t at = r->task->sequence.first_frame + frame_number;
    if (at >= r->pictures.count)
        return tell_unread(r, FOVEA_EOF, frame_number);
    double before = thread_seconds();
    source *s;
    fovea_status status = open_input(&s, r, r->pictures.paths[at], 0);
    if (status != FOVEA_OK)
        return status;
    status = source_read(s, out);
    source_close(&s);
    *seconds = thread_seconds() - before;
    return status == FOVEA_OK ? FOVEA_OK : tell_unread(r, status, frame_number);
}

static fovea_status run_from_anchor(const runner *r, vot_run run, trajectory *out)
{
    fovea_status status = FOVEA_OK;
    for (int k = 0; k < out->frames && status == FOVEA_OK; k++) {
        int i = vot_run_frame(run, k);
        frame *f;
        if (cancelled(r))
            return FOVEA_ERR_CLOSED;
        status = read_picture(r, i, &f, &out->row[k].decode_s);
        if (status != FOVEA_OK)
            return status;
        const fovea_box *box = k == 0 ? &r->task->sequence.annotation[i].box : NULL;
        status = take_frame(r, f, box, 1, i, &out->row[k]);
        frame_unref(&f);
    }
    return status;
}

/* ---- all ----------------------------------------------------------------------------------- */

fovea_status run_fovea(outcome *out, const task *t, const fovea_config *config,
                       const run_hooks *hooks)
{
    runner r = {.task = t, .hooks = hooks};
    fovea_config own = *config;
    own.log = *hooks->log;
    outcome o = {0};
    fovea_status status = fovea_tracker_open(&r.tracker, &own);
    if (status == FOVEA_OK)
        status = outcome_open(&o, t);
    if (status == FOVEA_OK)
        status = run_pass(&r, &o.pass);
    if (status == FOVEA_OK && t->runs > 0)
        status = task_pictures(&r.pictures, t, hooks->log);
    for (int i = 0; i < t->runs && status == FOVEA_OK; i++)
        status = run_from_anchor(&r, t->run[i], &o.run[i]);
    image_list_free(&r.pictures);
    fovea_tracker_close(&r.tracker);
    if (status == FOVEA_OK)
        *out = o;
    else
        outcome_close(&o);
    return status;
}
