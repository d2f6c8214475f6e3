/* Speed: the spread of a frame's time, and its figures. */
#include <math.h>

#include "eval/html.h"
#include "eval/report_page.h"
#include "eval/svg.h"

enum { ROW = 26, WIDTH = 400, SIDE = 14, FOOT = 40 };

static bool has_times(const report *r, int i)
{
    const double *value = r->tracker[i].all->value;
    return value[MEASURE_MS_P50] > 0 && value[MEASURE_MS_P95] > 0 && value[MEASURE_MS_MAX] < 1e9;
}

/* Powers of ten around all times, in milliseconds. */
static void find_range(const report *r, double *low, double *high)
{
    double least = INFINITY, most = 0;
    for (int i = 0; i < r->trackers; i++) {
        const double *value = r->tracker[i].all->value;
        if (!has_times(r, i))
            continue;
        least = fmin(least, value[MEASURE_MS_P50]);
        most = fmax(most, value[MEASURE_MS_MAX]);
    }
    *low = floor(log10(fmax(least, 1e-4)));
    *high = fmax(*low + 1, ceil(log10(most)));
}

/* At step * 10^power milliseconds. */
static void put_tick(FILE *out, const svg_plot *plot, int step, int power, bool labelled)
{
    double at = svg_x(plot, log10(step) + power), bottom = plot->top + plot->height;
    char label[16]; /* no number with a point: that would be the locale's */
    if (power < 0)
        snprintf(label, sizeof label, "0.%0*d", -power, step);
    else
        snprintf(label, sizeof label, "%.0f", step * pow(10, power));
    svg_segment(out, "grid", at, plot->top, at, bottom);
    if (labelled)
        svg_text(out, "tick mid", at, bottom + 15, label);
}

/* 1, 2, 5, 10, ...; over many decades only the powers of ten have room for their numbers. */
static void put_scale(FILE *out, const svg_plot *plot)
{
    static const int steps[] = {1, 2, 5};
    bool roomy = plot->x_max - plot->x_min <= 2;
    for (int power = (int)plot->x_min; power <= (int)plot->x_max; power++)
        for (int i = 0; i < (power < (int)plot->x_max ? 3 : 1); i++)
            put_tick(out, plot, steps[i], power, i == 0 || roomy);
    svg_text(out, "label mid", plot->left + plot->width / 2, plot->top + plot->height + 32,
             "milliseconds a frame, without decoding");
}

/* A bar from the median to the 95th percentile, a line on to the longest frame. */
static void put_spread(FILE *out, const svg_plot *plot, int row, int i, const double *value)
{
    char series[SERIES_NAME_SIZE];
    double y = plot->top + (row + 0.5) * ROW;
    double p50 = svg_x(plot, log10(value[MEASURE_MS_P50]));
    double p95 = svg_x(plot, log10(value[MEASURE_MS_P95]));
    double most = svg_x(plot, log10(value[MEASURE_MS_MAX]));
    fprintf(out, "<g class=\"%s\">", page_series(series, i));
    svg_segment(out, "tail", p95, y, most, y);
    svg_segment(out, "tail", most, y - 5, most, y + 5);
    svg_segment(out, "span", p50, y, p95, y);
    svg_dot(out, "dot", p50, y, 5);
    fputs("</g>", out);
}

static void put_plot(FILE *out, const report *r, int rows)
{
    svg_plot plot = {SIDE, 4, WIDTH - 2 * SIDE, (double)ROW * rows, 0, 1, 0, 1};
    find_range(r, &plot.x_min, &plot.x_max);
    svg_open(out, WIDTH, plot.top + plot.height + FOOT, "Time a frame");
    put_scale(out, &plot);
    for (int i = 0, row = 0; i < r->trackers; i++) {
        int at = page_ranked(r, MEASURE_MS_MEAN, i);
        if (has_times(r, at))
            put_spread(out, &plot, row++, at, r->tracker[at].all->value);
    }
    svg_close(out);
}

void page_speed(FILE *out, const report *r)
{
    static const measure columns[] = {MEASURE_MS_MEAN, MEASURE_MS_P50, MEASURE_MS_P95,
                                      MEASURE_MS_MAX, MEASURE_MS_DECODE};
    if (!page_has(r, MEASURE_MS_P50))
        return;
    int rows = 0;
    for (int i = 0; i < r->trackers; i++)
        rows += has_times(r, i);
    fputs(
        "<section id=\"speed\"><h2>Speed</h2>\n<p class=\"note\">From the median (dot) to the 95th "
        "percentile (bar) and to the longest frame (line), of all frames but the first of each "
        "sequence.</p>\n<div class=\"plots\"><figure>\n",
        out);
    if (rows > 0)
        put_plot(out, r, rows);
    fputs("</figure><div>\n", out);
    page_table(out, r, columns, (int)(sizeof columns / sizeof *columns));
    fputs("</div></div></section>\n", out);
}
