/* Child processes. Each leads a process group: stopping one stops what it has started, too, and
 * Ctrl-C on the terminal reaches us alone, who stop them in order. */
#include "cli/eval_children.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "eval/text.h"

extern char **environ;

void children_open(children *c)
{
    *c = (children){0};
    pthread_mutex_init(&c->lock, NULL);
}

void children_close(children *c)
{
    pthread_mutex_destroy(&c->lock);
}

/* Signals as a program expects them, whatever this one blocks and ignores. */
static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, pipe;
    sigemptyset(&none);
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &pipe);
    posix_spawnattr_setpgroup(attributes, 0);
    return posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                                    POSIX_SPAWN_SETSIGDEF);
}

static int set_files(posix_spawn_file_actions_t *files, const char *messages)
{
    int wrong = posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0);
    if (!wrong)
        wrong = posix_spawn_file_actions_addopen(files, 1, "/dev/null", O_WRONLY, 0);
    if (!wrong)
        wrong = posix_spawn_file_actions_addopen(files, 2, messages, O_WRONLY | O_CREAT | O_TRUNC,
                                                 0666);
    return wrong;
}

/* Returns an errno. */
static int spawn(pid_t *pid, char *const *words, const char *messages)
{
    posix_spawnattr_t attributes;
    int wrong = posix_spawnattr_init(&attributes);
    if (wrong)
        return wrong;
    posix_spawn_file_actions_t files;
    wrong = posix_spawn_file_actions_init(&files);
    if (!wrong) {
        wrong = set_attributes(&attributes);
        if (!wrong)
            wrong = set_files(&files, messages);
        if (!wrong)
            wrong = posix_spawn(pid, "/bin/sh", &files, &attributes, words, environ);
        posix_spawn_file_actions_destroy(&files);
    }
    posix_spawnattr_destroy(&attributes);
    return wrong;
}

/* Into a free place. */
static fovea_status begin_words(children *c, int *place, char *const *words, const char *messages)
{
    pthread_mutex_lock(&c->lock);
    fovea_status status = c->stopped ? FOVEA_ERR_CLOSED : FOVEA_OK;
    for (*place = 0; c->running[*place]; ++*place)
        ;
    if (status == FOVEA_OK) {
        errno = spawn(&c->running[*place], words, messages);
        if (errno) {
            c->running[*place] = 0;
            status = FOVEA_ERR_IO;
        }
    }
    pthread_mutex_unlock(&c->lock);
    return status;
}

/* `COMMAND "$@"`: the shell splits the command and leaves the arguments as they are. */
static fovea_status begin(children *c, int *place, const char *command,
                          const char *const *arguments, const char *messages)
{
    char *line = text_format("%s \"$@\"", command);
    if (!line)
        return FOVEA_ERR_NOMEM;
    const char *words[CHILDREN_ARGUMENTS_MAX + 5] = {"sh", "-c", line, "sh"};
    for (int i = 0; arguments[i]; i++)
        words[4 + i] = arguments[i];
    fovea_status status = begin_words(c, place, (char *const *)words, messages);
    free(line);
    return status;
}

/* A process that has ended keeps its number until it is waited for: nobody else can be hit in
 * its place. */
fovea_status children_run(children *c, const char *command, const char *const *arguments,
                          const char *messages, int *code)
{
    int place;
    fovea_status status = begin(c, &place, command, arguments, messages);
    if (status != FOVEA_OK)
        return status;
    siginfo_t ended;
    while (waitid(P_PID, (id_t)c->running[place], &ended, WEXITED | WNOWAIT) != 0 && errno == EINTR)
        ;
    pthread_mutex_lock(&c->lock);
    int result = 0;
    waitpid(c->running[place], &result, 0);
    c->running[place] = 0;
    status = c->stopped ? FOVEA_ERR_CLOSED : FOVEA_OK;
    pthread_mutex_unlock(&c->lock);
    *code = WIFEXITED(result) ? WEXITSTATUS(result) : 128 + WTERMSIG(result);
    return status;
}

void children_stop(children *c)
{
    pthread_mutex_lock(&c->lock);
    c->stopped = true;
    for (int i = 0; i < CHILDREN_MAX; i++)
        if (c->running[i])
            kill(-c->running[i], SIGTERM);
    pthread_mutex_unlock(&c->lock);
}
