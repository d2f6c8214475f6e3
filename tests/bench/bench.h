/* bench.h - what fovea_bench measures. Each prints tables to `r` and returns an exit status.
 * `smoke`: as few repetitions as show that it works. */
#ifndef FOVEA_TESTS_BENCH_BENCH_H
#define FOVEA_TESTS_BENCH_BENCH_H

#include <stdbool.h>

#include "bench/plane.h"
#include "bench/report.h"
#include "fovea.h"

/* Nanoseconds a glimpse by picture, window and instruction set, and what it has to do. */
int bench_glimpse(report *r, bool smoke);

/* Milliseconds a step by model, picture, object and stage, tracking and lost, with the ratios of 4K
 * to 480p. */
int bench_step(report *r, bool smoke);

/* Nanoseconds a glimpse of one float plane by each mechanism of attention: dense Gaussian (by
 * OpenBLAS, where there is one), truncated Gaussian, spatial transformer, crop. */
int bench_attention(report *r, bool smoke);

/* What mechanisms get wrong against an ideal low-pass when the window shrinks. */
int bench_aliasing(report *r, const plane_list *list, bool smoke);

/* From how far away mechanisms recover a window by gradient descent, and in how many steps. */
int bench_convergence(report *r, const plane_list *list, bool smoke);

/* Milliseconds of every convolution of the network in a weights file, and of what a tracker calls,
 * with AVX2, AVX-512 and integers of 8 bits. */
int bench_net(report *r, const char *weights, bool smoke);

/* CSV, a line a frame of a data set's sequences: what the tracker saw there, in its model's terms
 * (track/confidence.h), and its box's overlap with the annotation. model: learned or classic;
 * weights: a file, or NULL. */
int bench_evidence(const char *model, const char *folder, const char *weights);

/* Decodes a whole file and does nothing with it. */
int bench_decode(report *r, const char *file, int threads);

/* The command at `program` on a file against decoding alone (`self` decode), `runs` times
 * each in turn, with one and with two decoder threads. */
int bench_pipeline(report *r, const char *self, const char *program, const char *file,
                   const char *box, int runs);

#endif
