/* glimpse_sheet.h - panels in rows, each a picture over its caption, as one picture. */
#ifndef FOVEA_CLI_GLIMPSE_SHEET_H
#define FOVEA_CLI_GLIMPSE_SHEET_H

#include <stdbool.h>

#include "fovea.h"
#include "view/canvas.h"

enum { SHEET_ROWS_MAX = 2, SHEET_DETAIL_MAX = 96 };

typedef struct sheet_panel {
    const char *title;
    char detail[SHEET_DETAIL_MAX];
    fovea_glimpse picture; /* borrowed; magnified so that its pixels can be seen */
    bool has_window;
    float corner[4][2]; /* x, y of the window's corners in picture pixels, going round */
} sheet_panel;

/* Draws `rows` rows of count[i] panels each, taken from `panel` one after the other. The panels
 * of a row are equally high and fill the sheet's width as far as that is not too high.
 * ERR_NOMEM. */
fovea_status sheet_draw(canvas **out, const sheet_panel *panel, const int *count,
                        int rows) FOVEA_CHECKED;

#endif
