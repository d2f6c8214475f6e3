/* Golden tracks: the film, rendered and followed by the classical model, compared with what was
 * followed before. A change that is meant is taken over by FOVEA_UPDATE_GOLDEN=1. */
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"
#include "support/golden.h"
#include "support/tracking.h"

#ifndef FOVEA_GOLDEN
#error "FOVEA_GOLDEN must name the folder of golden tracks"
#endif

static const struct {
    synthetic_layout layout;
    const char *path;
} films[] = {
    {SYNTHETIC_YUV420P, FOVEA_GOLDEN "/film_yuv420p.txt"},
    {SYNTHETIC_GREY8, FOVEA_GOLDEN "/film_grey.txt"},
};

/* Every instruction set gives the same track. What may differ between machines is the last bit of
 * the C library's exp and cos, which decisions (an orientation's bin) enlarge: a last bit in every
 * glimpse was seen to move boxes by up to a quarter of a pixel in 150 frames. */
START_TEST(golden_film)
{
    static fovea_result results[FILM_FRAMES];
    synthetic *film = film_open(films[_i].layout);
    fovea_tracker *tracker =
        tracking_start(tracking_config(FOVEA_MODEL_CLASSIC), film, film_scene(0));
    synthetic_scene scene = film_scene(0);
    fovea_box truth;
    fovea_image image = synthetic_render(film, &scene, &truth);
    ck_assert_int_eq(fovea_tracker_start(tracker, &image, truth, &results[0]), FOVEA_OK);
    for (int n = 1; n < FILM_FRAMES; n++) {
        scene = film_scene(n);
        image = synthetic_render(film, &scene, NULL);
        results[n] = tracking_step(tracker, &image, 1);
    }
    fovea_tracker_close(&tracker);
    synthetic_close(&film);
    golden_compare(films[_i].path, results, FILM_FRAMES, (golden_tolerance){0.5F, 3, 0.05F},
                   "The film of tests/support/tracking.c, followed. After a change that is meant:"
                   " FOVEA_UPDATE_GOLDEN=1 ctest --test-dir build -R unit_golden");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("golden");
    TCase *tests = tcase_create("golden");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, golden_film, 0, sizeof films / sizeof *films);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
