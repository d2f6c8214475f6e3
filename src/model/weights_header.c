/* The header of a safetensors file: names, types, shapes and places, all doubted. */
#include <stdlib.h>
#include <string.h>

#include "model/weights_internal.h"

static bool whole(const cJSON *item, int64_t low, int64_t high)
{
    return cJSON_IsNumber(item) && item->valuedouble >= (double)low &&
           item->valuedouble <= (double)high &&
           (double)(int64_t)item->valuedouble == item->valuedouble;
}

bool fovea_weights_word(const char *text)
{
    size_t length = strlen(text);
    if (length == 0 || length >= WEIGHTS_NAME_MAX)
        return false;
    for (const char *c = text; *c; c++)
        if (*c <= ' ' || *c > '~')
            return false;
    return true;
}

/* Bytes that a tensor takes; 0: its shape is none. */
static int64_t read_shape(fovea_tensor *t, const cJSON *shape)
{
    int64_t bytes = (int64_t)sizeof(float);
    const cJSON *size;
    if (!cJSON_IsArray(shape))
        return 0;
    t->axes = 0;
    for (int i = 0; i < WEIGHTS_AXES; i++)
        t->shape[i] = 1;
    cJSON_ArrayForEach(size, shape)
    {
        if (t->axes == WEIGHTS_AXES || !whole(size, 1, WEIGHTS_BYTES_MAX))
            return 0;
        t->shape[t->axes++] = size->valueint;
        bytes *= size->valueint;
        if (bytes > WEIGHTS_BYTES_MAX)
            return 0;
    }
    return bytes;
}

static fovea_status read_entry(fovea_weights *w, const cJSON *item, int64_t bytes)
{
    if (!fovea_weights_word(item->string))
        return fovea_weights_fault(w,
                                   "tensor %d of the header has a bad name: expected 1 to %d "
                                   "visible characters",
                                   w->count, WEIGHTS_NAME_MAX - 1);
    for (int i = 0; i < w->count; i++)
        if (strcmp(w->entry[i].tensor.name, item->string) == 0)
            return fovea_weights_fault(w, "tensor '%s' is there twice", item->string);
    if (w->count == WEIGHTS_TENSORS_MAX)
        return fovea_weights_fault(w, "more than %d tensors", WEIGHTS_TENSORS_MAX);
    fovea_entry *e = &w->entry[w->count++];
    memcpy(e->tensor.name, item->string, strlen(item->string) + 1);
    const cJSON *type = cJSON_GetObjectItemCaseSensitive(item, "dtype");
    const char *is =
        cJSON_IsString(type) && fovea_weights_word(type->valuestring) ? type->valuestring : "?";
    if (strcmp(is, "F32") != 0)
        return fovea_weights_fault(w, "tensor '%s' is of type %s, expected F32", item->string, is);
    int64_t size = read_shape(&e->tensor, cJSON_GetObjectItemCaseSensitive(item, "shape"));
    if (size == 0)
        return fovea_weights_fault(w,
                                   "tensor '%s' has a bad shape: expected at most %d sizes from "
                                   "1 up, and at most %d bytes",
                                   item->string, WEIGHTS_AXES, WEIGHTS_BYTES_MAX);
    const cJSON *offsets = cJSON_GetObjectItemCaseSensitive(item, "data_offsets");
    const cJSON *begin = cJSON_GetArrayItem(offsets, 0), *end = cJSON_GetArrayItem(offsets, 1);
    if (!cJSON_IsArray(offsets) || cJSON_GetArraySize(offsets) != 2 || !whole(begin, 0, bytes) ||
        !whole(end, 0, bytes))
        return fovea_weights_fault(w,
                                   "tensor '%s' has bad data_offsets: expected two between 0 "
                                   "and the %lld bytes that are there; is the file cut?",
                                   item->string, (long long)bytes);
    e->begin = (int64_t)begin->valuedouble;
    e->end = (int64_t)end->valuedouble;
    if (e->end - e->begin != size)
        return fovea_weights_fault(w, "tensor '%s' has %lld bytes, expected %lld of its shape",
                                   item->string, (long long)(e->end - e->begin), (long long)size);
    return FOVEA_OK;
}

static int by_begin(const void *a, const void *b)
{
    const fovea_entry *x = a, *y = b;
    return (x->begin > y->begin) - (x->begin < y->begin);
}

/* One after the other from 0 to the end: then nothing overlaps and nothing is left out. */
static fovea_status check_order(const fovea_weights *w, int64_t bytes)
{
    int64_t at = 0;
    for (int i = 0; i < w->count; i++) {
        const fovea_entry *e = &w->entry[i];
        if (e->begin != at)
            return fovea_weights_fault(w, "tensor '%s' begins at %lld, expected %lld: tensors %s",
                                       e->tensor.name, (long long)e->begin, (long long)at,
                                       e->begin < at ? "overlap" : "leave a hole");
        at = e->end;
    }
    if (at != bytes)
        return fovea_weights_fault(w, "%lld bytes follow the last tensor, expected none",
                                   (long long)(bytes - at));
    return FOVEA_OK;
}

static fovea_status check_metadata(const fovea_weights *w, const cJSON *metadata)
{
    const cJSON *item;
    if (!cJSON_IsObject(metadata))
        return fovea_weights_fault(w, "the header's __metadata__ is no object");
    cJSON_ArrayForEach(item, metadata)
    {
        if (!cJSON_IsString(item))
            return fovea_weights_fault(w, "the header's __metadata__ has what is no text");
    }
    return FOVEA_OK;
}

fovea_status fovea_weights_entries(fovea_weights *w, int64_t bytes)
{
    const cJSON *item;
    if (!cJSON_IsObject(w->header))
        return fovea_weights_fault(w, "the header is no JSON object");
    cJSON_ArrayForEach(item, w->header)
    {
        fovea_status status = strcmp(item->string, "__metadata__") == 0
                                  ? check_metadata(w, item)
                                  : read_entry(w, item, bytes);
        if (status != FOVEA_OK)
            return status;
    }
    qsort(w->entry, (size_t)w->count, sizeof *w->entry, by_begin);
    return check_order(w, bytes);
}
