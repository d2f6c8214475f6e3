/* ffmpeg.c - what of FFmpeg is global or depends on its version, in one place. */
#include "video/ffmpeg.h"

#include <errno.h>

#include <libavutil/error.h>
#include <libavutil/log.h>

void ffmpeg_silence(void)
{
    av_log_set_level(AV_LOG_QUIET);
}

fovea_status ffmpeg_status(int error)
{
    switch (error) {
    case AVERROR(ENOMEM): return FOVEA_ERR_NOMEM;
    case AVERROR_EXIT: return FOVEA_ERR_CLOSED;
    case AVERROR_INVALIDDATA: return FOVEA_ERR_FORMAT;
    case AVERROR_PATCHWELCOME:
    case AVERROR_DECODER_NOT_FOUND:
    case AVERROR_DEMUXER_NOT_FOUND:
    case AVERROR_ENCODER_NOT_FOUND:
    case AVERROR_MUXER_NOT_FOUND:
    case AVERROR_PROTOCOL_NOT_FOUND:
    case AVERROR(ENOSYS): return FOVEA_ERR_UNSUPPORTED;
    default: return error < 0 ? FOVEA_ERR_IO : FOVEA_OK;
    }
}

#if LIBAVCODEC_VERSION_MAJOR < 60
void ffmpeg_stamp_prepare(AVCodecContext *codec)
{
    codec->reordered_opaque = 0;
}

void ffmpeg_stamp(AVCodecContext *codec, AVPacket *packet, int64_t number)
{
    (void)packet;
    codec->reordered_opaque = number;
}

int64_t ffmpeg_stamp_of(const AVFrame *picture)
{
    return picture->reordered_opaque;
}
#else
void ffmpeg_stamp_prepare(AVCodecContext *codec)
{
    codec->flags |= AV_CODEC_FLAG_COPY_OPAQUE;
}

void ffmpeg_stamp(AVCodecContext *codec, AVPacket *packet, int64_t number)
{
    (void)codec;
    packet->opaque = (void *)(intptr_t)number;
}

int64_t ffmpeg_stamp_of(const AVFrame *picture)
{
    return (intptr_t)picture->opaque;
}
#endif

const int32_t *ffmpeg_display_matrix(const AVStream *stream)
{
#if LIBAVFORMAT_VERSION_MAJOR < 61
    size_t size = 0;
    const void *data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
#else
    const AVPacketSideData *side =
        av_packet_side_data_get(stream->codecpar->coded_side_data,
                                stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
    const void *data = side ? side->data : NULL;
    size_t size = side ? side->size : 0;
#endif
    return size >= 9 * sizeof(int32_t) ? data : NULL;
}
