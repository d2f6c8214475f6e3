/* samples.h - quantiles of measured durations, and the clock of one thread's processor time. */
#ifndef FOVEA_TESTS_BENCH_SAMPLES_H
#define FOVEA_TESTS_BENCH_SAMPLES_H

#include <stdint.h>

/* The value that a share of 0..1 of n values does not exceed; sorts them. 0 where n is 0. */
double samples_quantile(double *values, int n, double share);
double samples_median(double *values, int n);

/* Processor time of the calling thread: what other programs take does not count. */
int64_t samples_thread_ns(void);

#endif
