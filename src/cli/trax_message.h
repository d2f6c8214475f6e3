/* trax_message.h - the lines of the TraX protocol: "@@TRAX:" NAME ARGUMENT... KEY=VALUE...
 *
 * Source: TraX protocol specification (trax.readthedocs.io, "Message format"), and where it is
 * silent its reference implementation, libtrax 4: names in any case; an argument in double
 * quotes or without; a backslash makes \n a newline and any other character itself; what has a
 * key of letters, digits, dots and underscores (at most 64) before its first = is a property.
 * As the specification says, a message that is not like that is an error. */
#ifndef FOVEA_CLI_TRAX_MESSAGE_H
#define FOVEA_CLI_TRAX_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "fovea.h"

enum { TRAX_ARGUMENTS_MAX = 8, TRAX_PROPERTIES_MAX = 64, TRAX_KEY_MAX = 64 };

typedef enum trax_type {
    TRAX_NONE, /* no message: something else that was printed on the same stream */
    TRAX_HELLO,
    TRAX_INITIALIZE,
    TRAX_FRAME,
    TRAX_STATE,
    TRAX_QUIT,
} trax_type;

typedef struct trax_property {
    const char *key, *value;
} trax_property;

/* Texts are borrowed. */
typedef struct trax_message {
    trax_type type;
    int arguments, properties;
    char *argument[TRAX_ARGUMENTS_MAX];
    trax_property property[TRAX_PROPERTIES_MAX];
} trax_message;

/* Takes a line apart in place: `line` has `length` bytes without the newline, and room for one
 * more, and must live as long as *m. A line without the prefix is TRAX_NONE.
 * ERR_FORMAT, with a line in the log: it has the prefix, and is no message. */
fovea_status trax_message_parse(trax_message *m, char *line, size_t length,
                                const fovea_log *log) FOVEA_CHECKED;

/* The line of a message, with its newline, everything escaped; all keys must be valid. Returns
 * its length; at most size - 1 bytes of it are in `line`, which is terminated (size >= 1). */
size_t trax_message_format(char *line, size_t size, const trax_message *m);

#endif
