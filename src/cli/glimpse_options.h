/* glimpse_options.h - what `fovea glimpse` can be told. */
#ifndef FOVEA_CLI_GLIMPSE_OPTIONS_H
#define FOVEA_CLI_GLIMPSE_OPTIONS_H

#include "cli/options.h"
#include "fovea.h"
#include "video/source.h"

/* The four mechanisms, in the order in which a sheet of all shows them. */
typedef enum glimpse_attention {
    GLIMPSE_CROP,
    GLIMPSE_MASK,
    GLIMPSE_GAUSSIAN,
    GLIMPSE_STN,
    GLIMPSE_ATTENTIONS
} glimpse_attention;

enum { GLIMPSE_SIDE_MAX = 1024, GLIMPSE_PARAMS_MAX = 6, GLIMPSE_PATH_MAX = 4096 };

typedef struct glimpse_size {
    int h, w; /* pixels of the glimpse; 0: by the window's shape */
} glimpse_size;

typedef struct glimpse_params {
    int count; /* 0: by the window */
    float value[GLIMPSE_PARAMS_MAX];
} glimpse_params;

/* Texts are borrowed from argv, but for the path. */
typedef struct glimpse_options {
    const char *input;           /* as it was written               */
    char path[GLIMPSE_PATH_MAX]; /* of it, without @frame           */
    source_position at;          /* the frame to show; none: the first */
    bool all;
    const char *name; /* of the attention; NULL with `all` */
    glimpse_attention attention;
    fovea_box box; /* w == 0: none, the parameters tell */
    glimpse_size size;
    glimpse_params params;
    const char *output;
    fovea_cpu cpu;
} glimpse_options;

extern const command_spec glimpse_command;

/* Fills *options from the arguments; OPTIONS_ERROR also for combinations that make no sense. */
options_outcome glimpse_options_parse(glimpse_options *options, int argc, char **argv,
                                      char *message, size_t message_size);

#endif
