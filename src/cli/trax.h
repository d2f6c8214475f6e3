/* trax.h - the command `fovea trax`. */
#ifndef FOVEA_CLI_TRAX_H
#define FOVEA_CLI_TRAX_H

/* argv[0] is "trax". Returns the program's exit code: 0, 1 (failure) or 2 (usage). */
int command_trax(int argc, char **argv);

#endif
