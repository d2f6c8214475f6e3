/* Regions of the VOT toolkits to boxes, and a start in one. */
#include "cli/trax_region.h"

#include <math.h>
#include <string.h>

#include "base/log.h"
#include "eval/region.h"

/* Without libtrax's prefix: what the toolkit's files have. */
static char *plain_form(char *text)
{
    if (strncmp(text, "rect:", 5) == 0 || strncmp(text, "poly:", 5) == 0)
        return text + 5;
    if (strncmp(text, "mask:", 5) != 0)
        return text;
    text[4] = 'm';
    return text + 4;
}

fovea_status trax_region_box(fovea_box *out, char *text)
{
    text = plain_form(text);
    region r;
    fovea_status status = region_parse(&r, text, text + strlen(text));
    if (status != FOVEA_OK)
        return status;
    *out = region_box(&r);
    region_free(&r);
    return isfinite(out->x) ? FOVEA_OK : FOVEA_ERR_FORMAT;
}

fovea_status trax_region_start(fovea_tracker *tracker, const fovea_image *image, fovea_box box,
                               fovea_result *result, const char *source, const fovea_log *log)
{
    fovea_status status = fovea_tracker_start(tracker, image, box, result);
    if (status == FOVEA_ERR_ARG)
        fovea_log_message(log, FOVEA_LOG_ERROR,
                          "%s: the box %g,%g,%g,%g cannot be followed in a picture of %dx%d: "
                          "expected sides of 1 pixel to twice the picture's, and a part inside",
                          source, (double)box.x, (double)box.y, (double)box.w, (double)box.h,
                          image->width, image->height);
    return status;
}
