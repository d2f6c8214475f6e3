/* evaluation_summary.h - the figures of all trackers over all sequences, and how they are told. */
#ifndef FOVEA_CLI_EVALUATION_SUMMARY_H
#define FOVEA_CLI_EVALUATION_SUMMARY_H

#include <stdio.h>

#include "cli/evaluation.h"

/* What a tracker came to, over the sequences that it has scores for. */
typedef struct standing {
    const contender *contender;
    const sequence_scores **sequence; /* [subjects]; NULL: none for that one; owned */
    int scored;
    pooled_scores all;
    pooled_scores *attribute; /* [attributes], owned */
} standing;

typedef struct summary {
    const evaluation *of;
    standing *standing;  /* [contenders], as in the evaluation */
    int *rank;           /* [contenders]: the best by AUC first */
    name_list attribute; /* all labels of the sequences, and their classes where they are few */
    int *having;         /* [attributes]: sequences that have it */
} summary;

/* After evaluation_run(). ERR_NOMEM */
fovea_status summary_open(summary *out, const evaluation *e) FOVEA_CHECKED;
void summary_close(summary *s);

/* A line a sequence of the first tracker, its means with intervals, and all trackers by rank. */
void summary_print(FILE *out, const summary *s);

/* What starting in boxes that are a little wrong costs each tracker that was started so: a line
 * each, or nothing. */
void summary_print_sre(FILE *out, const summary *s);

/* The page of eval/report.h with pictures, and the JSON. The log says what fails.
 * ERR_IO, ERR_NOMEM; ERR_CLOSED: stopped. */
fovea_status summary_write_report(FILE *out, const summary *s) FOVEA_CHECKED;
fovea_status summary_write_json(FILE *out, const summary *s) FOVEA_CHECKED;

#endif
