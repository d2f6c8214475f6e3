/* clock.h - the monotonic clock. */
#ifndef FOVEA_BASE_CLOCK_H
#define FOVEA_BASE_CLOCK_H

#include <stdint.h>

/* Nanoseconds since an arbitrary point; never goes back (CLOCK_MONOTONIC). */
int64_t fovea_clock_ns(void);

#endif
