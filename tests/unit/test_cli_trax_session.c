/* TraX sessions: both ways to begin, the same boxes as the tracker itself, and how they end. */
#include "cli/trax_session.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/trax_region.h"
#include "support/check_main.h"
#include "support/log_lines.h"
#include "support/tracking.h"
#include "support/trax_lines.h"

enum { FRAMES = 12 };

typedef struct talk {
    trax_session *session;
    log_lines lines;
    fovea_log log;
    char reply[TRAX_REPLY_MAX];
} talk;

static void begin(talk *t)
{
    const fovea_config config = tracking_config(FOVEA_MODEL_CLASSIC);
    t->log = log_lines_open(&t->lines);
    ck_assert_int_eq(trax_session_open(&t->session, &config, &t->log), FOVEA_OK);
}

/* Takes the line, which is freed. */
static trax_outcome say(talk *t, char *line)
{
    trax_outcome outcome = trax_session_take(t->session, line, strlen(line), t->reply);
    free(line);
    return outcome;
}

/* The state that a result makes. */
static const char *state_of(const fovea_result *r)
{
    static char text[200];
    snprintf(text, sizeof text, "@@TRAX:state \"%.4f,%.4f,%.4f,%.4f\" \"confidence=%.6f\"\n",
             (double)r->box.x, (double)r->box.y, (double)r->box.w, (double)r->box.h,
             (double)r->confidence);
    return text;
}

/* A frame of the film as a memory image, to be freed; its picture and box. */
static char *picture(synthetic *film, int frame, fovea_image *image, fovea_box *box)
{
    synthetic_scene scene = film_scene(frame);
    *image = synthetic_render(film, &scene, box);
    return trax_lines_memory("rgb", image->width, image->height, image->component[0].base,
                             (size_t)image->width * (size_t)image->height * 3);
}

START_TEST(hello)
{
    char reply[TRAX_REPLY_MAX];
    trax_session_hello(reply);
    ck_assert_int_eq(strncmp(reply, "@@TRAX:hello \"trax.version=4\"", 29), 0);
    ck_assert_ptr_nonnull(strstr(reply, " \"trax.image=path;memory;buffer;\""));
    ck_assert_ptr_nonnull(strstr(reply, " \"trax.region=rectangle;polygon;mask;\""));
    ck_assert_ptr_nonnull(strstr(reply, " \"trax.channels=color;\""));
    ck_assert_ptr_null(strstr(reply, "multiobject"));
}
END_TEST

/* _i: the version that the client speaks. Twice: what was before must not matter. */
START_TEST(follows)
{
    synthetic *film = film_open(SYNTHETIC_RGB24);
    fovea_tracker *tracker = tracking_open(tracking_config(FOVEA_MODEL_CLASSIC));
    talk t;
    begin(&t);
    for (int n = 0; n < 2 * FRAMES; n++) {
        fovea_image image;
        fovea_box box;
        fovea_result result;
        char *pixels = picture(film, n % FRAMES, &image, &box);
        bool first = n % FRAMES == 0;
        if (first)
            ck_assert_int_eq(fovea_tracker_start(tracker, &image, box, &result), FOVEA_OK);
        else
            ck_assert_int_eq(fovea_tracker_step(tracker, &image, 1, &result), FOVEA_OK);
        char *region = trax_lines_format("%.9g,%.9g,%.9g,%.9g", (double)box.x, (double)box.y,
                                         (double)box.w, (double)box.h);
        if (first && _i == 4) {
            if (n > 0) {
                ck_assert_int_eq(say(&t, trax_lines_format("@@TRAX:initialize ")), TRAX_GO_ON);
                ck_assert_str_eq(t.reply, "");
            }
            ck_assert_int_eq(say(&t, trax_lines_format("@@TRAX:initialize \"%s\" ", region)),
                             TRAX_GO_ON);
            ck_assert_str_eq(t.reply, "");
        }
        bool legacy = first && _i < 4;
        char *line = legacy ? trax_lines_format("@@TRAX:initialize \"%s\" \"%s\"", pixels, region)
                            : trax_lines_format("@@TRAX:frame \"%s\" \"note=1\" ", pixels);
        ck_assert_int_eq(say(&t, line), TRAX_GO_ON);
        ck_assert_str_eq(t.reply, state_of(&result));
        free(region);
        free(pixels);
    }
    ck_assert_int_eq(say(&t, trax_lines_format("weights loaded")), TRAX_GO_ON);
    ck_assert_str_eq(t.reply, "");
    ck_assert_int_eq(say(&t, trax_lines_format("@@TRAX:quit \"trax.reason=done\" ")), TRAX_ENDED);
    ck_assert_str_eq(t.reply, "");
    ck_assert_int_eq(t.lines.errors + t.lines.others, 0);
    trax_session_close(&t.session);
    fovea_tracker_close(&tracker);
    synthetic_close(&film);
}
END_TEST

START_TEST(regions)
{
    static const struct {
        const char *text;
        fovea_box box;
    } good[] = {
        {"1.5,2,3,4", {1.5F, 2, 3, 4}},
        {"rect:1,2,3,4", {1, 2, 3, 4}},
        {"-5,3,10,1,20,-7,8,9", {-5, -7, 25, 16}},
        {"poly:10,10,30,20,20,40", {10, 10, 20, 30}},
        {"m10,20,4,3,1,2,2,2", {11, 20, 2, 2}},
        {"mask:10,20,4,3,3,3", {10, 20, 4, 2}},
    };
    static const char *const bad[] = {"",          "0",         "1",        "1,2",
                                      "1,2,3",     "a,b,c,d",   "1,2,3,x",  "nan,1,2,3",
                                      "1,2,3,4,5", "mask:1,2",  "m0,0,2,2", "m0,0,2,2,4",
                                      "rect:",     "special:0", "inf,0,1,1"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        char *text = trax_lines_format("%s", good[i].text);
        fovea_box box;
        ck_assert_msg(trax_region_box(&box, text) == FOVEA_OK, "%s", good[i].text);
        ck_assert_msg(memcmp(&box, &good[i].box, sizeof box) == 0, "%s", good[i].text);
        free(text);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char *text = trax_lines_format("%s", bad[i]);
        fovea_box box;
        ck_assert_msg(trax_region_box(&box, text) == FOVEA_ERR_FORMAT, "'%s' is taken", bad[i]);
        free(text);
    }
}
END_TEST

#define IMAGE "image:4;4;gray8;AAAAAAAAAAAAAAAAAAAAAA=="

/* Lines of which the last one ends the session: quit with the reason, one line in the log that
 * names the line. */
START_TEST(failures)
{
    static const struct {
        const char *lines[4];
        const char *reason;
    } wrong[] = {
        {{"@@TRAX:frame \"" IMAGE "\""}, "a frame before any object"},
        {{"@@TRAX:initialize 1,1,2,2", "@@TRAX:initialize 1,1,2,2"}, "a second object"},
        {{"@@TRAX:initialize \"" IMAGE "\" 1,1,2,2", "@@TRAX:initialize 1,1,2,2"},
         "a second object"},
        {{"@@TRAX:initialize 1,1,2,2", "@@TRAX:initialize", "@@TRAX:frame \"" IMAGE "\""},
         "a frame before any object"},
        {{"@@TRAX:initialize \"" IMAGE "\" \"" IMAGE "\" 1,1,2,2"}, "3 arguments, expected one"},
        {{"@@TRAX:initialize \"" IMAGE "\" 1,1,2,2", "@@TRAX:frame"}, "0 arguments, expected one"},
        {{"@@TRAX:initialize 1,1,2,2", "@@TRAX:frame \"" IMAGE "\" \"" IMAGE "\""},
         "2 arguments, expected one image"},
        {{"@@TRAX:quit now"}, "1 arguments, expected none"},
        {{"@@TRAX:hello"}, "a message of the tracker's"},
        {{"@@TRAX:state 1,1,2,2"}, "a message of the tracker's"},
        {{"@@TRAX:initialize 1,1,0,2"}, "the region '1,1,0,2' is not"},
        {{"@@TRAX:initialize here"}, "the region 'here' is not a rectangle"},
        {{"@@TRAX:initialize 9,9,2,2", "@@TRAX:frame \"" IMAGE "\""},
         "target 9,9,2,2 does not fit a picture of 4x4"},
        {{"@@TRAX:initialize \"" IMAGE "\" 1,1,0.5,2"}, "target 1,1,0.5,2 does not fit"},
        {{"@@TRAX:initialize file:///nowhere.png 1,1,2,2"}, "/nowhere.png: cannot be read"},
        {{"loading", "@@TRAX:initialize 1,1,2,2", "@@TRAX:frame http://example.com/1.jpg"},
         "images by URL are not supported"},
        {{"@@TRAX:frame \"say \\\"hi\\\""}, "its quotes are not closed"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        talk t;
        begin(&t);
        int last = 0;
        while (last < 3 && wrong[i].lines[last + 1])
            last++;
        for (int n = 0; n <= last; n++) {
            trax_outcome outcome = say(&t, trax_lines_format("%s", wrong[i].lines[n]));
            ck_assert_msg(outcome == (n == last ? TRAX_FAILED : TRAX_GO_ON), "%s: line %d: %d",
                          wrong[i].reason, n + 1, outcome);
        }
        ck_assert_msg(strncmp(t.reply, "@@TRAX:quit \"trax.reason=", 25) == 0, "%s", t.reply);
        ck_assert_msg(strstr(t.reply, wrong[i].reason), "%s: %s", wrong[i].reason, t.reply);
        ck_assert_ptr_eq(strchr(t.reply, '\n'), t.reply + strlen(t.reply) - 1);
        char named[24];
        snprintf(named, sizeof named, "line %d: ", last + 1);
        ck_assert_msg(strncmp(t.lines.last, named, strlen(named)) == 0, "%s", t.lines.last);
        log_lines_expect(&t.lines, wrong[i].reason);
        trax_session_close(&t.session);
    }
}
END_TEST

/* A reason of any length and characters fits the reply. */
START_TEST(long_reason)
{
    talk t;
    begin(&t);
    char path[3000];
    memset(path, '"', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    for (size_t i = 0; i < sizeof path - 1; i += 2)
        path[i] = '\\';
    ck_assert_int_eq(say(&t, trax_lines_format("@@TRAX:initialize \"%s\" 1,1,2,2", path)),
                     TRAX_FAILED);
    ck_assert_uint_lt(strlen(t.reply), TRAX_REPLY_MAX - 1);
    ck_assert_str_eq(t.reply + strlen(t.reply) - 2, "\"\n");
    trax_session_close(&t.session);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trax_session");
    TCase *tests = tcase_create("trax_session");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, hello);
    tcase_add_loop_test(tests, follows, 3, 5);
    tcase_add_test(tests, regions);
    tcase_add_test(tests, failures);
    tcase_add_test(tests, long_reason);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
