/* A picture as JPEG: libswscale to full-range BT.601 (as JFIF says), libavcodec's encoder. */
#include "video/jpeg.h"

#include <stdlib.h>
#include <string.h>

#include <libavcodec/avcodec.h>
#include <libswscale/swscale.h>

#include "base/log.h"
#include "video/ffmpeg.h"

#define SIDE_MAX 16384

typedef struct encoder {
    AVCodecContext *codec;
    struct SwsContext *scaler;
    AVFrame *picture;
    AVPacket *packet;
} encoder;

static int open_encoder(encoder *e, int width, int height, int scale)
{
    const AVCodec *codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
    if (!codec)
        return AVERROR_ENCODER_NOT_FOUND;
    AVCodecContext *c = e->codec = avcodec_alloc_context3(codec);
    e->picture = av_frame_alloc();
    e->packet = av_packet_alloc();
    if (!c || !e->picture || !e->packet)
        return AVERROR(ENOMEM);
    c->width = e->picture->width = width;
    c->height = e->picture->height = height;
    c->pix_fmt = AV_PIX_FMT_YUV420P;
    c->color_range = e->picture->color_range = AVCOL_RANGE_JPEG;
    e->picture->format = c->pix_fmt;
    c->time_base = (AVRational){1, 1};
    c->flags |= AV_CODEC_FLAG_QSCALE | AV_CODEC_FLAG_BITEXACT;
    c->global_quality = e->picture->quality = scale * FF_QP2LAMBDA;
    c->thread_count = 1;
    int error = avcodec_open2(c, codec, NULL);
    if (error >= 0)
        error = av_frame_get_buffer(e->picture, 0);
    /* The encoder sees whole blocks, also of what lies beyond the picture: the same every time. */
    for (int i = 0; error >= 0 && i < AV_NUM_DATA_POINTERS && e->picture->buf[i]; i++)
        memset(e->picture->buf[i]->data, 128, e->picture->buf[i]->size);
    return error;
}

static int convert(encoder *e, const uint8_t *bgra)
{
    int width = e->codec->width, height = e->codec->height, stride = 4 * width;
    /* Without the first flag chroma is taken from pairs of pixels, of which the last of an odd
     * width lies beyond the picture. */
    const int flags = SWS_FULL_CHR_H_INP | SWS_BILINEAR | SWS_ACCURATE_RND;
    e->scaler = sws_getContext(width, height, AV_PIX_FMT_BGRA, width, height, AV_PIX_FMT_YUV420P,
                               flags, NULL, NULL, NULL);
    if (!e->scaler)
        return AVERROR(ENOMEM);
    const int *matrix = sws_getCoefficients(SWS_CS_ITU601);
    sws_setColorspaceDetails(e->scaler, matrix, 1, matrix, 1, 0, 1 << 16, 1 << 16);
    return sws_scale(e->scaler, &bgra, &stride, 0, height, e->picture->data, e->picture->linesize);
}

static int encode(encoder *e, uint8_t **bytes, size_t *size)
{
    int error = avcodec_send_frame(e->codec, e->picture);
    if (error >= 0)
        error = avcodec_send_frame(e->codec, NULL);
    if (error >= 0)
        error = avcodec_receive_packet(e->codec, e->packet);
    if (error < 0)
        return error;
    *size = (size_t)e->packet->size;
    *bytes = malloc(*size);
    if (!*bytes)
        return AVERROR(ENOMEM);
    memcpy(*bytes, e->packet->data, *size);
    return 0;
}

static void close_encoder(encoder *e)
{
    sws_freeContext(e->scaler);
    av_packet_free(&e->packet);
    av_frame_free(&e->picture);
    avcodec_free_context(&e->codec);
}

fovea_status jpeg_encode(const uint8_t *bgra, int width, int height, int scale, uint8_t **bytes,
                         size_t *size, const fovea_log *log)
{
    *bytes = NULL;
    *size = 0;
    if (width < 1 || height < 1 || width > SIDE_MAX || height > SIDE_MAX || scale < 2 || scale > 31)
        return FOVEA_ERR_ARG;
    ffmpeg_silence();
    encoder e = {0};
    int error = open_encoder(&e, width, height, scale);
    if (error >= 0)
        error = convert(&e, bgra);
    if (error >= 0)
        error = encode(&e, bytes, size);
    close_encoder(&e);
    if (error >= 0)
        return FOVEA_OK;
    fovea_log_message(log, FOVEA_LOG_ERROR, "a %dx%d picture cannot be encoded as JPEG: %s", width,
                      height, av_err2str(error));
    return ffmpeg_status(error);
}
