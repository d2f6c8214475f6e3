/* console.h - standard error: messages of all threads, and one status line that stays last. */
#ifndef FOVEA_CLI_CONSOLE_H
#define FOVEA_CLI_CONSOLE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

#include "fovea.h"

typedef struct console {
    pthread_mutex_t lock;
    FILE *stream;
    bool terminal;
    bool status_shown;
} console;

/* The stream is borrowed. */
void console_open(console *c, FILE *stream);
void console_close(console *c);

/* A log whose messages appear as lines "fovea: ...". From any thread. */
fovea_log console_log(console *c);

/* Replaces the status line, which is cut to the terminal's width; NULL takes it away. Shows
 * nothing where the stream is no terminal. From any thread. */
void console_status(console *c, const char *line);

#endif
