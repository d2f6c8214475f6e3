/* input.c - the user's word to packets: what it names, how it is opened, and reading on. */
#include "video/input.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <libavdevice/avdevice.h>
#include <libavutil/avstring.h>

#include "base/log.h"
#include "video/ffmpeg.h"

enum {
    LIVE_PROBE_BYTES = 1 << 20,
    LIVE_PROBE_US = 1000000,
    LIVE_REORDER_US = 100000,
    DEVICE_RETRY_NS = 2000000,
    ERRORS_IN_A_ROW_MAX = 64,
};

static bool is_device_format(const AVInputFormat *format)
{
    /* lavfi is a device by class only: it waits for nothing. */
    return format && format->priv_class && AV_IS_INPUT_DEVICE(format->priv_class->category) &&
           strcmp(format->name, "lavfi") != 0;
}

static bool is_live_url(const char *url)
{
    static const char *const schemes[] = {"rtsp:", "rtsps:", "rtp:", "srtp:", "udp:", "srt:"};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (av_strstart(url, schemes[i], NULL))
            return true;
    return false;
}

static fovea_status fail_open(const input *in, int error, const AVInputFormat *format)
{
    if (error == AVERROR_EXIT)
        return FOVEA_ERR_CLOSED;
    bool no_video =
        error == AVERROR_INVALIDDATA || error == AVERROR(EINVAL) || error == AVERROR_EOF;
    if (no_video && !format) {
        fovea_log_message(&in->log, FOVEA_LOG_ERROR,
                          "%s: not a video that FFmpeg can read (or one cut short before its "
                          "index); expected a video file, image folder, pattern, URL or device",
                          in->name);
        return FOVEA_ERR_FORMAT;
    }
    const char *doubtful = format                     ? "name and the format"
                           : error == AVERROR(EACCES) ? "permissions"
                                                      : "name";
    fovea_log_message(&in->log, FOVEA_LOG_ERROR, "%s: cannot be opened%s%s: %s; check the %s",
                      in->name, format ? " as " : "", format ? format->name : "", av_err2str(error),
                      doubtful);
    return ffmpeg_status(error);
}

/* Not AVFMT_FLAG_NOBUFFER: it would throw away what was read while probing, the key frame with
 * it. A reader that drops the oldest is through with that in no time. */
static void ask_for_low_delay(AVFormatContext *format)
{
    format->probesize = LIVE_PROBE_BYTES;
    format->max_analyze_duration = LIVE_PROBE_US;
    format->max_delay = LIVE_REORDER_US;
}

/* Opens `url`; in->format is NULL after a failure. 0 or an AVERROR. */
static int open_context(input *in, const char *url, const AVInputFormat *as)
{
    in->format = avformat_alloc_context();
    if (!in->format)
        return AVERROR(ENOMEM);
    in->format->interrupt_callback = in->interrupt;
    if (in->pipe)
        in->format->pb = pipe_io_context(in->pipe);
    if (in->live)
        ask_for_low_delay(in->format);
    if (in->device) /* a wait inside a driver would never ask the interrupt callback */
        in->format->flags |= AVFMT_FLAG_NONBLOCK;
    AVDictionary *options = NULL;
    /* A file that exists is that file, even with a % in its name. */
    bool literal = av_strstart(url, "file:", NULL);
    int error = literal ? av_dict_set(&options, "pattern_type", "none", 0) : 0;
    if (error < 0)
        avformat_free_context(in->format);
    else
        error = avformat_open_input(&in->format, url, as, &options);
    if (error < 0)
        in->format = NULL;
    av_dict_free(&options);
    return error < 0 ? error : 0;
}

/* The best video stream that is not the cover picture of a song; NULL if there is none. */
static AVStream *pick_stream(AVFormatContext *format)
{
    int best = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
    const int cover = AV_DISPOSITION_ATTACHED_PIC;
    if (best >= 0 && format->streams[best]->disposition & cover)
        best = -1;
    for (int i = 0; best < 0 && i < (int)format->nb_streams; i++) {
        const AVStream *stream = format->streams[i];
        if (stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO && !(stream->disposition & cover))
            best = i;
    }
    for (int i = 0; i < (int)format->nb_streams; i++)
        format->streams[i]->discard = i == best ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    return best < 0 ? NULL : format->streams[best];
}

static fovea_status open_stream(input *in, const char *url, const AVInputFormat *as)
{
    int error = open_context(in, url, as);
    if (error)
        return fail_open(in, error, as);
    /* "tty" takes any text for a picture; nobody who names a text file means that. */
    if (!as && !strcmp(in->format->iformat->name, "tty"))
        return fail_open(in, AVERROR_INVALIDDATA, NULL);
    /* Devices say what they give; probing would wait for frames only to throw them away. */
    error = in->device ? 0 : avformat_find_stream_info(in->format, NULL);
    if (error < 0)
        return fail_open(in, error, as);
    in->stream = pick_stream(in->format);
    if (!in->stream) {
        fovea_log_message(&in->log, FOVEA_LOG_ERROR,
                          "%s: no video stream among its %u streams (%s); expected a video",
                          in->name, in->format->nb_streams, in->format->iformat->long_name);
        return FOVEA_ERR_FORMAT;
    }
    return FOVEA_OK;
}

/* The image2 demuxer goes by the ending of the name, which is wrong often enough. */
static void trust_first_bytes(AVCodecParameters *parameters, const AVPacket *packet)
{
    static const uint8_t png[] = {0x89, 'P', 'N', 'G'}, jpeg[] = {0xFF, 0xD8, 0xFF};
    if (packet->size >= 4 && !memcmp(packet->data, png, sizeof png))
        parameters->codec_id = AV_CODEC_ID_PNG;
    else if (packet->size >= 4 && !memcmp(packet->data, jpeg, sizeof jpeg))
        parameters->codec_id = AV_CODEC_ID_MJPEG;
}

static int open_image(input *in, const char *path)
{
    char *url = av_asprintf("file:%s", path);
    if (!url)
        return AVERROR(ENOMEM);
    AVFormatContext *before = in->format;
    int error = open_context(in, url, av_find_input_format("image2"));
    av_free(url);
    if (error) {
        in->format = before; /* pictures of it may still be in the decoder */
    } else {
        avformat_close_input(&before);
        in->stream = in->format->streams[0];
    }
    return error;
}

static fovea_status open_images(input *in, bool folder)
{
    fovea_status status = folder ? image_list_from_folder(&in->images, in->name)
                                 : image_list_from_pattern(&in->images, in->name);
    if (status == FOVEA_ERR_IO)
        fovea_log_message(&in->log, FOVEA_LOG_ERROR, "%s: the folder cannot be read: %s", in->name,
                          strerror(errno));
    if (status == FOVEA_OK && in->images.count == 0) {
        fovea_log_message(&in->log, FOVEA_LOG_ERROR,
                          folder ? "%s: a folder without images; expected .jpg or .png files in "
                                   "it, or the name of a video file"
                                 : "%s: no file matches this pattern; check the number of digits",
                          in->name);
        status = folder ? FOVEA_ERR_FORMAT : FOVEA_ERR_IO;
    }
    return status;
}

static fovea_status open_pipe(input *in, const AVInputFormat *as)
{
    int error = pipe_io_open(&in->pipe, in->name, in->interrupt);
    return error ? fail_open(in, error, as) : open_stream(in, in->name, as);
}

static fovea_status open_named(input *in, const AVInputFormat *as, source_live live)
{
    struct stat about;
    bool exists = stat(in->name, &about) == 0;
    int error = exists ? 0 : errno;
    bool camera =
        av_strstart(in->name, "/dev/video", NULL) || av_strstart(in->name, "/dev/v4l/", NULL);
    if (!as && camera && exists)
        as = av_find_input_format("v4l2");
    in->device = is_device_format(as);
    in->live = live == SOURCE_LIVE_YES ||
               (live == SOURCE_LIVE_AUTO && (in->device || is_live_url(in->name)));
    if (exists && S_ISDIR(about.st_mode) && !as)
        return open_images(in, true);
    if (!exists && !as && image_list_is_pattern(in->name))
        return open_images(in, false);
    bool opens_itself = as && as->flags & AVFMT_NOFILE;
    if (!opens_itself && (!strcmp(in->name, "-") || (exists && S_ISFIFO(about.st_mode))))
        return open_pipe(in, as);
    if (!exists && !as && !strchr(in->name, ':')) {
        fovea_log_message(&in->log, FOVEA_LOG_ERROR,
                          "%s: %s; expected a video file, image folder, pattern, URL or device",
                          in->name, error == ENOENT ? "no such file or device" : strerror(error));
        return FOVEA_ERR_IO;
    }
    if (!exists || in->device)
        return open_stream(in, in->name, as);
    char *url = av_asprintf("file:%s", in->name); /* names may hold colons */
    fovea_status status = url ? open_stream(in, url, as) : FOVEA_ERR_NOMEM;
    av_free(url);
    return status;
}

fovea_status input_open(input *in, const char *name, const source_options *options,
                        AVIOInterruptCB interrupt)
{
    in->name = name;
    in->log = options->log;
    in->interrupt = interrupt;
    avdevice_register_all();
    const AVInputFormat *as = options->format ? av_find_input_format(options->format) : NULL;
    if (options->format && !as) {
        fovea_log_message(&in->log, FOVEA_LOG_ERROR,
                          "%s: FFmpeg has no input format of that name; 'ffmpeg -formats' and "
                          "'ffmpeg -devices' list them",
                          options->format);
        return FOVEA_ERR_ARG;
    }
    return open_named(in, as, options->live);
}

static fovea_status read_image(input *in, AVPacket *packet)
{
    if (in->interrupt.callback && in->interrupt.callback(in->interrupt.opaque))
        return FOVEA_ERR_CLOSED;
    if (in->next_image == in->images.count)
        return FOVEA_EOF;
    const char *path = in->images.paths[in->next_image++];
    int error = open_image(in, path);
    if (!error)
        error = av_read_frame(in->format, packet);
    if (!error) {
        trust_first_bytes(in->stream->codecpar, packet);
        return FOVEA_OK;
    }
    fovea_log_message(&in->log, FOVEA_LOG_WARNING, "%s: skipped: %s", path, av_err2str(error));
    return error == AVERROR(ENOMEM) ? FOVEA_ERR_NOMEM : FOVEA_ERR_FORMAT;
}

static fovea_status end_of_stream(const input *in, int error)
{
    if (error != AVERROR_EOF)
        fovea_log_message(&in->log, FOVEA_LOG_WARNING, "%s: the stream ends here: %s", in->name,
                          av_err2str(error));
    return FOVEA_EOF;
}

/* av_read_frame(), waiting where a device does not. */
static int read_packet(input *in, AVPacket *packet)
{
    for (;;) {
        if (in->interrupt.callback && in->interrupt.callback(in->interrupt.opaque))
            return AVERROR_EXIT;
        int error = av_read_frame(in->format, packet);
        if (error != AVERROR(EAGAIN))
            return error;
        nanosleep(&(struct timespec){.tv_nsec = DEVICE_RETRY_NS}, NULL);
    }
}

fovea_status input_read(input *in, AVPacket *packet)
{
    if (in->images.count > 0)
        return read_image(in, packet);
    for (;;) {
        int error = read_packet(in, packet);
        if (error == AVERROR_EXIT)
            return FOVEA_ERR_CLOSED;
        if (error == AVERROR(ENOMEM))
            return FOVEA_ERR_NOMEM;
        if (error == AVERROR_INVALIDDATA && ++in->errors_in_a_row < ERRORS_IN_A_ROW_MAX)
            return FOVEA_ERR_FORMAT;
        if (error)
            return end_of_stream(in, error);
        in->errors_in_a_row = 0;
        /* An empty packet would tell the decoder that the stream has ended. */
        if (packet->stream_index == in->stream->index && packet->size > 0)
            return FOVEA_OK;
        av_packet_unref(packet);
    }
}

double input_frame_rate(const input *in)
{
    if (in->images.count > 0 || !in->stream)
        return 0;
    AVRational rate = in->stream->avg_frame_rate;
    if (rate.num <= 0 || rate.den <= 0)
        rate = in->stream->r_frame_rate;
    return rate.num > 0 && rate.den > 0 ? av_q2d(rate) : 0;
}

int64_t input_frames(const input *in)
{
    if (in->images.count > 0)
        return in->images.count;
    if (in->stream->nb_frames > 0)
        return in->stream->nb_frames;
    return (int64_t)(input_duration(in) * input_frame_rate(in) + 0.5);
}

double input_duration(const input *in)
{
    if (in->images.count > 0 || !in->stream || in->live)
        return 0;
    if (in->stream->duration > 0)
        return (double)in->stream->duration * av_q2d(in->stream->time_base);
    return in->format->duration > 0 ? (double)in->format->duration / AV_TIME_BASE : 0;
}

void input_close(input *in)
{
    avformat_close_input(&in->format);
    in->stream = NULL;
    pipe_io_close(&in->pipe);
    image_list_free(&in->images);
}
