/* fovea vot-folder: every picture is read once, and followed in by a tracker an object. Outputs
 * get their names when all of them are whole. */
#define _XOPEN_SOURCE 700 /* realpath() */

#include "cli/vot_folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/console.h"
#include "cli/parse.h"
#include "cli/tracker_options.h"
#include "cli/trax_region.h"
#include "eval/text.h"
#include "video/still.h"

enum { QUERIES_MAX = 256 };

#define QUERY "query_"
#define ENDING ".txt"
#define FRAMES "frames_color.txt"
#define LEGACY_FRAMES "images.txt"
#define LEGACY_REGION "region.txt"
#define LEGACY_OUTPUT "output.txt"

/* An object that is asked for. */
typedef struct query {
    char *source; /* its file, which what the tracker logs begins with */
    const fovea_log *log;
    int64_t offset;
    fovea_box target;
    fovea_tracker *tracker;
    text_output boxes, confidences; /* the latter unused in the older protocol */
} query;

typedef struct job {
    const char *folder;
    tracker_options tracker;
    console console;
    fovea_log log;
    bool legacy;
    query *query; /* [queries] */
    int queries;
    int64_t frames; /* that were followed in */
} job;

/* ---- what is asked ------------------------------------------------------------------------ */

static int is_query(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > strlen(QUERY ENDING) && strncmp(entry->d_name, QUERY, strlen(QUERY)) == 0 &&
           strcmp(entry->d_name + length - strlen(ENDING), ENDING) == 0;
}

/* The next line, to be freed; "" at the end of the file. NULL: no memory. */
static char *next_line(text_file *file, text_span *line)
{
    static const char none[] = "";
    *line = (text_span){none, none};
    text_line(file, line);
    return text_copy(*line);
}

static fovea_status take_offset(query *q, text_file *file)
{
    text_span line;
    char *text = next_line(file, &line);
    fovea_status status = text ? FOVEA_OK : FOVEA_ERR_NOMEM;
    if (text && !parse_integer(text, 0, INT32_MAX, &q->offset))
        status = text_unexpected(file, line, "the number of the object's first frame, from 0");
    free(text);
    return status;
}

static fovea_status take_region(query *q, text_file *file)
{
    text_span line;
    char *text = next_line(file, &line);
    fovea_status status = text ? trax_region_box(&q->target, text) : FOVEA_ERR_NOMEM;
    if (status == FOVEA_ERR_FORMAT)
        status = text_unexpected(file, line, TRAX_REGION_EXPECTED);
    free(text);
    return status;
}

static fovea_status read_query(const job *j, query *q)
{
    text_file file;
    fovea_status status = text_open(&file, q->source, &j->log);
    if (status != FOVEA_OK)
        return status;
    if (!j->legacy)
        status = take_offset(q, &file);
    if (status == FOVEA_OK)
        status = take_region(q, &file);
    text_close(&file);
    return status;
}

/* The names of the queries, to be freed; the older protocol has one of a fixed name. */
static fovea_status find_queries(job *j)
{
    j->legacy = access(FRAMES, F_OK) != 0 && access(LEGACY_FRAMES, F_OK) == 0;
    struct dirent **entry = NULL;
    int count = j->legacy ? 1 : scandir(".", &entry, is_query, alphasort);
    bool fits = count >= 1 && count <= QUERIES_MAX;
    j->query = fits ? calloc((size_t)count, sizeof *j->query) : NULL;
    j->queries = j->query ? count : 0;
    for (int i = 0; i < j->queries; i++)
        j->query[i].source = text_format("%s", entry ? entry[i]->d_name : LEGACY_REGION);
    for (int i = 0; entry && i < count; i++)
        free(entry[i]);
    free(entry);
    if (fits)
        return j->query ? FOVEA_OK : FOVEA_ERR_NOMEM;
    fovea_log_message(&j->log, FOVEA_LOG_ERROR,
                      "%s: %d files " QUERY "ID" ENDING ", expected 1 to %d, or " LEGACY_FRAMES
                      " and " LEGACY_REGION "; is it a folder that the VOT toolkit has prepared?",
                      j->folder, count > 0 ? count : 0, QUERIES_MAX);
    return FOVEA_ERR_FORMAT;
}

/* ---- what is answered ----------------------------------------------------------------------- */

/* The output of a query: query_ID.txt -> output_ID.txt, output_ID_confidence.txt. */
static fovea_status open_output(const job *j, const query *q, text_output *out, const char *value)
{
    const char *id = q->source + strlen(QUERY);
    char *path = j->legacy ? text_format(LEGACY_OUTPUT)
                           : text_format("output_%.*s%s" ENDING, (int)(strlen(id) - strlen(ENDING)),
                                         id, value);
    fovea_status status = path ? text_output_open(out, path, &j->log) : FOVEA_ERR_NOMEM;
    free(path);
    return status;
}

static void log_named(void *context, fovea_log_level level, const char *message)
{
    const query *q = context;
    fovea_log_message(q->log, level, "%s: %s", q->source, message);
}

static fovea_status open_query(const job *j, query *q)
{
    q->log = &j->log;
    fovea_status status = q->source ? read_query(j, q) : FOVEA_ERR_NOMEM;
    fovea_config config = j->tracker.config;
    config.log = (fovea_log){.write = log_named, .context = q};
    if (status == FOVEA_OK)
        status = fovea_tracker_open(&q->tracker, &config);
    if (status == FOVEA_OK)
        status = open_output(j, q, &q->boxes, "");
    if (status == FOVEA_OK && !j->legacy)
        status = open_output(j, q, &q->confidences, "_confidence");
    return status;
}

static void put_row(query *q, const fovea_result *result)
{
    const float side[4] = {result->box.x, result->box.y, result->box.w, result->box.h};
    for (int i = 0; i < 4; i++) {
        text_output_number(&q->boxes, (double)side[i], 4);
        fputc(i < 3 ? ',' : '\n', q->boxes.stream);
    }
    if (!q->confidences.stream)
        return;
    text_output_number(&q->confidences, (double)result->confidence, 6);
    fputc('\n', q->confidences.stream);
}

/* Before an object's first frame. */
static void put_nothing(query *q)
{
    fputs("0\n", q->boxes.stream);
    if (q->confidences.stream)
        fputs("0\n", q->confidences.stream);
}

/* ---- following ---------------------------------------------------------------------------------
 */

static fovea_status follow(query *q, const fovea_image *image, bool first)
{
    fovea_result result;
    fovea_status status = first ? fovea_tracker_start(q->tracker, image, q->target, &result)
                                : fovea_tracker_step(q->tracker, image, 1, &result);
    if (status == FOVEA_OK)
        put_row(q, &result);
    return status;
}

/* The next picture, for all objects that are there by then. */
static fovea_status look(job *j, const char *path)
{
    frame *picture = NULL;
    fovea_status status = FOVEA_OK;
    for (int i = 0; i < j->queries && status == FOVEA_OK; i++) {
        query *q = &j->query[i];
        if (j->frames < q->offset) {
            put_nothing(q);
            continue;
        }
        if (!picture)
            status = still_read(&picture, path, &j->log);
        if (status == FOVEA_OK)
            status = follow(q, &picture->image, j->frames == q->offset);
    }
    frame_unref(&picture);
    return status;
}

static fovea_status look_at_all(job *j, text_file *list)
{
    text_span line;
    while (text_line(list, &line)) {
        char *path = text_copy(line);
        fovea_status status = path ? look(j, path) : FOVEA_ERR_NOMEM;
        free(path);
        if (status != FOVEA_OK)
            return status;
        j->frames++;
    }
    for (int i = 0; i < j->queries; i++)
        if (j->query[i].offset >= j->frames)
            return text_wrong(list, "%lld frames in all, but %s begins in frame %lld (from 0)",
                              (long long)j->frames, j->query[i].source,
                              (long long)j->query[i].offset);
    return FOVEA_OK;
}

static fovea_status run_in_folder(job *j)
{
    if (chdir(j->folder) != 0) {
        fovea_log_message(&j->log, FOVEA_LOG_ERROR, "%s: %s", j->folder, strerror(errno));
        return FOVEA_ERR_IO;
    }
    fovea_status status = find_queries(j);
    for (int i = 0; i < j->queries && status == FOVEA_OK; i++)
        status = open_query(j, &j->query[i]);
    text_file list = {0};
    if (status == FOVEA_OK)
        status = text_open(&list, j->legacy ? LEGACY_FRAMES : FRAMES, &j->log);
    if (status == FOVEA_OK)
        status = look_at_all(j, &list);
    text_close(&list);
    if (status == FOVEA_ERR_NOMEM)
        fovea_log_message(&j->log, FOVEA_LOG_ERROR, "%s: out of memory", j->folder);
    return status;
}

static fovea_status run(job *j)
{
    /* In the folder, names are of what is there, but this one is of what is here. */
    fovea_config *config = &j->tracker.config;
    char *weights = config->weights ? realpath(config->weights, NULL) : NULL;
    if (weights)
        config->weights = weights;
    fovea_status status = run_in_folder(j);
    free(weights);
    return status;
}

/* Outputs stay if all is well. */
static fovea_status close_queries(job *j, fovea_status status)
{
    for (int i = 0; i < j->queries; i++) {
        query *q = &j->query[i];
        status = text_output_close(&q->confidences, status);
        status = text_output_close(&q->boxes, status);
        fovea_tracker_close(&q->tracker);
        free(q->source);
    }
    free(j->query);
    return status;
}

/* ---- the command -------------------------------------------------------------------------- */

static const option_spec vot_folder_table[] = {
    TRACKER_OPTION_ROWS(offsetof(job, tracker)),
};

static const command_spec vot_folder_command = {
    .name = "vot-folder",
    .operand = "FOLDER",
    .summary =
        "Follows the objects of query_ID.txt through the pictures of frames_color.txt in FOLDER\n"
        "and writes output_ID.txt and output_ID_confidence.txt: the folder protocol of the VOT\n"
        "toolkit. With images.txt and region.txt it writes output.txt: that of the older MATLAB\n"
        "toolkit. Regions may be rectangles, polygons and masks; pictures JPEG and PNG.",
    .notes = "In the trackers.ini of a VOT workspace:\n\n"
             "  [FoveaFolder]\n"
             "  label = Fovea\n"
             "  protocol = folder\n"
             "  command = fovea vot-folder .",
    .options = vot_folder_table,
    .count = sizeof vot_folder_table / sizeof *vot_folder_table,
};

int command_vot_folder(int argc, char **argv)
{
    job j = {0};
    tracker_options_default(&j.tracker);
    char message[256];
    options_outcome parsed =
        options_parse(&vot_folder_command, argc, argv, &j, &j.folder, message, sizeof message);
    parsed = tracker_options_check(&j.tracker, parsed, message, sizeof message);
    console_open(&j.console, stderr);
    j.log = console_log(&j.console);
    int code;
    if (parsed != OPTIONS_OK) {
        code = options_answer(parsed, &vot_folder_command, message, &j.log);
    } else {
        fovea_status status = close_queries(&j, run(&j));
        code = status == FOVEA_OK ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    console_close(&j.console);
    return code;
}
