/* image_list.c - one listing of one folder, filtered and sorted. */
#include "video/image_list.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A number in a file name: the text before it, its least digits, the text after it. */
typedef struct name_pattern {
    char prefix[256], suffix[256];
    int digits; /* as of %0Nd; 0: no padding */
} name_pattern;

static bool parse_pattern(const char *name, name_pattern *out)
{
    const char *percent = strchr(name, '%');
    if (!percent || strchr(percent + 1, '%') || strlen(name) >= sizeof out->prefix)
        return false;
    char *end = NULL;
    bool padded = percent[1] == '0' && isdigit((unsigned char)percent[2]);
    long digits = padded ? strtol(percent + 1, &end, 10) : 0;
    const char *conversion = padded ? end : percent + 1;
    if (*conversion != 'd' || digits < 0 || digits > 18)
        return false;
    snprintf(out->prefix, sizeof out->prefix, "%.*s", (int)(percent - name), name);
    snprintf(out->suffix, sizeof out->suffix, "%s", conversion + 1);
    out->digits = (int)digits;
    return true;
}

/* Whether the pattern, given some number, makes exactly this name. */
static bool matches_pattern(const char *name, const name_pattern *pattern)
{
    size_t before = strlen(pattern->prefix), after = strlen(pattern->suffix);
    size_t length = strlen(name);
    if (length <= before + after || strncmp(name, pattern->prefix, before) != 0 ||
        strcmp(name + length - after, pattern->suffix) != 0)
        return false;
    size_t digits = length - before - after, least = (size_t)pattern->digits;
    if (digits > 18 || strspn(name + before, "0123456789") < digits)
        return false;
    bool leading_zero = digits > 1 && name[before] == '0';
    return digits == least || (digits > least && !leading_zero);
}

static bool has_image_ending(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && dot != name && name[0] != '.' &&
           (!strcasecmp(dot, ".jpg") || !strcasecmp(dot, ".jpeg") || !strcasecmp(dot, ".png"));
}

static int compare_numbers(const char **a, const char **b)
{
    const char *x = *a + strspn(*a, "0"), *y = *b + strspn(*b, "0");
    size_t x_digits = strspn(x, "0123456789"), y_digits = strspn(y, "0123456789");
    *a = x + x_digits;
    *b = y + y_digits;
    if (x_digits != y_digits)
        return x_digits < y_digits ? -1 : 1;
    return strncmp(x, y, x_digits);
}

static int compare_names(const void *left, const void *right)
{
    const char *a = *(char *const *)left, *b = *(char *const *)right;
    while (*a && *b) {
        int order = (unsigned char)*a - (unsigned char)*b;
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b))
            order = compare_numbers(&a, &b);
        else
            a++, b++;
        if (order)
            return order;
    }
    if (*a || *b)
        return *a ? 1 : -1;
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static char *join(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", name);
    return path;
}

static fovea_status append(image_list *list, int *capacity, const char *folder, const char *name)
{
    if (list->count == *capacity) {
        int larger = *capacity ? *capacity * 2 : 64;
        char **paths = realloc(list->paths, (size_t)larger * sizeof *paths);
        if (!paths)
            return FOVEA_ERR_NOMEM;
        list->paths = paths;
        *capacity = larger;
    }
    char *path = join(folder, name);
    if (!path)
        return FOVEA_ERR_NOMEM;
    list->paths[list->count++] = path;
    return FOVEA_OK;
}

/* pattern == NULL: every image. */
static fovea_status list_folder(image_list *out, const char *folder, const name_pattern *pattern)
{
    *out = (image_list){.count = 0};
    DIR *directory = opendir(folder);
    if (!directory)
        return FOVEA_ERR_IO;
    fovea_status status = FOVEA_OK;
    int capacity = 0;
    for (struct dirent *entry; status == FOVEA_OK && (entry = readdir(directory));) {
        bool wanted =
            pattern ? matches_pattern(entry->d_name, pattern) : has_image_ending(entry->d_name);
        if (wanted)
            status = append(out, &capacity, folder, entry->d_name);
    }
    closedir(directory);
    if (status != FOVEA_OK)
        image_list_free(out);
    else if (out->count > 0)
        qsort(out->paths, (size_t)out->count, sizeof out->paths[0], compare_names);
    return status;
}

fovea_status image_list_from_folder(image_list *out, const char *folder)
{
    return list_folder(out, folder, NULL);
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool image_list_is_pattern(const char *path)
{
    name_pattern pattern;
    return parse_pattern(last_part(path), &pattern);
}

fovea_status image_list_from_pattern(image_list *out, const char *path)
{
    name_pattern pattern;
    *out = (image_list){.count = 0};
    const char *name = last_part(path);
    if (!parse_pattern(name, &pattern))
        return FOVEA_ERR_ARG;
    if (name == path)
        return list_folder(out, ".", &pattern);
    char *folder = strdup(path);
    if (!folder)
        return FOVEA_ERR_NOMEM;
    folder[name - path] = '\0'; /* keeps its slash: "/" stays "/" */
    fovea_status status = list_folder(out, folder, &pattern);
    free(folder);
    return status;
}

void image_list_free(image_list *list)
{
    for (int i = 0; i < list->count; i++)
        free(list->paths[i]);
    free(list->paths);
    *list = (image_list){.count = 0};
}
