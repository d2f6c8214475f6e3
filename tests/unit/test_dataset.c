/* Data sets in each layout, made here: what is read from them. */
#include "eval/dataset.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/check_main.h"
#include "support/fixture.h"

static fixture f;

static void set_up(void)
{
    fixture_open(&f);
}

static void tear_down(void)
{
    fixture_close(&f);
}

static dataset *opened(dataset_layout layout, int count)
{
    dataset *d;
    ck_assert_msg(dataset_open(&d, f.folder, &f.log) == FOVEA_OK, "%s", f.messages);
    ck_assert_str_eq(dataset_layout_text(dataset_layout_of(d)), dataset_layout_text(layout));
    ck_assert_int_eq(dataset_count(d), count);
    return d;
}

static sequence loaded(const dataset *d, const char *name)
{
    for (int i = 0; i < dataset_count(d); i++) {
        sequence s;
        if (strcmp(dataset_name(d, i), name) != 0)
            continue;
        ck_assert_msg(dataset_load(d, i, &s, &f.log) == FOVEA_OK, "%s", f.messages);
        ck_assert_str_eq(s.name, name);
        return s;
    }
    ck_abort_msg("no sequence %s", name);
}

static void expect_box(const sequence *s, int frame, float x, float y, float w, float h)
{
    fovea_box b = s->annotation[frame].box;
    ck_assert_msg(b.x == x && b.y == y && b.w == w && b.h == h && !s->annotation[frame].absent,
                  "%s %d: %g,%g,%g,%g", s->name, frame, (double)b.x, (double)b.y, (double)b.w,
                  (double)b.h);
}

static void expect_input(const sequence *s, const char *name, int64_t first, int frames)
{
    ck_assert_str_eq(s->input, fixture_path(f.folder, name));
    ck_assert_int_eq(s->first_frame, first);
    ck_assert_int_eq(s->frames, frames);
}

/* The same box on `lines` lines. */
static void write_boxes(const char *name, int lines, const char *line)
{
    char *text = calloc((size_t)lines + 1, strlen(line) + 1);
    ck_assert_ptr_nonnull(text);
    for (int i = 0; i < lines; i++)
        sprintf(text + strlen(text), "%s\n", line);
    fixture_write(&f, name, text);
    free(text);
}

/* ---- OTB -------------------------------------------------------------------------------- */

START_TEST(otb_counts_pixels_from_one_in_any_separator)
{
    fixture_pictures(&f, "Basketball/img", 1, 3, 4);
    fixture_write(&f, "Basketball/groundtruth_rect.txt",
                  "198,214,34,81\n1\t2\t3\t4\n1.5 1 10 20\n");
    fixture_write(&f, "Basketball/cfg.json", "{}");
    dataset *d = opened(DATASET_OTB, 1);
    sequence s = loaded(d, "Basketball");
    expect_input(&s, "Basketball/img", 0, 3);
    expect_box(&s, 0, 197, 213, 34, 81);
    expect_box(&s, 1, 0, 1, 3, 4);
    expect_box(&s, 2, 0.5F, 0, 10, 20);
    ck_assert(s.origin == 1 && !s.part && s.input_frames == 3);
    ck_assert_int_eq(s.attribute.count, 5);
    ck_assert_str_eq(s.attribute.name[1], "OCC");
    sequence_close(&s);
    dataset_close(&d);
    ck_assert_ptr_null(d);
}
END_TEST

static const struct {
    const char *name;
    int first, last, from, lines; /* pictures; first frame of the annotation; its lines */
} ranges[] = {
    {"David", 1, 770, 299, 471},  {"Football1", 1, 80, 0, 74},   {"Freeman3", 1, 470, 0, 460},
    {"Freeman4", 1, 297, 0, 283}, {"Diving", 1, 231, 0, 215},    {"BlurCar1", 247, 988, 0, 742},
    {"BlurCar3", 3, 359, 0, 357}, {"BlurCar4", 18, 397, 0, 380}, {"BlurCar1", 1, 988, 246, 742},
    {"David", 300, 770, 0, 471},
};

START_TEST(otb_sub_ranges_are_those_published)
{
    char folder[64], file[64];
    snprintf(folder, sizeof folder, "%s/img", ranges[_i].name);
    snprintf(file, sizeof file, "%s/groundtruth_rect.txt", ranges[_i].name);
    fixture_pictures(&f, folder, ranges[_i].first, ranges[_i].last, 4);
    write_boxes(file, ranges[_i].lines, "10,20,30,40");
    dataset *d = opened(DATASET_OTB, 1);
    sequence s = loaded(d, ranges[_i].name);
    expect_input(&s, folder, ranges[_i].from, ranges[_i].lines);
    ck_assert_int_eq(s.input_frames, ranges[_i].last - ranges[_i].first + 1);
    ck_assert_int_eq(s.part, s.input_frames != s.frames);
    sequence_close(&s);
    dataset_close(&d);
}
END_TEST

START_TEST(otb_targets_are_sequences)
{
    static const char *const names[] = {"Human4-2", "Jogging-1", "Jogging-2", "Skating2-1",
                                        "Skating2-2"};
    fixture_pictures(&f, "Jogging/img", 1, 2, 4);
    fixture_pictures(&f, "Skating2/img", 1, 1, 4);
    fixture_pictures(&f, "Human4/img", 1, 1, 4);
    fixture_write(&f, "Jogging/groundtruth_rect.1.txt", "1,1,2,2\n2,2,2,2\n");
    fixture_write(&f, "Jogging/groundtruth_rect.2.txt", "5,5,2,2\n6,6,2,2\n");
    fixture_write(&f, "Skating2/groundtruth_rect.1.txt", "1,1,2,2\n");
    fixture_write(&f, "Skating2/groundtruth_rect.2.txt", "1,1,2,2\n");
    fixture_write(&f, "Human4/groundtruth_rect.1.txt", " \n");
    fixture_write(&f, "Human4/groundtruth_rect.2.txt", "1,1,2,2\n");
    dataset *d = opened(DATASET_OTB, 5);
    for (int i = 0; i < 5; i++)
        ck_assert_str_eq(dataset_name(d, i), names[i]);
    sequence s = loaded(d, "Jogging-2");
    expect_input(&s, "Jogging/img", 0, 2);
    expect_box(&s, 1, 5, 5, 2, 2);
    ck_assert_str_eq(s.attribute.name[0], "OCC");
    sequence_close(&s);
    dataset_close(&d);
}
END_TEST

/* ---- GOT-10k ------------------------------------------------------------------------------ */

START_TEST(got10k_has_labels_and_a_class)
{
    fixture_write(&f, "list.txt", "GOT-10k_Val_000002\nGOT-10k_Val_000001\n");
    for (int i = 1; i <= 2; i++) {
        char name[64];
        snprintf(name, sizeof name, "GOT-10k_Val_%06d", i);
        fixture_pictures(&f, name, 1, 3, 8);
        strcat(name, "/groundtruth.txt");
        fixture_write(&f, name, "499.0000,421.0000,102.0000,179.0000\n1,2,3,4\n0,0,0,0\n");
    }
    fixture_write(&f, "GOT-10k_Val_000001/absence.label", "0\n1\n0\n");
    fixture_write(&f, "GOT-10k_Val_000001/cover.label", "8\n0\n3\n");
    fixture_write(&f, "GOT-10k_Val_000001/cut_by_image.label", "0\n0\n1\n");
    fixture_write(&f, "GOT-10k_Val_000001/meta_info.ini",
                  "[METAINFO]\nurl: https://example.org/a=b\nanno_fps: 10Hz\n"
                  "object_class: bear cub\nresolution: (1920, 1080)\n");
    dataset *d = opened(DATASET_GOT10K, 2);
    ck_assert_str_eq(dataset_name(d, 0), "GOT-10k_Val_000002");
    sequence s = loaded(d, "GOT-10k_Val_000001");
    expect_input(&s, "GOT-10k_Val_000001", 0, 3);
    expect_box(&s, 0, 499, 421, 102, 179);
    ck_assert(s.annotation[1].absent && s.annotation[1].box.w == 3);
    ck_assert(s.annotation[2].absent && isnan(s.annotation[2].box.w));
    ck_assert(s.annotation[0].cover == 8 && s.annotation[1].cover == 0);
    ck_assert_str_eq(s.group, "bear cub");
    ck_assert(s.width == 1920 && s.height == 1080 && s.frame_rate == 10 && s.origin == 0);
    ck_assert_str_eq(s.tag.name[0], "cut_by_image");
    ck_assert(s.annotation[2].tags == 1 && s.annotation[0].tags == 0);
    sequence_close(&s);
    s = loaded(d, "GOT-10k_Val_000002");
    ck_assert(s.annotation[0].cover == -1 && s.group[0] == '\0');
    sequence_close(&s);
    dataset_close(&d);
}
END_TEST

START_TEST(got10k_test_sequences_tell_the_first_box)
{
    fixture_pictures(&f, "GOT-10k_Test_000001", 1, 5, 8);
    fixture_write(&f, "GOT-10k_Test_000001/groundtruth.txt", "1,2,3,4\n");
    dataset *d = opened(DATASET_GOT10K, 1);
    sequence s = loaded(d, "GOT-10k_Test_000001");
    ck_assert_int_eq(s.frames, 5);
    expect_box(&s, 0, 1, 2, 3, 4);
    ck_assert(isnan(s.annotation[4].box.x) && !s.annotation[4].absent);
    sequence_close(&s);
    dataset_close(&d);
}
END_TEST

/* ---- LaSOT -------------------------------------------------------------------------------- */

static void write_lasot(const char *folder)
{
    char name[96];
    snprintf(name, sizeof name, "%s/img", folder);
    fixture_pictures(&f, name, 1, 4, 8);
    snprintf(name, sizeof name, "%s/groundtruth.txt", folder);
    fixture_write(&f, name, "367,101,41,16\n366,103,45,16\n0,0,0,0\n1,1,5,5\n");
    snprintf(name, sizeof name, "%s/full_occlusion.txt", folder);
    fixture_write(&f, name, "0,1,0,0\n");
    snprintf(name, sizeof name, "%s/out_of_view.txt", folder);
    fixture_write(&f, name, "0,0,1,0\n");
    snprintf(name, sizeof name, "%s/nlp.txt", folder);
    fixture_write(&f, name, "white airplane landing\n");
}

static void expect_lasot(const dataset *d, const char *folder, const char *name)
{
    sequence s = loaded(d, name);
    char input[96];
    snprintf(input, sizeof input, "%s/img", folder);
    expect_input(&s, input, 0, 4);
    expect_box(&s, 0, 366, 100, 41, 16);
    expect_box(&s, 3, 0, 0, 5, 5);
    ck_assert(s.annotation[1].absent && s.annotation[1].box.w == 45 && s.annotation[1].tags == 1);
    ck_assert(s.annotation[2].absent && s.annotation[2].tags == 2);
    ck_assert_str_eq(s.tag.name[1], "out_of_view");
    ck_assert_str_eq(s.group, "airplane");
    sequence_close(&s);
}

START_TEST(lasot_lies_in_classes_or_flat)
{
    write_lasot("airplane/airplane-1");
    write_lasot("airplane/airplane-10");
    fixture_write(&f, "annos/att/airplane-10.txt", "0,1,0,0,0,1,0,0,1,0,0,0,1,0\n");
    dataset *d = opened(DATASET_LASOT, 2);
    expect_lasot(d, "airplane/airplane-1", "airplane-1");
    sequence s = loaded(d, "airplane-10");
    ck_assert_int_eq(s.attribute.count, 4);
    ck_assert_str_eq(s.attribute.name[0], "POC");
    ck_assert_str_eq(s.attribute.name[3], "LR");
    sequence_close(&s);
    dataset_close(&d);

    write_lasot("airplane-3");
    fixture_write(&f, "list.txt", "airplane-3\nairplane-10\n");
    d = opened(DATASET_LASOT, 2);
    expect_lasot(d, "airplane-3", "airplane-3");
    expect_lasot(d, "airplane/airplane-10", "airplane-10");
    dataset_close(&d);
}
END_TEST

/* ---- VOT ---------------------------------------------------------------------------------- */

START_TEST(vot_has_regions_tags_and_anchors)
{
    fixture_write(&f, "list.txt", "ants1\n");
    fixture_pictures(&f, "ants1/color", 1, 5, 8);
    fixture_write(&f, "ants1/sequence",
                  "channels.color=color/%08d.jpg\nfps=25\nheight=48\nname=ants1\nwidth=64\n");
    fixture_write(&f, "ants1/groundtruth.txt",
                  "1,2,30,4\n0,0,10,0,10,8,0,8\nm10,20,4,3,5,2,5\nnan,nan,nan,nan\n0\n");
    fixture_write(&f, "ants1/occlusion.tag", "0\n1\n");
    fixture_write(&f, "ants1/camera_motion.tag", "1\n1\n1\n1\n1\n");
    fixture_write(&f, "ants1/anchor.value", "1\n0\n-1\n0\n0\n");
    dataset *d = opened(DATASET_VOT, 1);
    sequence s = loaded(d, "ants1");
    expect_input(&s, "ants1/color/%08d.jpg", 0, 5);
    expect_box(&s, 0, 1, 2, 30, 4);
    expect_box(&s, 1, 0, 0, 10, 8);
    expect_box(&s, 2, 11, 21, 2, 1);
    ck_assert(s.annotation[3].absent && s.annotation[4].absent);
    ck_assert_ptr_nonnull(s.region);
    ck_assert(s.region[1].kind == REGION_POLYGON && s.region[2].kind == REGION_MASK);
    ck_assert(s.width == 64 && s.height == 48 && s.frame_rate == 25);
    ck_assert_str_eq(s.tag.name[0], "camera_motion");
    ck_assert(s.annotation[1].tags == 3 && s.annotation[2].tags == 1);
    ck_assert(s.annotation[0].anchor == 1 && s.annotation[2].anchor == -1);
    sequence_close(&s);
    dataset_close(&d);
}
END_TEST

START_TEST(older_vot_has_its_pictures_beside)
{
    fixture_write(&f, "list.txt", "bag\nball1\n");
    fixture_pictures(&f, "bag", 1, 2, 8);
    fixture_pictures(&f, "ball1", 1, 2, 8);
    fixture_write(&f, "bag/groundtruth.txt", "0,0,10,0,10,8,0,8\n1,1,10,0,10,8,0,8\n");
    fixture_write(&f, "ball1/groundtruth.txt", "1,1,2,2\n1,1,2,2\n");
    dataset *d = opened(DATASET_VOT, 2);
    sequence s = loaded(d, "bag");
    expect_input(&s, "bag/%08d.jpg", 0, 2);
    sequence_close(&s);
    dataset_close(&d);
}
END_TEST

START_TEST(vot_length_cuts_the_pictures)
{
    fixture_pictures(&f, "a/color", 1, 9, 8);
    fixture_write(&f, "a/sequence", "channels.color=color/\nlength=2\n");
    fixture_write(&f, "a/groundtruth.txt", "1,1,2,2\n1,1,2,2\n");
    dataset *d = opened(DATASET_VOT, 1);
    sequence s = loaded(d, "a");
    expect_input(&s, "a/color/", 0, 2);
    ck_assert(s.part);
    sequence_close(&s);
    dataset_close(&d);
}
END_TEST

/* ---- MOTChallenge --------------------------------------------------------------------------- */

START_TEST(mot_tracks_are_sequences)
{
    fixture_pictures(&f, "MOT17-02/img1", 1, 9, 6);
    fixture_write(&f, "MOT17-02/seqinfo.ini",
                  "[Sequence]\nname=MOT17-02\nimDir=img1\nframeRate=30\nseqLength=9\n"
                  "imWidth=1920\nimHeight=1080\nimExt=.jpg\n");
    fixture_write(
        &f, "MOT17-02/gt/gt.txt",
        "3,12,101,201,30,40,1,1,0.9\n4,12,102,201,30,40,1,1,0.9\n6,12,104,201,30,40,1,1,1\n"
        "1,2,11,21,5,6,1,3,1\n2,2,12,21,5,6,1,3,1\n5,7,1,1,2,2,0,1,1\n");
    dataset *d = opened(DATASET_MOT, 2);
    ck_assert_str_eq(dataset_name(d, 0), "MOT17-02-2");
    sequence s = loaded(d, "MOT17-02-12");
    expect_input(&s, "MOT17-02/img1", 2, 4);
    expect_box(&s, 0, 100, 200, 30, 40);
    expect_box(&s, 3, 103, 200, 30, 40);
    ck_assert(s.annotation[2].absent && s.part && s.origin == 1);
    ck_assert(s.width == 1920 && s.height == 1080 && s.frame_rate == 30 && s.input_frames == 9);
    ck_assert_str_eq(s.group, "pedestrian");
    sequence_close(&s);
    dataset_close(&d);
}
END_TEST

/* ---- plain -------------------------------------------------------------------------------- */

START_TEST(plain_is_a_video_or_folder_with_a_text)
{
    fixture_write(&f, "car.mp4", "");
    fixture_write(&f, "car.txt", "1.5,2,3,4\nnan,nan,nan,nan\n0,0,0,0\n");
    fixture_write(&f, "walk.y4m", "");
    fixture_write(&f, "walk.txt", "1 2 3 4");
    fixture_pictures(&f, "still", 1, 2, 3);
    fixture_write(&f, "still.txt", "1,2,3,4\n1,2,3,4\n");
    fixture_write(&f, "README.txt", "These are not boxes.\n");
    dataset *d = opened(DATASET_PLAIN, 3);
    sequence s = loaded(d, "car");
    expect_input(&s, "car.mp4", 0, 3);
    expect_box(&s, 0, 1.5F, 2, 3, 4);
    ck_assert(s.annotation[1].absent && s.annotation[2].absent && s.input_frames == 0);
    ck_assert(s.annotation[0].cover == -1 && s.origin == 0 && !s.region);
    sequence_close(&s);
    s = loaded(d, "walk");
    expect_input(&s, "walk.y4m", 0, 1);
    sequence_close(&s);
    s = loaded(d, "still");
    expect_input(&s, "still", 0, 2);
    sequence_close(&s);
    dataset_close(&d);
}
END_TEST

START_TEST(a_list_chooses_and_orders)
{
    sequence s;
    fixture_write(&f, "a.mp4", "");
    fixture_write(&f, "a.txt", "1,2,3,4\n");
    fixture_write(&f, "b.mp4", "");
    fixture_write(&f, "b.txt", "1,2,3,4\n");
    fixture_write(&f, "c.mp4", "");
    fixture_write(&f, "c.txt", "1,2,3,4\n");
    fixture_write(&f, "list.txt", "c\na\nd\n");
    dataset *d = opened(DATASET_PLAIN, 3);
    ck_assert_str_eq(dataset_name(d, 0), "c");
    ck_assert_str_eq(dataset_name(d, 1), "a");
    ck_assert_int_eq(dataset_load(d, 2, &s, &f.log), FOVEA_ERR_IO);
    ck_assert_ptr_nonnull(strstr(f.messages, "/d.txt: cannot be read"));
    dataset_close(&d);
}
END_TEST

START_TEST(a_slash_behind_the_folder_changes_nothing)
{
    dataset *d;
    char folder[80];
    snprintf(folder, sizeof folder, "%s//", f.folder);
    fixture_write(&f, "car.mp4", "");
    fixture_write(&f, "car.txt", "1,2,3,4\n");
    ck_assert_int_eq(dataset_open(&d, folder, &f.log), FOVEA_OK);
    sequence s = loaded(d, "car");
    expect_input(&s, "car.mp4", 0, 1);
    sequence_close(&s);
    dataset_close(&d);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dataset");
    TCase *tests = tcase_create("dataset");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, otb_counts_pixels_from_one_in_any_separator);
    tcase_add_loop_test(tests, otb_sub_ranges_are_those_published, 0,
                        sizeof ranges / sizeof *ranges);
    tcase_add_test(tests, otb_targets_are_sequences);
    tcase_add_test(tests, got10k_has_labels_and_a_class);
    tcase_add_test(tests, got10k_test_sequences_tell_the_first_box);
    tcase_add_test(tests, lasot_lies_in_classes_or_flat);
    tcase_add_test(tests, vot_has_regions_tags_and_anchors);
    tcase_add_test(tests, older_vot_has_its_pictures_beside);
    tcase_add_test(tests, vot_length_cuts_the_pictures);
    tcase_add_test(tests, mot_tracks_are_sequences);
    tcase_add_test(tests, plain_is_a_video_or_folder_with_a_text);
    tcase_add_test(tests, a_list_chooses_and_orders);
    tcase_add_test(tests, a_slash_behind_the_folder_changes_nothing);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
