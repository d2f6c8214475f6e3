/* The report as JSON: written piece by piece, each a small cJSON tree. */
#include <cjson/cJSON.h>

#include <math.h>
#include <stdlib.h>

#include "eval/html.h"
#include "eval/report.h"

/* ---- pieces -------------------------------------------------------------------------- */

/* Writes and deletes a tree. */
static fovea_status put_piece(FILE *out, cJSON *piece)
{
    char *text = piece ? cJSON_PrintUnformatted(piece) : NULL;
    cJSON_Delete(piece);
    if (!text)
        return FOVEA_ERR_NOMEM;
    fputs(text, out);
    cJSON_free(text);
    return FOVEA_OK;
}

/* A member's name and its tree, with a comma before it where it is not the first. */
static fovea_status put_member(FILE *out, bool first, const char *name, cJSON *piece)
{
    fprintf(out, "%s\"%s\":", first ? "" : ",\n", name);
    return put_piece(out, piece);
}

/* A name may hold any bytes; JSON is UTF-8. */
static cJSON *clean_string(const char *text)
{
    char *clean = html_clean(text);
    cJSON *string = clean ? cJSON_CreateString(clean) : NULL;
    free(clean);
    return string;
}

/* Adds to an object; what could not be made makes `ok` false, and so the whole piece. */
static void add(cJSON *object, const char *name, cJSON *item, bool *ok)
{
    if (!item || !cJSON_AddItemToObject(object, name, item)) {
        cJSON_Delete(item);
        *ok = false;
    }
}

static void add_number(cJSON *object, const char *name, double value, bool *ok)
{
    add(object, name, isfinite(value) ? cJSON_CreateNumber(value) : cJSON_CreateNull(), ok);
}

/* Likewise to an array. */
static void append(cJSON *array, cJSON *item, bool *ok)
{
    if (!item || !cJSON_AddItemToArray(array, item)) {
        cJSON_Delete(item);
        *ok = false;
    }
}

static cJSON *finished(cJSON *piece, bool ok)
{
    if (ok)
        return piece;
    cJSON_Delete(piece);
    return NULL;
}

static cJSON *longs(const long *value, int count)
{
    cJSON *array = cJSON_CreateArray();
    bool ok = array;
    for (int i = 0; i < count && ok; i++)
        append(array, cJSON_CreateNumber((double)value[i]), &ok);
    return finished(array, ok);
}

/* ---- figures ------------------------------------------------------------------------- */

/* low and high may be NULL. */
static cJSON *measures(const double *value, const double *low, const double *high)
{
    cJSON *all = cJSON_CreateObject();
    bool ok = all;
    for (int m = 0; m < MEASURES && ok; m++) {
        cJSON *one = cJSON_CreateObject();
        ok = one;
        if (!ok)
            break;
        add_number(one, "value", value[m], &ok);
        if (low && isfinite(low[m]) && isfinite(high[m])) {
            add_number(one, "low", low[m], &ok);
            add_number(one, "high", high[m], &ok);
        }
        add(all, measure_about((measure)m)->key, one, &ok);
    }
    return finished(all, ok);
}

static cJSON *curves(const ope_scores *s)
{
    cJSON *all = cJSON_CreateObject();
    bool ok = all;
    if (!ok)
        return NULL;
    add(all, "success", cJSON_CreateDoubleArray(s->success, OPE_SUCCESS_STEPS), &ok);
    add(all, "precision", cJSON_CreateDoubleArray(s->precision, OPE_PRECISION_STEPS), &ok);
    add(all, "norm_precision", cJSON_CreateDoubleArray(s->norm_precision, OPE_PRECISION_STEPS),
        &ok);
    return finished(all, ok);
}

static cJSON *reliability(const confidence_bins *b)
{
    cJSON *all = cJSON_CreateObject();
    bool ok = all;
    if (!ok)
        return NULL;
    add(all, "frames", longs(b->frames, CONFIDENCE_BINS), &ok);
    add(all, "hits", longs(b->hits, CONFIDENCE_BINS), &ok);
    add(all, "confidence_sum", cJSON_CreateDoubleArray(b->sum, CONFIDENCE_BINS), &ok);
    return finished(all, ok);
}

static cJSON *lost(const lost_counts *s)
{
    const struct {
        const char *name;
        long value;
    } count[] = {{"told", s->told},
                 {"should", s->should},
                 {"said", s->said},
                 {"right", s->right},
                 {"absent", s->absent},
                 {"absent_right", s->absent_right},
                 {"good", s->good},
                 {"good_said", s->good_said},
                 {"losses", s->losses},
                 {"noticed", s->noticed},
                 {"notice_frames", s->notice_frames},
                 {"returnable", s->returnable},
                 {"found", s->found},
                 {"return_frames", s->return_frames}};
    cJSON *all = cJSON_CreateObject();
    bool ok = all;
    for (size_t i = 0; i < sizeof count / sizeof *count && ok; i++)
        add_number(all, count[i].name, (double)count[i].value, &ok);
    return finished(all, ok);
}

static cJSON *reappeared(const reappear_counts *s)
{
    cJSON *all = cJSON_CreateObject();
    bool ok = all;
    if (!ok)
        return NULL;
    add_number(all, "all", (double)s->all, &ok);
    add_number(all, "refound_10", (double)s->soon, &ok);
    return finished(all, ok);
}

static cJSON *pooled(const pooled_scores *s)
{
    cJSON *all = cJSON_CreateObject();
    bool ok = all;
    if (!ok)
        return NULL;
    add_number(all, "sequences", s->sequences, &ok);
    add_number(all, "frames", (double)s->frames, &ok);
    add(all, "measures", measures(s->value, s->low, s->high), &ok);
    add(all, "curves", curves(&s->ope), &ok);
    add(all, "got10k_above", longs(s->got10k.above, GOT10K_STEPS), &ok);
    add_number(all, "got10k_frames", (double)s->got10k.frames, &ok);
    add(all, "reliability", reliability(&s->bins), &ok);
    add(all, "lost", lost(&s->lost), &ok);
    add(all, "reappearances", reappeared(&s->reappear), &ok);
    if (!isnan(s->vot.eao))
        add(all, "vot_curve", cJSON_CreateDoubleArray(s->vot.curve, VOT_CURVE_MAX), &ok);
    return finished(all, ok);
}

/* ---- frame by frame ------------------------------------------------------------------ */

/* Four digits: more would only be noise, at three times the size. */
static double rounded(double value)
{
    return round(value * 1e4) / 1e4;
}

static bool is_lost(const frame_score *f)
{
    return f->state == FOVEA_LOST;
}

static bool is_uncertain(const frame_score *f)
{
    return f->state == FOVEA_UNCERTAIN;
}

static double iou_of(const frame_score *f)
{
    return f->iou;
}

static double confidence_of(const frame_score *f)
{
    return (double)f->confidence;
}

static bool is_absent(const frame_score *f)
{
    return f->absent;
}

/* [[first, behind the last], ...], in frames of the sequence. */
static cJSON *stretches(const sequence_scores *s, bool (*holds)(const frame_score *f))
{
    cJSON *array = cJSON_CreateArray();
    bool ok = array;
    for (int i = 0; i < s->frames && ok; i++) {
        int end = i;
        while (end < s->frames && holds(&s->frame[end]))
            end++;
        if (end > i)
            append(array, cJSON_CreateIntArray((const int[]){s->first + i, s->first + end}, 2),
                   &ok);
        i = end;
    }
    return finished(array, ok);
}

static cJSON *numbers(const sequence_scores *s, double (*value)(const frame_score *f))
{
    cJSON *array = cJSON_CreateArray();
    bool ok = array;
    for (int i = 0; i < s->frames && ok; i++) {
        double v = value(&s->frame[i]);
        append(array, isnan(v) ? cJSON_CreateNull() : cJSON_CreateNumber(rounded(v)), &ok);
    }
    return finished(array, ok);
}

/* [[frame, frames absent before, frames until it was re-found or 0], ...] */
static cJSON *reappearances(const sequence_scores *s)
{
    cJSON *array = cJSON_CreateArray();
    bool ok = array;
    for (reappearance r = {0}; ok && reappear_next(&r, s->frame, s->frames);) {
        const int one[] = {s->first + r.frame, r.absent, r.found};
        append(array, cJSON_CreateIntArray(one, 3), &ok);
    }
    return finished(array, ok);
}

static cJSON *one_sequence(const char *name, const sequence_scores *s)
{
    cJSON *all = cJSON_CreateObject();
    bool ok = all;
    if (!ok)
        return NULL;
    add(all, "name", clean_string(name), &ok);
    add_number(all, "first_frame", s->first, &ok);
    add(all, "measures", measures(s->value, NULL, NULL), &ok);
    add(all, "curves", curves(&s->ope), &ok);
    add(all, "iou", numbers(s, iou_of), &ok);
    add(all, "confidence", numbers(s, confidence_of), &ok);
    add(all, "uncertain", stretches(s, is_uncertain), &ok);
    add(all, "lost", stretches(s, is_lost), &ok);
    add(all, "absent", stretches(s, is_absent), &ok);
    add(all, "reappearances", reappearances(s), &ok);
    return finished(all, ok);
}

/* ---- the document -------------------------------------------------------------------- */

static cJSON *about_sequence(const report_sequence *s)
{
    cJSON *all = cJSON_CreateObject();
    bool ok = all;
    if (!ok)
        return NULL;
    add(all, "name", clean_string(s->name), &ok);
    add(all, "group", clean_string(s->group), &ok);
    add(all, "labels", clean_string(s->labels), &ok);
    add_number(all, "frames", s->frames, &ok);
    add_number(all, "width", s->width, &ok);
    add_number(all, "height", s->height, &ok);
    return finished(all, ok);
}

static fovea_status put_attributes(FILE *out, const report *r, const report_tracker *t)
{
    fovea_status status = FOVEA_OK;
    fputs(",\n\"attributes\":[", out);
    for (int i = 0; t->attribute && i < r->attributes && status == FOVEA_OK; i++) {
        fputs(i ? ",\n{" : "\n{", out);
        status = put_member(out, true, "name", clean_string(r->attribute[i].name));
        if (status == FOVEA_OK)
            status = put_member(out, false, "scores", pooled(&t->attribute[i]));
        fputs("}", out);
    }
    fputs("]", out);
    return status;
}

static fovea_status put_tracker(FILE *out, const report *r, const report_tracker *t)
{
    fputs("{", out);
    fovea_status status = put_member(out, true, "name", clean_string(t->name));
    if (status == FOVEA_OK)
        status = put_member(out, false, "all", pooled(t->all));
    if (status == FOVEA_OK)
        status = put_attributes(out, r, t);
    fputs(",\n\"sequences\":[", out);
    bool first = true;
    for (int i = 0; i < r->sequences && status == FOVEA_OK; i++) {
        if (!t->sequence[i])
            continue;
        fputs(first ? "\n" : ",\n", out);
        first = false;
        status = put_piece(out, one_sequence(r->sequence[i].name, t->sequence[i]));
    }
    fputs("]}", out);
    return status;
}

fovea_status report_write_json(FILE *out, const report *r)
{
    fputs("{", out);
    fovea_status status = put_member(out, true, "fovea", cJSON_CreateString(fovea_version()));
    if (status == FOVEA_OK)
        status = put_member(out, false, "title", clean_string(r->title));
    if (status == FOVEA_OK)
        status = put_member(out, false, "subtitle", clean_string(r->subtitle));
    fputs(",\n\"sequences\":[", out);
    for (int i = 0; i < r->sequences && status == FOVEA_OK; i++) {
        fputs(i ? ",\n" : "\n", out);
        status = put_piece(out, about_sequence(&r->sequence[i]));
    }
    fputs("],\n\"trackers\":[", out);
    for (int i = 0; i < r->trackers && status == FOVEA_OK; i++) {
        fputs(i ? ",\n" : "\n", out);
        status = put_tracker(out, r, &r->tracker[i]);
    }
    fputs("]}\n", out);
    if (status == FOVEA_OK && (fflush(out) != 0 || ferror(out)))
        status = FOVEA_ERR_IO;
    return status;
}
