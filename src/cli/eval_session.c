/* From the command line to the exit code. */
#include "cli/eval_session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "cli/evaluation_summary.h"

/* ---- files --------------------------------------------------------------------------------- */

/* Before the work, so that a mistake does not come out after hours of it. */
static fovea_status open_outputs(eval_session *s)
{
    const eval_options *o = &s->options;
    fovea_status status = FOVEA_OK;
    if (o->report)
        status = output_file_open(&s->report, "--report", o->report, s->evaluation.place,
                                  OUTPUT_PART_AFTER, &s->log);
    if (status == FOVEA_OK && o->json)
        status = output_file_open(&s->json, "--json", o->json, s->evaluation.place,
                                  OUTPUT_PART_AFTER, &s->log);
    return status;
}

static fovea_status write_output(eval_session *s, output_file *file, const summary *figures,
                                 fovea_status (*write)(FILE *out, const summary *figures))
{
    if (!file->path)
        return FOVEA_OK;
    FILE *out = fopen(file->part, "w");
    fovea_status status = out ? write(out, figures) : FOVEA_ERR_IO;
    bool closed = out && fclose(out) == 0;
    if (status == FOVEA_OK && closed)
        status = output_file_keep(file, &s->log);
    else
        output_file_discard(file);
    if (status == FOVEA_ERR_IO || (status == FOVEA_OK && !closed)) {
        fovea_log_message(&s->log, FOVEA_LOG_ERROR, "%s: cannot be written: %s", file->path,
                          strerror(errno));
        return FOVEA_ERR_IO;
    }
    if (status == FOVEA_OK)
        fovea_log_message(&s->log, FOVEA_LOG_INFO, "%s written", file->path);
    return status;
}

/* ---- figures ------------------------------------------------------------------------------- */

static fovea_status conclude(eval_session *s)
{
    summary figures;
    fovea_status status = summary_open(&figures, &s->evaluation);
    if (status != FOVEA_OK)
        return status;
    summary_print(stdout, &figures);
    status = write_output(s, &s->report, &figures, summary_write_report);
    if (status == FOVEA_OK)
        status = write_output(s, &s->json, &figures, summary_write_json);
    summary_close(&figures);
    return status;
}

static void tell_stopped(const eval_session *s)
{
    const char *folder = s->options.results;
    if (folder)
        fovea_log_message(&s->log, FOVEA_LOG_WARNING,
                          "stopped; %s keeps what was done, the same command goes on from there",
                          folder);
    else
        fovea_log_message(&s->log, FOVEA_LOG_WARNING, "stopped; nothing is kept without --results");
}

static int evaluate(eval_session *s)
{
    evaluation *e = &s->evaluation;
    if (open_outputs(s) != FOVEA_OK)
        return EXIT_FAILURE;
    signals_on(s->signals, evaluation_stop, e);
    fovea_status status = evaluation_survey(e);
    if (status == FOVEA_OK)
        status = evaluation_run(e);
    console_status(&s->console, NULL);
    if (status == FOVEA_OK)
        status = conclude(s);
    if (status == FOVEA_ERR_CLOSED)
        tell_stopped(s);
    if (status == FOVEA_ERR_NOMEM)
        fovea_log_message(&s->log, FOVEA_LOG_ERROR, "out of memory");
    return status == FOVEA_OK && atomic_load(&e->failures) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* ---- the command --------------------------------------------------------------------------- */

static int work(eval_session *s, int (*gather)(eval_session *s))
{
    if (signals_open(&s->signals) != FOVEA_OK) {
        fovea_log_message(&s->log, FOVEA_LOG_ERROR, "no thread can be started for signals");
        return EXIT_FAILURE;
    }
    int code = gather(s);
    if (code == EXIT_SUCCESS)
        code = evaluate(s);
    signals_close(&s->signals);
    evaluation_close(&s->evaluation);
    output_file_close(&s->report);
    output_file_close(&s->json);
    return code;
}

int eval_session_run(int argc, char **argv, const command_spec *command,
                     options_outcome (*parse)(eval_options *options, int argc, char **argv,
                                              char *message, size_t message_size),
                     int (*gather)(eval_session *s))
{
    eval_session *s = calloc(1, sizeof *s);
    if (!s)
        return EXIT_FAILURE;
    console_open(&s->console, stderr);
    s->log = console_log(&s->console);
    char message[512];
    int code = EXIT_SUCCESS;
    options_outcome parsed = parse(&s->options, argc, argv, message, sizeof message);
    if (parsed != OPTIONS_OK) {
        code = options_answer(parsed, command, message, &s->log);
    } else {
        code = work(s, gather);
    }
    console_close(&s->console);
    free(s);
    return code;
}
