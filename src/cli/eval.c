/* fovea eval: Fovea's tracker and other programs over a data set, beside results from elsewhere. */
#include "cli/eval.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "attention/kernels.h"
#include "base/log.h"
#include "cli/eval_hash.h"
#include "cli/eval_session.h"
#include "eval/sre.h"
#include "eval/text.h"

/* The version and what was built of it, with the weights where they are not part of that: a
 * tracker that was changed has new results. */
static char *own_version(const fovea_config *config)
{
    uint64_t hash = HASH_FIRST;
    fovea_status status = hash_file(&hash, "/proc/self/exe");
    if (status == FOVEA_OK && config->weights)
        status = hash_file(&hash, config->weights);
    if (status != FOVEA_OK)
        return text_format("%s", fovea_version());
    return text_format("%s, build %016" PRIx64, fovea_version(), hash);
}

/* tracker.txt has lines. */
static char *one_line(const char *text)
{
    char *line = text_format("%s", text);
    for (char *c = line; c && *c; c++)
        if (*c == '\n' || *c == '\r')
            *c = ' ';
    return line;
}

static provenance provenance_of(const eval_session *s, const contender *c)
{
    const fovea_config *config = &s->options.tracker.config;
    provenance p = {.dataset = one_line(s->evaluation.place), .tracker = one_line(c->name)};
    if (c->kind == CONTENDER_PROGRAM) {
        p.version = one_line(c->command);
        p.settings = text_format("as the command says");
    } else {
        p.version = own_version(config);
        p.settings = text_format("model %s, cpu %s", fovea_model_text(config->model),
                                 fovea_kernels_get(config->cpu)->name);
    }
    return p;
}

/* A store for the tracker's results, where they are to be kept. */
static fovea_status open_store(const eval_session *s, contender *c)
{
    if (!s->options.results)
        return FOVEA_OK;
    provenance from = provenance_of(s, c);
    char *folder = text_format("%s/%s", s->options.results, c->name);
    c->store = calloc(1, sizeof *c->store);
    bool good = folder && c->store && from.dataset && from.tracker && from.version && from.settings;
    fovea_status status = good ? store_create(c->store, folder, &from, &s->log) : FOVEA_ERR_NOMEM;
    c->stores = status == FOVEA_OK;
    provenance_close(&from);
    free(folder);
    return status;
}

static fovea_status add(eval_session *s, contender_kind kind, const char *name, const char *command)
{
    contender c = {.kind = kind, .name = text_format("%s", name), .command = command};
    fovea_status status = c.name ? open_store(s, &c) : FOVEA_ERR_NOMEM;
    fovea_status added = evaluation_add(&s->evaluation, &c);
    return status != FOVEA_OK ? status : added;
}

/* Once, or from every start. */
static fovea_status add_starts(eval_session *s, contender_kind kind, const char *name,
                               const char *command)
{
    fovea_status status = FOVEA_OK;
    for (int i = 0; i <= (s->options.sre ? SRE_STARTS : 0) && status == FOVEA_OK; i++) {
        char *full = text_format("%s%s", name, sre_suffix(i));
        status = full ? add(s, kind, full, command) : FOVEA_ERR_NOMEM;
        free(full);
    }
    return status;
}

/* Opened once before the work, so that bad weights are told once. */
static fovea_status try_tracker(const eval_session *s)
{
    fovea_config config = s->options.tracker.config;
    fovea_tracker *tracker;
    config.log = s->log;
    fovea_status status = fovea_tracker_open(&tracker, &config);
    fovea_tracker_close(&tracker);
    return status;
}

static int gather(eval_session *s)
{
    const named_list *programs = &s->options.programs;
    int code =
        evaluation_open(&s->evaluation, s->options.dataset, &s->options, &s->console, &s->log);
    if (code != EXIT_SUCCESS)
        return code;
    if (try_tracker(s) != FOVEA_OK)
        return EXIT_FAILURE;
    fovea_status status = add_starts(s, CONTENDER_FOVEA, EVAL_OWN_NAME, NULL);
    for (int i = 0; i < programs->count && status == FOVEA_OK; i++)
        status = add_starts(s, CONTENDER_PROGRAM, programs->item[i].name, programs->item[i].value);
    if (status == FOVEA_OK)
        status = evaluation_add_compared(&s->evaluation);
    return status == FOVEA_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

int command_eval(int argc, char **argv)
{
    return eval_session_run(argc, argv, &eval_command, eval_options_parse, gather);
}
