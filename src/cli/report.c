/* fovea report: what runs of `fovea eval` have left, in one folder or in many. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "cli/eval.h"
#include "cli/eval_session.h"
#include "eval/folder.h"
#include "eval/text.h"

/* The trackers that were found, by name, with a store from each folder. */
typedef struct findings {
    contender *contender;
    int contenders;
} findings;

static const store *first_store(const findings *f)
{
    return f->contenders > 0 ? &f->contender[0].store[0] : NULL;
}

/* ---- one store ----------------------------------------------------------------------------- */

/* Results that are no parts of one evaluation are not mixed. */
static fovea_status check_same(const eval_session *s, const store *a, const store *b, bool place)
{
    char *difference = store_difference(a, b, place);
    if (!difference)
        return FOVEA_OK;
    fovea_log_message(&s->log, FOVEA_LOG_ERROR, "these are not parts of one evaluation: %s%s",
                      difference,
                      place ? "; if it is the same one, name it with --dataset DIR" : "");
    free(difference);
    return FOVEA_ERR_FORMAT;
}

static contender *find_contender(findings *f, const char *name)
{
    for (int i = 0; i < f->contenders; i++)
        if (strcmp(f->contender[i].name, name) == 0)
            return &f->contender[i];
    contender *more = realloc(f->contender, (size_t)(f->contenders + 1) * sizeof *more);
    if (!more)
        return NULL;
    f->contender = more;
    contender *fresh = &more[f->contenders];
    *fresh = (contender){.kind = CONTENDER_KEPT, .name = text_format("%s", name)};
    f->contenders += fresh->name != NULL;
    return fresh->name ? fresh : NULL;
}

/* Takes the store over, also where it fails. */
static fovea_status add_store(const eval_session *s, findings *f, store *more)
{
    fovea_status status = FOVEA_OK;
    const store *first = first_store(f);
    if (first && !s->options.dataset)
        status = check_same(s, first, more, true);
    contender *c = status == FOVEA_OK ? find_contender(f, more->from.tracker) : NULL;
    if (c && c->stores > 0)
        status = check_same(s, &c->store[0], more, false);
    store *all = NULL;
    if (c && status == FOVEA_OK)
        all = realloc(c->store, (size_t)(c->stores + 1) * sizeof *all);
    if (!all) {
        store_close(more);
        return status == FOVEA_OK ? FOVEA_ERR_NOMEM : status;
    }
    c->store = all;
    c->store[c->stores++] = *more;
    return FOVEA_OK;
}

/* ---- folders ------------------------------------------------------------------------------- */

static fovea_status take_store(const eval_session *s, findings *f, const char *folder)
{
    store found;
    fovea_status status = store_open(&found, folder, &s->log);
    return status == FOVEA_OK ? add_store(s, f, &found) : status;
}

/* A folder of results, or that of one tracker in it. */
static fovea_status take_folder(const eval_session *s, findings *f, const char *folder)
{
    if (folder_has(folder, "tracker.txt"))
        return take_store(s, f, folder);
    name_list names = {0};
    fovea_status status = folder_folders(&names, folder);
    int taken = 0;
    for (int i = 0; i < names.count && status == FOVEA_OK; i++) {
        char *inner = text_format("%s/%s", folder, names.name[i]);
        status = inner ? FOVEA_OK : FOVEA_ERR_NOMEM;
        if (inner && folder_has(inner, "tracker.txt")) {
            status = take_store(s, f, inner);
            taken++;
        }
        free(inner);
    }
    name_list_free(&names);
    if (status == FOVEA_ERR_IO || (status == FOVEA_OK && taken == 0)) {
        fovea_log_message(&s->log, FOVEA_LOG_ERROR,
                          "%s: no results here (TRACKER/tracker.txt); name a folder that "
                          "fovea eval --results wrote to",
                          folder);
        status = FOVEA_ERR_IO;
    }
    return status;
}

/* ---- the command --------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    const contender *p = a, *q = b;
    bool own_p = strcmp(p->name, EVAL_OWN_NAME) == 0, own_q = strcmp(q->name, EVAL_OWN_NAME) == 0;
    return own_p != own_q ? own_q - own_p : strcmp(p->name, q->name);
}

static fovea_status check_names(const eval_session *s, const findings *f)
{
    for (int i = 0; i < s->options.compare.count; i++) {
        for (int k = 0; k < f->contenders; k++) {
            if (strcmp(s->options.compare.item[i].name, f->contender[k].name) != 0)
                continue;
            fovea_log_message(&s->log, FOVEA_LOG_ERROR,
                              "--compare: %s holds a tracker called %s, too; take another name",
                              f->contender[k].store[0].folder, f->contender[k].name);
            return FOVEA_ERR_ARG;
        }
    }
    return FOVEA_OK;
}

static int enter(eval_session *s, findings *f)
{
    const char *place = s->options.dataset ? s->options.dataset : first_store(f)->from.dataset;
    qsort(f->contender, (size_t)f->contenders, sizeof *f->contender, by_name);
    int code = evaluation_open(&s->evaluation, place, &s->options, &s->console, &s->log);
    fovea_status status = code == EXIT_SUCCESS ? check_names(s, f) : FOVEA_OK;
    for (int i = 0; i < f->contenders && code == EXIT_SUCCESS && status == FOVEA_OK; i++)
        status = evaluation_add(&s->evaluation, &f->contender[i]);
    if (code == EXIT_SUCCESS && status == FOVEA_OK)
        status = evaluation_add_compared(&s->evaluation);
    return code == EXIT_SUCCESS && status != FOVEA_OK ? EXIT_FAILURE : code;
}

static int gather(eval_session *s)
{
    findings f = {0};
    fovea_status status = FOVEA_OK;
    for (int i = 0; i < s->options.folder_count && status == FOVEA_OK; i++)
        status = take_folder(s, &f, s->options.folders[i]);
    int code = status == FOVEA_OK ? enter(s, &f) : EXIT_FAILURE;
    for (int i = 0; i < f.contenders; i++)
        contender_close(&f.contender[i]);
    free(f.contender);
    return code;
}

int command_report(int argc, char **argv)
{
    return eval_session_run(argc, argv, &report_command, report_options_parse, gather);
}
