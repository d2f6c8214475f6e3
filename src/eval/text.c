/* Files of lines: opening, lines and fields, and what is wrong where. */
#include "eval/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static text_span trimmed(text_span s)
{
    while (s.begin < s.end && is_blank(*s.begin))
        s.begin++;
    while (s.end > s.begin && is_blank(s.end[-1]))
        s.end--;
    return s;
}

static fovea_status fail(text_file *t, fovea_status status, const char *why)
{
    fovea_log_message(t->log, FOVEA_LOG_ERROR, "%s: cannot be read: %s", t->path, why);
    text_close(t);
    return status;
}

static fovea_status read_all(text_file *t, FILE *stream)
{
    struct stat file;
    if (fstat(fileno(stream), &file) != 0)
        return fail(t, FOVEA_ERR_IO, strerror(errno));
    if (!S_ISREG(file.st_mode))
        return fail(t, FOVEA_ERR_IO, "it is no regular file");
    if (file.st_size > TEXT_SIZE_MAX)
        return fail(t, FOVEA_ERR_IO, "it is larger than 1 GiB; is it the right file?");
    t->data = malloc((size_t)file.st_size + 1);
    if (!t->data)
        return fail(t, FOVEA_ERR_NOMEM, strerror(ENOMEM));
    t->size = fread(t->data, 1, (size_t)file.st_size, stream);
    t->data[t->size] = '\0';
    return ferror(stream) ? fail(t, FOVEA_ERR_IO, strerror(errno)) : FOVEA_OK;
}

fovea_status text_open(text_file *t, const char *path, const fovea_log *log)
{
    *t = (text_file){.log = log, .path = text_format("%s", path)};
    if (!t->path)
        return FOVEA_ERR_NOMEM;
    FILE *stream = fopen(path, "rb");
    if (!stream)
        return fail(t, FOVEA_ERR_IO, strerror(errno));
    fovea_status status = read_all(t, stream);
    fclose(stream);
    if (status != FOVEA_OK)
        return status;
    static const char mark[] = "\xEF\xBB\xBF"; /* of UTF-8, which some editors put first */
    t->at = t->data + (t->size >= 3 && memcmp(t->data, mark, 3) == 0 ? 3 : 0);
    t->end = t->data + t->size;
    while (t->end > t->at && is_blank(t->end[-1]))
        t->end--;
    return FOVEA_OK;
}

bool text_line(text_file *t, text_span *line)
{
    if (t->at >= t->end)
        return false;
    const char *newline = memchr(t->at, '\n', (size_t)(t->end - t->at));
    *line = trimmed((text_span){t->at, newline ? newline : t->end});
    t->at = newline ? newline + 1 : t->end;
    t->line++;
    return true;
}

fovea_status text_wrong(const text_file *t, const char *format, ...)
{
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    fovea_log_message(t->log, FOVEA_LOG_ERROR, "%s:%d: %s", t->path, t->line, message);
    return FOVEA_ERR_FORMAT;
}

fovea_status text_unexpected(const text_file *t, text_span line, const char *expected)
{
    char quote[41];
    int length = 0;
    for (const char *c = line.begin; c < line.end && length < 40; c++)
        quote[length++] = *c == '\t' ? ' ' : *c < ' ' || *c > '~' ? '?' : *c;
    quote[length] = '\0';
    return text_wrong(t, "found '%s%s', expected %s", quote,
                      line.end - line.begin > length ? "..." : "", expected);
}

void text_close(text_file *t)
{
    free(t->path);
    free(t->data);
    *t = (text_file){0};
}

bool text_equals(text_span span, const char *text)
{
    size_t length = strlen(text);
    return (size_t)(span.end - span.begin) == length && memcmp(span.begin, text, length) == 0;
}

char *text_copy(text_span span)
{
    size_t length = (size_t)(span.end - span.begin);
    char *copy = malloc(length + 1);
    if (!copy)
        return NULL;
    memcpy(copy, span.begin, length);
    copy[length] = '\0';
    return copy;
}

/* Moves behind blanks with at most one comma among them; false: there are none, or nothing
 * follows. */
static bool skip_separator(const char **at, const char *end)
{
    const char *begin = *at;
    bool comma = false;
    while (*at < end && (is_blank(**at) || (!comma && **at == ','))) {
        comma = comma || **at == ',';
        ++*at;
    }
    return *at > begin && *at < end;
}

int text_numbers(text_span line, double *values, int max)
{
    int count = 0;
    while (line.begin < line.end) {
        double value;
        if (!text_number(&line.begin, line.end, &value))
            return -1;
        if (count < max)
            values[count] = value;
        count++;
        if (line.begin < line.end && !skip_separator(&line.begin, line.end))
            return -1;
    }
    return count;
}

bool text_field(text_span *rest, text_span *field)
{
    if (!rest->begin)
        return false;
    const char *comma = memchr(rest->begin, ',', (size_t)(rest->end - rest->begin));
    *field = trimmed((text_span){rest->begin, comma ? comma : rest->end});
    *rest = comma ? (text_span){comma + 1, rest->end} : (text_span){NULL, NULL};
    return true;
}

char *text_format(const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *text = length >= 0 ? malloc((size_t)length + 1) : NULL;
    if (text)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(arguments);
    return text;
}
