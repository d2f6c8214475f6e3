/* track_options.h - what `fovea track` can be told. */
#ifndef FOVEA_CLI_TRACK_OPTIONS_H
#define FOVEA_CLI_TRACK_OPTIONS_H

#include "cli/options.h"
#include "cli/tracker_options.h"
#include "fovea.h"
#include "video/source.h"

/* A box as it was written, for messages, and its value. */
typedef struct box_option {
    const char *text; /* NULL: none was given */
    fovea_box box;
} box_option;

/* Texts are borrowed from argv. */
typedef struct track_options {
    const char *input;
    box_option box;
    const char *output; /* NULL: none; "-": standard output */
    const char *render; /* NULL: none */
    bool no_window;
    bool fast;
    source_position from, to;
    int64_t limit;      /* 0: none */
    const char *format; /* NULL: by content */
    source_live live;
    int64_t decoder_threads; /* 0: as many as cores, at most 4 */
    tracker_options tracker;
    int64_t delay_ms; /* added to every frame */
} track_options;

extern const command_spec track_command;

/* Fills *options from the arguments; OPTIONS_ERROR also for combinations that make no sense. */
options_outcome track_options_parse(track_options *options, int argc, char **argv, char *message,
                                    size_t message_size);

#endif
