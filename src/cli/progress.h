/* progress.h - how far the work is, as a status line. */
#ifndef FOVEA_CLI_PROGRESS_H
#define FOVEA_CLI_PROGRESS_H

#include <stddef.h>

#include "cli/console.h"

typedef struct progress_point {
    int64_t done;      /* frames */
    int64_t total;     /* frames to do; 0: unknown */
    double fps;        /* frames a second lately; 0: unknown */
    double elapsed_s;  /* since the start */
    const char *state; /* "tracking", "lost", ...     */
    float confidence;  /* NaN: none is shown          */
} progress_point;

/* "120/300 [=======>            ]  40 %  212 fps  0:01 left  tracking 0.93"; without the parts
 * that are unknown. At most 79 characters. */
void progress_format(char *line, size_t size, const progress_point *point);

typedef struct progress {
    console *console; /* borrowed; NULL: show nothing */
    int64_t next_ns;  /* not drawn again before */
} progress;

/* Shows a point, at most ten times a second. */
void progress_show(progress *p, const progress_point *point);

#endif
