/* What every layout reads: boxes, flags, properties, and how many pictures there are. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "eval/dataset_internal.h"
#include "eval/folder.h"

static const char box_expected[] = "x,y,w,h in pixels (nan or 0 where the object is absent)";

static fovea_status open_in(text_file *t, const char *path, const char *file, const fovea_log *log)
{
    char *name = text_format("%s/%s", path, file);
    fovea_status status = name ? text_open(t, name, log) : FOVEA_ERR_NOMEM;
    free(name);
    return status;
}

/* false: the numbers are no box. */
static bool make_annotation(annotation *a, const double side[4], float origin)
{
    *a = (annotation){{NAN, NAN, NAN, NAN}, .absent = true, .cover = -1};
    bool unknown = false;
    for (int i = 0; i < 4; i++) {
        unknown = unknown || isnan(side[i]);
        if (fabs(side[i]) > REGION_LIMIT)
            return false;
    }
    if (unknown)
        return true;
    if (side[2] < 0 || side[3] < 0)
        return false;
    if (side[2] == 0 || side[3] == 0)
        return true;
    a->box = (fovea_box){(float)(side[0] - (double)origin), (float)(side[1] - (double)origin),
                         (float)side[2], (float)side[3]};
    a->absent = false;
    return true;
}

static fovea_status append(sequence *s, int *capacity, annotation a, const text_file *t)
{
    if (s->frames == SEQUENCE_FRAMES_MAX)
        return text_wrong(t, "more than %d boxes", SEQUENCE_FRAMES_MAX);
    if (s->frames == *capacity) {
        int larger = *capacity ? *capacity * 2 : 1024;
        annotation *grown = realloc(s->annotation, (size_t)larger * sizeof *grown);
        if (!grown)
            return FOVEA_ERR_NOMEM;
        s->annotation = grown;
        *capacity = larger;
    }
    s->annotation[s->frames++] = a;
    return FOVEA_OK;
}

fovea_status load_boxes(sequence *s, const char *path, const char *file, const fovea_log *log)
{
    text_file t;
    fovea_status status = open_in(&t, path, file, log);
    if (status != FOVEA_OK)
        return status;
    int capacity = 0;
    for (text_span line; status == FOVEA_OK && text_line(&t, &line);) {
        double side[4];
        annotation a;
        bool box = text_numbers(line, side, 4) == 4 && make_annotation(&a, side, s->origin);
        status = box ? append(s, &capacity, a, &t) : text_unexpected(&t, line, box_expected);
    }
    if (status == FOVEA_OK && s->frames == 0)
        status = text_wrong(&t, "no boxes; expected %s, one line a frame", box_expected);
    text_close(&t);
    return status;
}

/* The flags of one line, behind the `count` that there are. */
static fovea_status take_flags(int8_t *out, int *count, const sequence *s, text_file *t,
                               text_span line, flag_range range)
{
    for (text_span field; text_field(&line, &field);) {
        double value;
        bool number = text_numbers(field, &value, 1) == 1 && value == floor(value) &&
                      value >= range.min && value <= range.max;
        if (!number)
            return text_wrong(t, "expected a whole number of %d to %d for frame %d", range.min,
                              range.max, *count);
        if (*count == s->frames)
            return text_wrong(t, "more values than the %d frames of the annotation", s->frames);
        out[(*count)++] = (int8_t)value;
    }
    return FOVEA_OK;
}

fovea_status load_flags(int8_t *out, const sequence *s, const char *path, const char *file,
                        flag_range range, const fovea_log *log)
{
    text_file t;
    fovea_status status = open_in(&t, path, file, log);
    if (status != FOVEA_OK)
        return status;
    int count = 0;
    memset(out, 0, (size_t)s->frames);
    for (text_span line; status == FOVEA_OK && text_line(&t, &line);)
        status = take_flags(out, &count, s, &t, line, range);
    if (status == FOVEA_OK && count < s->frames && !range.few)
        status = text_wrong(&t, "the file ends after %d values; expected %d, one a frame", count,
                            s->frames);
    text_close(&t);
    return status;
}

fovea_status load_tag(sequence *s, const char *path, const char *file, const char *tag, bool few,
                      const fovea_log *log)
{
    if (!folder_has(path, file) || s->tag.count == SEQUENCE_TAGS_MAX)
        return FOVEA_OK;
    int8_t *flag = malloc((size_t)s->frames);
    if (!flag)
        return FOVEA_ERR_NOMEM;
    fovea_status status = load_flags(flag, s, path, file, (flag_range){0, 1, few}, log);
    for (int i = 0; status == FOVEA_OK && i < s->frames; i++)
        s->annotation[i].tags |= (uint32_t)flag[i] << s->tag.count;
    free(flag);
    return status == FOVEA_OK ? name_list_add(&s->tag, tag) : status;
}

fovea_status length_mismatch(const sequence *s, const char *path, const char *file,
                             const fovea_log *log)
{
    fovea_log_message(log, FOVEA_LOG_ERROR,
                      "%s/%s:%d: the annotation ends here, but %s has %lld pictures; expected one "
                      "line a picture",
                      path, file, s->frames, s->input, (long long)s->input_frames);
    return FOVEA_ERR_FORMAT;
}

fovea_status load_pictures(sequence *s, const char *path, const char *folder, const fovea_log *log)
{
    folder_pictures pictures;
    bool itself = strcmp(folder, ".") == 0;
    s->input = itself ? text_format("%s", path) : text_format("%s/%s", path, folder);
    if (!s->input)
        return FOVEA_ERR_NOMEM;
    fovea_status status = folder_count(&pictures, s->input, 0, log);
    if (status == FOVEA_OK)
        s->input_frames = pictures.count;
    return status;
}

static text_span stripped(text_span s)
{
    while (s.begin < s.end && (*s.begin == ' ' || *s.begin == '\t'))
        s.begin++;
    while (s.end > s.begin && (s.end[-1] == ' ' || s.end[-1] == '\t'))
        s.end--;
    return s;
}

bool text_property(text_span line, text_span *key, text_span *value)
{
    for (const char *c = line.begin; c < line.end; c++) {
        if (*c == '=' || *c == ':') {
            *key = stripped((text_span){line.begin, c});
            *value = stripped((text_span){c + 1, line.end});
            return true;
        }
    }
    return false;
}

int property_number(text_span value)
{
    double number;
    const char *at = value.begin;
    if (!text_number(&at, value.end, &number) || !(number > 0 && number <= 1e9))
        return 0;
    return (int)number;
}
