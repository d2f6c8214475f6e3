/* trax_lines.h - what a TraX client writes, for tests. */
#ifndef FOVEA_TESTS_TRAX_LINES_H
#define FOVEA_TESTS_TRAX_LINES_H

#include <stddef.h>

/* Appends the Base64 (RFC 4648) of the bytes to `text`, which has room. */
void trax_lines_base64(char *text, const void *bytes, size_t size);

/* "image:W;H;FORMAT;BASE64" of packed pixels, to be freed. */
char *trax_lines_memory(const char *format, int width, int height, const void *pixels, size_t size);

/* printf-like, to be freed. */
char *trax_lines_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
