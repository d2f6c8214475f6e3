/* Text, numbers and bytes into HTML and SVG. */
#include "eval/html.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* ---- text ---------------------------------------------------------------------------- */

/* Bytes of the UTF-8 character at `s` (RFC 3629); 0: there is none, or none that XML 1.0 lets
 * into a document (section 2.2), or U+FFFE and U+FFFF. */
static int character_length(const uint8_t *s)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (s[0] < 0x80)
        return s[0] >= 0x20 || s[0] == '\t' || s[0] == '\n' || s[0] == '\r' ? s[0] != 0x7f : 0;
    int length = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4)
        return 0;
    uint32_t code = s[0] & (0x7fu >> length);
    for (int i = 1; i < length; i++) { /* the text's own end is no continuation */
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (s[i] & 0x3fu);
    }
    bool control = code < 0xa0;
    bool surrogate = code >= 0xd800 && code <= 0xdfff;
    bool fits = code >= least[length] && code <= 0x10ffff && (code & 0xfffe) != 0xfffe;
    return fits && !surrogate && !control ? length : 0;
}

static const char *reference_of(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

static void put_text(FILE *out, const char *text)
{
    while (*text) {
        int length = character_length((const uint8_t *)text);
        const char *reference = reference_of(*text);
        if (reference)
            fputs(reference, out);
        else if (length)
            fwrite(text, 1, (size_t)length, out);
        else
            fputs(REPLACEMENT, out);
        text += length ? length : 1;
    }
}

char *html_clean(const char *text)
{
    char *clean = malloc(3 * strlen(text) + 1), *to = clean; /* a byte becomes three at most */
    if (!clean)
        return NULL;
    while (*text) {
        int length = character_length((const uint8_t *)text);
        memcpy(to, length ? text : REPLACEMENT, length ? (size_t)length : strlen(REPLACEMENT));
        to += length ? (size_t)length : strlen(REPLACEMENT);
        text += length ? length : 1;
    }
    *to = '\0';
    return clean;
}

/* ---- numbers ------------------------------------------------------------------------- */

/* printf would take the decimal point from the locale. */
static void put_number(FILE *out, double value, int digits)
{
    static const double power[7] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
    double scaled = round(fabs(value) * power[digits]);
    if (!(scaled < 9e15)) { /* NaN, infinite, or beyond what a double counts exactly */
        fputs(HTML_NO_NUMBER, out);
        return;
    }
    int64_t units = (int64_t)scaled, one = (int64_t)power[digits];
    fprintf(out, "%s%" PRId64, value < 0 && units > 0 ? "-" : "", units / one);
    if (digits > 0)
        fprintf(out, ".%0*" PRId64, digits, units % one);
}

void html_coordinate(FILE *out, double value)
{
    double limited = isfinite(value) ? fmax(-1e6, fmin(1e6, value)) : 0;
    int64_t hundredths = (int64_t)round(limited * 100);
    int digits = hundredths % 100 == 0 ? 0 : hundredths % 10 == 0 ? 1 : 2;
    put_number(out, (double)hundredths / 100, digits);
}

/* ---- both ---------------------------------------------------------------------------- */

void html_put(FILE *out, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    for (const char *at = format; *at;) {
        size_t plain = strcspn(at, "%");
        fwrite(at, 1, plain, out);
        at += plain;
        if (*at == '\0')
            break;
        if (at[1] == 's') {
            put_text(out, va_arg(values, const char *));
            at += 2;
        } else if (at[1] == 'd') {
            fprintf(out, "%d", va_arg(values, int));
            at += 2;
        } else if (at[1] == '.') {
            put_number(out, va_arg(values, double), at[2] - '0');
            at += 4;
        } else {
            putc('%', out);
            at += 2;
        }
    }
    va_end(values);
}

void html_base64(FILE *out, const uint8_t *bytes, size_t size)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        uint32_t group = (uint32_t)bytes[i] << 16;
        group |= left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0;
        group |= left > 2 ? bytes[i + 2] : 0;
        putc(digit[group >> 18 & 63], out);
        putc(digit[group >> 12 & 63], out);
        putc(left > 1 ? digit[group >> 6 & 63] : '=', out);
        putc(left > 2 ? digit[group & 63] : '=', out);
    }
}
