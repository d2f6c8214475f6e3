/* Memory: all of it is taken by open, which survives the failure of every single allocation;
 * start and step take none of their own. What oneDNN takes in them (model/conv.h) is given back
 * before they return. Not built with sanitizers, skipped (77) under valgrind: support/heap.h. */
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"
#include "support/heap.h"
#include "support/tracking.h"

/* More than this many small blocks would be more than two looks by any network are worth. */
enum { BLOCKS_A_STEP = 1000 };

/* The libraries' too: the transforms of kissfft are among them. */
START_TEST(sees_allocations)
{
    fovea_tracker *t;
    const fovea_config config = tracking_config((fovea_model)_i);
    heap_watch(0);
    fovea_status status = fovea_tracker_open(&t, &config);
    heap_counts heap = heap_stop();
    ck_assert_int_eq(status, FOVEA_OK);
    ck_assert_int_gt(heap.taken, 5); /* tracker, eye, glimpser, filter, ... */
    heap_watch(0);
    fovea_tracker_close(&t);
    heap = heap_stop();
    ck_assert_int_gt(heap.freed, 5);
}
END_TEST

START_TEST(start_and_step_take_nothing)
{
    synthetic *film = film_open(SYNTHETIC_YUV420P);
    const fovea_model model = (fovea_model)_i;
    fovea_tracker *t = tracking_start(tracking_config(model), film, film_scene(0));
    int seen[3] = {0};
    for (int n = 1; n < FILM_FRAMES; n++) {
        synthetic_scene scene = film_scene(n);
        fovea_box truth;
        fovea_result r;
        fovea_image image = synthetic_render(film, &scene, &truth);
        heap_watch_own(0); /* counts all, and those of its own apart */
        fovea_status status = n == 5 ? fovea_tracker_start(t, &image, truth, &r)
                                     : fovea_tracker_step(t, &image, 1, &r);
        heap_counts heap = heap_stop();
        ck_assert_int_eq(status, FOVEA_OK);
        ck_assert_msg(heap.calls == 0, "frame %d: %d allocations of its own", n, heap.calls);
        ck_assert_int_eq(heap.taken, heap.freed);
        ck_assert_int_le(heap.taken, model == FOVEA_MODEL_LEARNED ? BLOCKS_A_STEP : 0);
        seen[r.state]++;
    }
    ck_assert_int_gt(seen[FOVEA_TRACKING] + seen[FOVEA_UNCERTAIN], 0);
    ck_assert_int_gt(seen[FOVEA_LOST], 0); /* the search was watched too */
    fovea_tracker_close(&t);
    synthetic_close(&film);
}
END_TEST

static void count_message(void *context, fovea_log_level level, const char *message)
{
    ++*(int *)context;
    (void)level;
    (void)message;
}

/* Of Fovea's own: oneDNN, which is C++, does not survive all of its, and keeps a cache for itself.
 */
START_TEST(open_survives_every_failure)
{
    int failures = 0, messages = 0;
    fovea_config config = tracking_config((fovea_model)_i);
    const bool all = config.model == FOVEA_MODEL_CLASSIC;
    config.log = (fovea_log){count_message, &messages};
    for (;; failures++) {
        fovea_tracker *t = (fovea_tracker *)&failures; /* not NULL */
        (all ? heap_watch : heap_watch_own)(failures + 1);
        fovea_status status = fovea_tracker_open(&t, &config);
        heap_counts heap = heap_stop();
        if (status == FOVEA_OK) {
            fovea_tracker_close(&t);
            break;
        }
        ck_assert_int_eq(status, FOVEA_ERR_NOMEM);
        ck_assert_ptr_null(t);
        ck_assert_msg(!all || heap.taken == heap.freed, "allocation %d failed: %d taken, %d freed",
                      failures + 1, heap.taken, heap.freed);
        ck_assert_int_lt(failures, 1000);
    }
    ck_assert_int_gt(failures, 5);
    ck_assert_int_eq(messages, failures);
}
END_TEST

START_TEST(restore_survives_failure)
{
    synthetic *film = film_open(SYNTHETIC_YUV420P);
    fovea_tracker *t = tracking_start(tracking_config((fovea_model)_i), film, film_scene(0));
    size_t size;
    void *state = tracking_save(t, &size);
    fovea_status status = FOVEA_ERR_NOMEM;
    for (int n = 1; status != FOVEA_OK; n++) {
        heap_watch(n);
        status = fovea_tracker_restore(t, state, size);
        heap_counts heap = heap_stop();
        ck_assert(status == FOVEA_OK || status == FOVEA_ERR_NOMEM);
        ck_assert_int_eq(heap.taken, heap.freed);
        ck_assert_int_lt(n, 10);
    }
    free(state);
    fovea_tracker_close(&t);
    synthetic_close(&film);
}
END_TEST

int main(void)
{
    if (!heap_stands_in())
        return 77;
    Suite *suite = suite_create("tracker memory");
    TCase *tests = tcase_create("memory");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, sees_allocations, 0, FOVEA_MODEL_CLASSIC + 1);
    tcase_add_loop_test(tests, start_and_step_take_nothing, 0, FOVEA_MODEL_CLASSIC + 1);
    tcase_add_loop_test(tests, open_survives_every_failure, 0, FOVEA_MODEL_CLASSIC + 1);
    tcase_add_loop_test(tests, restore_survives_failure, 0, FOVEA_MODEL_CLASSIC + 1);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
