/* The figures of many sequences: means over them or over all of their frames, and the same again
 * for every draw of the bootstrap. */
#include <math.h>
#include <stdlib.h>

#include "eval/bootstrap.h"
#include "eval/scores.h"
#include "eval/scores_sums.h"

/* What a draw needs; all arrays of one length a sequence. */
typedef struct pool {
    const sequence_scores *const *list;
    int count;
    const pool_options *options;
    confidence_ranking ranking;
    const ope_scores **ope;
    const vot_sequence **vot;
    const frame_score **frame;
    int *frames;
    unsigned *weight;
    double *value; /* of one measure               */
    int classes;
    double *scratch; /* [2 * classes]              */
    double *drawn;   /* [MEASURES][resamples]      */
} pool;

pool_options pool_options_default(void)
{
    return (pool_options){.resamples = 1000, .level = 0.95, .seed = 1};
}

static void pool_close(pool *p)
{
    confidence_ranking_close(&p->ranking);
    free(p->ope);
    free(p->vot);
    free(p->frame);
    free(p->frames);
    free(p->weight);
    free(p->value);
    free(p->scratch);
    free(p->drawn);
}

static int classes_of(const pool_options *options, int count)
{
    int classes = 0;
    for (int i = 0; options->class_of && i < count; i++)
        if (options->class_of[i] >= classes)
            classes = options->class_of[i] + 1;
    return classes;
}

static fovea_status pool_open(pool *p)
{
    size_t n = (size_t)p->count + 1; /* no allocation of nothing */
    p->classes = classes_of(p->options, p->count);
    p->ope = malloc(n * sizeof *p->ope);
    p->vot = malloc(n * sizeof *p->vot);
    p->frame = malloc(n * sizeof *p->frame);
    p->frames = malloc(n * sizeof *p->frames);
    p->weight = malloc(n * sizeof *p->weight);
    p->value = malloc(n * sizeof *p->value);
    p->scratch = malloc((2 * (size_t)p->classes + 1) * sizeof *p->scratch);
    p->drawn = malloc(((size_t)p->options->resamples + 1) * MEASURES * sizeof *p->drawn);
    if (!p->ope || !p->vot || !p->frame || !p->frames || !p->weight || !p->value || !p->scratch ||
        !p->drawn)
        return FOVEA_ERR_NOMEM;
    for (int i = 0; i < p->count; i++) {
        p->ope[i] = &p->list[i]->ope;
        p->vot[i] = &p->list[i]->vot;
        p->frame[i] = p->list[i]->frame;
        p->frames[i] = p->list[i]->frames;
    }
    return confidence_ranking_open(&p->ranking, p->frame, p->frames, p->count);
}

static double sequence_mean(const pool *p, measure m, const unsigned *weight)
{
    double sum = 0, members = 0;
    for (int i = 0; i < p->count; i++) {
        double times = weight ? weight[i] : 1;
        sum += p->list[i]->value[m] * times;
        members += times;
    }
    return sum / members;
}

static double class_mean(const pool *p, measure m, const unsigned *weight)
{
    if (!p->options->class_of)
        return NAN;
    for (int i = 0; i < p->count; i++)
        p->value[i] = p->list[i]->value[m];
    return got10k_class_mean(p->value, p->options->class_of, weight, p->count, p->classes,
                             p->scratch);
}

/* What adds up over frames goes to *sums too. */
static void put_values(const pool *p, pooled_scores *sums, double value[MEASURES],
                       const unsigned *weight)
{
    static const measure mean[] = {MEASURE_AUC, MEASURE_PRECISION, MEASURE_NORM_PRECISION_AUC,
                                   MEASURE_NORM_PRECISION, MEASURE_SUCCESS_50};
    for (int m = 0; m < MEASURES; m++)
        value[m] = NAN;
    for (size_t k = 0; k < sizeof mean / sizeof *mean; k++)
        value[mean[k]] = sequence_mean(p, mean[k], weight);

    sums->got10k = (got10k_sums){0};
    sums->bins = (confidence_bins){0};
    sums->lost = (lost_counts){0};
    sums->reappear = (reappear_counts){0};
    for (int i = 0; i < p->count; i++) {
        unsigned times = weight ? weight[i] : 1;
        got10k_add(&sums->got10k, &p->list[i]->got10k, times);
        confidence_add(&sums->bins, &p->list[i]->bins, times);
        lost_add(&sums->lost, &p->list[i]->lost, times);
        reappear_add(&sums->reappear, &p->list[i]->reappear, times);
    }
    scores_put_sums(value, &sums->got10k, &sums->bins, &sums->lost, &sums->reappear);
    value[MEASURE_GOT10K_MAO] = class_mean(p, MEASURE_GOT10K_AO, weight);
    value[MEASURE_GOT10K_MSR50] = class_mean(p, MEASURE_GOT10K_SR50, weight);
    value[MEASURE_GOT10K_MSR75] = class_mean(p, MEASURE_GOT10K_SR75, weight);
    value[MEASURE_AUROC] = confidence_auroc(&p->ranking, weight);
    if (p->options->vot) {
        sums->vot = vot_score(p->options->vot, p->vot, weight, p->count);
        scores_put_vot(value, p->options->vot, &sums->vot);
    }
}

static void put_intervals(pool *p, pooled_scores *out)
{
    const pool_options *o = p->options;
    int draws = p->count > 0 ? o->resamples : 0;
    uint64_t state = o->seed;
    pooled_scores sums = {0};
    for (int r = 0; r < draws; r++) {
        double value[MEASURES];
        bootstrap_draw(p->weight, p->count, &state);
        put_values(p, &sums, value, p->weight);
        for (int m = 0; m < MEASURES; m++)
            p->drawn[(size_t)m * (size_t)draws + (size_t)r] = value[m];
    }
    for (int m = 0; m < MEASURES; m++)
        bootstrap_interval(&out->low[m], &out->high[m], &p->drawn[(size_t)m * (size_t)draws], draws,
                           o->level);
}

fovea_status scores_pool(pooled_scores *out, const sequence_scores *const *list, int count,
                         const pool_options *options)
{
    pool p = {.list = list, .count = count, .options = options};
    pooled_scores scores = {.sequences = count};
    fovea_status status = pool_open(&p);
    if (status == FOVEA_OK)
        status = speed_score(&scores.speed, p.frame, p.frames, count);
    if (status != FOVEA_OK)
        goto done;
    scores.ope = ope_mean(p.ope, count);
    scores.vot = vot_score(&(vot_rules){0}, p.vot, NULL, 0);
    for (int i = 0; i < count; i++)
        scores.frames += list[i]->frames;
    put_values(&p, &scores, scores.value, NULL);
    scores_put_speed(scores.value, &scores.speed);
    put_intervals(&p, &scores);
    *out = scores;
done:
    pool_close(&p);
    return status;
}
