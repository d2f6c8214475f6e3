/* jpeg.h - a small picture as JPEG bytes in memory. */
#ifndef FOVEA_VIDEO_JPEG_H
#define FOVEA_VIDEO_JPEG_H

#include <stddef.h>
#include <stdint.h>

#include "fovea.h"

/* Encodes packed BGRA (alpha ignored, no padding), by libavcodec, 4:2:0; `scale` is the
 * quantiser's: 2 (fine) to 31 (coarse). *bytes is the caller's, to be freed with free(); NULL
 * after a failure, of which the log says why. ERR_ARG: a side below 1 or above 16384 (libavcodec's
 * limit is a little beyond); ERR_NOMEM, ERR_UNSUPPORTED (no encoder in this libavcodec). */
fovea_status jpeg_encode(const uint8_t *bgra, int width, int height, int scale, uint8_t **bytes,
                         size_t *size, const fovea_log *log) FOVEA_CHECKED;

#endif
