/* Confidence: the reliability curve, and how well it ranks; lost detection. */
#include <math.h>

#include "eval/html.h"
#include "eval/report_page.h"
#include "eval/svg.h"

/* ---- reliability --------------------------------------------------------------------- */

static long total_frames(const confidence_bins *b)
{
    long total = 0;
    for (int i = 0; i < CONFIDENCE_BINS; i++)
        total += b->frames[i];
    return total;
}

/* Below the curves of all trackers: how often tracker 0 says so much. */
static void put_frequencies(FILE *out, const svg_plot *plot, const confidence_bins *b)
{
    long total = total_frames(b);
    fputs("<g class=\"c0\">", out);
    for (int i = 0; i < CONFIDENCE_BINS && total > 0; i++) {
        double share = (double)b->frames[i] / (double)total;
        double left = svg_x(plot, (double)i / CONFIDENCE_BINS) + 1, top = svg_y(plot, share);
        svg_rect(out, "bar", left, top, plot->width / CONFIDENCE_BINS - 2,
                 plot->top + plot->height - top);
    }
    fputs("</g>", out);
}

/* What was said and what was, of every bin with frames; the larger the dot, the more frames. */
static void put_reliability(FILE *out, const svg_plot *plot, int series, const confidence_bins *b)
{
    double said[CONFIDENCE_BINS], was[CONFIDENCE_BINS];
    long total = total_frames(b);
    char name[SERIES_NAME_SIZE], css_class[SERIES_NAME_SIZE + 8];
    int points = 0;
    for (int i = 0; i < CONFIDENCE_BINS; i++) {
        if (b->frames[i] == 0)
            continue;
        said[points] = b->sum[i] / (double)b->frames[i];
        was[points++] = (double)b->hits[i] / (double)b->frames[i];
    }
    page_series(name, series);
    snprintf(css_class, sizeof css_class, "curve %s", name);
    svg_curve(out, plot, css_class, said, was, points);
    snprintf(css_class, sizeof css_class, "dot %s", name);
    points = 0;
    for (int i = 0; i < CONFIDENCE_BINS; i++) {
        if (b->frames[i] == 0)
            continue;
        double radius = 2.5 + 6 * sqrt((double)b->frames[i] / (double)total);
        svg_dot(out, css_class, svg_x(plot, said[points]), svg_y(plot, was[points]), radius);
        points++;
    }
}

static void put_plot(FILE *out, const report *r)
{
    svg_plot plot = {46, 8, 344, 260, 0, 1, 0, 1};
    svg_open(out, 400, 308, "Reliability of the confidence");
    svg_grid(out, &plot, &(svg_axis){"confidence", .2, 1},
             &(svg_axis){"share of frames with IoU > 0.5", .2, 1});
    put_frequencies(out, &plot, &r->tracker[0].all->bins);
    svg_segment(out, "ideal", svg_x(&plot, 0), svg_y(&plot, 0), svg_x(&plot, 1), svg_y(&plot, 1));
    for (int i = r->trackers - 1; i >= 0; i--) {
        int at = page_ranked(r, MEASURE_ECE, i);
        if (total_frames(&r->tracker[at].all->bins) > 0)
            put_reliability(out, &plot, at, &r->tracker[at].all->bins);
    }
    svg_close(out);
}

void page_confidence(FILE *out, const report *r)
{
    static const measure columns[] = {MEASURE_ECE, MEASURE_AUROC};
    if (!page_has(r, MEASURE_ECE))
        return;
    fputs("<section id=\"confidence\"><h2>Confidence</h2>\n<div class=\"plots\"><figure>\n", out);
    put_plot(out, r);
    fputs("</figure><div>\n<p class=\"note\">A confidence is right when, of all frames in which "
          "the tracker says 0.7, seven in ten have an IoU above 0.5: on the dashed line. Below "
          "it the tracker is too sure, above it too modest. Dots grow with the number of frames.",
          out);
    if (total_frames(&r->tracker[0].all->bins) > 0)
        html_put(out, " The bars are the shares of the frames of %s.", r->tracker[0].name);
    fputs("</p>\n", out);
    page_table(out, r, columns, 2);
    fputs("</div></div></section>\n", out);
}

/* ---- lost ---------------------------------------------------------------------------- */

static const measure lost_columns[] = {
    MEASURE_LOST_RECALL,      MEASURE_LOST_PRECISION, MEASURE_ABSENT_RECALL,    MEASURE_FALSE_LOST,
    MEASURE_FRAMES_TO_NOTICE, MEASURE_FOUND_AGAIN,    MEASURE_FRAMES_TO_RETURN, MEASURE_REFOUND};

enum { LOST_COLUMNS = sizeof lost_columns / sizeof *lost_columns };

bool page_has_lost(const report *r)
{
    for (int i = 0; i < LOST_COLUMNS; i++)
        if (page_has(r, lost_columns[i]))
            return true;
    return false;
}

void page_lost(FILE *out, const report *r)
{
    if (!page_has_lost(r))
        return;
    fputs("<section id=\"lost\"><h2>Lost and found</h2>\n<p class=\"note\">A frame should be "
          "called lost when the object is absent or the box misses it altogether. Frames with an "
          "overlap between 0 and 0.5 that are called lost are held neither for nor against a "
          "tracker. An object that was absent is re-found within 10 frames of its return by a box "
          "with "
          "an IoU above 0.5 that is not called lost.</p>\n",
          out);
    page_table(out, r, lost_columns, LOST_COLUMNS);
    fputs("</section>\n", out);
}
