/* Trackers share nothing: two of them in two threads at once come to the same bytes. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"
#include "support/tracking.h"

enum { FRAMES = 60 };

/* Results of the film's beginning and the final state; stage times left out, which may differ. */
typedef struct run {
    fovea_model model;
    fovea_result results[FRAMES];
    void *state;
    size_t size;
} run;

static void *run_film(void *argument)
{
    run *r = argument;
    synthetic *film = film_open(SYNTHETIC_NV12);
    fovea_tracker *tracker = tracking_start(tracking_config(r->model), film, film_scene(0));
    memset(r->results, 0, sizeof r->results);
    for (int n = 1; n < FRAMES; n++) {
        synthetic_scene scene = film_scene(n);
        fovea_image image = synthetic_render(film, &scene, NULL);
        r->results[n] = tracking_step(tracker, &image, 1);
        memset(r->results[n].stage_ns, 0, sizeof r->results[n].stage_ns);
    }
    r->state = tracking_save(tracker, &r->size);
    fovea_tracker_close(&tracker);
    synthetic_close(&film);
    return NULL;
}

START_TEST(same_bytes_in_two_threads)
{
    static run a, b;
    a.model = b.model = (fovea_model)_i;
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, run_film, &a), 0);
    run_film(&b);
    pthread_join(thread, NULL);
    ck_assert_int_eq(memcmp(a.results, b.results, sizeof a.results), 0);
    ck_assert_int_eq(memcmp(a.state, b.state, a.size), 0);
    free(a.state);
    free(b.state);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tracker threads");
    TCase *tests = tcase_create("threads");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, same_bytes_in_two_threads, 0, FOVEA_MODEL_CLASSIC + 1);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
