/* Trajectories of regions: files of lines, or the VOT toolkit's binary form:
 * int16 1, uint32 count, then per region a byte and, little-endian and packed,
 * 0 special: uint32 code; 1 rectangle: float x, y, w, h; 2 polygon: uint16 points, float x, y
 * each; 3 mask: int16 x, y, uint16 w, h, runs, then uint16 each. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/region_internal.h"
#include "eval/text.h"

static fovea_status append(region_list *list, int *capacity, region r)
{
    if (list->count == *capacity) {
        int larger = *capacity ? *capacity * 2 : 256;
        region *grown = realloc(list->region, (size_t)larger * sizeof *grown);
        if (!grown) {
            region_free(&r);
            return FOVEA_ERR_NOMEM;
        }
        list->region = grown;
        *capacity = larger;
    }
    list->region[list->count++] = r;
    return FOVEA_OK;
}

/* ---- binary ---------------------------------------------------------------------------- */

typedef struct bytes {
    const uint8_t *at;
    size_t left;
    bool short_of; /* more was asked for than there was; zeros were given */
} bytes;

static uint32_t take(bytes *b, size_t n)
{
    if (b->left < n) {
        b->short_of = true;
        return 0;
    }
    uint32_t value = 0;
    for (size_t i = 0; i < n; i++)
        value |= (uint32_t)b->at[i] << (8 * i);
    b->at += n;
    b->left -= n;
    return value;
}

/* NaN where it is beyond what a region may have. */
static float take_float(bytes *b)
{
    uint32_t word = take(b, 4);
    float value;
    memcpy(&value, &word, sizeof value);
    return fabsf(value) <= REGION_LIMIT ? value : NAN;
}

static int take_int16(bytes *b)
{
    int value = (int)take(b, 2);
    return value < 0x8000 ? value : value - 0x10000;
}

static fovea_status take_polygon(region *r, bytes *b)
{
    int points = (int)take(b, 2);
    if (points < 3 || points > REGION_POINTS_MAX)
        return FOVEA_ERR_FORMAT;
    *r = (region){.kind = REGION_POLYGON, .polygon.points = points};
    r->polygon.xy = malloc((size_t)points * 2 * sizeof *r->polygon.xy);
    if (!r->polygon.xy)
        return FOVEA_ERR_NOMEM;
    bool placed = true;
    for (int i = 0; i < 2 * points; i++) {
        r->polygon.xy[i] = take_float(b);
        placed = placed && !isnan(r->polygon.xy[i]);
    }
    return placed ? FOVEA_OK : FOVEA_ERR_FORMAT;
}

static fovea_status take_mask(region *r, bytes *b)
{
    *r = (region){.kind = REGION_MASK};
    r->mask.x = take_int16(b), r->mask.y = take_int16(b);
    r->mask.w = (int)take(b, 2), r->mask.h = (int)take(b, 2);
    r->mask.runs = (int)take(b, 2);
    r->mask.run = malloc(((size_t)r->mask.runs + 1) * sizeof *r->mask.run);
    if (!r->mask.run)
        return FOVEA_ERR_NOMEM;
    for (int i = 0; i < r->mask.runs; i++)
        r->mask.run[i] = take(b, 2);
    return region_mask_valid(r) ? FOVEA_OK : FOVEA_ERR_FORMAT;
}

/* *r is to be freed also where it fails. */
static fovea_status take_region(region *r, bytes *b)
{
    uint32_t code;
    fovea_box box;
    switch (take(b, 1)) {
    case 0:
        code = take(b, 4);
        *r = (region){.kind = REGION_SPECIAL, .code = (int)(code & 0xFFFF)};
        return code <= 0xFFFF ? FOVEA_OK : FOVEA_ERR_FORMAT;
    case 1:
        box.x = take_float(b), box.y = take_float(b);
        box.w = take_float(b), box.h = take_float(b);
        *r = region_of_box(box);
        return FOVEA_OK;
    case 2: return take_polygon(r, b);
    case 3: return take_mask(r, b);
    default: return FOVEA_ERR_FORMAT;
    }
}

static fovea_status read_binary(region_list *list, text_file *t)
{
    bytes b = {(const uint8_t *)t->data + 2, t->size - 2, false};
    uint32_t count = take(&b, 4);
    int capacity = 0;
    for (t->line = 0; (uint32_t)t->line < count && !b.short_of; t->line++) {
        region r = {.kind = REGION_SPECIAL};
        fovea_status status = take_region(&r, &b);
        if (status == FOVEA_OK && !b.short_of)
            status = append(list, &capacity, r);
        else
            region_free(&r);
        if (status == FOVEA_ERR_FORMAT)
            return text_wrong(t, "this is no region of a binary trajectory");
        if (status != FOVEA_OK)
            return status;
    }
    return b.short_of ? text_wrong(t, "the binary trajectory ends within its %lu regions",
                                   (unsigned long)count)
                      : FOVEA_OK;
}

/* ---- text ------------------------------------------------------------------------------ */

static fovea_status read_text(region_list *list, text_file *t)
{
    int capacity = 0;
    for (text_span line; text_line(t, &line);) {
        region r;
        fovea_status status = region_parse(&r, line.begin, line.end);
        if (status == FOVEA_OK)
            status = append(list, &capacity, r);
        else if (status == FOVEA_ERR_FORMAT)
            text_unexpected(t, line, "x,y,w,h, a polygon, a mask or a code");
        if (status != FOVEA_OK)
            return status;
    }
    return FOVEA_OK;
}

fovea_status region_list_read(region_list *out, const char *path, const fovea_log *log)
{
    text_file t;
    fovea_status status = text_open(&t, path, log);
    if (status != FOVEA_OK)
        return status;
    region_list list = {0};
    bool binary = t.size >= 2 && t.data[0] == 1 && t.data[1] == 0;
    status = binary ? read_binary(&list, &t) : read_text(&list, &t);
    text_close(&t);
    if (status == FOVEA_OK)
        *out = list;
    else
        region_list_free(&list);
    return status;
}
