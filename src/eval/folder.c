/* Listings of folders. */
#include "eval/folder.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/log.h"
#include "eval/text.h"

bool folder_is(const char *path)
{
    struct stat file;
    return stat(path, &file) == 0 && S_ISDIR(file.st_mode);
}

bool folder_has(const char *folder, const char *name)
{
    struct stat file;
    char *path = text_format("%s/%s", folder, name);
    bool has = path && stat(path, &file) == 0;
    free(path);
    return has;
}

static bool ends_with(const char *name, const char *ending)
{
    size_t length = strlen(name), tail = strlen(ending);
    return length > tail && strcasecmp(name + length - tail, ending) == 0;
}

static bool is_folder_at(DIR *directory, const char *name)
{
    struct stat file;
    return fstatat(dirfd(directory), name, &file, 0) == 0 && S_ISDIR(file.st_mode);
}

static fovea_status list(name_list *out, const char *folder, const char *ending, bool folders)
{
    *out = (name_list){0};
    DIR *directory = opendir(folder);
    if (!directory)
        return FOVEA_ERR_IO;
    fovea_status status = FOVEA_OK;
    for (struct dirent *entry; status == FOVEA_OK && (entry = readdir(directory));) {
        const char *name = entry->d_name;
        if (name[0] != '.' && (!ending || ends_with(name, ending)) &&
            is_folder_at(directory, name) == folders)
            status = name_list_add(out, name);
    }
    closedir(directory);
    if (status != FOVEA_OK)
        name_list_free(out);
    name_list_sort(out);
    return status;
}

fovea_status folder_files(name_list *out, const char *folder, const char *ending)
{
    return list(out, folder, ending, false);
}

fovea_status folder_folders(name_list *out, const char *folder)
{
    return list(out, folder, NULL, true);
}

/* The last digits of a name as a number; 0: it has none. */
static int64_t number_in(const char *name)
{
    const char *end = name + strlen(name);
    while (end > name && !isdigit((unsigned char)end[-1]))
        end--;
    const char *digits = end;
    while (digits > name && isdigit((unsigned char)digits[-1]) && end - digits < 18)
        digits--;
    int64_t number = 0;
    for (; digits < end; digits++)
        number = number * 10 + (*digits - '0');
    return number;
}

fovea_status folder_count(folder_pictures *out, const char *folder, int64_t first,
                          const fovea_log *log)
{
    DIR *directory = opendir(folder);
    if (!directory) {
        fovea_log_message(log, FOVEA_LOG_ERROR, "%s: the folder of pictures cannot be read: %s",
                          folder, strerror(errno));
        return FOVEA_ERR_IO;
    }
    *out = (folder_pictures){0};
    for (struct dirent *entry; (entry = readdir(directory));) {
        const char *name = entry->d_name;
        if (name[0] == '.' ||
            !(ends_with(name, ".jpg") || ends_with(name, ".jpeg") || ends_with(name, ".png")))
            continue;
        out->count++;
        out->before += number_in(name) < first;
    }
    closedir(directory);
    if (out->count > 0)
        return FOVEA_OK;
    fovea_log_message(log, FOVEA_LOG_ERROR, "%s: no pictures there; expected .jpg or .png", folder);
    return FOVEA_ERR_IO;
}
