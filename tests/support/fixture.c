/* Temporary files of tests. */
#include "support/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void need(bool condition, const char *what)
{
    if (condition)
        return;
    perror(what);
    abort();
}

static void keep(void *context, fovea_log_level level, const char *message)
{
    fixture *f = context;
    size_t length = strlen(f->messages);
    snprintf(f->messages + length, sizeof f->messages - length, "%c %s\n", "EWI"[level], message);
}

void fixture_open(fixture *f)
{
    const char *place = getenv("TMPDIR");
    bool fits = place && strlen(place) < sizeof f->folder - 24;
    *f = (fixture){.log = {keep, f}};
    snprintf(f->folder, sizeof f->folder, "%s/fovea-fixture-XXXXXX", fits ? place : "/tmp");
    need(mkdtemp(f->folder) != NULL, f->folder);
}

void fixture_close(fixture *f)
{
    char command[96];
    snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
    need(system(command) == 0, command);
}

const char *fixture_path(const char *folder, const char *name)
{
    static _Thread_local char paths[8][512];
    static _Thread_local int next;
    char *path = paths[next++ % 8];
    need(snprintf(path, sizeof paths[0], "%s/%s", folder, name) < (int)sizeof paths[0], name);
    return path;
}

static void make_folders(char *path, size_t from)
{
    for (char *slash = path + from; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
}

void fixture_write_bytes(const fixture *f, const char *name, const void *bytes, size_t size)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", f->folder, name);
    FILE *file = fopen(path, "wb");
    if (!file) {
        make_folders(path, strlen(f->folder) + 1);
        file = fopen(path, "wb");
    }
    need(file != NULL, path);
    need(fwrite(bytes, 1, size, file) == size, path);
    need(fclose(file) == 0, path);
}

void fixture_write(const fixture *f, const char *name, const char *text)
{
    fixture_write_bytes(f, name, text, strlen(text));
}

void fixture_pictures(const fixture *f, const char *folder, int first, int last, int digits)
{
    for (int i = first; i <= last; i++) {
        char name[256];
        snprintf(name, sizeof name, "%s/%0*d.jpg", folder, digits, i);
        fixture_write(f, name, "");
    }
}

bool fixture_has(const fixture *f, const char *name)
{
    return access(fixture_path(f->folder, name), F_OK) == 0;
}

char *fixture_read(const fixture *f, const char *name)
{
    FILE *file = fopen(fixture_path(f->folder, name), "rb");
    if (!file)
        return NULL;
    char *text = NULL;
    size_t size = 0, room = 4096;
    for (bool more = true; more; room *= 2) {
        text = realloc(text, room + 1);
        need(text != NULL, name);
        size += fread(text + size, 1, room - size, file);
        more = size == room;
    }
    text[size] = '\0';
    fclose(file);
    return text;
}
