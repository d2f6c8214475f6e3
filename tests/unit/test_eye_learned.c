/* The learned model's look: when the first glimpse alone is asked, and what its answers count. */
#include <math.h>

#include "model/builtin.h"
#include "support/check_main.h"
#include "support/tracking.h"
#include "track/eye.h"

enum { WIDTH = 480, HEIGHT = 270 };

static const synthetic_scene SCENE = {.x = 220, .y = 130, .scale = 1, .light = 1};

static synthetic *film;
static fovea_eye *eye;
static fovea_memory memory;
static fovea_image image;

static void setup(void)
{
    fovea_config config;
    fovea_config_default(&config);
    ck_assert_int_eq(synthetic_open(&film, WIDTH, HEIGHT, SYNTHETIC_YUV420P, 3), FOVEA_OK);
    ck_assert_int_eq(fovea_eye_open(&eye, &config), FOVEA_OK);
    image = synthetic_render(film, &SCENE, NULL);
    memory = (fovea_memory){.picture_width = WIDTH,
                            .picture_height = HEIGHT,
                            .place = {SCENE.x, SCENE.y, SYNTHETIC_WIDTH, SYNTHETIC_HEIGHT},
                            .model = FOVEA_MODEL_LEARNED,
                            .state = FOVEA_TRACKING};
    ck_assert_int_eq(fovea_eye_start(eye, &memory, &image), FOVEA_OK);
}

static void teardown(void)
{
    fovea_eye_close(&eye);
    synthetic_close(&film);
}

/* How far a look at the object, which is plain to see, moves the mean of what the first glimpse
 * says. */
static float moved(fovea_state state, uint32_t age)
{
    fovea_evidence evidence;
    memory.state = state;
    memory.learned.net.age = age;
    const fovea_gaze gaze = {memory.place, GAZE_TRACK};
    ck_assert_int_eq(fovea_eye_look(eye, &memory, &image, gaze, &evidence), FOVEA_OK);
    ck_assert_float_gt(evidence.term[NET_SCORE], 1);
    return evidence.first - memory.first;
}

/* Asked every fourth frame, it counts as four times asked; where the tracker is unsure, it is asked
 * in each. */
START_TEST(first_glimpse_is_asked_in_turns)
{
    memory.first = -3;
    const float once = moved(FOVEA_UNCERTAIN, 5), four = moved(FOVEA_TRACKING, 4);
    ck_assert_float_gt(once, 0.1F);
    ck_assert_float_eq_tol(four / once, (1 - powf(0.9F, 4)) / 0.1F, 1e-3F);
    ck_assert_float_eq(moved(FOVEA_UNCERTAIN, 4), once);
    for (uint32_t age = 5; age < 8; age++)
        ck_assert_float_eq(moved(FOVEA_TRACKING, age), 0);
    ck_assert_float_eq(moved(FOVEA_TRACKING, 8), four);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("eye learned");
    TCase *tests = tcase_create("look");
    tcase_add_checked_fixture(tests, setup, teardown);
    if (fovea_builtin_size > 0)
        tcase_add_test(tests, first_glimpse_is_asked_in_turns);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
