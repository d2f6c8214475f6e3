/* Scores of one sequence. VOT's overlaps are those of regions drawn on pixels; Fovea's regions are
 * its boxes. */
#include "cli/evaluation_score.h"

#include <stdlib.h>

#include "base/log.h"
#include "eval/region.h"

/* ---- runs from anchors --------------------------------------------------------------------- */

static region truth_of(const sequence *q, int i)
{
    return q->region ? q->region[i] : region_of_box(q->annotation[i].box);
}

/* said: [vot_run_length()] in the order of the run. */
static fovea_status add_run(vot_sequence *vot, const vot_rules *rules, const sequence *q,
                            vot_run run, const region *said)
{
    int frames = vot_run_length(run, q->frames);
    double *overlap = malloc((size_t)frames * sizeof *overlap);
    bool *absent = malloc((size_t)frames * sizeof *absent);
    bool good = overlap && absent;
    for (int k = 0; good && k < frames; k++) {
        int i = vot_run_frame(run, k);
        region truth = truth_of(q, i);
        overlap[k] = k == 0 ? 0 : region_overlap(&truth, &said[k], q->width, q->height);
        absent[k] = q->annotation[i].absent;
    }
    if (good)
        vot_add_run(vot, rules, overlap, absent, frames);
    free(overlap);
    free(absent);
    return good ? FOVEA_OK : FOVEA_ERR_NOMEM;
}

static fovea_status add_own_run(vot_sequence *vot, const evaluation *e, const task *t, int number,
                                const trajectory *ran)
{
    region *said = malloc((size_t)ran->frames * sizeof *said);
    if (!said)
        return FOVEA_ERR_NOMEM;
    for (int k = 0; k < ran->frames; k++)
        said[k] = region_of_box(ran->row[k].box);
    fovea_status status = add_run(vot, &e->vot, &t->sequence, t->run[number], said);
    free(said);
    return status;
}

static fovea_status add_other_run(vot_sequence *vot, const evaluation *e, const contender *c,
                                  const task *t, int number)
{
    region_list list = {0};
    int anchor = t->run[number].anchor;
    fovea_status status =
        results_folder_read_anchor(&list, &c->folder, &t->sequence, anchor, e->log);
    int frames = vot_run_length(t->run[number], t->sequence.frames);
    if (status == FOVEA_OK && list.count != frames) {
        fovea_log_message(e->log, FOVEA_LOG_ERROR,
                          "%s: the run of %s from anchor %d has %d frames, expected %d", c->name,
                          t->sequence.name, anchor, list.count, frames);
        status = FOVEA_ERR_FORMAT;
    }
    if (status == FOVEA_OK)
        status = add_run(vot, &e->vot, &t->sequence, t->run[number], list.region);
    region_list_free(&list);
    return status;
}

/* ---- supervised runs --------------------------------------------------------------------- */

/* said: [frames of the sequence]. */
static fovea_status add_supervised(vot_sequence *vot, const vot_rules *rules, const sequence *q,
                                   const region *said)
{
    double *overlap = malloc((size_t)q->frames * sizeof *overlap);
    vot_code *code = malloc((size_t)q->frames * sizeof *code);
    bool good = overlap && code;
    for (int i = 0; good && i < q->frames; i++) {
        region truth = truth_of(q, i);
        bool place = said[i].kind != REGION_SPECIAL;
        code[i] = place ? VOT_REGION : (vot_code)said[i].code;
        overlap[i] = place ? region_overlap(&truth, &said[i], q->width, q->height) : 0;
    }
    if (good)
        vot_add_supervised(vot, rules, overlap, code, q->frames);
    free(overlap);
    free(code);
    return good ? FOVEA_OK : FOVEA_ERR_NOMEM;
}

static fovea_status add_supervised_run(vot_sequence *vot, const evaluation *e, const contender *c,
                                       const task *t, int number)
{
    const sequence *q = &t->sequence;
    region_list list = {0};
    fovea_status status = results_folder_read_regions(&list, &c->folder, q, number, e->log);
    if (status == FOVEA_OK && list.count != q->frames) {
        fovea_log_message(e->log, FOVEA_LOG_ERROR, "%s: run %d of %s has %d frames, expected %d",
                          c->name, number, q->name, list.count, q->frames);
        status = FOVEA_ERR_FORMAT;
    }
    if (status == FOVEA_OK)
        status = add_supervised(vot, &e->vot, q, list.region);
    region_list_free(&list);
    return status;
}

/* ---- all ----------------------------------------------------------------------------------- */

/* All runs that there are by the challenge's protocol. */
static fovea_status add_runs(vot_sequence *vot, const evaluation *e, const contender *c,
                             const task *t, const outcome *o)
{
    bool own = c->kind != CONTENDER_FOLDER;
    fovea_status status = FOVEA_OK;
    if (!own && c->folder.layout != RESULTS_VOT_EXPERIMENT)
        return FOVEA_OK;
    for (int i = 0; i < t->runs && status == FOVEA_OK; i++)
        status = own ? add_own_run(vot, e, t, i, &o->run[i]) : add_other_run(vot, e, c, t, i);
    int supervised = own || e->vot.multistart ? 0 : results_folder_runs(&c->folder, &t->sequence);
    for (int k = 1; k <= supervised && status == FOVEA_OK; k++)
        status = add_supervised_run(vot, e, c, t, k);
    return status;
}

fovea_status score_outcome(sequence_scores *out, const evaluation *e, const contender *c,
                           const task *t, const outcome *o)
{
    sequence_scores s = {0};
    fovea_status status = scores_open(&s, &t->sequence, t->start, &o->pass, e->rules);
    s.vot.frames = t->sequence.frames;
    if (status == FOVEA_OK && e->is_vot) {
        status = add_runs(&s.vot, e, c, t, o);
        if (s.vot.runs > 0)
            scores_set_vot(&s, &e->vot);
    }
    if (status == FOVEA_OK)
        *out = s;
    else
        scores_close(&s);
    return status;
}
