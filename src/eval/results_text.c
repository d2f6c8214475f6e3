/* Result files of lines of numbers: boxes, MOTChallenge, values. */
#include <math.h>
#include <string.h>

#include "base/log.h"
#include "eval/results_internal.h"

static bool has_box(const trajectory_row *row)
{
    return isfinite(row->box.x) && isfinite(row->box.y) && isfinite(row->box.w) &&
           isfinite(row->box.h);
}

static void put_box(text_output *o, const trajectory_row *row, float origin)
{
    double side[] = {(double)row->box.x + (double)origin, (double)row->box.y + (double)origin,
                     (double)row->box.w, (double)row->box.h};
    for (int i = 0; i < 4; i++) {
        fputs(i > 0 ? "," : "", o->stream);
        text_output_number(o, has_box(row) ? side[i] : NAN, 3);
    }
}

void results_put_boxes(text_output *o, const trajectory *t, float origin)
{
    for (int i = 0; i < t->frames; i++) {
        put_box(o, &t->row[i], origin);
        fputc('\n', o->stream);
    }
}

void results_put_mot(text_output *o, const sequence *s, const trajectory *t)
{
    for (int i = 0; i < t->frames; i++) {
        const trajectory_row *row = &t->row[i];
        if (!has_box(row) || row->state == FOVEA_LOST)
            continue;
        fprintf(o->stream, "%lld,1,", (long long)s->first_frame + i + 1);
        put_box(o, row, 1);
        fputc(',', o->stream);
        text_output_number(o, isnan(row->confidence) ? 1 : (double)row->confidence, 4);
        fputs(",-1,-1,-1\n", o->stream);
    }
}

static double value_of(const trajectory_row *row, results_value value)
{
    return value == RESULTS_STEP ? row->step_s : (double)row->confidence;
}

void results_put_values(text_output *o, const trajectory *t, results_value value, bool empty)
{
    for (int i = 0; i < t->frames; i++) {
        double v = value_of(&t->row[i], value);
        if (!isnan(v) || !empty)
            text_output_number(o, v, value == RESULTS_STEP ? 8 : 6);
        fputc('\n', o->stream);
    }
}

/* ---- reading ----------------------------------------------------------------------------- */

static fovea_box make_box(const double side[4], float origin)
{
    float out[4];
    for (int i = 0; i < 4; i++) {
        double value = side[i] - (i < 2 ? (double)origin : 0);
        if (!(fabs(value) <= 3e38))
            return (fovea_box){NAN, NAN, NAN, NAN};
        out[i] = (float)value;
    }
    return (fovea_box){out[0], out[1], out[2], out[3]};
}

/* frame,id,x,y,w,h,confidence,...: all of one track. */
static fovea_status store_mot(trajectory *t, const double *v, int fields, double *id,
                              const sequence *s, const text_file *file)
{
    double index = v[0] - 1 - (double)s->first_frame;
    if (!(index >= 0 && index < t->frames) || index != floor(index))
        return text_wrong(file, "frame %.0f; expected one of %lld to %lld", v[0],
                          (long long)s->first_frame + 1, (long long)s->first_frame + s->frames);
    if (!isnan(*id) && v[1] != *id)
        return text_wrong(file, "a second track (%.0f); expected the one of %s", v[1], s->name);
    *id = v[1];
    trajectory_row *row = &t->row[(int)index];
    row->box = make_box(v + 2, 1);
    if (fields > 6 && v[6] >= 0 && v[6] <= 1)
        row->confidence = (float)v[6];
    return FOVEA_OK;
}

fovea_status results_take_boxes(trajectory *t, const char *path, const sequence *s, float origin,
                                const fovea_log *log)
{
    text_file file;
    fovea_status status = text_open(&file, path, log);
    if (status != FOVEA_OK)
        return status;
    double v[7], id = NAN;
    bool mot = false;
    int count = 0;
    t->stateless = true;
    for (text_span line; status == FOVEA_OK && text_line(&file, &line); count++) {
        int fields = text_numbers(line, v, 7);
        mot = count == 0 ? fields >= 6 : mot;
        if (mot ? fields < 6 : fields != 4)
            status = text_unexpected(&file, line, "a box x,y,w,h");
        else if (mot)
            status = store_mot(t, v, fields, &id, s, &file);
        else if (count == t->frames)
            status = text_wrong(&file, "a box more than the %d frames of %s", s->frames, s->name);
        else
            t->row[count].box = make_box(v, origin);
    }
    if (status == FOVEA_OK && !mot && count < t->frames)
        status = text_wrong(&file, "the file ends after %d boxes; expected %d, one a frame of %s",
                            count, s->frames, s->name);
    text_close(&file);
    return status;
}

static void store_value(trajectory_row *row, results_value value, double v)
{
    if (value == RESULTS_STEP)
        row->step_s = v >= 0 ? v : NAN;
    else
        row->confidence = fabs(v) <= 3e38 ? (float)v : NAN;
}

void results_take_values(trajectory *t, const char *path, results_value value, int column,
                         const fovea_log *log)
{
    text_file file;
    if (text_open(&file, path, NULL) != FOVEA_OK)
        return;
    int count = 0;
    bool fits = true;
    for (text_span line; fits && text_line(&file, &line); count++) {
        double v[16];
        int fields = text_numbers(line, v, 16);
        fits = fields >= 0 && count < t->frames;
        if (fits && column <= fields && column <= 16)
            store_value(&t->row[count], value, v[column - 1]);
    }
    if (!fits)
        fovea_log_message(log, FOVEA_LOG_WARNING,
                          "%s:%d: not a value for each of the %d frames; they are not used from "
                          "there on",
                          path, file.line, t->frames);
    text_close(&file);
}
