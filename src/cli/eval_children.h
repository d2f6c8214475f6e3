/* eval_children.h - other programs, run and waited for, from several threads at once. */
#ifndef FOVEA_CLI_EVAL_CHILDREN_H
#define FOVEA_CLI_EVAL_CHILDREN_H

#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>

#include "fovea.h"

enum { CHILDREN_MAX = 256, CHILDREN_ARGUMENTS_MAX = 32 };

typedef struct children {
    pthread_mutex_t lock;
    pid_t running[CHILDREN_MAX]; /* 0: a free place */
    bool stopped;
} children;

void children_open(children *c);

/* Runs `command` of the shell with `arguments` (ended by NULL) behind it and waits until it
 * ends. It reads nothing, what it prints is thrown away, its messages go to the file
 * `messages`. *code is its exit code, 128 + n after signal n. ERR_IO: it cannot be started, errno
 * says why; ERR_CLOSED: children_stop() was called; ERR_NOMEM. At most CHILDREN_MAX at a time. */
fovea_status children_run(children *c, const char *command, const char *const *arguments,
                          const char *messages, int *code) FOVEA_CHECKED;

/* From any thread: ends all that run, with what they have started, and lets none begin. */
void children_stop(children *c);

void children_close(children *c); /* none may be running */

#endif
