/* glimpse_look.h - one mechanism of attention looking at a picture. */
#ifndef FOVEA_CLI_GLIMPSE_LOOK_H
#define FOVEA_CLI_GLIMPSE_LOOK_H

#include "cli/glimpse_options.h"
#include "cli/glimpse_sheet.h"
#include "fovea_attention.h"

/* What was seen: the panel with its picture, and the window's corners in the input. */
typedef struct glimpse_look {
    sheet_panel panel;
    float *rgb; /* of the panel's picture */
    float corner[4][2];
} glimpse_look;

/* Looks at rgb [3, height, width] by one mechanism at the window that the options tell. What is
 * wrong is in the log. ERR_ARG: no window that can be looked at; ERR_NOMEM. */
fovea_status glimpse_look_at(glimpse_look *look, fovea_attention *attention, const float *rgb,
                             fovea_shape shape, glimpse_attention mechanism,
                             const glimpse_options *options, const fovea_log *log) FOVEA_CHECKED;

void glimpse_look_free(glimpse_look *look);

#endif
