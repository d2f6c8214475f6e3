#include "base/box.h"

#include <math.h>

bool fovea_box_valid(fovea_box box)
{
    return isfinite(box.x) && isfinite(box.y) && isfinite(box.w) && isfinite(box.h) && box.w > 0 &&
           box.h > 0;
}

fovea_box fovea_box_clip(fovea_box box, float width, float height)
{
    float left = fminf(fmaxf(box.x, 0), width);
    float top = fminf(fmaxf(box.y, 0), height);
    float right = fminf(fmaxf(box.x + box.w, left), width);
    float bottom = fminf(fmaxf(box.y + box.h, top), height);
    return (fovea_box){left, top, right - left, bottom - top};
}

float fovea_box_iou(fovea_box a, fovea_box b)
{
    float w = fminf(a.x + a.w, b.x + b.w) - fmaxf(a.x, b.x);
    float h = fminf(a.y + a.h, b.y + b.h) - fmaxf(a.y, b.y);
    if (!(w > 0) || !(h > 0))
        return 0;
    float both = w * h;
    return both / (a.w * a.h + b.w * b.h - both);
}
