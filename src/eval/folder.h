/* folder.h - what is in a folder. */
#ifndef FOVEA_EVAL_FOLDER_H
#define FOVEA_EVAL_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "eval/sequence.h"
#include "fovea.h"

bool folder_is(const char *path);                      /* a folder, links followed */
bool folder_has(const char *folder, const char *name); /* a file or folder of that name */

/* Names of files (or of folders) in it, sorted, without hidden ones. `ending` (may be NULL):
 * only names that end like this. ERR_IO (nothing is logged; errno says why), ERR_NOMEM. */
fovea_status folder_files(name_list *out, const char *folder, const char *ending) FOVEA_CHECKED;
fovea_status folder_folders(name_list *out, const char *folder) FOVEA_CHECKED;

/* Pictures (.jpg, .jpeg, .png, any case) in a folder. */
typedef struct folder_pictures {
    int64_t count;
    int64_t before; /* those whose number (the last digits of the name) is below `first` */
} folder_pictures;

/* ERR_IO: the folder cannot be read, or holds no picture; logged. */
fovea_status folder_count(folder_pictures *out, const char *folder, int64_t first,
                          const fovea_log *log) FOVEA_CHECKED;

#endif
