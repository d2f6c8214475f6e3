/* orientation.h - rotation metadata as exchanged and negative steps. */
#ifndef FOVEA_VIDEO_ORIENTATION_H
#define FOVEA_VIDEO_ORIENTATION_H

#include <libavutil/frame.h>
#include <stdbool.h>
#include <stdint.h>

#include "fovea.h"

/* From the stored picture to the one that is looked at: exchange x and y, then mirror. */
typedef struct orientation {
    bool exchange, mirror_x, mirror_y;
    bool snapped; /* the metadata asks for an angle between quarters; this is the nearest */
} orientation;

/* The upper left of a display matrix (libavutil/display.h, 16.16 fixed point):
 * shown x = m[0] x + m[3] y, shown y = m[1] x + m[4] y. All zero: upright. */
orientation orientation_from_matrix(const int32_t matrix[9]);

/* EXIF orientation, 1 to 8 (TIFF 6.0, tag 274); anything else: upright. */
orientation orientation_from_exif(long value);

/* What the picture itself says (side data; EXIF of a JPEG), else `of_stream` (may be NULL). */
orientation orientation_of_picture(const AVFrame *picture, const int32_t *of_stream);

/* Exchanges and negates the steps, and exchanges the sizes. */
void orientation_apply(orientation turn, fovea_image *image);

#endif
