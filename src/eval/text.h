/* text.h - text files line by line, and numbers that do not depend on the locale.
 *
 * Files are read whole. What is wrong in one is said with its name and line. */
#ifndef FOVEA_EVAL_TEXT_H
#define FOVEA_EVAL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "fovea.h"

/* [begin, end), not terminated. */
typedef struct text_span {
    const char *begin, *end;
} text_span;

typedef struct text_file {
    char *path, *data; /* owned; data [size] */
    size_t size;
    const char *at; /* the rest, without blank lines at the end */
    const char *end;
    int line; /* the number of the line last taken, from 1 */
    const fovea_log *log;
} text_file;

enum { TEXT_SIZE_MAX = 1 << 30 };

/* ERR_IO: not there, no file, too large, unreadable; ERR_NOMEM. One line in the log. */
fovea_status text_open(text_file *t, const char *path, const fovea_log *log) FOVEA_CHECKED;

/* The next line without blanks at both ends; false at the end of the file. */
bool text_line(text_file *t, text_span *line);

/* Logs "PATH:LINE: message" and returns ERR_FORMAT. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
fovea_status
text_wrong(const text_file *t, const char *format, ...);

/* As text_wrong() for a line that is not `expected`; it quotes the line, shortened. */
fovea_status text_unexpected(const text_file *t, text_span line, const char *expected);

/* Idempotent. */
void text_close(text_file *t);

/* ---- what is in a line ---------------------------------------------------------------- */

bool text_equals(text_span span, const char *text);

/* A copy, terminated; NULL: no memory. */
char *text_copy(text_span span);

/* A decimal number at *at, also nan and inf (any case), correctly rounded; moves *at behind it.
 * false: there is none; *at stays. Beyond the range of double: inf. */
bool text_number(const char **at, const char *end, double *value);

/* All fields of a line, separated by blanks, tabs or one comma. The number of fields, of which
 * at most `max` are stored; -1 where one is no number. */
int text_numbers(text_span line, double *values, int max);

/* The next field up to a comma, without blanks at both ends; false after the last one. */
bool text_field(text_span *rest, text_span *field);

/* ---- writing ------------------------------------------------------------------------- */

/* A file that gets its name when it is whole. */
typedef struct text_output {
    FILE *stream; /* to PATH.part */
    char *path, *part;
    const fovea_log *log;
} text_output;

/* Makes the folders that are missing. ERR_IO, ERR_NOMEM; one line in the log. */
fovea_status text_output_open(text_output *o, const char *path, const fovea_log *log) FOVEA_CHECKED;

/* A number in `decimals` places, nan as "nan". */
void text_output_number(text_output *o, double value, int decimals);

/* A float in 9 digits, of which reading makes the same float. */
void text_output_float(text_output *o, float value);

/* With FOVEA_OK the file gets its name, else it is removed. Returns status, or ERR_IO where
 * something could not be written. */
fovea_status text_output_close(text_output *o, fovea_status status) FOVEA_CHECKED;

/* "A/B", or printf-like; to be freed; NULL: no memory. */
#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
char *
text_format(const char *format, ...);

#endif
