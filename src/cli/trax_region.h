/* trax_region.h - the region in which a VOT toolkit's message or file says the object is. */
#ifndef FOVEA_CLI_TRAX_REGION_H
#define FOVEA_CLI_TRAX_REGION_H

#include "fovea.h"

#define TRAX_REGION_EXPECTED "a rectangle x,y,w,h, a polygon x,y,x,y,x,y,... or a mask, not empty"

/* The upright box around a rectangle "x,y,w,h", polygon "x,y,x,y,x,y,..." or mask "mX,Y,W,H,
 * run,..." (VOT toolkit) or "mask:X,Y,W,H,run,..." (TraX); "rect:" and "poly:" may come before
 * the others. It is the smallest one around all points or pixels, as Rectangle.convert() of
 * the toolkit has it for polygons and libtrax's region_convert() for both. The text may be
 * changed. ERR_FORMAT: it is none of these, or nothing is there; ERR_NOMEM. */
fovea_status trax_region_box(fovea_box *out, char *text) FOVEA_CHECKED;

#endif
