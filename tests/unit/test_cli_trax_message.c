/* TraX lines: as libtrax writes and reads them, there and back, and what is refused. */
#include "cli/trax_message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"
#include "support/log_lines.h"

static char line[4096];

static fovea_status parse(trax_message *m, const char *text, const fovea_log *log)
{
    snprintf(line, sizeof line, "%s", text);
    return trax_message_parse(m, line, strlen(line), log);
}

/* Arguments are separated by | in `wanted`, then properties as [key]value. */
static void expect(const char *text, trax_type type, const char *wanted)
{
    trax_message m;
    ck_assert_msg(parse(&m, text, NULL) == FOVEA_OK, "%s", text);
    ck_assert_msg(m.type == type, "%s", text);
    char found[4096] = "";
    for (int i = 0; i < m.arguments; i++) {
        strcat(found, "|");
        strcat(found, m.argument[i]);
    }
    for (int i = 0; i < m.properties; i++) {
        strcat(found, "[");
        strcat(found, m.property[i].key);
        strcat(found, "]");
        strcat(found, m.property[i].value);
    }
    ck_assert_str_eq(found, wanted);
}

START_TEST(as_libtrax_writes)
{
    expect("@@TRAX:hello \"trax.version=4\" \"trax.name=a b\" ", TRAX_HELLO,
           "[trax.version]4[trax.name]a b");
    expect("@@TRAX:initialize \"file:///d/0 1.jpg\" \"1.5,2,3,4\" ", TRAX_INITIALIZE,
           "|file:///d/0 1.jpg|1.5,2,3,4");
    expect("@@TRAX:initialize ", TRAX_INITIALIZE, "");
    expect("@@TRAX:frame \"image:2;1;gray8;AAA=\" ", TRAX_FRAME, "|image:2;1;gray8;AAA=");
    expect("@@TRAX:state \"1,2,3,4\" \"confidence=0.5\" ", TRAX_STATE, "|1,2,3,4[confidence]0.5");
    expect("@@TRAX:quit ", TRAX_QUIT, "");
}
END_TEST

START_TEST(forms)
{
    expect("@@TRAX:quit", TRAX_QUIT, "");
    expect("@@TRAX:QUIT\r", TRAX_QUIT, "");
    expect("@@TRAX:frame a\\ b   c\\\\d", TRAX_FRAME, "|a b|c\\d");
    expect("@@TRAX:frame \"say \\\"hi\\\"\\nthere\" x", TRAX_FRAME, "|say \"hi\"\nthere|x");
    expect("@@TRAX:frame a\"b \"\" =c", TRAX_FRAME, "|a\"b|[]c");
    expect("@@TRAX:frame k=v=w \"k 2=v\" a.b_9=\"x\\=", TRAX_FRAME, "|k 2=v[k]v=w[a.b_9]\"x=");
    expect("@@TRAX:frame k\\=v", TRAX_FRAME, "|k=v");
    char text[200], wanted[200];
    memset(text, 'k', sizeof text);
    memcpy(text, "@@TRAX:frame ", 13);
    strcpy(text + 13 + TRAX_KEY_MAX, "=v");
    snprintf(wanted, sizeof wanted, "[%.*s]v", TRAX_KEY_MAX, text + 13);
    expect(text, TRAX_FRAME, wanted);
    strcpy(text + 13 + TRAX_KEY_MAX, "k=v");
    snprintf(wanted, sizeof wanted, "|%s", text + 13);
    expect(text, TRAX_FRAME, wanted);
}
END_TEST

START_TEST(other_output)
{
    static const char *const printed[] = {"",       "loading weights", " @@TRAX:quit",
                                          "@@TRAX", "@@trax:quit",     "@TRAX:quit"};
    for (size_t i = 0; i < sizeof printed / sizeof *printed; i++)
        expect(printed[i], TRAX_NONE, "");
}
END_TEST

START_TEST(refused)
{
    static const char *const wrong[][2] = {
        {"@@TRAX:", "its name"},
        {"@@TRAX: quit", "its name"},
        {"@@TRAX:quits", "its name"},
        {"@@TRAX:qui", "its name"},
        {"@@TRAX:quit:", "no space after its name"},
        {"@@TRAX:quit\t", "no space after its name"},
        {"@@TRAX:frame \"a", "quotes are not closed"},
        {"@@TRAX:frame \"", "quotes are not closed"},
        {"@@TRAX:frame \"a\\\"", "quotes are not closed"},
        {"@@TRAX:frame \"a\"b", "no space after closing quotes"},
        {"@@TRAX:frame a\\", "ends with a backslash"},
        {"@@TRAX:frame \"a\\", "ends with a backslash"},
        {"@@TRAX:frame 1 2 3 4 5 6 7 8 9", "too many"},
    };
    log_lines lines;
    fovea_log log = log_lines_open(&lines);
    trax_message m;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert_msg(parse(&m, wrong[i][0], &log) == FOVEA_ERR_FORMAT, "%s", wrong[i][0]);
        ck_assert(m.type == TRAX_NONE && m.arguments == 0 && m.properties == 0);
        log_lines_expect(&lines, wrong[i][1]);
    }
    char nul[] = "@@TRAX:frame a\0b";
    ck_assert_int_eq(trax_message_parse(&m, nul, sizeof nul - 1, &log), FOVEA_ERR_FORMAT);
    log_lines_expect(&lines, "NUL");
    char many[13 + 3 * (TRAX_PROPERTIES_MAX + 1) + 1] = "@@TRAX:frame ";
    for (int i = 0; i <= TRAX_PROPERTIES_MAX; i++)
        strcat(many, "k= ");
    ck_assert_int_eq(trax_message_parse(&m, many, strlen(many), &log), FOVEA_ERR_FORMAT);
    log_lines_expect(&lines, "too many");
}
END_TEST

static char *random_text(unsigned *seed, char *text, bool key)
{
    static const char any[] = "a=\"\\\n n.;,\xc3\xa9\t", keys[] = "aZ9._";
    int length = 0;
    for (*seed = *seed * 1103515245u + 12345u; *seed >> 16 & 7 && length < 20;
         *seed = *seed * 1103515245u + 12345u)
        text[length++] =
            key ? keys[(*seed >> 20) % (sizeof keys - 1)] : any[(*seed >> 20) % (sizeof any - 1)];
    text[length] = '\0';
    return text;
}

START_TEST(there_and_back)
{
    unsigned seed = 7;
    for (int n = 0; n < 5000; n++) {
        char text[6][24], written[4096];
        trax_message m = {.type = (trax_type)(TRAX_HELLO + n % 5), .arguments = 2, .properties = 2};
        for (int i = 0; i < 2; i++) {
            m.argument[i] = random_text(&seed, text[i], false);
            m.property[i].key = random_text(&seed, text[2 + i], true);
            m.property[i].value = random_text(&seed, text[4 + i], false);
        }
        size_t length = trax_message_format(written, sizeof written, &m);
        ck_assert_uint_eq(length, strlen(written));
        ck_assert(written[length - 1] == '\n' && strchr(written, '\n') == written + length - 1);
        trax_message back;
        ck_assert_msg(trax_message_parse(&back, written, length - 1, NULL) == FOVEA_OK, "%s",
                      written);
        ck_assert(back.type == m.type && back.arguments == 2 && back.properties == 2);
        for (int i = 0; i < 2; i++) {
            ck_assert_str_eq(back.argument[i], m.argument[i]);
            ck_assert_str_eq(back.property[i].key, m.property[i].key);
            ck_assert_str_eq(back.property[i].value, m.property[i].value);
        }
    }
}
END_TEST

START_TEST(written)
{
    char text[64], region[] = "1,2";
    trax_message m = {.type = TRAX_STATE,
                      .arguments = 1,
                      .argument = {region},
                      .properties = 1,
                      .property = {{"k", "a \"b\""}}};
    static const char wanted[] = "@@TRAX:state \"1,2\" \"k=a \\\"b\\\"\"\n";
    ck_assert_uint_eq(trax_message_format(text, sizeof text, &m), strlen(wanted));
    ck_assert_str_eq(text, wanted);
    for (size_t size = 1; size < strlen(wanted); size++) { /* cut, never beyond */
        memset(text, '#', sizeof text);
        ck_assert_uint_eq(trax_message_format(text, size, &m), strlen(wanted));
        ck_assert_uint_eq(strlen(text), size - 1);
        ck_assert_mem_eq(text, wanted, size - 1);
        ck_assert_int_eq(text[size], '#');
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trax_message");
    TCase *tests = tcase_create("trax_message");
    tcase_add_test(tests, as_libtrax_writes);
    tcase_add_test(tests, forms);
    tcase_add_test(tests, other_output);
    tcase_add_test(tests, refused);
    tcase_add_test(tests, there_and_back);
    tcase_add_test(tests, written);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
