/* Result files: what is written in each format, and what comes back. */
#include "eval/results.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"
#include "support/fixture.h"

enum { FRAMES = 5 };

static fixture f;
static annotation frames[FRAMES];
static sequence s;
static trajectory t;

/* A sequence of five frames that starts in its second, and what a tracker said of it. */
static void set_up(void)
{
    static char name[] = "Car-1", group[] = "car & \"bus\"", input[] = "img";
    fixture_open(&f);
    for (int i = 0; i < FRAMES; i++)
        frames[i] = (annotation){.box = {(float)i, 20, 30, 40}, .absent = i == 0, .cover = -1};
    s = (sequence){.name = name,
                   .group = group,
                   .input = input,
                   .first_frame = 10,
                   .frames = FRAMES,
                   .annotation = frames,
                   .width = 64,
                   .height = 48,
                   .origin = 1};
    ck_assert_int_eq(trajectory_open(&t, FRAMES), FOVEA_OK);
    t.row[1] = (trajectory_row){{1, 20, 30, 40}, 1, FOVEA_TRACKING, 0.001234567, 0.0005};
    t.row[2] =
        (trajectory_row){{2.125F, 20.1F, 30.3F, 1e-3F}, 0.8765432F, FOVEA_UNCERTAIN, 2.5e-4, NAN};
    t.row[3] = (trajectory_row){{-3.5F, 0, 12345.678F, 4}, 0.25F, FOVEA_LOST, 123456789e-9, 1};
}

static void tear_down(void)
{
    trajectory_close(&t);
    fixture_close(&f);
}

static void write_as(results_format format)
{
    ck_assert_msg(results_write(f.folder, format, &s, &t, &f.log) == FOVEA_OK, "%s", f.messages);
    char *path = results_path(f.folder, format, s.name);
    ck_assert_ptr_nonnull(path);
    ck_assert(fixture_has(&f, path + strlen(f.folder) + 1));
    free(path);
}

static trajectory read_as(results_format format)
{
    trajectory out;
    ck_assert_msg(results_read(&out, f.folder, format, &s, &f.log) == FOVEA_OK, "%s", f.messages);
    ck_assert_int_eq(out.frames, FRAMES);
    return out;
}

static void expect_file(const char *name, const char *expected)
{
    char *text = fixture_read(&f, name);
    ck_assert_msg(text != NULL, "%s", name);
    ck_assert_str_eq(text, expected);
    free(text);
}

static bool same_box(fovea_box a, fovea_box b, double tolerance)
{
    return (isnan(a.x) && isnan(b.x)) || (fabs((double)a.x - (double)b.x) <= tolerance &&
                                          fabs((double)a.y - (double)b.y) <= tolerance &&
                                          fabs((double)a.w - (double)b.w) <= tolerance &&
                                          fabs((double)a.h - (double)b.h) <= tolerance);
}

START_TEST(formats_have_names)
{
    results_format format;
    for (int i = RESULTS_FOVEA; i <= RESULTS_CVAT; i++) {
        ck_assert(results_format_named(&format, results_format_text((results_format)i)));
        ck_assert_int_eq(format, i);
    }
    ck_assert(!results_format_named(&format, "OTB"));
    ck_assert(!results_format_named(&format, ""));
}
END_TEST

START_TEST(fovea_looks_like_this)
{
    write_as(RESULTS_FOVEA);
    expect_file("Car-1.csv", "frame,pts,time_s,x,y,w,h,confidence,state,step_s,decode_s\n"
                             "10,,,,,,,,tracking,,\n"
                             "11,,,1,20,30,40,1,tracking,0.001234567,0.000500000\n"
                             "12,,,2.125,20.1000004,30.2999992,0.00100000005,0.876543224,uncertain,"
                             "0.000250000,\n"
                             "13,,,-3.5,0,12345.6777,4,0.25,lost,0.123456789,1.000000000\n"
                             "14,,,,,,,,tracking,,\n");
}
END_TEST

START_TEST(fovea_comes_back_to_the_bit)
{
    /* Any floats, and times of whole nanoseconds as the clock gives them. */
    uint32_t state = 7;
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < FRAMES; i++) {
            uint32_t bits[5];
            for (int k = 0; k < 5; k++)
                bits[k] = state = state * 1664525U + 1013904223U;
            trajectory_row *row = &t.row[i];
            row->box = (fovea_box){ldexpf((float)bits[0], -22) - 300, ldexpf((float)bits[1], -30),
                                   ldexpf((float)bits[2], -25), ldexpf((float)bits[3], -33)};
            row->confidence = ldexpf((float)bits[4], -32);
            row->step_s = (double)bits[2] / 1e9;
            row->decode_s = (double)(bits[1] >> 5) / 1e9;
            row->state = (fovea_state)(bits[0] >> 16) % 3;
        }
        write_as(RESULTS_FOVEA);
        trajectory back = read_as(RESULTS_FOVEA);
        ck_assert(!back.stateless);
        for (int i = 0; i < FRAMES; i++) {
            const trajectory_row *a = &t.row[i], *b = &back.row[i];
            ck_assert(memcmp(&a->box, &b->box, sizeof a->box) == 0);
            ck_assert(a->confidence == b->confidence && a->state == b->state);
            ck_assert(a->step_s == b->step_s && a->decode_s == b->decode_s);
        }
        trajectory_close(&back);
    }
}
END_TEST

START_TEST(fovea_reads_what_track_writes)
{
    fixture_write(&f, "Car-1.csv",
                  "frame,pts,time_s,x,y,w,h,confidence,state\n"
                  "11,5632,0.440000,1.000,20.000,30.000,40.000,1.0000,tracking\n"
                  "12,6144,0.480000,2.000,21.000,31.000,41.000,0.5000,uncertain\n"
                  "14,,,3.000,22.000,32.000,42.000,0.1000,lost\n");
    trajectory back = read_as(RESULTS_FOVEA);
    ck_assert(isnan(back.row[0].box.x) && isnan(back.row[3].box.x));
    ck_assert(back.row[1].box.h == 40 && back.row[2].confidence == 0.5F);
    ck_assert(back.row[4].state == FOVEA_LOST && isnan(back.row[4].step_s));
    trajectory_close(&back);
}
END_TEST

START_TEST(fovea_files_that_do_not_fit_are_named)
{
    static const char header[] = "frame,x,y,w,h\n";
    static const struct {
        const char *head, *rows, *message;
    } cases[] = {
        {"", "", "Car-1.csv:0: expected the header"},
        {"x,y,w,h\n", "1,2,3,4\n", "Car-1.csv:1: expected the header"},
        {header, "9,1,2,3,4\n", "Car-1.csv:2: frame 9; expected one of 10 to 14"},
        {header, "15,1,2,3,4\n", "Car-1.csv:2: frame 15; expected one of 10 to 14"},
        {header, "11,1,2,3,4\n11,1,2,3,4\n", "Car-1.csv:3: frame 11; expected one of"},
        {header, "11,1,2,3,4\n", "Car-1.csv:2: the file ends before frame 14"},
        {header, "11,1,2,3\n", "Car-1.csv:2: found '11,1,2,3', expected fields"},
        {header, "11,1,2,3,4,5\n", "Car-1.csv:2: found '11,1,2,3,4,5'"},
        {header, "11,1,2,3,x\n", "Car-1.csv:2: found '11,1,2,3,x'"},
        {header, ",1,2,3,4\n", "Car-1.csv:2: frame"},
        {header, "11.5,1,2,3,4\n", "Car-1.csv:2: frame"},
        {"frame,x,y,w,h,state\n", "11,1,2,3,4,gone\n", "Car-1.csv:2: found"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256];
        trajectory out;
        snprintf(text, sizeof text, "%s%s", cases[i].head, cases[i].rows);
        fixture_write(&f, "Car-1.csv", text);
        f.messages[0] = '\0';
        ck_assert_int_eq(results_read(&out, f.folder, RESULTS_FOVEA, &s, &f.log), FOVEA_ERR_FORMAT);
        ck_assert_msg(strstr(f.messages, cases[i].message) != NULL, "%s: %s", cases[i].message,
                      f.messages);
    }
}
END_TEST

START_TEST(otb_is_one_based)
{
    write_as(RESULTS_OTB);
    expect_file("Car-1.txt", "nan,nan,nan,nan\n2.000,21.000,30.000,40.000\n"
                             "3.125,21.100,30.300,0.001\n-2.500,1.000,12345.678,4.000\n"
                             "nan,nan,nan,nan\n");
    trajectory back = read_as(RESULTS_OTB);
    for (int i = 0; i < FRAMES; i++)
        ck_assert(same_box(back.row[i].box, t.row[i].box, 1e-3));
    trajectory_close(&back);
}
END_TEST

START_TEST(lasot_and_got10k_count_as_their_data_set)
{
    for (int origin = 0; origin < 2; origin++) {
        s.origin = (float)origin;
        write_as(RESULTS_LASOT);
        char *text = fixture_read(&f, "Car-1.txt");
        ck_assert_ptr_nonnull(strstr(text, origin == 1 ? "\n2.000,21.000,30.000,40.000\n"
                                                       : "\n1.000,20.000,30.000,40.000\n"));
        free(text);
        write_as(RESULTS_GOT10K);
        trajectory flat = read_as(RESULTS_LASOT), nested = read_as(RESULTS_GOT10K);
        for (int i = 0; i < FRAMES; i++) {
            ck_assert(same_box(flat.row[i].box, t.row[i].box, 1e-3));
            ck_assert(same_box(nested.row[i].box, t.row[i].box, 1e-3));
            ck_assert(isnan(t.row[i].step_s) == isnan(nested.row[i].step_s));
            ck_assert(isnan(t.row[i].step_s) ||
                      fabs(t.row[i].step_s - nested.row[i].step_s) <= 5e-9);
        }
        trajectory_close(&flat);
        trajectory_close(&nested);
    }
    expect_file("Car-1/Car-1_time.txt", "nan\n0.00123457\n0.00025000\n0.12345679\nnan\n");
}
END_TEST

START_TEST(vot_begins_with_an_initialisation)
{
    write_as(RESULTS_VOT);
    expect_file("unsupervised/Car-1/Car-1_001.txt",
                "0\n1\n2.125,20.1000004,30.2999992,0.00100000005\n-3.5,0,12345.6777,4\n0\n");
    expect_file("unsupervised/Car-1/Car-1_001_confidence.value",
                "\n1.000000\n0.876543\n0.250000\n\n");
    expect_file("unsupervised/Car-1/Car-1_001_time.value",
                "\n0.00123457\n0.00025000\n0.12345679\n\n");
    trajectory back = read_as(RESULTS_VOT);
    ck_assert(back.stateless);
    for (int i = 0; i < FRAMES; i++) {
        ck_assert(same_box(back.row[i].box, t.row[i].box, 0));
        ck_assert(isnan(t.row[i].confidence) == isnan(back.row[i].confidence));
        ck_assert(isnan(t.row[i].confidence) ||
                  fabsf(t.row[i].confidence - back.row[i].confidence) <= 1e-6F);
    }
    trajectory_close(&back);
}
END_TEST

START_TEST(vot_runs_start_at_anchors)
{
    region_list regions;
    results_folder folder;
    const char *name = s.name;
    ck_assert_int_eq(results_write_run(f.folder, &s, 3, &t, &f.log), FOVEA_OK);
    expect_file("baseline/Car-1/Car-1_00000003.txt",
                "1\n1,20,30,40\n2.125,20.1000004,30.2999992,0.00100000005\n-3.5,0,12345.6777,4\n"
                "0\n");
    ck_assert_int_eq(results_folder_open(&folder, f.folder, NULL, &name, 1, &f.log), FOVEA_OK);
    ck_assert_int_eq(folder.layout, RESULTS_VOT_EXPERIMENT);
    ck_assert_int_eq(results_folder_runs(&folder, &s), 0);
    ck_assert_int_eq(results_folder_read_anchor(&regions, &folder, &s, 3, &f.log), FOVEA_OK);
    ck_assert_int_eq(regions.count, FRAMES);
    ck_assert_int_eq(regions.region[0].code, REGION_INITIALIZATION);
    ck_assert(regions.region[1].rectangle.h == 40);
    region_list_free(&regions);
    ck_assert_int_eq(results_folder_read_anchor(&regions, &folder, &s, 4, &f.log), FOVEA_ERR_IO);
    ck_assert_ptr_nonnull(strstr(f.messages, "baseline/Car-1/Car-1_00000004.txt"));
    results_folder_close(&folder);
}
END_TEST

START_TEST(mot_leaves_out_what_is_lost)
{
    write_as(RESULTS_MOT);
    expect_file("Car-1.txt", "12,1,2.000,21.000,30.000,40.000,1.0000,-1,-1,-1\n"
                             "13,1,3.125,21.100,30.300,0.001,0.8765,-1,-1,-1\n");
    trajectory back = read_as(RESULTS_MOT);
    for (int i = 0; i < FRAMES; i++) {
        fovea_box expected = t.row[i].state == FOVEA_LOST ? t.row[0].box : t.row[i].box;
        ck_assert(same_box(back.row[i].box, expected, 1e-3));
    }
    ck_assert(back.row[2].confidence == 0.8765F);
    trajectory_close(&back);
}
END_TEST

START_TEST(mot_files_of_several_tracks_are_refused)
{
    trajectory out;
    fixture_write(&f, "Car-1.txt", "11,1,1,1,2,2,1,-1,-1,-1\n11,2,1,1,2,2,1,-1,-1,-1\n");
    ck_assert_int_eq(results_read(&out, f.folder, RESULTS_MOT, &s, &f.log), FOVEA_ERR_FORMAT);
    ck_assert_ptr_nonnull(strstr(f.messages, "Car-1.txt:2: a second track (2)"));
    fixture_write(&f, "Car-1.txt", "16,1,1,1,2,2,1,-1,-1,-1\n");
    ck_assert_int_eq(results_read(&out, f.folder, RESULTS_MOT, &s, &f.log), FOVEA_ERR_FORMAT);
    ck_assert_ptr_nonnull(strstr(f.messages, "Car-1.txt:1: frame 16; expected one of 11 to 15"));
}
END_TEST

START_TEST(cvat_is_one_track)
{
    static const char *const boxes[] = {
        "frame=\"11\" outside=\"0\" occluded=\"0\" keyframe=\"1\" xtl=\"1.00\" ytl=\"20.00\" "
        "xbr=\"31.00\" ybr=\"60.00\" z_order=\"0\"></box>",
        "frame=\"12\" outside=\"0\" occluded=\"0\" keyframe=\"1\" xtl=\"2.12\" ytl=\"20.10\" "
        "xbr=\"32.42\" ybr=\"20.10\" z_order=\"0\"></box>",
        "frame=\"13\" outside=\"1\" occluded=\"0\" keyframe=\"1\" xtl=\"-3.50\" ytl=\"0.00\" "
        "xbr=\"12342.18\" ybr=\"4.00\" z_order=\"0\"></box>",
        "frame=\"14\" outside=\"1\" ",
    };
    write_as(RESULTS_CVAT);
    char *text = fixture_read(&f, "Car-1.xml"), *at = text;
    for (size_t i = 0; i < 4; i++) {
        at = strstr(at, "<box ");
        ck_assert_ptr_nonnull(at);
        at += strlen("<box ");
        ck_assert_msg(strncmp(at, boxes[i], strlen(boxes[i])) == 0, "%s", at);
    }
    ck_assert_ptr_null(strstr(at, "<box "));
    ck_assert_ptr_nonnull(strstr(text, "<version>1.1</version>"));
    ck_assert_ptr_nonnull(strstr(text, "<size>15</size>"));
    ck_assert_ptr_nonnull(strstr(text, "<width>64</width>"));
    ck_assert_ptr_nonnull(strstr(text, "label=\"car &amp; &quot;bus&quot;\""));
    free(text);
    trajectory out;
    ck_assert_int_eq(results_read(&out, f.folder, RESULTS_CVAT, &s, &f.log), FOVEA_ERR_UNSUPPORTED);
}
END_TEST

START_TEST(the_boxes_come_last)
{
    /* Where a value file cannot be written, no result seems to be there. */
    fixture_write(&f, "Car-1/Car-1_time.txt/in the way", "");
    ck_assert_int_eq(results_write(f.folder, RESULTS_GOT10K, &s, &t, &f.log), FOVEA_ERR_IO);
    ck_assert(!fixture_has(&f, "Car-1/Car-1_001.txt"));
    ck_assert(!fixture_has(&f, "Car-1/Car-1_time.txt.part"));
    ck_assert_ptr_nonnull(strstr(f.messages, "Car-1_time.txt: cannot be written"));
}
END_TEST

START_TEST(lengths_must_agree)
{
    trajectory out;
    fixture_write(&f, "Car-1.txt", "1,2,3,4\n1,2,3,4\n");
    ck_assert_int_eq(results_read(&out, f.folder, RESULTS_LASOT, &s, &f.log), FOVEA_ERR_FORMAT);
    ck_assert_ptr_nonnull(strstr(f.messages, "Car-1.txt:2: the file ends after 2 boxes; expected "
                                             "5, one a frame of Car-1"));
    fixture_write(&f, "Car-1.txt", "1,2,3,4\n1,2,3,4\n1,2,3,4\n1,2,3,4\n1,2,3,4\n1,2,3,4\n");
    ck_assert_int_eq(results_read(&out, f.folder, RESULTS_LASOT, &s, &f.log), FOVEA_ERR_FORMAT);
    ck_assert_ptr_nonnull(strstr(f.messages, "Car-1.txt:6: a box more than the 5 frames"));
    fixture_write(&f, "Car-1.txt", "1,2,3,4\n1,2,x,4\n");
    ck_assert_int_eq(results_read(&out, f.folder, RESULTS_LASOT, &s, &f.log), FOVEA_ERR_FORMAT);
    ck_assert_ptr_nonnull(strstr(f.messages, "Car-1.txt:2: found '1,2,x,4', expected a box"));
    ck_assert_int_eq(out.frames, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("results");
    TCase *tests = tcase_create("results");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, formats_have_names);
    tcase_add_test(tests, fovea_looks_like_this);
    tcase_add_test(tests, fovea_comes_back_to_the_bit);
    tcase_add_test(tests, fovea_reads_what_track_writes);
    tcase_add_test(tests, fovea_files_that_do_not_fit_are_named);
    tcase_add_test(tests, otb_is_one_based);
    tcase_add_test(tests, lasot_and_got10k_count_as_their_data_set);
    tcase_add_test(tests, vot_begins_with_an_initialisation);
    tcase_add_test(tests, vot_runs_start_at_anchors);
    tcase_add_test(tests, mot_leaves_out_what_is_lost);
    tcase_add_test(tests, mot_files_of_several_tracks_are_refused);
    tcase_add_test(tests, cvat_is_one_track);
    tcase_add_test(tests, the_boxes_come_last);
    tcase_add_test(tests, lengths_must_agree);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
