/* Signals are waited for rather than handled: what is done about one runs as ordinary code. */
#define _XOPEN_SOURCE 700 /* ucontext_t */

#include "cli/signals.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <ucontext.h>
#include <unistd.h>

#include "base/clock.h"

#define SAME_NS 1000000000 /* signals this close together are one */

struct signals {
    pthread_t thread;
    pthread_mutex_t lock;
    bool armed;        /* signals_on() has been called, and no signal has come since */
    int64_t caught_ns; /* when the last one came that was not deadly */
    bool closing;
    void (*quit)(void *context);
    void *context;
};

static sigset_t waited_for(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

/* Libraries may have started threads before main() (OpenBLAS, which libavdevice can bring, does):
 * they block nothing, so that the system gives the signal to them. Such a thread blocks it from
 * now on and sends it again, to who waits for it. */
static void pass_on(int number, siginfo_t *info, void *context)
{
    (void)info;
    sigaddset(&((ucontext_t *)context)->uc_sigmask, number);
    kill(getpid(), number);
}

/* What is ignored from the start (nohup) stays so. */
static void pass_on_from_others(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction pass = {.sa_flags = SA_SIGINFO | SA_RESTART}, now;
    pass.sa_sigaction = pass_on;
    sigfillset(&pass.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (sigaction(numbers[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaction(numbers[i], &pass, NULL);
}

/* As if the signal had never been blocked. */
static void die(int signal_number)
{
    sigset_t set = waited_for();
    signal(signal_number, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    raise(signal_number);
}

static void *wait_for_signals(void *context)
{
    signals *s = context;
    sigset_t set = waited_for();
    for (int number; sigwait(&set, &number) == 0;) {
        pthread_mutex_lock(&s->lock);
        bool closing = s->closing;
        bool again = s->caught_ns > 0 && fovea_clock_ns() - s->caught_ns < SAME_NS;
        bool deadly = !closing && !s->armed && !again;
        if (s->armed && !closing) {
            s->armed = false;
            s->caught_ns = fovea_clock_ns();
            if (s->quit)
                s->quit(s->context);
        }
        pthread_mutex_unlock(&s->lock);
        if (closing)
            break;
        if (deadly)
            die(number);
    }
    return NULL;
}

fovea_status signals_open(signals **out)
{
    *out = NULL;
    signals *s = calloc(1, sizeof *s);
    if (!s)
        return FOVEA_ERR_NOMEM;
    pthread_mutex_init(&s->lock, NULL);
    sigset_t set = waited_for();
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    pass_on_from_others();
    signal(SIGPIPE, SIG_IGN);
    if (pthread_create(&s->thread, NULL, wait_for_signals, s) != 0) {
        pthread_mutex_destroy(&s->lock);
        free(s);
        return FOVEA_ERR_NOMEM;
    }
    *out = s;
    return FOVEA_OK;
}

void signals_on(signals *s, void (*quit)(void *context), void *context)
{
    pthread_mutex_lock(&s->lock);
    s->quit = quit;
    s->context = context;
    s->armed = true;
    pthread_mutex_unlock(&s->lock);
}

void signals_close(signals **handle)
{
    signals *s = *handle;
    if (!s)
        return;
    pthread_mutex_lock(&s->lock);
    s->closing = true;
    pthread_mutex_unlock(&s->lock);
    pthread_kill(s->thread, SIGTERM);
    pthread_join(s->thread, NULL);
    pthread_mutex_destroy(&s->lock);
    free(s);
    *handle = NULL;
}
