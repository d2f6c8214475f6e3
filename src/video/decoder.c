/* decoder.c - libavcodec's send and receive as one pull of pictures.
 *
 * The codec is opened by the first packet, and again where a list of images changes from one
 * kind of image to another: the old codec is drained first, so no picture is lost. */
#include "video/decoder.h"

#include <libavutil/cpu.h>

#include "base/clock.h"
#include "base/log.h"
#include "video/ffmpeg.h"

/* A decoder that fails this often without taking a packet will never end by itself. */
enum { ERRORS_IN_A_ROW_MAX = 256 };

/* Each thread holds pictures of its own, and more of them decode faster than one thread tracks. */
enum { THREADS_AUTO_MAX = 4 };

fovea_status decoder_open(decoder *d, input *in, int threads)
{
    d->in = in;
    d->threads = threads;
    atomic_init(&d->skipped, 0);
    atomic_init(&d->damaged, 0);
    d->packet = av_packet_alloc();
    return d->packet ? FOVEA_OK : FOVEA_ERR_NOMEM;
}

static int threads_of(const decoder *d)
{
    int cores = av_cpu_count();
    int automatic = cores < THREADS_AUTO_MAX ? cores : THREADS_AUTO_MAX;
    return d->threads > 0 ? d->threads : automatic;
}

static int open_codec_as(decoder *d, const AVCodec *codec)
{
    const AVStream *stream = d->in->stream;
    int error = avcodec_parameters_to_context(d->codec, stream->codecpar);
    if (error < 0)
        return error;
    d->codec->pkt_timebase = stream->time_base;
    d->codec->thread_count = threads_of(d);
    if (d->in->live) { /* frame threads would hold back as many frames */
        d->codec->thread_type = FF_THREAD_SLICE;
        d->codec->flags |= AV_CODEC_FLAG_LOW_DELAY;
    }
    ffmpeg_stamp_prepare(d->codec);
    return avcodec_open2(d->codec, codec, NULL);
}

static fovea_status open_codec(decoder *d)
{
    enum AVCodecID id = d->in->stream->codecpar->codec_id;
    const AVCodec *codec = avcodec_find_decoder(id);
    int error = AVERROR_DECODER_NOT_FOUND;
    if (codec) {
        d->codec = avcodec_alloc_context3(codec);
        error = d->codec ? open_codec_as(d, codec) : AVERROR(ENOMEM);
    }
    if (error >= 0)
        return FOVEA_OK;
    avcodec_free_context(&d->codec);
    fovea_log_message(&d->in->log, FOVEA_LOG_ERROR,
                      "%s: its codec %s cannot be decoded here: %s; convert it to H.264 first",
                      d->in->name, avcodec_get_name(id), av_err2str(error));
    return error == AVERROR(ENOMEM) ? FOVEA_ERR_NOMEM : FOVEA_ERR_UNSUPPORTED;
}

static fovea_status read_packet(decoder *d)
{
    fovea_status status = input_read(d->in, d->packet);
    d->arrived_ns = fovea_clock_ns();
    d->holding = status == FOVEA_OK;
    if (status == FOVEA_ERR_FORMAT) {
        atomic_fetch_add(&d->skipped, 1);
        return FOVEA_OK;
    }
    if (status != FOVEA_EOF)
        return status;
    d->ended = true;
    if (d->codec)
        avcodec_send_packet(d->codec, NULL);
    return FOVEA_OK;
}

static fovea_status send_packet(decoder *d)
{
    if (d->codec && d->codec->codec_id != d->in->stream->codecpar->codec_id) {
        avcodec_send_packet(d->codec, NULL); /* this packet is for the codec after it */
        return FOVEA_OK;
    }
    if (!d->codec) {
        fovea_status status = open_codec(d);
        if (status != FOVEA_OK)
            return status;
    }
    ffmpeg_stamp(d->codec, d->packet, d->arrived_ns);
    int error = avcodec_send_packet(d->codec, d->packet);
    av_packet_unref(d->packet);
    d->holding = false;
    d->errors_in_a_row = 0;
    if (error == AVERROR(ENOMEM))
        return FOVEA_ERR_NOMEM;
    if (error < 0)
        atomic_fetch_add(&d->skipped, 1);
    return FOVEA_OK;
}

static fovea_status feed(decoder *d)
{
    fovea_status status = d->holding ? FOVEA_OK : read_packet(d);
    return status == FOVEA_OK && d->holding ? send_packet(d) : status;
}

static fovea_status note_failure(decoder *d, int error)
{
    atomic_fetch_add(&d->skipped, 1);
    if (error == AVERROR(ENOMEM))
        return FOVEA_ERR_NOMEM;
    return ++d->errors_in_a_row < ERRORS_IN_A_ROW_MAX ? FOVEA_OK : FOVEA_EOF;
}

fovea_status decoder_next(decoder *d, AVFrame *out)
{
    fovea_status status = FOVEA_OK;
    while (status == FOVEA_OK) {
        int error = d->codec ? avcodec_receive_frame(d->codec, out) : AVERROR(EAGAIN);
        if (!error) {
            if (out->flags & AV_FRAME_FLAG_CORRUPT || out->decode_error_flags)
                atomic_fetch_add(&d->damaged, 1);
            return FOVEA_OK;
        }
        if (error == AVERROR_EOF && !d->ended)
            avcodec_free_context(&d->codec); /* drained for the next codec */
        else if (error == AVERROR_EOF || (!d->codec && d->ended))
            status = FOVEA_EOF;
        else if (error == AVERROR(EAGAIN))
            status = feed(d);
        else
            status = note_failure(d, error);
    }
    return status;
}

void decoder_close(decoder *d)
{
    avcodec_free_context(&d->codec);
    av_packet_free(&d->packet);
}
