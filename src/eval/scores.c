/* All figures of one sequence. */
#include "eval/scores.h"

#include <math.h>
#include <stdlib.h>

#include "base/box.h"
#include "eval/scores_sums.h"

void scores_put_sums(double value[MEASURES], const got10k_sums *got10k, const confidence_bins *bins,
                     const lost_counts *lost, const reappear_counts *reappear)
{
    value[MEASURE_GOT10K_AO] = got10k_ao(got10k);
    value[MEASURE_GOT10K_SR50] = got10k_sr(got10k, 50);
    value[MEASURE_GOT10K_SR75] = got10k_sr(got10k, 75);
    value[MEASURE_ECE] = confidence_ece(bins);
    value[MEASURE_LOST_RECALL] = lost_recall(lost);
    value[MEASURE_LOST_PRECISION] = lost_precision(lost);
    value[MEASURE_ABSENT_RECALL] = lost_absent_recall(lost);
    value[MEASURE_FALSE_LOST] = lost_false_rate(lost);
    value[MEASURE_FRAMES_TO_NOTICE] = lost_frames_to_notice(lost);
    value[MEASURE_FOUND_AGAIN] = lost_found_share(lost);
    value[MEASURE_FRAMES_TO_RETURN] = lost_frames_to_return(lost);
    value[MEASURE_REFOUND] = reappear_share(reappear);
}

void scores_put_speed(double value[MEASURES], const speed_scores *speed)
{
    value[MEASURE_MS_MEAN] = speed->mean_s * 1e3;
    value[MEASURE_MS_P50] = speed->p50_s * 1e3;
    value[MEASURE_MS_P95] = speed->p95_s * 1e3;
    value[MEASURE_MS_MAX] = speed->max_s * 1e3;
    value[MEASURE_MS_DECODE] = speed->decode_mean_s * 1e3;
}

void scores_put_vot(double value[MEASURES], const vot_rules *rules, const vot_scores *vot)
{
    value[MEASURE_VOT_ACCURACY] = vot->accuracy;
    value[rules->multistart ? MEASURE_VOT_ROBUSTNESS : MEASURE_VOT_FAILURES] = vot->robustness;
    value[MEASURE_VOT_EAO] = vot->eao;
}

static fovea_status put_values(sequence_scores *s)
{
    for (int m = 0; m < MEASURES; m++)
        s->value[m] = NAN;
    s->value[MEASURE_AUC] = ope_auc(&s->ope);
    s->value[MEASURE_PRECISION] = ope_precision_at_20(&s->ope);
    s->value[MEASURE_NORM_PRECISION_AUC] = ope_norm_precision_auc(&s->ope);
    s->value[MEASURE_NORM_PRECISION] = ope_norm_precision_at_20(&s->ope);
    s->value[MEASURE_SUCCESS_50] = ope_success_at_50(&s->ope);
    scores_put_sums(s->value, &s->got10k, &s->bins, &s->lost, &s->reappear);
    scores_put_speed(s->value, &s->speed);

    confidence_ranking ranking;
    const frame_score *frame = s->frame;
    fovea_status status = confidence_ranking_open(&ranking, &frame, &s->frames, 1);
    if (status != FOVEA_OK)
        return status;
    s->value[MEASURE_AUROC] = confidence_auroc(&ranking, NULL);
    confidence_ranking_close(&ranking);
    return FOVEA_OK;
}

fovea_status scores_open(sequence_scores *out, const sequence *s, int start, const trajectory *t,
                         ope_rules rules)
{
    if (start < 0 || start >= s->frames || s->annotation[start].absent ||
        !fovea_box_valid(s->annotation[start].box))
        return FOVEA_ERR_ARG;
    int frames = s->frames - start;
    frame_score *frame = malloc((size_t)frames * sizeof *frame);
    if (!frame)
        return FOVEA_ERR_NOMEM;
    overlap_measure(frame, s, start, t, rules);
    sequence_scores scores = {.first = start,
                              .frames = frames,
                              .frame = frame,
                              .ope = ope_score(frame, frames),
                              .got10k = got10k_score(s, start, t),
                              .bins = confidence_score(frame, frames),
                              .lost = lost_score(frame, frames),
                              .reappear = reappear_score(frame, frames),
                              .vot.frames = s->frames};
    const frame_score *all = frame;
    fovea_status status = speed_score(&scores.speed, &all, &frames, 1);
    if (status == FOVEA_OK)
        status = put_values(&scores);
    if (status != FOVEA_OK) {
        scores_close(&scores);
        return status;
    }
    *out = scores;
    return FOVEA_OK;
}

void scores_set_vot(sequence_scores *s, const vot_rules *rules)
{
    const vot_sequence *vot = &s->vot;
    vot_scores scores = vot_score(rules, &vot, NULL, 1);
    scores_put_vot(s->value, rules, &scores);
}

void scores_close(sequence_scores *s)
{
    free(s->frame);
    *s = (sequence_scores){0};
}
