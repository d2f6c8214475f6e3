#include "support/trax_lines.h"

#include <check.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void trax_lines_base64(char *text, const void *bytes, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8_t *from = bytes;
    char *to = text + strlen(text);
    for (size_t i = 0; i < size; i += 3) {
        uint32_t group = (uint32_t)from[i] << 16;
        group |= i + 1 < size ? (uint32_t)from[i + 1] << 8 : 0;
        group |= i + 2 < size ? from[i + 2] : 0;
        *to++ = digits[group >> 18];
        *to++ = digits[group >> 12 & 63];
        *to++ = i + 1 < size ? digits[group >> 6 & 63] : '=';
        *to++ = i + 2 < size ? digits[group & 63] : '=';
    }
    *to = '\0';
}

char *trax_lines_memory(const char *format, int width, int height, const void *pixels, size_t size)
{
    char *text = malloc(64 + (size + 2) / 3 * 4);
    ck_assert_ptr_nonnull(text);
    sprintf(text, "image:%d;%d;%s;", width, height, format);
    trax_lines_base64(text, pixels, size);
    return text;
}

char *trax_lines_format(const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *text = malloc((size_t)length + 1);
    ck_assert_ptr_nonnull(text);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(arguments);
    va_end(again);
    return text;
}
