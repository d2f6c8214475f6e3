/* xvfb.c - starting the virtual display and learning its number. */
#include "support/xvfb.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_TIMEOUT_MS 20000

static void become_xvfb(int report, int width, int height)
{
    char descriptor[16], screen[32];
    int silent = open("/dev/null", O_WRONLY);
    if (silent >= 0) {
        dup2(silent, STDOUT_FILENO);
        dup2(silent, STDERR_FILENO);
    }
    snprintf(descriptor, sizeof descriptor, "%d", report);
    snprintf(screen, sizeof screen, "%dx%dx24", width, height);
    /* A server that starts anew when its last client leaves would miss the next one. */
    execlp("Xvfb", "Xvfb", "-displayfd", descriptor, "-screen", "0", screen, "-nolisten", "tcp",
           "-noreset", (char *)NULL);
    _exit(127);
}

/* Xvfb writes its display's number and a newline when it is ready. */
static bool read_number(int report, char *number, size_t size)
{
    size_t length = 0;
    while (length + 1 < size) {
        struct pollfd wait = {.fd = report, .events = POLLIN};
        if (poll(&wait, 1, START_TIMEOUT_MS) <= 0 || read(report, number + length, 1) != 1)
            return false;
        if (number[length] == '\n') {
            number[length] = 0;
            return length > 0;
        }
        length++;
    }
    return false;
}

pid_t xvfb_start(int width, int height)
{
    int ends[2];
    if (pipe(ends) != 0)
        return -1;
    pid_t process = fork();
    if (process == 0) {
        close(ends[0]);
        become_xvfb(ends[1], width, height);
    }
    close(ends[1]);
    char display[32] = ":";
    bool ready = process > 0 && read_number(ends[0], display + 1, sizeof display - 1);
    close(ends[0]);
    if (!ready) {
        xvfb_stop(process);
        return -1;
    }
    setenv("DISPLAY", display, 1);
    return process;
}

void xvfb_stop(pid_t process)
{
    if (process <= 0)
        return;
    kill(process, SIGTERM);
    waitpid(process, NULL, 0);
}
