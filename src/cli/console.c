/* Standard error. Messages push the status line away; its owner draws it again when it has
 * news. */
#include "cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#define CLEAR_LINE "\r\033[K"
#define COLUMNS_UNKNOWN 80

void console_open(console *c, FILE *stream)
{
    *c = (console){.stream = stream, .terminal = isatty(fileno(stream)) == 1};
    pthread_mutex_init(&c->lock, NULL);
}

void console_close(console *c)
{
    console_status(c, NULL);
    pthread_mutex_destroy(&c->lock);
}

static void clear_status(console *c)
{
    if (c->status_shown)
        fputs(CLEAR_LINE, c->stream);
    c->status_shown = false;
}

/* File names may hold anything; a message is one line all the same. */
static void put_line(FILE *stream, const char *text)
{
    for (; *text; text++)
        fputc((unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text, stream);
    fputc('\n', stream);
}

static void write_message(void *context, fovea_log_level level, const char *message)
{
    static const char *const prefix[] = {
        [FOVEA_LOG_ERROR] = "fovea: error: ",
        [FOVEA_LOG_WARNING] = "fovea: warning: ",
        [FOVEA_LOG_INFO] = "fovea: ",
    };
    console *c = context;
    pthread_mutex_lock(&c->lock);
    clear_status(c);
    fputs(prefix[level], c->stream);
    put_line(c->stream, message);
    fflush(c->stream);
    pthread_mutex_unlock(&c->lock);
}

fovea_log console_log(console *c)
{
    return (fovea_log){.write = write_message, .context = c};
}

/* Asked each time: terminals are resized. */
static int columns_of(FILE *stream)
{
    struct winsize size;
    bool known = ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : COLUMNS_UNKNOWN;
}

void console_status(console *c, const char *line)
{
    if (!c->terminal)
        return;
    pthread_mutex_lock(&c->lock);
    clear_status(c);
    if (line) {
        /* A line that wraps could not be taken away again; the last column may wrap already. */
        fprintf(c->stream, "%.*s", columns_of(c->stream) - 1, line);
        c->status_shown = true;
    }
    fflush(c->stream);
    pthread_mutex_unlock(&c->lock);
}
