/* Success, precision and normalised precision: plots with legends in the order of rank. */
#include <math.h>

#include "eval/html.h"
#include "eval/report_page.h"
#include "eval/svg.h"

enum { STEPS_MAX = OPE_PRECISION_STEPS };

/* One plot: how its curve is read, and the measure that ranks it. */
typedef struct curve_figure {
    const char *title;
    svg_axis x, y;
    double x_max;
    double mark; /* the threshold whose value is quoted; NaN: the whole curve counts */
    int steps;
    const double *(*curve)(const ope_scores *s);
    measure ranked;
} curve_figure;

static const double *success(const ope_scores *s)
{
    return s->success;
}

static const double *precision(const ope_scores *s)
{
    return s->precision;
}

static const double *norm_precision(const ope_scores *s)
{
    return s->norm_precision;
}

static const curve_figure figures[] = {
    {"Success",
     {"overlap threshold", .2, 1},
     {"share of frames", .2, 1},
     1,
     NAN,
     OPE_SUCCESS_STEPS,
     success,
     MEASURE_AUC},
    {"Precision",
     {"distance of centres, px", 10, 0},
     {"share of frames", .2, 1},
     50,
     20,
     OPE_PRECISION_STEPS,
     precision,
     MEASURE_PRECISION},
    {"Normalised precision",
     {"normalised distance", .1, 1},
     {"share of frames", .2, 1},
     .5,
     .2,
     OPE_PRECISION_STEPS,
     norm_precision,
     MEASURE_NORM_PRECISION},
};

static void put_plot(FILE *out, const report *r, const curve_figure *f)
{
    svg_plot plot = {46, 8, 344, 220, 0, f->x_max, 0, 1};
    double x[STEPS_MAX];
    char series[SERIES_NAME_SIZE], css_class[SERIES_NAME_SIZE + 8];
    for (int i = 0; i < f->steps; i++)
        x[i] = f->x_max * i / (f->steps - 1);
    svg_open(out, 400, 268, f->title);
    svg_grid(out, &plot, &f->x, &f->y);
    if (!isnan(f->mark))
        svg_segment(out, "mark", svg_x(&plot, f->mark), plot.top, svg_x(&plot, f->mark),
                    plot.top + plot.height);
    for (int i = r->trackers - 1; i >= 0; i--) { /* the best one is drawn last, on top */
        int at = page_ranked(r, f->ranked, i);
        const ope_scores *s = &r->tracker[at].all->ope;
        snprintf(css_class, sizeof css_class, "curve %s", page_series(series, at));
        if (s->frames > 0)
            svg_curve(out, &plot, css_class, x, f->curve(s), f->steps);
    }
    svg_close(out);
}

void page_curves(FILE *out, const report *r)
{
    fputs(
        "<section id=\"curves\"><h2>Success and precision</h2>\n<p class=\"note\">The share of "
        "frames whose overlap exceeds, or whose error does not exceed, a threshold; the mean over "
        "sequences. Ranked by the area under the success curve, and by the precisions at the "
        "dotted thresholds.</p>\n<div class=\"plots\">\n",
        out);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        html_put(out, "<figure><h3>%s</h3>\n", figures[i].title);
        put_plot(out, r, &figures[i]);
        page_legend(out, r, figures[i].ranked);
        fputs("</figure>\n", out);
    }
    fputs("</div></section>\n", out);
}
