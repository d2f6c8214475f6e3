/* One buffer that grows with the longest line; what follows a line is moved to its front only
 * when room is needed. */
#include "cli/line_reader.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROOM_MIN = 1 << 16 }; /* what a pipe holds */

void line_reader_open(line_reader *r, int file, size_t limit)
{
    *r = (line_reader){.file = file, .limit = limit};
}

void line_reader_close(line_reader *r)
{
    free(r->data);
    r->data = NULL;
}

/* Makes room for ROOM_MIN bytes and one behind them. */
static fovea_status make_room(line_reader *r)
{
    if (r->begin > 0) {
        r->end -= r->begin;
        memmove(r->data, r->data + r->begin, r->end);
        r->begin = 0;
    }
    if (r->size - r->end > ROOM_MIN)
        return FOVEA_OK;
    size_t size = 2 * r->size + ROOM_MIN + 1;
    char *data = realloc(r->data, size);
    if (!data)
        return FOVEA_ERR_NOMEM;
    r->data = data;
    r->size = size;
    return FOVEA_OK;
}

static fovea_status read_more(line_reader *r)
{
    fovea_status status = r->size - r->end > ROOM_MIN ? FOVEA_OK : make_room(r);
    if (status != FOVEA_OK)
        return status;
    ssize_t got;
    do
        got = read(r->file, r->data + r->end, r->size - r->end - 1);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return FOVEA_ERR_IO;
    r->ended = got == 0;
    r->end += (size_t)got;
    return FOVEA_OK;
}

fovea_status line_reader_next(line_reader *r, char **line, size_t *length)
{
    for (size_t seen = 0;;) {
        size_t have = r->end - r->begin;
        char *newline = have > seen ? memchr(r->data + r->begin + seen, '\n', have - seen) : NULL;
        size_t end = newline ? (size_t)(newline - r->data) : r->end;
        if (end - r->begin > r->limit)
            return FOVEA_ERR_FORMAT;
        if (newline || (r->ended && have > 0)) {
            *line = r->data + r->begin;
            *length = end - r->begin;
            r->begin = end + (newline != NULL);
            return FOVEA_OK;
        }
        if (r->ended)
            return FOVEA_EOF;
        seen = have;
        fovea_status status = read_more(r);
        if (status != FOVEA_OK)
            return status;
    }
}
