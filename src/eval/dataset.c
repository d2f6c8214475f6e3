/* Data sets: finding the layout and the sequences. */
#include "eval/dataset.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "eval/dataset_internal.h"
#include "eval/folder.h"

/* In the order of dataset_layout. */
static const layout *const layouts[] = {&layout_otb, &layout_got10k, &layout_lasot,
                                        &layout_vot, &layout_mot,    &layout_plain};

/* In the order of looking: the most peculiar folders first. */
static const dataset_layout by_peculiarity[] = {DATASET_OTB, DATASET_MOT, DATASET_GOT10K,
                                                DATASET_LASOT, DATASET_VOT};
enum { FOLDER_LAYOUTS = sizeof by_peculiarity / sizeof *by_peculiarity };

bool dataset_name_valid(const char *name)
{
    size_t length = strlen(name);
    for (const char *c = name; *c; c++)
        if (*c == '/' || iscntrl((unsigned char)*c))
            return false;
    return length > 0 && length <= 200 && name[0] != '.';
}

fovea_status dataset_add(dataset *d, const char *name, const char *place)
{
    fovea_status status = name_list_add(&d->name, name);
    return status == FOVEA_OK ? name_list_add(&d->place, place) : status;
}

/* The names in list.txt, in their order; ERR_IO where there is none. */
static fovea_status read_list(name_list *out, const char *folder, const fovea_log *log)
{
    if (!folder_has(folder, "list.txt"))
        return FOVEA_ERR_IO;
    char *path = text_format("%s/list.txt", folder);
    text_file t;
    fovea_status status = path ? text_open(&t, path, log) : FOVEA_ERR_NOMEM;
    free(path);
    if (status != FOVEA_OK)
        return status;
    for (text_span line; status == FOVEA_OK && text_line(&t, &line);) {
        char *name = text_copy(line);
        if (!name)
            status = FOVEA_ERR_NOMEM;
        else if (!dataset_name_valid(name))
            status = text_unexpected(&t, line, "the name of a sequence");
        else
            status = name_list_add(out, name);
        free(name);
    }
    text_close(&t);
    if (status != FOVEA_OK)
        name_list_free(out);
    return status;
}

/* ---- which layout ------------------------------------------------------------------------ */

/* The layout that the folder of one sequence has; false: none. */
static bool folder_layout(const char *path, dataset_layout *out)
{
    for (int k = 0; k < FOLDER_LAYOUTS; k++) {
        if (layouts[by_peculiarity[k]]->fits(path)) {
            *out = by_peculiarity[k];
            return true;
        }
    }
    return false;
}

/* As folder_layout(), of the first of the folders below that has one, one or two levels down. */
static bool find_layout(const char *folder, const name_list *places, int levels,
                        dataset_layout *out)
{
    bool found = false;
    for (int i = 0; !found && i < places->count; i++) {
        char *path = text_format("%s/%s", folder, places->name[i]);
        name_list inner;
        found = path && folder_layout(path, out);
        if (!found && levels > 1 && path && folder_folders(&inner, path) == FOVEA_OK) {
            /* Only LaSOT has classes above the sequences. */
            found = find_layout(path, &inner, levels - 1, out) && *out == DATASET_LASOT;
            name_list_free(&inner);
        }
        free(path);
    }
    return found;
}

/* Adds the sequences of a place and, for LaSOT's classes, of the folders in it. */
static fovea_status add_place(dataset *d, const char *place, bool listed, int levels)
{
    const layout *l = layouts[d->layout];
    char *path = text_format("%s/%s", d->folder, place);
    if (!path)
        return FOVEA_ERR_NOMEM;
    name_list inner = {0};
    fovea_status status = FOVEA_OK;
    bool nested = d->layout == DATASET_LASOT && levels > 1 && !l->fits(path);
    if (nested && folder_folders(&inner, path) == FOVEA_OK) {
        for (int i = 0; status == FOVEA_OK && i < inner.count; i++) {
            char *below = text_format("%s/%s", place, inner.name[i]);
            status = below ? add_place(d, below, false, 1) : FOVEA_ERR_NOMEM;
            free(below);
        }
        name_list_free(&inner);
    } else if (listed || l->fits(path) || folder_has(path, "img")) {
        status = l->add(d, place);
    }
    free(path);
    return status;
}

/* LaSOT's list names sequences, which may lie in the folder of their class. */
static char *listed_place(const dataset *d, const char *name)
{
    const char *dash = strrchr(name, '-');
    if (d->layout == DATASET_LASOT && dash && !folder_has(d->folder, name))
        return text_format("%.*s/%s", (int)(dash - name), name, name);
    return text_format("%s", name);
}

static fovea_status add_all(dataset *d, const name_list *places, bool listed)
{
    fovea_status status = FOVEA_OK;
    for (int i = 0; status == FOVEA_OK && i < places->count; i++) {
        char *place =
            listed ? listed_place(d, places->name[i]) : text_format("%s", places->name[i]);
        status = place ? add_place(d, place, listed, listed ? 1 : 2) : FOVEA_ERR_NOMEM;
        free(place);
    }
    return status;
}

/* ---- opening ------------------------------------------------------------------------------ */

static fovea_status no_layout(const dataset *d, const fovea_log *log)
{
    fovea_log_message(log, FOVEA_LOG_ERROR,
                      "%s: no data set; expected folders with groundtruth_rect.txt (OTB), "
                      "groundtruth.txt (GOT-10k, LaSOT, VOT) or seqinfo.ini (MOTChallenge), or "
                      "NAME.mp4 with NAME.txt",
                      d->folder);
    return FOVEA_ERR_FORMAT;
}

/* Names become file names, and tell sequences apart. */
static fovea_status check_unique(const dataset *d, const fovea_log *log)
{
    size_t count = (size_t)d->name.count;
    name_list sorted = {malloc((count + 1) * sizeof *sorted.name), d->name.count};
    fovea_status status = sorted.name ? FOVEA_OK : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK) {
        memcpy(sorted.name, d->name.name, count * sizeof *sorted.name);
        name_list_sort(&sorted);
    }
    for (size_t i = 1; status == FOVEA_OK && i < count; i++) {
        if (strcmp(sorted.name[i - 1], sorted.name[i]) == 0) {
            fovea_log_message(log, FOVEA_LOG_ERROR, "%s: two sequences of the name '%s'", d->folder,
                              sorted.name[i]);
            status = FOVEA_ERR_FORMAT;
        }
    }
    free(sorted.name);
    return status;
}

static fovea_status find_sequences(dataset *d, const fovea_log *log)
{
    name_list places = {0};
    fovea_status status = read_list(&places, d->folder, log);
    bool listed = status == FOVEA_OK;
    if (status == FOVEA_ERR_IO)
        status = folder_folders(&places, d->folder);
    if (status == FOVEA_OK && find_layout(d->folder, &places, 2, &d->layout)) {
        status = add_all(d, &places, listed);
    } else if (status == FOVEA_OK) {
        d->layout = DATASET_PLAIN;
        status = dataset_list_plain(d, listed ? &places : NULL);
    }
    name_list_free(&places);
    if (status == FOVEA_OK)
        status = d->name.count > 0 ? check_unique(d, log) : no_layout(d, log);
    return status;
}

fovea_status dataset_open(dataset **out, const char *folder, const fovea_log *log)
{
    *out = NULL;
    if (!folder_is(folder)) {
        fovea_log_message(log, FOVEA_LOG_ERROR, "%s: no folder: %s; expected that of a data set",
                          folder, folder_has(folder, ".") ? "it is a file" : strerror(errno));
        return FOVEA_ERR_IO;
    }
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/')
        length--;
    dataset *d = calloc(1, sizeof *d);
    fovea_status status = FOVEA_ERR_NOMEM;
    if (d)
        d->folder = text_format("%.*s", (int)length, folder);
    if (d && d->folder)
        status = find_sequences(d, log);
    if (status == FOVEA_OK)
        *out = d;
    else
        dataset_close(&d);
    return status;
}

dataset_layout dataset_layout_of(const dataset *d)
{
    return d->layout;
}

const char *dataset_layout_text(dataset_layout which)
{
    return layouts[which]->text;
}

int dataset_count(const dataset *d)
{
    return d->name.count;
}

const char *dataset_name(const dataset *d, int i)
{
    return d->name.name[i];
}

fovea_status dataset_load(const dataset *d, int i, sequence *out, const fovea_log *log)
{
    sequence s = {.name = text_format("%s", d->name.name[i]), .group = text_format("%s", "")};
    char *path = text_format("%s/%s", d->folder, d->place.name[i]);
    fovea_status status =
        s.name && s.group && path ? layouts[d->layout]->load(d, i, path, &s, log) : FOVEA_ERR_NOMEM;
    free(path);
    if (status == FOVEA_OK)
        *out = s;
    else
        sequence_close(&s);
    return status;
}

void dataset_close(dataset **d)
{
    if (!*d)
        return;
    free((*d)->folder);
    name_list_free(&(*d)->name);
    name_list_free(&(*d)->place);
    free(*d);
    *d = NULL;
}
