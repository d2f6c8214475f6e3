/* Regions of the VOT toolkits to boxes. */
#include "cli/trax_region.h"

#include <math.h>
#include <string.h>

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
