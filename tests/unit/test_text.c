/* Numbers and lines of text files. */
#include "eval/text.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"
#include "support/fixture.h"

/* The number that `text` begins with, and how much of it that is. */
static size_t number_of(const char *text, double *value)
{
    const char *at = text;
    return text_number(&at, text + strlen(text), value) ? (size_t)(at - text) : 0;
}

START_TEST(numbers_are_those_of_strtod)
{
    static const char *const texts[] = {"0",
                                        "-0",
                                        "1",
                                        "1.5",
                                        "+2.25",
                                        ".5",
                                        "5.",
                                        "1e3",
                                        "1E-3",
                                        "1.25e+2",
                                        "123456789012345",
                                        "0.1",
                                        "0.3",
                                        "1e22",
                                        "1e23",
                                        "9007199254740993",
                                        "4.35",
                                        "1e-320",
                                        "1e400",
                                        "0.000000000000000000000000000001234",
                                        "179769313486231570000000000000000000",
                                        "1.000000000000000000e+02",
                                        "3.141592653589793115e+00",
                                        "12345678901234567890123",
                                        "0.12345678901234567890123",
                                        "2.2250738585072011e-308",
                                        "1e-5000",
                                        "00012.50"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double value;
        ck_assert_msg(number_of(texts[i], &value) == strlen(texts[i]), "%s", texts[i]);
        double expected = strtod(texts[i], NULL);
        ck_assert_msg(memcmp(&value, &expected, sizeof value) == 0, "%s: %.17g", texts[i], value);
    }
}
END_TEST

START_TEST(printed_numbers_come_back)
{
    static const char *const formats[] = {"%.3f", "%.17g", "%.18e", "%.9g", "%g", "%.25f"};
    uint64_t state = 42;
    for (int i = 0; i < 20000; i++) {
        char text[400];
        state = state * 6364136223846793005U + 1442695040888963407U;
        double number = ldexp((double)(int64_t)state, -(int)(state >> 20 & 63) - 20), value;
        snprintf(text, sizeof text, formats[i % 6], number);
        ck_assert_msg(number_of(text, &value) == strlen(text), "%s", text);
        ck_assert_msg(value == strtod(text, NULL), "%s: %.17g", text, value);
    }
}
END_TEST

START_TEST(words_and_what_is_no_number)
{
    double value;
    ck_assert_uint_eq(number_of("nan", &value), 3);
    ck_assert(isnan(value));
    ck_assert_uint_eq(number_of("-NaN,", &value), 4);
    ck_assert_uint_eq(number_of("-inf", &value), 4);
    ck_assert(isinf(value) && value < 0);
    ck_assert_uint_eq(number_of("1e", &value), 1);
    ck_assert_uint_eq(number_of("1e+x", &value), 1);
    ck_assert_uint_eq(number_of("0x10", &value), 1);
    static const char *const none[] = {"", "-", "+", ".", "e5", "x", "--1", " 1", "-.", "na"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_msg(number_of(none[i], &value) == 0, "'%s'", none[i]);
}
END_TEST

static int fields_of(const char *line, double *values)
{
    return text_numbers((text_span){line, line + strlen(line)}, values, 4);
}

START_TEST(fields_are_separated_by_comma_blank_or_tab)
{
    static const char *const lines[] = {"1,2,3,4", "1\t2\t3\t4", "1 2 3 4", "1, 2 ,3\t,  4"};
    double v[4];
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(fields_of(lines[i], v), 4);
        ck_assert(v[0] == 1 && v[1] == 2 && v[2] == 3 && v[3] == 4);
    }
    ck_assert_int_eq(fields_of("1,2,3,4,5,6", v), 6);
    ck_assert_int_eq(fields_of("", v), 0);
    static const char *const wrong[] = {"1,,2", "1,2,", ",1", "1;2", "1 2x", "1 , , 2", "a"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_msg(fields_of(wrong[i], v) == -1, "'%s'", wrong[i]);
}
END_TEST

START_TEST(lines_are_counted_and_trimmed)
{
    static const char *const expected[] = {"a", "", "b c", "d"};
    fixture f;
    text_file t;
    text_span line;
    fixture_open(&f);
    fixture_write(&f, "x.txt",
                  "\xEF\xBB\xBF"
                  "a \r\n\n\tb c\r\nd\n\n \n");
    ck_assert_int_eq(text_open(&t, fixture_path(f.folder, "x.txt"), &f.log), FOVEA_OK);
    for (int i = 0; i < 4; i++) {
        ck_assert(text_line(&t, &line));
        ck_assert(text_equals(line, expected[i]));
        ck_assert_int_eq(t.line, i + 1);
    }
    ck_assert(!text_line(&t, &line));
    text_close(&t);
    ck_assert_int_eq(text_open(&t, f.folder, &f.log), FOVEA_ERR_IO);
    ck_assert_int_eq(text_open(&t, fixture_path(f.folder, "no.txt"), &f.log), FOVEA_ERR_IO);
    ck_assert_ptr_nonnull(strstr(f.messages, "no regular file"));
    ck_assert_ptr_nonnull(strstr(f.messages, "no.txt: cannot be read: No such file"));
    fixture_close(&f);
}
END_TEST

START_TEST(what_is_quoted_does_nothing_to_a_terminal)
{
    fixture f;
    text_file t;
    text_span line;
    fixture_open(&f);
    fixture_write(&f, "x.txt", "1\t2\033[2J\377\n");
    ck_assert_int_eq(text_open(&t, fixture_path(f.folder, "x.txt"), &f.log), FOVEA_OK);
    ck_assert(text_line(&t, &line));
    ck_assert_int_eq(text_unexpected(&t, line, "a box"), FOVEA_ERR_FORMAT);
    ck_assert_ptr_nonnull(strstr(f.messages, "x.txt:1: found '1 2?[2J?', expected a box"));
    text_close(&t);
    fixture_close(&f);
}
END_TEST

START_TEST(an_output_appears_when_it_is_whole)
{
    fixture f;
    text_output o;
    fixture_open(&f);
    const char *path = fixture_path(f.folder, "a/b/c.txt");
    ck_assert_int_eq(text_output_open(&o, path, &f.log), FOVEA_OK);
    text_output_number(&o, 1.0 / 3, 3);
    fputc(' ', o.stream);
    text_output_number(&o, NAN, 3);
    ck_assert(!fixture_has(&f, "a/b/c.txt") && fixture_has(&f, "a/b/c.txt.part"));
    ck_assert_int_eq(text_output_close(&o, FOVEA_OK), FOVEA_OK);
    char *text = fixture_read(&f, "a/b/c.txt");
    ck_assert_str_eq(text, "0.333 nan");
    free(text);
    ck_assert_int_eq(text_output_open(&o, path, &f.log), FOVEA_OK);
    ck_assert_int_eq(text_output_close(&o, FOVEA_ERR_NOMEM), FOVEA_ERR_NOMEM);
    ck_assert(fixture_has(&f, "a/b/c.txt") && !fixture_has(&f, "a/b/c.txt.part"));
    ck_assert_int_eq(text_output_open(&o, fixture_path(path, "below/a/file"), &f.log),
                     FOVEA_ERR_IO);
    ck_assert_ptr_nonnull(strstr(f.messages, "cannot be written: Not a directory"));
    fixture_close(&f);
}
END_TEST

START_TEST(a_full_disk_is_told)
{
    fixture f;
    text_output o;
    fixture_open(&f);
    if (text_output_open(&o, fixture_path(f.folder, "x"), &f.log) != FOVEA_OK)
        ck_abort();
    FILE *full = fopen("/dev/full", "w");
    ck_assert_ptr_nonnull(full);
    fclose(o.stream);
    o.stream = full;
    fputs("text", o.stream);
    ck_assert_int_eq(text_output_close(&o, FOVEA_OK), FOVEA_ERR_IO);
    ck_assert_ptr_nonnull(strstr(f.messages, "cannot be written: No space left"));
    ck_assert(!fixture_has(&f, "x") && !fixture_has(&f, "x.part"));
    fixture_close(&f);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text");
    TCase *tests = tcase_create("text");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, numbers_are_those_of_strtod);
    tcase_add_test(tests, printed_numbers_come_back);
    tcase_add_test(tests, words_and_what_is_no_number);
    tcase_add_test(tests, fields_are_separated_by_comma_blank_or_tab);
    tcase_add_test(tests, lines_are_counted_and_trimmed);
    tcase_add_test(tests, what_is_quoted_does_nothing_to_a_terminal);
    tcase_add_test(tests, an_output_appears_when_it_is_whole);
    tcase_add_test(tests, a_full_disk_is_told);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
