/* The sequences, worst first: a strip each, and pictures of the worst moments. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/box.h"
#include "eval/html.h"
#include "eval/report_moments.h"
#include "eval/report_page.h"
#include "eval/svg.h"

enum {
    OPENED = 3, /* sequences that are unfolded from the beginning          */
    BOXES = 4,  /* trackers whose boxes a picture shows: more are a tangle */
};

static const sequence_scores *scores_of(const report *r, int tracker, int at)
{
    return r->tracker[tracker].sequence[at];
}

static double auc_of(const report *r, int tracker, int at)
{
    const sequence_scores *s = scores_of(r, tracker, at);
    return s ? s->value[MEASURE_AUC] : NAN;
}

/* ---- pictures ------------------------------------------------------------------------ */

static void put_outline(FILE *out, const char *css_class, fovea_box box)
{
    if (fovea_box_valid(box))
        svg_rect(out, css_class, (double)box.x, (double)box.y, (double)box.w, (double)box.h);
}

static void put_box(FILE *out, int tracker, fovea_box box)
{
    char series[SERIES_NAME_SIZE], css_class[SERIES_NAME_SIZE + 16];
    const char *first = tracker == 0 ? " first" : "";
    snprintf(css_class, sizeof css_class, "under%s", first);
    put_outline(out, css_class, box);
    snprintf(css_class, sizeof css_class, "box%s %s", first, page_series(series, tracker));
    put_outline(out, css_class, box);
}

static void put_picture(FILE *out, const report *r, const report_moment *m)
{
    char label[32];
    snprintf(label, sizeof label, "frame %d", m->frame);
    svg_open_jpeg(out, (double)m->region.x, (double)m->region.y, (double)m->region.w,
                  (double)m->region.h, m->jpeg, m->size, label);
    for (int i = (r->trackers < BOXES ? r->trackers : BOXES) - 1; i > 0; i--)
        put_box(out, i, m->box[i]);
    put_outline(out, "under", m->truth);
    put_outline(out, "box truth", m->truth);
    put_box(out, 0, m->box[0]);
    svg_close(out);
}

static void put_moment(FILE *out, const report *r, const report_moment *m, const frame_score *score)
{
    fputs("<figure>", out);
    put_picture(out, r, m);
    html_put(out, "<figcaption><b>frame %d</b> \xc2\xb7 ", m->frame);
    if (score->absent)
        fputs("object absent", out);
    else
        html_put(out, "IoU %.2f", score->iou);
    bool tells = !isnan(score->confidence);
    if (tells)
        html_put(out, " \xc2\xb7 confidence %.2f", (double)score->confidence);
    if (!score->stateless && (tells || score->state != FOVEA_TRACKING))
        html_put(out, " \xc2\xb7 %s", fovea_state_text((fovea_state)score->state));
    fputs("</figcaption></figure>\n", out);
}

/* found: indices of the first tracker's frames. */
static fovea_status put_moments(FILE *out, const report *r, int at, const int *found, int count)
{
    const sequence_scores *s = scores_of(r, 0, at);
    fovea_box *boxes = calloc((size_t)(count * r->trackers), sizeof *boxes);
    if (!boxes)
        return FOVEA_ERR_NOMEM;
    report_moment moment[REPORT_MOMENTS];
    for (int i = 0; i < count; i++)
        moment[i] = (report_moment){.frame = s->first + found[i], .box = boxes + i * r->trackers};
    fovea_status status = r->moments(r->context, at, moment, count);
    fputs("<div class=\"moments\">\n", out);
    for (int i = 0; i < count; i++) {
        if (status == FOVEA_OK && moment[i].jpeg)
            put_moment(out, r, &moment[i], &s->frame[found[i]]);
        free(moment[i].jpeg);
    }
    fputs("</div>\n", out);
    free(boxes);
    return status;
}

/* ---- one sequence -------------------------------------------------------------------- */

static void put_summary(FILE *out, const report *r, int at, const int *found, int count)
{
    const report_sequence *about = &r->sequence[at];
    const sequence_scores *s = scores_of(r, 0, at);
    html_put(out, "<summary><span class=\"name\">%s<small>%d %s", about->name, about->frames,
             about->frames == 1 ? "frame" : "frames");
    if (about->width > 0 && about->height > 0)
        html_put(out, " \xc2\xb7 %d\xc3\x97%d", about->width, about->height);
    if (*about->group)
        html_put(out, " \xc2\xb7 %s", about->group);
    if (*about->labels)
        html_put(out, " \xc2\xb7 %s", about->labels);
    html_put(out, "</small></span><span class=\"score num\">%.3f</span>", auc_of(r, 0, at));
    if (s)
        page_strip(out, 0, s, found, count);
    else
        fputs("<span class=\"note\">no result</span>", out);
    fputs("</summary>\n", out);
}

/* The first tracker's other figures of the sequence. */
static void put_figures(FILE *out, const sequence_scores *s)
{
    static const measure shown[] = {
        MEASURE_PRECISION, MEASURE_NORM_PRECISION, MEASURE_SUCCESS_50,    MEASURE_AUROC,
        MEASURE_ECE,       MEASURE_LOST_RECALL,    MEASURE_ABSENT_RECALL, MEASURE_FALSE_LOST,
        MEASURE_MS_P50,    MEASURE_MS_P95};
    fputs("<p class=\"figures\">", out);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        const measure_info *about = measure_about(shown[i]);
        if (isnan(s->value[shown[i]]))
            continue;
        html_put(out, "<span title=\"%s\">%s <b>", about->text, about->title);
        page_value(out, shown[i], s->value[shown[i]]);
        html_put(out, "</b>%s%s</span> ", *about->unit ? " " : "", about->unit);
    }
    fputs("</p>\n", out);
}

static void put_others(FILE *out, const report *r, int at)
{
    char series[SERIES_NAME_SIZE];
    fputs("<div class=\"others\">\n", out);
    for (int i = 1; i < r->trackers; i++) {
        const sequence_scores *s = scores_of(r, i, at);
        html_put(out, "<span><i class=\"swatch %s\"></i>%s</span><b class=\"num\">%.3f</b>",
                 page_series(series, i), r->tracker[i].name, auc_of(r, i, at));
        if (s)
            page_strip(out, i, s, NULL, 0);
        else
            fputs("<span class=\"note\">no result</span>\n", out);
    }
    fputs("</div>\n", out);
}

static fovea_status put_sequence(FILE *out, const report *r, int at, int rank)
{
    const sequence_scores *s = scores_of(r, 0, at);
    fovea_status status = FOVEA_OK;
    int found[REPORT_MOMENTS], count = 0;
    if (s && r->moments && rank < r->pictured)
        count = moments_find(s->frame, s->frames, REPORT_MOMENTS, found);
    fputs(rank < OPENED ? "<details class=\"seq\" open>" : "<details class=\"seq\">", out);
    put_summary(out, r, at, found, count);
    fputs("<div class=\"inside\">\n", out);
    if (s)
        put_figures(out, s);
    if (r->trackers > 1)
        put_others(out, r, at);
    if (count > 0)
        status = put_moments(out, r, at, found, count);
    fputs("</div></details>\n", out);
    return status;
}

static void put_intro(FILE *out, const report *r)
{
    fputs("<section id=\"sequences\"><h2>Sequences</h2>\n<p class=\"note\">Worst first", out);
    if (r->trackers > 1)
        html_put(out, ", by the success score of %s", r->tracker[0].name);
    fputs("; unfold one for its figures", out);
    if (r->moments)
        fputs(" and its worst moments, which are marked on the strip", out);
    fputs(". Long sequences are gathered into 320 steps.", out);
    if (r->moments && r->trackers > BOXES)
        html_put(out, " Pictures show the boxes of the first %d trackers.", BOXES);
    fputs("</p>\n<div class=\"key-row\"><span><i class=\"iou-key c0\"></i>IoU, dashed at 0.5</span>"
          "<span><i class=\"lost\"></i>tracker says lost</span>"
          "<span><i class=\"absent\"></i>object absent</span>",
          out);
    if (r->moments)
        fputs("<span><i class=\"truth-key\"></i>annotated box</span>", out);
    if (r->trackers == 1 && r->moments)
        fputs("<span><i class=\"box-key c0\"></i>tracker's box</span>", out);
    fputs("</div>\n", out);
    if (r->trackers > 1)
        page_key(out, r);
}

fovea_status page_sequences(FILE *out, const report *r)
{
    if (r->sequences < 1)
        return FOVEA_OK;
    page_item *order = malloc((size_t)r->sequences * sizeof *order);
    if (!order)
        return FOVEA_ERR_NOMEM;
    for (int i = 0; i < r->sequences; i++)
        order[i] = (page_item){auc_of(r, 0, i), i};
    page_sort(order, r->sequences);
    put_intro(out, r);
    fovea_status status = FOVEA_OK;
    for (int i = 0; i < r->sequences && status == FOVEA_OK && !ferror(out); i++)
        status = put_sequence(out, r, order[i].index, i);
    fputs("</section>\n", out);
    free(order);
    return status;
}
