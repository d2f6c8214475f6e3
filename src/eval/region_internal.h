/* region_internal.h - what the files of regions share. */
#ifndef FOVEA_EVAL_REGION_INTERNAL_H
#define FOVEA_EVAL_REGION_INTERNAL_H

#include "eval/region.h"

/* First and last column and row (left, top, right, bottom) of a mask's pixels in the picture;
 * false: it has none. */
bool region_mask_bounds(const region *r, int64_t bounds[4]);

/* Whether a mask's place, size and runs are within their limits. */
bool region_mask_valid(const region *r);

#endif
