/* canvas_text.c - text in a stroke font of our own.
 *
 * Glyphs are pen strokes on a grid: capitals from y = 0 to the baseline at 12, small letters
 * from 4, descenders to 16; a line is 20 high and begins 2 above the capitals. A stroke is
 * drawn as the distance to its polyline, so it is smooth at every size. The few lines where
 * strokes end (capitals, small letters, baseline, stems) are fitted to whole pixels, or
 * small text would be blurred. */
#include "view/canvas.h"

#include <math.h>
#include <string.h>

#include "view/canvas_draw.h"

/* The width, then points of two base-36 digits x, y; '*' marks the control point of a
 * quadratic curve (between two of them lies a point half way); a space begins a new stroke. */
static const char *const glyphs[] = {
    ['!'] = "00008 0c0c",
    ['"'] = "30004 3034",
    ['#'] = "8302c 605c 1484 0878",
    ['$'] = "772*6030*0003*06*7679*7c4c*1c0a 404c",
    ['%'] = "902*00*40*44*0402 5a*58*98*9c*5c5a 801c",
    ['&'] = "88c23*1040*6062*6436*0709*0c3c*6c87",
    ['\''] = "00004",
    ['('] = "220*0306*0a2d",
    [')'] = "200*2326*2a0d",
    ['*'] = "63238 0367 6307",
    ['+'] = "60868 353b",
    [','] = "11c0e",
    ['-'] = "40848",
    ['.'] = "00c0c",
    ['/'] = "5500c",
    ['0'] = "706*00*70*7c*0c06",
    ['1'] = "713404c",
    ['2'] = "703*00*7073*750c7c",
    ['3'] = "702*1030*6063*6636*7679*7c3c*1c0a",
    ['4'] = "75c500979",
    ['5'] = "7601015*2434*7478*7c3c*1c0a",
    ['6'] = "750*0308*0c*7c78*74*0408",
    ['7'] = "700702c",
    ['8'] = "713*10*60*66*1613 09*06*76*7c*0c09",
    ['9'] = "72c*7974*70*0004*08*7874",
    [':'] = "00505 0c0c",
    [';'] = "11515 1c0e",
    ['<'] = "663086d",
    ['='] = "60666 0a6a",
    ['>'] = "603680d",
    ['?'] = "603*00*6063*663638 3c3c",
    ['@'] = "b37*34*84*8a*3a37 8488*8aaa*bab6*b060*0007*0d6d8d",
    ['A'] = "80c408c 1878",
    ['B'] = "7000c 0040*6063*664606 46*7679*7c4c0c",
    ['C'] = "882*7040*0006*0c4c*7c8a",
    ['D'] = "8000c 0030*8086*8c3c0c",
    ['E'] = "660000c6c 0656",
    ['F'] = "660000c 0656",
    ['G'] = "882*7040*0006*0c4c*8c8757",
    ['H'] = "8000c 808c 0686",
    ['I'] = "0000c",
    ['J'] = "55059*5c3c*0c0a",
    ['K'] = "7000c 7008 357c",
    ['L'] = "6000c6c",
    ['M'] = "80c0048808c",
    ['N'] = "80c008c80",
    ['O'] = "806*00*80*8c*0c06",
    ['P'] = "70c0040*7073*764606",
    ['Q'] = "806*00*80*8c*0c06 598c",
    ['R'] = "70c0040*7073*764606 467c",
    ['S'] = "772*6030*0003*06*7679*7c4c*1c0a",
    ['T'] = "80080 404c",
    ['U'] = "80007*0c4c*8c8780",
    ['V'] = "8004c80",
    ['W'] = "c003c629cc0",
    ['X'] = "8008c 800c",
    ['Y'] = "8004680 464c",
    ['Z'] = "800800c8c",
    ['['] = "220000d2d",
    ['\\'] = "5005c",
    [']'] = "200202d0d",
    ['^'] = "6043064",
    ['_'] = "60d6d",
    ['`'] = "20023",
    ['a'] = "615*2434*64676c 6838*080a*0c3c*6c69",
    ['b'] = "6000c 08*04*64*6c*0c08",
    ['c'] = "665*5434*0408*0c3c*5c6b",
    ['d'] = "6606c 68*64*04*0c*6c68",
    ['e'] = "60868*64*0408*0c3c*5c6b",
    ['f'] = "440*20232c 0444",
    ['g'] = "668*64*04*0c*6c68 646d*6g3g*1g0f",
    ['h'] = "6000c 08*0434*64686c",
    ['i'] = "0040c 0101",
    ['j'] = "2242d*2g0g 2121",
    ['k'] = "6000c 6409 276c",
    ['l'] = "2000a*0c2c",
    ['m'] = "a040c 07*04*54575c 57*54*a4a7ac",
    ['n'] = "6040c 08*0434*64686c",
    ['o'] = "608*04*64*6c*0c08",
    ['p'] = "6040g 08*04*64*6c*0c08",
    ['q'] = "6646g 68*64*04*0c*6c68",
    ['r'] = "4040c 08*0444",
    ['s'] = "555*4424*0406*08*585a*5c3c*1c0b",
    ['t'] = "4212a*2c4c 0444",
    ['u'] = "60408*0c3c*6c68 646c",
    ['v'] = "6043c64",
    ['w'] = "8042c456c84",
    ['x'] = "6046c 640c",
    ['y'] = "6043c 643c*2g0g",
    ['z'] = "604640c6c",
    ['{'] = "330*1014*1606*1619*1d3d",
    ['|'] = "0000e",
    ['}'] = "300*2024*2636*2629*2d0d",
    ['~'] = "709*16*5a77",
};

static const char unknown[] = "7000c7c7000";

#define LINE_UNITS 20.0F
#define SPACE_UNITS 3
#define GAP_UNITS 3.4F /* between glyphs */
#define CURVE_STEPS 6

typedef struct point {
    float x, y;
} point;

/* A line height turned into pixels: the pen, and where the grid's lines lie. */
typedef struct face {
    float unit;             /* pixels a grid unit, before fitting */
    float half;             /* half the pen's width */
    float cap, small, base; /* y of the pen's centre on these lines */
    float left;             /* x of the pen's centre at grid x = 0 */
    int gap;
} face;

/* Coverage of one glyph, so that crossing strokes do not add up. */
typedef struct mask {
    int width, height;
    uint8_t at[CANVAS_TEXT_MAX * CANVAS_TEXT_MAX];
} mask;

static face face_of(int height)
{
    float unit = (float)height / LINE_UNITS;
    float half = fmaxf(0.72F * unit, 0.55F);
    float bottom = roundf(14 * unit + half);
    face f = {.unit = unit, .half = half, .base = bottom - half};
    f.cap = bottom - roundf(12 * unit + 2 * half) + half;
    f.small = bottom - roundf(8 * unit + 2 * half) + half;
    f.gap = (int)fmaxf(roundf(GAP_UNITS * unit), 2);
    f.left = floorf((float)f.gap / 2 - half + 0.5F) + half;
    return f;
}

static int digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

static const char *glyph_of(char c)
{
    unsigned char index = (unsigned char)c;
    if (index >= sizeof glyphs / sizeof glyphs[0] || !glyphs[index])
        return unknown;
    return glyphs[index];
}

/* Stems of a glyph are a whole number of pixels apart. */
static float fitted_width(const face *f, const char *glyph)
{
    return roundf((float)digit(glyph[0]) * f->unit);
}

static int advance(const face *f, char c)
{
    if (c == ' ')
        return (int)roundf(SPACE_UNITS * f->unit) + f->gap;
    return (int)fitted_width(f, glyph_of(c)) + f->gap;
}

static point place(const face *f, const char *glyph, const char *at)
{
    int width = digit(glyph[0]);
    float scale = width ? fitted_width(f, glyph) / (float)width : f->unit;
    float y = (float)digit(at[1]);
    point p = {.x = f->left + (float)digit(at[0]) * scale};
    if (y < 4)
        p.y = f->cap + y / 4 * (f->small - f->cap);
    else if (y < 12)
        p.y = f->small + (y - 4) / 8 * (f->base - f->small);
    else
        p.y = f->base + (y - 12) * f->unit;
    return p;
}

static void draw_segment(mask *m, float half, point a, point b)
{
    float reach = half + 1;
    int x0 = (int)fmaxf(fminf(a.x, b.x) - reach, 0), y0 = (int)fmaxf(fminf(a.y, b.y) - reach, 0);
    int x1 = (int)fminf(fmaxf(a.x, b.x) + reach + 1, (float)m->width);
    int y1 = (int)fminf(fmaxf(a.y, b.y) + reach + 1, (float)m->height);
    float dx = b.x - a.x, dy = b.y - a.y;
    float length2 = dx * dx + dy * dy;
    float inverse = length2 > 0 ? 1 / length2 : 0;
    for (int y = y0; y < y1; y++) {
        for (int x = x0; x < x1; x++) {
            float px = (float)x + 0.5F - a.x, py = (float)y + 0.5F - a.y;
            float along = canvas_clamp01((px * dx + py * dy) * inverse);
            float ex = px - along * dx, ey = py - along * dy;
            float coverage = canvas_clamp01(half + 0.5F - sqrtf(ex * ex + ey * ey));
            uint8_t value = (uint8_t)(coverage * 255 + 0.5F);
            uint8_t *at = &m->at[y * m->width + x];
            *at = value > *at ? value : *at;
        }
    }
}

static void draw_curve(mask *m, float half, point a, point control, point b)
{
    point from = a;
    for (int i = 1; i <= CURVE_STEPS; i++) {
        float t = (float)i / CURVE_STEPS, u = 1 - t;
        point to = {u * u * a.x + 2 * u * t * control.x + t * t * b.x,
                    u * u * a.y + 2 * u * t * control.y + t * t * b.y};
        draw_segment(m, half, from, to);
        from = to;
    }
}

/* One stroke, up to a space or the end; returns where it ended. */
static const char *draw_stroke(mask *m, const face *f, const char *glyph, const char *at)
{
    point pen = place(f, glyph, at);
    at += 2;
    while (*at && *at != ' ') {
        if (*at != '*') {
            point to = place(f, glyph, at);
            draw_segment(m, f->half, pen, to);
            pen = to;
            at += 2;
            continue;
        }
        point control = place(f, glyph, at + 1);
        const char *next = at + 3;
        point to = place(f, glyph, *next == '*' ? next + 1 : next);
        if (*next == '*')
            to = (point){(control.x + to.x) / 2, (control.y + to.y) / 2};
        else
            next += 2;
        draw_curve(m, f->half, pen, control, to);
        pen = to;
        at = next;
    }
    return at;
}

static void blend_mask(canvas *c, const mask *m, int x, int y, canvas_color color)
{
    canvas_rect r = canvas_intersect((canvas_rect){x, y, m->width, m->height}, c->clip);
    for (int j = r.y; j < r.y + r.h; j++) {
        const uint8_t *from = m->at + (j - y) * m->width - x;
        for (int i = r.x; i < r.x + r.w; i++)
            if (from[i])
                canvas_blend(canvas_pixel(c, i, j), color, (float)from[i] / 255);
    }
}

static int limited(int height)
{
    return height < 1 ? 1 : height > CANVAS_TEXT_MAX ? CANVAS_TEXT_MAX : height;
}

int canvas_text(canvas *c, int x, int y, int height, canvas_color color, const char *text)
{
    height = limited(height);
    face f = face_of(height);
    int start = x;
    mask m;
    for (const char *at = text; *at; at++) {
        int width = advance(&f, *at);
        if (*at != ' ' && x < c->clip.x + c->clip.w && x + width > c->clip.x) {
            const char *glyph = glyph_of(*at);
            m.width = width;
            m.height = height;
            memset(m.at, 0, (size_t)(width * height));
            for (const char *stroke = glyph + 1; *stroke; stroke += *stroke == ' ')
                stroke = draw_stroke(&m, &f, glyph, stroke);
            blend_mask(c, &m, x, y, color);
        }
        x += width;
    }
    return x - start;
}

int canvas_text_width(int height, const char *text)
{
    face f = face_of(limited(height));
    int width = 0;
    for (const char *at = text; *at; at++)
        width += advance(&f, *at);
    return width;
}
