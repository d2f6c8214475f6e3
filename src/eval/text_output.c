/* Files that appear under their name only when they are whole. */
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "eval/text.h"

static fovea_status fail(const text_output *o, const char *path)
{
    fovea_log_message(o->log, FOVEA_LOG_ERROR, "%s: cannot be written: %s", path, strerror(errno));
    return FOVEA_ERR_IO;
}

/* Makes every folder that `path` names before its last slash. */
static fovea_status make_folders(const text_output *o, char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool made = mkdir(path, 0777) == 0 || errno == EEXIST || errno == EISDIR;
        fovea_status status = made ? FOVEA_OK : fail(o, path);
        *slash = '/';
        if (status != FOVEA_OK)
            return status;
    }
    return FOVEA_OK;
}

fovea_status text_output_open(text_output *o, const char *path, const fovea_log *log)
{
    *o = (text_output){
        .log = log, .path = text_format("%s", path), .part = text_format("%s.part", path)};
    fovea_status status = o->path && o->part ? FOVEA_OK : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK)
        o->stream = fopen(o->part, "wb");
    if (status == FOVEA_OK && !o->stream && errno == ENOENT) {
        status = make_folders(o, o->path);
        o->stream = status == FOVEA_OK ? fopen(o->part, "wb") : NULL;
    }
    if (status == FOVEA_OK && !o->stream)
        status = fail(o, o->part);
    return status == FOVEA_OK ? FOVEA_OK : text_output_close(o, status);
}

/* Writes a formatted number with a point, whatever the locale has. */
static void put(text_output *o, char *text)
{
    const char *point = localeconv()->decimal_point;
    char *found = strcmp(point, ".") != 0 ? strstr(text, point) : NULL;
    if (found) {
        *found = '.';
        memmove(found + 1, found + strlen(point), strlen(found + strlen(point)) + 1);
    }
    fputs(text, o->stream);
}

void text_output_number(text_output *o, double value, int decimals)
{
    char text[400];
    if (isnan(value))
        strcpy(text, "nan");
    else
        snprintf(text, sizeof text, "%.*f", decimals, value);
    put(o, text);
}

void text_output_float(text_output *o, float value)
{
    char text[40];
    if (isnan(value))
        strcpy(text, "nan");
    else
        snprintf(text, sizeof text, "%.9g", (double)value);
    put(o, text);
}

fovea_status text_output_close(text_output *o, fovea_status status)
{
    if (o->stream) {
        bool failed = ferror(o->stream) != 0;
        failed = fclose(o->stream) != 0 || failed;
        if (status == FOVEA_OK && (failed || rename(o->part, o->path) != 0))
            status = fail(o, o->path);
        if (status != FOVEA_OK)
            remove(o->part);
    }
    free(o->path);
    free(o->part);
    *o = (text_output){0};
    return status;
}
