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

/* All rectangles are inside the output and do not overlap, but that the glimpse lies in
 * the panel. */
typedef struct layout {
    int width, height;      /* of the output */
    int unit;               /* height of a line of text */
    canvas_rect frame;      /* keeps the picture's aspect */
    canvas_rect panel;      /* the column on the right */
    canvas_rect glimpse;    /* square; w == 0: no room */
    canvas_rect status;     /* the line of figures */
    bool roomy;             /* there is room for words in the panel */
    float scale_x, scale_y; /* output pixels a picture pixel */
} layout;

/* The layout in an output of width x height (each >= 1) for a picture of that size and
 * pixel aspect (taken as 1 outside 0.01..100). */
layout layout_fit(int width, int height, int picture_width, int picture_height,
                  double pixel_aspect);

/* The output size (even) at which the frame is drawn one to one, or smaller where a side
 * would exceed max_side: what --render uses. Pixels that are not square grow to squares
 * along one side. */
void layout_natural(int picture_width, int picture_height, double pixel_aspect, int max_side,
                    int *width, int *height);

/* Output pixels to picture pixels and back. */
fovea_box layout_to_output(const layout *l, fovea_box picture);
fovea_box layout_to_picture(const layout *l, fovea_box output);

/* Everything but the frame's pixels: boxes on the frame, what is around it, glimpse panel
 * and figures. `c` is the whole output; inside l->frame it is drawn over. */
void overlay_draw(canvas *c, const layout *l, const scene *s);

/* A box being drawn by hand, with advice on the keys; box.w == 0: none yet. `cursor` is a
 * place in output pixels for guide lines, NULL: none. */
typedef struct overlay_selection {
    fovea_box box; /* picture pixels */
    bool dragging;
    const float *cursor; /* [2] x, y */
} overlay_selection;

/* The part of the picture that is enlarged in place of the glimpse meanwhile: the place of
 * the cursor, or all of the box once it is drawn. w == 0: none. */
fovea_box overlay_close_up(const layout *l, const overlay_selection *selection);

/* On top of overlay_draw(). Leaves l->glimpse transparent where there is a close-up: its
 * pixels are the caller's. */
void overlay_draw_selection(canvas *c, const layout *l, const overlay_selection *selection);
void overlay_draw_help(canvas *c, const layout *l);

/* The whole picture in software: frame, then overlay. */
void overlay_render(canvas *c, const scene *s);

#endif
