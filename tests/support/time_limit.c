/* How much longer a program may take that is watched. */
#include "support/time_limit.h"

#include <stdlib.h>

#ifndef __has_feature /* clang's way to tell */
#define __has_feature(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                               \
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
enum { SANITIZERS = 30 };
#else
enum { SANITIZERS = 1 };
#endif

double time_limit(double seconds)
{
    const char *valgrind = getenv("CK_TIMEOUT_MULTIPLIER"); /* set by scripts/test */
    return seconds * SANITIZERS * (valgrind ? atof(valgrind) : 1);
}
