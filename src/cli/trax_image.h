/* trax_image.h - the image argument of a TraX message.
 *
 * Source: TraX protocol specification ("Image formats") and libtrax 4:
 *   path    file:///PATH, file:PATH or only PATH: a JPEG or PNG file
 *   memory  image:WIDTH;HEIGHT;FORMAT;BASE64, FORMAT one of rgb, gray8, gray16 (native order),
 *           rows from the top without padding
 *   buffer  data:image/jpeg;BASE64 or data:image/png;BASE64 (libtrax), or with "base64;"
 *           (specification) or "base64," (RFC 2397) before the data; what kind it is the data
 *           say, not the type
 *   url     anything else with a scheme; refused */
#ifndef FOVEA_CLI_TRAX_IMAGE_H
#define FOVEA_CLI_TRAX_IMAGE_H

#include "fovea.h"
#include "video/frame.h"

typedef struct trax_image {
    fovea_image image; /* of the frame's pixels, or of those in the argument's memory */
    frame *frame;      /* owned; NULL: memory image                                   */
} trax_image;

/* Reads the argument, which is taken apart in place and must live as long as *out. Limits are
 * those of fovea_image and video/still.h. One line in the log where it fails, but for NOMEM.
 * ERR_FORMAT, ERR_UNSUPPORTED, ERR_IO, ERR_NOMEM. */
fovea_status trax_image_open(trax_image *out, char *argument, const fovea_log *log) FOVEA_CHECKED;

/* Idempotent. */
void trax_image_close(trax_image *image);

#endif
