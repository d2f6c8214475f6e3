/* picture.h - from what the decoder gave to what is looked at: describable and upright. */
#ifndef FOVEA_VIDEO_PICTURE_H
#define FOVEA_VIDEO_PICTURE_H

#include <libavutil/frame.h>
#include <libavutil/pixfmt.h>
#include <libswscale/swscale.h>
#include <stdbool.h>

#include "fovea.h"

/* What is kept from picture to picture of one stream. Zero-initialise, fill the first
 * three. */
typedef struct picture_view {
    const fovea_log *log;
    const char *name;              /* of the input, for messages */
    const int32_t *display_matrix; /* the stream's, or NULL */
    enum AVPixelFormat format;     /* of the last picture, as decoded */
    struct SwsContext *scaler;
    bool told_conversion, told_space, told_angle; /* one word a stream */
} picture_view;

/* Describes `picture` in *out, upright; *pixel_aspect is turned along (1 where `aspect` is
 * unknown). A format that components cannot describe is replaced by a converted picture.
 * ERR_UNSUPPORTED, ERR_NOMEM, with a line in the log. */
fovea_status picture_describe(picture_view *view, AVFrame *picture, AVRational aspect,
                              fovea_image *out, double *pixel_aspect) FOVEA_CHECKED;

void picture_view_close(picture_view *view);

#endif
