/* What is to be evaluated: the data set's sequences that were chosen, and the trackers. */
#define _XOPEN_SOURCE 700 /* realpath() */

#include "cli/evaluation.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "eval/sre.h"
#include "eval/text.h"

/* ---- choosing sequences -------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const subject *)a)->name, ((const subject *)b)->name);
}

static subject *find_subject(const evaluation *e, const char *name)
{
    subject key = {.name = name};
    return bsearch(&key, e->subject, (size_t)e->subjects, sizeof key, by_name);
}

static fovea_status list_subjects(evaluation *e)
{
    e->subjects = dataset_count(e->dataset);
    e->subject = calloc((size_t)e->subjects, sizeof *e->subject);
    if (!e->subject)
        return FOVEA_ERR_NOMEM;
    for (int i = 0; i < e->subjects; i++)
        e->subject[i] = (subject){.index = i, .name = dataset_name(e->dataset, i)};
    qsort(e->subject, (size_t)e->subjects, sizeof *e->subject, by_name);
    return FOVEA_OK;
}

static void keep_subjects(evaluation *e, bool (*keep)(const evaluation *e, int i))
{
    int kept = 0;
    for (int i = 0; i < e->subjects; i++)
        if (keep(e, i))
            e->subject[kept++] = e->subject[i];
    e->subjects = kept;
}

static bool is_named(const evaluation *e, int i)
{
    (void)e;
    return e->subject[i].good;
}

static bool is_of_shard(const evaluation *e, int i)
{
    return i % e->options->shard.of == e->options->shard.part - 1;
}

/* Marks those of "a,b" as good for the moment. Returns an exit code. */
static int mark_named(evaluation *e, const char *names)
{
    for (const char *at = names;;) {
        size_t length = strcspn(at, ",");
        char name[256];
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        subject *s = find_subject(e, name);
        if (!s) {
            fovea_log_message(e->log, FOVEA_LOG_ERROR,
                              "--sequences: %s has no sequence '%s'; it has %d, from %s to %s",
                              e->place, name, e->subjects, e->subject[0].name,
                              e->subject[e->subjects - 1].name);
            return EXIT_USAGE;
        }
        s->good = true;
        if (at[length] == '\0')
            return EXIT_SUCCESS;
        at += length + 1;
    }
}

static int choose(evaluation *e)
{
    if (list_subjects(e) != FOVEA_OK)
        return EXIT_FAILURE;
    if (e->options->sequences) {
        int code = mark_named(e, e->options->sequences);
        if (code != EXIT_SUCCESS)
            return code;
        keep_subjects(e, is_named);
    }
    if (e->options->shard.of > 0)
        keep_subjects(e, is_of_shard);
    if (e->subjects > 0)
        return EXIT_SUCCESS;
    fovea_log_message(e->log, FOVEA_LOG_INFO,
                      "--shard %d/%d: there are fewer sequences than that; nothing to do",
                      e->options->shard.part, e->options->shard.of);
    return EXIT_SUCCESS;
}

/* ---- opening ------------------------------------------------------------------------------- */

static ope_rules rules_of(dataset_layout layout, const char *name)
{
    bool lasot = layout == DATASET_LASOT;
    if (!name)
        return layout == DATASET_OTB ? OPE_OTB : lasot ? OPE_LASOT : OPE_ANNOTATED;
    if (strcmp(name, "pysot") == 0)
        return lasot ? OPE_PYSOT_LASOT : OPE_PYSOT;
    return strcmp(name, "otb") == 0     ? OPE_OTB
           : strcmp(name, "lasot") == 0 ? OPE_LASOT
                                        : OPE_ANNOTATED;
}

int evaluation_open(evaluation *e, const char *folder, const eval_options *options, console *shown,
                    const fovea_log *log)
{
    *e = (evaluation){.options = options, .log = log, .progress = {.console = shown}};
    children_open(&e->children);
    pthread_mutex_init(&e->lock, NULL);
    e->place = realpath(folder, NULL);
    if (!e->place) {
        fovea_log_message(log, FOVEA_LOG_ERROR, "%s: %s", folder, strerror(errno));
        return EXIT_FAILURE;
    }
    if (dataset_open(&e->dataset, e->place, log) != FOVEA_OK)
        return EXIT_FAILURE;
    dataset_layout layout = dataset_layout_of(e->dataset);
    e->rules = rules_of(layout, options->rules);
    e->is_vot = layout == DATASET_VOT && vot_rules_of(&e->vot, (int)options->vot_year) == FOVEA_OK;
    return choose(e);
}

void contender_close(contender *c)
{
    for (int i = 0; i < c->stores; i++)
        store_close(&c->store[i]);
    free(c->store);
    results_folder_close(&c->folder);
    free(c->name);
    *c = (contender){0};
}

fovea_status evaluation_add(evaluation *e, contender *c)
{
    contender *more = realloc(e->contender, (size_t)(e->contenders + 1) * sizeof *more);
    if (!more) {
        contender_close(c);
        return FOVEA_ERR_NOMEM;
    }
    e->contender = more;
    c->start = sre_start_of(c->name);
    e->contender[e->contenders++] = *c;
    *c = (contender){0};
    return FOVEA_OK;
}

static fovea_status add_compared(evaluation *e, const struct named *item, const char *const *names)
{
    contender c = {.kind = CONTENDER_FOLDER, .name = text_format("%s", item->name)};
    fovea_status status =
        c.name ? results_folder_open(&c.folder, item->value, NULL, names, e->subjects, e->log)
               : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK)
        return evaluation_add(e, &c);
    contender_close(&c);
    return status;
}

fovea_status evaluation_add_compared(evaluation *e)
{
    const char **names = calloc((size_t)e->subjects + 1, sizeof *names);
    fovea_status status = names ? FOVEA_OK : FOVEA_ERR_NOMEM;
    for (int i = 0; names && i < e->subjects; i++)
        names[i] = e->subject[i].name;
    for (int i = 0; i < e->options->compare.count && status == FOVEA_OK; i++)
        status = add_compared(e, &e->options->compare.item[i], names);
    free(names);
    return status;
}

void evaluation_stop(void *context)
{
    evaluation *e = context;
    atomic_store(&e->stopped, true);
    children_stop(&e->children);
}

bool evaluation_stopped(void *context)
{
    return atomic_load(&((evaluation *)context)->stopped);
}

fovea_status evaluation_task(const evaluation *e, const subject *s, task *out)
{
    bool anchors = e->is_vot && e->vot.multistart;
    fovea_status status = task_open(out, e->dataset, s->index, anchors, e->log);
    if (status == FOVEA_OK && s->width > 0) {
        out->sequence.width = s->width;
        out->sequence.height = s->height;
    }
    return status;
}

void evaluation_start(task *t, const contender *c)
{
    t->given = sre_box(t->sequence.annotation[t->start].box, c->start);
}

slot *evaluation_slot(const evaluation *e, int of_contender, int of_subject)
{
    return &e->slot[(size_t)of_contender * (size_t)e->subjects + (size_t)of_subject];
}

void evaluation_close(evaluation *e)
{
    for (int i = 0; e->slot && i < e->contenders * e->subjects; i++) {
        scores_close(&e->slot[i].scores);
        free(e->slot[i].box);
    }
    free(e->slot);
    for (int i = 0; i < e->contenders; i++)
        contender_close(&e->contender[i]);
    free(e->contender);
    for (int i = 0; i < e->subjects; i++) {
        free(e->subject[i].group);
        name_list_free(&e->subject[i].labels);
    }
    free(e->subject);
    dataset_close(&e->dataset);
    free(e->place);
    pthread_mutex_destroy(&e->lock);
    children_close(&e->children);
    *e = (evaluation){0};
}
