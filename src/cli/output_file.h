/* output_file.h - a result that appears under its name only when it is whole.
 *
 * While it is written it has a partial name beside the final one; output_file_keep() renames
 * it. What is no regular file (a pipe, /dev/null) is written directly and never replaced. */
#ifndef FOVEA_CLI_OUTPUT_FILE_H
#define FOVEA_CLI_OUTPUT_FILE_H

#include <stdbool.h>

#include "fovea.h"

typedef enum output_part_name {
    OUTPUT_PART_AFTER,  /* track.csv -> track.csv.part                                    */
    OUTPUT_PART_BEFORE, /* out.mp4 -> out.part.mp4: for writers that look at the ending   */
} output_part_name;

typedef struct output_file {
    char *path; /* the final name, symbolic links followed */
    char *part; /* the name to write to; equals path where it is written directly */
    bool direct;
} output_file;

/* Finds the names. Refuses a path that is `input` itself, one of its images where input is a
 * folder or pattern, a folder, or what may not be written there; the log says so and names
 * `option`. Creates nothing. ERR_ARG, ERR_IO, ERR_NOMEM. */
fovea_status output_file_open(output_file *o, const char *option, const char *path,
                              const char *input, output_part_name style,
                              const fovea_log *log) FOVEA_CHECKED;

/* Whether two names, of files or of none yet, would be one regular file. */
bool output_file_same(const char *a, const char *b);

/* The partial file is whole and closed: gives it its name. ERR_IO. */
fovea_status output_file_keep(output_file *o, const fovea_log *log) FOVEA_CHECKED;

/* Removes the partial file, if there is one. */
void output_file_discard(output_file *o);

/* Frees the names, leaves files as they are. */
void output_file_close(output_file *o);

#endif
