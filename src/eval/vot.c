/* VOT's measures over runs from anchors, and over runs that are restarted. */
#include "eval/vot.h"

#include <math.h>

fovea_status vot_rules_of(vot_rules *out, int year)
{
    static const struct {
        int low, high;
    } interval[] = {{108, 371}, {108, 371}, {100, 356}, {100, 356},
                    {46, 291},  {115, 755}, {115, 755}, {115, 755}};
    if (year < 2015 || year > 2022)
        return FOVEA_ERR_ARG;
    *out = (vot_rules){.multistart = year >= 2020,
                       .low = interval[year - 2015].low,
                       .high = interval[year - 2015].high,
                       .grace = 10,
                       .threshold = 0.1,
                       .burnin = 10};
    return FOVEA_OK;
}

/* ---- runs ------------------------------------------------------------------------------ */

int vot_run_length(vot_run run, int frames)
{
    return run.backward ? run.anchor + 1 : frames - run.anchor;
}

int vot_run_frame(vot_run run, int k)
{
    return run.backward ? run.anchor - k : run.anchor + k;
}

int vot_runs(vot_run *out, const annotation *frame, int frames)
{
    int count = 0;
    for (int backward = 0; backward < 2; backward++)
        for (int i = 0; i < frames; i++)
            if (backward ? frame[i].anchor < 0 : frame[i].anchor > 0)
                out[count++] = (vot_run){i, backward};
    return count;
}

/* The run from the first frame with the object on the way from `anchor`; false: there is none. */
static bool place(vot_run *out, const annotation *frame, int frames, int anchor)
{
    vot_run run = {anchor, frames - 1 - anchor < anchor};
    for (int k = 0; k < vot_run_length(run, frames); k++) {
        int i = vot_run_frame(run, k);
        if (!frame[i].absent && isfinite(frame[i].box.x)) {
            *out = (vot_run){i, run.backward};
            return true;
        }
    }
    return false;
}

int vot_runs_placed(vot_run *out, const annotation *frame, int frames)
{
    enum { APART = 50 };
    int count = 0;
    for (int anchor = 0; anchor < frames; anchor += APART)
        count += place(&out[count], frame, frames, anchor);
    if ((frames - 1) % APART != 0)
        count += place(&out[count], frame, frames, frames - 1);
    return count;
}

/* ---- measures -------------------------------------------------------------------------- */

/* overlap[0 .. kept) of a piece of `frames` frames; 0 from there on. */
static void add_piece(vot_sequence *s, const vot_rules *rules, const double *overlap, int kept,
                      int frames, bool failed)
{
    double sum = 0;
    for (int j = 0; j < VOT_CURVE_MAX; j++) {
        if (j >= frames && !failed)
            break;
        if (j > 0 && j < kept)
            sum += overlap[j];
        int among = rules->multistart && j >= frames ? j - 1 : j;
        s->curve[j] += among > 0 ? sum / among : 0;
        s->active[j]++;
    }
    s->longest = frames > s->longest ? frames : s->longest;
}

int vot_frames_kept(const vot_rules *rules, const double *overlap, const bool *absent, int frames)
{
    int low = 0;
    for (int j = 0; j < frames; j++) {
        double o = j > 0 ? overlap[j] : 0;
        low = o <= rules->threshold && !(absent && absent[j]) ? low + 1 : 0;
        if (low == rules->grace)
            return j + 1 - rules->grace;
    }
    return frames;
}

void vot_add_run(vot_sequence *s, const vot_rules *rules, const double *overlap, const bool *absent,
                 int frames)
{
    int kept = vot_frames_kept(rules, overlap, absent, frames);
    s->runs++;
    s->failures += kept < frames;
    s->kept += kept;
    s->total += frames;
    for (int j = 1; j < kept; j++)
        s->overlap += overlap[j];
    add_piece(s, rules, overlap, kept, frames, kept < frames);
}

/* Mean overlap of the frames that count in a supervised run; 0 where none does. */
static double supervised_accuracy(const vot_rules *rules, const double *overlap,
                                  const vot_code *code, int frames)
{
    double sum = 0;
    int counted = 0, burning = 0;
    for (int i = 0; i < frames; i++) {
        if (code[i] == VOT_START)
            burning = rules->burnin;
        if (burning-- > 0)
            continue;
        burning = 0;
        if (code[i] == VOT_REGION) {
            sum += overlap[i];
            counted++;
        }
    }
    return counted > 0 ? sum / counted : 0;
}

void vot_add_supervised(vot_sequence *s, const vot_rules *rules, const double *overlap,
                        const vot_code *code, int frames)
{
    s->runs++;
    s->total += frames;
    s->overlap += supervised_accuracy(rules, overlap, code, frames);
    int start = -1;
    for (int i = 0; i < frames; i++) {
        if (code[i] == VOT_START) {
            start = i;
        } else if (code[i] == VOT_FAILURE && start >= 0) {
            s->failures++;
            add_piece(s, rules, &overlap[start], i - start, i - start, true);
            start = -1;
        }
    }
    if (start >= 0)
        add_piece(s, rules, &overlap[start], frames - start, frames - start, false);
}

/* The mean of the curve over the interval. */
static double mean_of_curve(const vot_rules *rules, const double *curve, int longest)
{
    int end = rules->multistart ? rules->high : rules->high + 1;
    if (!rules->multistart && longest < end)
        end = longest;
    double sum = 0;
    bool any = false;
    for (int j = rules->low; j < end; j++) {
        any = any || !isnan(curve[j]);
        sum += isnan(curve[j]) ? 0 : curve[j];
    }
    return any ? sum / (end - rules->low) : NAN;
}

static void score_curve(vot_scores *out, const vot_rules *rules, const vot_sequence *const *list,
                        const unsigned *weight, int count)
{
    double active[VOT_CURVE_MAX] = {0};
    int longest = 0;
    for (int i = 0; i < count; i++) {
        double times = weight ? weight[i] : 1;
        if (times > 0 && list[i]->longest > longest)
            longest = list[i]->longest;
        for (int j = 0; j < VOT_CURVE_MAX; j++) {
            out->curve[j] += list[i]->curve[j] * times;
            active[j] += list[i]->active[j] * times;
        }
    }
    for (int j = 0; j < VOT_CURVE_MAX; j++)
        out->curve[j] = active[j] > 0 ? out->curve[j] / active[j] : NAN;
    out->eao = longest > 0 ? mean_of_curve(rules, out->curve, longest) : NAN;
}

vot_scores vot_score(const vot_rules *rules, const vot_sequence *const *list,
                     const unsigned *weight, int count)
{
    vot_scores out = {0};
    double overlap = 0, robust = 0, kept = 0, length = 0;
    for (int i = 0; i < count; i++) {
        const vot_sequence *s = list[i];
        if (s->runs == 0)
            continue;
        double times = weight ? weight[i] : 1, frames = s->frames * times;
        length += frames;
        if (rules->multistart) {
            overlap += s->overlap * times;
            kept += (double)s->kept * times;
            robust += (double)s->kept / (double)s->total * frames;
        } else {
            overlap += s->overlap / s->runs * frames;
            kept += frames;
            robust += (double)s->failures / s->runs * frames;
        }
    }
    /* all runs failed at once: the toolkit's accuracy is 0 */
    out.accuracy = kept > 0 || length <= 0 ? overlap / kept : 0;
    out.robustness = robust / length;
    score_curve(&out, rules, list, weight, count);
    return out;
}
