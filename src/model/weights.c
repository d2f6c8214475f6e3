/* Weights: the bytes of a safetensors file become floats once, and are looked up by name. */
#include "model/weights.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "model/weights_internal.h"

enum { LENGTH_BYTES = 8 };

fovea_status fovea_weights_fault(const fovea_weights *w, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fovea_log_message(w->log, FOVEA_LOG_ERROR, "weights %s: %s", w->name, text);
    return FOVEA_ERR_FORMAT;
}

static fovea_status no_memory(const fovea_log *log, const char *name)
{
    fovea_log_message(log, FOVEA_LOG_ERROR, "weights %s: out of memory", name);
    return FOVEA_ERR_NOMEM;
}

static float little_endian_float(const uint8_t *at)
{
    uint32_t bits =
        (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Entries lie in the order of their values. */
static fovea_status read_values(fovea_weights *w, const uint8_t *bytes, size_t size)
{
    size_t count = size / sizeof(float), i = 0;
    w->values = malloc(size > 0 ? size : 1);
    if (!w->values)
        return no_memory(w->log, w->name);
    for (i = 0; i < count; i++)
        w->values[i] = little_endian_float(bytes + i * sizeof(float));
    for (int k = 0; k < w->count; k++) {
        fovea_entry *e = &w->entry[k];
        e->tensor.data = w->values + e->begin / (int64_t)sizeof(float);
        for (i = 0; i < (size_t)(e->end - e->begin) / sizeof(float); i++)
            if (!(fabsf(e->tensor.data[i]) <= FLT_MAX))
                return fovea_weights_fault(w, "tensor '%s' has a value that is not finite, at %zu",
                                           e->tensor.name, i);
    }
    return FOVEA_OK;
}

fovea_status fovea_weights_json(const fovea_weights *w, cJSON **out, const char *text,
                                size_t length)
{
    const char *end = text;
    errno = 0; /* how cJSON's NULL for want of memory is told from its NULL for bad JSON */
    *out = cJSON_ParseWithLengthOpts(text, length, &end, false);
    if (!*out && errno == ENOMEM)
        return no_memory(w->log, w->name);
    while (*out && end < text + length && strchr(" \t\r\n", *end))
        end++;
    if (*out && end < text + length) {
        cJSON_Delete(*out);
        *out = NULL;
    }
    return FOVEA_OK;
}

static fovea_status parse(fovea_weights *w, const uint8_t *bytes, size_t size)
{
    uint64_t length = 0;
    if (size > WEIGHTS_BYTES_MAX)
        return fovea_weights_fault(w, "is larger than %d bytes", WEIGHTS_BYTES_MAX);
    if (size < LENGTH_BYTES)
        return fovea_weights_fault(w, "has %zu bytes, expected a safetensors file", size);
    for (int i = 0; i < LENGTH_BYTES; i++)
        length |= (uint64_t)bytes[i] << 8 * i;
    if (length > WEIGHTS_HEADER_MAX || length > size - LENGTH_BYTES)
        return fovea_weights_fault(w,
                                   "says that its header has %llu bytes, expected at most %zu; "
                                   "is it a safetensors file, and whole?",
                                   (unsigned long long)length, size - LENGTH_BYTES);
    fovea_status status =
        fovea_weights_json(w, &w->header, (const char *)bytes + LENGTH_BYTES, (size_t)length);
    if (status == FOVEA_OK && !w->header)
        status = fovea_weights_fault(w, "its header is no JSON");
    if (status != FOVEA_OK)
        return status;
    const size_t before = LENGTH_BYTES + (size_t)length;
    status = fovea_weights_entries(w, (int64_t)(size - before));
    return status == FOVEA_OK ? read_values(w, bytes + before, size - before) : status;
}

fovea_status fovea_weights_open_memory(fovea_weights **out, const char *name, const void *data,
                                       size_t size, const fovea_log *log)
{
    *out = NULL;
    fovea_weights *w = calloc(1, sizeof *w);
    size_t length = strlen(name) + 1;
    if (w)
        w->name = malloc(length);
    if (!w || !w->name) {
        free(w);
        return no_memory(log, name);
    }
    memcpy(w->name, name, length);
    w->log = log;
    fovea_status status = parse(w, data, size);
    if (status == FOVEA_OK)
        *out = w;
    else
        fovea_weights_close(&w);
    return status;
}

static fovea_status refuse(const fovea_log *log, const char *path, const char *verb)
{
    fovea_log_message(log, FOVEA_LOG_ERROR, "weights %s: cannot be %s: %s", path, verb,
                      strerror(errno));
    return FOVEA_ERR_IO;
}

/* The whole file, to be freed; a byte more than allowed is enough to see that it is too long. */
static fovea_status read_file(uint8_t **out, size_t *size, const char *path, const fovea_log *log)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return refuse(log, path, "opened");
    fovea_status status = FOVEA_OK;
    size_t room = 1 << 20;
    uint8_t *data = malloc(room);
    *size = 0;
    while (data && *size <= WEIGHTS_BYTES_MAX) {
        size_t got = fread(data + *size, 1, room - *size, file);
        *size += got;
        if (got == 0)
            break;
        uint8_t *more = *size < room ? data : realloc(data, room *= 2);
        if (!more)
            free(data);
        data = more;
    }
    if (!data)
        status = no_memory(log, path);
    else if (ferror(file))
        status = refuse(log, path, "read");
    fclose(file);
    if (status != FOVEA_OK)
        free(data);
    else
        *out = data;
    return status;
}

fovea_status fovea_weights_open(fovea_weights **out, const char *path, const fovea_log *log)
{
    uint8_t *data;
    size_t size;
    *out = NULL;
    fovea_status status = read_file(&data, &size, path, log);
    if (status != FOVEA_OK)
        return status;
    status = fovea_weights_open_memory(out, path, data, size, log);
    free(data);
    return status;
}

void fovea_weights_close(fovea_weights **weights)
{
    if (!weights || !*weights)
        return;
    cJSON_Delete((*weights)->header);
    free((*weights)->values);
    free((*weights)->name);
    free(*weights);
    *weights = NULL;
}
