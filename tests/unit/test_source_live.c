/* test_source_live.c - the decode thread, and sources that make their reader wait: a display
 * (x11grab under Xvfb), a network stream; each must end soon when told to. */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "support/check_main.h"
#include "support/videos.h"
#include "video/reader.h"

#define H264 "-c:v libx264 -preset ultrafast -crf 12 -pix_fmt yuv420p "
#define SECOND INT64_C(1000000000)

static video_folder folder;

static void make_folder(void)
{
    folder = videos_make_folder();
}

static void remove_folder(void)
{
    videos_remove_folder(&folder);
}

static void keep_line(void *context, fovea_log_level level, const char *message)
{
    (void)level;
    snprintf(context, 1024, "%s", message);
}

static void nap_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

/* Runs a shell command beside the test; `exec` in it makes its id that of the program. */
static pid_t start(const char *command)
{
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    return child;
}

static void stop(pid_t child)
{
    kill(child, SIGTERM);
    waitpid(child, NULL, 0);
}

static source *open_source(const char *name, const source_options *options)
{
    source *s = NULL;
    ck_assert_int_eq(source_open(&s, name, options), FOVEA_OK);
    return s;
}

/* ---- the decode thread ---------------------------------------------------------------- */

static frame_queue *open_queue(int capacity, frame_queue_policy policy)
{
    frame_queue *queue = NULL;
    ck_assert_int_eq(frame_queue_open(&queue, capacity, policy), FOVEA_OK);
    return queue;
}

static reader *open_reader(source *s, frame_queue *queue)
{
    reader *r = NULL;
    ck_assert_int_eq(reader_open(&r, s, queue), FOVEA_OK);
    return r;
}

START_TEST(reader_moves_every_frame)
{
    videos_encode(&folder, 128, 96, 0, 80, H264 "-bf 3 r.mp4");
    source_options options = {.decoder_threads = 2};
    source *s = open_source(videos_path(&folder, "r.mp4"), &options);
    frame_queue *queue = open_queue(3, FRAME_QUEUE_BLOCK);
    reader *r = open_reader(s, queue);
    frame *next = NULL;
    int count = 0;
    fovea_status status = FOVEA_OK;
    while ((status = frame_queue_pop(queue, &next, FRAME_QUEUE_FOREVER)) == FOVEA_OK) {
        ck_assert_int_eq(videos_number(&next->image, VIDEOS_UPRIGHT), count);
        ck_assert_int_le(next->index, source_statistics(s).decoded - 1);
        count++;
        frame_unref(&next);
    }
    ck_assert_int_eq(status, FOVEA_EOF);
    ck_assert_int_eq(count, 80);
    ck_assert_int_eq(frame_queue_statistics(queue).dropped, 0);
    reader_close(&r);
    ck_assert_ptr_null(r);
    reader_close(&r);
    frame_queue_close(&queue);
    source_close(&s);
}
END_TEST

/* Frames outlive the source that made them, and a reader stops wherever it is. */
START_TEST(reader_stops_early)
{
    videos_encode(&folder, 128, 96, 0, 80, H264 "r.mp4");
    for (int taken = 0; taken < 6; taken++) {
        source_options options = {.decoder_threads = 1 + taken % 2};
        source *s = open_source(videos_path(&folder, "r.mp4"), &options);
        frame_queue *queue = open_queue(2, FRAME_QUEUE_BLOCK);
        reader *r = open_reader(s, queue);
        frame *kept = NULL;
        for (int i = 0; i < taken; i++) {
            frame_unref(&kept);
            ck_assert_int_eq(frame_queue_pop(queue, &kept, FRAME_QUEUE_FOREVER), FOVEA_OK);
        }
        reader_close(&r);
        frame_queue_close(&queue);
        source_close(&s);
        if (kept)
            ck_assert_int_eq(videos_number(&kept->image, VIDEOS_UPRIGHT), taken - 1);
        frame_unref(&kept);
    }
}
END_TEST

START_TEST(low_delay_keeps_the_order)
{
    videos_encode(&folder, 128, 96, 0, 40, H264 "-bf 3 -b_strategy 0 l.mkv");
    source_options options = {.live = SOURCE_LIVE_YES, .decoder_threads = 2};
    videos_reading *reading = videos_read(videos_path(&folder, "l.mkv"), &options, VIDEOS_UPRIGHT);
    ck_assert_int_eq(reading->end, FOVEA_EOF);
    ck_assert(reading->info.live);
    ck_assert_int_ge(reading->count, 35); /* a decoder that may not wait may have to leave out */
    for (int i = 1; i < reading->count; i++)
        ck_assert_int_gt(reading->frames[i].number, reading->frames[i - 1].number);
    free(reading);
}
END_TEST

/* ---- a display -------------------------------------------------------------------------- */

typedef struct display {
    pid_t server;
    char name[16];
} display;

static display start_display(void)
{
    display d;
    char command[256];
    snprintf(command, sizeof command,
             "exec Xvfb -displayfd 3 -screen 0 320x240x24 3>'%s/display' 2>/dev/null", folder.path);
    d.server = start(command);
    int number = -1;
    for (int i = 0; i < 500 && number < 0; i++) {
        nap_ms(10);
        FILE *file = fopen(videos_path(&folder, "display"), "r");
        if (file && fscanf(file, "%d", &number) != 1)
            number = -1;
        if (file)
            fclose(file);
    }
    ck_assert_msg(number >= 0, "Xvfb does not start; install the package xvfb");
    snprintf(d.name, sizeof d.name, ":%d", number);
    return d;
}

START_TEST(display_is_a_live_source)
{
    char log[1024] = "";
    display d = start_display();
    source_options options = {.format = "x11grab", .log = {keep_line, log}};
    source *s = open_source(d.name, &options);
    source_info info = source_information(s);
    ck_assert(info.live && info.width == 320 && info.height == 240);
    double before = -1;
    for (int i = 0; i < 10; i++) {
        frame *next = NULL;
        ck_assert_int_eq(source_read(s, &next), FOVEA_OK);
        ck_assert_int_eq(next->index, i);
        ck_assert_double_gt(next->time_s, before);
        ck_assert_int_lt(fovea_clock_ns() - next->captured_ns, SECOND);
        before = next->time_s;
        frame_unref(&next);
    }
    stop(d.server); /* the cable is pulled */
    frame *next = NULL;
    fovea_status status = FOVEA_OK;
    for (int i = 0; i < 20 && status == FOVEA_OK; i++) {
        status = source_read(s, &next);
        frame_unref(&next);
    }
    ck_assert_int_eq(status, FOVEA_EOF);
    ck_assert_msg(strstr(log, "ends here") != NULL, "%s", log);
    source_close(&s);
}
END_TEST

START_TEST(live_drops_and_quits_soon)
{
    display d = start_display();
    source_options options = {.format = "x11grab"};
    source *s = open_source(d.name, &options);
    frame_queue *queue = open_queue(2, FRAME_QUEUE_DROP_OLDEST);
    reader *r = open_reader(s, queue);
    nap_ms(500); /* a slow tracker */
    frame *next = NULL;
    ck_assert_int_eq(frame_queue_pop(queue, &next, SECOND), FOVEA_OK);
    ck_assert_int_lt(fovea_clock_ns() - next->captured_ns, SECOND / 2);
    frame_unref(&next);
    int64_t before = fovea_clock_ns();
    reader_close(&r);
    ck_assert_int_lt(fovea_clock_ns() - before, SECOND / 2);
    frame_queue_stats stats = frame_queue_statistics(queue);
    ck_assert_int_eq(stats.pushed, stats.popped + stats.dropped + stats.depth);
    ck_assert_int_ge(stats.dropped, 3);
    int64_t refused = source_statistics(s).returned - stats.pushed; /* read when it was closed */
    ck_assert(refused == 0 || refused == 1);
    frame_queue_close(&queue);
    source_close(&s);
    stop(d.server);
}
END_TEST

/* ---- a network stream --------------------------------------------------------------------- */

static const char *stream_url(void)
{
    static char url[64];
    snprintf(url, sizeof url, "udp://127.0.0.1:%d", 20000 + (int)(getpid() % 20000));
    return url;
}

static bool after_a_moment(void *context)
{
    return fovea_clock_ns() > *(int64_t *)context;
}

START_TEST(waiting_for_a_sender_can_be_cancelled)
{
    int64_t until = fovea_clock_ns() + SECOND / 5;
    source_options options = {.cancelled = after_a_moment, .cancelled_context = &until};
    source *s = NULL;
    ck_assert_int_eq(source_open(&s, stream_url(), &options), FOVEA_ERR_CLOSED);
    ck_assert_ptr_null(s);
    ck_assert_int_lt(fovea_clock_ns() - until, SECOND / 2);
}
END_TEST

/* Reads all that a sender sends and gives up while it is silent. sender: stopped after the
 * first frame; 0: falls silent by itself. */
static void read_until_silent(source *s, pid_t sender)
{
    frame_queue *queue = open_queue(2, FRAME_QUEUE_DROP_OLDEST);
    reader *r = open_reader(s, queue);
    frame *next = NULL;
    ck_assert_int_eq(frame_queue_pop(queue, &next, 5 * SECOND), FOVEA_OK);
    frame_unref(&next);
    if (sender)
        stop(sender);
    while (frame_queue_pop(queue, &next, SECOND / 2) == FOVEA_OK)
        frame_unref(&next);
    int64_t before = fovea_clock_ns();
    reader_close(&r);
    ck_assert_int_lt(fovea_clock_ns() - before, SECOND / 2);
    frame_queue_close(&queue);
    ck_assert_int_eq(source_read(s, &next), FOVEA_ERR_CLOSED);
}

START_TEST(silent_stream_can_be_interrupted)
{
    char command[512];
    snprintf(command, sizeof command,
             "exec ffmpeg -nostdin -v error -re -f lavfi -i testsrc2=s=128x96:r=25 -c:v mpeg2video "
             "-g 5 -f mpegts '%s?pkt_size=1316'",
             stream_url());
    pid_t sender = start(command);
    source_options options = {.decoder_threads = 1};
    source *s = open_source(stream_url(), &options);
    ck_assert(source_information(s).live);
    read_until_silent(s, sender);
    source_close(&s);
}
END_TEST

START_TEST(silent_pipe_can_be_interrupted)
{
    char command[512];
    const char *pipe = videos_path(&folder, "pipe");
    ck_assert_int_eq(mkfifo(pipe, 0600), 0);
    snprintf(command, sizeof command,
             "exec >'%s'; ffmpeg -nostdin -v error -f lavfi -i testsrc2=s=128x96:r=25:d=3 "
             "-c:v mpeg2video -f mpegts -; exec sleep 60",
             pipe);
    pid_t sender = start(command);
    source_options options = {.decoder_threads = 1};
    source *s = open_source(pipe, &options);
    read_until_silent(s, 0);
    source_close(&s);
    stop(sender);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("source_live");
    TCase *tests = tcase_create("live");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, reader_moves_every_frame);
    tcase_add_test(tests, reader_stops_early);
    tcase_add_test(tests, low_delay_keeps_the_order);
    tcase_add_test(tests, display_is_a_live_source);
    tcase_add_test(tests, live_drops_and_quits_soon);
    tcase_add_test(tests, waiting_for_a_sender_can_be_cancelled);
    tcase_add_test(tests, silent_stream_can_be_interrupted);
    tcase_add_test(tests, silent_pipe_can_be_interrupted);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
