/* The tracker follows what it was given, loses what is gone, finds what comes back near: with the
 * classical model, which needs no weights to be good. What only the learned model does is tested
 * with the weights that are built in, where there are any. */
#include <math.h>
#include <string.h>

#include "base/box.h"
#include "model/builtin.h"
#include "support/check_main.h"
#include "support/tracking.h"

#define CLASSIC tracking_config(FOVEA_MODEL_CLASSIC)

static const synthetic_scene STILL = {.x = 110, .y = 100, .scale = 1, .light = 1};

/* What following a scene for a while came to. */
typedef struct outcome {
    float mean, least; /* IoU with the truth */
    int lost;          /* frames not tracked */
    fovea_result last;
} outcome;

/* Steps through scenes that change by `each` a frame. */
static outcome follow(synthetic_layout layout, synthetic_scene each, int frames)
{
    synthetic *film = film_open(layout);
    synthetic_scene scene = STILL;
    fovea_tracker *tracker = tracking_start(CLASSIC, film, scene);
    outcome o = {.mean = 0, .least = 1};
    for (int n = 1; n <= frames; n++) {
        fovea_box truth;
        scene.x += each.x;
        scene.y += each.y;
        scene.scale *= 1 + each.scale;
        scene.angle += each.angle;
        scene.pan_x += each.pan_x;
        scene.light *= 1 + each.light;
        fovea_image image = synthetic_render(film, &scene, &truth);
        o.last = tracking_step(tracker, &image, 1);
        float iou = fovea_box_iou(o.last.box, truth);
        o.mean += iou / (float)frames;
        o.least = fminf(o.least, iou);
        o.lost += o.last.state != FOVEA_TRACKING;
    }
    fovea_tracker_close(&tracker);
    synthetic_close(&film);
    return o;
}

static void expect(outcome o, float mean, float least)
{
    ck_assert_msg(o.mean >= mean && o.least >= least && o.lost == 0,
                  "mean IoU %.3f (expected %.2f), least %.3f (%.2f), %d frames not tracked",
                  (double)o.mean, (double)mean, (double)o.least, (double)least, o.lost);
}

START_TEST(stays_on_a_still_object)
{
    expect(follow((synthetic_layout)_i, (synthetic_scene){0}, 20), 0.93F, 0.9F);
}
END_TEST

START_TEST(follows_motion)
{
    synthetic_scene each = {.x = 1.7F, .y = -0.9F, .pan_x = -1};
    expect(follow((synthetic_layout)_i, each, 45), 0.85F, 0.7F);
}
END_TEST

START_TEST(follows_growth_and_shrinking)
{
    outcome o = follow(SYNTHETIC_YUV420P, (synthetic_scene){.scale = 0.008F, .x = 0.4F}, 90);
    expect(o, 0.8F, 0.65F);
    ck_assert_float_gt(o.last.box.w, 1.6F * SYNTHETIC_WIDTH); /* 2.05 in truth */
    o = follow(SYNTHETIC_YUV420P, (synthetic_scene){.scale = -0.008F, .x = 0.4F}, 80);
    expect(o, 0.7F, 0.5F);
    ck_assert_float_lt(o.last.box.w, 0.7F * SYNTHETIC_WIDTH); /* 0.53 in truth */
}
END_TEST

START_TEST(bears_light_and_turning)
{
    synthetic_scene darker = {.light = -0.012F, .x = 1};
    expect(follow(SYNTHETIC_NV12, darker, 80), 0.8F, 0.6F);
    synthetic_scene turning = {.angle = 0.006F, .x = 1};
    expect(follow(SYNTHETIC_NV12, turning, 60), 0.75F, 0.55F);
}
END_TEST

/* Every other frame is dropped, and the time step says so. */
START_TEST(follows_over_dropped_frames)
{
    synthetic *film = film_open(SYNTHETIC_YUV420P);
    synthetic_scene scene = STILL;
    scene.x = 50;
    fovea_tracker *tracker = tracking_start(CLASSIC, film, scene);
    float least = 1;
    for (int n = 0; n < 40; n++) {
        fovea_box truth;
        int skipped = n < 10 ? 0 : n % 3;
        scene.x += 2.0F * (float)(1 + skipped);
        fovea_image image = synthetic_render(film, &scene, &truth);
        fovea_result r = tracking_step(tracker, &image, (float)(1 + skipped));
        least = fminf(least, fovea_box_iou(r.box, truth));
    }
    ck_assert_float_gt(least, 0.6F);
    fovea_tracker_close(&tracker);
    synthetic_close(&film);
}
END_TEST

/* The whole film: tracked, lost within 12 frames of the object's going, near where it went;
 * found within 20 of its coming back. */
START_TEST(loses_and_finds)
{
    synthetic *film = film_open(SYNTHETIC_YUV420P);
    fovea_tracker *tracker = tracking_start(CLASSIC, film, film_scene(0));
    int lost_at = 0, found_at = 0;
    fovea_box gone = {0, 0, 0, 0};
    for (int n = 1; n < FILM_FRAMES; n++) {
        synthetic_scene scene = film_scene(n);
        fovea_box truth;
        fovea_image image = synthetic_render(film, &scene, &truth);
        fovea_result r = tracking_step(tracker, &image, 1);
        float iou = fovea_box_iou(r.box, truth);
        if (n < FILM_GONE) {
            ck_assert_msg(iou > 0.5F && r.state != FOVEA_LOST, "frame %d: IoU %g", n, (double)iou);
            gone = truth;
        } else if (n < FILM_BACK) {
            lost_at = lost_at == 0 && r.state == FOVEA_LOST ? n : lost_at;
            float run_x = r.box.x + r.box.w / 2 - gone.x - gone.w / 2;
            float run_y = r.box.y + r.box.h / 2 - gone.y - gone.h / 2;
            ck_assert_float_lt(hypotf(run_x, run_y), 2 * gone.w);          /* does not run away */
            ck_assert_float_lt(fabsf(logf(r.box.w / gone.w)), logf(1.5F)); /* nor swells */
        } else {
            found_at = found_at == 0 && iou > 0.5F && r.state == FOVEA_TRACKING ? n : found_at;
        }
    }
    ck_assert_msg(lost_at > 0 && lost_at <= FILM_GONE + 12, "lost at %d", lost_at);
    ck_assert_msg(found_at > 0 && found_at < FILM_BACK + 20, "found at %d", found_at);
    fovea_tracker_close(&tracker);
    synthetic_close(&film);
}
END_TEST

/* A grey picture has nothing of the object: lost, and the box stays near where it was. */
START_TEST(loses_in_a_blank_picture)
{
    synthetic *film = film_open(SYNTHETIC_YUV420P);
    fovea_tracker *tracker = tracking_start(CLASSIC, film, STILL);
    fovea_box truth;
    fovea_image image = synthetic_render(film, &STILL, &truth);
    tracking_step(tracker, &image, 1);
    memset((void *)image.component[0].base, 128, FILM_WIDTH * FILM_HEIGHT * 3 / 2);
    fovea_result r;
    for (int n = 0; n < 60; n++) {
        r = tracking_step(tracker, &image, 1);
        ck_assert_msg(n < 10 || r.state == FOVEA_LOST, "not lost after %d blank frames", n);
    }
    ck_assert_float_lt(hypotf(r.box.x - truth.x, r.box.y - truth.y), truth.w);
    image = synthetic_render(film, &STILL, NULL);
    for (int n = 0; n < 10; n++)
        r = tracking_step(tracker, &image, 1);
    ck_assert_int_eq(r.state, FOVEA_TRACKING);
    ck_assert_float_gt(fovea_box_iou(r.box, truth), 0.6F);
    fovea_tracker_close(&tracker);
    synthetic_close(&film);
}
END_TEST

/* The instruction set makes no difference, not even where there is no object to hold on to. */
START_TEST(levels_agree)
{
    enum { LEVELS = FOVEA_CPU_VNNI }; /* which is for networks */
    synthetic *film = film_open(SYNTHETIC_NV12);
    fovea_tracker *level[LEVELS];
    for (int k = 0; k < LEVELS; k++) {
        fovea_config config = CLASSIC;
        config.cpu = (fovea_cpu)k;
        level[k] = tracking_start(config, film, film_scene(0));
    }
    for (int n = 1; n < FILM_FRAMES; n++) {
        synthetic_scene scene = film_scene(n);
        fovea_image image = synthetic_render(film, &scene, NULL);
        fovea_result c = tracking_step(level[0], &image, 1);
        for (int k = 1; k < LEVELS; k++) {
            fovea_result r = tracking_step(level[k], &image, 1);
            ck_assert_msg(memcmp(&r, &c, offsetof(fovea_result, stage_ns)) == 0,
                          "frame %d, level %d", n, k);
        }
    }
    for (int k = 0; k < LEVELS; k++)
        fovea_tracker_close(&level[k]);
    synthetic_close(&film);
}
END_TEST

/* The last result of so many frames of a scene. */
static fovea_result stay(fovea_tracker *tracker, synthetic *film, synthetic_scene scene, int frames)
{
    fovea_result result = {0};
    for (int n = 0; n < frames; n++) {
        const fovea_image image = synthetic_render(film, &scene, NULL);
        result = tracking_step(tracker, &image, 1);
    }
    return result;
}

/* After an absence it may be something else: the same picture is reported with less confidence than
 * before, and with more again as time passes. */
START_TEST(remembers_a_doubt)
{
    const synthetic_scene nothing = {.light = 1};
    fovea_config config;
    fovea_config_default(&config);
    synthetic *film = film_open(SYNTHETIC_YUV420P);
    fovea_tracker *tracker = tracking_start(config, film, STILL);
    const fovea_result before = stay(tracker, film, STILL, 10);
    stay(tracker, film, nothing, 10);
    const fovea_result soon = stay(tracker, film, STILL, 10);
    const fovea_result late = stay(tracker, film, STILL, 100);
    ck_assert(soon.state == FOVEA_TRACKING && late.state == FOVEA_TRACKING);
    ck_assert_float_lt(soon.confidence, before.confidence - 0.05F);
    ck_assert_float_gt(late.confidence, soon.confidence + 0.02F);
    fovea_tracker_close(&tracker);
    synthetic_close(&film);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tracker");
    TCase *tests = tcase_create("tracker");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, stays_on_a_still_object, 0, SYNTHETIC_LAYOUTS);
    tcase_add_loop_test(tests, follows_motion, 0, SYNTHETIC_LAYOUTS);
    tcase_add_test(tests, follows_growth_and_shrinking);
    tcase_add_test(tests, bears_light_and_turning);
    tcase_add_test(tests, follows_over_dropped_frames);
    tcase_add_test(tests, loses_and_finds);
    tcase_add_test(tests, loses_in_a_blank_picture);
    tcase_add_test(tests, levels_agree);
    if (fovea_builtin_size > 0)
        tcase_add_test(tests, remembers_a_doubt);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
