/* signals.h - Ctrl-C, a kill and a closed terminal, on a thread of their own. */
#ifndef FOVEA_CLI_SIGNALS_H
#define FOVEA_CLI_SIGNALS_H

#include "fovea.h"

typedef struct signals signals;

/* Blocks SIGINT, SIGTERM and SIGHUP in the calling thread and all that it starts later, and
 * ignores SIGPIPE (writing to a closed pipe is an error like others). Call it before any
 * other thread starts. Until signals_on() a signal ends the program, as it does by default.
 * ERR_NOMEM */
fovea_status signals_open(signals **out) FOVEA_CHECKED;

/* From now on the first signal calls quit(context), on the signals' thread; one that comes
 * more than a second later ends the program, whatever it hangs in. (Sooner it is the same
 * one: timeout(1) and others send it to the program and to its group.) quit == NULL: the
 * first one does nothing. */
void signals_on(signals *s, void (*quit)(void *context), void *context);

void signals_close(signals **s);

#endif
