/* overlay.h - where things are in the picture that a person sees, and the drawing of all
 * but the video frame itself. Window and --render share it, so they look the same.
 *
 *   +-----------------------------+-----------+
 *   |                             |  glimpse  |
 *   |            frame            |           |
 *   |                             |           |
 *   +-----------------------------+-----------+
 *   | frame 120  4.80 s  ...  confidence 0.93 |
 *   +-----------------------------------------+ */
#ifndef FOVEA_VIEW_OVERLAY_H
#define FOVEA_VIEW_OVERLAY_H

#include "view/canvas.h"
#include "view/scene.h"

typedef struct layout {
    canvas_rect frame;   /* keeps the picture's aspect */
    canvas_rect glimpse; /* square */
    canvas_rect status;  /* the line of figures */
    float scale_x, scale_y; /* output pixels a picture pixel */
} layout;

/* The layout in an output of width x height for a picture of that size and pixel aspect. */
layout layout_fit(int width, int height, int picture_width, int picture_height,
                  double pixel_aspect);

/* The output size (even) at which the frame is drawn one to one, or at most max_side wide:
 * what --render uses. */
void layout_natural(int picture_width, int picture_height, double pixel_aspect, int max_side,
                    int *width, int *height);

/* Output pixels to picture pixels and back. */
fovea_box layout_to_output(const layout *l, fovea_box picture);
fovea_box layout_to_picture(const layout *l, fovea_box output);

/* Boxes, glimpse panel and figures; `c` is the whole output. */
void overlay_draw(canvas *c, const layout *l, const scene *s);

/* The whole picture in software: frame, then overlay. */
void overlay_render(canvas *c, const scene *s);

#endif
