/* eval_program.h - another tracker over one sequence: a program with the options of `fovea track`.
 *
 * It is called as
 *   COMMAND track INPUT --no-window --from FRAME --box X,Y,W,H -o FILE
 * and writes what `fovea track` writes; the columns decode_s and step_s, in seconds, tell times
 * where it has them. Rows after the last annotated frame are ignored, rows that are missing are
 * frames without a box. For a run from an anchor INPUT is a folder of links to its pictures. */
#ifndef FOVEA_CLI_EVAL_PROGRAM_H
#define FOVEA_CLI_EVAL_PROGRAM_H

#include "cli/eval_children.h"
#include "cli/eval_run.h"
#include "cli/eval_task.h"
#include "fovea.h"

/* As run_fovea(). ERR_IO also where the program fails: the log has the last line of what it said.
 * children_stop() cancels. */
fovea_status run_program(outcome *out, const task *t, const char *command, children *processes,
                         const run_hooks *hooks) FOVEA_CHECKED;

#endif
