/* Panels in justified rows: heights are chosen so that a row fills the width. */
#include "cli/glimpse_sheet.h"

#include <math.h>

#include "view/overlay_style.h"

enum { WIDTH = 1280, MARGIN = 20, GAP = 16, LINE = 28, CAPTION = 2 * LINE + 10 };
enum { UNIT = 24, UNIT_MIN = 12 }; /* height of letters */
#define HEIGHT_MAX 620.0F
/* Of a panel; pictures that are wider or narrower leave room in it. */
#define ASPECT_MAX 4.0F
#define ASPECT_MIN 0.5F
#define WINDOW_COLOR 0xff35e06fu
#define STROKE 2.5F

static float aspect_of(const sheet_panel *p)
{
    float aspect = (float)p->picture.width / (float)p->picture.height;
    return fminf(fmaxf(aspect, ASPECT_MIN), ASPECT_MAX);
}

static float row_height(const sheet_panel *panel, int count)
{
    float aspects = 0;
    for (int i = 0; i < count; i++)
        aspects += aspect_of(&panel[i]);
    return fminf((WIDTH - 2 * MARGIN - GAP * (float)(count - 1)) / aspects, HEIGHT_MAX);
}

/* A side of a picture in a room, which it fills but for what rounding leaves. */
static int fit_side(float side, int room)
{
    return side > (float)room - 2 ? room : (int)fmaxf(roundf(side), 1);
}

/* The picture's place in a panel: its shape, as large as it fits, in the middle. */
static canvas_rect fit(const fovea_glimpse *g, canvas_rect room)
{
    float scale = fminf((float)room.w / (float)g->width, (float)room.h / (float)g->height);
    int w = fit_side((float)g->width * scale, room.w);
    int h = fit_side((float)g->height * scale, room.h);
    return (canvas_rect){room.x + (room.w - w) / 2, room.y + (room.h - h) / 2, w, h};
}

static unsigned to_byte(float v)
{
    return v > 0 ? (unsigned)(fminf(v, 1) * 255 + 0.5F) : 0;
}

/* Where pixel i of n begins on a length, rounded: every pixel is a rectangle of one colour. */
static int edge(int i, int n, int length)
{
    return (int)(((long long)i * length + n / 2) / n);
}

static void draw_pixels(canvas *c, canvas_rect r, const fovea_glimpse *g)
{
    ptrdiff_t plane = (ptrdiff_t)g->width * g->height;
    for (int y = 0; y < g->height; y++) {
        int top = edge(y, g->height, r.h), bottom = edge(y + 1, g->height, r.h);
        for (int x = 0; x < g->width; x++) {
            const float *at = g->rgb + (ptrdiff_t)y * g->width + x;
            canvas_color color = 0xff000000u | to_byte(at[0]) << 16 | to_byte(at[plane]) << 8 |
                                 to_byte(at[2 * plane]);
            int left = edge(x, g->width, r.w), right = edge(x + 1, g->width, r.w);
            canvas_fill(c, (canvas_rect){r.x + left, r.y + top, right - left, bottom - top}, color);
        }
    }
}

static void draw_window(canvas *c, canvas_rect r, const sheet_panel *p)
{
    float scale_x = (float)r.w / (float)p->picture.width;
    float scale_y = (float)r.h / (float)p->picture.height;
    float at[5][2];
    for (int i = 0; i < 5; i++) {
        at[i][0] = (float)r.x + p->corner[i % 4][0] * scale_x;
        at[i][1] = (float)r.y + p->corner[i % 4][1] * scale_y;
    }
    for (int under = 1; under >= 0; under--)
        for (int i = 0; i < 4; i++)
            canvas_line(c, at[i][0], at[i][1], at[i + 1][0], at[i + 1][1],
                        under ? STROKE + 2 : STROKE, under ? STYLE_UNDER : WINDOW_COLOR);
}

/* One line of a panel's caption, in smaller letters where it is wider than the panel. */
static void draw_line(canvas *c, canvas_rect room, int y, int unit, canvas_color color,
                      const char *text)
{
    while (unit > UNIT_MIN && canvas_text_width(unit, text) > room.w)
        unit--;
    canvas_text(c, room.x, y, unit, color, text);
}

static void draw_panel(canvas *c, canvas_rect room, const sheet_panel *p)
{
    canvas_fill(c, room, STYLE_CARD);
    canvas_rect r = fit(&p->picture, room);
    if (r.w >= p->picture.width && r.h >= p->picture.height)
        draw_pixels(c, r, &p->picture);
    else
        canvas_glimpse(c, r, &p->picture);
    if (p->has_window) {
        canvas_clip(c, room);
        draw_window(c, r, p);
    }
    canvas_clip(c, (canvas_rect){room.x, room.y + room.h, room.w, CAPTION});
    draw_line(c, room, room.y + room.h + 6, UNIT, STYLE_TEXT, p->title);
    draw_line(c, room, room.y + room.h + 6 + LINE, UNIT - 4, STYLE_DIM, p->detail);
    canvas_unclip(c);
}

/* Edges are rounded one by one, so that rows end where the sheet's margins are. */
static void draw_row(canvas *c, int y, float height, const sheet_panel *panel, int count)
{
    float whole = GAP * (float)(count - 1);
    for (int i = 0; i < count; i++)
        whole += aspect_of(&panel[i]) * height;
    float x = (WIDTH - whole) / 2;
    for (int i = 0; i < count; i++) {
        float right = x + aspect_of(&panel[i]) * height;
        int left = (int)roundf(x);
        draw_panel(c, (canvas_rect){left, y, (int)roundf(right) - left, (int)height}, &panel[i]);
        x = right + GAP;
    }
}

fovea_status sheet_draw(canvas **out, const sheet_panel *panel, const int *count, int rows)
{
    float height[SHEET_ROWS_MAX];
    int whole = MARGIN;
    const sheet_panel *at = panel;
    for (int i = 0; i < rows; at += count[i++]) {
        height[i] = row_height(at, count[i]);
        whole += (int)height[i] + CAPTION + MARGIN / 2;
    }
    fovea_status status = canvas_open(out, WIDTH, whole);
    if (status != FOVEA_OK)
        return status;
    canvas_clear(*out, STYLE_BACK);
    int y = MARGIN;
    for (int i = 0; i < rows; i++) {
        draw_row(*out, y, height[i], panel, count[i]);
        y += (int)height[i] + CAPTION + MARGIN / 2;
        panel += count[i];
    }
    return FOVEA_OK;
}
