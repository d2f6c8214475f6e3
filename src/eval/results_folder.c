/* Other people's results: which layout a folder has, and where a sequence is in it. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "eval/folder.h"
#include "eval/results_internal.h"

static const char *const experiments[] = {"baseline", "longterm", "unsupervised", "realtime"};
enum { EXPERIMENTS = sizeof experiments / sizeof *experiments };

/* ---- where a sequence is ------------------------------------------------------------------- */

/* Name `k` of a sequence in flat folders; NULL: no more, or no memory. Toolkits for OTB call
 * Jogging-1 Jogging.1 (got10k) and jogging_1 (pysot), and Human4-2 Human4. */
static char *flat_name(const char *name, int k)
{
    if (k > 4)
        return NULL;
    if (k == 4)
        return text_format("%s", strcmp(name, "Human4-2") == 0 ? "Human4" : name);
    char *other = text_format("%s", name);
    char *dash = other ? strrchr(other, '-') : NULL;
    if (dash && k > 0)
        *dash = k == 1 ? '.' : '_';
    if (other && k == 2)
        other[0] = (char)tolower((unsigned char)other[0]);
    for (char *c = other; c && *c && k == 3; c++)
        *c = (char)tolower((unsigned char)*c);
    return other;
}

/* The existing file of a sequence in a flat folder, relative to it; NULL: there is none. */
static char *find_flat(const char *path, const char *name)
{
    for (int k = 0;; k++) {
        char *stem = flat_name(name, k);
        if (!stem)
            return NULL;
        for (int ending = 0; ending < 2; ending++) {
            char *file = text_format("%s%s", stem, ending == 0 ? ".csv" : ".txt");
            if (file && folder_has(path, file)) {
                free(stem);
                return file;
            }
            free(file);
        }
        free(stem);
    }
}

/* NAME/NAME_SUFFIX.txt or .bin, relative to the folder, or NULL. As the toolkit does, text is
 * taken first. */
static char *find_nested(const char *path, const char *name, const char *suffix)
{
    for (int ending = 0; ending < 2; ending++) {
        char *file = text_format("%s/%s_%s%s", name, name, suffix, ending == 0 ? ".txt" : ".bin");
        if (file && folder_has(path, file))
            return file;
        free(file);
    }
    return NULL;
}

/* Of a run, counted from 1. */
static char *find_run(const results_folder *folder, const char *name, int run)
{
    char suffix[16];
    if (folder->layout == RESULTS_FLAT)
        return run == 1 ? find_flat(folder->path, name) : NULL;
    snprintf(suffix, sizeof suffix, "%03d", run);
    return find_nested(folder->path, name, suffix);
}

int results_folder_runs(const results_folder *folder, const sequence *s)
{
    int runs = 0;
    for (char *file; runs < 999 && (file = find_run(folder, s->name, runs + 1)); runs++)
        free(file);
    return runs;
}

/* ---- which layout -------------------------------------------------------------------------- */

/* The first result in PATH/NAME/: NAME_...; NULL: there is none. */
static char *first_nested(const char *path, const char *name)
{
    name_list files;
    char *found = NULL, *inner = text_format("%s/%s", path, name);
    size_t length = strlen(name);
    if (inner && folder_files(&files, inner, NULL) == FOVEA_OK) {
        for (int i = 0; !found && i < files.count; i++) {
            const char *file = files.name[i];
            if (strncmp(file, name, length) == 0 && file[length] == '_' &&
                isdigit((unsigned char)file[length + 1]))
                found = text_format("%s/%s", inner, file);
        }
        name_list_free(&files);
    }
    free(inner);
    return found;
}

static int count_nested(const char *path, const char *const *names, int count)
{
    int found = 0;
    for (int i = 0; i < count; i++) {
        char *file = first_nested(path, names[i]);
        found += file != NULL;
        free(file);
    }
    return found;
}

static int count_flat(const char *path, const char *const *names, int count)
{
    int found = 0;
    for (int i = 0; i < count; i++) {
        char *file = find_flat(path, names[i]);
        found += file != NULL;
        free(file);
    }
    return found;
}

/* The VOT toolkit's trajectories begin with a special region, or are binary. */
static bool is_vot_file(const char *file)
{
    text_file t;
    text_span line;
    double code;
    size_t length = strlen(file);
    if (length > 4 && strcmp(file + length - 4, ".bin") == 0)
        return true;
    if (text_open(&t, file, NULL) != FOVEA_OK)
        return false;
    bool special = text_line(&t, &line) && text_numbers(line, &code, 1) == 1;
    text_close(&t);
    return special;
}

static bool holds_vot(const char *path, const char *const *names, int count)
{
    for (int i = 0; i < count; i++) {
        char *file = first_nested(path, names[i]);
        bool vot = file && is_vot_file(file);
        free(file);
        if (file)
            return vot;
    }
    return false;
}

/* Takes PATH/EXPERIMENT where it holds more than `best`, which it returns then. */
static int try_experiment(results_folder *out, const char *path, const char *experiment, int best,
                          const char *const *names, int count)
{
    char *inner = text_format("%s/%s", path, experiment);
    int found = inner && folder_is(inner) ? count_nested(inner, names, count) : 0;
    if (found <= best) {
        free(inner);
        return best;
    }
    free(out->path);
    *out = (results_folder){inner, RESULTS_VOT_EXPERIMENT};
    return found;
}

fovea_status results_folder_open(results_folder *out, const char *path, const char *experiment,
                                 const char *const *names, int count, const fovea_log *log)
{
    if (!folder_is(path)) {
        fovea_log_message(log, FOVEA_LOG_ERROR, "%s: no folder; expected one of results", path);
        return FOVEA_ERR_IO;
    }
    results_folder found = {text_format("%s", path), RESULTS_FLAT};
    int best = experiment ? 0 : count_flat(path, names, count);
    int nested = experiment ? 0 : count_nested(path, names, count);
    if (nested > best) {
        best = nested;
        found.layout = holds_vot(path, names, count) ? RESULTS_VOT_EXPERIMENT : RESULTS_NESTED;
    }
    if (experiment)
        best = try_experiment(&found, path, experiment, best, names, count);
    for (int i = 0; !experiment && i < EXPERIMENTS; i++)
        best = try_experiment(&found, path, experiments[i], best, names, count);
    if (found.path && best > 0) {
        *out = found;
        return FOVEA_OK;
    }
    fovea_status status = found.path ? FOVEA_ERR_FORMAT : FOVEA_ERR_NOMEM;
    free(found.path);
    fovea_log_message(log, FOVEA_LOG_ERROR,
                      "%s: no results of this data set; looked for NAME.csv, NAME.txt, "
                      "NAME/NAME_001.txt and %s/NAME/NAME_001.txt",
                      path, experiment ? experiment : "baseline|longterm|unsupervised|realtime");
    return status;
}

void results_folder_close(results_folder *folder)
{
    free(folder->path);
    *folder = (results_folder){0};
}

/* ---- reading ------------------------------------------------------------------------------ */

static fovea_status no_file(const results_folder *folder, const char *name, const char *suffix,
                            const fovea_log *log)
{
    if (folder->layout == RESULTS_FLAT)
        fovea_log_message(log, FOVEA_LOG_ERROR, "%s/%s.txt: there is no such result", folder->path,
                          name);
    else
        fovea_log_message(log, FOVEA_LOG_ERROR, "%s/%s/%s_%s.txt: there is no such result",
                          folder->path, name, name, suffix);
    return FOVEA_ERR_IO;
}

/* Values beside the boxes at `path`: times (got10k: column `run` of one file for all runs). */
static fovea_status take_values(trajectory *t, const results_folder *folder, const char *file,
                                int run, const fovea_log *log)
{
    const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
    int stem = (int)(strrchr(file, '.') - file), place = (int)(name - file);
    bool vot = folder->layout == RESULTS_VOT_EXPERIMENT;
    int base = folder->layout == RESULTS_NESTED ? stem - 4 : stem; /* without _001 */
    char *time =
        text_format("%s/%.*s%s", folder->path, base, file, vot ? "_time.value" : "_time.txt");
    char *apart =
        text_format("%s/%.*stimes/%.*s_time.txt", folder->path, place, file, base - place, name);
    char *confidence = text_format("%s/%.*s_confidence.value", folder->path, stem, file);
    fovea_status status = time && apart && confidence ? FOVEA_OK : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK) {
        int column = folder->layout == RESULTS_NESTED ? run : 1;
        results_take_values(t, apart, RESULTS_STEP, column, log);
        results_take_values(t, time, RESULTS_STEP, column, log);
        results_take_values(t, confidence, RESULTS_CONFIDENCE, 1, log);
    }
    free(time);
    free(apart);
    free(confidence);
    return status;
}

static fovea_status take_file(trajectory *t, const results_folder *folder, const char *file,
                              const sequence *s, const fovea_log *log)
{
    char *path = text_format("%s/%s", folder->path, file);
    fovea_status status = FOVEA_ERR_NOMEM;
    if (path && folder->layout == RESULTS_VOT_EXPERIMENT)
        status = results_take_regions(t, path, s, log);
    else if (path && strcmp(strrchr(path, '.'), ".csv") == 0)
        status = results_take_csv(t, path, s, log);
    else if (path)
        status = results_take_boxes(t, path, s, s->origin, log);
    free(path);
    return status;
}

fovea_status results_folder_read(trajectory *out, const results_folder *folder, const sequence *s,
                                 int run, const fovea_log *log)
{
    char suffix[16];
    snprintf(suffix, sizeof suffix, "%03d", run);
    char *file = find_run(folder, s->name, run);
    if (!file)
        return no_file(folder, s->name, suffix, log);
    fovea_status status = trajectory_open(out, s->frames);
    if (status == FOVEA_OK) {
        status = take_file(out, folder, file, s, log);
        if (status == FOVEA_OK)
            status = take_values(out, folder, file, run, log);
        if (status != FOVEA_OK)
            trajectory_close(out);
    }
    free(file);
    return status;
}

static fovea_status read_regions(region_list *regions, const results_folder *folder,
                                 const sequence *s, const char *suffix, const fovea_log *log)
{
    char *file = find_nested(folder->path, s->name, suffix);
    if (!file)
        return no_file(folder, s->name, suffix, log);
    char *path = text_format("%s/%s", folder->path, file);
    fovea_status status = path ? region_list_read(regions, path, log) : FOVEA_ERR_NOMEM;
    free(path);
    free(file);
    return status;
}

fovea_status results_folder_read_anchor(region_list *regions, const results_folder *folder,
                                        const sequence *s, int anchor, const fovea_log *log)
{
    char suffix[16];
    snprintf(suffix, sizeof suffix, "%08d", anchor);
    return read_regions(regions, folder, s, suffix, log);
}

fovea_status results_folder_read_regions(region_list *regions, const results_folder *folder,
                                         const sequence *s, int run, const fovea_log *log)
{
    char suffix[16];
    snprintf(suffix, sizeof suffix, "%03d", run);
    return read_regions(regions, folder, s, suffix, log);
}
