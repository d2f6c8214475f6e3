/* check_main.h - the main of a unit test: one suite, its verdict as the exit status. */
#ifndef FOVEA_TESTS_CHECK_MAIN_H
#define FOVEA_TESTS_CHECK_MAIN_H

#include <check.h>

/* Runs the suite; returns what main() is to return: 0 only if every test passed. */
int check_main(Suite *suite);

#endif
