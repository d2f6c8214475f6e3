/* eval_options.h - what `fovea eval` and `fovea report` can be told. */
#ifndef FOVEA_CLI_EVAL_OPTIONS_H
#define FOVEA_CLI_EVAL_OPTIONS_H

#include "cli/options.h"
#include "cli/tracker_options.h"
#include "fovea.h"

#define EVAL_NAMED_MAX 32
#define EVAL_OWN_NAME "fovea" /* what our own results are called */

/* NAME=VALUE, as often as it is given. */
typedef struct named_list {
    int count;
    struct named {
        char name[64];
        const char *value;
    } item[EVAL_NAMED_MAX];
} named_list;

/* Every `of`-th sequence, from the `part`-th of 1 .. of. */
typedef struct shard {
    int part, of; /* of == 0: all sequences */
} shard;

/* Texts are borrowed from argv. */
typedef struct eval_options {
    const char *dataset; /* of report: NULL where the results say it */
    char **folders;      /* of report: [folder_count] */
    int folder_count;
    int64_t jobs;
    const char *results;   /* NULL: results are kept nowhere */
    const char *sequences; /* "a,b"; NULL: all */
    bool repeat;
    bool sre; /* also from boxes that are a little wrong */
    shard shard;
    named_list programs; /* NAME=COMMAND */
    named_list compare;  /* NAME=DIR */
    const char *format;  /* the toolkit's; NULL: none */
    const char *rules;   /* NULL: the data set's */
    int64_t vot_year;
    const char *report;      /* the HTML file; NULL: none */
    const char *json;        /* NULL: none */
    tracker_options tracker; /* Fovea's own */
} eval_options;

extern const command_spec eval_command, report_command;

/* Fill *options from the arguments; OPTIONS_ERROR also for combinations that make no sense. */
options_outcome eval_options_parse(eval_options *options, int argc, char **argv, char *message,
                                   size_t message_size);
options_outcome report_options_parse(eval_options *options, int argc, char **argv, char *message,
                                     size_t message_size);

#endif
