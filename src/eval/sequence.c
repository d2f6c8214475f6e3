/* Sequences and lists of names. */
#include "eval/sequence.h"

#include <stdlib.h>
#include <string.h>

#include "base/box.h"

int sequence_start(const sequence *s)
{
    for (int i = 0; i < s->frames; i++) {
        const annotation *a = &s->annotation[i];
        if (!a->absent && fovea_box_valid(a->box) && a->box.w >= 1 && a->box.h >= 1)
            return i;
    }
    return -1;
}

void sequence_close(sequence *s)
{
    if (s->region)
        region_list_free(&(region_list){s->frames, s->region});
    name_list_free(&s->attribute);
    name_list_free(&s->tag);
    free(s->annotation);
    free(s->name);
    free(s->group);
    free(s->input);
    *s = (sequence){0};
}

fovea_status name_list_add(name_list *list, const char *name)
{
    /* Room doubles at powers of two. */
    if ((list->count & (list->count - 1)) == 0) {
        size_t larger = list->count > 0 ? (size_t)list->count * 2 : 1;
        char **grown = realloc(list->name, larger * sizeof *grown);
        if (!grown)
            return FOVEA_ERR_NOMEM;
        list->name = grown;
    }
    char *copy = strdup(name);
    if (!copy)
        return FOVEA_ERR_NOMEM;
    list->name[list->count++] = copy;
    return FOVEA_OK;
}

static int compare(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

void name_list_sort(name_list *list)
{
    if (list->count > 1)
        qsort(list->name, (size_t)list->count, sizeof *list->name, compare);
}

int name_list_find(const name_list *list, const char *name)
{
    for (int i = 0; i < list->count; i++)
        if (strcmp(list->name[i], name) == 0)
            return i;
    return -1;
}

void name_list_free(name_list *list)
{
    for (int i = 0; i < list->count; i++)
        free(list->name[i]);
    free(list->name);
    *list = (name_list){0};
}
