/* fovea trax: a TraX session on standard input and output. */
#include "cli/trax.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/console.h"
#include "cli/line_reader.h"
#include "cli/tracker_options.h"
#include "cli/trax_session.h"
#include "video/still.h"

/* A line may hold one picture as Base64, four digits for three bytes. */
#define LINE_MAX_BYTES (STILL_BYTES_MAX / 3 * 4)

static const option_spec trax_table[] = {
    TRACKER_OPTION_ROWS(0),
};

static const command_spec trax_command = {
    .name = "trax",
    .summary = "Speaks the TraX protocol (version 4, one object) on standard input and output, so\n"
               "that the VOT toolkit and other TraX clients can run the tracker. Images: path,\n"
               "memory, buffer; regions: rectangle, polygon, mask; channel: color. Each state has\n"
               "the property confidence.",
    .notes = "In the trackers.ini of a VOT workspace:\n\n"
             "  [Fovea]\n"
             "  label = Fovea\n"
             "  protocol = trax\n"
             "  command = fovea trax",
    .options = trax_table,
    .count = sizeof trax_table / sizeof *trax_table,
};

/* A message goes out in one piece, and at once: the client may read both streams as one. */
static fovea_status send_reply(const char *reply, const fovea_log *log)
{
    for (size_t left = strlen(reply); left > 0;) {
        ssize_t sent = write(STDOUT_FILENO, reply, left);
        if (sent < 0 && errno != EINTR) {
            fovea_log_message(log, FOVEA_LOG_ERROR, "standard output: %s; the client is gone",
                              strerror(errno));
            return FOVEA_ERR_IO;
        }
        reply += sent > 0 ? sent : 0;
        left -= sent > 0 ? (size_t)sent : 0;
    }
    return FOVEA_OK;
}

static trax_outcome end_input(trax_session *session, fovea_status why, char *reply)
{
    if (why == FOVEA_EOF) { /* the client is gone without a word: no one to answer */
        reply[0] = '\0';
        return TRAX_ENDED;
    }
    char reason[128];
    if (why == FOVEA_ERR_FORMAT)
        snprintf(reason, sizeof reason, "a line has more than %zu bytes", LINE_MAX_BYTES);
    else
        snprintf(reason, sizeof reason, "standard input: %s",
                 why == FOVEA_ERR_IO ? strerror(errno) : fovea_status_text(why));
    return trax_session_fail(session, reason, reply);
}

/* An exit code. */
static int converse(trax_session *session, line_reader *input, const fovea_log *log)
{
    char reply[TRAX_REPLY_MAX];
    trax_outcome outcome = TRAX_GO_ON;
    trax_session_hello(reply);
    while (send_reply(reply, log) == FOVEA_OK) {
        if (outcome != TRAX_GO_ON)
            return outcome == TRAX_ENDED ? EXIT_SUCCESS : EXIT_FAILURE;
        char *line;
        size_t length;
        fovea_status status = line_reader_next(input, &line, &length);
        outcome = status == FOVEA_OK ? trax_session_take(session, line, length, reply)
                                     : end_input(session, status, reply);
    }
    return EXIT_FAILURE;
}

/* An exit code. */
static int serve(const tracker_options *options, const fovea_log *log)
{
    if (getenv("TRAX_SOCKET")) {
        fovea_log_message(log, FOVEA_LOG_ERROR,
                          "TRAX_SOCKET is set, but the conversation is on standard input and "
                          "output; leave out socket = true");
        return EXIT_FAILURE;
    }
    signal(SIGPIPE, SIG_IGN); /* a client that is gone is an error like others */
    trax_session *session;
    line_reader input;
    line_reader_open(&input, STDIN_FILENO, LINE_MAX_BYTES);
    fovea_status status = trax_session_open(&session, &options->config, log);
    int code = status == FOVEA_OK ? converse(session, &input, log) : EXIT_FAILURE;
    line_reader_close(&input);
    trax_session_close(&session);
    return code;
}

int command_trax(int argc, char **argv)
{
    tracker_options options;
    tracker_options_default(&options);
    char message[256];
    const char *none;
    options_outcome parsed =
        options_parse(&trax_command, argc, argv, &options, &none, message, sizeof message);
    parsed = tracker_options_check(&options, parsed, message, sizeof message);
    console messages;
    console_open(&messages, stderr);
    fovea_log log = console_log(&messages);
    int code = parsed == OPTIONS_OK ? serve(&options, &log)
                                    : options_answer(parsed, &trax_command, message, &log);
    console_close(&messages);
    return code;
}
