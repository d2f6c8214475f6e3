/* Lines from a pipe. */
#include "cli/line_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/check_main.h"

static void expect_line(line_reader *r, const char *wanted)
{
    char *line;
    size_t length;
    ck_assert_int_eq(line_reader_next(r, &line, &length), FOVEA_OK);
    ck_assert_uint_eq(length, strlen(wanted));
    ck_assert_mem_eq(line, wanted, length);
    line[length] = '\0'; /* there is room, and it harms no other line */
}

static void expect_end(line_reader *r, fovea_status status)
{
    char *line;
    size_t length;
    ck_assert_int_eq(line_reader_next(r, &line, &length), status);
}

START_TEST(lines)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    line_reader r;
    line_reader_open(&r, ends[0], 10);
    static const char text[] = "one\n\ntwo\r\nten bytes!\npart";
    ck_assert_int_eq(write(ends[1], text, strlen(text)), (int)strlen(text));
    expect_line(&r, "one"); /* while the other end is open and more may come */
    expect_line(&r, "");
    expect_line(&r, "two\r");
    expect_line(&r, "ten bytes!");
    ck_assert_int_eq(write(ends[1], "s", 1), 1);
    close(ends[1]);
    expect_line(&r, "parts");
    expect_end(&r, FOVEA_EOF);
    expect_end(&r, FOVEA_EOF);
    line_reader_close(&r);
    line_reader_close(&r);
    close(ends[0]);
}
END_TEST

enum { LONG = 3000001 };

static void *write_long(void *file)
{
    char *text = malloc(LONG + 3);
    for (int i = 0; i < LONG; i++)
        text[i] = (char)('a' + i % 23);
    memcpy(text + LONG, "\nz\n", 3);
    for (size_t sent = 0; sent < LONG + 3;) {
        ssize_t n = write(*(int *)file, text + sent, LONG + 3 - sent);
        if (n <= 0)
            break;
        sent += (size_t)n;
    }
    close(*(int *)file);
    free(text);
    return NULL;
}

START_TEST(long_lines)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pthread_t writer;
    ck_assert_int_eq(pthread_create(&writer, NULL, write_long, &ends[1]), 0);
    line_reader r;
    line_reader_open(&r, ends[0], LONG);
    char *line;
    size_t length;
    ck_assert_int_eq(line_reader_next(&r, &line, &length), FOVEA_OK);
    ck_assert_uint_eq(length, LONG);
    int wrong = 0;
    for (int i = 0; i < LONG; i++)
        wrong += line[i] != 'a' + i % 23;
    ck_assert_int_eq(wrong, 0);
    expect_line(&r, "z");
    expect_end(&r, FOVEA_EOF);
    ck_assert_uint_lt(r.size, 3 * LONG);
    pthread_join(writer, NULL);
    line_reader_close(&r);
    close(ends[0]);
}
END_TEST

/* What never ends is refused with a bounded buffer. */
START_TEST(too_long)
{
    int zeros = open("/dev/zero", O_RDONLY);
    ck_assert_int_ge(zeros, 0);
    line_reader r;
    line_reader_open(&r, zeros, 1000000);
    expect_end(&r, FOVEA_ERR_FORMAT);
    ck_assert_uint_lt(r.size, 5000000);
    line_reader_close(&r);
    close(zeros);
    line_reader_open(&r, zeros, 100);
    expect_end(&r, FOVEA_ERR_IO);
    ck_assert_int_eq(errno, EBADF);
    line_reader_close(&r);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("line_reader");
    TCase *tests = tcase_create("line_reader");
    tcase_add_test(tests, lines);
    tcase_add_test(tests, long_lines);
    tcase_add_test(tests, too_long);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
