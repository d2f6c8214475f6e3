/* Above all: the first tracker's headline figures, and everybody's in a table; at the end, what
 * each figure is. */
#include <math.h>

#include "eval/html.h"
#include "eval/report_page.h"

/* A figure that sums up one side of the tracker, under a name that needs no explanation. */
typedef struct tile {
    const char *name;
    measure measure;
} tile;

static const tile tiles[] = {{"expected average overlap", MEASURE_VOT_EAO},
                             {"mean overlap, over classes", MEASURE_GOT10K_MAO},
                             {"success, area under the curve", MEASURE_AUC},
                             {"precision at 20 px", MEASURE_PRECISION},
                             {"normalised precision at 0.2", MEASURE_NORM_PRECISION},
                             {"confidence, AUROC", MEASURE_AUROC},
                             {"recall of lost frames", MEASURE_LOST_RECALL},
                             {"median time a frame", MEASURE_MS_P50}};

static void put_tile(FILE *out, const tile *t, const pooled_scores *s)
{
    const measure_info *about = measure_about(t->measure);
    html_put(out, "<div class=\"tile\" title=\"%s\"><span>%s</span><b>", about->text, t->name);
    page_value(out, t->measure, s->value[t->measure]);
    html_put(out, "<small> %s</small></b>", about->unit);
    page_interval(out, t->measure, s);
    fputs("</div>\n", out);
}

static void put_tiles(FILE *out, const report *r)
{
    fputs("<div class=\"tiles\">\n", out);
    for (size_t i = 0; i < sizeof tiles / sizeof *tiles; i++)
        if (page_has(r, tiles[i].measure))
            put_tile(out, &tiles[i], r->tracker[0].all);
    fputs("</div>\n", out);
}

void page_overview(FILE *out, const report *r)
{
    static const measure columns[] = {MEASURE_VOT_EAO,
                                      MEASURE_VOT_ACCURACY,
                                      MEASURE_VOT_ROBUSTNESS,
                                      MEASURE_VOT_FAILURES,
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
        "<section id=\"scores\"><h2>Scores</h2>\n<p class=\"note\">In grey 95 % intervals: what as "
        "many sequences give that are drawn anew with replacement (bootstrap).</p>\n",
        out);
    page_table(out, r, columns, (int)(sizeof columns / sizeof *columns));
    fputs("</section>\n", out);
}

void page_definitions(FILE *out, const report *r)
{
    fputs("<section id=\"definitions\"><h2>Definitions</h2>\n<dl>\n", out);
    for (int m = 0; m < MEASURES; m++) {
        const measure_info *about = measure_about((measure)m);
        if (page_has(r, (measure)m))
            html_put(out, "<dt>%s</dt><dd>%s</dd>\n", about->title, about->text);
    }
    fputs("</dl></section>\n", out);
}
