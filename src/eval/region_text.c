/* Regions as text. */
#include <math.h>
#include <stdlib.h>

#include "eval/region_internal.h"
#include "eval/text.h"

enum { NUMBERS_MAX = 2 * REGION_POINTS_MAX };

bool region_mask_valid(const region *r)
{
    int64_t pixels = (int64_t)r->mask.w * r->mask.h, sum = 0;
    bool placed = r->mask.w >= 0 && r->mask.w <= REGION_SIDE_MAX && r->mask.h >= 0 &&
                  r->mask.h <= REGION_SIDE_MAX && abs(r->mask.x) <= REGION_LIMIT &&
                  abs(r->mask.y) <= REGION_LIMIT;
    for (int i = 0; placed && i < r->mask.runs; i++)
        sum += r->mask.run[i];
    return placed && sum <= pixels;
}

/* A whole number of -1e9 .. 1e9 and the separator behind it. */
static bool take_integer(const char **at, const char *end, int *value)
{
    double number;
    if (!text_number(at, end, &number) || !(fabs(number) <= 1e9) || number != floor(number))
        return false;
    *value = (int)number;
    while (*at < end && **at == ' ')
        ++*at;
    if (*at < end && *(*at)++ != ',')
        return false;
    return true;
}

static fovea_status parse_mask(region *out, const char *at, const char *end)
{
    int head[4], commas = 0;
    for (const char *c = at; c < end; c++)
        commas += *c == ',';
    for (int i = 0; i < 4; i++)
        if (!take_integer(&at, end, &head[i]))
            return FOVEA_ERR_FORMAT;
    region r = {.kind = REGION_MASK};
    r.mask.x = head[0], r.mask.y = head[1], r.mask.w = head[2], r.mask.h = head[3];
    r.mask.run = malloc(((size_t)commas + 1) * sizeof *r.mask.run);
    if (!r.mask.run)
        return FOVEA_ERR_NOMEM;
    bool whole = end[-1] != ',';
    while (whole && at < end) {
        int length = 0;
        whole = take_integer(&at, end, &length) && length >= 0;
        r.mask.run[r.mask.runs++] = (uint32_t)length;
    }
    if (!whole || !region_mask_valid(&r)) {
        region_free(&r);
        return FOVEA_ERR_FORMAT;
    }
    *out = r;
    return FOVEA_OK;
}

static fovea_status make_polygon(region *out, const double *values, int count)
{
    float *xy = malloc((size_t)count * sizeof *xy);
    if (!xy)
        return FOVEA_ERR_NOMEM;
    for (int i = 0; i < count; i++)
        xy[i] = (float)values[i];
    *out = (region){.kind = REGION_POLYGON, .polygon = {xy, count / 2}};
    return FOVEA_OK;
}

/* Region of the numbers of a line. */
static fovea_status make_region(region *out, const double *values, int count)
{
    bool nowhere = false;
    for (int i = 0; i < count; i++) {
        nowhere = nowhere || isnan(values[i]);
        if (fabs(values[i]) > REGION_LIMIT)
            return FOVEA_ERR_FORMAT;
    }
    if (count == 1 && !nowhere) {
        *out = (region){.kind = REGION_SPECIAL, .code = (int)values[0]};
        return values[0] == floor(values[0]) ? FOVEA_OK : FOVEA_ERR_FORMAT;
    }
    if (count < 4 || count % 2 != 0)
        return FOVEA_ERR_FORMAT;
    if (!nowhere && count > 4)
        return make_polygon(out, values, count);
    fovea_box box = {(float)values[0], (float)values[1], (float)values[2], (float)values[3]};
    *out = nowhere ? (region){.kind = REGION_SPECIAL, .code = REGION_UNKNOWN} : region_of_box(box);
    return FOVEA_OK;
}

fovea_status region_parse(region *out, const char *text, const char *end)
{
    if (text < end && *text == 'm')
        return parse_mask(out, text + 1, end);
    double values[NUMBERS_MAX];
    int count = text_numbers((text_span){text, end}, values, NUMBERS_MAX);
    return count < 1 || count > NUMBERS_MAX ? FOVEA_ERR_FORMAT : make_region(out, values, count);
}

static void write_floats(text_output *o, const float *values, int count)
{
    for (int i = 0; i < count; i++) {
        fputs(i > 0 ? "," : "", o->stream);
        text_output_float(o, values[i]);
    }
}

static void write_mask(text_output *o, const region *r)
{
    fprintf(o->stream, "m%d,%d,%d,%d", r->mask.x, r->mask.y, r->mask.w, r->mask.h);
    for (int i = 0; i < r->mask.runs; i++)
        fprintf(o->stream, ",%lu", (unsigned long)r->mask.run[i]);
}

char *region_text(const region *r)
{
    char *text = NULL;
    size_t size;
    text_output o = {.stream = open_memstream(&text, &size)};
    if (!o.stream)
        return NULL;
    const fovea_box *box = &r->rectangle;
    switch (r->kind) {
    case REGION_SPECIAL: fprintf(o.stream, "%d", r->code); break;
    case REGION_RECTANGLE:
        write_floats(&o, (const float[]){box->x, box->y, box->w, box->h}, 4);
        break;
    case REGION_POLYGON: write_floats(&o, r->polygon.xy, 2 * r->polygon.points); break;
    case REGION_MASK: write_mask(&o, r); break;
    }
    if (fclose(o.stream) == 0)
        return text;
    free(text);
    return NULL;
}
