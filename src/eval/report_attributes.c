/* Bars of the success score by attribute, the hardest for the first tracker on top. */
#include <math.h>
#include <stdlib.h>

#include "eval/html.h"
#include "eval/report_page.h"

static double score_of(const report *r, int tracker, int attribute)
{
    const pooled_scores *scores = r->tracker[tracker].attribute;
    return scores ? scores[attribute].value[MEASURE_AUC] : NAN;
}

static void put_meter(FILE *out, const report *r, int tracker, int attribute)
{
    char series[SERIES_NAME_SIZE];
    double value = score_of(r, tracker, attribute);
    html_put(out,
             "<span class=\"meter\" title=\"%s\"><span><i class=\"%s\" style=\"width:%.1f%%\"></i>"
             "</span>%.3f</span>",
             r->tracker[tracker].name, page_series(series, tracker), isnan(value) ? 0 : 100 * value,
             value);
}

static void put_attribute(FILE *out, const report *r, int attribute)
{
    const report_attribute *a = &r->attribute[attribute];
    html_put(out, "<div class=\"attribute\"><h3>%s<small>%d %s</small></h3><div>", a->name,
             a->sequences, a->sequences == 1 ? "sequence" : "sequences");
    for (int i = 0; i < r->trackers; i++)
        put_meter(out, r, i, attribute);
    fputs("</div></div>\n", out);
}

fovea_status page_attributes(FILE *out, const report *r)
{
    if (r->attributes < 1)
        return FOVEA_OK;
    page_item *order = malloc((size_t)r->attributes * sizeof *order);
    if (!order)
        return FOVEA_ERR_NOMEM;
    for (int i = 0; i < r->attributes; i++)
        order[i] = (page_item){score_of(r, 0, i), i};
    page_sort(order, r->attributes);
    fputs(
        "<section id=\"attributes\"><h2>Attributes</h2>\n<p class=\"note\">Area under the success "
        "curve over the sequences of each attribute, hardest first.</p>\n",
        out);
    if (r->trackers > 1)
        page_key(out, r);
    fputs("<div class=\"attributes\">\n", out);
    for (int i = 0; i < r->attributes; i++)
        put_attribute(out, r, order[i].index);
    fputs("</div></section>\n", out);
    free(order);
    return FOVEA_OK;
}
