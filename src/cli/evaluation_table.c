/* The summary as text, for people and for grep: a line a sequence, a line a measure, a line a
 * tracker. */
#include <math.h>
#include <string.h>

#include "cli/evaluation_summary.h"

#define NAME_WIDTH 28
#define REAPPEARANCES_MAX 40 /* that are listed */

/* What has a column in the tables of sequences and of trackers. */
static const struct column {
    measure of;
    const char *head;
    bool vot; /* only for its data sets */
} columns[] = {
    {MEASURE_AUC, "AUC", false},
    {MEASURE_PRECISION, "P@20", false},
    {MEASURE_NORM_PRECISION, "NP@.2", false},
    {MEASURE_SUCCESS_50, "SR@.5", false},
    {MEASURE_GOT10K_AO, "AO", false},
    {MEASURE_VOT_ACCURACY, "A", true},
    {MEASURE_VOT_ROBUSTNESS, "R", true},
    {MEASURE_VOT_FAILURES, "fails", true},
    {MEASURE_VOT_EAO, "EAO", true},
    {MEASURE_LOST_RECALL, "lost-re", false},
    {MEASURE_LOST_PRECISION, "lost-pr", false},
    {MEASURE_AUROC, "AUROC", false},
    {MEASURE_ECE, "ECE", false},
    {MEASURE_MS_MEAN, "ms", false},
    {MEASURE_MS_P95, "ms p95", false},
    {MEASURE_MS_DECODE, "decode", false},
};
#define COLUMNS (sizeof columns / sizeof *columns)

/* "0.576", "1.32" (ms), "12.5" (frames), "-" (not defined). */
static void format_value(char text[16], measure m, double value)
{
    const char *unit = measure_about(m)->unit;
    int digits = strcmp(unit, "ms") == 0 ? 2 : strcmp(unit, "frames") == 0 ? 1 : 3;
    if (isnan(value))
        snprintf(text, 16, "-");
    else
        snprintf(text, 16, "%.*f", digits, value);
}

static bool shown(const summary *s, const struct column *c)
{
    measure other_protocol = s->of->vot.multistart ? MEASURE_VOT_FAILURES : MEASURE_VOT_ROBUSTNESS;
    return !c->vot || (s->of->is_vot && c->of != other_protocol);
}

static void print_head(FILE *out, const summary *s, const char *what)
{
    fprintf(out, "%-*s %7s", NAME_WIDTH, what, "frames");
    for (size_t i = 0; i < COLUMNS; i++)
        if (shown(s, &columns[i]))
            fprintf(out, " %7s", columns[i].head);
    fputc('\n', out);
}

static void print_line(FILE *out, const summary *s, const char *name, long frames,
                       const double value[MEASURES])
{
    fprintf(out, "%-*s %7ld", NAME_WIDTH, name, frames);
    for (size_t i = 0; i < COLUMNS; i++) {
        char text[16];
        format_value(text, columns[i].of, value[columns[i].of]);
        if (shown(s, &columns[i]))
            fprintf(out, " %7s", text);
    }
    fputc('\n', out);
}

static void print_sequences(FILE *out, const summary *s, const standing *of)
{
    print_head(out, s, "sequence");
    for (int i = 0; i < s->of->subjects; i++) {
        const sequence_scores *scores = of->sequence[i];
        if (scores)
            print_line(out, s, s->of->subject[i].name, scores->frames, scores->value);
        else
            fprintf(out, "%-*s  failed\n", NAME_WIDTH, s->of->subject[i].name);
    }
}

static void print_measures(FILE *out, const standing *of)
{
    char title[96];
    snprintf(title, sizeof title, "%s, %d sequence%s", of->contender->name, of->scored,
             of->scored == 1 ? "" : "s");
    fprintf(out, "\n%-26s  95 %% interval\n", title);
    for (int m = 0; m < MEASURES; m++) {
        char value[16], low[16], high[16], interval[40] = "";
        const measure_info *about = measure_about((measure)m);
        if (isnan(of->all.value[m]))
            continue;
        format_value(value, (measure)m, of->all.value[m]);
        format_value(low, (measure)m, of->all.low[m]);
        format_value(high, (measure)m, of->all.high[m]);
        if (!isnan(of->all.low[m]))
            snprintf(interval, sizeof interval, "%s .. %s", low, high);
        bool unit = strcmp(about->unit, "ms") == 0;
        snprintf(title, sizeof title, "%s%s", about->title, unit ? " ms" : "");
        fprintf(out, "%-17s %8s  %-16s  %s\n", title, value, interval, about->text);
    }
}

/* One by one, where they are few. */
static void print_reappearances(FILE *out, const summary *s, const standing *of)
{
    if (of->all.reappear.all == 0 || of->all.reappear.all > REAPPEARANCES_MAX)
        return;
    fputs("\nobjects back in view\n", out);
    for (int i = 0; i < s->of->subjects; i++) {
        const sequence_scores *q = of->sequence[i];
        for (reappearance r = {0}; q && reappear_next(&r, q->frame, q->frames);) {
            fprintf(out, "%s: frame %d, after %d without it: ", s->of->subject[i].name,
                    q->first + r.frame, r.absent);
            if (r.found > 0)
                fprintf(out, "re-found in frame %d of its return\n", r.found);
            else
                fputs("not re-found\n", out);
        }
    }
}

static void print_ranking(FILE *out, const summary *s)
{
    fputc('\n', out);
    print_head(out, s, "tracker, best first");
    for (int i = 0; i < s->of->contenders; i++) {
        const standing *of = &s->standing[s->rank[i]];
        print_line(out, s, of->contender->name, of->all.frames, of->all.value);
    }
}

void summary_print(FILE *out, const summary *s)
{
    print_sequences(out, s, &s->standing[0]);
    print_measures(out, &s->standing[0]);
    print_reappearances(out, s, &s->standing[0]);
    if (s->of->contenders > 1)
        print_ranking(out, s);
    summary_print_sre(out, s);
}
