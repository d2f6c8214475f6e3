/* overlay_style.h - what the overlay files share: colours, strokes, pieces of text. */
#ifndef FOVEA_VIEW_OVERLAY_STYLE_H
#define FOVEA_VIEW_OVERLAY_STYLE_H

#include "view/overlay.h"

#define STYLE_BACK 0xff0e1116u /* around frame and panel */
#define STYLE_CARD 0xff1a1f27u /* empty bars, empty glimpse */
#define STYLE_LINE 0xff2c333eu /* separators */
#define STYLE_TEXT 0xffe8ecf1u
#define STYLE_DIM 0xff8b95a3u
#define STYLE_SHADE 0xd00b0d11u  /* under text on the video */
#define STYLE_WINDOW 0xffdfe8f5u /* the attention window */
#define STYLE_SELECT 0xff52c7ffu /* a box being drawn */
#define STYLE_UNDER 0xa0000000u  /* under-stroke: keeps lines readable on any background */

/* Colour and pattern both tell the state, for those who do not see the colours apart. */
typedef struct state_style {
    canvas_color color;
    canvas_pattern pattern;
} state_style;

state_style style_of(fovea_state state);

/* Thickness of the box's stroke. */
float style_stroke(const layout *l);

/* An outline over its under-stroke. */
void style_outline(canvas *c, fovea_box box, float thickness, canvas_pattern pattern,
                   canvas_color color);
void style_line(canvas *c, float x0, float y0, float x1, float y1, float thickness,
                canvas_color color);

/* Text whose right end is at x. */
void style_text_right(canvas *c, int x, int y, int height, canvas_color color, const char *text);

/* Panel and line of figures: overlay_panel.c. */
void overlay_draw_panel(canvas *c, const layout *l, const scene *s);
void overlay_draw_status(canvas *c, const layout *l, const scene *s);

#endif
