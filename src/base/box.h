/* box.h - geometry of boxes (fovea_box: x, y, w, h in pixels). Pure functions. */
#ifndef FOVEA_BASE_BOX_H
#define FOVEA_BASE_BOX_H

#include <stdbool.h>

#include "fovea.h"

/* All four finite, w and h > 0. */
bool fovea_box_valid(fovea_box box);

/* The part of a box inside 0,0,width,height; w or h is 0 where nothing is. */
fovea_box fovea_box_clip(fovea_box box, float width, float height);

/* Intersection over union, 0..1; 0 when either box is empty. */
float fovea_box_iou(fovea_box a, fovea_box b);

#endif
