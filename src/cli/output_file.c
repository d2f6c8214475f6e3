/* Names and the final rename of results. */
#define _XOPEN_SOURCE 700 /* realpath() */

#include "cli/output_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

static char *joined(const char *a, size_t a_length, const char *b, const char *c)
{
    size_t size = a_length + strlen(b) + strlen(c) + 1;
    char *text = malloc(size);
    if (text)
        snprintf(text, size, "%.*s%s%s", (int)a_length, a, b, c);
    return text;
}

static const char *ending_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return dot && dot != name ? dot : name + strlen(name);
}

static char *part_name(const char *path, output_part_name style)
{
    if (style == OUTPUT_PART_AFTER)
        return joined(path, strlen(path), ".part", "");
    const char *ending = ending_of(path);
    return joined(path, (size_t)(ending - path), ".part", ending);
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool is_picture(const char *name)
{
    static const char *const endings[] = {".jpg",  ".jpeg", ".png", ".bmp", ".tif",
                                          ".tiff", ".webp", ".ppm", ".pgm"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(ending_of(name), endings[i]) == 0)
            return true;
    return false;
}

/* Whether the file is one of the pictures in a folder, under whatever name. */
static bool is_in_folder(const char *folder, const struct stat *file)
{
    DIR *directory = opendir(folder);
    if (!directory)
        return false;
    bool found = false;
    for (struct dirent *entry; !found && (entry = readdir(directory));) {
        struct stat picture;
        found = is_picture(entry->d_name) &&
                fstatat(dirfd(directory), entry->d_name, &picture, 0) == 0 &&
                same_file(&picture, file);
    }
    closedir(directory);
    return found;
}

/* With its slash at the end, "./" where the path names none. NULL: no memory. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? joined(path, (size_t)(slash + 1 - path), "", "") : joined("./", 2, "", "");
}

static bool is_input(const char *path, const char *input)
{
    struct stat file, other;
    if (stat(path, &file) != 0 || !S_ISREG(file.st_mode))
        return false;
    if (stat(input, &other) == 0)
        return S_ISDIR(other.st_mode) ? is_in_folder(input, &file) : same_file(&file, &other);
    if (!strchr(input, '%'))
        return false;
    char *folder = folder_of(input);
    bool found = folder && is_in_folder(folder, &file);
    free(folder);
    return found;
}

static bool same_folder(const char *a, const char *b)
{
    struct stat of_a, of_b;
    char *folder_a = folder_of(a), *folder_b = folder_of(b);
    bool same = folder_a && folder_b && stat(folder_a, &of_a) == 0 && stat(folder_b, &of_b) == 0 &&
                same_file(&of_a, &of_b);
    free(folder_a);
    free(folder_b);
    return same;
}

bool output_file_same(const char *a, const char *b)
{
    struct stat file, other;
    bool a_there = stat(a, &file) == 0, b_there = stat(b, &other) == 0;
    if (a_there || b_there)
        return a_there && b_there && S_ISREG(file.st_mode) && same_file(&file, &other);
    const char *a_slash = strrchr(a, '/'), *b_slash = strrchr(b, '/');
    return strcmp(a_slash ? a_slash + 1 : a, b_slash ? b_slash + 1 : b) == 0 && same_folder(a, b);
}

/* Sets path, part and direct. A new file is made beside the one that a link points to, so
 * that the link stays. */
static fovea_status find_names(output_file *o, const char *path, output_part_name style)
{
    struct stat file;
    bool there = stat(path, &file) == 0;
    o->direct = there && !S_ISREG(file.st_mode);
    o->path = there && !o->direct ? realpath(path, NULL) : joined(path, strlen(path), "", "");
    if (!o->path)
        return errno == ENOMEM ? FOVEA_ERR_NOMEM : FOVEA_ERR_IO;
    o->part = o->direct ? joined(path, strlen(path), "", "") : part_name(o->path, style);
    return o->part ? FOVEA_OK : FOVEA_ERR_NOMEM;
}

/* The file, if it is there, and the folder, in which the partial one is made. */
static bool is_writable(const output_file *o)
{
    if (access(o->path, F_OK) == 0 && access(o->path, W_OK) != 0)
        return false;
    char *folder = o->direct ? NULL : folder_of(o->path);
    bool writable = !folder || access(folder, W_OK | X_OK) == 0;
    int why = errno;
    free(folder);
    errno = why;
    return writable;
}

fovea_status output_file_open(output_file *o, const char *option, const char *path,
                              const char *input, output_part_name style, const fovea_log *log)
{
    *o = (output_file){0};
    fovea_status status = find_names(o, path, style);
    struct stat file;
    if (status != FOVEA_OK) {
        fovea_log_message(log, FOVEA_LOG_ERROR, "%s %s: %s", option, path,
                          fovea_status_text(status));
    } else if (is_input(path, input) || is_input(o->part, input)) {
        fovea_log_message(log, FOVEA_LOG_ERROR,
                          "%s %s is the input (or one of its images); name another file", option,
                          path);
        status = FOVEA_ERR_ARG;
    } else if (stat(path, &file) == 0 && S_ISDIR(file.st_mode)) {
        fovea_log_message(log, FOVEA_LOG_ERROR, "%s %s is a folder; name a file in it", option,
                          path);
        status = FOVEA_ERR_ARG;
    } else if (!is_writable(o)) {
        fovea_log_message(log, FOVEA_LOG_ERROR, "%s %s: cannot be written: %s", option, path,
                          strerror(errno));
        status = FOVEA_ERR_IO;
    }
    if (status != FOVEA_OK)
        output_file_close(o);
    return status;
}

fovea_status output_file_keep(output_file *o, const fovea_log *log)
{
    if (o->direct || rename(o->part, o->path) == 0)
        return FOVEA_OK;
    fovea_log_message(log, FOVEA_LOG_ERROR, "%s: cannot be renamed to %s: %s", o->part, o->path,
                      strerror(errno));
    return FOVEA_ERR_IO;
}

void output_file_discard(output_file *o)
{
    if (o->part && !o->direct)
        unlink(o->part);
}

void output_file_close(output_file *o)
{
    free(o->path);
    free(o->part);
    *o = (output_file){0};
}
