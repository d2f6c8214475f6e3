/* trax_session.h - the tracker's side of a TraX conversation, without its streams.
 *
 * Source: TraX protocol specification ("Protocol messages and states"), libtrax 4. The tracker
 * introduces itself as version 4 without multi-object support, and as libtrax's clients decide
 * by that how to begin, takes both ways:
 *   versions 1 to 3  initialize IMAGE REGION -> state; frame IMAGE -> state; ...
 *   version 4        initialize (all objects go); initialize REGION; frame IMAGE -> state; ...
 * The state has the box and the property confidence. Whatever goes wrong ends the session with
 * `quit "trax.reason=..."`. */
#ifndef FOVEA_CLI_TRAX_SESSION_H
#define FOVEA_CLI_TRAX_SESSION_H

#include "fovea.h"

enum { TRAX_REPLY_MAX = 4096 }; /* bytes, with the terminator */

typedef enum trax_outcome {
    TRAX_GO_ON,  /* the reply, if it is not empty, is to be sent           */
    TRAX_ENDED,  /* the client has quit                                    */
    TRAX_FAILED, /* the reply is a quit, the log has a line with the reason */
} trax_outcome;

typedef struct trax_session trax_session;

/* `log` is borrowed, and takes the place of config's. As fovea_tracker_open(). */
fovea_status trax_session_open(trax_session **out, const fovea_config *config,
                               const fovea_log *log) FOVEA_CHECKED;

/* The message that begins the session. */
void trax_session_hello(char reply[TRAX_REPLY_MAX]);

/* Follows one line of the client: `length` bytes without the newline, and room for one more;
 * taken apart in place. Lines that are no messages are passed over. */
trax_outcome trax_session_take(trax_session *s, char *line, size_t length,
                               char reply[TRAX_REPLY_MAX]);

/* Ends it because the next line cannot be had: logs the reason and makes the quit. */
trax_outcome trax_session_fail(trax_session *s, const char *reason, char reply[TRAX_REPLY_MAX]);

/* Accepts a pointer to NULL. */
void trax_session_close(trax_session **s);

#endif
