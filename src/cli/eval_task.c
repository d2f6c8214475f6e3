/* Tasks and outcomes. */
#include "cli/eval_task.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "eval/text.h"

/* ---- tasks --------------------------------------------------------------------------------- */

/* The data set's anchors; where it has none, those that VOT's rule places. */
static fovea_status find_runs(task *t)
{
    const sequence *q = &t->sequence;
    t->run = malloc(((size_t)q->frames + 2) * sizeof *t->run);
    if (!t->run)
        return FOVEA_ERR_NOMEM;
    t->runs = vot_runs(t->run, q->annotation, q->frames);
    if (t->runs == 0)
        t->runs = vot_runs_placed(t->run, q->annotation, q->frames);
    return FOVEA_OK;
}

fovea_status task_open(task *out, const dataset *d, int i, bool anchors, const fovea_log *log)
{
    task t = {0};
    fovea_status status = dataset_load(d, i, &t.sequence, log);
    if (status != FOVEA_OK)
        return status;
    t.start = sequence_start(&t.sequence);
    if (t.start < 0) {
        fovea_log_message(log, FOVEA_LOG_ERROR,
                          "%s: no frame has a box of at least one pixel to start in",
                          t.sequence.name);
        status = FOVEA_ERR_FORMAT;
    } else {
        t.given = t.sequence.annotation[t.start].box;
    }
    if (status == FOVEA_OK && anchors) {
        status = find_runs(&t);
    }
    if (status == FOVEA_OK)
        *out = t;
    else
        task_close(&t);
    return status;
}

void task_close(task *t)
{
    sequence_close(&t->sequence);
    free(t->run);
    *t = (task){0};
}

int64_t task_frames(const task *t)
{
    int64_t frames = t->sequence.frames - t->start;
    for (int i = 0; i < t->runs; i++)
        frames += vot_run_length(t->run[i], t->sequence.frames);
    return frames;
}

fovea_status task_pictures(image_list *out, const task *t, const fovea_log *log)
{
    const char *input = t->sequence.input;
    fovea_status status = image_list_is_pattern(input) ? image_list_from_pattern(out, input)
                                                       : image_list_from_folder(out, input);
    if (status == FOVEA_ERR_IO)
        fovea_log_message(log, FOVEA_LOG_ERROR,
                          "%s: %s is no folder of images, which runs from anchors need",
                          t->sequence.name, input);
    return status;
}

/* ---- outcomes ------------------------------------------------------------------------------ */

fovea_status outcome_open(outcome *out, const task *t)
{
    outcome o = {.run = calloc((size_t)t->runs + 1, sizeof *o.run)};
    fovea_status status = o.run ? trajectory_open(&o.pass, t->sequence.frames) : FOVEA_ERR_NOMEM;
    for (; status == FOVEA_OK && o.runs < t->runs; o.runs++)
        status =
            trajectory_open(&o.run[o.runs], vot_run_length(t->run[o.runs], t->sequence.frames));
    if (status == FOVEA_OK)
        *out = o;
    else
        outcome_close(&o);
    return status;
}

void outcome_close(outcome *o)
{
    for (int i = 0; i < o->runs; i++)
        trajectory_close(&o->run[i]);
    free(o->run);
    trajectory_close(&o->pass);
    *o = (outcome){0};
}

/* The first row that differs, or -1. */
static int first_difference(const trajectory *a, const trajectory *b)
{
    for (int i = 0; i < a->frames; i++) {
        const trajectory_row *p = &a->row[i], *q = &b->row[i];
        if (memcmp(&p->box, &q->box, sizeof p->box) != 0 ||
            memcmp(&p->confidence, &q->confidence, sizeof p->confidence) != 0 ||
            p->state != q->state)
            return i;
    }
    return -1;
}

char *outcome_difference(const task *t, const outcome *a, const outcome *b)
{
    int row = first_difference(&a->pass, &b->pass);
    if (row >= 0)
        return text_format("frame %d", row);
    for (int i = 0; i < t->runs; i++) {
        row = first_difference(&a->run[i], &b->run[i]);
        if (row >= 0)
            return text_format("frame %d of the run from anchor %d", row, t->run[i].anchor);
    }
    return NULL;
}
