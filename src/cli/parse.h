/* parse.h - texts of the command line to values.
 *
 * Every parser takes the whole text (no blanks before, no junk after), checks the range and
 * tells whether it could; the value is left as it was where it could not. */
#ifndef FOVEA_CLI_PARSE_H
#define FOVEA_CLI_PARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "fovea.h"
#include "video/source.h"

/* A decimal integer in min..max. */
bool parse_integer(const char *text, int64_t min, int64_t max, int64_t *value);

/* "1,2.5,-3": finite numbers with commas between them. Returns how many; 0 where it is something
 * else, or more than `most` (*value is undefined then). */
int parse_numbers(const char *text, float *value, int most);

/* "x,y,w,h": four finite numbers, w and h at least 1. */
bool parse_box(const char *text, fovea_box *box);

/* "120": a frame; "4.5s", "01:02.5" (minutes) or "00:01:02.5" (hours): a time. */
bool parse_position(const char *text, source_position *position);

/* "c", "avx2", "avx512" or "vnni". */
bool parse_cpu(const char *text, fovea_cpu *cpu);

#endif
