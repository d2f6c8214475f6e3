/* test_source.c - what comes out of ordinary video files: which frames, in which order, at
 * which times, the right way up, and what is said about broken ones. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"
#include "support/videos.h"

#define H264 "-c:v libx264 -preset ultrafast -crf 12 -pix_fmt yuv420p "
#define B_FRAMES "-bf 3 -b_strategy 0 -g 12 "

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

static void expect_times(const videos_reading *reading, double step_s)
{
    for (int i = 0; i < reading->count; i++)
        ck_assert_double_eq_tol(reading->frames[i].time_s, i * step_s, 1e-3);
}

START_TEST(b_frames_in_presentation_order)
{
    videos_encode(&folder, 128, 96, 0, 60, H264 B_FRAMES "b.mp4");
    for (int threads = 1; threads <= 3; threads++) {
        source_options options = {.decoder_threads = threads};
        videos_reading *reading = read_named("b.mp4", &options);
        videos_expect(reading, 0, 60, 0);
        expect_times(reading, 0.04);
        ck_assert_int_eq(reading->info.frames, 60);
        ck_assert_double_eq_tol(reading->info.frame_rate, 25, 1e-9);
        ck_assert_str_eq(reading->info.description, "h264, yuv420p, 128x96, 25 fps");
        ck_assert_int_eq(reading->info.live, 0);
        ck_assert_str_eq(reading->log, "");
        free(reading);
    }
}
END_TEST

START_TEST(containers)
{
    static const char *const names[] = {"c.mkv", "c.ts", "c.mov", "c.flv"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char output[128];
        snprintf(output, sizeof output, H264 B_FRAMES "%s", names[i]);
        videos_encode(&folder, 128, 96, 0, 40, output);
        videos_reading *reading = read_named(names[i], NULL);
        videos_expect(reading, 0, 40, 0);
        expect_times(reading, 0.04);
        ck_assert_msg(reading->log[0] == '\0', "%s: %s", names[i], reading->log);
        free(reading);
    }
}
END_TEST

/* AVI stores no presentation times: with B-frames the last ones have none. */
START_TEST(some_time_stamps_missing)
{
    videos_encode(&folder, 128, 96, 0, 40, H264 B_FRAMES "b.avi");
    videos_reading *reading = read_named("b.avi", NULL);
    videos_expect(reading, 0, 40, 0);
    int missing = 0;
    for (int i = 0; i < 40; i++) {
        const videos_frame *f = &reading->frames[i];
        ck_assert_int_eq(f->pts == FRAME_NO_PTS, isnan(f->time_s));
        missing += isnan(f->time_s);
        if (!isnan(f->time_s))
            ck_assert_double_eq_tol(f->time_s, i * 0.04, 1e-3);
    }
    ck_assert_int_le(missing, 3);
    free(reading);
}
END_TEST

START_TEST(variable_frame_rate)
{
    /* Frame n at (n + n^2 / 10) / 25 s. */
    videos_encode(&folder, 128, 96, 0, 30,
                  "-vf \"settb=1/1000,setpts='(N+N*N/10)/25/TB'\" -vsync passthrough "
                  "-enc_time_base 1/1000 " H264 "-bf 2 v.mkv");
    videos_reading *reading = read_named("v.mkv", NULL);
    videos_expect(reading, 0, 30, 0);
    for (int i = 0; i < 30; i++)
        ck_assert_double_eq_tol(reading->frames[i].time_s, (i + i * i / 10.0) / 25, 1.1e-3);
    free(reading);
}
END_TEST

START_TEST(time_starts_with_the_first_frame)
{
    videos_encode(&folder, 128, 96, 0, 10, H264 "-output_ts_offset 5 late.ts");
    videos_reading *reading = read_named("late.ts", NULL);
    videos_expect(reading, 0, 10, 0);
    ck_assert_int_ge(reading->frames[0].pts, 5 * 90000);
    expect_times(reading, 0.04);
    free(reading);
}
END_TEST

START_TEST(no_time_stamps)
{
    videos_encode(&folder, 128, 96, 0, 30, H264 B_FRAMES "raw.h264");
    videos_reading *reading = read_named("raw.h264", NULL);
    videos_expect(reading, 0, 30, 0);
    for (int i = 0; i < 30; i++) {
        ck_assert_int_eq(reading->frames[i].pts, FRAME_NO_PTS);
        ck_assert_double_nan(reading->frames[i].time_s);
    }
    free(reading);
    source_options by_time = {.from = {.kind = SOURCE_POSITION_TIME, .seconds = 0.4}};
    reading = read_named("raw.h264", &by_time);
    ck_assert_int_eq(reading->opened, FOVEA_ERR_ARG);
    ck_assert_ptr_nonnull(strstr(reading->log, "no time stamps"));
    free(reading);
}
END_TEST

/* What the ffmpeg command makes of the same file decides which way round is right. */
static videos_turn turn_of_reference(void)
{
    videos_shell(&folder, "ffmpeg -nostdin -v error -y -i turned.mp4 -c:v ffv1 reference.mkv");
    for (videos_turn turn = VIDEOS_UPRIGHT; turn <= VIDEOS_COUNTER_CLOCKWISE; turn++) {
        videos_reading *reading = videos_read(videos_path(&folder, "reference.mkv"), NULL, turn);
        bool matches = reading->count == 5;
        for (int i = 0; i < reading->count; i++)
            matches = matches && reading->frames[i].number == 100 + i &&
                      reading->frames[i].color_error < 0.06F;
        free(reading);
        if (matches)
            return turn;
    }
    ck_abort_msg("the ffmpeg command turned the picture in no known way");
    return VIDEOS_UPRIGHT;
}

START_TEST(rotation)
{
    bool seen[4] = {false, false, false, false};
    videos_encode(&folder, 120, 80, 100, 5, H264 "-vf setsar=4/3 upright.mp4");
    for (int degrees = 90; degrees < 360; degrees += 90) {
        videos_shell(&folder,
                     "ffmpeg -nostdin -v error -y -i upright.mp4 -c copy "
                     "-metadata:s:v rotate=%d turned.mp4",
                     degrees);
        videos_turn turn = turn_of_reference();
        videos_reading *reading = videos_read(videos_path(&folder, "turned.mp4"), NULL, turn);
        videos_expect(reading, 100, 5, 0);
        bool exchanged = turn != VIDEOS_HALF;
        ck_assert_int_eq(reading->info.width, exchanged ? 80 : 120);
        ck_assert_int_eq(reading->info.height, exchanged ? 120 : 80);
        ck_assert_double_eq_tol(reading->frames[0].pixel_aspect, exchanged ? 0.75 : 4 / 3.0, 1e-9);
        ck_assert_str_eq(reading->log, "");
        seen[turn] = true;
        free(reading);
    }
    ck_assert(!seen[VIDEOS_UPRIGHT] && seen[VIDEOS_CLOCKWISE] && seen[VIDEOS_HALF] &&
              seen[VIDEOS_COUNTER_CLOCKWISE]);
}
END_TEST

START_TEST(odd_sizes)
{
    videos_encode(&folder, 131, 97, 0, 8, "-c:v ffv1 -pix_fmt yuv420p odd.mkv");
    videos_reading *reading = read_named("odd.mkv", NULL);
    videos_expect(reading, 0, 8, 0);
    ck_assert_int_eq(reading->info.width, 131);
    ck_assert_int_eq(reading->info.height, 97);
    free(reading);
}
END_TEST

START_TEST(size_changes_mid_stream)
{
    videos_encode(&folder, 128, 96, 0, 10, H264 B_FRAMES "one.h264");
    videos_encode(&folder, 192, 144, 10, 10, H264 B_FRAMES "two.h264");
    videos_shell(&folder, "cat one.h264 two.h264 > both.h264");
    videos_reading *reading = read_named("both.h264", NULL);
    videos_expect(reading, 0, 20, 0);
    for (int i = 0; i < 20; i++)
        ck_assert_int_eq(reading->frames[i].width, i < 10 ? 128 : 192);
    free(reading);
}
END_TEST

static void expect_range(const char *name, source_position from, source_position to, int64_t limit,
                         int first, int count)
{
    source_options options = {.decoder_threads = 2, .from = from, .to = to, .limit = limit};
    videos_reading *reading = read_named(name, &options);
    videos_expect(reading, first, count, first);
    ck_assert_int_eq(reading->info.frames, count);
    ck_assert_str_eq(reading->log, "");
    free(reading);
}

static source_position at_frame(int64_t number)
{
    return (source_position){.kind = SOURCE_POSITION_FRAME, .frame = number};
}

static source_position at_time(double seconds)
{
    return (source_position){.kind = SOURCE_POSITION_TIME, .seconds = seconds};
}

START_TEST(ranges)
{
    const source_position none = {.kind = SOURCE_POSITION_NONE};
    videos_encode(&folder, 128, 96, 0, 60, H264 B_FRAMES "r.mp4");
    expect_range("r.mp4", at_frame(17), none, 0, 17, 43);
    expect_range("r.mp4", at_frame(0), at_frame(60), 0, 0, 60);
    expect_range("r.mp4", at_frame(17), at_frame(23), 0, 17, 6);
    expect_range("r.mp4", none, at_frame(5), 0, 0, 5);
    expect_range("r.mp4", at_frame(59), none, 3, 59, 1);
    expect_range("r.mp4", at_frame(10), none, 3, 10, 3);
    expect_range("r.mp4", at_time(0.4), at_time(0.52), 0, 10, 3);
    expect_range("r.mp4", at_time(0.401), at_frame(12), 0, 11, 1);
}
END_TEST

static void expect_empty(source_position from, source_position to, const char *word)
{
    source_options options = {.from = from, .to = to};
    videos_reading *reading = read_named("e.mp4", &options);
    videos_expect(reading, 0, 0, 0);
    ck_assert_int_eq(videos_lines(reading, FOVEA_LOG_WARNING), 1);
    ck_assert_msg(strstr(reading->log, word) != NULL, "%s", reading->log);
    free(reading);
}

START_TEST(empty_ranges)
{
    const source_position none = {.kind = SOURCE_POSITION_NONE};
    videos_encode(&folder, 128, 96, 0, 20, H264 "e.mp4");
    expect_empty(at_frame(20), none, "20 frames");
    expect_empty(at_time(9), none, "20 frames");
    expect_empty(at_frame(8), at_frame(8), "empty");
    expect_empty(at_frame(8), at_frame(3), "empty");
}
END_TEST

START_TEST(truncated_files)
{
    static const char *const names[] = {"t.mkv", "t.mp4", "t.ts", "t.avi"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char output[160];
        snprintf(output, sizeof output, H264 B_FRAMES "-movflags faststart %s", names[i]);
        videos_encode(&folder, 128, 96, 0, 100, output);
        videos_shell(&folder, "truncate -s $(( $(stat -c %%s %s) * 3 / 5 )) %s", names[i],
                     names[i]);
        videos_reading *reading = read_named(names[i], NULL);
        ck_assert_int_eq(reading->opened, FOVEA_OK);
        ck_assert_int_eq(reading->end, FOVEA_EOF);
        ck_assert_int_gt(reading->count, 40);
        ck_assert_int_lt(reading->count, 80);
        for (int j = 0; j < reading->count - 4; j++) /* the last may be damaged */
            ck_assert_int_eq(reading->frames[j].number, j);
        bool tells_length = strcmp(names[i], "t.ts") != 0;
        if (tells_length)
            ck_assert_msg(strstr(reading->log, "cut short") != NULL, "%s: %s", names[i],
                          reading->log);
        free(reading);
    }
}
END_TEST

START_TEST(corrupt_packets)
{
    videos_encode(&folder, 128, 96, 0, 60, "-c:v zlib -pix_fmt bgr24 ok.mkv");
    videos_shell(&folder, "ffmpeg -nostdin -v error -y -i ok.mkv -c copy "
                          "-bsf:v \"noise=amount='if(eq(n,20)+eq(n,40),3,0)'\" bad.mkv");
    for (int threads = 1; threads <= 3; threads++) {
        source_options options = {.decoder_threads = threads};
        videos_reading *reading = read_named("bad.mkv", &options);
        ck_assert_int_eq(reading->end, FOVEA_EOF);
        ck_assert_int_eq(reading->stats.corrupt, 2);
        ck_assert_int_eq(reading->count, 58);
        for (int i = 0; i < 58; i++) {
            ck_assert_int_eq(reading->frames[i].number, i + (i >= 20) + (i >= 39));
            ck_assert_int_eq(reading->frames[i].index, i);
        }
        free(reading);
    }
}
END_TEST

/* Bytes changed at random places of a stream that predicts from what it has: whatever comes
 * out, reading ends by itself and what it says of itself adds up. */
START_TEST(scrambled_bytes)
{
    videos_encode(&folder, 128, 96, 0, 60, H264 B_FRAMES "s.ts");
    for (int seed = 1; seed <= 6; seed++) {
        videos_shell(&folder,
                     "cp s.ts x.ts && size=$(stat -c %%s x.ts) && for i in 1 2 3 4 5 6 7 8; do "
                     "printf '\\377\\000\\125' | dd of=x.ts bs=1 conv=notrunc status=none "
                     "seek=$(( (%d * 7919 + i * 104729) %% size )); done",
                     seed);
        videos_reading *reading = read_named("x.ts", NULL);
        ck_assert_int_eq(reading->end, FOVEA_EOF);
        ck_assert_int_ge(reading->count, 20);
        ck_assert_int_eq(reading->stats.decoded, reading->count);
        for (int i = 0; i < reading->count; i++)
            ck_assert_int_eq(reading->frames[i].index, i);
        free(reading);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("source");
    TCase *tests = tcase_create("files");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, b_frames_in_presentation_order);
    tcase_add_test(tests, containers);
    tcase_add_test(tests, some_time_stamps_missing);
    tcase_add_test(tests, variable_frame_rate);
    tcase_add_test(tests, time_starts_with_the_first_frame);
    tcase_add_test(tests, no_time_stamps);
    tcase_add_test(tests, rotation);
    tcase_add_test(tests, odd_sizes);
    tcase_add_test(tests, size_changes_mid_stream);
    tcase_add_test(tests, ranges);
    tcase_add_test(tests, empty_ranges);
    tcase_add_test(tests, truncated_files);
    tcase_add_test(tests, corrupt_packets);
    tcase_add_test(tests, scrambled_bytes);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
