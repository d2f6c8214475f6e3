/* evaluation.h - trackers over the sequences of a data set: what is there, what is run, what
 * came of it. Used in this order: open, add trackers, survey, run, then read the slots. */
#ifndef FOVEA_CLI_EVALUATION_H
#define FOVEA_CLI_EVALUATION_H

#include <pthread.h>
#include <stdatomic.h>

#include "cli/console.h"
#include "cli/eval_children.h"
#include "cli/eval_options.h"
#include "cli/eval_store.h"
#include "cli/progress.h"
#include "eval/dataset.h"
#include "eval/results.h"
#include "eval/scores.h"

/* A sequence of the data set that was chosen. */
typedef struct subject {
    int index;        /* in the data set */
    const char *name; /* the data set's */
    bool good;        /* it can be run and scored */
    char *group;      /* owned, as the lists below */
    name_list labels; /* attributes, and tags that some frame has */
    int frames;
    int width, height;
    int64_t work; /* frames to track */
} subject;

typedef enum contender_kind {
    CONTENDER_FOVEA,
    CONTENDER_PROGRAM, /* `command`                                             */
    CONTENDER_KEPT,    /* is not run: what the stores hold                      */
    CONTENDER_FOLDER,  /* is not run: other people's results                    */
} contender_kind;

/* A tracker in the evaluation. */
typedef struct contender {
    contender_kind kind;
    char *name; /* owned */
    const char *command;
    int start;    /* of eval/sre.h, as the name's end tells; 0: the annotated box */
    store *store; /* [stores], owned: where results are kept; none: nowhere */
    int stores;
    results_folder folder;
} contender;

/* What one tracker did on one sequence. */
typedef struct slot {
    store_entry entry; /* in store[kept] of the contender */
    int kept;
    bool scored;
    sequence_scores scores;
    fovea_box *box; /* [subject.frames], owned: what the report shows; NULL: not wanted */
} slot;

typedef struct evaluation {
    const eval_options *options;
    const fovea_log *log;
    char *place; /* the data set's full path */
    dataset *dataset;
    ope_rules rules;
    bool is_vot; /* it is scored by the next one, too */
    vot_rules vot;

    subject *subject; /* [subjects], by name */
    int subjects;
    contender *contender; /* [contenders] */
    int contenders;
    slot *slot; /* [contenders * subjects] */

    atomic_bool stopped;
    children children;
    pthread_mutex_t lock; /* of the progress */
    progress progress;
    progress_point point;
    int64_t began_ns;
    int sequences_done, sequences_due;
    atomic_int failures;
} evaluation;

/* Opens the data set and chooses sequences by the options, which are borrowed. Returns an exit
 * code; messages have been given. */
int evaluation_open(evaluation *e, const char *folder, const eval_options *options, console *shown,
                    const fovea_log *log);

/* Idempotent. */
void contender_close(contender *c);

/* Takes over what is in `c`, also where it fails. ERR_NOMEM */
fovea_status evaluation_add(evaluation *e, contender *c) FOVEA_CHECKED;

/* The other people's results that the options name. One line in the log where that fails. */
fovea_status evaluation_add_compared(evaluation *e) FOVEA_CHECKED;

/* Looks at every sequence, and at what the stores hold. Sequences with errors are named. ERR_NOMEM;
 * ERR_CLOSED: stopped. */
fovea_status evaluation_survey(evaluation *e) FOVEA_CHECKED;

/* Runs what is not kept yet, reads the rest, scores all. ERR_CLOSED: stopped. */
fovea_status evaluation_run(evaluation *e) FOVEA_CHECKED;

/* From any thread: what is being run is given up. */
void evaluation_stop(void *evaluation);
bool evaluation_stopped(void *evaluation);

/* Has the task's pass start where this tracker's does. */
void evaluation_start(task *t, const contender *c);

/* Loads what is to be run of a subject, whose pictures' size it has once that is known. */
fovea_status evaluation_task(const evaluation *e, const subject *s, task *out) FOVEA_CHECKED;

slot *evaluation_slot(const evaluation *e, int of_contender, int of_subject);

void evaluation_close(evaluation *e);

#endif
