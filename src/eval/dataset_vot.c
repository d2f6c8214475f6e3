/* VOT challenges (votchallenge.net; files as the VOT toolkit's vot.dataset.common reads them). */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "eval/dataset_internal.h"
#include "eval/folder.h"

static bool fits(const char *folder)
{
    return folder_has(folder, "groundtruth.txt");
}

static fovea_status add(dataset *d, const char *place)
{
    return dataset_add(d, place, place);
}

/* Where the pictures are: "color/%08d.jpg". */
typedef struct channel {
    char *path; /* owned */
    int length; /* frames that count; 0: all */
} channel;

static void take_property(sequence *s, channel *c, text_span key, text_span value)
{
    static const char pictures[] = "channels.";
    size_t length = (size_t)(key.end - key.begin);
    bool color = text_equals(key, "channels.color");
    bool any = length >= sizeof pictures && memcmp(key.begin, pictures, sizeof pictures - 1) == 0;
    if (color || (any && !c->path)) {
        free(c->path);
        c->path = text_copy(value);
    } else if (text_equals(key, "width")) {
        s->width = property_number(value);
    } else if (text_equals(key, "height")) {
        s->height = property_number(value);
    } else if (text_equals(key, "fps")) {
        s->frame_rate = property_number(value);
    } else if (text_equals(key, "length")) {
        c->length = property_number(value);
    }
}

/* The file `sequence`; older data sets have none, and their pictures beside the annotation. */
static fovea_status read_properties(sequence *s, channel *c, const char *path, const fovea_log *log)
{
    bool there = folder_has(path, "sequence");
    char *file = text_format("%s/sequence", path);
    text_file t = {0};
    fovea_status status = !file ? FOVEA_ERR_NOMEM : there ? text_open(&t, file, log) : FOVEA_OK;
    text_span line, key, value;
    while (status == FOVEA_OK && text_line(&t, &line))
        if (text_property(line, &key, &value))
            take_property(s, c, key, value);
    text_close(&t);
    free(file);
    if (status == FOVEA_OK && !c->path)
        c->path = text_format("%s", there || folder_has(path, "color") ? "color/" : "%08d.jpg");
    return status == FOVEA_OK && !c->path ? FOVEA_ERR_NOMEM : status;
}

static fovea_status read_regions(sequence *s, const char *path, const fovea_log *log)
{
    region_list list = {0};
    char *file = text_format("%s/groundtruth.txt", path);
    fovea_status status = file ? region_list_read(&list, file, log) : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK && list.count == 0) {
        fovea_log_message(log, FOVEA_LOG_ERROR, "%s: no regions; expected one line a frame", file);
        status = FOVEA_ERR_FORMAT;
    }
    free(file);
    if (status != FOVEA_OK)
        return status;
    s->frames = list.count;
    s->region = list.region;
    s->annotation = malloc((size_t)s->frames * sizeof *s->annotation);
    if (!s->annotation)
        return FOVEA_ERR_NOMEM;
    for (int i = 0; i < s->frames; i++) {
        fovea_box box = region_box(&s->region[i]);
        s->annotation[i] = (annotation){.box = box, .absent = box.w != box.w, .cover = -1};
    }
    return FOVEA_OK;
}

/* Input and number of pictures of a channel: a pattern, or a folder of %08d.jpg. */
static fovea_status set_input(sequence *s, const channel *c, const char *path, const fovea_log *log)
{
    char *slash = strrchr(c->path, '/');
    bool pattern = strchr(c->path, '%') != NULL;
    char *folder = !pattern ? text_format("%s", c->path)
                   : slash  ? text_format("%.*s", (int)(slash - c->path), c->path)
                            : text_format(".");
    fovea_status status = folder ? load_pictures(s, path, folder, log) : FOVEA_ERR_NOMEM;
    free(folder);
    if (status != FOVEA_OK)
        return status;
    if (pattern) {
        free(s->input);
        s->input = text_format("%s/%s", path, c->path);
    }
    if (c->length > 0 && c->length < s->input_frames) {
        s->input_frames = c->length;
        s->part = true;
    }
    if (!s->input)
        return FOVEA_ERR_NOMEM;
    return s->frames == s->input_frames ? FOVEA_OK
                                        : length_mismatch(s, path, "groundtruth.txt", log);
}

static fovea_status read_tags(sequence *s, const char *path, const fovea_log *log)
{
    name_list files;
    fovea_status status = folder_files(&files, path, ".tag");
    for (int i = 0; status == FOVEA_OK && i < files.count; i++) {
        char *tag = text_format("%.*s", (int)strlen(files.name[i]) - 4, files.name[i]);
        status = tag ? load_tag(s, path, files.name[i], tag, true, log) : FOVEA_ERR_NOMEM;
        free(tag);
    }
    name_list_free(&files);
    return status;
}

/* Where multi-start runs begin (vot.experiment.multistart). */
static fovea_status read_anchors(sequence *s, const char *path, const fovea_log *log)
{
    if (!folder_has(path, "anchor.value"))
        return FOVEA_OK;
    int8_t *anchor = malloc((size_t)s->frames);
    fovea_status status =
        anchor ? load_flags(anchor, s, path, "anchor.value", (flag_range){-100, 100, true}, log)
               : FOVEA_ERR_NOMEM;
    for (int i = 0; status == FOVEA_OK && i < s->frames; i++)
        s->annotation[i].anchor = anchor[i];
    free(anchor);
    return status;
}

static fovea_status load(const dataset *d, int i, const char *path, sequence *s,
                         const fovea_log *log)
{
    (void)d, (void)i;
    channel c = {0};
    fovea_status status = read_regions(s, path, log);
    if (status == FOVEA_OK)
        status = read_properties(s, &c, path, log);
    if (status == FOVEA_OK)
        status = set_input(s, &c, path, log);
    free(c.path);
    if (status == FOVEA_OK)
        status = read_tags(s, path, log);
    return status == FOVEA_OK ? read_anchors(s, path, log) : status;
}

const layout layout_vot = {"VOT", fits, add, load};
