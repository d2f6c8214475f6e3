/* still.h - one encoded picture, JPEG or PNG, as a frame: from a file or from memory. */
#ifndef FOVEA_VIDEO_STILL_H
#define FOVEA_VIDEO_STILL_H

#include <stddef.h>

#include "video/frame.h"

#define STILL_BYTES_MAX ((size_t)1 << 28)   /* encoded                                       */
#define STILL_PIXELS_MAX ((int64_t)1 << 27) /* of the picture: a few bytes can hold too many */

/* The picture in `bytes`, upright, with index 0 and without time; what kind it is its first
 * bytes say. The same pixels as source_read() gives for a file of these bytes. `name` is the
 * picture's in messages. A picture that is damaged in part is given, with a warning.
 * ERR_FORMAT: neither JPEG nor PNG, or nothing of it can be decoded; ERR_UNSUPPORTED: larger
 * than the limits; each with one line in the log; ERR_NOMEM. */
fovea_status still_decode(frame **out, const void *bytes, size_t size, const char *name,
                          const fovea_log *log) FOVEA_CHECKED;

/* The picture in a regular file. As above, and ERR_IO. */
fovea_status still_read(frame **out, const char *path, const fovea_log *log) FOVEA_CHECKED;

#endif
