/* GOT-10k (Huang, Zhao, Huang, "GOT-10k: A large high-diversity benchmark for generic object
 * tracking in the wild", TPAMI 2021; files as got10k-toolkit reads them). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/dataset_internal.h"
#include "eval/folder.h"

static bool fits(const char *folder)
{
    const char *slash = strrchr(folder, '/');
    const char *name = slash ? slash + 1 : folder;
    return folder_has(folder, "groundtruth.txt") && !folder_has(folder, "sequence") &&
           (folder_has(folder, "meta_info.ini") || folder_has(folder, "absence.label") ||
            folder_has(folder, "cover.label") || strncmp(name, "GOT-10k_", 8) == 0);
}

static fovea_status add(dataset *d, const char *place)
{
    return dataset_add(d, place, place);
}

/* "(1920, 1080)" */
static void read_resolution(sequence *s, text_span value)
{
    const char *comma = memchr(value.begin, ',', (size_t)(value.end - value.begin));
    if (!comma || *value.begin != '(')
        return;
    const char *height = comma + 1;
    while (height < value.end && *height == ' ')
        height++;
    s->width = property_number((text_span){value.begin + 1, comma});
    s->height = property_number((text_span){height, value.end});
}

static fovea_status read_meta(sequence *s, const char *path, const fovea_log *log)
{
    if (!folder_has(path, "meta_info.ini"))
        return FOVEA_OK;
    text_file t;
    char *file = text_format("%s/meta_info.ini", path);
    fovea_status status = file ? text_open(&t, file, log) : FOVEA_ERR_NOMEM;
    free(file);
    if (status != FOVEA_OK)
        return status;
    text_span line, key, value;
    while (status == FOVEA_OK && text_line(&t, &line)) {
        if (!text_property(line, &key, &value))
            continue;
        if (text_equals(key, "object_class")) {
            free(s->group);
            s->group = text_copy(value);
            status = s->group ? FOVEA_OK : FOVEA_ERR_NOMEM;
        } else if (text_equals(key, "resolution")) {
            read_resolution(s, value);
        } else if (text_equals(key, "anno_fps")) {
            s->frame_rate = property_number(value);
        }
    }
    text_close(&t);
    return status;
}

static fovea_status read_labels(sequence *s, const char *path, const fovea_log *log)
{
    int8_t *label = malloc((size_t)s->frames);
    if (!label)
        return FOVEA_ERR_NOMEM;
    fovea_status status = FOVEA_OK;
    if (folder_has(path, "absence.label"))
        status = load_flags(label, s, path, "absence.label", (flag_range){0, 1, false}, log);
    else
        memset(label, 0, (size_t)s->frames);
    for (int i = 0; status == FOVEA_OK && i < s->frames; i++)
        s->annotation[i].absent = s->annotation[i].absent || label[i];
    if (status == FOVEA_OK && folder_has(path, "cover.label")) {
        status = load_flags(label, s, path, "cover.label", (flag_range){0, 8, false}, log);
        for (int i = 0; status == FOVEA_OK && i < s->frames; i++)
            s->annotation[i].cover = label[i];
    }
    free(label);
    return status == FOVEA_OK ? load_tag(s, path, "cut_by_image.label", "cut_by_image", false, log)
                              : status;
}

/* The test set tells the first box only. */
static fovea_status extend(sequence *s)
{
    if (s->input_frames > SEQUENCE_FRAMES_MAX)
        return FOVEA_ERR_NOMEM;
    annotation *grown = realloc(s->annotation, (size_t)s->input_frames * sizeof *grown);
    if (!grown)
        return FOVEA_ERR_NOMEM;
    s->annotation = grown;
    for (s->frames = 1; s->frames < s->input_frames; s->frames++)
        grown[s->frames] = (annotation){.box = {NAN, NAN, NAN, NAN}, .cover = -1};
    return FOVEA_OK;
}

static fovea_status load(const dataset *d, int i, const char *path, sequence *s,
                         const fovea_log *log)
{
    (void)d, (void)i;
    fovea_status status = load_boxes(s, path, "groundtruth.txt", log);
    if (status == FOVEA_OK)
        status = load_pictures(s, path, ".", log);
    if (status == FOVEA_OK && s->frames != s->input_frames)
        status = s->frames == 1 ? extend(s) : length_mismatch(s, path, "groundtruth.txt", log);
    if (status == FOVEA_OK)
        status = read_labels(s, path, log);
    return status == FOVEA_OK ? read_meta(s, path, log) : status;
}

const layout layout_got10k = {"GOT-10k", fits, add, load};
