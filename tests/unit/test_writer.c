/* test_writer.c - what is written is read back: pictures, times, colours; and what goes wrong
 * is told. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/check_main.h"
#include "support/videos.h"
#include "video/writer.h"

enum { WIDTH = 192, HEIGHT = 144, STRIDE = WIDTH * 4 + 64 };

static video_folder folder;

static void make_folder(void)
{
    folder = videos_make_folder();
}

static void remove_folder(void)
{
    videos_remove_folder(&folder);
}

typedef struct lines {
    int errors, infos;
    char last[1024];
} lines;

static void count_line(void *context, fovea_log_level level, const char *message)
{
    lines *counted = context;
    counted->errors += level == FOVEA_LOG_ERROR;
    counted->infos += level == FOVEA_LOG_INFO;
    snprintf(counted->last, sizeof counted->last, "%s", message);
}

static video_writer_options usual_options(lines *log)
{
    return (video_writer_options){.width = WIDTH,
                                  .height = HEIGHT,
                                  .time_base_num = 1,
                                  .time_base_den = 12800,
                                  .frame_rate = 25,
                                  .log = {.write = count_line, .context = log}};
}

static fovea_status put_number(video_writer *w, int number, int64_t pts)
{
    static uint8_t rgb[WIDTH * HEIGHT * 3], bgra[STRIDE * HEIGHT];
    videos_paint(rgb, WIDTH, HEIGHT, number);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            const uint8_t *from = rgb + (y * WIDTH + x) * 3;
            uint8_t *to = bgra + y * STRIDE + x * 4;
            to[0] = from[2], to[1] = from[1], to[2] = from[0], to[3] = (uint8_t)x;
        }
    }
    return video_writer_put(w, bgra, STRIDE, pts);
}

/* Frame n of 0..count-1 at n steps of 512, plus what `extra` says. */
static void write_file(const char *name, int count, const video_writer_options *options,
                       int64_t (*extra)(int n))
{
    video_writer *w = NULL;
    ck_assert_int_eq(video_writer_open(&w, videos_path(&folder, name), options), FOVEA_OK);
    for (int n = 0; n < count; n++)
        ck_assert_int_eq(put_number(w, n, n * 512 + (extra ? extra(n) : 0)), FOVEA_OK);
    ck_assert_int_eq(video_writer_close(&w), FOVEA_OK);
    ck_assert_ptr_null(w);
}

static int64_t growing(int n)
{
    return n * n * 10;
}

static void expect_file(const char *name, int count, int64_t (*extra)(int n), double tolerance)
{
    videos_reading *reading = videos_read(videos_path(&folder, name), NULL, VIDEOS_UPRIGHT);
    videos_expect(reading, 0, count, 0);
    ck_assert_int_eq(reading->info.width, WIDTH);
    ck_assert_int_eq(reading->info.height, HEIGHT);
    for (int n = 0; n < count; n++) {
        double expected = (double)(n * 512 + (extra ? extra(n) : 0)) / 12800;
        ck_assert_double_eq_tol(reading->frames[n].time_s, expected, tolerance);
    }
    ck_assert_str_eq(reading->log, "");
    free(reading);
}

START_TEST(read_back)
{
    static const char *const names[] = {"a.mp4", "a.mkv", "a.mov", "50%d x:y.mp4"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        lines log = {.errors = 0};
        video_writer_options options = usual_options(&log);
        write_file(names[i], 40, &options, growing);
        ck_assert_int_eq(log.errors + log.infos, 0); /* H.264, so nothing to say */
        bool milliseconds = strstr(names[i], ".mkv") != NULL;
        expect_file(names[i], 40, growing, milliseconds ? 1.1e-3 : 1e-6);
    }
}
END_TEST

START_TEST(index_comes_first)
{
    lines log = {.errors = 0};
    video_writer_options options = usual_options(&log);
    write_file("f.mp4", 10, &options, NULL);
    videos_shell(&folder, "test $(grep -abo moov f.mp4 | head -1 | cut -d: -f1) -lt "
                          "$(grep -abo mdat f.mp4 | head -1 | cut -d: -f1)");
}
END_TEST

START_TEST(containers_with_a_fixed_rate)
{
    lines log = {.errors = 0};
    video_writer_options options = usual_options(&log);
    write_file("a.avi", 40, &options, NULL);
    expect_file("a.avi", 40, NULL, 0.02);
}
END_TEST

START_TEST(other_encoders)
{
    static const char *const names[] = {"a.webm", "a.gif", "a.mpg"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        lines log = {.errors = 0};
        video_writer_options options = usual_options(&log);
        write_file(names[i], 12, &options, NULL);
        ck_assert_msg(log.infos == 1, "%s: %s", names[i], log.last);
        videos_reading *reading = videos_read(videos_path(&folder, names[i]), NULL, VIDEOS_UPRIGHT);
        ck_assert_int_eq(reading->count, 12);
        for (int n = 0; n < 12; n++)
            ck_assert_int_eq(reading->frames[n].number, n);
        free(reading);
    }
}
END_TEST

/* Untagged video is taken for BT.601 up to 576 lines: the two must agree. */
START_TEST(high_definition_is_tagged)
{
    enum { W = 1280, H = 720 };
    lines log = {.errors = 0};
    video_writer_options options = usual_options(&log);
    options.width = W, options.height = H;
    uint8_t *rgb = malloc((size_t)W * H * 3), *bgra = malloc((size_t)W * H * 4);
    ck_assert(rgb && bgra);
    videos_paint(rgb, W, H, 5);
    for (int i = 0; i < W * H; i++)
        bgra[4 * i] = rgb[3 * i + 2], bgra[4 * i + 1] = rgb[3 * i + 1],
                 bgra[4 * i + 2] = rgb[3 * i];
    video_writer *w = NULL;
    ck_assert_int_eq(video_writer_open(&w, videos_path(&folder, "hd.mp4"), &options), FOVEA_OK);
    ck_assert_int_eq(video_writer_put(w, bgra, W * 4, 0), FOVEA_OK);
    ck_assert_int_eq(video_writer_close(&w), FOVEA_OK);
    videos_reading *reading = videos_read(videos_path(&folder, "hd.mp4"), NULL, VIDEOS_UPRIGHT);
    videos_expect(reading, 5, 1, 0);
    free(reading);
    videos_shell(&folder, "ffprobe -v error -show_streams hd.mp4 | grep -q color_space=bt709");
    free(rgb);
    free(bgra);
}
END_TEST

START_TEST(times_that_do_not_grow)
{
    lines log = {.errors = 0};
    video_writer_options options = usual_options(&log);
    video_writer *w = NULL;
    ck_assert_int_eq(video_writer_open(&w, videos_path(&folder, "t.mp4"), &options), FOVEA_OK);
    static const int64_t pts[] = {0, 512, 512, 300, 2048};
    for (int n = 0; n < 5; n++)
        ck_assert_int_eq(put_number(w, n, pts[n]), FOVEA_OK);
    ck_assert_int_eq(video_writer_close(&w), FOVEA_OK);
    videos_reading *reading = videos_read(videos_path(&folder, "t.mp4"), NULL, VIDEOS_UPRIGHT);
    videos_expect(reading, 0, 5, 0);
    static const int expected[] = {0, 512, 513, 514, 2048};
    for (int n = 0; n < 5; n++)
        ck_assert_double_eq_tol(reading->frames[n].time_s, expected[n] / 12800.0, 1e-6);
    free(reading);
}
END_TEST

static void expect_no_open(const char *path, const video_writer_options *options,
                           fovea_status status, const lines *log, const char *word)
{
    video_writer *w = NULL;
    ck_assert_int_eq(video_writer_open(&w, path, options), status);
    ck_assert_ptr_null(w);
    if (!word)
        return;
    ck_assert_int_eq(log->errors, 1);
    ck_assert_msg(strstr(log->last, word) != NULL, "%s", log->last);
}

START_TEST(what_cannot_be_opened)
{
    static const struct {
        const char *name;
        fovea_status status;
        const char *word;
    } cases[] = {
        {"none/x.mp4", FOVEA_ERR_IO, "No such file"},
        {"x.nonsense", FOVEA_ERR_UNSUPPORTED, "no video container"},
        {"x", FOVEA_ERR_UNSUPPORTED, "no video container"},
        {"x.mp3", FOVEA_ERR_UNSUPPORTED, "no video container"},
        {"x.wav", FOVEA_ERR_UNSUPPORTED, "no video container"},
        {"x.png", FOVEA_ERR_UNSUPPORTED, "no video container"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        lines log = {.errors = 0};
        video_writer_options options = usual_options(&log);
        expect_no_open(videos_path(&folder, cases[i].name), &options, cases[i].status, &log,
                       cases[i].word);
    }
    lines log = {.errors = 0};
    video_writer_options odd = usual_options(&log);
    odd.width = 191;
    expect_no_open(videos_path(&folder, "x.mp4"), &odd, FOVEA_ERR_ARG, &log, NULL);
}
END_TEST

START_TEST(a_full_disk)
{
    static const char *const names[] = {"full.mp4", "full.mkv", "full.avi"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        lines log = {.errors = 0};
        video_writer_options options = usual_options(&log);
        ck_assert_int_eq(symlink("/dev/full", videos_path(&folder, names[i])), 0);
        video_writer *w = NULL;
        fovea_status status = video_writer_open(&w, videos_path(&folder, names[i]), &options);
        for (int n = 0; n < 200 && status == FOVEA_OK; n++)
            status = put_number(w, n, n * 512);
        fovea_status closed = video_writer_close(&w);
        ck_assert_msg(status < 0 || closed < 0, "%s: nothing told", names[i]);
        ck_assert_msg(log.errors == 1, "%s: %d errors", names[i], log.errors);
        ck_assert_ptr_nonnull(strstr(log.last, "full."));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("writer");
    TCase *tests = tcase_create("writer");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, read_back);
    tcase_add_test(tests, index_comes_first);
    tcase_add_test(tests, containers_with_a_fixed_rate);
    tcase_add_test(tests, other_encoders);
    tcase_add_test(tests, high_definition_is_tagged);
    tcase_add_test(tests, times_that_do_not_grow);
    tcase_add_test(tests, what_cannot_be_opened);
    tcase_add_test(tests, a_full_disk);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
