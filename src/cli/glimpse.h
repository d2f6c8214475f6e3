/* glimpse.h - the command `fovea glimpse`. */
#ifndef FOVEA_CLI_GLIMPSE_H
#define FOVEA_CLI_GLIMPSE_H

/* argv[0] is "glimpse". Returns the program's exit code: 0, 1 (failure) or 2 (usage). */
int command_glimpse(int argc, char **argv);

#endif
