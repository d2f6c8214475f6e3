/* Overlap of regions: both are rasterised row by row, by the VOT toolkit's rules (its polygon
 * fill is an even-odd scan line whose crossings are cut to integers, corners included), into
 * spans, whose pixels are counted. */
#include <math.h>

#include "eval/region_internal.h"

/* First and last column and row, in the picture. */
typedef struct bounds {
    int64_t left, top, right, bottom;
} bounds;

/* Pixels first .. last of a row. */
typedef struct span {
    int first, last;
} span;

/* One row of the raster: from left to right, at least one pixel between two spans. */
typedef struct raster_row {
    int width, count;
    span part[REGION_SIDE_MAX / 2];
} raster_row;

typedef struct corner {
    double x, y;
} corner;

/* A region on its way through the rows, from top to bottom. */
typedef struct scan {
    const region *r;
    bounds raster, own;
    corner polygon[REGION_POINTS_MAX]; /* whole pixels; x counts from the raster's left */
    int run;           /* of a mask: the one that holds the first pixel not yet drawn */
    int64_t run_begin; /* and the pixel it starts with                                */
} scan;

static int64_t rounded(float value)
{
    float even = rintf(value);
    return even < -1e9F ? -1000000000 : even > 1e9F ? 1000000000 : (int64_t)even;
}

static bounds polygon_bounds(const region *r)
{
    bounds b = {INT64_MAX, INT64_MAX, INT64_MIN, INT64_MIN};
    for (int i = 0; i < r->polygon.points; i++) {
        int64_t x = rounded(r->polygon.xy[2 * i]), y = rounded(r->polygon.xy[2 * i + 1]);
        b.left = x < b.left ? x : b.left;
        b.right = x > b.right ? x : b.right;
        b.top = y < b.top ? y : b.top;
        b.bottom = y > b.bottom ? y : b.bottom;
    }
    return b;
}

static bounds region_bounds(const region *r)
{
    int64_t b[4] = {r->mask.x, r->mask.y, r->mask.x, r->mask.y};
    switch (r->kind) {
    case REGION_RECTANGLE: {
        int64_t x = rounded(r->rectangle.x), y = rounded(r->rectangle.y);
        return (bounds){x, y, x + rounded(r->rectangle.w) - 1, y + rounded(r->rectangle.h) - 1};
    }
    case REGION_POLYGON: return polygon_bounds(r);
    case REGION_MASK: region_mask_bounds(r, b); return (bounds){b[0], b[1], b[2], b[3]};
    case REGION_SPECIAL: break;
    }
    return (bounds){0, 0, 0, 0};
}

static bool is_thin(const bounds *b)
{
    return b->left >= b->right || b->top >= b->bottom;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Sets the pixels from .. to of the row, both included; `from` never goes back. */
static void fill(raster_row *row, int64_t from, int64_t to)
{
    int first = (int)most(from, 0), last = (int)least(to, row->width - 1);
    if (first > last)
        return;
    span *before = row->count > 0 ? &row->part[row->count - 1] : NULL;
    if (before && first <= before->last + 1)
        before->last = (int)most(before->last, last);
    else
        row->part[row->count++] = (span){first, last};
}

/* Where the polygon's sides cross the row, sorted; their number. */
static int crossings(const scan *s, int64_t y, int64_t *node)
{
    int count = s->r->polygon.points, nodes = 0;
    for (int i = 0, j = count - 1; i < count; j = i++) {
        corner a = s->polygon[i], b = s->polygon[j];
        double above = a.y - (double)y, below = b.y - (double)y;
        if ((above > 0 && below > 0) || (above < 0 && below < 0))
            continue;
        int64_t x = (int64_t)(a.y == b.y ? a.x : a.x + -above / (below - above) * (b.x - a.x));
        int at = nodes++;
        for (; at > 0 && node[at - 1] > x; at--)
            node[at] = node[at - 1];
        node[at] = x;
    }
    return nodes;
}

static void draw_polygon(const scan *s, int64_t y, raster_row *row)
{
    int64_t node[REGION_POINTS_MAX];
    int nodes = crossings(s, y, node);
    for (int i = 0; i < nodes - 1;) {
        /* A corner crosses twice: the first is passed over, unless it is the last pair. */
        if (node[i] == node[i + 1] && i < nodes - 2) {
            i++;
        } else {
            fill(row, node[i], node[i + 1]);
            i += 2;
        }
    }
}

static void draw_mask(scan *s, int64_t y, raster_row *row)
{
    const region *r = s->r;
    int64_t line = y - r->mask.y;
    if (line < 0 || line >= r->mask.h)
        return;
    int64_t begin = line * r->mask.w, end = begin + r->mask.w;
    for (; s->run < r->mask.runs; s->run++) {
        int64_t run_end = s->run_begin + r->mask.run[s->run];
        if (s->run % 2 == 1 && run_end > begin && s->run_begin < end) {
            int64_t shift = r->mask.x - s->raster.left - begin;
            fill(row, most(s->run_begin, begin) + shift, least(run_end, end) - 1 + shift);
        }
        if (run_end >= end)
            break;
        s->run_begin = run_end;
    }
}

static void draw(scan *s, int64_t y, raster_row *row)
{
    row->count = 0;
    if (y < s->own.top || y > s->own.bottom)
        return;
    switch (s->r->kind) {
    case REGION_RECTANGLE:
        fill(row, s->own.left - s->raster.left, s->own.right - s->raster.left);
        break;
    case REGION_POLYGON: draw_polygon(s, y, row); break;
    case REGION_MASK: draw_mask(s, y, row); break;
    case REGION_SPECIAL: break;
    }
}

static int64_t pixels(const raster_row *row)
{
    int64_t sum = 0;
    for (int i = 0; i < row->count; i++)
        sum += row->part[i].last - row->part[i].first + 1;
    return sum;
}

static int64_t common_pixels(const raster_row *a, const raster_row *b)
{
    int64_t sum = 0;
    for (int i = 0, j = 0; i < a->count && j < b->count;) {
        span p = a->part[i], q = b->part[j];
        int first = p.first > q.first ? p.first : q.first, last = p.last < q.last ? p.last : q.last;
        sum += first <= last ? last - first + 1 : 0;
        i += p.last <= q.last;
        j += q.last <= p.last;
    }
    return sum;
}

static void begin(scan *s, const region *r, const bounds *own, const bounds *raster)
{
    s->r = r;
    s->own = *own;
    s->raster = *raster;
    s->run = 0;
    s->run_begin = 0;
    for (int i = 0; r->kind == REGION_POLYGON && i < r->polygon.points; i++)
        s->polygon[i] = (corner){rintf(r->polygon.xy[2 * i]) - (double)raster->left,
                                 rintf(r->polygon.xy[2 * i + 1])};
}

static double share(scan *a, scan *b)
{
    raster_row one, other;
    one.width = other.width = (int)(a->raster.right - a->raster.left + 1);
    int64_t both = 0, any = 0;
    for (int64_t y = a->raster.top; y <= a->raster.bottom; y++) {
        draw(a, y, &one);
        draw(b, y, &other);
        int64_t common = common_pixels(&one, &other);
        both += common;
        any += pixels(&one) + pixels(&other) - common;
    }
    return any > 0 ? (double)both / (double)any : 0;
}

double region_overlap(const region *a, const region *b, int width, int height)
{
    bounds of_a = region_bounds(a), of_b = region_bounds(b);
    bounds all = {least(of_a.left, of_b.left), least(of_a.top, of_b.top),
                  most(of_a.right, of_b.right), most(of_a.bottom, of_b.bottom)};
    if (is_thin(&all))
        return 1;
    bounds raster = {most(all.left, 0), most(all.top, 0), least(all.right, width - 1),
                     least(all.bottom, height - 1)};
    if (is_thin(&raster))
        return 0;
    scan scan_a, scan_b;
    begin(&scan_a, a, &of_a, &raster);
    begin(&scan_b, b, &of_b, &raster);
    return share(&scan_a, &scan_b);
}
