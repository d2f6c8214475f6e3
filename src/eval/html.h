/* html.h - text, numbers and bytes into HTML and SVG: everything escaped, the same bytes in
 * every locale. Errors stay in the stream (ferror()), to be asked for once at the end. */
#ifndef FOVEA_EVAL_HTML_H
#define FOVEA_EVAL_HTML_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What stands where a number is not finite: an en dash. */
#define HTML_NO_NUMBER "\xe2\x80\x93"

/* printf for markup. The format itself is written as it is; of the conversions there are
 *   %s     text, escaped for content and for quoted attributes: & < > " ' become references,
 *          bytes that are no UTF-8 and characters that no document may hold U+FFFD
 *   %d     an int
 *   %.Nf   a double with N (0..6) digits after a point, halves away from zero, never "-0";
 *          HTML_NO_NUMBER where it is not finite
 *   %%     a percent sign
 * Nothing else is understood. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void html_put(FILE *out, const char *format, ...);

/* A copy in which, as for %s, only characters of a document are left; nothing becomes a reference.
 * To be freed with free(); NULL: no memory. */
char *html_clean(const char *text);

/* A coordinate for SVG: at most two digits after the point, no zeros at the end, limited to
 * +-1e6; 0 where it is not finite. */
void html_coordinate(FILE *out, double value);

/* Base64 (RFC 4648, section 4), as data: URIs hold it. */
void html_base64(FILE *out, const uint8_t *bytes, size_t size);

#endif
