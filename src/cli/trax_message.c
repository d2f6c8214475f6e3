/* TraX lines: taken apart in place, since an argument may be a whole picture. */
#include "cli/trax_message.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"

static const char prefix[] = "@@TRAX:";

static const char *const names[] = {
    [TRAX_HELLO] = "hello", [TRAX_INITIALIZE] = "initialize",
    [TRAX_FRAME] = "frame", [TRAX_STATE] = "state",
    [TRAX_QUIT] = "quit",
};

static bool is_key_character(char c)
{
    return isalnum((unsigned char)c) || c == '.' || c == '_';
}

/* ---- parsing --------------------------------------------------------------------------- */

typedef struct parser {
    char *at, *end;    /* what is left of the line */
    const char *wrong; /* set where parsing fails  */
} parser;

/* The name of the message; moves behind it. */
static trax_type take_type(parser *p)
{
    char *name = p->at;
    while (p->at < p->end && isalnum((unsigned char)*p->at))
        p->at++;
    size_t length = (size_t)(p->at - name);
    for (int type = TRAX_HELLO; type <= TRAX_QUIT; type++)
        if (strlen(names[type]) == length && strncasecmp(name, names[type], length) == 0)
            return (trax_type)type;
    p->wrong = "its name is none of hello, initialize, frame, state, quit";
    return TRAX_NONE;
}

/* A token at p->at, unescaped where it lies; *value is what is behind its =, NULL where it is
 * no property. NULL: p->wrong says why. */
static char *take_token(parser *p, char **value)
{
    bool quoted = *p->at == '"';
    p->at += quoted;
    char *token = p->at, *to = p->at;
    bool key = true; /* all so far could be a key */
    *value = NULL;
    for (; p->at < p->end && *p->at != (quoted ? '"' : ' '); p->at++, to++) {
        bool escaped = *p->at == '\\';
        if (escaped && ++p->at == p->end) {
            p->wrong = "it ends with a backslash";
            return NULL;
        }
        if (*p->at == '=' && !escaped && key && !*value) {
            *to = '\0';
            *value = to + 1;
            continue;
        }
        *to = escaped && *p->at == 'n' ? '\n' : *p->at;
        key = key && is_key_character(*to) && to - token < TRAX_KEY_MAX;
    }
    if (quoted && p->at == p->end)
        p->wrong = "its quotes are not closed";
    else if (quoted && ++p->at < p->end && *p->at != ' ')
        p->wrong = "there is no space after closing quotes";
    *to = '\0';
    return p->wrong ? NULL : token;
}

static void take_all(parser *p, trax_message *m)
{
    while (p->at < p->end && !p->wrong) {
        if (*p->at == ' ') {
            p->at++;
            continue;
        }
        char *value, *token = take_token(p, &value);
        if (!token)
            return;
        if (value && m->properties < TRAX_PROPERTIES_MAX)
            m->property[m->properties++] = (trax_property){token, value};
        else if (!value && m->arguments < TRAX_ARGUMENTS_MAX)
            m->argument[m->arguments++] = token;
        else
            p->wrong = "it has too many arguments or properties";
        p->at += p->at < p->end; /* behind the space, which may be the token's end now */
    }
}

fovea_status trax_message_parse(trax_message *m, char *line, size_t length, const fovea_log *log)
{
    *m = (trax_message){.type = TRAX_NONE};
    if (length < sizeof prefix - 1 || memcmp(line, prefix, sizeof prefix - 1) != 0)
        return FOVEA_OK;
    length -= line[length - 1] == '\r';
    parser p = {.at = line + sizeof prefix - 1, .end = line + length};
    if (memchr(line, '\0', length))
        p.wrong = "it has a NUL byte";
    trax_type type = p.wrong ? TRAX_NONE : take_type(&p);
    if (!p.wrong && p.at < p.end && *p.at != ' ')
        p.wrong = "there is no space after its name";
    take_all(&p, m);
    if (p.wrong) {
        fovea_log_message(log, FOVEA_LOG_ERROR, "not a TraX message: %s", p.wrong);
        *m = (trax_message){.type = TRAX_NONE};
        return FOVEA_ERR_FORMAT;
    }
    m->type = type;
    return FOVEA_OK;
}

/* ---- formatting ------------------------------------------------------------------------ */

typedef struct printer {
    char *line;
    size_t size, length; /* all of the line's length, there or not */
} printer;

static void put(printer *p, char c)
{
    if (p->length + 1 < p->size)
        p->line[p->length] = c;
    p->length++;
}

static void put_text(printer *p, const char *text)
{
    for (; *text; text++)
        put(p, *text);
}

/* An argument's = is escaped, lest what is before it be taken for a key. */
static void put_escaped(printer *p, const char *text, bool argument)
{
    for (; *text; text++) {
        if (strchr("\"\\\n", *text) || (argument && *text == '='))
            put(p, '\\');
        put(p, *text == '\n' ? 'n' : *text);
    }
}

size_t trax_message_format(char *line, size_t size, const trax_message *m)
{
    printer p = {.line = line, .size = size};
    put_text(&p, prefix);
    put_text(&p, names[m->type]);
    for (int i = 0; i < m->arguments; i++) {
        put_text(&p, " \"");
        put_escaped(&p, m->argument[i], true);
        put(&p, '"');
    }
    for (int i = 0; i < m->properties; i++) {
        put_text(&p, " \"");
        put_text(&p, m->property[i].key);
        put(&p, '=');
        put_escaped(&p, m->property[i].value, false);
        put(&p, '"');
    }
    put(&p, '\n');
    line[p.length < size ? p.length : size - 1] = '\0';
    return p.length;
}
