/* What is wrong with data sets: said in one line that names file and line, while the rest stays
 * usable. */
#include <stdio.h>
#include <string.h>

#include "eval/dataset.h"
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

static int lines(const char *text)
{
    int count = 0;
    for (; *text; text++)
        count += *text == '\n';
    return count;
}

/* The last message is one line with both texts. */
static void expect_message(const char *where, const char *what)
{
    ck_assert_msg(lines(f.messages) == 1 && strstr(f.messages, where) && strstr(f.messages, what),
                  "expected '%s' and '%s' in: %s", where, what, f.messages);
    f.messages[0] = '\0';
}

static void expect_failure(const dataset *d, int i, fovea_status status, const char *where,
                           const char *what)
{
    sequence s;
    ck_assert_int_eq(dataset_load(d, i, &s, &f.log), status);
    expect_message(where, what);
}

static dataset *opened(void)
{
    dataset *d;
    ck_assert_msg(dataset_open(&d, f.folder, &f.log) == FOVEA_OK, "%s", f.messages);
    return d;
}

START_TEST(what_is_no_data_set_is_refused)
{
    dataset *d;
    ck_assert_int_eq(dataset_open(&d, fixture_path(f.folder, "no"), &f.log), FOVEA_ERR_IO);
    expect_message("/no: no folder", "No such file");
    ck_assert_int_eq(dataset_open(&d, f.folder, &f.log), FOVEA_ERR_FORMAT);
    expect_message(f.folder, "no data set; expected folders with groundtruth_rect.txt (OTB)");
    fixture_write(&f, "a.mp4", "");
    ck_assert_int_eq(dataset_open(&d, f.folder, &f.log), FOVEA_ERR_FORMAT);
    ck_assert_ptr_null(d);
}
END_TEST

START_TEST(lines_that_are_no_boxes_are_named)
{
    static const struct {
        const char *text, *where, *what;
    } cases[] = {
        {"1,2,3,4\n1,2,3\n", "a.txt:2: ", "found '1,2,3', expected x,y,w,h"},
        {"1,2,3,4\n\n1,2,3,4\n", "a.txt:2: ", "found ''"},
        {"1,2,3,4,5\n", "a.txt:1: ", "expected x,y,w,h"},
        {"1,2,3,x\n", "a.txt:1: ", "found '1,2,3,x'"},
        {"1,2,-3,4\n", "a.txt:1: ", "expected x,y,w,h"},
        {"1,2,inf,4\n", "a.txt:1: ", "expected x,y,w,h"},
        {"1,2,1e7,4\n", "a.txt:1: ", "expected x,y,w,h"},
        {"", "a.txt:0: ", "no boxes"},
    };
    fixture_write(&f, "a.mp4", "");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture_write(&f, "a.txt", cases[i].text);
        dataset *d = opened();
        expect_failure(d, 0, FOVEA_ERR_FORMAT, cases[i].where, cases[i].what);
        dataset_close(&d);
    }
}
END_TEST

START_TEST(other_sequences_go_on)
{
    sequence s;
    fixture_write(&f, "list.txt", "one\ntwo\nthree\nfour\n");
    for (int i = 0; i < 2; i++) {
        const char *names[] = {"one/img", "three/img"};
        fixture_pictures(&f, names[i], 1, 2, 4);
    }
    fixture_write(&f, "one/groundtruth_rect.txt", "1,2,3,4\n1,2,3,4\n1,2,3,4\n");
    fixture_write(&f, "three/groundtruth_rect.txt", "1,2,3,4\n1,2,3,4\n");
    fixture_write(&f, "four/groundtruth_rect.txt", "1,2,3,4\n1,2,3,4\n");
    dataset *d = opened();
    ck_assert_int_eq(dataset_count(d), 4);
    expect_failure(d, 0, FOVEA_ERR_FORMAT, "one/groundtruth_rect.txt:3: ", "has 2 pictures");
    expect_failure(d, 1, FOVEA_ERR_IO, "two/groundtruth_rect.txt: ", "No such file");
    ck_assert_int_eq(dataset_load(d, 2, &s, &f.log), FOVEA_OK);
    sequence_close(&s);
    expect_failure(d, 3, FOVEA_ERR_IO, "four/img: ", "pictures cannot be read: No such file");
    dataset_close(&d);
}
END_TEST

START_TEST(an_otb_folder_without_annotation_is_told)
{
    fixture_pictures(&f, "a/img", 1, 1, 4);
    fixture_write(&f, "a/groundtruth_rect.txt", "1,2,3,4\n");
    fixture_pictures(&f, "b/img", 1, 1, 4);
    fixture_write(&f, "c/img/readme", "");
    fixture_write(&f, "c/groundtruth_rect.txt", "1,2,3,4\n");
    dataset *d = opened();
    ck_assert_int_eq(dataset_count(d), 3);
    expect_failure(d, 1, FOVEA_ERR_IO, "b/groundtruth_rect.txt: ", "No such file");
    expect_failure(d, 2, FOVEA_ERR_IO, "c/img: ", "no pictures");
    dataset_close(&d);
}
END_TEST

START_TEST(sub_ranges_of_other_lengths_are_refused)
{
    fixture_pictures(&f, "Football1/img", 1, 80, 4);
    fixture_write(&f, "Football1/groundtruth_rect.txt", "1,2,3,4\n1,2,3,4\n");
    dataset *d = opened();
    expect_failure(d, 0, FOVEA_ERR_FORMAT, "Football1/groundtruth_rect.txt:2: ", "80 pictures");
    dataset_close(&d);
}
END_TEST

START_TEST(labels_must_fit)
{
    static const struct {
        const char *file, *text, *what;
    } cases[] = {
        {"absence.label", "0\n1\n", "the file ends after 2 values; expected 3"},
        {"absence.label", "0\n0\n0\n0\n", "more values than the 3 frames"},
        {"cover.label", "8\n9\n0\n", "cover.label:2: expected a whole number of 0 to 8"},
        {"cut_by_image.label", "0\nx\n0\n", "cut_by_image.label:2: expected a whole number"},
    };
    fixture_pictures(&f, "GOT-10k_Val_000001", 1, 3, 8);
    fixture_write(&f, "GOT-10k_Val_000001/groundtruth.txt", "1,2,3,4\n1,2,3,4\n1,2,3,4\n");
    dataset *d = opened();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[64];
        snprintf(name, sizeof name, "GOT-10k_Val_000001/%s", cases[i].file);
        fixture_write(&f, name, cases[i].text);
        expect_failure(d, 0, FOVEA_ERR_FORMAT, cases[i].file, cases[i].what);
        fixture_write(&f, name, "0\n0\n0\n");
    }
    dataset_close(&d);
}
END_TEST

START_TEST(names_must_be_names_of_files_and_differ)
{
    static const char *const wrong[] = {"a\n../b\n", "a\n.\n", "a\nb/c\n", "a\n\nb\n"};
    dataset *d;
    fixture_pictures(&f, "a/img", 1, 1, 4);
    fixture_write(&f, "a/groundtruth_rect.txt", "1,2,3,4\n");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        fixture_write(&f, "list.txt", wrong[i]);
        ck_assert_int_eq(dataset_open(&d, f.folder, &f.log), FOVEA_ERR_FORMAT);
        expect_message("list.txt:2: ", "expected the name of a sequence");
    }
    fixture_write(&f, "list.txt", "a\na\n");
    ck_assert_int_eq(dataset_open(&d, f.folder, &f.log), FOVEA_ERR_FORMAT);
    expect_message(f.folder, "two sequences of the name 'a'");
}
END_TEST

START_TEST(plain_annotations_need_a_video_and_videos_one)
{
    fixture_write(&f, "a.txt", "1,2,3,4\n");
    fixture_write(&f, "b.mp4", "");
    fixture_pictures(&f, "c", 1, 3, 4);
    fixture_write(&f, "c.txt", "1,2,3,4\n1,2,3,4\n");
    dataset *d = opened();
    ck_assert_int_eq(dataset_count(d), 3);
    expect_failure(d, 0, FOVEA_ERR_IO, "/a.txt has boxes", "no video or folder of pictures a");
    expect_failure(d, 1, FOVEA_ERR_IO, "/b.txt: ", "No such file");
    expect_failure(d, 2, FOVEA_ERR_FORMAT, "/c.txt:2: ", "/c has 3 pictures");
    dataset_close(&d);
}
END_TEST

START_TEST(mot_says_what_is_wrong_when_it_is_loaded)
{
    fixture_pictures(&f, "a/img1", 1, 3, 6);
    fixture_write(&f, "a/seqinfo.ini", "[Sequence]\n");
    fixture_write(&f, "b/seqinfo.ini", "[Sequence]\n");
    fixture_write(&f, "c/seqinfo.ini", "[Sequence]\n");
    fixture_write(&f, "a/gt/gt.txt", "5,1,1,1,2,2,1,1,1\n");
    fixture_write(&f, "b/gt/gt.txt", "1,1,1,1,2,2,1,1,1\n1,1,1\n");
    dataset *d = opened();
    ck_assert_int_eq(dataset_count(d), 3);
    expect_failure(d, 0, FOVEA_ERR_FORMAT, "a/gt/gt.txt: track 1 goes on to frame 5", "3 pictures");
    expect_failure(d, 1, FOVEA_ERR_FORMAT, "b/gt/gt.txt:2: ", "expected frame,id,x,y,w,h");
    expect_failure(d, 2, FOVEA_ERR_IO, "c/gt/gt.txt: ", "No such file");
    dataset_close(&d);
}
END_TEST

START_TEST(vot_regions_must_be_regions)
{
    fixture_write(&f, "list.txt", "a\nb\n");
    fixture_pictures(&f, "a", 1, 2, 8);
    fixture_pictures(&f, "b", 1, 2, 8);
    fixture_write(&f, "a/groundtruth.txt", "1,2,3,4\n1,2,3,4,5\n");
    fixture_write(&f, "b/groundtruth.txt", "\n");
    dataset *d = opened();
    expect_failure(d, 0, FOVEA_ERR_FORMAT, "a/groundtruth.txt:2: ", "found '1,2,3,4,5'");
    expect_failure(d, 1, FOVEA_ERR_FORMAT, "b/groundtruth.txt: ", "no regions");
    dataset_close(&d);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dataset_errors");
    TCase *tests = tcase_create("dataset_errors");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_is_no_data_set_is_refused);
    tcase_add_test(tests, lines_that_are_no_boxes_are_named);
    tcase_add_test(tests, other_sequences_go_on);
    tcase_add_test(tests, an_otb_folder_without_annotation_is_told);
    tcase_add_test(tests, sub_ranges_of_other_lengths_are_refused);
    tcase_add_test(tests, labels_must_fit);
    tcase_add_test(tests, names_must_be_names_of_files_and_differ);
    tcase_add_test(tests, plain_annotations_need_a_video_and_videos_one);
    tcase_add_test(tests, mot_says_what_is_wrong_when_it_is_loaded);
    tcase_add_test(tests, vot_regions_must_be_regions);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
