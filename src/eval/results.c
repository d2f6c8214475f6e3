/* Result files by format: names, order of writing. */
#include "eval/results.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "eval/results_internal.h"

static const char *const formats[] = {"fovea", "otb", "got10k", "lasot", "vot", "mot", "cvat"};
enum { FORMATS = sizeof formats / sizeof *formats };

bool results_format_named(results_format *out, const char *name)
{
    for (int i = 0; i < FORMATS; i++) {
        if (strcmp(name, formats[i]) == 0) {
            *out = (results_format)i;
            return true;
        }
    }
    return false;
}

const char *results_format_text(results_format format)
{
    return formats[format];
}

/* The name without its ending and what stands before it: FOLDER/NAME/NAME. */
static char *stem_of(const char *folder, results_format format, const char *name)
{
    switch (format) {
    case RESULTS_GOT10K: return text_format("%s/%s/%s", folder, name, name);
    case RESULTS_VOT: return text_format("%s/unsupervised/%s/%s_001", folder, name, name);
    default: return text_format("%s/%s", folder, name);
    }
}

char *results_path(const char *folder, results_format format, const char *name)
{
    static const char *const endings[] = {".csv", ".txt", "_001.txt", ".txt",
                                          ".txt", ".txt", ".xml"};
    char *stem = stem_of(folder, format, name);
    char *path = stem ? text_format("%s%s", stem, endings[format]) : NULL;
    free(stem);
    return path;
}

static fovea_status write_values(const char *stem, const char *ending, const trajectory *t,
                                 results_value value, bool empty, const fovea_log *log)
{
    text_output o;
    char *path = text_format("%s%s", stem, ending);
    fovea_status status = path ? text_output_open(&o, path, log) : FOVEA_ERR_NOMEM;
    free(path);
    if (status != FOVEA_OK)
        return status;
    results_put_values(&o, t, value, empty);
    return text_output_close(&o, FOVEA_OK);
}

/* STEM.txt with its values; these first. */
static fovea_status write_vot(const char *stem, const trajectory *t, int start,
                              const fovea_log *log)
{
    text_output o;
    fovea_status status = write_values(stem, "_confidence.value", t, RESULTS_CONFIDENCE, true, log);
    if (status == FOVEA_OK)
        status = write_values(stem, "_time.value", t, RESULTS_STEP, true, log);
    char *path = text_format("%s.txt", stem);
    if (status == FOVEA_OK)
        status = path ? text_output_open(&o, path, log) : FOVEA_ERR_NOMEM;
    free(path);
    return status == FOVEA_OK ? text_output_close(&o, results_put_regions(&o, t, start)) : status;
}

static fovea_status write_main(const char *path, results_format format, const sequence *s,
                               const trajectory *t, const fovea_log *log)
{
    text_output o;
    fovea_status status = text_output_open(&o, path, log);
    if (status != FOVEA_OK)
        return status;
    switch (format) {
    case RESULTS_FOVEA: results_put_csv(&o, s, t); break;
    case RESULTS_OTB: results_put_boxes(&o, t, 1); break;
    case RESULTS_GOT10K:
    case RESULTS_LASOT: results_put_boxes(&o, t, s->origin); break;
    case RESULTS_MOT: results_put_mot(&o, s, t); break;
    case RESULTS_CVAT: results_put_cvat(&o, s, t); break;
    case RESULTS_VOT: break;
    }
    return text_output_close(&o, FOVEA_OK);
}

fovea_status results_write(const char *folder, results_format format, const sequence *s,
                           const trajectory *t, const fovea_log *log)
{
    char *stem = stem_of(folder, format, s->name), *path = results_path(folder, format, s->name);
    fovea_status status = stem && path ? FOVEA_OK : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK && format == RESULTS_GOT10K)
        status = write_values(stem, "_time.txt", t, RESULTS_STEP, false, log);
    if (status == FOVEA_OK)
        status = format == RESULTS_VOT ? write_vot(stem, t, sequence_start(s), log)
                                       : write_main(path, format, s, t, log);
    free(stem);
    free(path);
    return status;
}

fovea_status results_write_run(const char *folder, const sequence *s, int anchor,
                               const trajectory *t, const fovea_log *log)
{
    char *stem = text_format("%s/baseline/%s/%s_%08d", folder, s->name, s->name, anchor);
    fovea_status status = stem ? write_vot(stem, t, 0, log) : FOVEA_ERR_NOMEM;
    free(stem);
    return status;
}

/* Got10k and vot, whose layouts are those of other people's results. */
static fovea_status read_folder(trajectory *out, const char *folder, results_format format,
                                const sequence *s, const fovea_log *log)
{
    results_folder f = {.layout = format == RESULTS_VOT ? RESULTS_VOT_EXPERIMENT : RESULTS_NESTED};
    f.path = text_format("%s%s", folder, format == RESULTS_VOT ? "/unsupervised" : "");
    fovea_status status = f.path ? results_folder_read(out, &f, s, 1, log) : FOVEA_ERR_NOMEM;
    results_folder_close(&f);
    return status;
}

fovea_status results_read(trajectory *out, const char *folder, results_format format,
                          const sequence *s, const fovea_log *log)
{
    if (format == RESULTS_GOT10K || format == RESULTS_VOT)
        return read_folder(out, folder, format, s, log);
    if (format == RESULTS_CVAT) {
        fovea_log_message(log, FOVEA_LOG_ERROR, "results of CVAT are written, not read");
        return FOVEA_ERR_UNSUPPORTED;
    }
    char *path = results_path(folder, format, s->name);
    fovea_status status = path ? trajectory_open(out, s->frames) : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK) {
        float origin = format == RESULTS_LASOT ? s->origin : 1;
        status = format == RESULTS_FOVEA ? results_take_csv(out, path, s, log)
                                         : results_take_boxes(out, path, s, origin, log);
        if (status != FOVEA_OK)
            trajectory_close(out);
    }
    free(path);
    return status;
}
