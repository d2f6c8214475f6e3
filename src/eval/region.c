/* Regions: what they bound, their text. */
#include "eval/region.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/region_internal.h"
#include "eval/text.h"

static const fovea_box nowhere = {NAN, NAN, NAN, NAN};

region region_of_box(fovea_box box)
{
    if (!isfinite(box.x) || !isfinite(box.y) || !isfinite(box.w) || !isfinite(box.h))
        return (region){.kind = REGION_SPECIAL, .code = REGION_UNKNOWN};
    return (region){.kind = REGION_RECTANGLE, .rectangle = box};
}

static fovea_box polygon_box(const float *xy, int points)
{
    float left = xy[0], right = xy[0], top = xy[1], bottom = xy[1];
    for (int i = 1; i < points; i++) {
        left = fminf(left, xy[2 * i]);
        right = fmaxf(right, xy[2 * i]);
        top = fminf(top, xy[2 * i + 1]);
        bottom = fmaxf(bottom, xy[2 * i + 1]);
    }
    return (fovea_box){left, top, right - left, bottom - top};
}

bool region_mask_bounds(const region *r, int64_t bounds[4])
{
    int64_t at = 0, w = r->mask.w, left = w, right = -1, top = -1, bottom = -1;
    for (int i = 0; i < r->mask.runs; i++) {
        int64_t begin = at;
        at += r->mask.run[i];
        if (i % 2 == 0 || at == begin)
            continue;
        int64_t first = begin / w, last = (at - 1) / w;
        top = top < 0 ? first : top;
        bottom = last;
        /* A run that goes on into the next row reaches both sides. */
        left = first < last ? 0 : begin % w < left ? begin % w : left;
        int64_t reach = first < last ? w - 1 : (at - 1) % w;
        right = reach > right ? reach : right;
    }
    if (bottom < 0)
        return false;
    bounds[0] = r->mask.x + left;
    bounds[1] = r->mask.y + top;
    bounds[2] = r->mask.x + right;
    bounds[3] = r->mask.y + bottom;
    return true;
}

fovea_box region_box(const region *r)
{
    int64_t b[4];
    switch (r->kind) {
    case REGION_RECTANGLE: return r->rectangle.w > 0 && r->rectangle.h > 0 ? r->rectangle : nowhere;
    case REGION_POLYGON: {
        fovea_box box = polygon_box(r->polygon.xy, r->polygon.points);
        return box.w > 0 && box.h > 0 ? box : nowhere;
    }
    case REGION_MASK:
        if (region_mask_bounds(r, b))
            return (fovea_box){(float)b[0], (float)b[1], (float)(b[2] - b[0] + 1),
                               (float)(b[3] - b[1] + 1)};
        return nowhere;
    case REGION_SPECIAL: break;
    }
    return nowhere;
}

void region_free(region *r)
{
    if (r->kind == REGION_POLYGON)
        free(r->polygon.xy);
    if (r->kind == REGION_MASK)
        free(r->mask.run);
    *r = (region){.kind = REGION_SPECIAL, .code = REGION_UNKNOWN};
}

void region_list_free(region_list *list)
{
    for (int i = 0; i < list->count; i++)
        region_free(&list->region[i]);
    free(list->region);
    *list = (region_list){0};
}
