/* OTB (Wu, Lim, Yang, "Object Tracking Benchmark", TPAMI 2015). */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "eval/dataset_internal.h"
#include "eval/dataset_otb.h"
#include "eval/folder.h"

/* Pictures of a sequence that are annotated, by their number; 0: to the last one. */
typedef struct sub_range {
    const char *name;
    int first, last;
} sub_range;

static const sub_range sub_ranges[] = {
    {"David", 300, 770}, {"Football1", 1, 74}, {"Freeman3", 1, 460}, {"Freeman4", 1, 283},
    {"Diving", 1, 215},  {"BlurCar1", 247, 0}, {"BlurCar3", 3, 0},   {"BlurCar4", 18, 0},
};

static bool is_annotation(const char *name)
{
    static const char start[] = "groundtruth_rect";
    return strncmp(name, start, sizeof start - 1) == 0;
}

/* The annotation files of a folder, without empty ones. */
static fovea_status annotations(name_list *out, const char *path)
{
    name_list files;
    *out = (name_list){0};
    fovea_status status = folder_files(&files, path, ".txt");
    if (status != FOVEA_OK)
        return status == FOVEA_ERR_IO ? FOVEA_OK : status;
    for (int i = 0; status == FOVEA_OK && i < files.count; i++) {
        text_file t;
        char *file = text_format("%s/%s", path, files.name[i]);
        if (!file)
            status = FOVEA_ERR_NOMEM;
        else if (is_annotation(files.name[i]) && text_open(&t, file, NULL) == FOVEA_OK) {
            status = t.at < t.end ? name_list_add(out, files.name[i]) : FOVEA_OK;
            text_close(&t);
        }
        free(file);
    }
    name_list_free(&files);
    return status;
}

static bool fits(const char *folder)
{
    return folder_has(folder, "groundtruth_rect.txt") ||
           folder_has(folder, "groundtruth_rect.1.txt") ||
           folder_has(folder, "groundtruth_rect.2.txt");
}

/* groundtruth_rect.txt is the sequence SEQ, groundtruth_rect.2.txt is SEQ-2. */
static fovea_status add_target(dataset *d, const char *place, const char *file)
{
    const char *number = strchr(file, '.') + 1;
    int digits = (int)strspn(number, "0123456789");
    char *name =
        digits > 0 ? text_format("%s-%.*s", place, digits, number) : text_format("%s", place);
    char *target = text_format("%s/%s", place, file);
    fovea_status status = name && target ? dataset_add(d, name, target) : FOVEA_ERR_NOMEM;
    free(name);
    free(target);
    return status;
}

static fovea_status add(dataset *d, const char *place)
{
    name_list files = {0};
    char *path = text_format("%s/%s", d->folder, place);
    fovea_status status = path ? annotations(&files, path) : FOVEA_ERR_NOMEM;
    for (int i = 0; status == FOVEA_OK && i < files.count; i++)
        status = add_target(d, place, files.name[i]);
    if (status == FOVEA_OK && files.count == 0) /* loading it says what is missing */
        status = add_target(d, place, "groundtruth_rect.txt");
    name_list_free(&files);
    free(path);
    return status;
}

/* Sets the frames of the input that are annotated. */
static fovea_status set_range(sequence *s, const char *path, const char *file, const char *base,
                              const fovea_log *log)
{
    if (s->frames == s->input_frames)
        return FOVEA_OK;
    for (size_t i = 0; i < sizeof sub_ranges / sizeof *sub_ranges; i++) {
        const sub_range *range = &sub_ranges[i];
        folder_pictures pictures;
        if (strcmp(range->name, base) != 0)
            continue;
        fovea_status status = folder_count(&pictures, s->input, range->first, log);
        if (status != FOVEA_OK)
            return status;
        int64_t left = pictures.count - pictures.before;
        int64_t length = range->last > 0 ? range->last - range->first + 1 : left;
        s->first_frame = pictures.before;
        s->part = true;
        if (s->frames == length && length <= left)
            return FOVEA_OK;
    }
    return length_mismatch(s, path, file, log);
}

static fovea_status add_attributes(sequence *s, const char *base)
{
    const char *words = otb_attributes(base);
    while (*words) {
        size_t length = strcspn(words, " ");
        char *word = text_copy((text_span){words, words + length});
        fovea_status status = word ? name_list_add(&s->attribute, word) : FOVEA_ERR_NOMEM;
        free(word);
        if (status != FOVEA_OK)
            return status;
        words += length + (words[length] == ' ');
    }
    return FOVEA_OK;
}

static fovea_status load(const dataset *d, int i, const char *path, sequence *s,
                         const fovea_log *log)
{
    const char *place = d->place.name[i], *file = strrchr(place, '/') + 1;
    char *folder = text_format("%.*s", (int)(strlen(path) - strlen(file) - 1), path);
    char *base = text_format("%.*s", (int)(file - place - 1), place);
    fovea_status status = folder && base ? FOVEA_OK : FOVEA_ERR_NOMEM;
    s->origin = 1;
    if (status == FOVEA_OK)
        status = load_boxes(s, folder, file, log);
    if (status == FOVEA_OK)
        status = load_pictures(s, folder, "img", log);
    if (status == FOVEA_OK)
        status = set_range(s, folder, file, base, log);
    if (status == FOVEA_OK)
        status = add_attributes(s, base);
    free(folder);
    free(base);
    return status;
}

const layout layout_otb = {"OTB", fits, add, load};
