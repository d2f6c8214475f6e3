/* report_page.h - the parts of the report's page, in their order. Internal to report*.c. */
#ifndef FOVEA_EVAL_REPORT_PAGE_H
#define FOVEA_EVAL_REPORT_PAGE_H

#include <stdbool.h>
#include <stdio.h>

#include "eval/report.h"

/* Each writes a section, or nothing where there is nothing to say. */
void page_style(FILE *out);
void page_overview(FILE *out, const report *r);
void page_curves(FILE *out, const report *r);
fovea_status page_attributes(FILE *out, const report *r) FOVEA_CHECKED;
void page_confidence(FILE *out, const report *r);
void page_lost(FILE *out, const report *r);
void page_speed(FILE *out, const report *r);
fovea_status page_sequences(FILE *out, const report *r) FOVEA_CHECKED;
void page_definitions(FILE *out, const report *r);

/* IoU over time: at most 320 steps wide, with bands where lost and absent, and marks at some
 * frames (indices of s->frame). */
void page_strip(FILE *out, int series, const sequence_scores *s, const int *mark, int marks);

/* ---- what the parts share ------------------------------------------------------------- */

/* The classes of series i: "c3 dash1". Returns `name`. */
enum { SERIES_NAME_SIZE = 16 };
const char *page_series(char name[SERIES_NAME_SIZE], int i);

/* Whether any tracker has that figure. */
bool page_has(const report *r, measure m);
bool page_has_lost(const report *r); /* any of lost detection */

/* The tracker at `position` (from 0) when the best by a measure comes first, those without it
 * last, equal ones as they came. */
int page_ranked(const report *r, measure m, int position);

/* Sorts by value, ascending, NaN last, equal ones by index. */
typedef struct page_item {
    double value;
    int index;
} page_item;
void page_sort(page_item *item, int count);

/* A figure in as many digits as its unit deserves; "low-high" where there is an interval. */
void page_value(FILE *out, measure m, double value);
void page_interval(FILE *out, measure m, const pooled_scores *s);

/* The trackers by a measure, a line each: stroke, name, figure and interval. */
void page_legend(FILE *out, const report *r, measure m);

/* The trackers' colours and names, in a row. */
void page_key(FILE *out, const report *r);

/* A row for every tracker and a column for every measure that has any of the figures; the best
 * by the first column on top. */
void page_table(FILE *out, const report *r, const measure *column, int columns);

#endif
