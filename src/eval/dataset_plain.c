/* Fovea's plain layout: NAME.txt beside a video NAME.mp4 or a folder of pictures NAME. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "eval/dataset_internal.h"
#include "eval/folder.h"

static const char *const endings[] = {".mp4", ".mkv", ".avi",  ".mov", ".webm", ".m4v",
                                      ".mpg", ".ts",  ".mpeg", ".y4m", ".wmv",  ".flv",
                                      ".ogv", ".MP4", ".AVI",  ".MOV"};
enum { ENDINGS = sizeof endings / sizeof *endings };

/* Length of NAME in NAME.mp4; 0: it is no such file. */
static int stem_length(const char *file, const char *ending)
{
    size_t length = strlen(file), tail = strlen(ending);
    return length > tail && strcmp(file + length - tail, ending) == 0 ? (int)(length - tail) : 0;
}

static int video_stem(const char *file)
{
    int length = 0;
    for (int i = 0; length == 0 && i < ENDINGS; i++)
        length = stem_length(file, endings[i]);
    return length;
}

static int compare(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The name NAME.ending among sorted files; NULL: there is none. */
static const char *find_file(const name_list *files, const char *name, const char *ending)
{
    char *file = text_format("%s%s", name, ending);
    char **found =
        file ? bsearch(&file, files->name, (size_t)files->count, sizeof file, compare) : NULL;
    free(file);
    return found ? *found : NULL;
}

/* Whether the first line of a file is a box, so that it wants a video. */
static bool begins_with_box(const char *path)
{
    text_file t;
    text_span line;
    double side[4];
    if (text_open(&t, path, NULL) != FOVEA_OK)
        return false;
    bool box = text_line(&t, &line) && text_numbers(line, side, 4) == 4;
    text_close(&t);
    return box;
}

/* Adds NAME of NAME.txt. The place is the video, the folder of pictures, or "" where there is
 * neither: loading it says so. */
static fovea_status add_annotated(dataset *d, const name_list *files, const char *name)
{
    for (int i = 0; i < ENDINGS; i++) {
        const char *video = find_file(files, name, endings[i]);
        if (video)
            return dataset_add(d, name, video);
    }
    char *folder = text_format("%s/%s", d->folder, name);
    char *path = text_format("%s/%s.txt", d->folder, name);
    fovea_status status = FOVEA_OK;
    if (!folder || !path)
        status = FOVEA_ERR_NOMEM;
    else if (folder_is(folder) || begins_with_box(path))
        status = dataset_add(d, name, folder_is(folder) ? name : "");
    free(folder);
    free(path);
    return status;
}

/* A file of the folder: an annotation, or a video that lacks one. */
static fovea_status add_file(dataset *d, const name_list *files, const char *file)
{
    int annotated = stem_length(file, ".txt"), video = video_stem(file);
    if (annotated == 0 && video == 0)
        return FOVEA_OK;
    char *name = text_format("%.*s", annotated > 0 ? annotated : video, file);
    fovea_status status = name ? FOVEA_OK : FOVEA_ERR_NOMEM;
    if (name && annotated > 0)
        status = add_annotated(d, files, name);
    else if (name && !find_file(files, name, ".txt"))
        status = dataset_add(d, name, file);
    free(name);
    return status;
}

/* Without any annotation, a folder of videos is no data set. */
static bool has_annotation(const name_list *files)
{
    for (int i = 0; i < files->count; i++)
        if (stem_length(files->name[i], ".txt") > 0)
            return true;
    return false;
}

/* A name of list.txt, whatever there is of it. */
static fovea_status add_listed(dataset *d, const name_list *files, const char *name)
{
    int before = d->name.count;
    fovea_status status = add_annotated(d, files, name);
    return status == FOVEA_OK && d->name.count == before ? dataset_add(d, name, "") : status;
}

fovea_status dataset_list_plain(dataset *d, const name_list *listed)
{
    name_list files;
    fovea_status status = folder_files(&files, d->folder, NULL);
    if (status != FOVEA_OK)
        return status;
    const name_list *names = listed ? listed : &files;
    int count = has_annotation(&files) ? names->count : 0;
    for (int i = 0; status == FOVEA_OK && i < count; i++)
        status =
            listed ? add_listed(d, &files, names->name[i]) : add_file(d, &files, names->name[i]);
    name_list_free(&files);
    return status;
}

static fovea_status load(const dataset *d, int i, const char *path, sequence *s,
                         const fovea_log *log)
{
    const char *place = d->place.name[i];
    char *file = text_format("%s.txt", s->name);
    fovea_status status = file ? load_boxes(s, d->folder, file, log) : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK && !*place) {
        fovea_log_message(log, FOVEA_LOG_ERROR,
                          "%s/%s has boxes, but there is no video or folder of pictures %s beside "
                          "it",
                          d->folder, file, s->name);
        status = FOVEA_ERR_IO;
    } else if (status == FOVEA_OK && folder_is(path)) {
        status = load_pictures(s, d->folder, place, log);
        if (status == FOVEA_OK && s->frames != s->input_frames)
            status = length_mismatch(s, d->folder, file, log);
    } else if (status == FOVEA_OK) {
        s->input = text_format("%s", path);
        status = s->input ? FOVEA_OK : FOVEA_ERR_NOMEM;
    }
    free(file);
    return status;
}

const layout layout_plain = {"plain", NULL, NULL, load};
