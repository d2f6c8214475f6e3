/* source.c - input, decoder and description put together: numbered frames of a range. */
#include "video/source.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libavutil/pixdesc.h>

#include "base/log.h"
#include "video/decoder.h"
#include "video/ffmpeg.h"
#include "video/frame_private.h"
#include "video/picture.h"

struct source {
    char *name;
    source_options options;
    source_info info;
    input in;
    decoder pictures;
    picture_view view;
    AVFrame *picture;
    frame *first;       /* decoded by open, not yet asked for */
    int64_t start_pts;  /* of the first frame that has one */
    double last_time_s; /* of the last frame that has one, else 0 */
    bool begun;         /* the range's first frame has been reached */
    fovea_status end;   /* OK until the end; then what every read returns */
    atomic_bool interrupted;
    atomic_llong decoded, returned;
};

/* Times typed with a few decimals must meet time stamps that have none. */
#define TIME_TOLERANCE_S 5e-7

static int is_interrupted(void *context)
{
    source *s = context;
    bool cancelled = s->options.cancelled && s->options.cancelled(s->options.cancelled_context);
    return cancelled || atomic_load(&s->interrupted);
}

static void stamp(source *s, frame *f)
{
    AVRational base = s->in.stream->time_base;
    f->index = atomic_fetch_add(&s->decoded, 1);
    f->captured_ns = ffmpeg_stamp_of(s->picture);
    /* The image demuxer counts each file as frame 0 of a video of its own. */
    int64_t pts = s->in.images.count > 0 ? AV_NOPTS_VALUE : s->picture->best_effort_timestamp;
    f->pts = pts == AV_NOPTS_VALUE ? FRAME_NO_PTS : pts;
    f->time_s = NAN;
    if (f->pts == FRAME_NO_PTS)
        return;
    if (s->start_pts == FRAME_NO_PTS)
        s->start_pts = pts;
    f->time_s = ((double)pts - (double)s->start_pts) * base.num / base.den;
    s->last_time_s = f->time_s;
}

/* The next frame of the stream, whatever the range. */
static fovea_status decode_frame(source *s, frame **out)
{
    fovea_status status = decoder_next(&s->pictures, s->picture);
    if (status != FOVEA_OK)
        return status;
    AVStream *stream = s->in.stream;
    AVRational aspect = av_guess_sample_aspect_ratio(s->in.format, stream, s->picture);
    s->view.display_matrix = ffmpeg_display_matrix(stream);
    frame described = {.index = 0};
    stamp(s, &described);
    status =
        picture_describe(&s->view, s->picture, aspect, &described.image, &described.pixel_aspect);
    frame *made = status == FOVEA_OK ? frame_create(s->picture) : NULL;
    av_frame_unref(s->picture);
    if (!made)
        return status == FOVEA_OK ? FOVEA_ERR_NOMEM : status;
    *made = described;
    *out = made;
    return FOVEA_OK;
}

static bool has_reached(const source_position *position, const frame *f)
{
    switch (position->kind) {
    case SOURCE_POSITION_FRAME: return f->index >= position->frame;
    case SOURCE_POSITION_TIME: return f->time_s >= position->seconds - TIME_TOLERANCE_S;
    default: return false;
    }
}

/* A position as a frame number, as far as the frame rate can tell. */
static double estimate_frame(const source *s, const source_position *position, double otherwise)
{
    switch (position->kind) {
    case SOURCE_POSITION_FRAME: return (double)position->frame;
    case SOURCE_POSITION_TIME: return ceil(position->seconds * s->info.frame_rate);
    default: return otherwise;
    }
}

static int64_t estimate_frames(const source *s)
{
    double total = (double)input_frames(&s->in);
    double to = estimate_frame(s, &s->options.to, total);
    double end = total > 0 ? fmin(total, to) : to;
    double count = fmax(end - estimate_frame(s, &s->options.from, 0), 0);
    if (s->options.limit > 0 && (count == 0 || count > (double)s->options.limit))
        count = (double)s->options.limit;
    return (int64_t)count;
}

static void describe_stream(source *s, const frame *first, enum AVPixelFormat format)
{
    const AVStream *stream = s->in.stream;
    const char *format_name = av_get_pix_fmt_name(format);
    s->info.width = first->image.width;
    s->info.height = first->image.height;
    s->info.pixel_aspect = first->pixel_aspect;
    s->info.frame_rate = input_frame_rate(&s->in);
    s->info.time_base_num = stream->time_base.num;
    s->info.time_base_den = stream->time_base.den;
    s->info.frames = estimate_frames(s);
    s->info.live = s->in.live;
    int used = snprintf(s->info.description, sizeof s->info.description, "%s, %s, %dx%d",
                        avcodec_get_name(stream->codecpar->codec_id),
                        format_name ? format_name : "unknown", s->info.width, s->info.height);
    if (s->info.frame_rate > 0 && used > 0 && used < (int)sizeof s->info.description)
        snprintf(s->info.description + used, sizeof s->info.description - (size_t)used,
                 ", %.4g fps", s->info.frame_rate);
}

static fovea_status check_range(const source *s)
{
    bool by_time =
        s->options.from.kind == SOURCE_POSITION_TIME || s->options.to.kind == SOURCE_POSITION_TIME;
    if (!by_time || s->first->pts != FRAME_NO_PTS)
        return FOVEA_OK;
    fovea_log_message(&s->options.log, FOVEA_LOG_ERROR,
                      "%s: has no time stamps, so a range cannot be given in seconds; give frame "
                      "numbers",
                      s->name);
    return FOVEA_ERR_ARG;
}

static fovea_status open_first_frame(source *s)
{
    fovea_status status = decode_frame(s, &s->first);
    if (status == FOVEA_OK) {
        describe_stream(s, s->first, s->view.format);
        status = check_range(s);
    } else if (status == FOVEA_EOF) {
        fovea_log_message(&s->options.log, FOVEA_LOG_ERROR,
                          "%s: no picture could be decoded (%lld packets tried in vain); expected "
                          "a video",
                          s->name, (long long)atomic_load(&s->pictures.skipped));
        status = FOVEA_ERR_FORMAT;
    }
    return status;
}

static fovea_status open_parts(source *s, const char *name)
{
    s->name = strdup(name);
    s->picture = av_frame_alloc();
    if (!s->name || !s->picture)
        return FOVEA_ERR_NOMEM;
    s->view.name = s->name;
    s->view.log = &s->options.log;
    fovea_status status =
        input_open(&s->in, s->name, &s->options, (AVIOInterruptCB){is_interrupted, s});
    if (status == FOVEA_OK)
        status = decoder_open(&s->pictures, &s->in, s->options.decoder_threads);
    return status == FOVEA_OK ? open_first_frame(s) : status;
}

fovea_status source_open(source **out, const char *name, const source_options *options)
{
    *out = NULL;
    source *s = calloc(1, sizeof *s);
    if (!s)
        return FOVEA_ERR_NOMEM;
    ffmpeg_silence();
    s->options = *options;
    s->start_pts = FRAME_NO_PTS;
    atomic_init(&s->interrupted, false);
    atomic_init(&s->decoded, 0);
    atomic_init(&s->returned, 0);
    fovea_status status = open_parts(s, name);
    s->options.format = NULL; /* was borrowed for the call */
    if (status != FOVEA_OK)
        source_close(&s);
    *out = s;
    return status;
}

/* ---- the end of a stream, in words -------------------------------------------------- */

static void warn_if_empty(const source *s, bool stream_ended)
{
    if (atomic_load(&s->returned) > 0)
        return;
    if (stream_ended)
        fovea_log_message(&s->options.log, FOVEA_LOG_WARNING,
                          "%s: the range begins beyond the end; the video has %lld frames, %.6g s",
                          s->name, (long long)atomic_load(&s->decoded), s->last_time_s);
    else
        fovea_log_message(&s->options.log, FOVEA_LOG_WARNING,
                          "%s: the range is empty: its end is not after its beginning", s->name);
}

/* Containers without a count of frames say how long they are, and sound may go on longer than
 * pictures: only a good deal missing is worth a word. */
static void warn_if_short(const source *s)
{
    int64_t count = s->in.images.count > 0 ? 0 : s->in.stream->nb_frames;
    int64_t got = atomic_load(&s->decoded) + atomic_load(&s->pictures.skipped);
    double duration = input_duration(&s->in);
    double missing = duration - s->last_time_s;
    if (count > got && !s->in.live)
        fovea_log_message(&s->options.log, FOVEA_LOG_WARNING,
                          "%s: cut short: %lld of %lld frames are there", s->name, (long long)got,
                          (long long)count);
    else if (count == 0 && s->start_pts != FRAME_NO_PTS && missing > 1 && missing > duration / 20)
        fovea_log_message(&s->options.log, FOVEA_LOG_WARNING,
                          "%s: cut short: pictures end at %.1f s of %.1f s", s->name,
                          s->last_time_s, duration);
}

static fovea_status end_stream(source *s, fovea_status why, bool stream_ended)
{
    s->end = why;
    if (why == FOVEA_EOF) {
        warn_if_empty(s, stream_ended);
        if (stream_ended)
            warn_if_short(s);
    }
    return why;
}

/* ---- reading -------------------------------------------------------------------------- */

static fovea_status take_next(source *s, frame **out)
{
    if (!s->first)
        return decode_frame(s, out);
    *out = s->first;
    s->first = NULL;
    return FOVEA_OK;
}

fovea_status source_read(source *s, frame **out)
{
    *out = NULL;
    for (;;) {
        if (is_interrupted(s))
            return FOVEA_ERR_CLOSED;
        if (s->end != FOVEA_OK)
            return s->end;
        if (s->options.limit > 0 && atomic_load(&s->returned) >= s->options.limit)
            return end_stream(s, FOVEA_EOF, false);
        frame *next = NULL;
        fovea_status status = take_next(s, &next);
        if (status != FOVEA_OK)
            return status == FOVEA_ERR_CLOSED ? status : end_stream(s, status, true);
        s->begun = s->begun || s->options.from.kind == SOURCE_POSITION_NONE ||
                   has_reached(&s->options.from, next);
        if (has_reached(&s->options.to, next)) {
            frame_unref(&next);
            return end_stream(s, FOVEA_EOF, false);
        }
        if (s->begun) {
            atomic_fetch_add(&s->returned, 1);
            *out = next;
            return FOVEA_OK;
        }
        frame_unref(&next);
    }
}

void source_interrupt(source *s)
{
    atomic_store(&s->interrupted, true);
}

source_info source_information(const source *s)
{
    return s->info;
}

source_stats source_statistics(source *s)
{
    return (source_stats){
        .decoded = atomic_load(&s->decoded),
        .returned = atomic_load(&s->returned),
        .corrupt = atomic_load(&s->pictures.skipped),
        .damaged = atomic_load(&s->pictures.damaged),
    };
}

void source_close(source **s)
{
    if (!s || !*s)
        return;
    frame_unref(&(*s)->first);
    decoder_close(&(*s)->pictures);
    input_close(&(*s)->in);
    picture_view_close(&(*s)->view);
    av_frame_free(&(*s)->picture);
    free((*s)->name);
    free(*s);
    *s = NULL;
}
