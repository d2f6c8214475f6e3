/* picture.c - describe in place where possible, convert where not, turn upright. */
#include "video/picture.h"

#include <libavutil/pixdesc.h>

#include "base/image.h"
#include "base/log.h"
#include "video/components.h"
#include "video/ffmpeg.h"
#include "video/orientation.h"

static const char *format_name(enum AVPixelFormat format)
{
    const char *name = av_get_pix_fmt_name(format);
    return name ? name : "unknown";
}

/* 0 or an AVERROR. */
static int convert_into(picture_view *view, const AVFrame *from, AVFrame *to)
{
    to->format = components_nearest(from->format);
    to->width = from->width;
    to->height = from->height;
    if (to->format == AV_PIX_FMT_NONE || !sws_isSupportedInput(from->format))
        return AVERROR(ENOSYS);
    view->scaler = sws_getCachedContext(view->scaler, from->width, from->height, from->format,
                                        to->width, to->height, to->format,
                                        SWS_POINT | SWS_ACCURATE_RND, NULL, NULL, NULL);
    if (!view->scaler)
        return AVERROR(ENOSYS);
    int error = av_frame_get_buffer(to, 0);
    if (!error)
        error = av_frame_copy_props(to, from);
    if (!error)
        error = sws_scale(view->scaler, (const uint8_t *const *)from->data, from->linesize, 0,
                          from->height, to->data, to->linesize);
    return error < 0 ? error : 0;
}

static fovea_status convert(picture_view *view, AVFrame *picture)
{
    AVFrame *converted = av_frame_alloc();
    if (!converted)
        return FOVEA_ERR_NOMEM;
    int error = convert_into(view, picture, converted);
    if (error) {
        fovea_log_message(view->log, FOVEA_LOG_ERROR,
                          "%s: pictures in the pixel format %s cannot be used (%s); convert the "
                          "video to yuv420p first",
                          view->name, format_name(picture->format), av_err2str(error));
        av_frame_free(&converted);
        return error == AVERROR(ENOMEM) ? FOVEA_ERR_NOMEM : FOVEA_ERR_UNSUPPORTED;
    }
    if (!view->told_conversion)
        fovea_log_message(view->log, FOVEA_LOG_INFO,
                          "%s: %s pictures are converted to %s, which costs time", view->name,
                          format_name(picture->format), format_name(converted->format));
    view->told_conversion = true;
    av_frame_unref(picture);
    av_frame_move_ref(picture, converted);
    av_frame_free(&converted);
    return FOVEA_OK;
}

static void tell_space(picture_view *view, const AVFrame *picture)
{
    const char *space = components_approximated_space(picture);
    if (space && !view->told_space) {
        fovea_log_message(view->log, FOVEA_LOG_WARNING,
                          "%s: the colour space %s is taken for the nearest that is known; "
                          "colours are a little off",
                          view->name, space);
        view->told_space = true;
    }
}

static void turn_upright(picture_view *view, const AVFrame *picture, fovea_image *image,
                         double *pixel_aspect)
{
    orientation turn = orientation_of_picture(picture, view->display_matrix);
    orientation_apply(turn, image);
    if (turn.exchange)
        *pixel_aspect = 1 / *pixel_aspect;
    if (turn.snapped && !view->told_angle) {
        fovea_log_message(view->log, FOVEA_LOG_WARNING,
                          "%s: the picture is to be shown at an angle that is no quarter turn; "
                          "the nearest one is taken",
                          view->name);
        view->told_angle = true;
    }
}

fovea_status picture_describe(picture_view *view, AVFrame *picture, AVRational aspect,
                              fovea_image *out, double *pixel_aspect)
{
    if (picture->width > FOVEA_IMAGE_SIDE_MAX || picture->height > FOVEA_IMAGE_SIDE_MAX) {
        fovea_log_message(view->log, FOVEA_LOG_ERROR,
                          "%s: the picture is %dx%d, at most %d a side is supported; scale it "
                          "down first",
                          view->name, picture->width, picture->height, FOVEA_IMAGE_SIDE_MAX);
        return FOVEA_ERR_UNSUPPORTED;
    }
    view->format = picture->format;
    tell_space(view, picture);
    if (!components_describe(picture, out)) {
        fovea_status status = convert(view, picture);
        if (status != FOVEA_OK)
            return status;
        if (!components_describe(picture, out))
            return FOVEA_ERR_UNSUPPORTED;
    }
    *pixel_aspect = aspect.num > 0 && aspect.den > 0 ? av_q2d(aspect) : 1;
    turn_upright(view, picture, out, pixel_aspect);
    return FOVEA_OK;
}

void picture_view_close(picture_view *view)
{
    sws_freeContext(view->scaler);
    view->scaler = NULL;
}
