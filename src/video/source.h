/* source.h - pixels in: any file, image folder or pattern, URL, camera or libavdevice input.
 *
 * Frames come in presentation order, numbered from 0 as decoded, in the decoder's own pixel
 * format described by components (never a converted copy). Formats that components cannot
 * describe (palettes, Bayer, float, big-endian, bit-packed) go through libswscale, with one
 * word in the log. Corrupt packets are skipped and counted. Time stamps are the container's;
 * where it has none (raw streams, images, the last B-frames of an AVI) frames have none. */
#ifndef FOVEA_VIDEO_SOURCE_H
#define FOVEA_VIDEO_SOURCE_H

#include <stdbool.h>

#include "video/frame.h"

typedef struct source source;

typedef enum source_live {
    SOURCE_LIVE_AUTO, /* libavdevice inputs other than lavfi, and rtsp/rtp/udp/srt */
    SOURCE_LIVE_YES,
    SOURCE_LIVE_NO,
} source_live;

/* A place in the stream: a frame number, or the first frame whose time_s >= seconds. */
typedef struct source_position {
    enum { SOURCE_POSITION_NONE, SOURCE_POSITION_FRAME, SOURCE_POSITION_TIME } kind;
    int64_t frame;
    double seconds;
} source_position;

typedef struct source_options {
    const char *format; /* libavformat/libavdevice input name as of ffmpeg -f; NULL: by content */
    source_live live;
    int decoder_threads;  /* 0: as many as cores, at most 4 */
    source_position from; /* frames before are decoded and counted, not returned */
    source_position to;   /* exclusive */
    int64_t limit;        /* frames to return at most; 0: all */
    /* Asked now and then by what waits, in open and read, from the calling thread: true gives
     * up with ERR_CLOSED. May be NULL. */
    bool (*cancelled)(void *context);
    void *cancelled_context;
    fovea_log log;
} source_options;

typedef struct source_info {
    int width, height; /* after rotation; later frames may differ */
    double pixel_aspect;
    double frame_rate;                /* nominal, frames a second; 0 if unknown   */
    int time_base_num, time_base_den; /* of frame.pts */
    int64_t frames; /* estimate of frames to be returned (range applied); 0 unknown */
    bool live;
    char description[128]; /* "h264, yuv420p, 1280x720, 25 fps" */
} source_info;

typedef struct source_stats {
    int64_t decoded;  /* frames that came out of the decoder */
    int64_t returned; /* frames that source_read handed over */
    int64_t corrupt;  /* packets skipped as undecodable */
    int64_t damaged;  /* frames shown although parts of them could not be decoded */
} source_stats;

/* Opens the input and decodes its first frame. `input`: a path, a folder of .jpg/.png in name
 * order, an image pattern, a URL, or a device (/dev/video0 needs no format).
 * ERR_ARG: an unknown format, or a range in seconds where there are no time stamps;
 * ERR_IO no such file; ERR_FORMAT not a video, or no video stream; ERR_UNSUPPORTED; each
 * with one line in the log that names the input, what was found and what to do. */
fovea_status source_open(source **out, const char *input,
                         const source_options *options) FOVEA_CHECKED;

/* The next frame of the range; *out is a reference of the caller's. FOVEA_EOF at the end of
 * the stream or range (the decoder drained; a device that went away ends the stream too,
 * with a warning). ERR_CLOSED after source_interrupt(). */
fovea_status source_read(source *s, frame **out) FOVEA_CHECKED;

/* From any thread: a read that waits for the network, a pipe or a device returns ERR_CLOSED within
 * a fraction of a second. */
void source_interrupt(source *s);

source_info source_information(const source *s);
source_stats source_statistics(source *s); /* from any thread */

/* No thread may be reading. Accepts a pointer to NULL. */
void source_close(source **s);

#endif
