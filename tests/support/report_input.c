/* Made-up tracks, scored, as the input of a report. */
#include "support/report_input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

enum { ATTRIBUTES = 2, NAMES = 64, NAME_SIZE = 24 };

static const char *numbered(const char *what, int i)
{
    static char names[NAMES][NAME_SIZE];
    static int next;
    next = (next + 1) % NAMES;
    snprintf(names[next], NAME_SIZE, "%s %d", what, i);
    return names[next];
}

static bool is_absent(int frame)
{
    return frame >= 20 && frame < 30;
}

/* The object walks to the right; the box lags behind by more and more. */
static trajectory_row row_of(int tracker, int at, int frame)
{
    float lag = (float)frame * (float)(tracker + 1) * 0.2F * (float)(at + 1);
    trajectory_row row = {{10 + (float)frame - lag, 20, 30, 40}, NAN, FOVEA_TRACKING, NAN, NAN};
    if (tracker == 0) {
        row.confidence = 1 - fminf(1, lag / 30);
        row.state = frame >= 25 && frame < 35 ? FOVEA_LOST : FOVEA_TRACKING;
        row.step_s = 0.001 + 0.0001 * (frame % 7);
        row.decode_s = 0.002;
    }
    return row;
}

static void score(sequence_scores *out, int tracker, int at, int frames)
{
    annotation *truth = calloc((size_t)frames, sizeof *truth);
    trajectory rows;
    ck_assert_ptr_nonnull(truth);
    ck_assert_int_eq(trajectory_open(&rows, frames), FOVEA_OK);
    for (int i = 0; i < frames; i++) {
        truth[i] = (annotation){.box = {10 + (float)i, 20, 30, 40}, .cover = -1};
        if (is_absent(i))
            truth[i] = (annotation){.box = {NAN, NAN, NAN, NAN}, .absent = true, .cover = -1};
        rows.row[i] = row_of(tracker, at, i);
    }
    sequence s = {.frames = frames, .annotation = truth};
    ck_assert_int_eq(scores_open(out, &s, 0, &rows, OPE_ANNOTATED), FOVEA_OK);
    trajectory_close(&rows);
    free(truth);
}

static fovea_status fill_moments(void *context, int at, report_moment *moment, int count)
{
    report_input *in = context;
    in->asked++;
    for (int i = 0; i < count; i++) {
        report_moment *m = &moment[i];
        ck_assert(i == 0 || m->frame > moment[i - 1].frame);
        m->region = (fovea_box){0, 0, 160, 120};
        m->truth = (fovea_box){10 + (float)m->frame, 20, 30, 40};
        for (int t = 0; t < in->report.trackers; t++)
            m->box[t] = row_of(t, at, m->frame).box;
        if (!in->pictures)
            continue;
        m->size = 4;
        m->jpeg = malloc(m->size);
        ck_assert_ptr_nonnull(m->jpeg);
        memcpy(m->jpeg, "\xff\xd8\xff\xd9", m->size);
    }
    return in->answer;
}

static void pool(report_input *in, int tracker, int sequences)
{
    const sequence_scores *const *list = in->list + tracker * sequences;
    pooled_scores *pooled = in->pooled + tracker * (1 + ATTRIBUTES);
    pool_options options = pool_options_default();
    options.resamples = 50;
    for (int i = 0; i <= ATTRIBUTES; i++) { /* all, the first attribute's, the second one's */
        int count = i < ATTRIBUTES ? sequences : sequences / 2;
        ck_assert_int_eq(scores_pool(&pooled[i], list, count, &options), FOVEA_OK);
    }
    in->tracker[tracker] = (report_tracker){numbered("tracker", tracker), pooled, list, pooled + 1};
}

report_input *report_input_open(int trackers, int sequences, int frames)
{
    report_input *in = calloc(1, sizeof *in);
    ck_assert_ptr_nonnull(in);
    size_t all = (size_t)(trackers * sequences);
    in->tracker = calloc((size_t)trackers, sizeof *in->tracker);
    in->sequence = calloc((size_t)sequences + 1, sizeof *in->sequence);
    in->attribute = calloc(ATTRIBUTES, sizeof *in->attribute);
    in->pooled = calloc((size_t)(trackers * (1 + ATTRIBUTES)), sizeof *in->pooled);
    in->scores = calloc(all + 1, sizeof *in->scores);
    in->list = calloc(all + 1, sizeof *in->list);
    for (int i = 0; i < sequences; i++)
        in->sequence[i] = (report_sequence){numbered("sequence", i), "", "", frames, 160, 120};
    for (int i = 0; i < ATTRIBUTES; i++)
        in->attribute[i] = (report_attribute){i ? "half" : "all", i ? sequences / 2 : sequences};
    for (int t = 0; t < trackers; t++) {
        for (int i = 0; i < sequences; i++) {
            int at = t * sequences + i;
            score(&in->scores[at], t, i, frames);
            in->list[at] = &in->scores[at];
        }
        pool(in, t, sequences);
    }
    in->pictures = true;
    in->report = (report){.title = "a data set",
                          .subtitle = "",
                          .trackers = trackers,
                          .tracker = in->tracker,
                          .sequences = sequences,
                          .sequence = in->sequence,
                          .attributes = ATTRIBUTES,
                          .attribute = in->attribute,
                          .pictured = sequences,
                          .moments = fill_moments,
                          .context = in};
    return in;
}

void report_input_close(report_input *in)
{
    for (int i = 0; i < in->report.trackers * in->report.sequences; i++)
        scores_close(&in->scores[i]);
    free(in->tracker);
    free(in->sequence);
    free(in->attribute);
    free(in->pooled);
    free(in->scores);
    free(in->list);
    free(in);
}

/* ---- writing ------------------------------------------------------------------------- */

static char *write_text(const report_input *in, fovea_status status,
                        fovea_status (*write)(FILE *out, const report *r))
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(out);
    ck_assert_int_eq(write(out, &in->report), status);
    ck_assert_int_eq(fclose(out), 0);
    return text;
}

char *report_input_html(const report_input *in, fovea_status status)
{
    return write_text(in, status, report_write_html);
}

char *report_input_json(const report_input *in, fovea_status status)
{
    return write_text(in, status, report_write_json);
}
