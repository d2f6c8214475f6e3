/* writer.h - rendered pictures out, as a video file.
 *
 * H.264 (libx264) in yuv420p where libavcodec has it; else the container's default encoder,
 * with a word in the log. The container follows the file name (mp4, mkv, avi, ...). Times are
 * kept, except where container or codec only count frames (avi, mpg): there each picture takes
 * the place on the grid of the frame rate that is nearest and still free. */
#ifndef FOVEA_VIDEO_WRITER_H
#define FOVEA_VIDEO_WRITER_H

#include <stdint.h>

#include "fovea.h"

typedef struct video_writer video_writer;

typedef struct video_writer_options {
    int width, height;                /* even */
    int time_base_num, time_base_den; /* of the pts given to put */
    double frame_rate;                /* nominal; 0 if unknown */
    fovea_log log;
} video_writer_options;

/* ERR_IO, ERR_UNSUPPORTED (no encoder or container for that name), ERR_ARG (odd size). */
fovea_status video_writer_open(video_writer **out, const char *path,
                               const video_writer_options *options) FOVEA_CHECKED;

/* One picture of packed BGRA (bytes B, G, R, A; alpha ignored), rows of `stride` bytes.
 * pts must grow; one that does not is moved to the one before + 1. ERR_IO (disk full, ...). */
fovea_status video_writer_put(video_writer *w, const uint8_t *bgra, int stride,
                              int64_t pts) FOVEA_CHECKED;

/* Drains the encoder and writes the trailer; its status tells whether the file is whole.
 * Always frees. Accepts a pointer to NULL. */
fovea_status video_writer_close(video_writer **w);

#endif
