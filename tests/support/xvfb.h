/* xvfb.h - a display that nobody sees, for tests of the window. */
#ifndef FOVEA_TESTS_XVFB_H
#define FOVEA_TESTS_XVFB_H

#include <stdbool.h>
#include <sys/types.h>

/* Starts Xvfb on a free display with one screen of that size and sets DISPLAY to it. Returns
 * its process, or -1 where there is no Xvfb or it does not start. */
pid_t xvfb_start(int width, int height);

/* Ends it; -1: nothing. */
void xvfb_stop(pid_t process);

#endif
