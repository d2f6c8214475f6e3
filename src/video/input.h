/* input.h - what the user named, opened as one stream of packets.
 *
 * A file, URL or device is one libavformat context; a folder or pattern of images is a list of
 * files that are opened one after the other, each by the image2 demuxer. */
#ifndef FOVEA_VIDEO_INPUT_H
#define FOVEA_VIDEO_INPUT_H

#include <libavformat/avformat.h>
#include <stdbool.h>

#include "video/image_list.h"
#include "video/pipe_io.h"
#include "video/source.h"

typedef struct input {
    const char *name; /* borrowed, for messages */
    fovea_log log;
    AVIOInterruptCB interrupt;
    AVFormatContext *format; /* of the file at hand */
    AVStream *stream;        /* in format; changes with every image of a list */
    pipe_io *pipe;           /* what format reads; NULL: what it opens by itself */
    image_list images;
    int next_image;
    int errors_in_a_row;
    bool live, device;
} input;

/* Fills a zeroed *in; `name` must outlive it. `interrupt` is asked by whatever waits.
 * Statuses and messages as of source_open(). After a failure input_close() is due as well. */
fovea_status input_open(input *in, const char *name, const source_options *options,
                        AVIOInterruptCB interrupt) FOVEA_CHECKED;

/* The next packet of the stream. EOF (with a warning if it came early); ERR_CLOSED when
 * interrupted; ERR_FORMAT: something that could not be read was skipped, read on. */
fovea_status input_read(input *in, AVPacket *packet) FOVEA_CHECKED;

/* Frames a second, 0 if unknown; frames in all, 0 if unknown; seconds, 0 if unknown. */
double input_frame_rate(const input *in);
int64_t input_frames(const input *in);
double input_duration(const input *in);

/* Idempotent. */
void input_close(input *in);

#endif
