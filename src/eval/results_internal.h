/* results_internal.h - the parts of results.h: readers and writers of one file each. */
#ifndef FOVEA_EVAL_RESULTS_INTERNAL_H
#define FOVEA_EVAL_RESULTS_INTERNAL_H

#include "eval/results.h"
#include "eval/text.h"

/* ---- writers, into an open file ---------------------------------------------------------- */

void results_put_csv(text_output *o, const sequence *s, const trajectory *t);

/* x,y,w,h in three decimals, `origin` added. */
void results_put_boxes(text_output *o, const trajectory *t, float origin);
void results_put_mot(text_output *o, const sequence *s, const trajectory *t);
void results_put_cvat(text_output *o, const sequence *s, const trajectory *t);

/* Regions, with a special one in row `start` and unknown ones before. ERR_NOMEM. */
fovea_status results_put_regions(text_output *o, const trajectory *t, int start) FOVEA_CHECKED;

/* One value a line; nan as "nan", or as an empty line. */
typedef enum results_value { RESULTS_STEP, RESULTS_CONFIDENCE } results_value;
void results_put_values(text_output *o, const trajectory *t, results_value value, bool empty);

/* ---- readers, into an open trajectory ---------------------------------------------------- */

/* Each: ERR_IO, ERR_FORMAT, ERR_NOMEM; logged. */
fovea_status results_take_csv(trajectory *t, const char *path, const sequence *s,
                              const fovea_log *log) FOVEA_CHECKED;

/* Lines of x,y,w,h, or of MOTChallenge (told by their number of fields). */
fovea_status results_take_boxes(trajectory *t, const char *path, const sequence *s, float origin,
                                const fovea_log *log) FOVEA_CHECKED;

/* A trajectory of the VOT toolkit; a row of initialisation is the annotation's box. */
fovea_status results_take_regions(trajectory *t, const char *path, const sequence *s,
                                  const fovea_log *log) FOVEA_CHECKED;

/* Column 1, 2, ... of a file of values, where it is there; what it lacks stays NaN, and what is
 * wrong in it is a warning: values are no reason to lose the boxes. */
void results_take_values(trajectory *t, const char *path, results_value value, int column,
                         const fovea_log *log);

#endif
