/* Looking for a lost object with the learned model: soon everywhere; and what is found further away
 * than it is expected to have gone has to be surer, also than what was there before. */
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
    s->memory.rival = fmaxf(s->memory.rival, finding.rival);
    s->memory.hope =
        finding.verdict == VERDICT_HOPE ? finding.evidence.place : (fovea_place){.w = 0};
    return finding;
}

/* A cell of a grid over the picture, for each whether a window has held its middle. */
enum { CELL = 60, COLUMNS = WIDTH / CELL, ROWS = HEIGHT / CELL };

static void mark(bool seen[ROWS][COLUMNS], fovea_box window)
{
    for (int row = 0; row < ROWS; row++)
        for (int column = 0; column < COLUMNS; column++) {
            const float x = ((float)column + 0.5F) * CELL - window.x;
            const float y = ((float)row + 0.5F) * CELL - window.y;
            seen[row][column] |= x > 0 && x < window.w && y > 0 && y < window.h;
        }
}

START_TEST(looks_everywhere)
{
    search s = lose(tracking_config(FOVEA_MODEL_LEARNED));
    const fovea_image image = synthetic_render(s.film, &NOTHING, NULL);
    bool seen[ROWS][COLUMNS] = {0};
    for (int n = 0; n < 20; n++) {
        s.memory.hope.w = 0;
        look(&s, &image);
        mark(seen, s.eye->window); /* of the second look */
        if (n == 1) /* the first sweep: the first look is near the loss, so this one is not */
            ck_assert_float_gt(s.eye->window.x, START.x);
    }
    for (int i = 0; i < ROWS * COLUMNS; i++)
        ck_assert_msg(seen[i / COLUMNS][i % COLUMNS], "cell %d has not been looked at", i);
    forget(&s);
}
END_TEST

START_TEST(needs_more_of_what_is_far)
{
    fovea_memory m = {.model = FOVEA_MODEL_LEARNED, .place = {100, 100, 40, 40}};
    const fovea_place near = {110, 110, 40, 40}, far = {180, 100, 40, 40};
    ck_assert_float_gt(fovea_search_needs(&m, far), fovea_search_needs(&m, near));
    m.lost_steps = 19; /* 40 / 2 px, not yet doubled twice */
    ck_assert_float_gt(fovea_search_needs(&m, far), fovea_search_needs(&m, near));
    m.lost_steps = 21;
    ck_assert_float_eq(fovea_search_needs(&m, far), fovea_search_needs(&m, near));
    m.lost_steps = INT32_MAX;
    ck_assert_float_eq(fovea_search_needs(&m, (fovea_place){1e6F, 1e6F, 9, 9}),
                       fovea_search_needs(&m, near));
}
END_TEST

/* What was seen where the object could not be yet tells how sure a find there has to be. */
START_TEST(needs_more_than_of_rivals)
{
    fovea_memory m = {.model = FOVEA_MODEL_LEARNED, .place = {100, 100, 40, 40}, .lost_steps = 1};
    const fovea_place near = {110, 110, 40, 40}, far = {400, 100, 40, 40};
    const float at_first = fovea_search_needs(&m, far), close_by = fovea_search_needs(&m, near);
    m.lost_steps = 15;
    const float later = fovea_search_needs(&m, far);
    ck_assert_float_lt(later, at_first);
    m.rival = 0.5F;
    ck_assert_float_eq(fovea_search_needs(&m, far), later);
    m.rival = 0.9F;
    ck_assert_float_gt(fovea_search_needs(&m, far), m.rival);
    ck_assert_float_gt(fovea_search_needs(&m, far), later);
    m.rival = 1;
    ck_assert_float_eq(fovea_search_needs(&m, far), at_first);
    ck_assert_float_eq(fovea_search_needs(&m, near), close_by);
}
END_TEST

START_TEST(finds_what_is_far)
{
    fovea_config config;
    fovea_config_default(&config);
    if (fovea_builtin_size == 0)
        return;
    search s = lose(config);
    const fovea_image image = synthetic_render(s.film, &FAR, NULL);
    bool found = false;
    for (int n = 0; n < 160 && !found; n++) {
        const fovea_memory before = s.memory;
        const fovea_finding finding = look(&s, &image);
        const fovea_place p = finding.evidence.place;
        if (finding.verdict != VERDICT_FOUND)
            continue;
        ck_assert_float_ge(finding.evidence.confidence, fovea_search_needs(&before, p));
        found = hypotf(p.x - FAR.x, p.y - FAR.y) < 15;
    }
    ck_assert(found);
    forget(&s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("search");
    TCase *c = tcase_create("learned");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, looks_everywhere);
    tcase_add_test(c, needs_more_of_what_is_far);
    tcase_add_test(c, needs_more_than_of_rivals);
    tcase_add_test(c, finds_what_is_far);
    suite_add_tcase(s, c);
    return s;
}

int main(void)
{
    return check_main(suite());
}
