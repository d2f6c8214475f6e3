/* pipe_io.h - bytes of a pipe for libavformat, whose own reading of one cannot be interrupted
 * while nothing comes. */
#ifndef FOVEA_VIDEO_PIPE_IO_H
#define FOVEA_VIDEO_PIPE_IO_H

#include <libavformat/avio.h>

typedef struct pipe_io pipe_io;

/* `path`: a named pipe, or "-" for standard input. `interrupt` is asked while there is nothing
 * to read. 0 or an AVERROR. */
int pipe_io_open(pipe_io **out, const char *path, AVIOInterruptCB interrupt);

/* What to read from; belongs to `io`. */
AVIOContext *pipe_io_context(const pipe_io *io);

void pipe_io_close(pipe_io **io); /* accepts a pointer to NULL */

#endif
