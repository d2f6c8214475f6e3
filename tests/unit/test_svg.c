/* Markup and pictures of the report: what is escaped, how numbers look, a small golden plot. */
#include "eval/svg.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/html.h"
#include "support/check_main.h"

static char *text;
static size_t size;
static FILE *out;

static void open_text(void)
{
    out = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(out);
}

static void close_text(void)
{
    fclose(out);
    free(text);
}

/* What was written since the last call. */
static const char *written(void)
{
    ck_assert_int_eq(fclose(out), 0);
    static char kept[4096];
    ck_assert_uint_lt(size, sizeof kept);
    memcpy(kept, text, size + 1);
    free(text);
    open_text();
    return kept;
}

static const char *escaped(const char *hostile)
{
    html_put(out, "%s", hostile);
    return written();
}

START_TEST(text_is_escaped)
{
    ck_assert_str_eq(escaped("a<b>&\"c'"), "a&lt;b&gt;&amp;&quot;c&#39;");
    ck_assert_str_eq(escaped("</script><!-- --> %s"), "&lt;/script&gt;&lt;!-- --&gt; %s");
    ck_assert_str_eq(escaped("tab\tline\n"), "tab\tline\n");
}
END_TEST

#define BAD "\xef\xbf\xbd"

START_TEST(only_characters_of_a_document_pass)
{
    ck_assert_str_eq(escaped("Z\xc3\xbcrich \xe6\xbc\xa2 \xf0\x9f\x91\x81"),
                     "Z\xc3\xbcrich \xe6\xbc\xa2 \xf0\x9f\x91\x81");
    ck_assert_str_eq(escaped("\x01\x1b[0m\x7f"), BAD BAD "[0m" BAD);
    ck_assert_str_eq(escaped("\xff\x80"), BAD BAD);
    ck_assert_str_eq(escaped("\xc0\xaf"), BAD BAD);                 /* overlong '/'     */
    ck_assert_str_eq(escaped("\xe0\x80\xaf"), BAD BAD BAD);         /* likewise         */
    ck_assert_str_eq(escaped("\xed\xa0\x80"), BAD BAD BAD);         /* a surrogate      */
    ck_assert_str_eq(escaped("\xf4\x90\x80\x80"), BAD BAD BAD BAD); /* beyond U+10FFFF  */
    ck_assert_str_eq(escaped("\xef\xbf\xbe"), BAD BAD BAD);         /* U+FFFE           */
    ck_assert_str_eq(escaped("\xc2\x85"), BAD BAD);                 /* a C1 control     */
    ck_assert_str_eq(escaped("cut \xe6\xbc"), "cut " BAD BAD);
    ck_assert_str_eq(escaped("\xe6<"), BAD "&lt;"); /* what follows is not swallowed */
}
END_TEST

START_TEST(numbers_are_the_same_everywhere)
{
    setlocale(LC_ALL, "de_DE.UTF-8"); /* where it exists, its point is a comma */
    html_put(out, "%.3f %.0f %.1f %d%%", 0.53149, 12.5, -0.04, 7);
    ck_assert_str_eq(written(), "0.531 13 0.0 7%");
    html_put(out, "%.2f %.2f %.2f", (double)NAN, (double)INFINITY, DBL_MAX);
    ck_assert_str_eq(written(), HTML_NO_NUMBER " " HTML_NO_NUMBER " " HTML_NO_NUMBER);
    html_put(out, "%.2f %.6f %.1f", -1.005, 1e-6, 123456789.05);
    ck_assert_str_eq(written(), "-1.00 0.000001 123456789.1");
    setlocale(LC_ALL, "C");
}
END_TEST

static const char *coordinate(double value)
{
    html_coordinate(out, value);
    return written();
}

START_TEST(coordinates_are_short)
{
    ck_assert_str_eq(coordinate(3), "3");
    ck_assert_str_eq(coordinate(-3.5), "-3.5");
    ck_assert_str_eq(coordinate(1 / 3.0), "0.33");
    ck_assert_str_eq(coordinate(-0.001), "0");
    ck_assert_str_eq(coordinate(NAN), "0");
    ck_assert_str_eq(coordinate(1e300), "1000000");
    ck_assert_str_eq(coordinate(-1e300), "-1000000");
}
END_TEST

static const char *base64(const char *bytes)
{
    html_base64(out, (const uint8_t *)bytes, strlen(bytes));
    return written();
}

START_TEST(base64_as_in_rfc_4648)
{
    ck_assert_str_eq(base64(""), "");
    ck_assert_str_eq(base64("f"), "Zg==");
    ck_assert_str_eq(base64("fo"), "Zm8=");
    ck_assert_str_eq(base64("foo"), "Zm9v");
    ck_assert_str_eq(base64("foob"), "Zm9vYg==");
    ck_assert_str_eq(base64("fooba"), "Zm9vYmE=");
    ck_assert_str_eq(base64("foobar"), "Zm9vYmFy");
    ck_assert_str_eq(base64("\xfb\xff\xbf"), "+/+/");
}
END_TEST

START_TEST(a_small_plot)
{
    svg_plot plot = {40, 10, 100, 50, 0, 1, 0, 2};
    svg_open(out, 150, 100, "a < b");
    svg_grid(out, &plot, &(svg_axis){"share", 1, 0}, &(svg_axis){"2 & 3", 1, 1});
    svg_close(out);
    ck_assert_str_eq(
        written(),
        "<svg class=\"plot\" viewBox=\"0 0 150 100\" role=\"img\" aria-label=\"a &lt; b\">"
        "<line class=\"axis\" x1=\"40\" y1=\"10\" x2=\"40\" y2=\"60\"/>"
        "<text class=\"tick mid\" x=\"40\" y=\"75\">0</text>"
        "<line class=\"grid\" x1=\"140\" y1=\"10\" x2=\"140\" y2=\"60\"/>"
        "<text class=\"tick mid\" x=\"140\" y=\"75\">1</text>"
        "<line class=\"axis\" x1=\"40\" y1=\"60\" x2=\"140\" y2=\"60\"/>"
        "<text class=\"tick end\" x=\"34\" y=\"64\">0.0</text>"
        "<line class=\"grid\" x1=\"40\" y1=\"35\" x2=\"140\" y2=\"35\"/>"
        "<text class=\"tick end\" x=\"34\" y=\"39\">1.0</text>"
        "<line class=\"grid\" x1=\"40\" y1=\"10\" x2=\"140\" y2=\"10\"/>"
        "<text class=\"tick end\" x=\"34\" y=\"14\">2.0</text>"
        "<text class=\"label mid\" x=\"90\" y=\"92\">share</text>"
        "<g transform=\"translate(11 35) rotate(-90)\">"
        "<text class=\"label mid\" x=\"0\" y=\"0\">2 &amp; 3</text></g></svg>\n");
}
END_TEST

START_TEST(curves_break_at_nan_and_stay_inside)
{
    svg_plot plot = {0, 0, 10, 10, 0, 1, 0, 1};
    const double x[] = {0, 0.5, NAN, 0.75, 2}, y[] = {0, 1, 1, 0.5, -3};
    svg_curve(out, &plot, "s1", x, y, 5);
    ck_assert_str_eq(written(), "<path class=\"s1\" d=\"M0 10L5 0M7.5 5L10 10\"/>");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("svg");
    TCase *c = tcase_create("markup");
    tcase_add_checked_fixture(c, open_text, close_text);
    tcase_add_test(c, text_is_escaped);
    tcase_add_test(c, only_characters_of_a_document_pass);
    tcase_add_test(c, numbers_are_the_same_everywhere);
    tcase_add_test(c, coordinates_are_short);
    tcase_add_test(c, base64_as_in_rfc_4648);
    tcase_add_test(c, a_small_plot);
    tcase_add_test(c, curves_break_at_nan_and_stay_inside);
    suite_add_tcase(s, c);
    return s;
}

int main(void)
{
    return check_main(suite());
}
