/* The report's page: well-formed whatever the names and the figures, complete, bounded. */
#include "eval/report.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"
#include "support/report_input.h"

/* ---- what is a well-formed page ------------------------------------------------------ */

enum { DEPTH_MAX = 64, TAG_MAX = 16 };

static bool is_void(const char *tag)
{
    return strcmp(tag, "meta") == 0;
}

static size_t tag_name(char name[TAG_MAX], const char *at)
{
    size_t length = 0;
    while (isalnum((unsigned char)at[length]))
        length++;
    ck_assert_msg(length > 0 && length < TAG_MAX, "no tag: %.40s", at);
    memcpy(name, at, length);
    name[length] = '\0';
    return length;
}

/* Behind the '>' of a start tag, whose attributes are name="value" or names alone. */
static const char *skip_attributes(const char *at, bool *closed)
{
    for (;;) {
        at += strspn(at, " ");
        *closed = *at == '/';
        at += *closed;
        if (*at == '>')
            return at + 1;
        size_t name = strcspn(at, " =/>\"");
        ck_assert_msg(name > 0 && !*closed, "no attribute: %.40s", at);
        at += name;
        if (*at != '=')
            continue;
        ck_assert_msg(at[1] == '"', "no quotes: %.40s", at);
        size_t value = strcspn(at + 2, "\"<");
        at += 2 + value;
        ck_assert_msg(*at == '"', "no end of the value: %.40s", at);
        at++;
    }
}

static void expect_reference(const char *at)
{
    static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    for (int i = 0; i < 5; i++)
        if (strncmp(at, known[i], strlen(known[i])) == 0)
            return;
    ck_abort_msg("no reference: %.40s", at);
}

/* Every tag is closed in its turn, every & is a reference, no > or quote stands alone. */
static void expect_well_formed(const char *page)
{
    char open[DEPTH_MAX][TAG_MAX], name[TAG_MAX];
    int depth = 0;
    const char *at = page;
    ck_assert_int_eq(strncmp(at, "<!DOCTYPE html>\n", 16), 0);
    for (at += 16; *at;) {
        bool style = depth > 0 && strcmp(open[depth - 1], "style") == 0;
        at += strcspn(at, style ? "<" : "<&>");
        if (*at == '&')
            expect_reference(at++);
        else if (*at == '<' && at[1] == '/') {
            at += 2 + tag_name(name, at + 2);
            ck_assert_msg(depth > 0, "</%s> closes nothing", name);
            ck_assert_str_eq(name, open[--depth]);
            ck_assert_int_eq(*at++, '>');
        } else if (*at == '<') {
            bool closed;
            at = skip_attributes(at + 1 + tag_name(name, at + 1), &closed);
            if (!closed && !is_void(name)) {
                ck_assert_int_lt(depth, DEPTH_MAX);
                strcpy(open[depth++], name);
            }
        } else {
            ck_assert_msg(*at == '\0', "a bare >: %.40s", at);
        }
    }
    ck_assert_int_eq(depth, 0);
}

static int count(const char *page, const char *text)
{
    int found = 0;
    for (const char *at = page; (at = strstr(at, text)); at += strlen(text))
        found++;
    return found;
}

/* Nothing comes from elsewhere, and links within the page lead somewhere. */
static void expect_self_contained(const char *page)
{
    ck_assert_int_eq(count(page, "<script"), 0);
    ck_assert_int_eq(count(page, "http"), 0);
    ck_assert_int_eq(count(page, "url("), 0);
    ck_assert_int_eq(count(page, "src="), 0);
    ck_assert_int_eq(count(page, "href=\""), count(page, "href=\"#") + count(page, "href=\"data:"));
    for (const char *at = page; (at = strstr(at, "href=\"#")); at += 7) {
        char id[64];
        snprintf(id, sizeof id, " id=\"%.*s\"", (int)strcspn(at + 7, "\""), at + 7);
        ck_assert_int_eq(count(page, id), 1);
    }
}

static char *page_of(const report_input *in)
{
    char *page = report_input_html(in, FOVEA_OK);
    expect_well_formed(page);
    expect_self_contained(page);
    return page;
}

/* ---- tests --------------------------------------------------------------------------- */

START_TEST(has_all_its_parts)
{
    report_input *in = report_input_open(3, 4, 60);
    char *page = page_of(in);
    static const char *const part[] = {"scores", "curves", "attributes", "confidence",
                                       "lost",   "speed",  "sequences",  "definitions"};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        char section[32];
        snprintf(section, sizeof section, "<section id=\"%s\">", part[i]);
        ck_assert_int_eq(count(page, section), 1);
    }
    ck_assert_int_eq(count(page, "<details "), 4);
    ck_assert_int_eq(count(page, "<path class=\"curve "), 3 * 3 + 1); /* and the reliability */
    ck_assert_int_eq(count(page, "<path class=\"area "), 3 * 4);
    ck_assert_int_eq(count(page, "<i class=\"lost\" style"), 4);
    ck_assert_int_eq(count(page, "<i class=\"absent\" style"), 3 * 4);
    ck_assert_ptr_nonnull(strstr(page, "4 sequences \xc2\xb7 240 frames \xc2\xb7 3 trackers"));
    free(page);
    report_input_close(in);
}
END_TEST

START_TEST(sequences_come_worst_first)
{
    report_input *in = report_input_open(1, 3, 60);
    char *page = page_of(in);
    const char *worst = strstr(page, "class=\"name\">sequence 2<"),
               *middle = strstr(page, "class=\"name\">sequence 1<"),
               *best = strstr(page, "class=\"name\">sequence 0<");
    ck_assert(worst && middle && best);
    ck_assert(worst < middle && middle < best);
    free(page);
    report_input_close(in);
}
END_TEST

START_TEST(strips_show_each_frame)
{
    report_input *in = report_input_open(1, 1, 40);
    char *page = page_of(in);
    /* Frames 25 .. 34 of 40 are lost, 20 .. 29 absent. */
    ck_assert_ptr_nonnull(
        strstr(page, "<i class=\"lost\" style=\"left:62.50%;width:25.00%\"></i>"));
    ck_assert_ptr_nonnull(
        strstr(page, "<i class=\"absent\" style=\"left:50.00%;width:25.00%\"></i>"));
    /* The first frame's IoU is 1; from frame 20 on there is none until 30. */
    ck_assert_ptr_nonnull(strstr(page, "<path class=\"area c0\" d=\"M0 100V0h1V"));
    ck_assert_ptr_nonnull(strstr(page, "V100zM30 100V"));
    free(page);
    report_input_close(in);
}
END_TEST

#define HOSTILE "</title><script>'\"&\x01\xff\xe6\xbc\xa2"
#define TAMED "&lt;/title&gt;&lt;script&gt;&#39;&quot;&amp;\xef\xbf\xbd\xef\xbf\xbd\xe6\xbc\xa2"

START_TEST(names_may_hold_anything)
{
    report_input *in = report_input_open(2, 2, 40);
    in->report.title = in->report.subtitle = HOSTILE;
    in->tracker[0].name = in->tracker[1].name = HOSTILE;
    in->sequence[0] = (report_sequence){HOSTILE, HOSTILE, HOSTILE, 40, 160, 120};
    in->attribute[0].name = HOSTILE;
    char *page = page_of(in);
    ck_assert_int_ge(count(page, TAMED), 12);
    ck_assert_int_eq(count(page, "\x01"), 0);
    free(page);
    report_input_close(in);
}
END_TEST

START_TEST(nothing_to_report)
{
    report_input *in = report_input_open(2, 0, 1);
    in->report.attributes = 0;
    char *page = page_of(in);
    ck_assert_int_eq(count(page, "id=\"sequences\""), 0);
    ck_assert_int_eq(count(page, "nan"), 0);
    ck_assert_ptr_nonnull(strstr(page, "0 sequences"));
    free(page);
    report_input_close(in);
}
END_TEST

START_TEST(one_frame)
{
    report_input *in = report_input_open(1, 1, 1);
    char *page = page_of(in);
    ck_assert_ptr_nonnull(strstr(page, "1 sequence \xc2\xb7 1 frame<"));
    ck_assert_int_eq(in->asked, 0); /* the given box is no moment */
    free(page);
    report_input_close(in);
}
END_TEST

START_TEST(missing_results_and_figures_are_dashes)
{
    report_input *in = report_input_open(2, 3, 40);
    in->list[1] = NULL;     /* tracker 0, sequence 1 */
    in->list[3 + 2] = NULL; /* tracker 1, sequence 2 */
    in->tracker[1].attribute = NULL;
    for (int m = 0; m < MEASURES; m++) {
        in->pooled[0].value[m] = m % 2 ? (double)NAN : (double)INFINITY;
        in->pooled[0].low[m] = in->pooled[0].high[m] = NAN;
    }
    char *page = page_of(in);
    ck_assert_int_eq(count(page, "no result"), 2);
    ck_assert_int_eq(count(page, "nan"), 0);
    ck_assert_int_eq(count(page, "inf"), 0);
    free(page);
    report_input_close(in);
}
END_TEST

START_TEST(times_that_no_scale_holds)
{
    report_input *in = report_input_open(2, 1, 40);
    double *value = in->pooled[0].value;
    value[MEASURE_MS_P50] = 0; /* of a coarse clock */
    char *page = page_of(in);
    ck_assert_int_eq(count(page, "class=\"span\""), 0);
    ck_assert_int_eq(count(page, "<section id=\"speed\">"), 1);
    free(page);
    value[MEASURE_MS_P50] = 0.02;
    value[MEASURE_MS_P95] = 30;
    value[MEASURE_MS_MAX] = 700;
    page = page_of(in);
    ck_assert_int_eq(count(page, "class=\"span\""), 1);
    ck_assert_ptr_nonnull(strstr(page, ">0.01</text>"));
    ck_assert_ptr_nonnull(strstr(page, ">1000</text>"));
    free(page);
    value[MEASURE_MS_MAX] = INFINITY;
    page = page_of(in);
    ck_assert_int_eq(count(page, "class=\"span\""), 0);
    free(page);
    report_input_close(in);
}
END_TEST

START_TEST(long_sequences_take_no_more_room)
{
    report_input *in = report_input_open(1, 1, 320), *longer = report_input_open(1, 1, 100000);
    char *page = page_of(in), *bounded = page_of(longer);
    ck_assert_uint_lt(strlen(bounded), strlen(page) + 4096);
    free(page);
    free(bounded);
    report_input_close(in);
    report_input_close(longer);
}
END_TEST

START_TEST(any_number_of_trackers)
{
    report_input *in = report_input_open(33, 1, 12);
    char *page = page_of(in);
    ck_assert_int_ge(count(page, "c7 dash3"), 3);
    ck_assert_int_eq(count(page, "<path class=\"curve "), 33 * 3 + 1);
    free(page);
    report_input_close(in);
}
END_TEST

START_TEST(the_best_is_bold)
{
    report_input *in = report_input_open(2, 2, 40), *alone = report_input_open(1, 2, 40);
    for (int m = 0; m < MEASURES; m++)
        in->pooled[3].value[m] = NAN; /* tracker 1 */
    in->pooled[0].value[MEASURE_AUC] = 0.25;
    in->pooled[3].value[MEASURE_AUC] = 0.5;
    char *page = page_of(in), *other = page_of(alone);
    ck_assert_ptr_nonnull(strstr(page, "<td class=\"best\">0.500"));
    ck_assert_ptr_nonnull(strstr(page, "<td>0.250"));
    ck_assert_int_eq(count(other, "class=\"best\""), 0);
    free(page);
    free(other);
    report_input_close(in);
    report_input_close(alone);
}
END_TEST

START_TEST(the_worst_have_pictures)
{
    report_input *in = report_input_open(2, 4, 60);
    in->report.pictured = 2;
    char *page = page_of(in);
    ck_assert_int_eq(in->asked, 2);
    int pictures = count(page, "href=\"data:image/jpeg;base64,/9j/2Q==\"");
    ck_assert_int_ge(pictures, 2);
    ck_assert_int_le(pictures, 2 * REPORT_MOMENTS);
    ck_assert_int_eq(count(page, "<i class=\"mark\""), pictures);
    ck_assert_int_eq(count(page, "class=\"box truth\""), pictures);
    ck_assert_int_eq(count(page, "class=\"box first c0\""), pictures);
    ck_assert_int_eq(count(page, "class=\"box c1\""), pictures);
    free(page);
    in->pictures = false;
    page = page_of(in);
    ck_assert_int_eq(count(page, "data:"), 0);
    free(page);
    in->report.moments = NULL;
    page = page_of(in);
    ck_assert_int_eq(count(page, "<i class=\"mark\""), 0);
    free(page);
    report_input_close(in);
}
END_TEST

START_TEST(what_moments_return_ends_the_report)
{
    report_input *in = report_input_open(1, 4, 60);
    in->answer = FOVEA_ERR_CLOSED;
    char *page = report_input_html(in, FOVEA_ERR_CLOSED);
    ck_assert_int_eq(in->asked, 1);
    expect_well_formed(page); /* all the same */
    free(page);
    report_input_close(in);
}
END_TEST

START_TEST(same_input_same_bytes)
{
    report_input *in = report_input_open(2, 3, 60);
    char *first = report_input_html(in, FOVEA_OK), *second = report_input_html(in, FOVEA_OK);
    ck_assert_str_eq(first, second);
    free(first);
    free(second);
    report_input_close(in);
}
END_TEST

START_TEST(full_disk)
{
    report_input *in = report_input_open(1, 1, 40);
    FILE *full = fopen("/dev/full", "w");
    if (full) {
        ck_assert_int_eq(report_write_html(full, &in->report), FOVEA_ERR_IO);
        ck_assert_int_eq(report_write_json(full, &in->report), FOVEA_ERR_IO);
        fclose(full);
    }
    report_input_close(in);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("report");
    TCase *c = tcase_create("page");
    tcase_add_test(c, has_all_its_parts);
    tcase_add_test(c, sequences_come_worst_first);
    tcase_add_test(c, strips_show_each_frame);
    tcase_add_test(c, names_may_hold_anything);
    tcase_add_test(c, nothing_to_report);
    tcase_add_test(c, one_frame);
    tcase_add_test(c, missing_results_and_figures_are_dashes);
    tcase_add_test(c, times_that_no_scale_holds);
    tcase_add_test(c, long_sequences_take_no_more_room);
    tcase_add_test(c, any_number_of_trackers);
    tcase_add_test(c, the_best_is_bold);
    tcase_add_test(c, the_worst_have_pictures);
    tcase_add_test(c, what_moments_return_ends_the_report);
    tcase_add_test(c, same_input_same_bytes);
    tcase_add_test(c, full_disk);
    suite_add_tcase(s, c);
    return s;
}

int main(void)
{
    return check_main(suite());
}
