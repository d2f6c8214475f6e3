/* frame.h - one decoded picture, shared by reference.
 *
 * A frame owns a reference to the decoder's own buffer; `image` describes that buffer by
 * components and is valid as long as the frame. Written once by source_read(), read-only
 * after. Reference counts are atomic; the last frame_unref() lets the decoder's buffer go. */
#ifndef FOVEA_VIDEO_FRAME_H
#define FOVEA_VIDEO_FRAME_H

#include <stdint.h>

#include "fovea.h"

#define FRAME_NO_PTS INT64_MIN

typedef struct frame {
    fovea_image image;   /* as it is looked at: rotation metadata applied              */
    double pixel_aspect; /* width of a pixel / its height, after rotation; 1 if unknown */
    int64_t index;       /* from 0 in presentation order, as decoded                   */
    int64_t pts;         /* in source_info.time_base; FRAME_NO_PTS if the stream has none */
    double time_s;       /* pts in seconds since the stream's start; NAN without pts   */
    int64_t captured_ns; /* fovea_clock_ns() when its packet arrived (latency of live) */
} frame;

frame *frame_ref(frame *f);  /* returns f */
void frame_unref(frame **f); /* accepts a pointer to NULL; sets *f to NULL */

#endif
