/* options.h - one table for a command's options, from which parsing and help are made. */
#ifndef FOVEA_CLI_OPTIONS_H
#define FOVEA_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "fovea.h"

/* Beside EXIT_SUCCESS and EXIT_FAILURE: the command line is wrong. */
enum { EXIT_USAGE = 2 };

/* One option. `parse` turns the argument (NULL for an option that takes none) into the field
 * at `offset` of the values; false: it is not what `expected` says. */
typedef struct option_spec {
    const char *name;     /* long name, without dashes               */
    char letter;          /* short name; 0: none                     */
    const char *argument; /* its name in the help; NULL: takes none  */
    const char *help;     /* may have several lines                  */
    const char *expected; /* what an argument must be, for the error */
    bool (*parse)(const char *argument, void *field);
    size_t offset;
} option_spec;

typedef struct command_spec {
    const char *name;    /* "track"                               */
    const char *operand; /* the one operand it takes: "INPUT"; NULL: none */
    const char *summary; /* what it does, lines of the help       */
    const char *notes;   /* what the help says after the options  */
    const option_spec *options;
    int count; /* at most OPTIONS_MAX */
} command_spec;

#define OPTIONS_MAX 60

typedef enum options_outcome {
    OPTIONS_OK,
    OPTIONS_HELP,  /* --help or -h was given                   */
    OPTIONS_ERROR, /* `message` says in one line what is wrong */
} options_outcome;

/* Parses argv[1..] (argv[0] is the command's name) into `values` and the one operand, if any.
 * Options and operand may come in any order; "--" ends the options. */
options_outcome options_parse(const command_spec *command, int argc, char **argv, void *values,
                              const char **operand, char *message, size_t message_size);

/* The same for a command that takes one operand or more: *operands points into argv, which is
 * put in order for that. */
options_outcome options_parse_many(const command_spec *command, int argc, char **argv, void *values,
                                   char ***operands, int *count, char *message,
                                   size_t message_size);

/* Answers a command line that asks for no work (not OPTIONS_OK): prints the help, or logs
 * `message`. The command's exit code. */
int options_answer(options_outcome outcome, const command_spec *command, const char *message,
                   const fovea_log *log);

/* The help of a command. */
void options_help(const command_spec *command, FILE *out);

/* A `parse` for an option without argument whose field is a bool. */
bool option_flag(const char *argument, void *field);

/* One for a field that is a const char *: any text but the empty one. */
bool option_text(const char *argument, void *field);

/* One for a field that is a fovea_cpu: "c", "avx2", "avx512" or "vnni". */
bool option_cpu(const char *argument, void *field);

#endif
