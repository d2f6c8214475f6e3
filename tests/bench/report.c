/* Tables of figures (report.h). */
#include "bench/report.h"

#include <stdio.h>
#include <string.h>

enum { COLUMN = 8 };

void report_table(report *r, const char *table)
{
    r->table = table;
    r->headed = false;
}

void report_text(report *r, const char *name, const char *value)
{
    r->field[r->fields].name = name;
    r->field[r->fields].number = false;
    snprintf(r->field[r->fields++].value, REPORT_TEXT, "%s", value);
}

void report_number(report *r, const char *name, int decimals, double value)
{
    r->field[r->fields].name = name;
    r->field[r->fields].number = true;
    snprintf(r->field[r->fields++].value, REPORT_TEXT, "%.*f", decimals, value);
}

static void print_json(const report *r)
{
    printf("{\"table\": \"%s\"", r->table);
    for (int i = 0; i < r->fields; i++) {
        const char *quote = r->field[i].number ? "" : "\"";
        printf(", \"%s\": %s%s%s", r->field[i].name, quote, r->field[i].value, quote);
    }
    printf("}\n");
}

static int column(const report *r, int i)
{
    int length = (int)strlen(r->field[i].name);
    return length > COLUMN ? length : COLUMN;
}

static void print_text(report *r)
{
    if (!r->headed) {
        printf("\n%s\n", r->table);
        for (int i = 0; i < r->fields; i++)
            printf(" %*s", column(r, i), r->field[i].name);
        printf("\n");
        r->headed = true;
    }
    for (int i = 0; i < r->fields; i++)
        printf(" %*s", column(r, i), r->field[i].value);
    printf("\n");
}

void report_row(report *r)
{
    if (r->json)
        print_json(r);
    else
        print_text(r);
    fflush(stdout);
    r->fields = 0;
}
