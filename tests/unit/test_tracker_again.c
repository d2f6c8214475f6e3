/* The tracker does the same on every run, in every thread, and nearly the same on every
 * instruction set. */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"
#include "support/tracking.h"

/* The film's results and final state; stage times left out, which may differ. */
typedef struct run {
    fovea_cpu cpu;
    int frames;
    fovea_result results[FILM_FRAMES];
    void *state;
    size_t size;
} run;

static void *run_film(void *argument)
{
    run *r = argument;
    synthetic *film = film_open(SYNTHETIC_NV12);
    fovea_tracker *tracker = tracking_start(r->cpu, film, film_scene(0));
    memset(r->results, 0, sizeof r->results);
    for (int n = 1; n < r->frames; n++) {
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

/* Two trackers at once, each in a thread of its own, come to the same bytes. */
START_TEST(same_bytes_in_two_threads)
{
    static run a = {.cpu = FOVEA_CPU_BEST, .frames = FILM_FRAMES};
    static run b = {.cpu = FOVEA_CPU_BEST, .frames = FILM_FRAMES};
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

/* Across levels, boxes differ by less than 0.05 px and states not at all, as long as the object
 * is there; without one, the box is a guess, and guesses may differ. */
START_TEST(levels_agree)
{
    static run c = {.cpu = FOVEA_CPU_C, .frames = FILM_GONE}, other = {.frames = FILM_GONE};
    run_film(&c);
    for (int level = FOVEA_CPU_AVX2; level <= FOVEA_CPU_AVX512; level++) {
        other.cpu = (fovea_cpu)level;
        run_film(&other);
        float off = 0;
        for (int n = 1; n < FILM_GONE; n++) {
            const fovea_result *p = &c.results[n], *q = &other.results[n];
            off = fmaxf(off, fmaxf(fabsf(p->box.x - q->box.x), fabsf(p->box.y - q->box.y)));
            off = fmaxf(off, fmaxf(fabsf(p->box.w - q->box.w), fabsf(p->box.h - q->box.h)));
            ck_assert_msg(p->state == q->state, "frame %d: another state", n);
        }
        ck_assert_msg(off < 0.05F, "level %d: boxes differ by %g px", level, (double)off);
        free(other.state);
    }
    free(c.state);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tracker again");
    TCase *tests = tcase_create("again");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, same_bytes_in_two_threads);
    tcase_add_test(tests, levels_agree);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
