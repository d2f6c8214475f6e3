/* Looking for a lost object with the learned model: near the place of the loss at first, in the end
 * everywhere, and what is found further away than it can have gone is not believed. */
#include "track/search.h"

#include <math.h>
#include <string.h>

#include "model/builtin.h"
#include "support/check_main.h"
#include "support/tracking.h"

enum { WIDTH = 960, HEIGHT = 540 };

static const synthetic_scene START = {.x = 120, .y = 110, .scale = 1, .light = 1};
static const synthetic_scene FAR = {.x = 800, .y = 420, .scale = 1, .light = 1};
static const synthetic_scene NOTHING = {.light = 1};

/* What searches: an eye, and a memory of an object that was lost where it began. */
typedef struct search {
    synthetic *film;
    fovea_eye *eye;
    fovea_memory memory;
} search;

static search lose(fovea_config config)
{
    search s = {.film = NULL};
    ck_assert_int_eq(synthetic_open(&s.film, WIDTH, HEIGHT, SYNTHETIC_YUV420P, 3), FOVEA_OK);
    ck_assert_int_eq(fovea_eye_open(&s.eye, &config), FOVEA_OK);
    const fovea_place place = {START.x, START.y, SYNTHETIC_WIDTH, SYNTHETIC_HEIGHT};
    s.memory.model = config.model;
    s.memory.picture_width = WIDTH;
    s.memory.picture_height = HEIGHT;
    s.memory.place = place;
    s.memory.start_w = place.w;
    s.memory.start_h = place.h;
    s.memory.presence = 1;
    const fovea_image image = synthetic_render(s.film, &START, NULL);
    ck_assert_int_eq(fovea_eye_start(s.eye, &s.memory, &image), FOVEA_OK);
    s.memory.state = FOVEA_LOST;
    return s;
}

static void forget(search *s)
{
    fovea_eye_close(&s->eye);
    synthetic_close(&s->film);
}

/* A frame's share of the search; hopes are followed as the tracker does. */
static fovea_finding look(search *s, const fovea_image *image)
{
    fovea_finding finding;
    ck_assert_int_eq(fovea_search(s->eye, &s->memory, image, &finding), FOVEA_OK);
    s->memory.lost_steps++;
    s->memory.hope =
        finding.verdict == VERDICT_HOPE ? finding.evidence.place : (fovea_place){.w = 0};
    return finding;
}

/* How far the middle of the last look's window (the second of a frame) is from the place of the
 * loss, in the object's sizes. */
static float distance(const search *s)
{
    const fovea_box w = s->eye->window;
    const float size = sqrtf(SYNTHETIC_WIDTH * SYNTHETIC_HEIGHT);
    return hypotf(w.x + w.w / 2 - START.x, w.y + w.h / 2 - START.y) / size;
}

START_TEST(looks_further_and_further)
{
    search s = lose(tracking_config(FOVEA_MODEL_LEARNED));
    const fovea_image image = synthetic_render(s.film, &NOTHING, NULL);
    float furthest = 0;
    for (int n = 0; n < 160; n++) {
        s.memory.hope.w = 0;
        look(&s, &image);
        furthest = fmaxf(furthest, distance(&s));
        if (n == 20)
            ck_assert_float_lt(furthest, 3);
    }
    ck_assert_float_gt(furthest, 15); /* the other end of the picture is 20 away */
    forget(&s);
}
END_TEST

START_TEST(believes_what_can_be)
{
    fovea_config config;
    fovea_config_default(&config);
    if (fovea_builtin_size == 0)
        return;
    search s = lose(config);
    const fovea_image image = synthetic_render(s.film, &FAR, NULL);
    int found = 0;
    for (int n = 0; n < 160 && found == 0; n++) {
        const fovea_finding finding = look(&s, &image);
        const fovea_place p = finding.evidence.place;
        if (n < 40)
            ck_assert_int_eq(finding.verdict, VERDICT_NOTHING);
        else if (finding.verdict == VERDICT_FOUND && hypotf(p.x - FAR.x, p.y - FAR.y) < 15)
            found = n;
    }
    ck_assert_int_gt(found, 0);
    forget(&s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("search");
    TCase *c = tcase_create("learned");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, looks_further_and_further);
    tcase_add_test(c, believes_what_can_be);
    suite_add_tcase(s, c);
    return s;
}

int main(void)
{
    return check_main(suite());
}
