/* Fuzzes the readers of results. The first byte says which layout and a format to write, the
 * rest is the text of its files, one after another with FS (28) between (a binary trajectory
 * takes it all). What is read has a row for each frame, and comes back from Fovea's own file as
 * it was. */
#include <math.h>

#include "eval/results.h"
#include "fuzz/fuzz.h"
#include "support/fixture.h"

enum { LAYOUTS = 5, FILES = 3, FRAMES = 4, SEPARATOR = 28 };

static const struct {
    int layout;
    bool whole; /* the first file takes all */
    const char *files[FILES];
} layouts[LAYOUTS] = {
    {RESULTS_FLAT, true, {"a.csv"}},
    {RESULTS_FLAT, false, {"a.txt", "a_time.txt"}},
    {RESULTS_NESTED, false, {"a/a_001.txt", "a/a_time.txt"}},
    {RESULTS_VOT_EXPERIMENT,
     false,
     {"baseline/a/a_001.txt", "baseline/a/a_001_confidence.value", "baseline/a/a_001_time.value"}},
    {RESULTS_VOT_EXPERIMENT, true, {"longterm/a/a_001.bin"}},
};

static fixture folders[LAYOUTS], own;

static void remove_folders(void)
{
    for (int i = 0; i < LAYOUTS; i++)
        fixture_close(&folders[i]);
    fixture_close(&own);
}

static void make_folders(void)
{
    for (int i = 0; i < LAYOUTS; i++)
        fixture_open(&folders[i]);
    fixture_open(&own);
    atexit(remove_folders);
}

static void write_files(const fixture *f, int which, const uint8_t *data, size_t size)
{
    for (int i = 0; i < FILES && layouts[which].files[i]; i++) {
        bool cut = size > 0 && !layouts[which].whole;
        const uint8_t *end = cut ? memchr(data, SEPARATOR, size) : NULL;
        size_t length = end ? (size_t)(end - data) : size;
        fixture_write_bytes(f, layouts[which].files[i], length > 0 ? data : (const uint8_t *)"",
                            length);
        size_t taken = length + (end != NULL);
        data = size > 0 ? data + taken : data;
        size -= taken;
    }
}

static bool same_float(float a, float b)
{
    return a == b || (isnan(a) && isnan(b)) || (!isfinite(a) && isnan(b));
}

/* Times are kept in nanoseconds. */
static bool same_time(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-9 || fabs(a - b) <= 1e-15 * fabs(a) ||
           (isinf(a) && a == b);
}

static void check_trajectory(const trajectory *t, const sequence *s, results_format other)
{
    trajectory back;
    FUZZ_EXPECT(t->frames == FRAMES);
    FUZZ_EXPECT(results_write(own.folder, RESULTS_FOVEA, s, t, &own.log) == FOVEA_OK);
    FUZZ_EXPECT(results_read(&back, own.folder, RESULTS_FOVEA, s, &own.log) == FOVEA_OK);
    for (int i = 0; i < FRAMES; i++) {
        const trajectory_row *a = &t->row[i], *b = &back.row[i];
        FUZZ_EXPECT(same_float(a->box.x, b->box.x) && same_float(a->box.y, b->box.y));
        FUZZ_EXPECT(same_float(a->box.w, b->box.w) && same_float(a->box.h, b->box.h));
        FUZZ_EXPECT(same_float(a->confidence, b->confidence) && a->state == b->state);
        FUZZ_EXPECT(same_time(a->step_s, b->step_s) && same_time(a->decode_s, b->decode_s));
    }
    trajectory_close(&back);
    FUZZ_EXPECT(results_write(own.folder, other, s, t, &own.log) == FOVEA_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char name[] = "a", group[] = "", input[] = "a.mp4";
    static const char *const names[] = {name};
    annotation frames[FRAMES];
    for (int i = 0; i < FRAMES; i++)
        frames[i] = (annotation){.box = {1, 2, 30, 40}, .cover = -1};
    const sequence s = {.name = name,
                        .group = group,
                        .input = input,
                        .frames = FRAMES,
                        .annotation = frames,
                        .first_frame = 2,
                        .origin = 1};
    if (!own.folder[0])
        make_folders();
    if (size == 0)
        return 0;
    int which = data[0] % LAYOUTS;
    fixture *f = &folders[which];
    f->messages[0] = '\0';
    write_files(f, which, data + 1, size - 1);
    results_folder folder;
    FUZZ_EXPECT(results_folder_open(&folder, f->folder, NULL, names, 1, &f->log) == FOVEA_OK);
    FUZZ_EXPECT((int)folder.layout == layouts[which].layout ||
                layouts[which].layout == RESULTS_NESTED);
    FUZZ_EXPECT(results_folder_runs(&folder, &s) == 1);
    trajectory t;
    if (results_folder_read(&t, &folder, &s, 1, &f->log) == FOVEA_OK) {
        check_trajectory(&t, &s, (results_format)(data[0] / LAYOUTS % (RESULTS_CVAT + 1)));
        trajectory_close(&t);
    } else {
        FUZZ_EXPECT(f->messages[0] == 'E' || f->messages[0] == 'W');
    }
    results_folder_close(&folder);
    return 0;
}
