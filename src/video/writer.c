/* writer.c - BGRA pictures to an encoded file: libswscale, libavcodec, libavformat. */
#include "video/writer.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avstring.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>

#include "base/log.h"
#include "video/ffmpeg.h"

struct video_writer {
    char *path;
    fovea_log log;
    AVRational time_base; /* of the caller's pts */
    AVFormatContext *format;
    AVCodecContext *codec;
    AVStream *stream;
    struct SwsContext *scaler;
    AVFrame *picture;
    AVPacket *packet;
    int64_t next_pts;    /* the least that may follow, in codec->time_base */
    bool begun;          /* the header is written, so a trailer is due */
    fovea_status failed; /* the first failure, repeated by close */
};

#define DEFAULT_RATE ((AVRational){25, 1})
#define ENCODER_THREADS 4

static fovea_status fail(video_writer *w, const char *what, int error)
{
    fovea_log_message(&w->log, FOVEA_LOG_ERROR, "%s: cannot %s: %s", w->path, what,
                      av_err2str(error));
    w->failed = ffmpeg_status(error);
    return w->failed;
}

/* ---- open --------------------------------------------------------------------------- */

static bool holds_video(const AVOutputFormat *format)
{
    /* Audio formats take a cover picture, and image formats a file per frame. */
    return format->video_codec != AV_CODEC_ID_NONE && format->video_codec != AV_CODEC_ID_PNG &&
           !(format->flags & AVFMT_NOFILE);
}

static const AVCodec *choose_encoder(const video_writer *w)
{
    const AVOutputFormat *format = w->format->oformat;
    const AVCodec *h264 = avcodec_find_encoder_by_name("libx264");
    if (h264 && avformat_query_codec(format, AV_CODEC_ID_H264, FF_COMPLIANCE_NORMAL) == 1)
        return h264;
    const AVCodec *other = avcodec_find_encoder(format->video_codec);
    if (other)
        fovea_log_message(&w->log, FOVEA_LOG_INFO, "%s: written as %s, as %s", w->path,
                          avcodec_get_name(other->id),
                          h264 ? "this container takes no H.264"
                               : "FFmpeg has no libx264 encoder here");
    return other;
}

static enum AVPixelFormat choose_pixels(const AVCodec *codec)
{
    const enum AVPixelFormat *formats = codec->pix_fmts;
    for (int i = 0; formats && formats[i] != AV_PIX_FMT_NONE; i++)
        if (formats[i] == AV_PIX_FMT_YUV420P)
            return AV_PIX_FMT_YUV420P;
    return formats ? avcodec_find_best_pix_fmt_of_list(formats, AV_PIX_FMT_BGRA, 0, NULL)
                   : AV_PIX_FMT_YUV420P;
}

/* Containers and codecs that know a frame rate and no times: frames are counted there, and
 * their order is the order of showing. */
static bool counts_frames(const video_writer *w, const AVCodec *codec)
{
    return av_match_name(w->format->oformat->name, "avi,dv,gxf,mxf,yuv4mpegpipe") ||
           codec->supported_framerates;
}

/* The caller's time base, as far as the encoder takes it (MPEG-4 part 2 has 16 bits for it). */
static AVRational choose_time_base(const video_writer *w, const AVCodec *codec, AVRational rate)
{
    AVRational base = w->time_base;
    if (counts_frames(w, codec))
        return av_inv_q(rate);
    if (codec->id == AV_CODEC_ID_MPEG4)
        av_reduce(&base.num, &base.den, base.num, base.den, UINT16_MAX);
    return base;
}

static int open_encoder(video_writer *w, const AVCodec *codec, const video_writer_options *options)
{
    bool high = options->height > 576; /* what players assume of untagged video */
    AVRational rate = options->frame_rate > 0 ? av_d2q(options->frame_rate, 100000) : DEFAULT_RATE;
    AVCodecContext *c = w->codec;
    c->width = options->width;
    c->height = options->height;
    c->pix_fmt = choose_pixels(codec);
    c->time_base = choose_time_base(w, codec, rate);
    c->framerate = rate;
    if (counts_frames(w, codec))
        c->max_b_frames = 0;
    c->sample_aspect_ratio = (AVRational){1, 1};
    c->colorspace = high ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
    c->color_primaries = high ? AVCOL_PRI_BT709 : AVCOL_PRI_SMPTE170M;
    c->color_trc = high ? AVCOL_TRC_BT709 : AVCOL_TRC_SMPTE170M;
    c->color_range = AVCOL_RANGE_MPEG;
    if (w->format->oformat->flags & AVFMT_GLOBALHEADER)
        c->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    if (codec->id == AV_CODEC_ID_H264) {
        /* Every picture that is looked ahead at, reordered or encoded beside others is held in
         * memory. Without them files are somewhat larger, and as good. The number of slices is
         * fixed so that the file is the same on every machine. */
        c->max_b_frames = 0;
        c->refs = 1;
        c->thread_type = FF_THREAD_SLICE;
        c->thread_count = ENCODER_THREADS;
        av_opt_set(c->priv_data, "preset", "superfast", 0);
        av_opt_set(c->priv_data, "x264-params", "sync-lookahead=0:rc-lookahead=0", 0);
        av_opt_set_double(c->priv_data, "crf", 21, 0);
    } else { /* rate control as good as constant quality, without asking each encoder's way */
        c->flags |= AV_CODEC_FLAG_QSCALE;
        c->global_quality = 4 * FF_QP2LAMBDA;
        c->bit_rate = 0;
    }
    return avcodec_open2(c, codec, NULL);
}

static int open_scaler(video_writer *w)
{
    const AVCodecContext *c = w->codec;
    w->scaler = sws_getContext(c->width, c->height, AV_PIX_FMT_BGRA, c->width, c->height,
                               c->pix_fmt, SWS_BILINEAR | SWS_ACCURATE_RND, NULL, NULL, NULL);
    w->picture = av_frame_alloc();
    w->packet = av_packet_alloc();
    if (!w->scaler || !w->picture || !w->packet)
        return AVERROR(ENOMEM);
    const int *to =
        sws_getCoefficients(c->colorspace == AVCOL_SPC_BT709 ? SWS_CS_ITU709 : SWS_CS_ITU601);
    /* Refused where the target is RGB, which has no matrix to set. */
    sws_setColorspaceDetails(w->scaler, sws_getCoefficients(SWS_CS_DEFAULT), 1, to, 0, 0, 1 << 16,
                             1 << 16);
    w->picture->format = c->pix_fmt;
    w->picture->width = c->width;
    w->picture->height = c->height;
    return av_frame_get_buffer(w->picture, 0);
}

static fovea_status open_file(video_writer *w)
{
    int error = avcodec_parameters_from_context(w->stream->codecpar, w->codec);
    if (error < 0)
        return fail(w, "describe the stream", error);
    w->stream->time_base = w->codec->time_base; /* a wish; the container has the last word */
    w->stream->avg_frame_rate = w->codec->framerate;
    w->stream->sample_aspect_ratio = w->codec->sample_aspect_ratio;
    error = avio_open(&w->format->pb, w->format->url, AVIO_FLAG_WRITE);
    if (error < 0)
        return fail(w, "create the file", error);
    AVDictionary *options = NULL;
    /* The index first, so that a player on the web can begin before the end has come. */
    error = av_dict_set(&options, "movflags", "+faststart", 0);
    if (error >= 0)
        error = avformat_write_header(w->format, &options);
    av_dict_free(&options);
    if (error < 0)
        return fail(w, "begin the file", error);
    w->begun = true;
    return FOVEA_OK;
}

static fovea_status open_parts(video_writer *w, const video_writer_options *options)
{
    char *url = av_asprintf("file:%s", w->path); /* names may hold colons */
    int error = url ? avformat_alloc_output_context2(&w->format, NULL, NULL, url) : AVERROR(ENOMEM);
    av_free(url);
    if (error == AVERROR(ENOMEM))
        return FOVEA_ERR_NOMEM;
    if (error < 0 || !holds_video(w->format->oformat)) {
        fovea_log_message(&w->log, FOVEA_LOG_ERROR,
                          "%s: the ending names no video container; expected .mp4, .mkv, .avi, ...",
                          w->path);
        return FOVEA_ERR_UNSUPPORTED;
    }
    const AVCodec *codec = choose_encoder(w);
    if (!codec) {
        fovea_log_message(&w->log, FOVEA_LOG_ERROR,
                          "%s: FFmpeg has no video encoder for this container; use .mp4 or .mkv",
                          w->path);
        return FOVEA_ERR_UNSUPPORTED;
    }
    w->stream = avformat_new_stream(w->format, codec);
    w->codec = avcodec_alloc_context3(codec);
    if (!w->stream || !w->codec)
        return FOVEA_ERR_NOMEM;
    error = open_encoder(w, codec, options);
    if (error >= 0)
        error = open_scaler(w);
    if (error < 0)
        return fail(w, "open the encoder", error);
    return open_file(w);
}

fovea_status video_writer_open(video_writer **out, const char *path,
                               const video_writer_options *options)
{
    *out = NULL;
    if (options->width < 2 || options->height < 2 || options->width % 2 || options->height % 2 ||
        options->time_base_num < 1 || options->time_base_den < 1)
        return FOVEA_ERR_ARG;
    video_writer *w = calloc(1, sizeof *w);
    if (!w)
        return FOVEA_ERR_NOMEM;
    ffmpeg_silence();
    w->log = options->log;
    w->time_base = (AVRational){options->time_base_num, options->time_base_den};
    w->next_pts = INT64_MIN;
    w->path = strdup(path);
    fovea_status status = w->path ? open_parts(w, options) : FOVEA_ERR_NOMEM;
    if (status != FOVEA_OK) {
        w->failed = status;
        status = video_writer_close(&w);
    }
    *out = w;
    return status;
}

/* ---- put ---------------------------------------------------------------------------- */

/* Sends a picture (NULL: drain) and writes what comes out. 0 or an AVERROR. */
static int encode(video_writer *w, const AVFrame *picture)
{
    int error = avcodec_send_frame(w->codec, picture);
    while (error >= 0) {
        error = avcodec_receive_packet(w->codec, w->packet);
        if (error == AVERROR(EAGAIN) || error == AVERROR_EOF)
            return 0;
        if (error < 0)
            break;
        if (w->packet->duration == 0) /* how long the last one is shown */
            w->packet->duration =
                av_rescale_q(1, av_inv_q(w->codec->framerate), w->codec->time_base);
        av_packet_rescale_ts(w->packet, w->codec->time_base, w->stream->time_base);
        w->packet->stream_index = w->stream->index;
        error = av_interleaved_write_frame(w->format, w->packet); /* takes the packet's content */
        if (error >= 0)
            error = w->format->pb->error;
    }
    return error;
}

fovea_status video_writer_put(video_writer *w, const uint8_t *bgra, int stride, int64_t pts)
{
    if (w->failed != FOVEA_OK)
        return w->failed;
    int error = av_frame_make_writable(w->picture); /* the encoder may still look at it */
    if (error >= 0)
        error = sws_scale(w->scaler, &bgra, &stride, 0, w->codec->height, w->picture->data,
                          w->picture->linesize);
    if (error < 0)
        return fail(w, "convert a picture", error);
    int64_t at = av_rescale_q(pts, w->time_base, w->codec->time_base);
    w->picture->pts = at < w->next_pts ? w->next_pts : at;
    w->next_pts = w->picture->pts + 1;
    error = encode(w, w->picture);
    return error < 0 ? fail(w, "write", error) : FOVEA_OK;
}

/* ---- close -------------------------------------------------------------------------- */

static void finish_file(video_writer *w)
{
    if (w->begun && w->failed == FOVEA_OK) {
        int error = encode(w, NULL);
        if (error < 0)
            fail(w, "write the last pictures", error);
    }
    if (w->begun) { /* also after a failure: what is there may yet become playable */
        int error = av_write_trailer(w->format);
        avio_flush(w->format->pb);
        if (error >= 0)
            error = w->format->pb->error;
        if (error < 0 && w->failed == FOVEA_OK)
            fail(w, "finish the file", error);
    }
    int error = w->format && w->format->pb ? avio_closep(&w->format->pb) : 0;
    if (error < 0 && w->failed == FOVEA_OK)
        fail(w, "close the file", error);
}

fovea_status video_writer_close(video_writer **w)
{
    if (!w || !*w)
        return FOVEA_OK;
    video_writer *closing = *w;
    *w = NULL;
    finish_file(closing);
    fovea_status status = closing->failed;
    sws_freeContext(closing->scaler);
    av_frame_free(&closing->picture);
    av_packet_free(&closing->packet);
    avcodec_free_context(&closing->codec);
    avformat_free_context(closing->format);
    free(closing->path);
    free(closing);
    return status;
}
