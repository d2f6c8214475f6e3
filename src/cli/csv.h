/* csv.h - the track as a file: frame,pts,time_s,x,y,w,h,confidence,state, one line a frame.
 *
 * Every line is with the system when csv_put() returns, so a kill loses at most the line that
 * is being written. */
#ifndef FOVEA_CLI_CSV_H
#define FOVEA_CLI_CSV_H

#include <stdbool.h>

#include "video/frame.h"

#define CSV_HEADER "frame,pts,time_s,x,y,w,h,confidence,state\n"

/* The line of a frame, with its newline; pts and time stay empty where they are unknown. */
void csv_format(char *line, size_t size, const frame *f, const fovea_result *result);

typedef struct csv csv;

/* Writes to `path.part` (see output_file.h), or to standard output where path is "-", and
 * begins with the header. `input` must not be the output. The log names what fails.
 * ERR_ARG, ERR_IO, ERR_NOMEM. */
fovea_status csv_open(csv **out, const char *path, const char *input,
                      const fovea_log *log) FOVEA_CHECKED;

/* ERR_IO: the disk is full, the reader of the pipe is gone, ...; the log says so once. */
fovea_status csv_put(csv *c, const frame *f, const fovea_result *result) FOVEA_CHECKED;

/* Flushes and closes. `whole`: the file gets its name; else it stays as .part and the log
 * says where. One without any row is removed, and what was there before stays. Always frees;
 * accepts a pointer to NULL. ERR_IO. */
fovea_status csv_close(csv **c, bool whole) FOVEA_CHECKED;

#endif
