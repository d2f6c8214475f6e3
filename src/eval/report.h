/* report.h - the figures of an evaluation as one page to look at, and as JSON.
 *
 * The page is one self-contained HTML file: inline SVG and CSS, pictures as data: URIs, no
 * script, nothing from the network. It is written as a stream; what it needs beside its input
 * is bounded by one sequence. Its size is bounded too: a strip of a sequence has at most 320
 * steps, and only the `pictured` worst sequences have pictures. The same input gives the same
 * bytes, in every locale.
 *
 * Everything in the input is borrowed for the call. Names may hold any bytes. */
#ifndef FOVEA_EVAL_REPORT_H
#define FOVEA_EVAL_REPORT_H

#include <stdint.h>
#include <stdio.h>

#include "eval/scores.h"
#include "fovea.h"

enum { REPORT_MOMENTS = 3 /* pictures of a sequence, at most */ };

typedef struct report_tracker {
    const char *name;
    const pooled_scores *all;               /* over the whole data set                       */
    const sequence_scores *const *sequence; /* [sequences]; NULL: no result for that one     */
    const pooled_scores *attribute;         /* [attributes]; may be NULL where there are none */
} report_tracker;

typedef struct report_sequence {
    const char *name;
    const char *group;  /* its class; "" where there is none    */
    const char *labels; /* its attributes: "OCC, SV"; "": none  */
    int frames;         /* annotated                            */
    int width, height;  /* of the pictures; 0: not known        */
} report_sequence;

typedef struct report_attribute {
    const char *name; /* an attribute, a class, a tag           */
    int sequences;    /* how many have it                       */
} report_attribute;

/* A frame of a sequence to be shown. */
typedef struct report_moment {
    int frame; /* of the annotation; given */
    /* To be filled in: */
    uint8_t *jpeg; /* for the report to free(); NULL: there is no picture */
    size_t size;
    fovea_box region; /* the part of the frame that the picture shows             */
    fovea_box truth;  /* not finite: absent, or not known                         */
    fovea_box *box;   /* [trackers], allocated by the report; not finite: no box  */
} report_moment;

/* Fills in `count` moments of a sequence, in order of time. Anything but OK ends the report;
 * pictures that cannot be had are rather left out (jpeg == NULL, all boxes not finite). */
typedef fovea_status (*report_moments)(void *context, int sequence, report_moment *moment,
                                       int count);

typedef struct report {
    const char *title;    /* the data set's name                                      */
    const char *subtitle; /* how it was run, in a line: layout, rules, ...; may be "" */
    int trackers;         /* >= 1. By tracker[0] sequences are sorted and shown       */
    const report_tracker *tracker;
    int sequences; /* >= 0 */
    const report_sequence *sequence;
    int attributes; /* >= 0 */
    const report_attribute *attribute;
    int pictured;           /* of so many sequences, the worst, the page shows pictures */
    report_moments moments; /* NULL: no pictures */
    void *context;
} report;

/* ERR_IO: the stream cannot be written; ERR_NOMEM; what `moments` returned. */
fovea_status report_write_html(FILE *out, const report *r) FOVEA_CHECKED;

/* All figures, curves, intervals, and frame by frame IoU (4 digits, null where the object is
 * absent), confidence and state. ERR_IO, ERR_NOMEM. */
fovea_status report_write_json(FILE *out, const report *r) FOVEA_CHECKED;

#endif
