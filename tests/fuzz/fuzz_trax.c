/* Fuzzes what a TraX client may send: the input's lines go through a session with a real
 * tracker, and each message, written again, is the same message. */
#include "fuzz/fuzz.h"

#include "support/tracking.h"

#include "cli/trax_message.h"
#include "cli/trax_session.h"

enum { LINES_MAX = 64 };

static void expect_same(const trax_message *a, const trax_message *b)
{
    FUZZ_EXPECT(a->type == b->type);
    FUZZ_EXPECT(a->arguments == b->arguments && a->properties == b->properties);
    for (int i = 0; i < a->arguments; i++)
        FUZZ_EXPECT(strcmp(a->argument[i], b->argument[i]) == 0);
    for (int i = 0; i < a->properties; i++)
        FUZZ_EXPECT(strcmp(a->property[i].key, b->property[i].key) == 0 &&
                    strcmp(a->property[i].value, b->property[i].value) == 0);
}

static void there_and_back(const char *text, size_t length)
{
    char *line = malloc(length + 1);
    FUZZ_EXPECT(line != NULL);
    memcpy(line, text, length);
    trax_message m, again;
    fovea_status status = trax_message_parse(&m, line, length, NULL);
    FUZZ_EXPECT(status == FOVEA_OK || status == FOVEA_ERR_FORMAT);
    if (status == FOVEA_OK && m.type != TRAX_NONE) {
        char none[1];
        size_t size = trax_message_format(none, sizeof none, &m);
        char *written = malloc(size + 1);
        FUZZ_EXPECT(written != NULL);
        FUZZ_EXPECT(trax_message_format(written, size + 1, &m) == size);
        FUZZ_EXPECT(trax_message_parse(&again, written, size - 1, NULL) == FOVEA_OK);
        expect_same(&m, &again);
        free(written);
    }
    free(line);
}

/* A reply is empty or one whole message of the right kind. */
static void expect_reply(char *reply, trax_outcome outcome)
{
    size_t length = strlen(reply);
    FUZZ_EXPECT(outcome != TRAX_ENDED || length == 0);
    FUZZ_EXPECT(outcome != TRAX_FAILED || length > 0);
    if (length == 0)
        return;
    FUZZ_EXPECT(length < TRAX_REPLY_MAX && strchr(reply, '\n') == reply + length - 1);
    trax_message m;
    FUZZ_EXPECT(trax_message_parse(&m, reply, length - 1, NULL) == FOVEA_OK);
    FUZZ_EXPECT(m.type == (outcome == TRAX_FAILED ? TRAX_QUIT : TRAX_STATE));
}

static trax_outcome take(trax_session *session, const char *text, size_t length)
{
    char *line = malloc(length + 1), reply[TRAX_REPLY_MAX]; /* no more room than is promised */
    FUZZ_EXPECT(line != NULL);
    memcpy(line, text, length);
    trax_outcome outcome = trax_session_take(session, line, length, reply);
    expect_reply(reply, outcome);
    free(line);
    return outcome;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const fovea_log silent = {0};
    const fovea_config config = tracking_config(FOVEA_MODEL_CLASSIC);
    trax_session *session;
    FUZZ_EXPECT(trax_session_open(&session, &config, &silent) == FOVEA_OK);
    const char *at = (const char *)data, *end = at + size;
    trax_outcome outcome = TRAX_GO_ON;
    for (int n = 0; n < LINES_MAX && at < end && outcome == TRAX_GO_ON; n++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((newline ? newline : end) - at);
        there_and_back(at, length);
        outcome = take(session, at, length);
        at += length + 1;
    }
    trax_session_close(&session);
    return 0;
}
