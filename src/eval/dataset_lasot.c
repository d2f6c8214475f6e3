/* LaSOT (Fan et al., "LaSOT: A high-quality benchmark for large-scale single object tracking",
 * CVPR 2019; files as LaSOT_Evaluation_Toolkit has them). */
#include <stdlib.h>
#include <string.h>

#include "eval/dataset_internal.h"
#include "eval/folder.h"

/* In the order of the toolkit's att/NAME.txt. */
static const char *const attributes[] = {"IV", "POC", "DEF", "MB", "CM", "ROT", "BC",
                                         "VC", "SV",  "FOC", "FM", "OV", "LR",  "ARC"};
enum { ATTRIBUTES = sizeof attributes / sizeof *attributes };

static bool fits(const char *folder)
{
    return folder_has(folder, "groundtruth.txt") && !folder_has(folder, "sequence") &&
           (folder_has(folder, "full_occlusion.txt") || folder_has(folder, "out_of_view.txt") ||
            folder_has(folder, "img"));
}

static fovea_status add(dataset *d, const char *place)
{
    const char *slash = strrchr(place, '/');
    return dataset_add(d, slash ? slash + 1 : place, place);
}

static fovea_status read_attributes(sequence *s, const char *path, const fovea_log *log)
{
    text_file t;
    text_span line;
    double flag[ATTRIBUTES];
    fovea_status status = text_open(&t, path, log);
    if (status != FOVEA_OK)
        return status;
    if (!text_line(&t, &line) || text_numbers(line, flag, ATTRIBUTES) != ATTRIBUTES)
        status = text_wrong(&t, "expected %d flags, 0 or 1", ATTRIBUTES);
    for (int i = 0; status == FOVEA_OK && i < ATTRIBUTES; i++)
        if (flag[i] > 0)
            status = name_list_add(&s->attribute, attributes[i]);
    text_close(&t);
    return status;
}

static fovea_status find_attributes(sequence *s, const char *root, const fovea_log *log)
{
    static const char *const folders[] = {"att", "annos/att"};
    for (int i = 0; i < 2; i++) {
        char *file = text_format("%s/%s.txt", folders[i], s->name);
        char *path = text_format("%s/%s", root, file ? file : "");
        fovea_status status = !file || !path           ? FOVEA_ERR_NOMEM
                              : folder_has(root, file) ? read_attributes(s, path, log)
                                                       : FOVEA_EOF;
        free(file);
        free(path);
        if (status != FOVEA_EOF)
            return status;
    }
    return FOVEA_OK;
}

/* airplane-1 is an airplane. */
static fovea_status set_group(sequence *s)
{
    const char *dash = strrchr(s->name, '-');
    free(s->group);
    s->group = text_format("%.*s", dash ? (int)(dash - s->name) : 0, s->name);
    return s->group ? FOVEA_OK : FOVEA_ERR_NOMEM;
}

static fovea_status load(const dataset *d, int i, const char *path, sequence *s,
                         const fovea_log *log)
{
    (void)i;
    s->origin = 1;
    fovea_status status = load_boxes(s, path, "groundtruth.txt", log);
    if (status == FOVEA_OK)
        status = load_pictures(s, path, "img", log);
    if (status == FOVEA_OK && s->frames != s->input_frames)
        status = length_mismatch(s, path, "groundtruth.txt", log);
    if (status == FOVEA_OK)
        status = load_tag(s, path, "full_occlusion.txt", "full_occlusion", false, log);
    if (status == FOVEA_OK)
        status = load_tag(s, path, "out_of_view.txt", "out_of_view", false, log);
    for (int k = 0; status == FOVEA_OK && k < s->frames; k++)
        s->annotation[k].absent = s->annotation[k].absent || s->annotation[k].tags != 0;
    if (status == FOVEA_OK)
        status = find_attributes(s, d->folder, log);
    return status == FOVEA_OK ? set_group(s) : status;
}

const layout layout_lasot = {"LaSOT", fits, add, load};
