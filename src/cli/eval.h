/* eval.h - the commands `fovea eval` and `fovea report`. */
#ifndef FOVEA_CLI_EVAL_H
#define FOVEA_CLI_EVAL_H

/* Return exit codes: 0 all done; 1 something failed or was stopped; 2 the command line is wrong. */
int command_eval(int argc, char **argv);
int command_report(int argc, char **argv);

#endif
