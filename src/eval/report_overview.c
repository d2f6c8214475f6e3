/* Above all: the first tracker's headline figures, and everybody's in a table; at the end, what
 * each figure is. */
#include <math.h>

#include "eval/html.h"
#include "eval/report_page.h"

static void put_tile(FILE *out, measure m, const pooled_scores *s)
{
    const measure_info *about = measure_about(m);
    if (isnan(s->value[m]))
        return;
    html_put(out, "<div class=\"tile\" title=\"%s\"><span>%s</span><b>", about->text, about->title);
    page_value(out, m, s->value[m]);
    html_put(out, "<small>%s%s</small></b>", *about->unit ? " " : "", about->unit);
    page_interval(out, m, s);
    fputs("</div>\n", out);
}

static void put_tiles(FILE *out, const report *r)
{
    static const measure shown[] = {MEASURE_VOT_EAO,     MEASURE_GOT10K_MAO,     MEASURE_AUC,
                                    MEASURE_PRECISION,   MEASURE_NORM_PRECISION, MEASURE_AUROC,
                                    MEASURE_LOST_RECALL, MEASURE_MS_P50};
    fputs("<div class=\"tiles\">\n", out);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        put_tile(out, shown[i], r->tracker[0].all);
    fputs("</div>\n", out);
}

void page_overview(FILE *out, const report *r)
{
    static const measure columns[] = {MEASURE_VOT_EAO,
                                      MEASURE_VOT_ACCURACY,
                                      MEASURE_VOT_ROBUSTNESS,
                                      MEASURE_GOT10K_MAO,
                                      MEASURE_GOT10K_MSR50,
                                      MEASURE_GOT10K_MSR75,
                                      MEASURE_AUC,
                                      MEASURE_PRECISION,
                                      MEASURE_NORM_PRECISION,
                                      MEASURE_NORM_PRECISION_AUC,
                                      MEASURE_SUCCESS_50,
                                      MEASURE_GOT10K_AO,
                                      MEASURE_GOT10K_SR50,
                                      MEASURE_GOT10K_SR75};
    if (r->trackers == 1)
        put_tiles(out, r);
    fputs(
        "<section id=\"figures\"><h2>Figures</h2>\n<p class=\"note\">With intervals that hold 95 % "
        "of what other draws of as many sequences give (bootstrap over sequences).</p>\n",
        out);
    page_table(out, r, columns, (int)(sizeof columns / sizeof *columns));
    fputs("</section>\n", out);
}

void page_definitions(FILE *out)
{
    fputs("<section id=\"definitions\"><h2>Definitions</h2>\n<dl>\n", out);
    for (int m = 0; m < MEASURES; m++) {
        const measure_info *about = measure_about((measure)m);
        html_put(out, "<dt>%s</dt><dd>%s</dd>\n", about->title, about->text);
    }
    fputs("</dl></section>\n", out);
}
