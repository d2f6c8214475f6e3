/* What the parts of the page share: series, ranks, legends, tables of measures. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/html.h"
#include "eval/report_page.h"

enum { COLOURS = 8, DASHES = 4 };

const char *page_series(char name[SERIES_NAME_SIZE], int i)
{
    int dash = i / COLOURS % DASHES;
    if (dash == 0)
        snprintf(name, SERIES_NAME_SIZE, "c%d", i % COLOURS);
    else
        snprintf(name, SERIES_NAME_SIZE, "c%d dash%d", i % COLOURS, dash);
    return name;
}

bool page_has(const report *r, measure m)
{
    for (int i = 0; i < r->trackers; i++)
        if (!isnan(r->tracker[i].all->value[m]))
            return true;
    return false;
}

/* NaN is not better than anything. */
static bool better(double a, double b, bool lower_better)
{
    if (isnan(a) || isnan(b))
        return !isnan(a) && isnan(b);
    return lower_better ? a < b : a > b;
}

/* How many trackers stand before the i-th one. */
static int rank_of(const report *r, measure m, int i)
{
    bool lower_better = measure_about(m)->lower_better;
    double own = r->tracker[i].all->value[m];
    int before = 0;
    for (int k = 0; k < r->trackers; k++) {
        double other = r->tracker[k].all->value[m];
        before += better(other, own, lower_better) || (k < i && !better(own, other, lower_better));
    }
    return before;
}

int page_ranked(const report *r, measure m, int position)
{
    int i = 0;
    while (i < r->trackers - 1 && rank_of(r, m, i) != position)
        i++;
    return i;
}

static int compare(const void *a, const void *b)
{
    const page_item *x = a, *y = b;
    if (isnan(x->value) != isnan(y->value))
        return isnan(x->value) ? 1 : -1;
    if (x->value < y->value || x->value > y->value)
        return x->value < y->value ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

void page_sort(page_item *item, int count)
{
    qsort(item, (size_t)count, sizeof *item, compare);
}

/* ---- figures ------------------------------------------------------------------------- */

void page_value(FILE *out, measure m, double value)
{
    const char *unit = measure_about(m)->unit;
    if (strcmp(unit, "ms") == 0)
        html_put(out, "%.2f", value);
    else if (strcmp(unit, "frames") == 0)
        html_put(out, "%.1f", value);
    else
        html_put(out, "%.3f", value);
}

void page_interval(FILE *out, measure m, const pooled_scores *s)
{
    if (!isfinite(s->low[m]) || !isfinite(s->high[m]))
        return;
    fputs("<span class=\"range\">", out);
    page_value(out, m, s->low[m]);
    fputs(HTML_NO_NUMBER, out);
    page_value(out, m, s->high[m]);
    fputs("</span>", out);
}

void page_legend(FILE *out, const report *r, measure m)
{
    char series[SERIES_NAME_SIZE];
    fputs("<ol class=\"legend\">\n", out);
    for (int i = 0; i < r->trackers; i++) {
        int at = page_ranked(r, m, i);
        const report_tracker *t = &r->tracker[at];
        page_series(series, at);
        html_put(out,
                 "<li><svg class=\"key %s\" viewBox=\"0 0 26 10\" aria-hidden=\"true\">"
                 "<line class=\"curve %s\" x1=\"0\" y1=\"5\" x2=\"26\" y2=\"5\"/></svg>"
                 "<span class=\"name\">%s</span>",
                 series, series, t->name);
        fputs("<b>", out);
        page_value(out, m, t->all->value[m]);
        fputs("</b>", out);
        page_interval(out, m, t->all);
        fputs("</li>\n", out);
    }
    fputs("</ol>\n", out);
}

void page_key(FILE *out, const report *r)
{
    char series[SERIES_NAME_SIZE];
    fputs("<div class=\"key-row\">", out);
    for (int i = 0; i < r->trackers; i++)
        html_put(out, "<span><i class=\"solid %s\"></i>%s</span>", page_series(series, i),
                 r->tracker[i].name);
    fputs("</div>\n", out);
}

/* ---- tables -------------------------------------------------------------------------- */

static void put_head(FILE *out, const report *r, const measure *column, int columns)
{
    fputs("<div class=\"scroll\"><table><thead><tr><th scope=\"col\">tracker</th>", out);
    for (int i = 0; i < columns; i++) {
        const measure_info *about = measure_about(column[i]);
        if (page_has(r, column[i]))
            html_put(out, "<th scope=\"col\" title=\"%s\">%s%s%s</th>", about->text, about->title,
                     *about->unit ? ", " : "", about->unit);
    }
    fputs("</tr></thead>\n<tbody>\n", out);
}

static bool is_best(const report *r, measure m, double value)
{
    bool lower_better = measure_about(m)->lower_better;
    for (int i = 0; i < r->trackers; i++)
        if (better(r->tracker[i].all->value[m], value, lower_better))
            return false;
    return r->trackers > 1 && !isnan(value);
}

static void put_row(FILE *out, const report *r, int i, const measure *column, int columns)
{
    const report_tracker *t = &r->tracker[i];
    char series[SERIES_NAME_SIZE];
    html_put(out, "<tr><th scope=\"row\"><i class=\"swatch %s\"></i>%s</th>",
             page_series(series, i), t->name);
    for (int k = 0; k < columns; k++) {
        measure m = column[k];
        if (!page_has(r, m))
            continue;
        fputs(is_best(r, m, t->all->value[m]) ? "<td class=\"best\">" : "<td>", out);
        page_value(out, m, t->all->value[m]);
        page_interval(out, m, t->all);
        fputs("</td>", out);
    }
    fputs("</tr>\n", out);
}

/* Whether the tracker has any of the figures. */
static bool has_any(const report_tracker *t, const measure *column, int columns)
{
    for (int i = 0; i < columns; i++)
        if (!isnan(t->all->value[column[i]]))
            return true;
    return false;
}

void page_table(FILE *out, const report *r, const measure *column, int columns)
{
    int first = 0;
    while (first < columns - 1 && !page_has(r, column[first]))
        first++;
    put_head(out, r, column, columns);
    for (int i = 0; i < r->trackers; i++) {
        int at = page_ranked(r, column[first], i);
        if (has_any(&r->tracker[at], column, columns))
            put_row(out, r, at, column, columns);
    }
    fputs("</tbody></table></div>\n", out);
}
