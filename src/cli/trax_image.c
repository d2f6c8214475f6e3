/* TraX images. A picture in Base64 is decoded over its own text, so that what a message costs
 * is the memory of its line. */
#include "cli/trax_image.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/image.h"
#include "base/log.h"
#include "video/still.h"

enum { SCHEME_MAX = 15 };

typedef struct memory_format {
    const char *name;
    int components, bytes; /* of a pixel; of a sample */
} memory_format;

static const memory_format memory_formats[] = {{"rgb", 3, 1}, {"gray8", 1, 1}, {"gray16", 1, 2}};

/* ---- Base64 (RFC 4648, 4) ------------------------------------------------------------------ */

/* The value of a digit plus 1; 0: it is none. */
static const uint8_t base64_digit[UCHAR_MAX + 1] = {
    ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,  ['H'] = 8,
    ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
    ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
    ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
    ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,
    ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
    ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
    ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64,
};

/* Decodes; `out` may be the text itself or lie before it. The last group may lack its =.
 * False: it is no Base64. */
static bool base64_decode(uint8_t *out, size_t *size, const char *text)
{
    uint8_t *to = out;
    unsigned bits = 0;
    int digits = 0;
    unsigned digit;
    for (; (digit = base64_digit[(unsigned char)*text]) > 0; text++) {
        bits = bits << 6 | (digit - 1);
        if (++digits < 4)
            continue;
        *to++ = (uint8_t)(bits >> 16);
        *to++ = (uint8_t)(bits >> 8);
        *to++ = (uint8_t)bits;
        bits = 0;
        digits = 0;
    }
    for (int padding = 4 - digits; digits > 1 && padding > 0 && *text == '='; padding--)
        text++;
    if (*text != '\0' || digits == 1)
        return false;
    if (digits >= 2)
        *to++ = (uint8_t)(bits >> (6 * digits - 8));
    if (digits == 3)
        *to++ = (uint8_t)(bits >> 2);
    *size = (size_t)(to - out);
    return true;
}

/* ---- memory: image:W;H;FORMAT;BASE64 ----------------------------------------------------- */

/* "640;": a side of a picture; moves behind it. */
static bool take_side(char **text, int *side)
{
    if (!isdigit((unsigned char)**text))
        return false;
    char *end;
    long value = strtol(*text, &end, 10);
    if (*end != ';' || value < 1 || value > FOVEA_IMAGE_SIDE_MAX)
        return false;
    *text = end + 1;
    *side = (int)value;
    return true;
}

/* "rgb;" likewise. NULL: no such format. */
static const memory_format *take_format(char **text)
{
    char *end = strchr(*text, ';');
    size_t length = end ? (size_t)(end - *text) : 0;
    for (size_t i = 0; i < sizeof memory_formats / sizeof *memory_formats; i++) {
        const memory_format *f = &memory_formats[i];
        if (length == strlen(f->name) && memcmp(*text, f->name, length) == 0) {
            *text = end + 1;
            return f;
        }
    }
    return NULL;
}

static fovea_image describe(const memory_format *f, const uint8_t *pixels, int width, int height)
{
    int step = f->components * f->bytes;
    fovea_image image = {
        .width = width,
        .height = height,
        .components = f->components,
        .matrix = f->components == 3 ? FOVEA_MATRIX_RGB : FOVEA_MATRIX_GREY,
        .range = FOVEA_RANGE_FULL,
    };
    for (int i = 0; i < f->components; i++)
        image.component[i] = (fovea_component){
            .base = pixels + i,
            .step_x = step,
            .step_y = (ptrdiff_t)step * width,
            .width = width,
            .height = height,
            .bits = (uint8_t)(8 * f->bytes),
        };
    return image;
}

static fovea_status open_memory(trax_image *out, char *text, const fovea_log *log)
{
    uint8_t *pixels = (uint8_t *)text;
    pixels += (uintptr_t)pixels % 2; /* samples of two bytes; the header before is longer */
    int width, height;
    bool sides = take_side(&text, &width) && take_side(&text, &height);
    const memory_format *f = sides ? take_format(&text) : NULL;
    size_t size;
    if (!f || !base64_decode(pixels, &size, text)) {
        fovea_log_message(log, FOVEA_LOG_ERROR,
                          "the memory image is not image:WIDTH;HEIGHT;FORMAT;BASE64 with sides "
                          "of 1 to %d and the format rgb, gray8 or gray16",
                          FOVEA_IMAGE_SIDE_MAX);
        return FOVEA_ERR_FORMAT;
    }
    size_t needed = (size_t)width * (size_t)height * (size_t)(f->components * f->bytes);
    if (size != needed) {
        fovea_log_message(log, FOVEA_LOG_ERROR,
                          "the memory image of %dx%d %s has %zu bytes, expected %zu", width, height,
                          f->name, size, needed);
        return FOVEA_ERR_FORMAT;
    }
    out->image = describe(f, pixels, width, height);
    return FOVEA_OK;
}

/* ---- the others ------------------------------------------------------------------------------ */

/* The type is left to the picture itself: libtrax calls a JPEG without a JFIF header "(null)". */
static fovea_status open_buffer(trax_image *out, char *text, const fovea_log *log)
{
    uint8_t *bytes = (uint8_t *)text;
    char *data = strchr(text, ';');
    if (data && strncmp(data, ";base64", 7) == 0 && (data[7] == ';' || data[7] == ','))
        data += 7;
    size_t size;
    if (!data || !base64_decode(bytes, &size, data + 1)) {
        fovea_log_message(log, FOVEA_LOG_ERROR,
                          "the buffer image is not data:image/jpeg;BASE64 or "
                          "data:image/png;BASE64");
        return FOVEA_ERR_FORMAT;
    }
    return still_decode(&out->frame, bytes, size, "the buffer image", log);
}

static fovea_status refuse_url(const char *url, const fovea_log *log)
{
    fovea_log_message(log, FOVEA_LOG_ERROR,
                      "%.200s: images by URL are not supported; send a path, memory or buffer",
                      url);
    return FOVEA_ERR_UNSUPPORTED;
}

fovea_status trax_image_open(trax_image *out, char *argument, const fovea_log *log)
{
    *out = (trax_image){0};
    size_t scheme = strspn(argument, "abcdefghijklmnopqrstuvwxyz+.-");
    bool has_scheme = scheme <= SCHEME_MAX && argument[scheme] == ':';
    char *rest = has_scheme ? argument + scheme + 1 : argument;
    fovea_status status;
    if (strncmp(argument, "image:", 6) == 0)
        return open_memory(out, rest, log);
    if (strncmp(argument, "data:", 5) == 0)
        status = open_buffer(out, rest, log);
    else if (has_scheme && strncmp(argument, "file:", 5) != 0)
        return refuse_url(argument, log);
    else
        status = still_read(&out->frame, rest + (strncmp(rest, "//", 2) == 0 ? 2 : 0), log);
    if (status == FOVEA_OK)
        out->image = out->frame->image;
    return status;
}

void trax_image_close(trax_image *image)
{
    frame_unref(&image->frame);
}
