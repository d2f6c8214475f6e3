/* components.h - a decoded picture as a fovea_image, without touching a pixel. */
#ifndef FOVEA_VIDEO_COMPONENTS_H
#define FOVEA_VIDEO_COMPONENTS_H

#include <libavutil/frame.h>
#include <stdbool.h>

#include "fovea.h"

/* Whether fovea_component fits this pixel format: no palette, Bayer pattern, float, foreign
 * byte order, samples of fewer than 8 bits or that straddle words, nor hardware surface. */
bool components_fit(enum AVPixelFormat format);

/* Fills *out with what lies in `picture`, in stored orientation. Colour matrix and range are
 * the picture's own; where it names none: RGB and grey are full range, yuvj* too, and YUV is
 * BT.709 above 576 lines, BT.601 up to them. False: the format does not fit, or the buffer is
 * not aligned to its samples. */
bool components_describe(const AVFrame *picture, fovea_image *out);

/* The name of the picture's colour space if fovea_matrix has only something near it; else
 * NULL. Static. */
const char *components_approximated_space(const AVFrame *picture);

/* The nearest format that fits and that libswscale can be asked to convert to. */
enum AVPixelFormat components_nearest(enum AVPixelFormat format);

#endif
