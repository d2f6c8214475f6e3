/* heap.h - allocations, counted and made to fail: the program's own malloc stands before the C
 * library's, so that those of Fovea and of the libraries it calls are all seen.
 *
 * Not for builds with sanitizers, which do the same; under valgrind, which does too,
 * heap_stands_in() is false. */
#ifndef FOVEA_TESTS_HEAP_H
#define FOVEA_TESTS_HEAP_H

#include <stdbool.h>

typedef struct heap_counts {
    int taken, freed; /* calls that gave a block; calls that took one back */
    int calls;        /* that asked for a block and could be refused       */
} heap_counts;

/* Counts from here on; allocation number fail_at, from 1, fails (0: none). One thread. */
void heap_watch(int fail_at);
/* The same, but only of those of the program's own code, with the static libraries in it, can one
 * fail: for libraries that do not survive it. */
void heap_watch_own(int fail_at);
heap_counts heap_stop(void);

/* Whether the malloc of others is the one that counts. */
bool heap_stands_in(void);

#endif
