/* evaluation_score.h - what a tracker's rows of one sequence are worth. */
#ifndef FOVEA_CLI_EVALUATION_SCORE_H
#define FOVEA_CLI_EVALUATION_SCORE_H

#include "cli/evaluation.h"

/* All measures of the pass, and of VOT those of the runs from anchors, which other people's results
 * have as regions in files. t->sequence.width and height must be known. The log says what fails.
 * ERR_IO, ERR_FORMAT, ERR_NOMEM. */
fovea_status score_outcome(sequence_scores *out, const evaluation *e, const contender *c,
                           const task *t, const outcome *o) FOVEA_CHECKED;

#endif
