/* The work: a tracker's rows for each sequence, run or read, and what they are worth. Longest
 * first, so that no thread is left alone with a long one at the end. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "cli/eval_pool.h"
#include "cli/eval_program.h"
#include "cli/eval_run.h"
#include "cli/evaluation.h"
#include "cli/evaluation_score.h"
#include "eval/text.h"

/* One item of the work. */
typedef struct item {
    int contender, subject;
    int64_t work; /* frames to track; 0: only to read */
} item;

typedef struct run {
    evaluation *e;
    item *item; /* [items] */
    int items;
} run;

/* ---- hooks --------------------------------------------------------------------------------- */

static void advance(void *context, int64_t frames)
{
    evaluation *e = context;
    char text[64];
    pthread_mutex_lock(&e->lock);
    e->point.done += frames;
    e->point.elapsed_s = (double)(fovea_clock_ns() - e->began_ns) / 1e9;
    if (e->point.elapsed_s > 0)
        e->point.fps = (double)e->point.done / e->point.elapsed_s;
    snprintf(text, sizeof text, "%d of %d sequences", e->sequences_done, e->sequences_due);
    progress_point point = e->point;
    point.state = text;
    point.confidence = NAN;
    progress_show(&e->progress, &point);
    pthread_mutex_unlock(&e->lock);
}

static void count_sequence(evaluation *e)
{
    pthread_mutex_lock(&e->lock);
    e->sequences_done++;
    pthread_mutex_unlock(&e->lock);
}

/* ---- a tracker's rows ---------------------------------------------------------------------- */

static fovea_status track(evaluation *e, const contender *c, const task *t, outcome *out)
{
    run_hooks hooks = {evaluation_stopped, advance, e, e->log};
    return c->kind == CONTENDER_PROGRAM ? run_program(out, t, c->command, &e->children, &hooks)
                                        : run_fovea(out, t, &e->options->tracker.config, &hooks);
}

/* A second time, which must come to the same. */
static fovea_status repeat(evaluation *e, const contender *c, const task *t, const outcome *first)
{
    outcome second;
    fovea_status status = track(e, c, t, &second);
    if (status != FOVEA_OK)
        return status;
    char *where = outcome_difference(t, first, &second);
    if (where) {
        fovea_log_message(e->log, FOVEA_LOG_ERROR,
                          "%s: two runs of %s differ from %s on: it is not deterministic",
                          t->sequence.name, c->name, where);
        status = FOVEA_ERR_FORMAT;
    }
    free(where);
    outcome_close(&second);
    return status;
}

/* Runs it, unless that has been done before, and keeps it. */
static fovea_status make(evaluation *e, const contender *c, const slot *s, const task *t,
                         outcome *out)
{
    bool kept = s->entry == STORE_WHOLE;
    fovea_status status =
        kept ? store_read(&c->store[s->kept], t, out, e->log) : track(e, c, t, out);
    if (status == FOVEA_OK && e->options->repeat)
        status = repeat(e, c, t, out);
    if (status == FOVEA_OK && !kept && c->stores > 0)
        status = store_write(&c->store[0], t, out, e->log);
    return status;
}

/* In an experiment of the VOT toolkit the run from the first anchor is the one pass. */
static fovea_status read_first_run(const evaluation *e, const contender *c, const task *t,
                                   trajectory *out)
{
    region_list list;
    fovea_status status =
        results_folder_read_anchor(&list, &c->folder, &t->sequence, t->start, e->log);
    if (status != FOVEA_OK)
        return status;
    status = trajectory_open(out, t->sequence.frames);
    for (int k = 0; k < list.count && status == FOVEA_OK; k++)
        if (t->start + k < out->frames)
            out->row[t->start + k].box = region_box(&list.region[k]);
    region_list_free(&list);
    return status;
}

static fovea_status read_other(const evaluation *e, const contender *c, const task *t, outcome *out)
{
    if (results_folder_runs(&c->folder, &t->sequence) > 0)
        return results_folder_read(&out->pass, &c->folder, &t->sequence, 1, e->log);
    if (c->folder.layout == RESULTS_VOT_EXPERIMENT && t->runs > 0)
        return read_first_run(e, c, t, &out->pass);
    fovea_log_message(e->log, FOVEA_LOG_ERROR, "%s: no results for %s in %s", c->name,
                      t->sequence.name, c->folder.path);
    return FOVEA_ERR_IO;
}

static fovea_status obtain(evaluation *e, const contender *c, const slot *s, const task *t,
                           outcome *out)
{
    if (c->kind == CONTENDER_FOLDER)
        return read_other(e, c, t, out);
    if (c->kind == CONTENDER_KEPT)
        return store_read(&c->store[s->kept], t, out, e->log);
    return make(e, c, s, t, out);
}

/* ---- what becomes of them ------------------------------------------------------------------ */

/* In the format of a toolkit, beside our own. */
static fovea_status export_rows(const evaluation *e, const contender *c, const task *t,
                                const outcome *o)
{
    results_format format;
    bool wanted = e->options->format && results_format_named(&format, e->options->format);
    if (!wanted || c->stores == 0)
        return FOVEA_OK;
    char *folder = text_format("%s/%s", c->store[0].folder, e->options->format);
    fovea_status status =
        folder ? results_write(folder, format, &t->sequence, &o->pass, e->log) : FOVEA_ERR_NOMEM;
    for (int i = 0; i < t->runs && format == RESULTS_VOT && status == FOVEA_OK; i++)
        status = results_write_run(folder, &t->sequence, t->run[i].anchor, &o->run[i], e->log);
    free(folder);
    return status;
}

static fovea_status keep_boxes(const outcome *o, slot *s)
{
    s->box = malloc((size_t)o->pass.frames * sizeof *s->box);
    if (!s->box)
        return FOVEA_ERR_NOMEM;
    for (int i = 0; i < o->pass.frames; i++)
        s->box[i] = o->pass.row[i].box;
    return FOVEA_OK;
}

static fovea_status work_on(evaluation *e, const contender *c, slot *s, const task *t)
{
    outcome o = {0};
    fovea_status status = obtain(e, c, s, t, &o);
    if (status == FOVEA_OK)
        status = export_rows(e, c, t, &o);
    if (status == FOVEA_OK)
        status = score_outcome(&s->scores, e, c, t, &o);
    if (status == FOVEA_OK && e->options->report)
        status = keep_boxes(&o, s);
    s->scored = status == FOVEA_OK;
    outcome_close(&o);
    return status;
}

static void do_item(void *context, int number)
{
    const run *r = context;
    const item *now = &r->item[number];
    evaluation *e = r->e;
    const subject *about = &e->subject[now->subject];
    if (evaluation_stopped(e))
        return;
    task t;
    fovea_status status = evaluation_task(e, about, &t);
    if (status == FOVEA_OK) {
        evaluation_start(&t, &e->contender[now->contender]);
        status = work_on(e, &e->contender[now->contender],
                         evaluation_slot(e, now->contender, now->subject), &t);
        task_close(&t);
    }
    if (status == FOVEA_ERR_NOMEM)
        fovea_log_message(e->log, FOVEA_LOG_ERROR, "%s: out of memory", about->name);
    if (status != FOVEA_OK && status != FOVEA_ERR_CLOSED)
        atomic_fetch_add(&e->failures, 1);
    if (now->work > 0)
        count_sequence(e);
}

/* ---- all of it ----------------------------------------------------------------------------- */

static int64_t frames_due(const evaluation *e, const contender *c, const slot *s, const subject *q)
{
    if (c->kind != CONTENDER_FOVEA && c->kind != CONTENDER_PROGRAM)
        return 0;
    return q->work * ((s->entry != STORE_WHOLE) + e->options->repeat);
}

static int by_work(const void *a, const void *b)
{
    const item *p = a, *q = b;
    if (p->work != q->work)
        return p->work > q->work ? -1 : 1;
    return p->contender != q->contender ? p->contender - q->contender : p->subject - q->subject;
}

static void plan(run *r)
{
    evaluation *e = r->e;
    for (int c = 0; c < e->contenders; c++) {
        for (int i = 0; i < e->subjects; i++) {
            const slot *s = evaluation_slot(e, c, i);
            bool there = e->contender[c].kind != CONTENDER_KEPT || s->entry == STORE_WHOLE;
            if (!e->subject[i].good || !there)
                continue;
            int64_t work = frames_due(e, &e->contender[c], s, &e->subject[i]);
            r->item[r->items++] = (item){c, i, work};
            e->point.total += work;
            e->sequences_due += work > 0;
        }
    }
    qsort(r->item, (size_t)r->items, sizeof *r->item, by_work);
}

fovea_status evaluation_run(evaluation *e)
{
    run r = {.e = e};
    r.item = malloc(((size_t)e->contenders * (size_t)e->subjects + 1) * sizeof *r.item);
    if (!r.item)
        return FOVEA_ERR_NOMEM;
    plan(&r);
    e->began_ns = fovea_clock_ns();
    pool_run(r.items, (int)e->options->jobs, do_item, &r);
    free(r.item);
    return evaluation_stopped(e) ? FOVEA_ERR_CLOSED : FOVEA_OK;
}
