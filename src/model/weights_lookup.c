/* What is asked of weights, by name: tensors and metadata. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/weights_internal.h"

/* "[64, any, 3, 3]" */
static const char *shape_text(char *out, size_t room, int axes, const int *shape)
{
    size_t at = (size_t)snprintf(out, room, "[");
    for (int i = 0; i < axes; i++) {
        const char *comma = i > 0 ? ", " : "";
        at += shape[i] > 0 ? (size_t)snprintf(out + at, room - at, "%s%d", comma, shape[i])
                           : (size_t)snprintf(out + at, room - at, "%sany", comma);
    }
    snprintf(out + at, room - at, "]");
    return out;
}

static bool has_shape(const fovea_tensor *t, int axes, const int *shape)
{
    bool same = t->axes == axes;
    for (int i = 0; same && i < axes; i++)
        same = shape[i] == 0 || t->shape[i] == shape[i];
    return same;
}

fovea_status fovea_weights_tensor(fovea_weights *w, const fovea_tensor **out, const char *name,
                                  int axes, const int *shape)
{
    char is[64], expected[64];
    for (int i = 0; i < w->count; i++) {
        fovea_entry *e = &w->entry[i];
        if (strcmp(e->tensor.name, name) != 0)
            continue;
        if (!has_shape(&e->tensor, axes, shape))
            return fovea_weights_fault(
                w, "tensor '%s' is %s, expected %s; export it again with scripts/train/export.py",
                name, shape_text(is, sizeof is, e->tensor.axes, e->tensor.shape),
                shape_text(expected, sizeof expected, axes, shape));
        e->asked = true;
        *out = &e->tensor;
        return FOVEA_OK;
    }
    return fovea_weights_fault(
        w, "there is no tensor '%s', expected %s; export it again with scripts/train/export.py",
        name, shape_text(expected, sizeof expected, axes, shape));
}

static const char *metadata(const fovea_weights *w, const char *key)
{
    const cJSON *all = cJSON_GetObjectItemCaseSensitive(w->header, "__metadata__");
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(all, key));
}

static const char *shown(const char *text)
{
    return text && fovea_weights_word(text) ? text : "?";
}

/* cJSON reads numbers as JSON has them, whatever the locale. */
fovea_status fovea_weights_number(const fovea_weights *w, double *out, const char *key, double low,
                                  double high)
{
    const char *text = metadata(w, key);
    cJSON *number = NULL;
    fovea_status status = text ? fovea_weights_json(w, &number, text, strlen(text)) : FOVEA_OK;
    if (status != FOVEA_OK)
        return status;
    double value = cJSON_IsNumber(number) ? number->valuedouble : low - 1;
    cJSON_Delete(number);
    if (!(value >= low && value <= high))
        return fovea_weights_fault(w, "metadata '%s' is '%s', expected a number from %g to %g", key,
                                   shown(text), low, high);
    *out = value;
    return FOVEA_OK;
}

fovea_status fovea_weights_count(const fovea_weights *w, int *out, const char *key, int low,
                                 int high)
{
    double value = low;
    fovea_status status = fovea_weights_number(w, &value, key, low, high);
    if (status != FOVEA_OK)
        return status;
    if (value != (int)value)
        return fovea_weights_fault(w, "metadata '%s' is %g, expected a whole number", key, value);
    *out = (int)value;
    return FOVEA_OK;
}

fovea_status fovea_weights_expect(const fovea_weights *w, const char *key, const char *text)
{
    const char *is = metadata(w, key);
    if (!is || strcmp(is, text) != 0)
        return fovea_weights_fault(
            w, "metadata '%s' is '%s', expected '%s'; export it again with scripts/train/export.py",
            key, shown(is), text);
    return FOVEA_OK;
}

fovea_status fovea_weights_finish(const fovea_weights *w)
{
    for (int i = 0; i < w->count; i++)
        if (!w->entry[i].asked)
            return fovea_weights_fault(w, "tensor '%s' is not one of this network",
                                       w->entry[i].tensor.name);
    return FOVEA_OK;
}
