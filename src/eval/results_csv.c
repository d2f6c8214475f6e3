/* Fovea's own result files. */
#include <math.h>
#include <string.h>

#include "eval/results_internal.h"

/* What the reader wants of the columns; others (pts, time_s) are passed over. */
typedef enum column {
    COLUMN_FRAME,
    COLUMN_X,
    COLUMN_Y,
    COLUMN_W,
    COLUMN_H,
    COLUMN_CONFIDENCE,
    COLUMN_STEP,
    COLUMN_DECODE,
    COLUMN_NUMBERS,
    COLUMN_STATE = COLUMN_NUMBERS,
    COLUMN_OTHER,
} column;

static const char *const titles[] = {"frame",      "x",      "y",        "w",    "h",
                                     "confidence", "step_s", "decode_s", "state"};
enum { COLUMNS_MAX = 32 };

static void put_optional(text_output *o, double value, int decimals)
{
    fputc(',', o->stream);
    if (!isnan(value))
        text_output_number(o, value, decimals);
}

static void put_float(text_output *o, float value)
{
    fputc(',', o->stream);
    if (isfinite(value))
        text_output_float(o, value);
}

void results_put_csv(text_output *o, const sequence *s, const trajectory *t)
{
    fputs("frame,pts,time_s,x,y,w,h,confidence,state,step_s,decode_s\n", o->stream);
    for (int i = 0; i < t->frames; i++) {
        const trajectory_row *row = &t->row[i];
        fprintf(o->stream, "%lld,,", (long long)s->first_frame + i);
        put_float(o, row->box.x);
        put_float(o, row->box.y);
        put_float(o, row->box.w);
        put_float(o, row->box.h);
        put_float(o, row->confidence);
        fprintf(o->stream, ",%s", fovea_state_text(row->state));
        put_optional(o, row->step_s, 9);
        put_optional(o, row->decode_s, 9);
        fputc('\n', o->stream);
    }
}

/* ---- reading ----------------------------------------------------------------------------- */

typedef struct csv_line {
    double number[COLUMN_NUMBERS]; /* NaN: empty, or no such column */
    fovea_state state;
} csv_line;

/* Finds the columns in the header; their number, 0 where it is none. */
static int take_header(column *columns, text_span line)
{
    bool has[COLUMN_OTHER] = {false};
    int count = 0;
    for (text_span field; count < COLUMNS_MAX && text_field(&line, &field); count++) {
        columns[count] = COLUMN_OTHER;
        for (int c = 0; c < COLUMN_OTHER; c++)
            if (text_equals(field, titles[c]))
                columns[count] = (column)c;
        if (columns[count] < COLUMN_OTHER)
            has[columns[count]] = true;
    }
    bool whole =
        has[COLUMN_FRAME] && has[COLUMN_X] && has[COLUMN_Y] && has[COLUMN_W] && has[COLUMN_H];
    return whole ? count : 0;
}

static bool take_state(fovea_state *state, text_span field)
{
    static const fovea_state states[] = {FOVEA_TRACKING, FOVEA_UNCERTAIN, FOVEA_LOST};
    for (int i = 0; i < 3; i++) {
        if (text_equals(field, fovea_state_text(states[i]))) {
            *state = states[i];
            return true;
        }
    }
    return field.begin == field.end;
}

static bool take_row(csv_line *out, const column *columns, int count, text_span line)
{
    for (int i = 0; i < COLUMN_NUMBERS; i++)
        out->number[i] = NAN;
    out->state = FOVEA_TRACKING;
    int fields = 0;
    for (text_span field; text_field(&line, &field); fields++) {
        if (fields == count)
            return false;
        column c = columns[fields];
        if (c == COLUMN_STATE && !take_state(&out->state, field))
            return false;
        if (c < COLUMN_NUMBERS && field.begin < field.end &&
            text_numbers(field, &out->number[c], 1) != 1)
            return false;
    }
    return fields == count;
}

static float to_float(double value)
{
    return fabs(value) <= 3e38 ? (float)value : NAN;
}

static fovea_status store(trajectory *t, const csv_line *line, int *next, const sequence *s,
                          const text_file *file)
{
    double index = line->number[COLUMN_FRAME] - (double)s->first_frame;
    if (!(index >= *next && index < t->frames) || index != floor(index))
        return text_wrong(file, "frame %.0f; expected one of %lld to %lld, above the one before",
                          line->number[COLUMN_FRAME], (long long)s->first_frame,
                          (long long)s->first_frame + s->frames - 1);
    *next = (int)index + 1;
    t->row[(int)index] = (trajectory_row){
        .box = {to_float(line->number[COLUMN_X]), to_float(line->number[COLUMN_Y]),
                to_float(line->number[COLUMN_W]), to_float(line->number[COLUMN_H])},
        .confidence = to_float(line->number[COLUMN_CONFIDENCE]),
        .state = line->state,
        .step_s = line->number[COLUMN_STEP],
        .decode_s = line->number[COLUMN_DECODE],
    };
    return FOVEA_OK;
}

fovea_status results_take_csv(trajectory *t, const char *path, const sequence *s,
                              const fovea_log *log)
{
    text_file file;
    text_span line;
    column columns[COLUMNS_MAX];
    csv_line values;
    fovea_status status = text_open(&file, path, log);
    if (status != FOVEA_OK)
        return status;
    int count = text_line(&file, &line) ? take_header(columns, line) : 0, next = 0;
    if (count == 0)
        status = text_wrong(&file, "expected the header frame,...,x,y,w,h,confidence,state,...");
    t->stateless = true;
    for (int i = 0; i < count; i++)
        t->stateless = t->stateless && columns[i] != COLUMN_STATE;
    while (status == FOVEA_OK && text_line(&file, &line))
        status = take_row(&values, columns, count, line)
                     ? store(t, &values, &next, s, &file)
                     : text_unexpected(&file, line, "fields as the header names them");
    if (status == FOVEA_OK && next != t->frames)
        status = text_wrong(&file, "the file ends before frame %lld, the last one of %s",
                            (long long)s->first_frame + s->frames - 1, s->name);
    text_close(&file);
    return status;
}
