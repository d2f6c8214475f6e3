/* time_limit.h - limits of processor time that hold where something slows the program down. */
#ifndef FOVEA_TESTS_TIME_LIMIT_H
#define FOVEA_TESTS_TIME_LIMIT_H

/* `seconds`, or as many times that as sanitizers or valgrind may take. */
double time_limit(double seconds);

#endif
