/* ffmpeg.h - the seam to FFmpeg's own habits: its log, its error codes, and what moved between
 * its versions. */
#ifndef FOVEA_VIDEO_FFMPEG_H
#define FOVEA_VIDEO_FFMPEG_H

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

#include "fovea.h"

/* FFmpeg prints to stderr by itself, at a level that is global to the process. Everything in
 * this room reports in one line of its own, so FFmpeg is silenced before its first use. */
void ffmpeg_silence(void);

/* The status that an AVERROR code comes closest to. */
fovea_status ffmpeg_status(int error);

/* A number that travels with a packet through the decoder to its picture: prepare before the
 * codec is opened, stamp before a packet is sent, read from the picture that came of it. */
void ffmpeg_stamp_prepare(AVCodecContext *codec);
void ffmpeg_stamp(AVCodecContext *codec, AVPacket *packet, int64_t number);
int64_t ffmpeg_stamp_of(const AVFrame *picture);

/* The stream's display matrix (9 numbers, libavutil/display.h); NULL: none. */
const int32_t *ffmpeg_display_matrix(const AVStream *stream);

#endif
