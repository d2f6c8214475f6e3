/* Fuzzes the readers of annotations. The first byte says which layout, the rest is the text of
 * its files, one after another with FS (28) between; 6 is none, but lines of regions without any
 * file. What is read is sane, or refused. */
#include <math.h>

#include "eval/dataset.h"
#include "fuzz/fuzz.h"
#include "support/fixture.h"

enum { LAYOUTS = 6, FILES = 5, PICTURES = 3, WIDTH = 64, HEIGHT = 48, SEPARATOR = 28 };

/* A folder of pictures each, and the files that are written anew for every input. */
static const struct {
    const char *pictures, *files[FILES];
} layouts[LAYOUTS] = {
    {"David/img", {"David/groundtruth_rect.txt", "David/groundtruth_rect.2.txt"}},
    {"GOT-10k_1",
     {"GOT-10k_1/groundtruth.txt", "GOT-10k_1/absence.label", "GOT-10k_1/cover.label",
      "GOT-10k_1/meta_info.ini", "GOT-10k_1/cut_by_image.label"}},
    {"car/car-1/img",
     {"car/car-1/groundtruth.txt", "car/car-1/full_occlusion.txt", "car/car-1/out_of_view.txt",
      "att/car-1.txt"}},
    {"ants/color",
     {"ants/groundtruth.txt", "ants/sequence", "ants/a.tag", "ants/anchor.value", "list.txt"}},
    {"MOT/img1", {"MOT/gt/gt.txt", "MOT/seqinfo.ini"}},
    {"clip", {"clip.txt", "film.txt", "film.mp4"}},
};

static fixture folders[LAYOUTS];

static void remove_folders(void)
{
    for (int i = 0; i < LAYOUTS; i++)
        fixture_close(&folders[i]);
}

static void make_folders(void)
{
    for (int i = 0; i < LAYOUTS; i++) {
        fixture_open(&folders[i]);
        fixture_pictures(&folders[i], layouts[i].pictures, 1, PICTURES, 8);
    }
    atexit(remove_folders);
}

static void write_files(const fixture *f, int which, const uint8_t *data, size_t size)
{
    for (int i = 0; i < FILES && layouts[which].files[i]; i++) {
        const uint8_t *end = size > 0 ? memchr(data, SEPARATOR, size) : NULL;
        size_t length = end ? (size_t)(end - data) : size;
        fixture_write_bytes(f, layouts[which].files[i], length > 0 ? data : (const uint8_t *)"",
                            length);
        size_t taken = length + (end != NULL);
        data = size > 0 ? data + taken : data;
        size -= taken;
    }
}

static void check_region(const region *a, const region *b)
{
    double overlap = region_overlap(a, b, WIDTH, HEIGHT);
    FUZZ_EXPECT(overlap >= 0 && overlap <= 1);
    FUZZ_EXPECT(region_overlap(b, a, WIDTH, HEIGHT) == overlap);
    char *text = region_text(a);
    region again;
    FUZZ_EXPECT(text && region_parse(&again, text, text + strlen(text)) == FOVEA_OK);
    FUZZ_EXPECT(again.kind == a->kind);
    FUZZ_EXPECT(region_overlap(a, &again, WIDTH, HEIGHT) == region_overlap(a, a, WIDTH, HEIGHT));
    region_free(&again);
    free(text);
}

/* Lines of regions, each against the one before. */
static void parse_regions(const char *at, const char *end)
{
    region before = region_of_box((fovea_box){10, 10, 20, 15});
    while (at < end) {
        region r;
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (region_parse(&r, at, newline ? newline : end) == FOVEA_OK) {
            check_region(&r, &before);
            region_free(&before);
            before = r;
        }
        at = newline ? newline + 1 : end;
    }
    region_free(&before);
}

static void check_sequence(const sequence *s)
{
    FUZZ_EXPECT(s->frames >= 1 && s->name[0] && s->input && s->first_frame >= 0);
    FUZZ_EXPECT(s->input_frames == 0 || s->first_frame + s->frames <= s->input_frames);
    for (int i = 0; i < s->frames; i++) {
        const annotation *a = &s->annotation[i];
        bool box = isfinite(a->box.x) && isfinite(a->box.y) && a->box.w > 0 && a->box.h > 0;
        FUZZ_EXPECT(box || (isnan(a->box.x) && isnan(a->box.h)));
        FUZZ_EXPECT(a->cover >= -1 && a->cover <= 8);
    }
    int start = sequence_start(s);
    FUZZ_EXPECT(start >= -1 && start < s->frames);
    for (int i = 0; s->region && i < s->frames; i++)
        check_region(&s->region[i], &s->region[(i * 7 + 1) % s->frames]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!folders[0].folder[0])
        make_folders();
    if (size == 0)
        return 0;
    int which = data[0] % (LAYOUTS + 1);
    if (which == LAYOUTS) {
        parse_regions((const char *)data + 1, (const char *)data + size);
        return 0;
    }
    fixture *f = &folders[which];
    f->messages[0] = '\0';
    write_files(f, which, data + 1, size - 1);
    dataset *d;
    if (dataset_open(&d, f->folder, &f->log) != FOVEA_OK) {
        FUZZ_EXPECT(f->messages[0] == 'E');
        return 0;
    }
    for (int i = 0; i < dataset_count(d); i++) {
        sequence s;
        f->messages[0] = '\0';
        if (dataset_load(d, i, &s, &f->log) == FOVEA_OK) {
            check_sequence(&s);
            sequence_close(&s);
        } else {
            FUZZ_EXPECT(f->messages[0] == 'E');
        }
    }
    dataset_close(&d);
    return 0;
}
