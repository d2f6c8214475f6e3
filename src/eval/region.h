/* region.h - where an object is, in one of the shapes of the VOT challenges, and how much two
 * of them overlap.
 *
 * Sources: the text and binary forms are those of the VOT toolkit's vot.region.io, the rules
 * of rasterisation those of its vot.region.raster (version 0.9.0; github.com/votchallenge/
 * toolkit), which is what makes overlaps equal the toolkit's to the last bit. (But a mask with
 * pixels in its first column only, which the toolkit takes for empty when it crops it, is a mask
 * here.) Coordinates stay as the file has them. */
#ifndef FOVEA_EVAL_REGION_H
#define FOVEA_EVAL_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fovea.h"

typedef enum region_kind {
    REGION_SPECIAL, /* no place: a code that says why; an empty region to overlaps */
    REGION_RECTANGLE,
    REGION_POLYGON,
    REGION_MASK,
} region_kind;

/* The codes of special regions in a trajectory (vot.tracker.results). */
enum {
    REGION_UNKNOWN = 0, /* nothing is known here; also nan in an annotation: object absent */
    REGION_INITIALIZATION = 1,
    REGION_FAILURE = 2,
};

enum {
    REGION_SIDE_MAX = 32768,  /* of a mask                                          */
    REGION_POINTS_MAX = 1024, /* corners of a polygon                               */
    REGION_LIMIT = 1000000,   /* coordinates and sides are within +- this many pixels */
};

/* Which member of the union is valid tells `kind`. */
typedef struct region {
    region_kind kind;
    union {
        int code;            /* special   */
        fovea_box rectangle; /* x, y, w, h; w and h may be 0 or less: empty */
        struct {
            float *xy; /* [points][2], owned */
            int points;
        } polygon;
        struct {
            int x, y, w, h; /* the part of the picture that it describes; 0 <= w, h <= SIDE_MAX */
            uint32_t *run;  /* [runs] lengths, row by row: first of pixels outside, then inside,
                             * and so on; their sum is at most w * h, the rest is outside; owned */
            int runs;
        } mask;
    };
} region;

/* The region of a box. Nothing to free. Not finite: REGION_UNKNOWN. */
region region_of_box(fovea_box box);

/* The smallest upright box around it: a rectangle itself, corners of a polygon, whole pixels of
 * a mask. All NaN where there is nothing: special, empty. */
fovea_box region_box(const region *r);

/* Intersection over union in pixels inside a picture of width x height (1 .. 32768), as
 * vot.region.calculate_overlap() with bounds: coordinates rounded to even, last row and column
 * at x + w - 1. 1 where the union of both bounds has no extent (two empty regions), 0 where it
 * has none inside the picture. */
double region_overlap(const region *a, const region *b, int width, int height);

/* One line of a trajectory, [text, end): "code" | "x,y,w,h" | "x1,y1,x2,y2,x3,y3,..." |
 * "mX,Y,W,H,run,run,...". A nan among coordinates: REGION_UNKNOWN. *out is to be freed.
 * ERR_FORMAT: it is none of these, or beyond the limits above; ERR_NOMEM. */
fovea_status region_parse(region *out, const char *text, const char *end) FOVEA_CHECKED;

/* The text of region_parse(), without newline, exact: parsing it gives the same region.
 * To be freed with free(); NULL: no memory. */
char *region_text(const region *r);

/* Idempotent; leaves REGION_UNKNOWN. */
void region_free(region *r);

/* ---- many, in order of frames ------------------------------------------------------- */

typedef struct region_list {
    int count;
    region *region; /* [count], owned */
} region_list;

/* A trajectory or annotation as the VOT toolkit writes it, text or binary (told by its first
 * bytes). The log gets one line that names file and line.
 * ERR_IO, ERR_FORMAT, ERR_NOMEM. */
fovea_status region_list_read(region_list *out, const char *path,
                              const fovea_log *log) FOVEA_CHECKED;

/* Idempotent; leaves an empty list. */
void region_list_free(region_list *list);

#endif
