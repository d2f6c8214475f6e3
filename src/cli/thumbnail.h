/* thumbnail.h - pictures for the report: small parts of frames, as JPEG. */
#ifndef FOVEA_CLI_THUMBNAIL_H
#define FOVEA_CLI_THUMBNAIL_H

#include "eval/report.h"
#include "eval/sequence.h"
#include "fovea.h"

/* Makes the pictures of `count` moments of a sequence, whose frames ascend and whose truth and
 * box[0] are filled in: sets region, jpeg and size. Reads the input up to the last of them, or
 * of a folder of images just those. Where a frame cannot be read, its picture is left out, with
 * one warning a sequence. ERR_NOMEM; ERR_CLOSED once `cancelled` (may be NULL) says so. */
fovea_status thumbnails_make(const sequence *s, report_moment *moment, int count,
                             bool (*cancelled)(void *context), void *context,
                             const fovea_log *log) FOVEA_CHECKED;

#endif
