/* pipe_io.c - poll() before read(), so that a silent writer holds nobody up. */
#include "video/pipe_io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <libavutil/error.h>
#include <libavutil/mem.h>

enum { BUFFER_BYTES = 32768, ASK_MS = 20 };

struct pipe_io {
    int file;
    AVIOInterruptCB interrupt;
    AVIOContext *context;
};

static int read_bytes(void *opaque, uint8_t *bytes, int size)
{
    const pipe_io *io = opaque;
    for (;;) {
        if (io->interrupt.callback && io->interrupt.callback(io->interrupt.opaque))
            return AVERROR_EXIT;
        struct pollfd wanted = {.fd = io->file, .events = POLLIN};
        int ready = poll(&wanted, 1, ASK_MS);
        ssize_t got = ready > 0 ? read(io->file, bytes, (size_t)size) : ready;
        if (got > 0)
            return (int)got;
        if (got == 0 && ready > 0)
            return AVERROR_EOF;
        if (got < 0 && errno != EINTR && errno != EAGAIN)
            return AVERROR(errno);
    }
}

int pipe_io_open(pipe_io **out, const char *path, AVIOInterruptCB interrupt)
{
    *out = NULL;
    pipe_io *io = av_mallocz(sizeof *io);
    uint8_t *buffer = av_malloc(BUFFER_BYTES);
    if (!io || !buffer) {
        av_free(io);
        av_free(buffer);
        return AVERROR(ENOMEM);
    }
    io->interrupt = interrupt;
    io->file = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    int error = io->file < 0 ? AVERROR(errno) : 0;
    if (!error)
        io->context = avio_alloc_context(buffer, BUFFER_BYTES, 0, io, read_bytes, NULL, NULL);
    if (!io->context) {
        av_free(buffer);
        pipe_io_close(&io);
        return error ? error : AVERROR(ENOMEM);
    }
    *out = io;
    return 0;
}

AVIOContext *pipe_io_context(const pipe_io *io)
{
    return io->context;
}

void pipe_io_close(pipe_io **io)
{
    if (!*io)
        return;
    if ((*io)->context)
        av_freep(&(*io)->context->buffer); /* which may have been replaced meanwhile */
    avio_context_free(&(*io)->context);
    if ((*io)->file >= 0)
        close((*io)->file);
    av_freep(io);
}
