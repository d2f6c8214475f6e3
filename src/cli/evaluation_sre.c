/* Spatial robustness: a tracker's AUC from the annotated box beside the mean from the twelve
 * others, over the sequences that all of its runs have scores for. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/evaluation_summary.h"
#include "eval/bootstrap.h"
#include "eval/sre.h"

/* A tracker's standings by start; [0] from the annotated box. */
typedef struct starts {
    const standing *of[SRE_STARTS + 1];
} starts;

/* false: it was not started everywhere. */
static bool find_starts(starts *out, const summary *s, const standing *base)
{
    const char *name = base->contender->name;
    size_t length = strlen(name);
    int found = 0;
    for (int i = 0; i < s->of->contenders; i++) {
        const contender *c = s->standing[i].contender;
        bool related = strncmp(c->name, name, length) == 0 &&
                       strcmp(c->name + length, sre_suffix(c->start)) == 0;
        if (related && c->kind != CONTENDER_FOLDER) {
            out->of[c->start] = &s->standing[i];
            found++;
        }
    }
    return found == SRE_STARTS + 1;
}

/* AUC of a sequence from the annotated box, and the mean from the others. */
static bool compare(double *exact, double *mean, const starts *t, int i)
{
    double sum = 0;
    for (int k = 0; k <= SRE_STARTS; k++) {
        const sequence_scores *q = t->of[k]->sequence[i];
        if (!q || isnan(q->value[MEASURE_AUC]))
            return false;
        sum += k > 0 ? q->value[MEASURE_AUC] : 0;
    }
    *exact = t->of[0]->sequence[i]->value[MEASURE_AUC];
    *mean = sum / SRE_STARTS;
    return true;
}

static void interval(double *low, double *high, const double *loss, int count)
{
    const pool_options o = pool_options_default();
    double *drawn = malloc((size_t)o.resamples * sizeof *drawn);
    unsigned *weight = malloc((size_t)count * sizeof *weight);
    uint64_t state = o.seed;
    *low = *high = NAN;
    for (int r = 0; drawn && weight && r < o.resamples; r++) {
        bootstrap_draw(weight, count, &state);
        drawn[r] = 0;
        for (int i = 0; i < count; i++)
            drawn[r] += weight[i] * loss[i] / count;
    }
    if (drawn && weight)
        bootstrap_interval(low, high, drawn, o.resamples, o.level);
    free(drawn);
    free(weight);
}

static void print_one(FILE *out, const summary *s, const starts *t)
{
    double *loss = malloc(((size_t)s->of->subjects + 1) * sizeof *loss);
    double exact = 0, wrong = 0, low, high;
    int count = 0;
    for (int i = 0; loss && i < s->of->subjects; i++) {
        double one, mean;
        if (!compare(&one, &mean, t, i))
            continue;
        exact += one;
        wrong += mean;
        loss[count++] = one - mean;
    }
    if (count > 0) {
        interval(&low, &high, loss, count);
        fprintf(out, "%-28s %7.3f %7.3f %7.3f  %.3f .. %.3f\n", t->of[0]->contender->name,
                exact / count, wrong / count, (exact - wrong) / count, low, high);
    }
    free(loss);
}

void summary_print_sre(FILE *out, const summary *s)
{
    bool headed = false;
    for (int i = 0; i < s->of->contenders; i++) {
        starts t;
        if (s->standing[i].contender->start != 0 || !find_starts(&t, s, &s->standing[i]))
            continue;
        if (!headed)
            fprintf(out, "\n%-28s %7s %7s %7s  95 %% interval\n", "from a wrong box (SRE)", "AUC",
                    "SRE", "loss");
        headed = true;
        print_one(out, s, &t);
    }
}
