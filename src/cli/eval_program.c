/* Another program's run: in a folder of its own, which goes away afterwards. */
#define _XOPEN_SOURCE 700 /* realpath() */

#include "cli/eval_program.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "eval/results.h"
#include "eval/text.h"

typedef struct call {
    const task *task;
    const char *command;
    children *children;
    const run_hooks *hooks;
    char *folder; /* for what the program writes */
} call;

/* ---- the folder ---------------------------------------------------------------------------- */

static fovea_status make_folder(call *c)
{
    const char *where = getenv("TMPDIR");
    c->folder = text_format("%s/fovea-eval-XXXXXX", where && *where ? where : "/tmp");
    if (!c->folder)
        return FOVEA_ERR_NOMEM;
    if (mkdtemp(c->folder))
        return FOVEA_OK;
    fovea_log_message(c->hooks->log, FOVEA_LOG_ERROR, "%s: no such folder can be made: %s",
                      c->folder, strerror(errno));
    free(c->folder);
    c->folder = NULL;
    return FOVEA_ERR_IO;
}

/* With the files in it; there are no folders. */
static void remove_folder(char *folder)
{
    DIR *directory = folder ? opendir(folder) : NULL;
    for (struct dirent *entry; directory && (entry = readdir(directory));)
        unlinkat(dirfd(directory), entry->d_name, 0); /* "." and ".." refuse */
    if (directory)
        closedir(directory);
    if (folder)
        rmdir(folder);
    free(folder);
}

/* ---- a run --------------------------------------------------------------------------------- */

/* What the program said last. */
static void tell_failure(const call *c, const char *messages, int code)
{
    text_file said = {0};
    text_span line, last = {"", ""};
    if (text_open(&said, messages, NULL) == FOVEA_OK)
        while (text_line(&said, &line))
            last = line.end > line.begin ? line : last;
    fovea_log_message(c->hooks->log, FOVEA_LOG_ERROR, "%s: '%s' failed with status %d: %.*s",
                      c->task->sequence.name, c->command, code, (int)(last.end - last.begin),
                      last.begin);
    text_close(&said);
}

static fovea_status execute(const call *c, const char *const *arguments)
{
    char *messages = text_format("%s/messages", c->folder);
    if (!messages)
        return FOVEA_ERR_NOMEM;
    int code = 0;
    fovea_status status = children_run(c->children, c->command, arguments, messages, &code);
    if (status == FOVEA_ERR_IO)
        fovea_log_message(c->hooks->log, FOVEA_LOG_ERROR, "'%s' cannot be started: %s", c->command,
                          strerror(errno));
    if (status == FOVEA_OK && code != 0) {
        tell_failure(c, messages, code);
        status = FOVEA_ERR_IO;
    }
    free(messages);
    return status;
}

/* Runs over `input` from a frame of it, reads what came of it for the sequence `q`. */
static fovea_status run_over(const call *c, const sequence *q, const char *input, int64_t from,
                             fovea_box box, trajectory *out)
{
    char *file = results_path(c->folder, RESULTS_FOVEA, q->name);
    char *first = text_format("%" PRId64, from);
    char *target = text_format("%.9g,%.9g,%.9g,%.9g", (double)box.x, (double)box.y, (double)box.w,
                               (double)box.h);
    fovea_status status = file && first && target ? FOVEA_OK : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK) {
        const char *arguments[] = {"track", input,  "--no-window", "--from", first,
                                   "--box", target, "-o",          file,     NULL};
        status = execute(c, arguments);
    }
    if (status == FOVEA_OK)
        status = results_read(out, c->folder, RESULTS_FOVEA, q, c->hooks->log);
    free(file);
    free(first);
    free(target);
    return status;
}

static fovea_status run_pass(const call *c, trajectory *out)
{
    const sequence *q = &c->task->sequence;
    fovea_status status =
        run_over(c, q, q->input, q->first_frame + c->task->start, c->task->given, out);
    if (status == FOVEA_OK)
        c->hooks->advanced(c->hooks->context, q->frames - c->task->start);
    return status;
}

/* ---- runs from anchors --------------------------------------------------------------------- */

static const char *ending_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && !strchr(dot, '/') ? dot : "";
}

/* A folder in which the run's pictures are in its order. NULL: it cannot be made. */
static char *link_pictures(const call *c, const image_list *pictures, vot_run run, int frames)
{
    char folder_template[] = "/links-XXXXXX";
    char *folder = text_format("%s%s", c->folder, folder_template);
    bool good = folder && mkdtemp(folder);
    for (int k = 0; good && k < frames; k++) {
        int64_t at = c->task->sequence.first_frame + vot_run_frame(run, k);
        char *target = at < pictures->count ? realpath(pictures->paths[at], NULL) : NULL;
        char *link = target ? text_format("%s/%08d%s", folder, k, ending_of(target)) : NULL;
        good = link && symlink(target, link) == 0;
        free(target);
        free(link);
    }
    if (good)
        return folder;
    fovea_log_message(c->hooks->log, FOVEA_LOG_ERROR,
                      "%s: the pictures of the run from anchor %d cannot be linked in %s: %s",
                      c->task->sequence.name, run.anchor, c->folder, strerror(errno));
    remove_folder(folder);
    return NULL;
}

static fovea_status run_from_anchor(const call *c, const image_list *pictures, vot_run run,
                                    trajectory *out)
{
    sequence view = c->task->sequence;
    view.frames = vot_run_length(run, view.frames);
    view.first_frame = 0;
    char *links = link_pictures(c, pictures, run, view.frames);
    if (!links)
        return FOVEA_ERR_IO;
    fovea_status status =
        run_over(c, &view, links, 0, c->task->sequence.annotation[run.anchor].box, out);
    if (status == FOVEA_OK)
        c->hooks->advanced(c->hooks->context, view.frames);
    remove_folder(links);
    return status;
}

/* ---- all ----------------------------------------------------------------------------------- */

fovea_status run_program(outcome *out, const task *t, const char *command, children *processes,
                         const run_hooks *hooks)
{
    call c = {.task = t, .command = command, .children = processes, .hooks = hooks};
    outcome o = {.run = calloc((size_t)t->runs + 1, sizeof *o.run)};
    image_list pictures = {0};
    fovea_status status = o.run ? make_folder(&c) : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK)
        status = run_pass(&c, &o.pass);
    if (status == FOVEA_OK && t->runs > 0)
        status = task_pictures(&pictures, t, hooks->log);
    for (; o.runs < t->runs && status == FOVEA_OK; o.runs++)
        status = run_from_anchor(&c, &pictures, t->run[o.runs], &o.run[o.runs]);
    image_list_free(&pictures);
    remove_folder(c.folder);
    if (status == FOVEA_OK)
        *out = o;
    else
        outcome_close(&o);
    return status;
}
