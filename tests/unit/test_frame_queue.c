/* test_frame_queue.c - both policies, every order of closing, accounting, and a stress that is
 * worth running under ThreadSanitizer. */
#include <libavutil/frame.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "support/check_main.h"
#include "video/frame_private.h"
#include "video/frame_queue.h"

enum { MS = 1000000 };

static frame *make_frame(int64_t index)
{
    AVFrame *picture = av_frame_alloc();
    ck_assert_ptr_nonnull(picture);
    frame *made = frame_create(picture);
    av_frame_free(&picture);
    ck_assert_ptr_nonnull(made);
    made->index = index;
    return made;
}

static frame_queue *open_queue(int capacity, frame_queue_policy policy)
{
    frame_queue *queue = NULL;
    ck_assert_int_eq(frame_queue_open(&queue, capacity, policy), FOVEA_OK);
    return queue;
}

static void push(frame_queue *queue, int64_t index)
{
    ck_assert_int_eq(frame_queue_push(queue, make_frame(index)), FOVEA_OK);
}

static void expect_frame(frame_queue *queue, int64_t index)
{
    frame *next = NULL;
    ck_assert_int_eq(frame_queue_pop(queue, &next, 0), FOVEA_OK);
    ck_assert_int_eq(next->index, index);
    frame_unref(&next);
    ck_assert_ptr_null(next);
}

static void expect_status(frame_queue *queue, fovea_status status)
{
    frame *next = NULL;
    ck_assert_int_eq(frame_queue_pop(queue, &next, 0), status);
    ck_assert_ptr_null(next);
}

static void expect_refused(frame_queue *queue)
{
    frame *refused = make_frame(0);
    ck_assert_int_eq(frame_queue_push(queue, refused), FOVEA_ERR_CLOSED);
    frame_unref(&refused); /* still ours */
}

static void expect_stats(frame_queue *queue, int pushed, int popped, int dropped, int depth)
{
    frame_queue_stats stats = frame_queue_statistics(queue);
    ck_assert_int_eq(stats.pushed, pushed);
    ck_assert_int_eq(stats.popped, popped);
    ck_assert_int_eq(stats.dropped, dropped);
    ck_assert_int_eq(stats.depth, depth);
}

static void nap(int64_t ns)
{
    nanosleep(&(struct timespec){.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000}, NULL);
}

START_TEST(frames_are_counted)
{
    frame *first = make_frame(7);
    frame *second = frame_ref(first);
    ck_assert_ptr_eq(first, second);
    frame_unref(&first);
    ck_assert_ptr_null(first);
    ck_assert_int_eq(second->index, 7);
    frame_unref(&second);
    frame_unref(&second); /* a pointer to NULL */
}
END_TEST

START_TEST(bad_arguments)
{
    frame_queue *queue = NULL;
    ck_assert_int_eq(frame_queue_open(&queue, 0, FRAME_QUEUE_BLOCK), FOVEA_ERR_ARG);
    ck_assert_ptr_null(queue);
    ck_assert_int_eq(frame_queue_open(&queue, 1, (frame_queue_policy)9), FOVEA_ERR_ARG);
    frame_queue_close(&queue);
}
END_TEST

START_TEST(first_in_first_out)
{
    frame_queue *queue = open_queue(3, FRAME_QUEUE_BLOCK);
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 3; i++)
            push(queue, i);
        for (int i = 0; i < 3; i++)
            expect_frame(queue, i);
        expect_status(queue, FOVEA_AGAIN);
    }
    expect_stats(queue, 15, 15, 0, 0);
    ck_assert_int_eq(frame_queue_statistics(queue).depth_max, 3);
    frame_queue_close(&queue);
    ck_assert_ptr_null(queue);
}
END_TEST

START_TEST(oldest_is_dropped)
{
    frame_queue *queue = open_queue(2, FRAME_QUEUE_DROP_OLDEST);
    for (int i = 0; i < 5; i++)
        push(queue, i);
    expect_stats(queue, 5, 0, 3, 2);
    expect_frame(queue, 3);
    push(queue, 5);
    expect_frame(queue, 4);
    expect_frame(queue, 5);
    expect_stats(queue, 6, 3, 3, 0);
    frame_queue_close(&queue);
}
END_TEST

START_TEST(mailbox_keeps_the_latest)
{
    frame_queue *queue = open_queue(1, FRAME_QUEUE_DROP_OLDEST);
    for (int i = 0; i < 4; i++)
        push(queue, i);
    expect_frame(queue, 3);
    expect_status(queue, FOVEA_AGAIN);
    frame_queue_close(&queue);
}
END_TEST

START_TEST(finish_drains_and_tells_why)
{
    static const fovea_status reasons[] = {FOVEA_EOF, FOVEA_ERR_IO};
    for (int i = 0; i < 2; i++) {
        frame_queue *queue = open_queue(4, FRAME_QUEUE_BLOCK);
        push(queue, 0);
        push(queue, 1);
        frame_queue_finish(queue, reasons[i]);
        frame_queue_finish(queue, FOVEA_ERR_NOMEM); /* the first call counts */
        expect_refused(queue);
        expect_frame(queue, 0);
        expect_frame(queue, 1);
        expect_status(queue, reasons[i]);
        expect_status(queue, reasons[i]);
        frame_queue_close(&queue);
    }
}
END_TEST

START_TEST(cancel_empties_and_refuses)
{
    frame_queue *queue = open_queue(4, FRAME_QUEUE_BLOCK);
    push(queue, 0);
    push(queue, 1);
    frame_queue_cancel(queue);
    frame_queue_cancel(queue);
    expect_refused(queue);
    expect_status(queue, FOVEA_ERR_CLOSED);
    expect_stats(queue, 2, 0, 2, 0);
    frame_queue_close(&queue);
}
END_TEST

START_TEST(either_order_of_both_ends)
{
    for (int cancel_first = 0; cancel_first < 2; cancel_first++) {
        frame_queue *queue = open_queue(2, FRAME_QUEUE_BLOCK);
        push(queue, 0);
        if (cancel_first)
            frame_queue_cancel(queue);
        frame_queue_finish(queue, FOVEA_EOF);
        frame_queue_cancel(queue);
        expect_status(queue, FOVEA_ERR_CLOSED);
        expect_refused(queue);
        expect_stats(queue, 1, 0, 1, 0);
        frame_queue_close(&queue);
    }
}
END_TEST

START_TEST(close_lets_go_of_what_is_queued)
{
    frame_queue *queue = open_queue(2, FRAME_QUEUE_BLOCK);
    frame *kept = make_frame(1);
    ck_assert_int_eq(frame_queue_push(queue, frame_ref(kept)), FOVEA_OK);
    frame_queue_close(&queue);
    ck_assert_int_eq(kept->index, 1);
    frame_unref(&kept); /* LeakSanitizer sees whether the other reference is gone */
}
END_TEST

START_TEST(pop_times_out)
{
    frame_queue *queue = open_queue(1, FRAME_QUEUE_BLOCK);
    frame *next = NULL;
    int64_t before = fovea_clock_ns();
    ck_assert_int_eq(frame_queue_pop(queue, &next, 30 * MS), FOVEA_AGAIN);
    int64_t waited = fovea_clock_ns() - before;
    ck_assert_int_ge(waited, 30 * MS);
    ck_assert_int_lt(waited, 2000LL * MS);
    frame_queue_close(&queue);
}
END_TEST

typedef struct other_end {
    frame_queue *queue;
    pthread_t thread;
    fovea_status got;
    int64_t first_index;
} other_end;

static void *pop_forever(void *context)
{
    other_end *end = context;
    frame *next = NULL;
    end->got = frame_queue_pop(end->queue, &next, FRAME_QUEUE_FOREVER);
    end->first_index = next ? next->index : -1;
    frame_unref(&next);
    return NULL;
}

static void *push_one(void *context)
{
    other_end *end = context;
    frame *one = make_frame(1);
    end->got = frame_queue_push(end->queue, one);
    if (end->got != FOVEA_OK)
        frame_unref(&one);
    return NULL;
}

static void start(other_end *end, void *(*body)(void *))
{
    ck_assert_int_eq(pthread_create(&end->thread, NULL, body, end), 0);
    nap(20 * MS); /* most likely it waits by now; the outcome is the same if not */
}

START_TEST(waiting_reader_is_woken)
{
    for (int how = 0; how < 3; how++) {
        other_end reader = {.queue = open_queue(1, FRAME_QUEUE_BLOCK)};
        start(&reader, pop_forever);
        if (how == 0)
            push(reader.queue, 5);
        else if (how == 1)
            frame_queue_finish(reader.queue, FOVEA_EOF);
        else
            frame_queue_cancel(reader.queue);
        pthread_join(reader.thread, NULL);
        static const fovea_status expected[] = {FOVEA_OK, FOVEA_EOF, FOVEA_ERR_CLOSED};
        ck_assert_int_eq(reader.got, expected[how]);
        ck_assert_int_eq(reader.first_index, how == 0 ? 5 : -1);
        frame_queue_close(&reader.queue);
    }
}
END_TEST

START_TEST(waiting_writer_is_woken)
{
    for (int how = 0; how < 3; how++) {
        other_end writer = {.queue = open_queue(1, FRAME_QUEUE_BLOCK)};
        push(writer.queue, 0);
        start(&writer, push_one);
        if (how == 0)
            expect_frame(writer.queue, 0);
        else if (how == 1)
            frame_queue_finish(writer.queue, FOVEA_EOF);
        else
            frame_queue_cancel(writer.queue);
        pthread_join(writer.thread, NULL);
        ck_assert_int_eq(writer.got, how == 0 ? FOVEA_OK : FOVEA_ERR_CLOSED);
        frame_queue_close(&writer.queue);
    }
}
END_TEST

enum { STRESS_FRAMES = 20000 };

static void *push_many(void *context)
{
    other_end *end = context;
    for (int i = 0; i < STRESS_FRAMES; i++) {
        frame *next = make_frame(i);
        end->got = frame_queue_push(end->queue, next);
        if (end->got == FOVEA_OK)
            continue;
        frame_unref(&next);
        return NULL;
    }
    frame_queue_finish(end->queue, FOVEA_EOF);
    return NULL;
}

static void check_sums(frame_queue *queue)
{
    frame_queue_stats s = frame_queue_statistics(queue);
    ck_assert_int_eq(s.pushed, s.popped + s.dropped + s.depth);
}

/* One writer, this reader; cancels after `most` frames. */
static void stress(frame_queue_policy policy, int64_t most)
{
    other_end writer = {.queue = open_queue(4, policy)};
    ck_assert_int_eq(pthread_create(&writer.thread, NULL, push_many, &writer), 0);
    int64_t last = -1, count = 0;
    frame *next = NULL;
    fovea_status status = FOVEA_OK;
    while (count < most) {
        status = frame_queue_pop(writer.queue, &next, count % 3 ? FRAME_QUEUE_FOREVER : MS);
        if (status == FOVEA_AGAIN)
            continue;
        if (status != FOVEA_OK)
            break;
        ck_assert_int_gt(next->index, last);
        if (policy == FRAME_QUEUE_BLOCK)
            ck_assert_int_eq(next->index, last + 1);
        last = next->index;
        count++;
        frame_unref(&next);
        check_sums(writer.queue);
    }
    if (count == most)
        frame_queue_cancel(writer.queue);
    pthread_join(writer.thread, NULL);
    check_sums(writer.queue);
    frame_queue_stats stats = frame_queue_statistics(writer.queue);
    ck_assert_int_eq(stats.popped, count);
    ck_assert_int_le(stats.depth_max, 4);
    if (count < most) {
        ck_assert_int_eq(status, FOVEA_EOF);
        ck_assert_int_eq(last, STRESS_FRAMES - 1); /* the newest is never the one dropped */
        ck_assert_int_eq(stats.pushed, STRESS_FRAMES);
    }
    frame_queue_close(&writer.queue);
}

START_TEST(two_threads)
{
    stress(FRAME_QUEUE_BLOCK, INT64_MAX);
    stress(FRAME_QUEUE_DROP_OLDEST, INT64_MAX);
    for (int i = 0; i < 20; i++) {
        stress(FRAME_QUEUE_BLOCK, 37 * i + 1);
        stress(FRAME_QUEUE_DROP_OLDEST, 11 * i + 1);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("frame_queue");
    TCase *tests = tcase_create("queue");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, frames_are_counted);
    tcase_add_test(tests, bad_arguments);
    tcase_add_test(tests, first_in_first_out);
    tcase_add_test(tests, oldest_is_dropped);
    tcase_add_test(tests, mailbox_keeps_the_latest);
    tcase_add_test(tests, finish_drains_and_tells_why);
    tcase_add_test(tests, cancel_empties_and_refuses);
    tcase_add_test(tests, either_order_of_both_ends);
    tcase_add_test(tests, close_lets_go_of_what_is_queued);
    tcase_add_test(tests, pop_times_out);
    tcase_add_test(tests, waiting_reader_is_woken);
    tcase_add_test(tests, waiting_writer_is_woken);
    tcase_add_test(tests, two_threads);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
