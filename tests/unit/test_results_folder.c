/* Folders of other people's results, in the layouts of the got10k toolkit, pysot-toolkit and the
 * VOT toolkit: which one it is, and what is read. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/results.h"
#include "support/check_main.h"
#include "support/fixture.h"

enum { FRAMES = 3 };

static fixture f;
static annotation frames[FRAMES];
static sequence s;
static const char *const names[] = {"Jogging-1", "Jogging-2", "Human4-2", "Car4"};
enum { NAMES = sizeof names / sizeof *names };

static void set_name(const char *name)
{
    free(s.name);
    s.name = strdup(name);
    ck_assert_ptr_nonnull(s.name);
}

static void set_up(void)
{
    fixture_open(&f);
    for (int i = 0; i < FRAMES; i++)
        frames[i] = (annotation){.box = {50, 60, 70, 80}, .cover = -1};
    s = (sequence){.frames = FRAMES, .annotation = frames, .origin = 1};
    set_name("Car4");
}

static void tear_down(void)
{
    free(s.name);
    fixture_close(&f);
}

static results_folder opened(const char *experiment, int layout)
{
    results_folder folder;
    ck_assert_msg(results_folder_open(&folder, f.folder, experiment, names, NAMES, &f.log) ==
                      FOVEA_OK,
                  "%s", f.messages);
    ck_assert_int_eq(folder.layout, layout);
    return folder;
}

/* Reads the run and expects x in its rows; NaN: no box. */
static trajectory read_run(const results_folder *folder, int run, const float x[FRAMES])
{
    trajectory t;
    ck_assert_msg(results_folder_read(&t, folder, &s, run, &f.log) == FOVEA_OK, "%s", f.messages);
    for (int i = 0; i < FRAMES; i++) {
        float got = t.row[i].box.x;
        ck_assert_msg(got == x[i] || (isnan(got) && isnan(x[i])), "row %d: %g", i, (double)got);
    }
    return t;
}

static void expect_x(const results_folder *folder, const char *name, float x)
{
    set_name(name);
    ck_assert_int_eq(results_folder_runs(folder, &s), 1);
    trajectory t = read_run(folder, 1, (const float[]){x, x, x});
    trajectory_close(&t);
}

START_TEST(flat_files_by_the_names_that_toolkits_give)
{
    fixture_write(&f, "Jogging.1.txt", "1,2,3,4\n1,2,3,4\n1,2,3,4\n");    /* got10k */
    fixture_write(&f, "jogging_2.txt", "2\t2\t3\t4\n2 2 3 4\n2,2,3,4\n"); /* pysot  */
    fixture_write(&f, "Human4.txt", "3,2,3,4\n3,2,3,4\n3,2,3,4\n");
    fixture_write(&f, "car4.txt", "4,2,3,4\n4,2,3,4\n4,2,3,4\n");
    results_folder folder = opened(NULL, RESULTS_FLAT);
    for (int i = 0; i < NAMES; i++)
        expect_x(&folder, names[i], (float)i); /* 1-based as OTB's annotation */
    set_name("Skating1");
    ck_assert_int_eq(results_folder_runs(&folder, &s), 0);
    results_folder_close(&folder);
}
END_TEST

START_TEST(times_lie_beside_or_apart)
{
    fixture_write(&f, "Car4.txt", "1,2,3,4\n1,2,3,4\n1,2,3,4\n");
    fixture_write(&f, "times/Car4_time.txt", "0.5\n0.25\n0.125\n");
    results_folder folder = opened(NULL, RESULTS_FLAT);
    trajectory t = read_run(&folder, 1, (const float[]){0, 0, 0});
    ck_assert(t.row[1].step_s == 0.25 && t.row[2].step_s == 0.125);
    trajectory_close(&t);
    fixture_write(&f, "Car4_time.txt", "3\n2\n1\n");
    t = read_run(&folder, 1, (const float[]){0, 0, 0});
    ck_assert(t.row[0].step_s == 3);
    trajectory_close(&t);
    fixture_write(&f, "Car4_time.txt", "3\nx\n");
    t = read_run(&folder, 1, (const float[]){0, 0, 0});
    ck_assert_ptr_nonnull(strstr(f.messages, "W "));
    ck_assert_ptr_nonnull(strstr(f.messages, "Car4_time.txt:2: not a value"));
    trajectory_close(&t);
    results_folder_close(&folder);
}
END_TEST

START_TEST(got10k_has_runs_and_a_column_of_times_each)
{
    fixture_write(&f, "Car4/Car4_001.txt", "1,2,3,4\n2,2,3,4\n3,2,3,4\n");
    fixture_write(&f, "Car4/Car4_002.txt", "4,2,3,4\nnan,2,3,4\n1e400,2,3,4\n");
    fixture_write(&f, "Car4/Car4_time.txt", "0.1,0.2\n0.3,0.4\nnan,-1\n");
    results_folder folder = opened(NULL, RESULTS_NESTED);
    ck_assert_int_eq(results_folder_runs(&folder, &s), 2);
    trajectory t = read_run(&folder, 1, (const float[]){0, 1, 2});
    ck_assert(t.row[1].step_s == 0.3 && isnan(t.row[2].step_s));
    trajectory_close(&t);
    t = read_run(&folder, 2, (const float[]){3, NAN, NAN});
    ck_assert(t.row[1].step_s == 0.4 && isnan(t.row[2].step_s));
    trajectory_close(&t);
    ck_assert_int_eq(results_folder_read(&t, &folder, &s, 3, &f.log), FOVEA_ERR_IO);
    ck_assert_ptr_nonnull(strstr(f.messages, "Car4/Car4_003.txt: there is no such result"));
    results_folder_close(&folder);
}
END_TEST

START_TEST(vot_experiments_are_found_and_chosen)
{
    region_list regions;
    s.origin = 0;
    fixture_write(&f, "baseline/Car4/Car4_001.txt", "1\n2\n0\n");
    fixture_write(&f, "longterm/Car4/Car4_001.txt", "1\n10,20,30,40\n5,6,25,6,25,16,5,16\n");
    fixture_write(&f, "longterm/Car4/Car4_001_confidence.value", "\n0.75\n0.5\n");
    fixture_write(&f, "longterm/Car4/Car4_001_time.value", "0.01\n\n0.03\n");
    results_folder folder = opened(NULL, RESULTS_VOT_EXPERIMENT);
    ck_assert_ptr_nonnull(strstr(folder.path, "/baseline"));
    ck_assert_int_eq(results_folder_read_regions(&regions, &folder, &s, 1, &f.log), FOVEA_OK);
    ck_assert(regions.count == 3 && regions.region[1].code == REGION_FAILURE);
    region_list_free(&regions);
    results_folder_close(&folder);

    folder = opened("longterm", RESULTS_VOT_EXPERIMENT);
    trajectory t = read_run(&folder, 1, (const float[]){50, 10, 5}); /* 50: as it was given */
    ck_assert(t.row[2].box.w == 20 && t.row[2].box.h == 10);
    ck_assert(isnan(t.row[0].confidence) && t.row[1].confidence == 0.75F);
    ck_assert(t.row[0].step_s == 0.01 && isnan(t.row[1].step_s) && t.row[2].step_s == 0.03);
    trajectory_close(&t);
    results_folder_close(&folder);
    ck_assert_int_eq(results_folder_open(&folder, f.folder, "realtime", names, NAMES, &f.log),
                     FOVEA_ERR_FORMAT);
}
END_TEST

START_TEST(an_experiment_itself_is_a_folder_too)
{
    s.origin = 0;
    fixture_write(&f, "Car4/Car4_001.txt", "1\n10,20,30,40\n0\n");
    results_folder folder = opened(NULL, RESULTS_VOT_EXPERIMENT);
    trajectory t = read_run(&folder, 1, (const float[]){50, 10, NAN});
    trajectory_close(&t);
    results_folder_close(&folder);
}
END_TEST

START_TEST(binary_trajectories_are_read)
{
    /* special 1, rectangle 1.5,-2,30.25,4, special 0; as the toolkit packs them. */
    static const uint8_t bytes[] = {1,    0,    3, 0,    0,    0,    0, 1, 0,    0, 0,
                                    1,    0,    0, 0xC0, 0x3F, 0,    0, 0, 0xC0, 0, 0,
                                    0xF2, 0x41, 0, 0,    0x80, 0x40, 0, 0, 0,    0, 0};
    s.origin = 0;
    fixture_write_bytes(&f, "unsupervised/Car4/Car4_001.bin", bytes, sizeof bytes);
    results_folder folder = opened(NULL, RESULTS_VOT_EXPERIMENT);
    ck_assert_int_eq(results_folder_runs(&folder, &s), 1);
    trajectory t = read_run(&folder, 1, (const float[]){50, 1.5F, NAN});
    ck_assert(t.row[1].box.w == 30.25F);
    trajectory_close(&t);
    results_folder_close(&folder);
}
END_TEST

START_TEST(the_layout_with_most_sequences_is_taken)
{
    fixture_write(&f, "Car4.txt", "1,2,3,4\n1,2,3,4\n1,2,3,4\n");
    fixture_write(&f, "Jogging-1.csv", "");
    fixture_write(&f, "Car4/Car4_001.txt", "1,2,3,4\n1,2,3,4\n1,2,3,4\n");
    results_folder folder = opened(NULL, RESULTS_FLAT);
    results_folder_close(&folder);
    fixture_write(&f, "Jogging-1/Jogging-1_001.txt", "1,2,3,4\n");
    fixture_write(&f, "Jogging-2/Jogging-2_001.txt", "1,2,3,4\n");
    folder = opened(NULL, RESULTS_NESTED);
    results_folder_close(&folder);
}
END_TEST

START_TEST(results_of_something_else_are_refused)
{
    results_folder folder;
    ck_assert_int_eq(results_folder_open(&folder, f.folder, NULL, names, NAMES, &f.log),
                     FOVEA_ERR_FORMAT);
    ck_assert_ptr_nonnull(strstr(f.messages, "no results of this data set; looked for NAME.csv"));
    fixture_write(&f, "Other.txt", "1,2,3,4\n");
    ck_assert_int_eq(results_folder_open(&folder, f.folder, NULL, names, NAMES, &f.log),
                     FOVEA_ERR_FORMAT);
    const char *no = fixture_path(f.folder, "no");
    ck_assert_int_eq(results_folder_open(&folder, no, NULL, names, NAMES, &f.log), FOVEA_ERR_IO);
    ck_assert_ptr_nonnull(strstr(f.messages, "/no: no folder"));
}
END_TEST

START_TEST(our_own_files_are_compared_likewise)
{
    trajectory t;
    ck_assert_int_eq(trajectory_open(&t, FRAMES), FOVEA_OK);
    for (int i = 0; i < FRAMES; i++)
        t.row[i] = (trajectory_row){{7.25F, 1, 2, 3}, 0.5F, FOVEA_LOST, 1e-3, 1e-4};
    ck_assert_int_eq(results_write(f.folder, RESULTS_FOVEA, &s, &t, &f.log), FOVEA_OK);
    trajectory_close(&t);
    results_folder folder = opened(NULL, RESULTS_FLAT);
    t = read_run(&folder, 1, (const float[]){7.25F, 7.25F, 7.25F});
    ck_assert(t.row[2].confidence == 0.5F && t.row[2].decode_s == 1e-4);
    trajectory_close(&t);
    results_folder_close(&folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("results_folder");
    TCase *tests = tcase_create("results_folder");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, flat_files_by_the_names_that_toolkits_give);
    tcase_add_test(tests, times_lie_beside_or_apart);
    tcase_add_test(tests, got10k_has_runs_and_a_column_of_times_each);
    tcase_add_test(tests, vot_experiments_are_found_and_chosen);
    tcase_add_test(tests, an_experiment_itself_is_a_folder_too);
    tcase_add_test(tests, binary_trajectories_are_read);
    tcase_add_test(tests, the_layout_with_most_sequences_is_taken);
    tcase_add_test(tests, results_of_something_else_are_refused);
    tcase_add_test(tests, our_own_files_are_compared_likewise);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
