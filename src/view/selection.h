/* selection.h - a box being drawn by hand, in whole picture pixels. Knows no display: it is
 * told presses, moves and nudges in picture coordinates.
 *
 * The edges are the pixel boundaries nearest to where the mouse was pressed and is now; the
 * box lies inside the picture and is at least SELECTION_SIDE_MIN pixels a side. */
#ifndef FOVEA_VIEW_SELECTION_H
#define FOVEA_VIEW_SELECTION_H

#include <stdbool.h>

#include "fovea.h"

#define SELECTION_SIDE_MIN 2

typedef struct selection {
    int width, height; /* of the picture */
    fovea_box box;     /* w == 0: none yet */
    bool dragging;
    float anchor_x, anchor_y; /* where the drag began */
} selection;

/* No box yet; `proposal`, where it may be one, is taken as a first box: rounded, clipped,
 * and left out when it is not finite or too small. NULL: none. */
selection selection_begin(int picture_width, int picture_height, const fovea_box *proposal);

bool selection_has_box(const selection *s);

/* A drag from here; the old box stays until the new one is large enough to be one. */
void selection_press(selection *s, float x, float y);
void selection_move(selection *s, float x, float y); /* without a drag: nothing */
void selection_release(selection *s, float x, float y);

/* Moves the box, or (resize) its right and bottom edges, as far as the picture goes. */
void selection_nudge(selection *s, int dx, int dy, bool resize);

#endif
