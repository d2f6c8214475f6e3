/* line_reader.h - lines from a stream that another program writes, of any length up to a limit.
 *
 * Unlike stdio it hands out lines where they lie, to be changed in place, and takes what there
 * is: it never waits for more than the line at hand. */
#ifndef FOVEA_CLI_LINE_READER_H
#define FOVEA_CLI_LINE_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "fovea.h"

typedef struct line_reader {
    int file;     /* borrowed descriptor */
    size_t limit; /* bytes of a line, at most */
    char *data;   /* [size], owned */
    size_t size, begin, end;
    bool ended;
} line_reader;

void line_reader_open(line_reader *r, int file, size_t limit);

/* The next line: *length bytes without the newline (the last one may have none), and one more
 * that may be written; valid until the next call. EOF; ERR_IO (errno says why); ERR_FORMAT: it
 * is longer than the limit; ERR_NOMEM. */
fovea_status line_reader_next(line_reader *r, char **line, size_t *length) FOVEA_CHECKED;

/* Idempotent. */
void line_reader_close(line_reader *r);

#endif
