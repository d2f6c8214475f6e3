/* Results on disk. Files appear under their names when they are whole; the record comes last. */
#include "cli/eval_store.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/eval_hash.h"
#include "eval/results.h"
#include "eval/text.h"

#define FORMAT_LINE "fovea results 1"

/* ---- tracker.txt --------------------------------------------------------------------------- */

static const char *const keys[] = {"dataset", "tracker", "version", "settings"};
#define KEYS ((int)(sizeof keys / sizeof *keys))

/* The field of keys[i]. */
static char **value_of(provenance *p, int i)
{
    char **value[] = {&p->dataset, &p->tracker, &p->version, &p->settings};
    return value[i];
}

void provenance_close(provenance *p)
{
    for (int i = 0; i < KEYS; i++)
        free(*value_of(p, i));
    *p = (provenance){0};
}

static char *file_in(const char *folder, const char *name)
{
    return text_format("%s/%s", folder, name);
}

static fovea_status write_text(const char *path, const char *text, const fovea_log *log)
{
    text_output out;
    fovea_status status = text_output_open(&out, path, log);
    if (status != FOVEA_OK)
        return status;
    fputs(text, out.stream);
    return text_output_close(&out, FOVEA_OK);
}

static bool says(const char *path, const char *text)
{
    text_file file = {0};
    bool same = access(path, F_OK) == 0 && text_open(&file, path, NULL) == FOVEA_OK &&
                text_equals((text_span){file.data, file.data + file.size}, text);
    text_close(&file);
    return same;
}

/* The shards of an evaluation may begin in one folder at one moment: who is a little late finds
 * the file renamed under its hands, and as it should be. */
static fovea_status write_once(const char *path, const char *text, const fovea_log *log)
{
    if (says(path, text) || write_text(path, text, NULL) == FOVEA_OK || says(path, text))
        return FOVEA_OK;
    return write_text(path, text, log);
}

fovea_status store_create(store *out, const char *folder, provenance *from, const fovea_log *log)
{
    store s = {.folder = text_format("%s", folder), .from = *from};
    *from = (provenance){0};
    s.text = text_format(FORMAT_LINE "\ndataset %s\ntracker %s\nversion %s\nsettings %s\n",
                         s.from.dataset, s.from.tracker, s.from.version, s.from.settings);
    char *path = file_in(folder, "tracker.txt");
    fovea_status status =
        s.folder && s.text && path ? write_once(path, s.text, log) : FOVEA_ERR_NOMEM;
    free(path);
    if (status == FOVEA_OK)
        *out = s;
    else
        store_close(&s);
    return status;
}

/* The next line must be "KEY value". */
static fovea_status take_value(text_file *file, const char *key, char **value)
{
    text_span line = {0};
    size_t length = strlen(key);
    bool there = text_line(file, &line) && (size_t)(line.end - line.begin) > length &&
                 strncmp(line.begin, key, length) == 0 && line.begin[length] == ' ';
    if (!there)
        return text_wrong(file, "expected '%s' and its value, as fovea eval writes it", key);
    line.begin += length + 1;
    *value = text_copy(line);
    return *value ? FOVEA_OK : FOVEA_ERR_NOMEM;
}

static fovea_status read_values(store *s, text_file *file)
{
    text_span line = {0};
    if (!text_line(file, &line) || !text_equals(line, FORMAT_LINE))
        return text_unexpected(file, line, "'" FORMAT_LINE "': results of this version of Fovea");
    fovea_status status = FOVEA_OK;
    for (int i = 0; i < KEYS && status == FOVEA_OK; i++)
        status = take_value(file, keys[i], value_of(&s->from, i));
    return status;
}

fovea_status store_open(store *out, const char *folder, const fovea_log *log)
{
    store s = {.folder = text_format("%s", folder)};
    char *path = file_in(folder, "tracker.txt");
    text_file file = {0};
    fovea_status status = s.folder && path ? text_open(&file, path, log) : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK) {
        s.text = text_copy((text_span){file.data, file.data + file.size});
        status = s.text ? read_values(&s, &file) : FOVEA_ERR_NOMEM;
    }
    text_close(&file);
    free(path);
    if (status == FOVEA_OK)
        *out = s;
    else
        store_close(&s);
    return status;
}

char *store_difference(const store *a, const store *b, bool place)
{
    provenance p = a->from, q = b->from;
    for (int i = place ? 0 : 1; i < (place ? 1 : KEYS); i++)
        if (strcmp(*value_of(&p, i), *value_of(&q, i)) != 0)
            return text_format("%s is '%s' in %s, but '%s' in %s", keys[i], *value_of(&p, i),
                               a->folder, *value_of(&q, i), b->folder);
    return NULL;
}

void store_close(store *s)
{
    free(s->folder);
    free(s->text);
    provenance_close(&s->from);
    *s = (store){0};
}

/* ---- one trajectory: its boxes and its times ----------------------------------------------- */

/* A run from an anchor, as a sequence of its own. */
static fovea_status run_view(sequence *view, const task *t, int run)
{
    *view = t->sequence;
    view->name = text_format("%s_%08d", t->sequence.name, t->run[run].anchor);
    view->frames = vot_run_length(t->run[run], t->sequence.frames);
    return view->name ? FOVEA_OK : FOVEA_ERR_NOMEM;
}

static trajectory_row without_times(trajectory_row row)
{
    row.step_s = row.decode_s = NAN;
    return row;
}

static trajectory_row only_times(trajectory_row row)
{
    return (trajectory_row){{NAN, NAN, NAN, NAN}, NAN, FOVEA_TRACKING, row.step_s, row.decode_s};
}

static fovea_status write_part(const char *folder, const sequence *q, const trajectory *t,
                               trajectory_row (*part)(trajectory_row row), const fovea_log *log)
{
    trajectory partial;
    fovea_status status = trajectory_open(&partial, t->frames);
    if (status != FOVEA_OK)
        return status;
    for (int i = 0; i < t->frames; i++)
        partial.row[i] = part(t->row[i]);
    status = results_write(folder, RESULTS_FOVEA, q, &partial, log);
    trajectory_close(&partial);
    return status;
}

static fovea_status write_both(const char *folder, const sequence *q, const trajectory *t,
                               const fovea_log *log)
{
    char *times = file_in(folder, "times");
    fovea_status status = times ? write_part(times, q, t, only_times, log) : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK)
        status = write_part(folder, q, t, without_times, log);
    free(times);
    return status;
}

static fovea_status read_both(const char *folder, const sequence *q, trajectory *out,
                              const fovea_log *log)
{
    char *times = file_in(folder, "times");
    trajectory spent = {0}, said = {0};
    fovea_status status =
        times ? results_read(&spent, times, RESULTS_FOVEA, q, log) : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK)
        status = results_read(&said, folder, RESULTS_FOVEA, q, log);
    for (int i = 0; status == FOVEA_OK && i < said.frames; i++) {
        said.row[i].step_s = spent.row[i].step_s;
        said.row[i].decode_s = spent.row[i].decode_s;
    }
    trajectory_close(&spent);
    free(times);
    if (status == FOVEA_OK)
        *out = said;
    else
        trajectory_close(&said);
    return status;
}

/* ---- records ------------------------------------------------------------------------------- */

typedef struct hashes {
    uint64_t boxes, times;
} hashes;

/* FOVEA_ERR_IO: a file cannot be read. */
static fovea_status hash_both(hashes *h, const char *folder, const char *name)
{
    char *times = file_in(folder, "times");
    char *path[] = {results_path(folder, RESULTS_FOVEA, name),
                    times ? results_path(times, RESULTS_FOVEA, name) : NULL};
    fovea_status status = path[0] && path[1] ? FOVEA_OK : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK)
        status = hash_file(&h->boxes, path[0]);
    if (status == FOVEA_OK)
        status = hash_file(&h->times, path[1]);
    free(path[0]);
    free(path[1]);
    free(times);
    return status;
}

static fovea_status hash_all(hashes *h, const store *s, const task *t)
{
    *h = (hashes){HASH_FIRST, HASH_FIRST};
    char *anchors = file_in(s->folder, "anchors");
    fovea_status status = anchors ? hash_both(h, s->folder, t->sequence.name) : FOVEA_ERR_NOMEM;
    for (int i = 0; i < t->runs && status == FOVEA_OK; i++) {
        sequence view;
        status = run_view(&view, t, i);
        if (status == FOVEA_OK)
            status = hash_both(h, anchors, view.name);
        free(view.name);
    }
    free(anchors);
    return status;
}

static char *record_path(const store *s, const task *t)
{
    return text_format("%s/records/%s.txt", s->folder, t->sequence.name);
}

/* Two lines that depend on what was to be done, and one on what came of it. */
static char *record_head(const store *s, const task *t)
{
    fovea_box box = t->given;
    return text_format("of %016" PRIx64 "\nframes %d from %d at %.9g,%.9g,%.9g,%.9g, %d anchors\n",
                       hash_bytes(HASH_FIRST, s->text, strlen(s->text)), t->sequence.frames,
                       t->start, (double)box.x, (double)box.y, (double)box.w, (double)box.h,
                       t->runs);
}

static char *record_text(const char *head, const hashes *h)
{
    return text_format("%sboxes %016" PRIx64 " times %016" PRIx64 "\n", head, h->boxes, h->times);
}

/* What a record says of the files. */
static store_entry judge(const store *s, const task *t, text_span found, const char *head)
{
    size_t length = strlen(head);
    if ((size_t)(found.end - found.begin) < length || memcmp(found.begin, head, length) != 0)
        return STORE_FOREIGN;
    hashes h;
    if (hash_all(&h, s, t) != FOVEA_OK)
        return STORE_DAMAGED;
    char *expected = record_text(head, &h);
    bool equal = expected && text_equals(found, expected);
    free(expected);
    return equal ? STORE_WHOLE : STORE_DAMAGED;
}

store_entry store_look(const store *s, const task *t)
{
    char *path = record_path(s, t), *head = record_head(s, t);
    text_file file = {0};
    store_entry entry = STORE_MISSING;
    if (path && head && access(path, F_OK) == 0) {
        entry = STORE_DAMAGED;
        if (text_open(&file, path, NULL) == FOVEA_OK)
            entry = judge(s, t, (text_span){file.data, file.data + file.size}, head);
        text_close(&file);
    }
    free(path);
    free(head);
    return entry;
}

/* ---- all of a sequence --------------------------------------------------------------------- */

fovea_status store_write(const store *s, const task *t, const outcome *o, const fovea_log *log)
{
    char *anchors = file_in(s->folder, "anchors");
    char *path = record_path(s, t), *head = record_head(s, t), *record = NULL;
    fovea_status status = anchors && path && head ? FOVEA_OK : FOVEA_ERR_NOMEM;
    for (int i = 0; i < t->runs && status == FOVEA_OK; i++) {
        sequence view;
        status = run_view(&view, t, i);
        if (status == FOVEA_OK)
            status = write_both(anchors, &view, &o->run[i], log);
        free(view.name);
    }
    if (status == FOVEA_OK)
        status = write_both(s->folder, &t->sequence, &o->pass, log);
    hashes h;
    if (status == FOVEA_OK)
        status = hash_all(&h, s, t);
    if (status == FOVEA_OK) {
        record = record_text(head, &h);
        status = record ? write_text(path, record, log) : FOVEA_ERR_NOMEM;
    }
    free(anchors);
    free(path);
    free(head);
    free(record);
    return status;
}

fovea_status store_read(const store *s, const task *t, outcome *out, const fovea_log *log)
{
    char *anchors = file_in(s->folder, "anchors");
    outcome o = {.run = calloc((size_t)t->runs + 1, sizeof *o.run)};
    fovea_status status = anchors && o.run ? FOVEA_OK : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK)
        status = read_both(s->folder, &t->sequence, &o.pass, log);
    for (; status == FOVEA_OK && o.runs < t->runs; o.runs++) {
        sequence view;
        status = run_view(&view, t, o.runs);
        if (status == FOVEA_OK)
            status = read_both(anchors, &view, &o.run[o.runs], log);
        free(view.name);
    }
    free(anchors);
    if (status == FOVEA_OK)
        *out = o;
    else
        outcome_close(&o);
    return status;
}
