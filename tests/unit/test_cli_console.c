/* The status line on a terminal (a pseudo terminal), between messages, and none elsewhere. */
#define _XOPEN_SOURCE 700 /* posix_openpt() */

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/console.h"
#include "support/check_main.h"

typedef struct terminal {
    int master;
    FILE *stream; /* what a program writes to */
    char seen[1024];
} terminal;

static terminal open_terminal(int columns)
{
    terminal t = {.master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK)};
    ck_assert_int_ge(t.master, 0);
    ck_assert_int_eq(grantpt(t.master), 0);
    ck_assert_int_eq(unlockpt(t.master), 0);
    struct winsize size = {.ws_row = 24, .ws_col = (unsigned short)columns};
    ck_assert_int_eq(ioctl(t.master, TIOCSWINSZ, &size), 0);
    t.stream = fopen(ptsname(t.master), "w");
    ck_assert_ptr_nonnull(t.stream);
    return t;
}

/* What has come through since the last time; the kernel passes it on in its own time. */
static void see(terminal *t)
{
    struct pollfd news = {.fd = t->master, .events = POLLIN};
    size_t used = 0;
    while (poll(&news, 1, used ? 50 : 500) == 1) {
        ssize_t got = read(t->master, t->seen + used, sizeof t->seen - 1 - used);
        if (got <= 0)
            break;
        used += (size_t)got;
    }
    t->seen[used] = '\0';
}

static void close_terminal(terminal *t)
{
    fclose(t->stream);
    close(t->master);
}

static const char status[] = "0123456789012345678901234567890123456789";

START_TEST(status_never_wraps)
{
    static const struct {
        int columns, shown;
    } cases[] = {{100, 40}, {41, 40}, {40, 39}, {12, 11}, {1, 0}, {0, 40}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        terminal t = open_terminal(cases[i].columns);
        console c;
        console_open(&c, t.stream);
        console_status(&c, status);
        see(&t);
        ck_assert_int_eq((int)strlen(t.seen), cases[i].shown);
        ck_assert_int_eq(strncmp(t.seen, status, (size_t)cases[i].shown), 0);
        console_close(&c);
        close_terminal(&t);
    }
}
END_TEST

START_TEST(messages_push_the_status_away)
{
    terminal t = open_terminal(80);
    console c;
    console_open(&c, t.stream);
    fovea_log log = console_log(&c);
    console_status(&c, "10/20");
    fovea_log_message(&log, FOVEA_LOG_WARNING, "two\nlines");
    see(&t);
    ck_assert_str_eq(t.seen, "10/20\r\033[Kfovea: warning: two?lines\r\n");
    console_status(&c, "11/20");
    console_status(&c, NULL);
    see(&t);
    ck_assert_str_eq(t.seen, "11/20\r\033[K");
    console_close(&c);
    close_terminal(&t);
}
END_TEST

START_TEST(no_status_in_a_file)
{
    FILE *file = tmpfile();
    ck_assert_ptr_nonnull(file);
    console c;
    console_open(&c, file);
    fovea_log log = console_log(&c);
    console_status(&c, status);
    fovea_log_message(&log, FOVEA_LOG_INFO, "done");
    console_close(&c);
    rewind(file);
    char seen[64] = "";
    size_t got = fread(seen, 1, sizeof seen - 1, file);
    seen[got] = '\0';
    ck_assert_str_eq(seen, "fovea: done\n");
    fclose(file);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli_console");
    TCase *all = tcase_create("console");
    tcase_add_test(all, status_never_wraps);
    tcase_add_test(all, messages_push_the_status_away);
    tcase_add_test(all, no_status_in_a_file);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
