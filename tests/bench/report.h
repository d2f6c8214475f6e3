/* report.h - tables of figures: aligned text, or one line of JSON a row. */
#ifndef FOVEA_TESTS_BENCH_REPORT_H
#define FOVEA_TESTS_BENCH_REPORT_H

#include <stdbool.h>

enum { REPORT_FIELDS = 24, REPORT_TEXT = 48 };

typedef struct report {
    bool json;
    const char *table; /* the name of the one at hand */
    bool headed;       /* its heading has been printed */
    int fields;        /* of the row at hand */
    struct {
        const char *name;
        char value[REPORT_TEXT];
        bool number;
    } field[REPORT_FIELDS];
} report;

/* Rows from here on are of another table. Names are borrowed. */
void report_table(report *r, const char *table);

/* The row's next field. In text, names are the columns' headings. */
void report_text(report *r, const char *name, const char *value);
void report_number(report *r, const char *name, int decimals, double value);

/* Prints the row to stdout. */
void report_row(report *r);

#endif
