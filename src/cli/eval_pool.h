/* eval_pool.h - the same work on many items, a few at a time. */
#ifndef FOVEA_CLI_EVAL_POOL_H
#define FOVEA_CLI_EVAL_POOL_H

#include "fovea.h"

/* Calls work(context, i) once for every i of 0 .. count - 1, begun in that order, on `workers`
 * threads (the caller's is one of them), and returns when all calls have. What a call does must
 * not depend on others. Who wants to stop early lets the remaining calls do nothing. Where the
 * system refuses a thread, fewer do. */
void pool_run(int count, int workers, void (*work)(void *context, int item), void *context);

#endif
