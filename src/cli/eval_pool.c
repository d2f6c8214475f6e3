/* Threads that take the next item until none is left. */
#include "cli/eval_pool.h"

#include <pthread.h>
#include <stdatomic.h>

#define WORKERS_MAX 256

typedef struct pool {
    atomic_int next;
    int count;
    void (*work)(void *context, int item);
    void *context;
} pool;

static void *take_items(void *context)
{
    pool *p = context;
    for (int item; (item = atomic_fetch_add(&p->next, 1)) < p->count;)
        p->work(p->context, item);
    return NULL;
}

void pool_run(int count, int workers, void (*work)(void *context, int item), void *context)
{
    pool p = {.count = count, .work = work, .context = context};
    pthread_t thread[WORKERS_MAX];
    int started = 0;
    int others = (workers < count ? workers : count) - 1;
    while (started < others && started < WORKERS_MAX &&
           pthread_create(&thread[started], NULL, take_items, &p) == 0)
        started++;
    take_items(&p);
    for (int i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
}
