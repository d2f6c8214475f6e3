/* The first look at everything: which sequences are sound, and what is kept of each. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "cli/eval_pool.h"
#include "cli/evaluation.h"
#include "eval/text.h"
#include "video/source.h"

/* ---- a sequence ---------------------------------------------------------------------------- */

/* Where the data set does not tell how large its pictures are, they do. */
static fovea_status measure_pictures(evaluation *e, const sequence *q, subject *s)
{
    s->width = q->width;
    s->height = q->height;
    if (q->width > 0 && q->height > 0)
        return FOVEA_OK;
    source_options options = {.live = SOURCE_LIVE_NO,
                              .decoder_threads = 1,
                              .cancelled = evaluation_stopped,
                              .cancelled_context = e,
                              .log = *e->log};
    source *input;
    fovea_status status = source_open(&input, q->input, &options);
    if (status != FOVEA_OK)
        return status;
    source_info info = source_information(input);
    source_close(&input);
    s->width = info.width;
    s->height = info.height;
    return FOVEA_OK;
}

/* Its attributes, and the tags that some frame has. */
static fovea_status copy_labels(const sequence *q, subject *s)
{
    fovea_status status = FOVEA_OK;
    uint32_t tags = 0;
    for (int i = 0; i < q->frames; i++)
        tags |= q->annotation[i].tags;
    for (int i = 0; i < q->attribute.count && status == FOVEA_OK; i++)
        status = name_list_add(&s->labels, q->attribute.name[i]);
    for (int i = 0; i < q->tag.count && status == FOVEA_OK; i++)
        if (tags >> i & 1 && name_list_find(&s->labels, q->tag.name[i]) < 0)
            status = name_list_add(&s->labels, q->tag.name[i]);
    return status;
}

static fovea_status describe(evaluation *e, const task *t, subject *s)
{
    const sequence *q = &t->sequence;
    s->frames = q->frames;
    s->work = task_frames(t);
    s->group = text_format("%s", q->group);
    fovea_status status = s->group ? copy_labels(q, s) : FOVEA_ERR_NOMEM;
    return status == FOVEA_OK ? measure_pictures(e, q, s) : status;
}

/* The first store that has it whole; else what is wrong where something is. */
static void look_up(const contender *c, const task *t, slot *found)
{
    for (int k = 0; k < c->stores; k++) {
        store_entry entry = store_look(&c->store[k], t);
        if (entry != STORE_MISSING && found->entry != STORE_WHOLE) {
            found->entry = entry;
            found->kept = k;
        }
    }
}

static void survey_one(void *context, int item)
{
    evaluation *e = context;
    subject *s = &e->subject[item];
    s->good = false;
    if (evaluation_stopped(e))
        return;
    task t;
    fovea_status status = evaluation_task(e, s, &t);
    if (status == FOVEA_OK) {
        status = describe(e, &t, s);
        for (int c = 0; status == FOVEA_OK && c < e->contenders; c++) {
            evaluation_start(&t, &e->contender[c]);
            look_up(&e->contender[c], &t, evaluation_slot(e, c, item));
        }
        task_close(&t);
    }
    s->good = status == FOVEA_OK;
    if (status == FOVEA_ERR_NOMEM)
        fovea_log_message(e->log, FOVEA_LOG_ERROR, "%s: out of memory", s->name);
    if (!s->good)
        atomic_fetch_add(&e->failures, 1);
}

/* ---- what is said of it -------------------------------------------------------------------- */

/* "a, b, c and 4 more": the sequences of a contender with that entry. Returns how many. */
static int name_entries(const evaluation *e, int of, store_entry entry, char *text, size_t size)
{
    int count = 0;
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < e->subjects; i++) {
        const subject *s = &e->subject[i];
        if (!s->good || evaluation_slot(e, of, i)->entry != entry)
            continue;
        if (count < 5)
            used += (size_t)snprintf(text + used, used < size ? size - used : 0, "%s%s",
                                     count ? ", " : "", s->name);
        used = used < size ? used : size;
        count++;
    }
    if (count > 5 && used < size)
        snprintf(text + used, size - used, " and %d more", count - 5);
    return count;
}

static void tell(evaluation *e, int of, store_entry entry, const char *what)
{
    const contender *c = &e->contender[of];
    bool run_again = c->kind != CONTENDER_KEPT;
    char names[512];
    int count = name_entries(e, of, entry, names, sizeof names);
    if (count == 0 || (run_again && entry == STORE_MISSING))
        return;
    fovea_log_message(e->log, run_again ? FOVEA_LOG_WARNING : FOVEA_LOG_ERROR,
                      "%s: %d of %d results %s%s: %s", c->name, count, e->subjects, what,
                      run_again ? " and are made again" : "", names);
    if (!run_again)
        atomic_fetch_add(&e->failures, count);
}

fovea_status evaluation_survey(evaluation *e)
{
    e->slot = calloc((size_t)e->contenders * (size_t)e->subjects + 1, sizeof *e->slot);
    if (!e->slot)
        return FOVEA_ERR_NOMEM;
    pool_run(e->subjects, (int)e->options->jobs, survey_one, e);
    if (evaluation_stopped(e))
        return FOVEA_ERR_CLOSED;
    for (int c = 0; c < e->contenders; c++) {
        if (e->contender[c].kind == CONTENDER_FOLDER || e->contender[c].stores == 0)
            continue;
        tell(e, c, STORE_FOREIGN, "are of another version, with other settings or another start");
        tell(e, c, STORE_DAMAGED, "are damaged");
        tell(e, c, STORE_MISSING, "are missing");
    }
    return FOVEA_OK;
}
