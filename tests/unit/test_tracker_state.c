/* The tracker's calls: what is refused and leaves no trace, the state that is saved, restored
 * and refused, pictures that change size, the glimpse that is handed out. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/box.h"
#include "base/image.h"
#include "support/check_main.h"
#include "support/tracking.h"
#include "track/memory.h"

static synthetic *film;
static fovea_config config;
static fovea_tracker *tracker;
static fovea_image image;
static fovea_box truth;

/* Collects what is logged: every refusal says why in one line. */
static int messages;

static void count_message(void *context, fovea_log_level level, const char *message)
{
    ck_assert_int_eq(level, FOVEA_LOG_ERROR);
    ck_assert_ptr_null(strchr(message, '\n'));
    ++*(int *)context;
}

static void open_all(fovea_model model)
{
    config = tracking_config(model);
    config.log = (fovea_log){count_message, &messages};
    messages = 0;
    film = film_open(SYNTHETIC_YUV420P);
    synthetic_scene scene = film_scene(0);
    image = synthetic_render(film, &scene, &truth);
    tracker = tracking_open(config);
}

static void open_learned(void)
{
    open_all(FOVEA_MODEL_LEARNED);
}

static void open_classic(void)
{
    open_all(FOVEA_MODEL_CLASSIC);
}

static void close_all(void)
{
    fovea_tracker_close(&tracker);
    ck_assert_ptr_null(tracker);
    fovea_tracker_close(&tracker);
    fovea_tracker_close(NULL);
    synthetic_close(&film);
}

static void start_here(void)
{
    ck_assert_int_eq(fovea_tracker_start(tracker, &image, truth, NULL), FOVEA_OK);
}

static void expect_state(const void *before)
{
    void *now = tracking_save(tracker, NULL);
    ck_assert_int_eq(memcmp(before, now, fovea_tracker_state_size(tracker)), 0);
    free(now);
}

/* ---- what is refused ---------------------------------------------------------------- */

static const fovea_box BAD_TARGETS[] = {
    {NAN, 10, 20, 20},   {10, NAN, 20, 20},         {10, 10, NAN, 20},    {10, 10, 20, NAN},
    {INFINITY, 0, 9, 9}, {0, 0, INFINITY, 9},       {10, 10, 0, 20},      {10, 10, 20, -5},
    {10, 10, 0.5F, 20},  {10, 10, 20, 0.99F},       {-30, 10, 30, 20},    {FILM_WIDTH, 10, 20, 20},
    {10, -20, 20, 20},   {10, FILM_HEIGHT, 20, 20}, {1e9F, 1e9F, 20, 20}, {0, 0, 1e30F, 20},
};

START_TEST(bad_start_leaves_no_trace)
{
    start_here();
    tracking_step(tracker, &image, 1);
    void *before = tracking_save(tracker, NULL);
    fovea_result r, untouched;
    memset(&r, 0x5A, sizeof r);
    untouched = r;
    int refused = 0;
    for (size_t i = 0; i < sizeof BAD_TARGETS / sizeof *BAD_TARGETS; i++, refused++)
        ck_assert_int_eq(fovea_tracker_start(tracker, &image, BAD_TARGETS[i], &r), FOVEA_ERR_ARG);
    fovea_image bad = image;
    bad.component[1].width = 3;
    ck_assert_int_eq(fovea_tracker_start(tracker, &bad, truth, &r), FOVEA_ERR_ARG);
    ck_assert_int_eq(fovea_tracker_start(tracker, NULL, truth, &r), FOVEA_ERR_ARG);
    ck_assert_int_eq(messages, refused + 2);
    ck_assert_int_eq(memcmp(&r, &untouched, sizeof r), 0);
    expect_state(before);
    free(before);
}
END_TEST

START_TEST(bad_step_leaves_no_trace)
{
    start_here();
    tracking_step(tracker, &image, 1);
    void *before = tracking_save(tracker, NULL);
    fovea_result r, untouched;
    memset(&r, 0x5A, sizeof r);
    untouched = r;
    static const float bad_dt[] = {0, -1, NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(fovea_tracker_step(tracker, &image, bad_dt[i], &r), FOVEA_ERR_ARG);
    fovea_image bad = image;
    bad.height = 0;
    ck_assert_int_eq(fovea_tracker_step(tracker, &bad, 1, &r), FOVEA_ERR_ARG);
    ck_assert_int_eq(fovea_tracker_step(tracker, NULL, 1, &r), FOVEA_ERR_ARG);
    ck_assert_int_eq(messages, 7);
    ck_assert_int_eq(memcmp(&r, &untouched, sizeof r), 0);
    expect_state(before);
    free(before);
}
END_TEST

START_TEST(not_started)
{
    fovea_result r;
    fovea_glimpse g;
    ck_assert_int_eq(fovea_tracker_step(tracker, &image, 1, &r), FOVEA_ERR_ARG);
    ck_assert_int_eq(fovea_tracker_glimpse(tracker, &g), FOVEA_ERR_ARG);
    ck_assert_int_eq(fovea_tracker_start(tracker, &image, (fovea_box){0}, NULL), FOVEA_ERR_ARG);
    ck_assert_int_eq(fovea_tracker_step(tracker, &image, 1, &r), FOVEA_ERR_ARG);
}
END_TEST

START_TEST(start_repeats_the_target)
{
    fovea_result r;
    fovea_box target = {33.3F, 44.4F, 55.5F, 66.6F};
    ck_assert_int_eq(fovea_tracker_start(tracker, &image, target, &r), FOVEA_OK);
    ck_assert_int_eq(memcmp(&r.box, &target, sizeof target), 0);
    ck_assert_float_eq(r.confidence, 1);
    ck_assert_int_eq(r.state, FOVEA_TRACKING);
}
END_TEST

/* A second start forgets everything: the same bytes as a first one. */
START_TEST(start_forgets)
{
    start_here();
    void *fresh = tracking_save(tracker, NULL);
    for (int n = 1; n < 10; n++) {
        synthetic_scene scene = film_scene(n * 3);
        image = synthetic_render(film, &scene, NULL);
        tracking_step(tracker, &image, 2);
    }
    synthetic_scene scene = film_scene(0);
    image = synthetic_render(film, &scene, &truth);
    start_here();
    expect_state(fresh);
    free(fresh);
}
END_TEST

START_TEST(glimpse)
{
    fovea_glimpse g;
    start_here();
    tracking_step(tracker, &image, 1);
    ck_assert_int_eq(fovea_tracker_glimpse(tracker, &g), FOVEA_OK);
    ck_assert(g.width > 0 && g.height > 0);
    int outside = 0;
    float low = 1, high = 0;
    for (int i = 0; i < 3 * g.width * g.height; i++) {
        outside += !(g.rgb[i] >= 0 && g.rgb[i] <= 1);
        low = fminf(low, g.rgb[i]);
        high = fmaxf(high, g.rgb[i]);
    }
    ck_assert_int_eq(outside, 0);
    ck_assert_float_gt(high - low, 0.3F); /* it shows something */
    ck_assert_int_eq(fovea_tracker_glimpse(tracker, NULL), FOVEA_ERR_ARG);
    ck_assert_int_eq(fovea_tracker_glimpse(NULL, &g), FOVEA_ERR_ARG);
}
END_TEST

/* ---- save and restore -------------------------------------------------------------- */

/* From a state of any moment (before, while and after the object is away), another tracker goes
 * on to the same bytes. */
START_TEST(restored_goes_on_alike)
{
    static const int moments[] = {0, 40, FILM_GONE + 5, FILM_BACK - 2};
    fovea_tracker *other = tracking_open(config);
    start_here();
    for (int n = 1, next = 0; n < FILM_FRAMES; n++) {
        if (next < 4 && n == moments[next] + 1) {
            size_t size;
            void *state = tracking_save(tracker, &size);
            ck_assert_int_eq(fovea_tracker_restore(other, state, size), FOVEA_OK);
            free(state);
            next++;
        }
        synthetic_scene scene = film_scene(n);
        image = synthetic_render(film, &scene, NULL);
        fovea_result a = tracking_step(tracker, &image, 1), b = tracking_step(other, &image, 1);
        ck_assert_int_eq(memcmp(&a, &b, offsetof(fovea_result, stage_ns)), 0);
    }
    void *state = tracking_save(other, NULL);
    expect_state(state);
    free(state);
    fovea_tracker_close(&other);
}
END_TEST

static void expect_refused(const void *state, size_t size)
{
    void *before = tracking_save(tracker, NULL);
    messages = 0;
    ck_assert_int_eq(fovea_tracker_restore(tracker, state, size), FOVEA_ERR_FORMAT);
    ck_assert_int_eq(messages, 1);
    expect_state(before);
    free(before);
}

/* Each model's state is of another size; with that mended, too. */
START_TEST(restore_refuses_the_other_model)
{
    size_t size, own;
    start_here();
    free(tracking_save(tracker, &own));
    fovea_config another = config;
    another.model = config.model == FOVEA_MODEL_LEARNED ? FOVEA_MODEL_CLASSIC : FOVEA_MODEL_LEARNED;
    fovea_tracker *other = tracking_open(another);
    ck_assert_int_eq(fovea_tracker_start(other, &image, truth, NULL), FOVEA_OK);
    uint8_t *state = tracking_save(other, &size);
    ck_assert_uint_ne(size, own);
    expect_refused(state, size);
    uint8_t *mended = calloc(1, size + own);
    uint8_t *header = tracking_save(tracker, NULL);
    memcpy(mended, state, size);
    memcpy(mended, header, 16);
    expect_refused(mended, own);
    free(header);
    free(mended);
    free(state);
    fovea_tracker_close(&other);
}
END_TEST

START_TEST(restore_refuses_foreign_bytes)
{
    size_t size;
    start_here();
    uint8_t *state = tracking_save(tracker, &size);
    tracking_step(tracker, &image, 1);
    uint8_t *longer = calloc(1, size + 8);
    memcpy(longer, state, size);
    expect_refused(longer, size + 1);
    expect_refused(longer, size - 1);
    expect_refused(longer, 16);
    expect_refused(longer, 0);
    memset(longer, 0, size);
    expect_refused(longer, size);
    memset(longer, 0xFF, size);
    expect_refused(longer, size);
    for (int i = 0; i < 16; i++) { /* the header: what it is, which version, how large */
        memcpy(longer, state, size);
        longer[i] ^= 1;
        expect_refused(longer, size);
    }
    ck_assert_int_eq(fovea_tracker_restore(tracker, NULL, size), FOVEA_ERR_ARG);
    ck_assert_int_eq(fovea_tracker_restore(NULL, state, size), FOVEA_ERR_ARG);
    ck_assert_int_eq(fovea_tracker_restore(tracker, state, size), FOVEA_OK);
    free(longer);
    free(state);
}
END_TEST

/* Words that are no number, or far too large, are refused wherever they stand. */
START_TEST(restore_refuses_what_is_not_finite)
{
    size_t size;
    start_here();
    uint8_t *state = tracking_save(tracker, &size);
    for (size_t at = 16; at + 4 <= size; at += at < 128 ? 4 : 4 * 397) {
        static const uint32_t bad[] = {0xFFC00000u, 0xFF800000u, 0xFF000000u}; /* NaN, -inf */
        uint32_t kept;
        memcpy(&kept, state + at, 4);
        for (int i = 0; i < 3; i++) {
            memcpy(state + at, &bad[i], 4);
            expect_refused(state, size);
        }
        memcpy(state + at, &kept, 4);
    }
    ck_assert_int_eq(fovea_tracker_restore(tracker, state, size), FOVEA_OK);
    free(state);
}
END_TEST

/* Any single bit may flip: refused, or taken, and then steps stay sane. */
START_TEST(restore_bears_flipped_bits)
{
    size_t size;
    start_here();
    uint8_t *state = tracking_save(tracker, &size);
    srand(3);
    for (int n = 0; n < 400; n++) {
        size_t bit = n < 300 ? 128 + (size_t)n * 2 : 8 * (size_t)rand() % (8 * size);
        state[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (fovea_tracker_restore(tracker, state, size) == FOVEA_OK) {
            tracking_step(tracker, &image, 1);
            tracking_step(tracker, &image, 1);
        }
        state[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    free(state);
}
END_TEST

/* All that a network has learned may be as large as restore takes, and of any sign: steps stay
 * sane, and what they come to is taken back. */
START_TEST(restore_bears_the_largest)
{
    size_t size;
    start_here();
    uint8_t *state = tracking_save(tracker, &size);
    srand(5);
    for (int n = 0; n < 8; n++) {
        for (size_t at = size - sizeof(fovea_net_memory); at < size; at += 4) {
            const float value = rand() % 2 ? 1e6F : -1e6F;
            memcpy(state + at, &value, 4);
        }
        ck_assert_int_eq(fovea_tracker_restore(tracker, state, size), FOVEA_OK);
        for (int k = 0; k < 3; k++)
            tracking_step(tracker, &image, 1);
        fovea_tracker_save(tracker, state);
        ck_assert_int_eq(fovea_tracker_restore(tracker, state, size), FOVEA_OK);
    }
    free(state);
}
END_TEST

/* ---- pictures of another size ------------------------------------------------------ */

/* The same scene at twice the size, by taking every pixel twice. */
static fovea_image enlarge(const fovea_image *im, uint8_t *pixels)
{
    fovea_image out = *im;
    out.width *= 2;
    out.height *= 2;
    for (int k = 0; k < 3; k++) {
        fovea_component *c = &out.component[k];
        *c = (fovea_component){pixels, 1, 2 * c->width, 2 * c->width, 2 * c->height, 8, 0};
        for (int y = 0; y < c->height; y++)
            for (int x = 0; x < c->width; x++)
                *pixels++ = (uint8_t)fovea_component_sample(&im->component[k], x / 2, y / 2);
    }
    return out;
}

START_TEST(picture_changes_size)
{
    uint8_t *pixels = malloc(6 * FILM_WIDTH * FILM_HEIGHT);
    start_here();
    for (int n = 1; n < 60; n++) {
        synthetic_scene scene = film_scene(n);
        image = synthetic_render(film, &scene, &truth);
        if (n / 20 == 1) { /* large in the middle third */
            image = enlarge(&image, pixels);
            truth = (fovea_box){2 * truth.x, 2 * truth.y, 2 * truth.w, 2 * truth.h};
        }
        fovea_result r = tracking_step(tracker, &image, 1);
        if (config.model == FOVEA_MODEL_CLASSIC) { /* random weights follow nothing */
            ck_assert_int_eq(r.state, FOVEA_TRACKING);
            ck_assert_msg(fovea_box_iou(r.box, truth) > 0.6F, "frame %d", n);
        }
    }
    free(pixels);
}
END_TEST

static void add(Suite *suite, const char *name, void (*open)(void))
{
    TCase *tests = tcase_create(name);
    tcase_add_checked_fixture(tests, open, close_all);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, bad_start_leaves_no_trace);
    tcase_add_test(tests, bad_step_leaves_no_trace);
    tcase_add_test(tests, not_started);
    tcase_add_test(tests, start_repeats_the_target);
    tcase_add_test(tests, start_forgets);
    tcase_add_test(tests, glimpse);
    tcase_add_test(tests, restored_goes_on_alike);
    tcase_add_test(tests, restore_refuses_the_other_model);
    tcase_add_test(tests, restore_refuses_foreign_bytes);
    tcase_add_test(tests, restore_refuses_what_is_not_finite);
    tcase_add_test(tests, restore_bears_flipped_bits);
    tcase_add_test(tests, picture_changes_size);
    if (open == open_learned)
        tcase_add_test(tests, restore_bears_the_largest);
    suite_add_tcase(suite, tests);
}

int main(void)
{
    Suite *suite = suite_create("tracker state");
    add(suite, "learned", open_learned);
    add(suite, "classic", open_classic);
    return check_main(suite);
}
