/* selection.c - the arithmetic of drawing a box by hand. */
#include "view/selection.h"

#include <math.h>

#include "base/box.h"

selection selection_begin(int picture_width, int picture_height, const fovea_box *proposal)
{
    selection s = {.width = picture_width, .height = picture_height};
    if (!proposal || !fovea_box_valid(*proposal))
        return s;
    fovea_box b = fovea_box_clip(*proposal, (float)picture_width, (float)picture_height);
    float right = roundf(b.x + b.w), bottom = roundf(b.y + b.h);
    b.x = roundf(b.x);
    b.y = roundf(b.y);
    b.w = right - b.x;
    b.h = bottom - b.y;
    if (b.w >= SELECTION_SIDE_MIN && b.h >= SELECTION_SIDE_MIN)
        s.box = b;
    return s;
}

bool selection_has_box(const selection *s)
{
    return s->box.w > 0;
}

/* The pixel boundary nearest to a coordinate, inside the picture. */
static float boundary(float at, int side)
{
    return fminf(fmaxf(roundf(at), 0), (float)side);
}

void selection_press(selection *s, float x, float y)
{
    s->dragging = true;
    s->anchor_x = boundary(x, s->width);
    s->anchor_y = boundary(y, s->height);
}

void selection_move(selection *s, float x, float y)
{
    if (!s->dragging)
        return;
    float to_x = boundary(x, s->width), to_y = boundary(y, s->height);
    fovea_box box = {fminf(s->anchor_x, to_x), fminf(s->anchor_y, to_y), fabsf(to_x - s->anchor_x),
                     fabsf(to_y - s->anchor_y)};
    if (box.w >= SELECTION_SIDE_MIN && box.h >= SELECTION_SIDE_MIN)
        s->box = box;
}

void selection_release(selection *s, float x, float y)
{
    selection_move(s, x, y);
    s->dragging = false;
}

static float limited(float value, float low, float high)
{
    return fminf(fmaxf(value, low), high);
}

void selection_nudge(selection *s, int dx, int dy, bool resize)
{
    if (!selection_has_box(s))
        return;
    fovea_box *b = &s->box;
    if (resize) {
        b->w = limited(b->w + (float)dx, SELECTION_SIDE_MIN, (float)s->width - b->x);
        b->h = limited(b->h + (float)dy, SELECTION_SIDE_MIN, (float)s->height - b->y);
    } else {
        b->x = limited(b->x + (float)dx, 0, (float)s->width - b->w);
        b->y = limited(b->y + (float)dy, 0, (float)s->height - b->h);
    }
}
