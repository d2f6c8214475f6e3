/* log_lines.h - a log that counts what it is told and keeps the last line. */
#ifndef FOVEA_TESTS_LOG_LINES_H
#define FOVEA_TESTS_LOG_LINES_H

#include "fovea.h"

typedef struct log_lines {
    int errors, others;
    char last[1024];
} log_lines;

/* Forgets what was there; `lines` must outlive the log. */
fovea_log log_lines_open(log_lines *lines);

/* Fails the test unless there was exactly one line since, an error that has this text in it.
 * Forgets it. */
void log_lines_expect(log_lines *lines, const char *text);

#endif
