/* report_page.h - the parts of the report's page, in their order. Internal to report*.c. */
#ifndef FOVEA_EVAL_REPORT_PAGE_H
#define FOVEA_EVAL_REPORT_PAGE_H

#include <stdbool.h>
#include <stdio.h>

#include "eval/report.h"

/* Each writes a section, or nothing where there is nothing to say. */
void page_style(FILE *out);
void page_overview(FILE *out, const report *r);
fovea_status page_curves(FILE *out, const report *r) FOVEA_CHECKED;
fovea_status page_attributes(FILE *out, const report *r) FOVEA_CHECKED;
fovea_status page_confidence(FILE *out, const report *r) FOVEA_CHECKED;
void page_lost(FILE *out, const report *r);
void page_speed(FILE *out, const report *r);
fovea_status page_sequences(FILE *out, const report *r) FOVEA_CHECKED;
void page_definitions(FILE *out);

/* IoU over time: at most 320 steps wide, with bands where lost and absent. */
void page_strip(FILE *out, int series, const sequence_scores *s);

/* ---- what the parts share ------------------------------------------------------------- */

/* The classes of series i: "c3 dash1". Returns `name`. */
enum { SERIES_NAME_SIZE = 16 };
const char *page_series(char name[SERIES_NAME_SIZE], int i);

/* Whether any tracker has that figure. */
bool page_has(const report *r, measure m);
bool page_has_lost(const report *r); /* any of lost detection */

/* The trackers by a measure, the best first, those without it last; equal ones as they came.
 * order: [trackers]. */
void page_rank(int *order, const report *r, measure m);

/* A figure in as many digits as its unit deserves; "low-high" where there is an interval. */
void page_value(FILE *out, measure m, double value);
void page_interval(FILE *out, measure m, const pooled_scores *s);

/* The trackers in that order, a line each: stroke, name, figure and interval. */
void page_legend(FILE *out, const report *r, measure m, const int *order);

/* The trackers' colours and names, in a row. */
void page_key(FILE *out, const report *r);

/* A row a tracker, a column for every one of the measures that any tracker has. */
void page_table(FILE *out, const report *r, const measure *column, int columns);

#endif
