/* tracker_options.h - what every command that opens a tracker can be told about it. */
#ifndef FOVEA_CLI_TRACKER_OPTIONS_H
#define FOVEA_CLI_TRACKER_OPTIONS_H

#include "cli/options.h"
#include "fovea.h"

typedef struct tracker_options {
    fovea_config config; /* its text is borrowed from argv; its log is silent */
    bool classic;        /* --model classic was given */
} tracker_options;

/* Before parsing. */
void tracker_options_default(tracker_options *options);

/* After it, with its outcome, which it returns; OPTIONS_ERROR where they make no sense together. */
options_outcome tracker_options_check(const tracker_options *options, options_outcome parsed,
                                      char *message, size_t message_size);

/* The rows of a command's table, whose tracker_options are at `offset`. */
#define TRACKER_OPTION_ROWS(offset)                                                                \
    TRACKER_OPTION_MODEL(offset), TRACKER_OPTION_WEIGHTS(offset),                                  \
        TRACKER_OPTION_CPU((offset) + offsetof(tracker_options, config.cpu))

#define TRACKER_OPTION_MODEL(offset)                                                               \
    {                                                                                              \
        "model", 0, "NAME",                                                                        \
            "what objects are known by: learned, a network (the default\n"                         \
            "where weights are built in), or classic, fixed features",                             \
            "learned or classic", tracker_option_model, offset                                     \
    }

#define TRACKER_OPTION_WEIGHTS(offset)                                                             \
    {                                                                                              \
        "weights", 0, "FILE", "the network's weights (safetensors) in place of those\nbuilt in",   \
            "a file of weights", tracker_option_weights, offset                                    \
    }

#define TRACKER_OPTION_CPU(offset)                                                                 \
    {                                                                                              \
        "cpu", 0, "LEVEL", "use at most these instructions: c, avx2, avx512 or vnni",              \
            "c, avx2, avx512 or vnni", option_cpu, offset                                          \
    }

bool tracker_option_model(const char *argument, void *options);
bool tracker_option_weights(const char *argument, void *options);

#endif
