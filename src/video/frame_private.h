/* frame_private.h - how a frame is made; for source.c (and tests that need frames). */
#ifndef FOVEA_VIDEO_FRAME_PRIVATE_H
#define FOVEA_VIDEO_FRAME_PRIVATE_H

#include <libavutil/frame.h>

#include "video/frame.h"

/* A frame with one reference, all fields zero, that keeps the buffers of `picture`; what
 * `picture` referred to moves into the frame. NULL: no memory, `picture` as before. */
frame *frame_create(AVFrame *picture);

#endif
