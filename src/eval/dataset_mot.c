/* MOTChallenge (Milan et al., "MOT16: A benchmark for multi-object tracking", 2016): every track
 * on its own. Lines of gt.txt: frame,id,x,y,w,h[,considered,class,visibility]. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "eval/dataset_internal.h"
#include "eval/folder.h"

/* By the number in gt.txt (MOT16, table 6). */
static const char *const classes[] = {
    "",           "pedestrian", "person on vehicle",      "car",
    "bicycle",    "motorbike",  "non-motorised vehicle",  "static person",
    "distractor", "occluder",   "occluder on the ground", "full occluder",
    "reflection"};

typedef struct track_row {
    int frame, id, class; /* class 0: not told */
    double side[4];
} track_row;

typedef struct track_rows {
    track_row *row; /* [count], owned; considered ones */
    int count, capacity;
} track_rows;

static bool fits(const char *folder)
{
    return folder_has(folder, "seqinfo.ini");
}

static bool is_whole(double value, int max)
{
    return value >= 0 && value <= max && value == floor(value);
}

/* false: the line is none of gt.txt. */
static bool make_row(track_row *row, bool *considered, text_span line)
{
    double v[9] = {0, 0, 0, 0, 0, 0, 1, 0, 0};
    int fields = text_numbers(line, v, 9);
    if (fields < 6 || !is_whole(v[0], SEQUENCE_FRAMES_MAX) || v[0] < 1 || !is_whole(v[1], 1000000))
        return false;
    for (int i = 2; i < 6; i++)
        if (!(fabs(v[i]) <= REGION_LIMIT))
            return false;
    *row = (track_row){
        (int)v[0], (int)v[1], is_whole(v[7], 12) ? (int)v[7] : 0, {v[2], v[3], v[4], v[5]}};
    *considered = v[6] != 0 && v[4] > 0 && v[5] > 0;
    return true;
}

static fovea_status append(track_rows *rows, track_row row)
{
    if (rows->count == rows->capacity) {
        int larger = rows->capacity ? rows->capacity * 2 : 1024;
        track_row *grown = realloc(rows->row, (size_t)larger * sizeof *grown);
        if (!grown)
            return FOVEA_ERR_NOMEM;
        rows->row = grown;
        rows->capacity = larger;
    }
    rows->row[rows->count++] = row;
    return FOVEA_OK;
}

static fovea_status read_rows(track_rows *rows, const char *path, const fovea_log *log)
{
    text_file t;
    char *file = text_format("%s/gt/gt.txt", path);
    fovea_status status = file ? text_open(&t, file, log) : FOVEA_ERR_NOMEM;
    free(file);
    if (status != FOVEA_OK)
        return status;
    for (text_span line; status == FOVEA_OK && text_line(&t, &line);) {
        track_row row;
        bool considered;
        if (!make_row(&row, &considered, line))
            status = text_unexpected(&t, line, "frame,id,x,y,w,h,considered,class,visibility");
        else if (considered)
            status = append(rows, row);
    }
    text_close(&t);
    return status;
}

static int compare_ids(const void *left, const void *right)
{
    int a = *(const int *)left, b = *(const int *)right;
    return (a > b) - (a < b);
}

static fovea_status add_tracks(dataset *d, const char *place, const track_rows *rows)
{
    int *id = malloc(((size_t)rows->count + 1) * sizeof *id);
    fovea_status status = id ? FOVEA_OK : FOVEA_ERR_NOMEM;
    for (int i = 0; id && i < rows->count; i++)
        id[i] = rows->row[i].id;
    if (id)
        qsort(id, (size_t)rows->count, sizeof *id, compare_ids);
    for (int i = 0; status == FOVEA_OK && i < rows->count; i++) {
        if (i > 0 && id[i] == id[i - 1])
            continue;
        char *name = text_format("%s-%d", place, id[i]);
        status = name ? dataset_add(d, name, place) : FOVEA_ERR_NOMEM;
        free(name);
    }
    free(id);
    return status;
}

static fovea_status add(dataset *d, const char *place)
{
    track_rows rows = {0};
    char *path = text_format("%s/%s", d->folder, place);
    fovea_status status = path ? read_rows(&rows, path, NULL) : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK && rows.count > 0)
        status = add_tracks(d, place, &rows);
    else if (status != FOVEA_ERR_NOMEM) /* loading it says what is wrong */
        status = dataset_add(d, place, place);
    free(rows.row);
    free(path);
    return status;
}

/* The track's rows as an annotation from its first frame to its last. */
static fovea_status set_track(sequence *s, const track_rows *rows, int id)
{
    int first = SEQUENCE_FRAMES_MAX + 1, last = 0;
    for (int i = 0; i < rows->count; i++) {
        const track_row *row = &rows->row[i];
        if (row->id != id)
            continue;
        first = row->frame < first ? row->frame : first;
        last = row->frame > last ? row->frame : last;
    }
    s->frames = last - first + 1;
    s->first_frame = first - 1;
    s->annotation = malloc((size_t)s->frames * sizeof *s->annotation);
    if (!s->annotation)
        return FOVEA_ERR_NOMEM;
    for (int i = 0; i < s->frames; i++)
        s->annotation[i] = (annotation){.box = {NAN, NAN, NAN, NAN}, .absent = true, .cover = -1};
    int class = 0;
    for (int i = 0; i < rows->count; i++) {
        const track_row *row = &rows->row[i];
        if (row->id != id)
            continue;
        annotation *a = &s->annotation[row->frame - first];
        a->absent = false;
        a->box = (fovea_box){(float)(row->side[0] - 1), (float)(row->side[1] - 1),
                             (float)row->side[2], (float)row->side[3]};
        class = row->class;
    }
    free(s->group);
    s->group = text_format("%s", classes[class]);
    return s->group ? FOVEA_OK : FOVEA_ERR_NOMEM;
}

static fovea_status read_info(sequence *s, char **folder, const char *path, const fovea_log *log)
{
    text_file t;
    char *file = text_format("%s/seqinfo.ini", path);
    fovea_status status = file ? text_open(&t, file, log) : FOVEA_ERR_NOMEM;
    free(file);
    if (status != FOVEA_OK)
        return status;
    text_span line, key, value;
    while (text_line(&t, &line)) {
        if (!text_property(line, &key, &value))
            continue;
        if (text_equals(key, "imDir") && !*folder)
            *folder = text_copy(value);
        else if (text_equals(key, "imWidth"))
            s->width = property_number(value);
        else if (text_equals(key, "imHeight"))
            s->height = property_number(value);
        else if (text_equals(key, "frameRate"))
            s->frame_rate = property_number(value);
    }
    text_close(&t);
    if (!*folder)
        *folder = text_format("img1");
    return *folder ? FOVEA_OK : FOVEA_ERR_NOMEM;
}

/* The number behind SEQ- of the name; -1: the name is SEQ, whose tracks could not be listed. */
static int track_id(const dataset *d, int i)
{
    const char *behind = d->name.name[i] + strlen(d->place.name[i]);
    return *behind == '-' ? (int)strtol(behind + 1, NULL, 10) : -1;
}

static bool has_track(const track_rows *rows, int id)
{
    for (int i = 0; i < rows->count; i++)
        if (rows->row[i].id == id)
            return true;
    return false;
}

static fovea_status load(const dataset *d, int i, const char *path, sequence *s,
                         const fovea_log *log)
{
    track_rows rows = {0};
    char *folder = NULL;
    int id = track_id(d, i);
    s->origin = 1;
    s->part = true;
    fovea_status status = read_rows(&rows, path, log);
    if (status == FOVEA_OK && has_track(&rows, id)) {
        status = set_track(s, &rows, id);
    } else if (status == FOVEA_OK) {
        fovea_log_message(log, FOVEA_LOG_ERROR, "%s/gt/gt.txt: no track to be considered", path);
        status = FOVEA_ERR_FORMAT;
    }
    if (status == FOVEA_OK)
        status = read_info(s, &folder, path, log);
    if (status == FOVEA_OK)
        status = load_pictures(s, path, folder, log);
    if (status == FOVEA_OK && s->first_frame + s->frames > s->input_frames) {
        fovea_log_message(log, FOVEA_LOG_ERROR,
                          "%s/gt/gt.txt: track %d goes on to frame %lld, but %s has %lld pictures",
                          path, id, (long long)s->first_frame + s->frames, s->input,
                          (long long)s->input_frames);
        status = FOVEA_ERR_FORMAT;
    }
    free(folder);
    free(rows.row);
    return status;
}

const layout layout_mot = {"MOTChallenge", fits, add, load};
