/* The small parts between the threads: time steps, pacing, figures, orders, the mailbox. */
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "base/clock.h"
#include "cli/control.h"
#include "cli/histogram.h"
#include "cli/mailbox.h"
#include "cli/progress.h"
#include "cli/timing.h"
#include "support/check_main.h"

#define MS 1000000LL

/* ---- time ---------------------------------------------------------------------------- */

static const source_info pal = {.frame_rate = 25, .time_base_num = 1, .time_base_den = 12800};

START_TEST(steps)
{
    timing_mark first = {.index = 10, .pts = 5120};
    ck_assert_float_eq(timing_step(&pal, first, (timing_mark){11, 5120 + 512}), 1);
    ck_assert_float_eq(timing_step(&pal, first, (timing_mark){11, 5120 + 256}), 0.5F);
    ck_assert_float_eq(timing_step(&pal, first, (timing_mark){14, 5120 + 2048}), 4);
    /* Without stamps, with stamps that stand still or go back, without a rate: by number. */
    ck_assert_float_eq(timing_step(&pal, first, (timing_mark){13, FRAME_NO_PTS}), 3);
    ck_assert_float_eq(timing_step(&pal, first, (timing_mark){11, 5120}), 1);
    ck_assert_float_eq(timing_step(&pal, first, (timing_mark){12, 0}), 2);
    source_info unknown = {.time_base_num = 1, .time_base_den = 12800};
    ck_assert_float_eq(timing_step(&unknown, first, (timing_mark){11, 9999}), 1);
}
END_TEST

START_TEST(steps_are_always_sane)
{
    static const int64_t stamps[] = {FRAME_NO_PTS, INT64_MIN + 1, -1, 0, 1, INT64_MAX};
    for (size_t i = 0; i < 6; i++) {
        for (size_t k = 0; k < 6; k++) {
            float step =
                timing_step(&pal, (timing_mark){5, stamps[i]}, (timing_mark){5, stamps[k]});
            ck_assert(isfinite(step) && step > 0);
        }
    }
}
END_TEST

START_TEST(pacing)
{
    pacer p = {0};
    frame f = {.index = 0, .pts = 0, .time_s = 100};
    ck_assert_int_eq(pacer_due(&p, &pal, &f, 1000 * MS), 1000 * MS);
    f = (frame){.index = 1, .time_s = 100.04};
    ck_assert_int_eq(pacer_due(&p, &pal, &f, 1010 * MS) / MS, 1040);
    /* A little late: the next one is still on schedule. */
    f = (frame){.index = 2, .time_s = 100.08};
    ck_assert_int_le(pacer_due(&p, &pal, &f, 1130 * MS), 1130 * MS);
    f = (frame){.index = 3, .time_s = 100.20};
    ck_assert_int_eq(pacer_due(&p, &pal, &f, 1135 * MS) / MS, 1200);
    /* Very late (a pause): the schedule starts anew. */
    f = (frame){.index = 4, .time_s = 100.24};
    ck_assert_int_eq(pacer_due(&p, &pal, &f, 9000 * MS), 9000 * MS);
    f = (frame){.index = 5, .time_s = 100.28};
    ck_assert_int_eq((pacer_due(&p, &pal, &f, 9001 * MS) + MS / 2) / MS, 9040);
    /* Stamps that jump are not waited for. */
    f = (frame){.index = 6, .time_s = 5000};
    ck_assert_int_eq(pacer_due(&p, &pal, &f, 9050 * MS), 9050 * MS);
    f = (frame){.index = 7, .time_s = NAN};
    ck_assert_int_eq((pacer_due(&p, &pal, &f, 9060 * MS) + MS / 2) / MS, 9090);
}
END_TEST

/* ---- figures --------------------------------------------------------------------------- */

START_TEST(quantiles)
{
    static histogram h;
    memset(&h, 0, sizeof h);
    ck_assert(histogram_quantile_ms(&h, 0.5) == 0 && histogram_mean_ms(&h) == 0);
    for (int i = 1; i <= 1000; i++)
        histogram_add(&h, i * MS / 10);
    ck_assert_double_eq_tol(histogram_mean_ms(&h), 50.05, 1e-6);
    ck_assert_double_eq_tol(histogram_quantile_ms(&h, 0.50), 50, 0.6);
    ck_assert_double_eq_tol(histogram_quantile_ms(&h, 0.99), 99, 1.2);
    ck_assert_double_eq_tol(histogram_quantile_ms(&h, 1), 100, 1.2);
    ck_assert_double_eq_tol(histogram_quantile_ms(&h, 0), 0.1, 0.002);
    histogram_add(&h, -5);
    histogram_add(&h, INT64_MAX);
    ck_assert_int_eq(h.count, 1002);
}
END_TEST

START_TEST(progress_lines)
{
    char line[80];
    progress_format(line, sizeof line,
                    &(progress_point){.done = 120,
                                      .total = 300,
                                      .fps = 212.4,
                                      .elapsed_s = 60,
                                      .state = "tracking",
                                      .confidence = 0.934F});
    ck_assert_str_eq(line,
                     "120/300 [========>           ]  40 %  212 fps  1:30 left  tracking 0.93");
    progress_format(line, sizeof line, &(progress_point){.done = 9, .state = "lost"});
    ck_assert_str_eq(line, "9  lost 0.00");
    /* The total is an estimate, and figures may be huge. */
    progress_format(line, sizeof line,
                    &(progress_point){.done = 301, .total = 300, .state = "lost"});
    ck_assert_str_eq(line, "301/301 [====================] 100 %  0:00 left  lost 0.00");
    progress_format(line, sizeof line,
                    &(progress_point){.done = INT64_MAX / 2,
                                      .total = INT64_MAX,
                                      .fps = 1e300,
                                      .elapsed_s = 1e9,
                                      .state = "uncertain"});
    ck_assert_uint_lt(strlen(line), 80);
}
END_TEST

/* ---- orders ---------------------------------------------------------------------------- */

START_TEST(orders)
{
    control *c;
    ck_assert_int_eq(control_open(&c), FOVEA_OK);
    ck_assert_int_eq(control_wait(c, 0), CONTROL_GO);
    int64_t due = fovea_clock_ns() + 30 * MS;
    ck_assert_int_eq(control_wait(c, due), CONTROL_GO);
    ck_assert_int_ge(fovea_clock_ns(), due);
    control_stop(c);
    ck_assert_int_eq(control_wait(c, INT64_MAX), CONTROL_STOP);
    fovea_box box = {1, 2, 3, 4}, answer;
    control_answer(c, &box);
    ck_assert_int_eq(control_wait_answer(c, &answer), CONTROL_BOX);
    ck_assert(answer.x == 1 && answer.h == 4);
    control_answer(c, NULL);
    ck_assert_int_eq(control_wait_answer(c, &answer), CONTROL_CANCEL);
    /* An answer that nobody waited for is not taken for the next one. */
    control_answer(c, &box);
    control_stop(c);
    ck_assert_int_eq(control_wait(c, 0), CONTROL_STOP);
    control_answer(c, NULL);
    ck_assert_int_eq(control_wait_answer(c, &answer), CONTROL_CANCEL);
    /* A step pauses, and lets one frame through. */
    control_step(c);
    ck_assert_int_eq(control_wait(c, INT64_MAX), CONTROL_GO);
    ck_assert(!control_pause(c));
    ck_assert_int_eq(control_wait(c, 0), CONTROL_GO);
    control_quit(c);
    ck_assert_int_eq(control_wait(c, INT64_MAX), CONTROL_QUIT);
    ck_assert_int_eq(control_wait_answer(c, &answer), CONTROL_LEAVE);
    control_sleep(c, fovea_clock_ns() + 3600000 * MS);
    control_close(&c);
    ck_assert_ptr_null(c);
}
END_TEST

static void *order_later(void *context)
{
    control *c = context;
    control_sleep(c, fovea_clock_ns() + 20 * MS);
    control_step(c);
    control_sleep(c, fovea_clock_ns() + 20 * MS);
    control_quit(c);
    return NULL;
}

START_TEST(a_pause_is_woken)
{
    control *c;
    ck_assert_int_eq(control_open(&c), FOVEA_OK);
    ck_assert(control_pause(c));
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, order_later, c), 0);
    ck_assert_int_eq(control_wait(c, 0), CONTROL_GO);
    ck_assert_int_eq(control_wait(c, 0), CONTROL_QUIT);
    pthread_join(thread, NULL);
    control_close(&c);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli_parts");
    TCase *all = tcase_create("parts");
    tcase_add_test(all, steps);
    tcase_add_test(all, steps_are_always_sane);
    tcase_add_test(all, pacing);
    tcase_add_test(all, quantiles);
    tcase_add_test(all, progress_lines);
    tcase_add_test(all, orders);
    tcase_add_test(all, a_pause_is_woken);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
