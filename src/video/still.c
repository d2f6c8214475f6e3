/* still.c - a decoder for one packet. No demuxer is asked what the bytes are: those of FFmpeg
 * would also open lists, patterns and URLs that a picture may name. */
#include "video/still.h"

#include <errno.h>
#include <fcntl.h>
#include <libavcodec/avcodec.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "video/ffmpeg.h"
#include "video/frame_private.h"
#include "video/picture.h"

/* ---- decoding -------------------------------------------------------------------------- */

/* ISO/IEC 10918-1, B.1.1.3 (SOI and the next marker); ISO/IEC 15948, 5.2. */
static enum AVCodecID codec_of(const void *bytes, size_t size)
{
    static const uint8_t jpeg[] = {0xff, 0xd8, 0xff};
    static const uint8_t png[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    if (size > sizeof jpeg && memcmp(bytes, jpeg, sizeof jpeg) == 0)
        return AV_CODEC_ID_MJPEG;
    if (size > sizeof png && memcmp(bytes, png, sizeof png) == 0)
        return AV_CODEC_ID_PNG;
    return AV_CODEC_ID_NONE;
}

/* 0 or an AVERROR. The packet's bytes are a copy, padded as decoders need it. */
static int fill_packet(AVPacket *packet, const void *bytes, size_t size)
{
    int error = av_new_packet(packet, (int)size);
    if (error == 0)
        memcpy(packet->data, bytes, size);
    return error;
}

static int decode_packet(AVCodecContext *codec, const AVPacket *packet, AVFrame *picture)
{
    int error = avcodec_send_packet(codec, packet);
    if (error == 0)
        error = avcodec_send_packet(codec, NULL);
    return error < 0 ? error : avcodec_receive_frame(codec, picture);
}

static int decode_picture(AVFrame *picture, enum AVCodecID id, const void *bytes, size_t size)
{
    const AVCodec *decoder = avcodec_find_decoder(id);
    AVCodecContext *codec = decoder ? avcodec_alloc_context3(decoder) : NULL;
    AVPacket *packet = av_packet_alloc();
    int error = !decoder ? AVERROR_DECODER_NOT_FOUND : AVERROR(ENOMEM);
    if (codec && packet) {
        codec->thread_count = 1;
        codec->max_pixels = STILL_PIXELS_MAX;
        error = avcodec_open2(codec, decoder, NULL);
        if (error == 0)
            error = fill_packet(packet, bytes, size);
        if (error == 0)
            error = decode_packet(codec, packet, picture);
    }
    av_packet_free(&packet);
    avcodec_free_context(&codec);
    return error;
}

/* ---- the frame ------------------------------------------------------------------------- */

static fovea_status make_frame(frame **out, AVFrame *picture, const char *name,
                               const fovea_log *log)
{
    if (picture->flags & AV_FRAME_FLAG_CORRUPT || picture->decode_error_flags)
        fovea_log_message(log, FOVEA_LOG_WARNING, "%s: parts of the picture are damaged", name);
    /* What would be said once a stream is not said of every picture. */
    picture_view view = {
        .log = log, .name = name, .told_conversion = true, .told_space = true, .told_angle = true};
    fovea_image image;
    double pixel_aspect;
    fovea_status status =
        picture_describe(&view, picture, picture->sample_aspect_ratio, &image, &pixel_aspect);
    picture_view_close(&view);
    if (status != FOVEA_OK)
        return status;
    frame *made = frame_create(picture);
    if (!made)
        return FOVEA_ERR_NOMEM;
    made->image = image;
    made->pixel_aspect = pixel_aspect;
    made->pts = FRAME_NO_PTS;
    made->time_s = NAN;
    made->captured_ns = fovea_clock_ns();
    *out = made;
    return FOVEA_OK;
}

fovea_status still_decode(frame **out, const void *bytes, size_t size, const char *name,
                          const fovea_log *log)
{
    *out = NULL;
    ffmpeg_silence();
    enum AVCodecID id = codec_of(bytes, size);
    if (id == AV_CODEC_ID_NONE || size > STILL_BYTES_MAX) {
        fovea_log_message(log, FOVEA_LOG_ERROR, "%s: %s; give a JPEG or PNG picture", name,
                          id ? "has too many bytes" : "is neither JPEG nor PNG");
        return id ? FOVEA_ERR_UNSUPPORTED : FOVEA_ERR_FORMAT;
    }
    AVFrame *picture = av_frame_alloc();
    int error = picture ? decode_picture(picture, id, bytes, size) : AVERROR(ENOMEM);
    fovea_status status = FOVEA_ERR_NOMEM;
    if (error == 0) {
        status = make_frame(out, picture, name, log);
    } else if (error != AVERROR(ENOMEM)) {
        status = FOVEA_ERR_FORMAT;
        fovea_log_message(log, FOVEA_LOG_ERROR,
                          "%s: the %s picture cannot be decoded (%s); it must be whole and have "
                          "at most %lld pixels",
                          name, avcodec_get_name(id), av_err2str(error),
                          (long long)STILL_PIXELS_MAX);
    }
    av_frame_free(&picture);
    return status;
}

/* ---- files ----------------------------------------------------------------------------- */

/* Opens a file that has an end: no pipe that nobody writes to, no device. -1, errno: why not. */
static int open_regular(const char *path, size_t *size)
{
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat about = {0};
    if (file < 0)
        return -1;
    if (fstat(file, &about) == 0 && S_ISREG(about.st_mode) &&
        (uintmax_t)about.st_size <= STILL_BYTES_MAX) {
        *size = (size_t)about.st_size;
        return file;
    }
    close(file);
    errno = S_ISREG(about.st_mode) ? EFBIG : EINVAL;
    return -1;
}

/* How much of `size` bytes could be read. */
static size_t read_whole(int file, char *bytes, size_t size)
{
    size_t have = 0;
    for (ssize_t got = 1; have < size && got > 0; have += got > 0 ? (size_t)got : 0)
        got = read(file, bytes + have, size - have);
    return have;
}

fovea_status still_read(frame **out, const char *path, const fovea_log *log)
{
    *out = NULL;
    size_t size = 0;
    int file = open_regular(path, &size);
    if (file < 0) {
        fovea_log_message(log, FOVEA_LOG_ERROR, "%s: cannot be read as a picture: %s", path,
                          errno == EINVAL ? "it is no file" : strerror(errno));
        return FOVEA_ERR_IO;
    }
    char *bytes = malloc(size + 1);
    fovea_status status = FOVEA_ERR_NOMEM;
    if (bytes)
        status = still_decode(out, bytes, read_whole(file, bytes, size), path, log);
    free(bytes);
    close(file);
    return status;
}
