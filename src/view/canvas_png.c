/* canvas_png.c - a canvas as a PNG file, by libpng's simplified interface. */
#include "view/canvas.h"

#include <errno.h>
#include <png.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static bool is_opaque(const canvas *c)
{
    size_t pixels = (size_t)c->width * (size_t)c->height;
    for (size_t i = 0; i < pixels; i++)
        if (c->bgra[i * 4 + 3] != 255)
            return false;
    return true;
}

/* PNG knows no premultiplied alpha. [height, width, 3 or 4], to be freed. */
static uint8_t *straight_bytes(const canvas *c, int channels)
{
    size_t pixels = (size_t)c->width * (size_t)c->height;
    uint8_t *bytes = malloc(pixels * (size_t)channels);
    if (!bytes)
        return NULL;
    for (size_t i = 0; i < pixels; i++) {
        const uint8_t *from = c->bgra + i * 4;
        uint8_t *to = bytes + i * (size_t)channels;
        unsigned alpha = from[3];
        for (int j = 0; j < 3; j++)
            to[j] = (uint8_t)(alpha ? (from[j] * 255u + alpha / 2) / alpha : 0);
        if (channels == 4)
            to[3] = from[3];
    }
    return bytes;
}

fovea_status canvas_write_png(const canvas *c, const char *path, const fovea_log *log)
{
    int channels = is_opaque(c) ? 3 : 4;
    uint8_t *bytes = straight_bytes(c, channels);
    if (!bytes)
        return FOVEA_ERR_NOMEM;
    FILE *file = fopen(path, "wb");
    if (!file) {
        fovea_log_message(log, FOVEA_LOG_ERROR, "%s: cannot be written as PNG: %s", path,
                          strerror(errno));
        free(bytes);
        return FOVEA_ERR_IO;
    }
    png_image png = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)c->width,
                     .height = (png_uint_32)c->height,
                     .format = channels == 3 ? PNG_FORMAT_BGR : PNG_FORMAT_BGRA};
    bool written = png_image_write_to_stdio(&png, file, 0, bytes, 0, NULL) != 0;
    const char *why = png.message;
    if (fclose(file) != 0 && written) {
        written = false;
        why = strerror(errno);
    }
    free(bytes);
    if (!written)
        fovea_log_message(log, FOVEA_LOG_ERROR, "%s: writing the PNG failed: %s", path, why);
    png_image_free(&png);
    return written ? FOVEA_OK : FOVEA_ERR_IO;
}
