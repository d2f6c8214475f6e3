/* Orders to the track thread. */
#include "cli/control.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"

typedef enum answer { ANSWER_NONE, ANSWER_BOX, ANSWER_CANCEL } answer;

struct control {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* on CLOCK_MONOTONIC, as fovea_clock_ns() */
    bool quit, paused, step, stop;
    answer answer;
    fovea_box box;
};

fovea_status control_open(control **out)
{
    *out = NULL;
    control *c = calloc(1, sizeof *c);
    if (!c)
        return FOVEA_ERR_NOMEM;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&c->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&c->lock, NULL);
    *out = c;
    return FOVEA_OK;
}

void control_close(control **c)
{
    if (!*c)
        return;
    pthread_cond_destroy(&(*c)->changed);
    pthread_mutex_destroy(&(*c)->lock);
    free(*c);
    *c = NULL;
}

static void publish(control *c)
{
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->lock);
}

bool control_pause(control *c)
{
    pthread_mutex_lock(&c->lock);
    bool paused = c->paused = !c->paused;
    c->step = false;
    publish(c);
    return paused;
}

void control_step(control *c)
{
    pthread_mutex_lock(&c->lock);
    c->paused = c->step = true;
    publish(c);
}

void control_stop(control *c)
{
    pthread_mutex_lock(&c->lock);
    c->stop = true;
    publish(c);
}

void control_answer(control *c, const fovea_box *box)
{
    pthread_mutex_lock(&c->lock);
    c->answer = box ? ANSWER_BOX : ANSWER_CANCEL;
    if (box)
        c->box = *box;
    publish(c);
}

void control_quit(control *c)
{
    pthread_mutex_lock(&c->lock);
    c->quit = true;
    publish(c);
}

/* Until something changes or the time has come. */
static void wait_until(control *c, int64_t due_ns)
{
    struct timespec due = {.tv_sec = (time_t)(due_ns / 1000000000),
                           .tv_nsec = (long)(due_ns % 1000000000)};
    pthread_cond_timedwait(&c->changed, &c->lock, &due);
}

control_order control_wait(control *c, int64_t due_ns)
{
    pthread_mutex_lock(&c->lock);
    control_order order = CONTROL_GO;
    for (;;) {
        if (c->quit || c->stop) {
            order = c->quit ? CONTROL_QUIT : CONTROL_STOP;
            c->answer = ANSWER_NONE; /* one from before is not meant for this stop */
            break;
        }
        if (c->step || (!c->paused && fovea_clock_ns() >= due_ns))
            break;
        if (c->paused)
            pthread_cond_wait(&c->changed, &c->lock);
        else
            wait_until(c, due_ns);
    }
    c->stop = c->step = false;
    pthread_mutex_unlock(&c->lock);
    return order;
}

control_reply control_wait_answer(control *c, fovea_box *box)
{
    pthread_mutex_lock(&c->lock);
    while (!c->quit && c->answer == ANSWER_NONE)
        pthread_cond_wait(&c->changed, &c->lock);
    control_reply reply = c->quit                   ? CONTROL_LEAVE
                          : c->answer == ANSWER_BOX ? CONTROL_BOX
                                                    : CONTROL_CANCEL;
    *box = c->box;
    c->answer = ANSWER_NONE;
    c->stop = false;
    pthread_mutex_unlock(&c->lock);
    return reply;
}

void control_sleep(control *c, int64_t due_ns)
{
    pthread_mutex_lock(&c->lock);
    while (!c->quit && fovea_clock_ns() < due_ns)
        wait_until(c, due_ns);
    pthread_mutex_unlock(&c->lock);
}
