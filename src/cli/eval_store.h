/* eval_store.h - a folder that keeps what one tracker said of a data set's sequences.
 *
 *   FOLDER/tracker.txt        who made the results: data set, tracker, version, settings
 *   FOLDER/NAME.csv           boxes, confidence and state (eval/results.h): the same bytes on
 *                             every run
 *   FOLDER/times/NAME.csv     in the same form what each frame took, and nothing else
 *   FOLDER/anchors/NAME_%08d.csv, FOLDER/anchors/times/...: the same of runs from anchors
 *   FOLDER/records/NAME.txt   written last, with hashes of all of these: while it agrees with
 *                             them and with tracker.txt, the results of the sequence are whole */
#ifndef FOVEA_CLI_EVAL_STORE_H
#define FOVEA_CLI_EVAL_STORE_H

#include "cli/eval_task.h"
#include "fovea.h"

/* Who made results. Texts of one line, owned. Zero-initialise. */
typedef struct provenance {
    char *dataset; /* its path */
    char *tracker, *version, *settings;
} provenance;

void provenance_close(provenance *p);

typedef struct store {
    char *folder;
    provenance from;
    char *text; /* of tracker.txt */
} store;

/* Makes the folder and its tracker.txt, takes `from` over. Results there of another origin
 * become STORE_FOREIGN. ERR_IO: the log says why; ERR_NOMEM. */
fovea_status store_create(store *out, const char *folder, provenance *from,
                          const fovea_log *log) FOVEA_CHECKED;

/* Reads tracker.txt. ERR_IO: there is none; ERR_FORMAT: it is none; the log says so. */
fovea_status store_open(store *out, const char *folder, const fovea_log *log) FOVEA_CHECKED;

/* What differs first of the data set's path (`place`), or of who made the results: "version is '1'
 * in A, but '2' in B"; NULL: nothing. To be freed. */
char *store_difference(const store *a, const store *b, bool place);

/* Idempotent. */
void store_close(store *s);

typedef enum store_entry {
    STORE_MISSING, /* not there, or not finished                     */
    STORE_WHOLE,   /* to be read with store_read()                   */
    STORE_FOREIGN, /* of another origin than tracker.txt, or start   */
    STORE_DAMAGED, /* not the bytes that were written                */
} store_entry;

store_entry store_look(const store *s, const task *t);

/* The log names the file that fails. ERR_IO, ERR_NOMEM; read also ERR_FORMAT. */
fovea_status store_write(const store *s, const task *t, const outcome *o,
                         const fovea_log *log) FOVEA_CHECKED;
fovea_status store_read(const store *s, const task *t, outcome *out,
                        const fovea_log *log) FOVEA_CHECKED;

#endif
