/* The state machine of a TraX server with one object. */
#include "cli/trax_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "cli/trax_image.h"
#include "cli/trax_message.h"
#include "cli/trax_region.h"

struct trax_session {
    fovea_tracker *tracker;
    bool tracking; /* frames are steps                              */
    bool given;    /* version 4: the next frame starts in `target`  */
    fovea_box target;
    long long lines;  /* that were taken                               */
    char reason[512]; /* the last error that was logged                */
    fovea_log log;    /* keeps the reason, and passes on to `outer`    */
    const fovea_log *outer;
};

static void log_line(void *context, fovea_log_level level, const char *message)
{
    trax_session *s = context;
    if (level == FOVEA_LOG_ERROR)
        snprintf(s->reason, sizeof s->reason, "%s", message);
    fovea_log_message(s->outer, level, "line %lld: %s", s->lines, message);
}

fovea_status trax_session_open(trax_session **out, const fovea_config *config, const fovea_log *log)
{
    *out = NULL;
    trax_session *s = calloc(1, sizeof *s);
    if (!s)
        return FOVEA_ERR_NOMEM;
    s->outer = log;
    s->log = (fovea_log){.write = log_line, .context = s};
    fovea_config own = *config;
    own.log = s->log;
    fovea_status status = fovea_tracker_open(&s->tracker, &own);
    if (status != FOVEA_OK)
        trax_session_close(&s);
    *out = s;
    return status;
}

void trax_session_close(trax_session **s)
{
    if (!*s)
        return;
    fovea_tracker_close(&(*s)->tracker);
    free(*s);
    *s = NULL;
}

/* ---- what is sent ---------------------------------------------------------------------- */

void trax_session_hello(char reply[TRAX_REPLY_MAX])
{
    trax_message hello = {
        .type = TRAX_HELLO,
        .properties = 7,
        .property = {{"trax.version", "4"},
                     {"trax.name", "Fovea"},
                     {"trax.identifier", fovea_version()},
                     {"trax.description", "follows one object the way an eye does"},
                     {"trax.image", "path;memory;buffer;"},
                     {"trax.region", "rectangle;polygon;mask;"},
                     {"trax.channels", "color;"}},
    };
    trax_message_format(reply, TRAX_REPLY_MAX, &hello);
}

static void make_state(const fovea_result *result, char reply[TRAX_REPLY_MAX])
{
    char region[128], confidence[16];
    const fovea_box *box = &result->box;
    snprintf(region, sizeof region, "%.4f,%.4f,%.4f,%.4f", (double)box->x, (double)box->y,
             (double)box->w, (double)box->h);
    snprintf(confidence, sizeof confidence, "%.6f", (double)result->confidence);
    trax_message state = {
        .type = TRAX_STATE,
        .arguments = 1,
        .argument = {region},
        .properties = 1,
        .property = {{"confidence", confidence}},
    };
    trax_message_format(reply, TRAX_REPLY_MAX, &state);
}

static trax_outcome make_quit(const trax_session *s, char reply[TRAX_REPLY_MAX])
{
    trax_message quit = {
        .type = TRAX_QUIT,
        .properties = 1,
        .property = {{"trax.reason", s->reason}},
    };
    trax_message_format(reply, TRAX_REPLY_MAX, &quit);
    return TRAX_FAILED;
}

trax_outcome trax_session_fail(trax_session *s, const char *reason, char reply[TRAX_REPLY_MAX])
{
    s->lines++; /* the one that could not be read */
    fovea_log_message(&s->log, FOVEA_LOG_ERROR, "%s", reason);
    return make_quit(s, reply);
}

/* ---- tracking --------------------------------------------------------------------------- */

static fovea_status start(trax_session *s, const fovea_image *image, fovea_result *result)
{
    s->given = false;
    fovea_status status = fovea_tracker_start(s->tracker, image, s->target, result);
    s->tracking = status == FOVEA_OK;
    return status;
}

/* The image of an initialize or frame message: starts where there is a box, else steps. */
static fovea_status look(trax_session *s, char *argument, char reply[TRAX_REPLY_MAX])
{
    if (!s->given && !s->tracking) {
        fovea_log_message(&s->log, FOVEA_LOG_ERROR,
                          "a frame before any object; send initialize first");
        return FOVEA_ERR_ARG;
    }
    trax_image picture;
    fovea_result result;
    fovea_status status = trax_image_open(&picture, argument, &s->log);
    if (status == FOVEA_OK)
        status = s->given ? start(s, &picture.image, &result)
                          : fovea_tracker_step(s->tracker, &picture.image, 1, &result);
    trax_image_close(&picture);
    if (status == FOVEA_OK)
        make_state(&result, reply);
    return status;
}

/* ---- messages ---------------------------------------------------------------------------- */

static fovea_status wrong_count(trax_session *s, const trax_message *m, const char *expected)
{
    fovea_log_message(&s->log, FOVEA_LOG_ERROR, "%d arguments, expected %s", m->arguments,
                      expected);
    return FOVEA_ERR_FORMAT;
}

static fovea_status take_region(trax_session *s, char *argument)
{
    fovea_status status = trax_region_box(&s->target, argument);
    s->given = status == FOVEA_OK;
    if (status == FOVEA_ERR_FORMAT)
        fovea_log_message(&s->log, FOVEA_LOG_ERROR,
                          "the region '%.60s' is not " TRAX_REGION_EXPECTED, argument);
    return status;
}

static fovea_status initialize(trax_session *s, const trax_message *m, char reply[TRAX_REPLY_MAX])
{
    if (m->arguments > 2)
        return wrong_count(s, m, "one image (channel color) and a region, or a region alone");
    if (m->arguments == 1 && (s->given || s->tracking)) {
        fovea_log_message(&s->log, FOVEA_LOG_ERROR,
                          "a second object; this tracker follows one (no trax.multiobject), and "
                          "an empty initialize takes it away");
        return FOVEA_ERR_UNSUPPORTED;
    }
    s->given = s->tracking = false;
    if (m->arguments == 0)
        return FOVEA_OK;
    fovea_status status = take_region(s, m->argument[m->arguments - 1]);
    if (status == FOVEA_OK && m->arguments == 2)
        status = look(s, m->argument[0], reply);
    return status;
}

static fovea_status follow(trax_session *s, const trax_message *m, char reply[TRAX_REPLY_MAX])
{
    switch (m->type) {
    case TRAX_INITIALIZE: return initialize(s, m, reply);
    case TRAX_FRAME:
        return m->arguments == 1 ? look(s, m->argument[0], reply)
                                 : wrong_count(s, m, "one image (channel color)");
    case TRAX_QUIT: return m->arguments == 0 ? FOVEA_EOF : wrong_count(s, m, "none");
    case TRAX_NONE: return FOVEA_OK;
    default:
        fovea_log_message(&s->log, FOVEA_LOG_ERROR,
                          "a message of the tracker's; expected initialize, frame or quit");
        return FOVEA_ERR_FORMAT;
    }
}

trax_outcome trax_session_take(trax_session *s, char *line, size_t length,
                               char reply[TRAX_REPLY_MAX])
{
    reply[0] = s->reason[0] = '\0';
    s->lines++;
    trax_message m;
    fovea_status status = trax_message_parse(&m, line, length, &s->log);
    if (status == FOVEA_OK)
        status = follow(s, &m, reply);
    if (status == FOVEA_OK)
        return TRAX_GO_ON;
    if (status == FOVEA_EOF)
        return TRAX_ENDED;
    if (!s->reason[0]) /* out of memory, which has no line of its own */
        fovea_log_message(&s->log, FOVEA_LOG_ERROR, "%s", fovea_status_text(status));
    return make_quit(s, reply);
}
