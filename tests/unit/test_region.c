/* Regions: text, bounds, overlap, files. The overlaps of the table and the bytes of the binary
 * trajectory are those of the VOT toolkit 0.9.0 (vot.region.calculate_overlap with bounds,
 * vot.region.io.write_trajectory_binary; masks not cropped on reading); 20 000 random pairs of
 * all kinds from the same script agreed bit by bit. */
#include "eval/region.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support/check_main.h"
#include "support/fixture.h"
#include "support/time_limit.h"

static const struct {
    const char *a, *b;
    int width, height;
    double overlap;
} table[] = {
    {"m-5,8,5,6,6,3,2,3,2,3,11", "m3,2,5,4,6,3,2,3,6", 12, 12, 0},
    {"m6,5,11,5,14,6,5,6,24", "m10,3,9,8,0,15,1,5,1,9,2,1,1,1,1,5,2,6,1,12,1,8", 12, 12,
     0.17647058823529413},
    {"m9,6,1,6,1,2,1,1,1", "m8,3,4,5,6,3,1,3,1,1,1,4", 12, 12, 0.076923076923076927},
    {"m-2,3,8,4,0,6,1,1,1,5,1,3,2,6,1,5", "m1,4,11,6,14,6,5,6,5,6,24", 12, 12, 0.12121212121212122},
    {"11.670,5.500,14.471,9.641,10.330,12.442,7.529,8.301", "m-1,2,4,9,9,2,2,2,2,2,17", 12, 12, 0},
    {"53.867,19.172,22.848,35.384,14.279,18.988,45.298,2.776", "m19,21,15,1,5,7,3", 40, 30,
     0.016666666666666666},
    {"9.733,-0.798,1.948,3.719,0.267,0.822,8.052,-3.695", "m4,-1,10,2,0,1,12,1,4,1,1", 12, 12,
     0.040000000000000001},
    {"24.0,9.0,2.0,0.0,-9.8,23.5,8.4,21.7", "m4,8,11,6,14,6,5,6,5,6,24", 12, 12,
     0.12820512820512819},
    {"m-7,47,33,6,44,14,19,14,19,14,74", "5.537,22.242,23.486,33.143,2.463,67.758,-15.486,56.857",
     33, 57, 0.05545286506469501},
    {"m-5,3,38,5,50,17,21,17,85", "34.038,20.693,22.774,25.681,13.962,5.781,25.226,0.793", 40, 30,
     0.045016077170418008},
    {"m-2,6,7,10,0,6,1,23,1,7,1,6,1,14,1,3,1,5", "11.0,10.279,0.5,5.1", 12, 12, 0},
    {"-5.0,10.5,0.6,8.902", "m-5,4,1,4,4", 12, 12, 1},
    {"m-3,45,28,25,177,12,16,12,16,12,16,12,16,12,16,12,16,12,343", "11.0,36.0,15.931,51.3", 33, 57,
     0.11475409836065574},
    {"10.0,-6.3384,51.294,47.186", "m25,-5,5,16,21,3,2,3,2,3,2,3,2,3,36", 64, 48,
     0.0057388809182209472},
    {"m3,5,28,16,121,12,16,12,16,12,16,12,16,12,203", "-17.0,11.5,37.3731,12.5", 40, 30,
     0.056338028169014086},
    {"m30,4,5,9,0,11,1,12,1,12,1,7", "2", 33, 57, 0},
    {"27.0,-14.0,0.6,1.0,-8.6614,13.0", "12.994,5.212,13.416,8.414,3.006,9.785,2.584,6.583", 12, 12,
     0},
    {"-8.1,20.5,8.139,25.5045,8.0,20.1852,3.0,-10.8", "20.0,16.5,-10.0,-3.5,21.4,-4.38,10.8,-9.0",
     12, 12, 0.22727272727272727},
    {"2.107,39.0,12.4301,48.0,12.9,0.0,-6.5,60.0", "9.0,69.0,-8.0,6.0,41.0,50.214,-4.0,26.0", 33,
     57, 0.26051779935275082},
    {"43.704,30.202,46.651,41.835,24.356,47.484,21.408,35.852", "58.5,53.0,58.9425,8.0,4.0,-2.0",
     64, 48, 0.035549703752468728},
    {"-0.7206,-5.0,23.8594,4.0,-4.8068,2.0", "-12.3,22.0,-8.0,-9.0,11.753,1.58,24.0,16.0", 12, 12,
     0.24305555555555555},
    {"34.0,47.7104,2.864,47.0,7.1,20.0", "-13.0,46.715,21.0,61.0,16.0,61.0,34.0,-3.7", 33, 57,
     0.34362934362934361},
    {"-19.5,16.5,7.5,12.0", "8.967,3.053,-0.513,7.328,-3.391,0.947,6.089,-3.328", 12, 12, 0},
    {"45.294,5.452,48.694,54.859,43.706,55.202,40.306,5.796", "32.5,41.0,62.6341,23.0", 64, 48,
     0.096109839816933634},
    {"10.7,22.2996,19.0,26.5", "30.370,28.499,25.144,32.364,15.630,19.501,20.856,15.636", 40, 30,
     0.36898395721925131},
    {"14.042,4.810,11.112,5.454,8.958,-4.352,11.888,-4.996", "8.1927,-6.2,2.0,12.0", 12, 12,
     0.043478260869565216},
    {"39.979,8.807,37.990,24.056,16.027,21.193,18.016,5.944", "26.663,-9.0,15.0,28.0", 40, 30,
     0.28693790149892934},
    {"41.990,24.878,48.904,37.738,24.010,51.122,17.096,38.262", "28.0,9.1,23.5,56.9", 33, 57,
     0.22606382978723405},
    {"32.314,22.882,8.036,21.839,9.022,-1.140,33.300,-0.097", "0", 33, 57, 0},
    {"-13.803,44.8,0.0,48.2", "9.0,-17.121,33.0,20.0", 33, 57, 0},
    {"-11.0,-17.7372,0.9,10.6", "-9.6073,0.5,0.5,0.0", 12, 12, 1},
    {"16.5,-15.697,33.0,19.815", "29.0,-2.224,47.5,11.5", 64, 48, 0.19900497512437812},
    {"47.891,-0.57,11.9157,13.0", "5.0,10.0,53.5,40.5", 64, 48, 0.010119595216191352},
    {"5.785,-1.5484,5.3136,21.3", "-2.0,15.0,12.78,15.8271", 40, 30, 0.083333333333333329},
    {"8.1,43.4723,19.5,18.185", "-8.0,43.6,24.0,6.7", 64, 48, 0.24242424242424243},
    {"-3.7261,-2.959,32.0,9.0", "23.0,2.0,18.0,11.0", 40, 30, 0.059701492537313432},
    {"0", "7.9,-10.4898,1.5,7.0", 12, 12, 0},
    {"2", "2", 64, 48, 1},
};
enum { ROWS = sizeof table / sizeof *table };

static region parsed(const char *text)
{
    region r;
    ck_assert_msg(region_parse(&r, text, text + strlen(text)) == FOVEA_OK, "'%s'", text);
    return r;
}

START_TEST(overlaps_are_those_of_the_toolkit)
{
    region a = parsed(table[_i].a), b = parsed(table[_i].b);
    int w = table[_i].width, h = table[_i].height;
    ck_assert_msg(region_overlap(&a, &b, w, h) == table[_i].overlap, "%.17g for %s and %s",
                  region_overlap(&a, &b, w, h), table[_i].a, table[_i].b);
    ck_assert(region_overlap(&b, &a, w, h) == table[_i].overlap);
    region_free(&a);
    region_free(&b);
}
END_TEST

START_TEST(overlap_of_rectangles_by_hand)
{
    /* Columns 0..9 and 5..14 of the same ten rows: 50 pixels of 150. */
    region a = parsed("0,0,10,10"), b = parsed("5,0,10,10");
    ck_assert(region_overlap(&a, &b, 100, 100) == 50.0 / 150);
    /* Of a picture 12 wide, columns 12..14 are gone: 50 of 120. */
    ck_assert(region_overlap(&a, &b, 12, 100) == 50.0 / 120);
    /* Rounding is to even: 0.5 is column 0. */
    region c = parsed("0.5,0,10,10");
    ck_assert(region_overlap(&a, &c, 100, 100) == 1);
    ck_assert(region_overlap(&a, &a, 100, 100) == 1);
}
END_TEST

START_TEST(a_shape_overlaps_itself_wholly_and_moves_freely)
{
    static const char *const moved[][2] = {
        {"3,4,11,9", "23,14,11,9"},
        {"3,4,15.2,6,12,20.7,2,15", "23,14,35.2,16,32,30.7,22,25"},
        {"m2,3,5,2,1,3,2,4", "m22,13,5,2,1,3,2,4"},
    };
    for (size_t i = 0; i < 3; i++) {
        region a = parsed(moved[i][0]), b = parsed(moved[i][1]);
        for (size_t k = 0; k < 3; k++) {
            region c = parsed(moved[k][0]), d = parsed(moved[k][1]);
            double here = region_overlap(&a, &c, 200, 200);
            ck_assert(here == region_overlap(&b, &d, 200, 200));
            ck_assert(here > 0 && here <= 1 && (i != k || here == 1));
            region_free(&c);
            region_free(&d);
        }
        region_free(&a);
        region_free(&b);
    }
}
END_TEST

START_TEST(nothing_overlaps_nothing_as_the_toolkit_says)
{
    region unknown = parsed("0"), far_away = parsed("50,50,10,10"), thin = parsed("5,5,1,1");
    ck_assert(region_overlap(&unknown, &unknown, 40, 40) == 1);
    ck_assert(region_overlap(&thin, &thin, 40, 40) == 1);
    ck_assert(region_overlap(&far_away, &far_away, 40, 40) == 0);
    ck_assert(region_overlap(&unknown, &far_away, 100, 100) == 0);
    region huge = {.kind = REGION_RECTANGLE, .rectangle = {-3e38F, -3e38F, 3.4e38F, 3.4e38F}};
    ck_assert(region_overlap(&huge, &far_away, 100, 100) >= 0);
}
END_TEST

/* The polygons of 100 000 frames against boxes: under a second of processor time. */
START_TEST(overlaps_are_fast_enough)
{
    double sum = 0;
    clock_t begin = clock();
    for (int i = 0; i < 100000; i++) {
        float x = (float)(100 + i % 700), y = (float)(80 + i % 300);
        float xy[] = {x + 3, y, x + 120, y + 7, x + 117, y + 144, x, y + 135};
        region truth = {.kind = REGION_POLYGON, .polygon = {xy, 4}};
        region said = region_of_box((fovea_box){x + 5, y + 4, 120, 144});
        sum += region_overlap(&truth, &said, 1280, 720);
    }
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    printf("100000 overlaps: %.3f s\n", seconds);
    ck_assert_double_eq_tol(sum / 100000, 0.863, 0.002);
    ck_assert_double_lt(seconds, time_limit(1));
}
END_TEST

START_TEST(text_is_kept)
{
    static const char *const texts[] = {"0",
                                        "2",
                                        "1.5,-2,30.25,4",
                                        "0,0,10.5,0,10,7.125",
                                        "m-3,5,3,2,1,4,1",
                                        "m0,0,0,0",
                                        "-0.100000001,2,3,0"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        region r = parsed(texts[i]);
        char *text = region_text(&r);
        ck_assert_str_eq(text, texts[i]);
        free(text);
        region_free(&r);
    }
}
END_TEST

START_TEST(text_of_any_float_gives_it_back)
{
    uint32_t state = 1;
    for (int i = 0; i < 20000; i++) {
        float side[4];
        for (int k = 0; k < 4; k++) {
            state = state * 1664525U + 1013904223U;
            side[k] = ldexpf((float)(state >> 8), -(int)(state >> 3 & 31)) - (float)(k < 2) * 500;
            side[k] = side[k] > 1e6F ? 1e6F : side[k];
        }
        region r = {.kind = REGION_RECTANGLE, .rectangle = {side[0], side[1], side[2], side[3]}};
        char *text = region_text(&r);
        region back = parsed(text);
        ck_assert_msg(memcmp(&back.rectangle, &r.rectangle, sizeof r.rectangle) == 0, "%s", text);
        free(text);
    }
}
END_TEST

START_TEST(nan_is_nowhere)
{
    static const char *const texts[] = {"nan,nan,nan,nan", "NaN,1,2,3", "1,2,3,4,5,6,7,nan"};
    for (size_t i = 0; i < 3; i++) {
        region r = parsed(texts[i]);
        ck_assert(r.kind == REGION_SPECIAL && r.code == REGION_UNKNOWN);
        ck_assert(isnan(region_box(&r).x));
    }
}
END_TEST

START_TEST(what_is_no_region_is_refused)
{
    static const char *const texts[] = {"",
                                        "1,2",
                                        "1,2,3",
                                        "1,2,3,4,5",
                                        "a",
                                        "1,2,3,x",
                                        "m",
                                        "m1,2,3",
                                        "m1,2,3,4,13",
                                        "m0,0,-1,2",
                                        "m0,0,40000,1",
                                        "m1,2,3,4,-1",
                                        "1,2,3,inf",
                                        "1e9,0,1,1",
                                        "1.5",
                                        "m1,2,3,4,1,",
                                        "1,,2,3",
                                        "m1.5,2,3,4",
                                        "1 2 3 4 5 6 7",
                                        "m0,0,2,2,1,1000000000"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        region r;
        ck_assert_msg(region_parse(&r, texts[i], texts[i] + strlen(texts[i])) == FOVEA_ERR_FORMAT,
                      "'%s'", texts[i]);
    }
}
END_TEST

START_TEST(boxes_bound_regions)
{
    static const struct {
        const char *text;
        fovea_box box;
    } cases[] = {
        {"1,2,3,4", {1, 2, 3, 4}},
        {"10,0,20,5,10,12,1,7", {1, 0, 19, 12}},
        {"m10,20,4,3,5,1,6", {11, 21, 1, 1}}, /* pixel 5: column 1 of row 1     */
        {"m10,20,4,3,3,2,7", {10, 20, 4, 2}}, /* ends of two rows: all columns  */
        {"m10,20,4,3,1,2,2,1,6", {11, 20, 2, 2}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        region r = parsed(cases[i].text);
        fovea_box box = region_box(&r);
        ck_assert_msg(memcmp(&box, &cases[i].box, sizeof box) == 0, "%s: %g,%g,%g,%g",
                      cases[i].text, (double)box.x, (double)box.y, (double)box.w, (double)box.h);
        region_free(&r);
    }
    static const char *const empty[] = {"0", "1,2,0,4", "5,5,5,9,5,1", "m1,2,3,4", "m1,2,3,4,12"};
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        region r = parsed(empty[i]);
        ck_assert_msg(isnan(region_box(&r).w), "%s", empty[i]);
        region_free(&r);
    }
}
END_TEST

/* ---- files ------------------------------------------------------------------------------ */

static const uint8_t binary[] = {
    0x01, 0x00, 0x04, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0xc0,
    0x3f, 0x00, 0x00, 0x00, 0xc0, 0x00, 0x00, 0xf2, 0x41, 0x00, 0x00, 0x80, 0x40, 0x02, 0x03,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x28, 0x41, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x20, 0x41, 0x00, 0x00, 0xe0, 0x40, 0x03, 0xfd, 0xff, 0x05, 0x00,
    0x03, 0x00, 0x02, 0x00, 0x03, 0x00, 0x01, 0x00, 0x04, 0x00, 0x01, 0x00};
static const char *const binary_text[] = {"1", "1.5,-2,30.25,4", "0,0,10.5,0,10,7",
                                          "m-3,5,3,2,1,4,1"};

static void expect_list(const fixture *f, const char *name)
{
    region_list list;
    ck_assert_int_eq(region_list_read(&list, fixture_path(f->folder, name), &f->log), FOVEA_OK);
    ck_assert_int_eq(list.count, 4);
    for (int i = 0; i < list.count; i++) {
        char *text = region_text(&list.region[i]);
        ck_assert_str_eq(text, binary_text[i]);
        free(text);
    }
    region_list_free(&list);
}

START_TEST(trajectories_are_read_from_text_and_bytes)
{
    fixture f;
    fixture_open(&f);
    fixture_write_bytes(&f, "a.bin", binary, sizeof binary);
    fixture_write(&f, "a.txt", "1\n1.5,-2,30.25,4\r\n 0,0,10.5,0,10,7\nm-3,5,3,2,1,4,1\n\n");
    expect_list(&f, "a.bin");
    expect_list(&f, "a.txt");
    fixture_close(&f);
}
END_TEST

START_TEST(cut_trajectories_are_refused_at_every_byte)
{
    fixture f;
    region_list list;
    fixture_open(&f);
    for (size_t size = 2; size < sizeof binary; size++) {
        f.messages[0] = '\0';
        fixture_write_bytes(&f, "cut.bin", binary, size);
        ck_assert_int_eq(region_list_read(&list, fixture_path(f.folder, "cut.bin"), &f.log),
                         FOVEA_ERR_FORMAT);
        ck_assert_ptr_nonnull(strstr(f.messages, "cut.bin:"));
    }
    fixture_close(&f);
}
END_TEST

START_TEST(a_wrong_line_is_named)
{
    fixture f;
    region_list list;
    fixture_open(&f);
    fixture_write(&f, "a.txt", "1,2,3,4\n1,2,3,4\n1,2,three,4\n");
    ck_assert_int_eq(region_list_read(&list, fixture_path(f.folder, "a.txt"), &f.log),
                     FOVEA_ERR_FORMAT);
    ck_assert_ptr_nonnull(strstr(f.messages, "/a.txt:3: found '1,2,three,4', expected x,y,w,h"));
    ck_assert_int_eq(region_list_read(&list, fixture_path(f.folder, "b.txt"), &f.log),
                     FOVEA_ERR_IO);
    fixture_close(&f);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("region");
    TCase *tests = tcase_create("region");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, overlaps_are_those_of_the_toolkit, 0, ROWS);
    tcase_add_test(tests, overlap_of_rectangles_by_hand);
    tcase_add_test(tests, a_shape_overlaps_itself_wholly_and_moves_freely);
    tcase_add_test(tests, nothing_overlaps_nothing_as_the_toolkit_says);
    tcase_add_test(tests, overlaps_are_fast_enough);
    tcase_add_test(tests, text_is_kept);
    tcase_add_test(tests, text_of_any_float_gives_it_back);
    tcase_add_test(tests, nan_is_nowhere);
    tcase_add_test(tests, what_is_no_region_is_refused);
    tcase_add_test(tests, boxes_bound_regions);
    tcase_add_test(tests, trajectories_are_read_from_text_and_bytes);
    tcase_add_test(tests, cut_trajectories_are_refused_at_every_byte);
    tcase_add_test(tests, a_wrong_line_is_named);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
