/* track.h - the command `fovea track`. */
#ifndef FOVEA_CLI_TRACK_H
#define FOVEA_CLI_TRACK_H

/* argv[0] is "track". Returns the program's exit code: 0, 1 (failure) or 2 (usage). */
int command_track(int argc, char **argv);

#endif
