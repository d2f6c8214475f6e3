/* test_source_inputs.c - what a user may name: folders and patterns of images, lavfi, odd file
 * names, and everything that is not a video, with the one line that says so. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/check_main.h"
#include "support/videos.h"

static video_folder folder;

static void make_folder(void)
{
    folder = videos_make_folder();
}

static void remove_folder(void)
{
    videos_remove_folder(&folder);
}

static videos_reading *read_named(const char *name, const source_options *options)
{
    return videos_read(videos_path(&folder, name), options, VIDEOS_UPRIGHT);
}

static void expect_sequence(const char *name, int first, int count)
{
    videos_reading *reading = read_named(name, NULL);
    videos_expect(reading, first, count, 0);
    ck_assert_int_eq(reading->info.frames, count);
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(reading->frames[i].pts, FRAME_NO_PTS);
    ck_assert_str_eq(reading->log, "");
    free(reading);
}

START_TEST(image_pattern)
{
    videos_shell(&folder, "mkdir img");
    videos_encode(&folder, 128, 96, 0, 12, "-start_number 137 img/%06d.png");
    expect_sequence("img/%06d.png", 0, 12);
    videos_shell(&folder, "rm img/000140.png img/000141.png"); /* a gap is no end */
    videos_reading *reading = read_named("img/%06d.png", NULL);
    ck_assert_int_eq(reading->count, 10);
    ck_assert_int_eq(reading->frames[2].number, 2);
    ck_assert_int_eq(reading->frames[3].number, 5);
    free(reading);
    videos_encode(&folder, 128, 96, 0, 12, "-q:v 2 -start_number 1 img/plain%d.jpg");
    expect_sequence("img/plain%d.jpg", 0, 12);
}
END_TEST

START_TEST(image_folder)
{
    videos_shell(&folder, "mkdir img && mkdir img/sub.png && echo x > img/notes.txt && "
                          "echo x > img/.hidden.jpg && rmdir img/sub.png");
    videos_encode(&folder, 128, 96, 0, 12, "-q:v 2 -start_number 1 img/%d.jpg");
    expect_sequence("img", 0, 12); /* 2.jpg before 10.jpg */
    videos_shell(&folder, "mv 'img/3.jpg' 'img/3.JPEG'");
    expect_sequence("img/", 0, 12);
}
END_TEST

START_TEST(strange_image_names)
{
    videos_shell(&folder, "mkdir -p '100%% a:b' && mkdir t");
    videos_encode(&folder, 128, 96, 0, 4, "-start_number 1 t/%d.png");
    videos_shell(&folder, "cd '100%% a:b' && mv ../t/1.png 'a %%d.png' && "
                          "mv ../t/2.png 'b*?[x]:y.png' && mv ../t/3.png 'c\"\\$(z).png' && "
                          "mv ../t/4.png 'd%%03d%%s%%%%.png'");
    expect_sequence("100% a:b", 0, 4);
    videos_reading *reading = read_named("100% a:b/a %d.png", NULL); /* that file, no pattern */
    videos_expect(reading, 0, 1, 0);
    free(reading);
}
END_TEST

START_TEST(images_of_many_kinds_and_sizes)
{
    videos_shell(&folder, "mkdir img");
    videos_encode(&folder, 128, 96, 0, 3, "-start_number 0 img/%d.png");
    videos_encode(&folder, 200, 120, 3, 3, "-q:v 2 -start_number 3 img/%d.jpg");
    videos_encode(&folder, 96, 64, 6, 2, "-pix_fmt rgb48be -start_number 6 img/%d.png");
    videos_encode(&folder, 97, 65, 8, 2, "-q:v 2 -pix_fmt yuvj444p -start_number 8 img/%d.jpg");
    videos_encode(&folder, 128, 96, 10, 1, "-start_number 10 img/%d.png");
    videos_shell(&folder, "mv img/10.png img/10.jpg"); /* the ending lies */
    videos_reading *reading = read_named("img", NULL);
    videos_expect(reading, 0, 11, 0);
    static const int widths[] = {128, 128, 128, 200, 200, 200, 96, 96, 97, 97, 128};
    for (int i = 0; i < 11; i++)
        ck_assert_int_eq(reading->frames[i].width, widths[i]);
    free(reading);
}
END_TEST

START_TEST(broken_images_are_skipped)
{
    videos_shell(&folder, "mkdir img");
    videos_encode(&folder, 128, 96, 0, 8, "-start_number 0 img/%d.png");
    videos_shell(&folder, "echo no picture > img/2.png && : > img/5.png && rm img/7.png && "
                          "ln -s nowhere img/7.png");
    videos_reading *reading = read_named("img", NULL);
    ck_assert_int_eq(reading->end, FOVEA_EOF);
    ck_assert_int_eq(reading->count, 5);
    ck_assert_int_eq(reading->stats.corrupt, 3);
    static const int numbers[] = {0, 1, 3, 4, 6};
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(reading->frames[i].number, numbers[i]);
    free(reading);
}
END_TEST

/* Puts an EXIF block with nothing but an orientation behind the first two bytes of a JPEG. */
static void add_exif(const char *from, const char *to, char value)
{
    const char block[] = {(char)0xFF, (char)0xE1, 0, 34, 'E', 'x',   'i', 'f', 0, 0,  'M', 'M',
                          0,          42,         0, 0,  0,   8,     0,   1,   1, 18, 0,   3,
                          0,          0,          0, 1,  0,   value, 0,   0,   0, 0,  0,   0};
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    ck_assert(in && out);
    for (long i = 0, byte = fgetc(in); byte != EOF; i++, byte = fgetc(in)) {
        if (i == 2)
            ck_assert_uint_eq(fwrite(block, 1, sizeof block, out), sizeof block);
        fputc((int)byte, out);
    }
    fclose(in);
    ck_assert_int_eq(fclose(out), 0);
}

START_TEST(photographs_are_turned)
{
    static const struct {
        char exif;
        videos_turn turn;
    } cases[] = {{1, VIDEOS_UPRIGHT},
                 {3, VIDEOS_HALF},
                 {6, VIDEOS_CLOCKWISE},
                 {8, VIDEOS_COUNTER_CLOCKWISE}};
    videos_encode(&folder, 192, 144, 77, 1, "-q:v 2 photo.jpg");
    videos_shell(&folder, "mkdir img");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        add_exif(videos_path(&folder, "photo.jpg"), videos_path(&folder, "img/1.jpg"),
                 cases[i].exif);
        videos_reading *reading = videos_read(videos_path(&folder, "img"), NULL, cases[i].turn);
        videos_expect(reading, 77, 1, 0);
        ck_assert_int_eq(reading->info.width, cases[i].exif > 4 ? 144 : 192);
        free(reading);
    }
}
END_TEST

START_TEST(image_range)
{
    videos_shell(&folder, "mkdir img");
    videos_encode(&folder, 128, 96, 0, 10, "-start_number 5 img/%04d.png");
    source_options options = {.from = {.kind = SOURCE_POSITION_FRAME, .frame = 4}, .limit = 3};
    videos_reading *reading = read_named("img/%04d.png", &options);
    videos_expect(reading, 4, 3, 4);
    free(reading);
}
END_TEST

START_TEST(strange_video_names)
{
    static const char *const names[] = {"a:b.mp4", "http:x.mp4", "50%d.mp4", "-.mp4", "two words"};
    videos_encode(&folder, 128, 96, 0, 5, "-c:v ffv1 -f matroska plain");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        videos_shell(&folder, "cp plain './%s'", names[i]);
        videos_reading *reading = read_named(names[i], NULL);
        videos_expect(reading, 0, 5, 0);
        free(reading);
    }
}
END_TEST

START_TEST(standard_input_of_libavfilter)
{
    source_options options = {.format = "lavfi", .limit = 30};
    videos_reading *reading =
        videos_read("testsrc2=size=320x240:rate=10", &options, VIDEOS_UPRIGHT);
    ck_assert_int_eq(reading->end, FOVEA_EOF);
    ck_assert_int_eq(reading->count, 30);
    ck_assert_int_eq(reading->info.width, 320);
    ck_assert_int_eq(reading->info.live, 0);
    ck_assert_double_eq_tol(reading->frames[29].time_s, 2.9, 1e-9);
    free(reading);
}
END_TEST

START_TEST(sound_and_cover_are_not_video)
{
    videos_encode(&folder, 128, 96, 0, 1, "cover.png");
    videos_encode(&folder, 128, 96, 0, 6, "-c:v ffv1 v.mkv");
    videos_shell(&folder, "ffmpeg -nostdin -v error -f lavfi -i sine=d=1 tone.wav && "
                          "ffmpeg -nostdin -v error -i tone.wav -i cover.png -map 0 -map 1 "
                          "-c:a aac -c:v png -disposition:v attached_pic song.m4a && "
                          "ffmpeg -nostdin -v error -i tone.wav -i cover.png -i v.mkv -map 0 "
                          "-map 1 -map 2 -c:a aac -c:v:0 png -c:v:1 libx264 -crf 10 "
                          "-disposition:v:0 attached_pic film.mp4");
    videos_reading *reading = read_named("song.m4a", NULL);
    ck_assert_int_eq(reading->opened, FOVEA_ERR_FORMAT);
    ck_assert_msg(strstr(reading->log, "no video stream") != NULL, "%s", reading->log);
    free(reading);
    reading = read_named("film.mp4", NULL);
    videos_expect(reading, 0, 6, 0);
    free(reading);
}
END_TEST

static const struct {
    const char *make, *name, *format;
    fovea_status status;
    const char *word;
} bad_inputs[] = {
    {"true", "none.mp4", NULL, FOVEA_ERR_IO, "no such file"},
    {"true", "none/none.mp4", NULL, FOVEA_ERR_IO, "no such file"},
    {"true", "none%03d.png", NULL, FOVEA_ERR_IO, "no file matches"},
    {"true", "none/%03d.png", NULL, FOVEA_ERR_IO, "cannot be read"},
    {"true", "nonsense://x", NULL, FOVEA_ERR_UNSUPPORTED, "cannot be opened"},
    {"mkdir empty", "empty", NULL, FOVEA_ERR_FORMAT, "folder without images"},
    {"mkdir text && echo x > text/a.txt", "text", NULL, FOVEA_ERR_FORMAT, "without images"},
    {"mkdir bad && echo x > bad/a.png", "bad", NULL, FOVEA_ERR_FORMAT, "no picture"},
    {": > zero.mp4", "zero.mp4", NULL, FOVEA_ERR_FORMAT, "not a video"},
    {"echo hello > t.txt", "t.txt", NULL, FOVEA_ERR_FORMAT, "not a video"},
    {"seq 5000 > t.mp4", "t.mp4", NULL, FOVEA_ERR_FORMAT, "not a video"},
    {"seq 5000 > t.csv", "t.csv", NULL, FOVEA_ERR_FORMAT, "not a video"},
    {"seq 5000 | gzip > t.gz", "t.gz", NULL, FOVEA_ERR_FORMAT, "not a video"},
    {"head -c 300000 /dev/zero > z.mp4", "z.mp4", NULL, FOVEA_ERR_FORMAT, "not a video"},
    {"ffmpeg -nostdin -v error -f lavfi -i sine=d=1 s.wav", "s.wav", NULL, FOVEA_ERR_FORMAT,
     "no video stream"},
    {"true", "x", "no-such-format", FOVEA_ERR_ARG, "no input format"},
    {"true", "no_such_filter", "lavfi", FOVEA_ERR_IO, "lavfi"},
    {"true", "/dev/video99", "v4l2", FOVEA_ERR_IO, "v4l2"},
    {"ffmpeg -nostdin -v error -f lavfi -i testsrc2=d=2 -c:v libx264 c.mp4 && "
     "truncate -s 20000 c.mp4",
     "c.mp4", NULL, FOVEA_ERR_FORMAT, "cut short"},
    {"ffmpeg -nostdin -v error -f lavfi -i testsrc2=d=1 -c:v libx264 h.mkv && "
     "truncate -s 900 h.mkv",
     "h.mkv", NULL, FOVEA_ERR_FORMAT, "h.mkv"},
};

START_TEST(bad_input_is_one_clear_line)
{
    const char *name = bad_inputs[_i].name;
    videos_shell(&folder, "%s", bad_inputs[_i].make);
    source_options options = {.format = bad_inputs[_i].format};
    bool in_folder = !options.format && !strstr(name, "://");
    videos_reading *reading =
        videos_read(in_folder ? videos_path(&folder, name) : name, &options, VIDEOS_UPRIGHT);
    ck_assert_msg(reading->opened == bad_inputs[_i].status, "%s: %s, expected %s: %s", name,
                  fovea_status_text(reading->opened), fovea_status_text(bad_inputs[_i].status),
                  reading->log);
    ck_assert_msg(videos_lines(reading, FOVEA_LOG_ERROR) == 1, "%s: %s", name, reading->log);
    ck_assert_msg(strstr(reading->log, bad_inputs[_i].word) != NULL, "%s: %s", name, reading->log);
    free(reading);
}
END_TEST

static void ignore_line(void *context, fovea_log_level level, const char *message)
{
    (void)context, (void)level, (void)message;
}

static bool cancel_at_once(void *context)
{
    ++*(int *)context;
    return true;
}

START_TEST(open_can_be_cancelled)
{
    videos_encode(&folder, 128, 96, 0, 3, "-c:v ffv1 v.mkv");
    int asked = 0;
    source_options options = {
        .cancelled = cancel_at_once, .cancelled_context = &asked, .log = {.write = ignore_line}};
    source *s = NULL;
    ck_assert_int_eq(source_open(&s, videos_path(&folder, "v.mkv"), &options), FOVEA_ERR_CLOSED);
    ck_assert_ptr_null(s);
    ck_assert_int_gt(asked, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("source_inputs");
    TCase *tests = tcase_create("inputs");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, image_pattern);
    tcase_add_test(tests, image_folder);
    tcase_add_test(tests, strange_image_names);
    tcase_add_test(tests, images_of_many_kinds_and_sizes);
    tcase_add_test(tests, broken_images_are_skipped);
    tcase_add_test(tests, photographs_are_turned);
    tcase_add_test(tests, image_range);
    tcase_add_test(tests, strange_video_names);
    tcase_add_test(tests, standard_input_of_libavfilter);
    tcase_add_test(tests, sound_and_cover_are_not_video);
    tcase_add_test(tests, open_can_be_cancelled);
    tcase_add_loop_test(tests, bad_input_is_one_clear_line, 0,
                        (int)(sizeof bad_inputs / sizeof bad_inputs[0]));
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
