/* eval_session.h - what `fovea eval` and `fovea report` have in common: everything but where the
 * trackers come from. */
#ifndef FOVEA_CLI_EVAL_SESSION_H
#define FOVEA_CLI_EVAL_SESSION_H

#include "cli/console.h"
#include "cli/eval_options.h"
#include "cli/evaluation.h"
#include "cli/output_file.h"
#include "cli/signals.h"

typedef struct eval_session {
    eval_options options;
    console console;
    fovea_log log;
    signals *signals;
    evaluation evaluation;
    output_file report, json; /* path == NULL: not wanted */
} eval_session;

/* Parses, opens, lets `gather` open the evaluation and add its trackers (it returns an exit code),
 * then runs, scores, prints and writes. Returns an exit code. */
int eval_session_run(int argc, char **argv, const command_spec *command,
                     options_outcome (*parse)(eval_options *options, int argc, char **argv,
                                              char *message, size_t message_size),
                     int (*gather)(eval_session *s));

#endif
