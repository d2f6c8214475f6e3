/* The result file. */
#include "cli/csv.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/output_file.h"

struct csv {
    FILE *stream;
    output_file file; /* unused for standard output */
    bool standard;
    bool failed;
    int64_t rows;
    const fovea_log *log;
};

void csv_format(char *line, size_t size, const frame *f, const fovea_result *result)
{
    char pts[24] = "", time_s[48] = "";
    if (f->pts != FRAME_NO_PTS)
        snprintf(pts, sizeof pts, "%" PRId64, f->pts);
    if (isfinite(f->time_s))
        snprintf(time_s, sizeof time_s, "%.6f", f->time_s);
    const fovea_box *box = &result->box;
    snprintf(line, size, "%" PRId64 ",%s,%s,%.3f,%.3f,%.3f,%.3f,%.4f,%s\n", f->index, pts, time_s,
             (double)box->x, (double)box->y, (double)box->w, (double)box->h,
             (double)result->confidence, fovea_state_text(result->state));
}

static const char *name_of(const csv *c)
{
    return c->standard ? "standard output" : c->file.part;
}

/* Says it once: what fails after the first failure is its consequence. */
static fovea_status fail(csv *c)
{
    int why = errno;
    const char *advice = why == ENOSPC   ? "; free some space and run again"
                         : why == ENOENT ? "; make its folder first"
                         : why == EPIPE  ? "; its reader has gone"
                                         : "";
    if (!c->failed)
        fovea_log_message(c->log, FOVEA_LOG_ERROR, "%s: cannot be written: %s%s", name_of(c),
                          strerror(why), advice);
    c->failed = true;
    return FOVEA_ERR_IO;
}

static fovea_status write_line(csv *c, const char *line)
{
    if (fputs(line, c->stream) == EOF || fflush(c->stream) != 0)
        return fail(c);
    return FOVEA_OK;
}

static fovea_status open_stream(csv *c, const char *path, const char *input)
{
    if (strcmp(path, "-") == 0) {
        c->standard = true;
        int copy = dup(STDOUT_FILENO);
        c->stream = copy >= 0 ? fdopen(copy, "w") : NULL;
    } else {
        fovea_status status =
            output_file_open(&c->file, "-o", path, input, OUTPUT_PART_AFTER, c->log);
        if (status != FOVEA_OK)
            return status;
        c->stream = fopen(c->file.part, "w");
    }
    return c->stream ? write_line(c, CSV_HEADER) : fail(c);
}

fovea_status csv_open(csv **out, const char *path, const char *input, const fovea_log *log)
{
    *out = NULL;
    csv *c = calloc(1, sizeof *c);
    if (!c)
        return FOVEA_ERR_NOMEM;
    c->log = log;
    fovea_status status = open_stream(c, path, input);
    if (status == FOVEA_OK) {
        *out = c;
        return FOVEA_OK;
    }
    if (c->stream) {
        fclose(c->stream);
        output_file_discard(&c->file);
    }
    output_file_close(&c->file);
    free(c);
    return status;
}

fovea_status csv_put(csv *c, const frame *f, const fovea_result *result)
{
    char line[256];
    csv_format(line, sizeof line, f, result);
    fovea_status status = write_line(c, line);
    c->rows += status == FOVEA_OK;
    return status;
}

fovea_status csv_close(csv **handle, bool whole)
{
    csv *c = *handle;
    if (!c)
        return FOVEA_OK;
    fovea_status status = FOVEA_OK;
    if (c->stream && fclose(c->stream) != 0)
        status = fail(c);
    if (c->rows == 0)
        output_file_discard(&c->file);
    else if (!c->standard && whole && status == FOVEA_OK)
        status = output_file_keep(&c->file, c->log);
    else if (c->file.part && !c->file.direct)
        fovea_log_message(c->log, FOVEA_LOG_WARNING, "%s holds the %" PRId64 " rows so far",
                          c->file.part, c->rows);
    output_file_close(&c->file);
    free(c);
    *handle = NULL;
    return status;
}
