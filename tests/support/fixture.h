/* fixture.h - a temporary folder (in $TMPDIR, or /tmp) that a test fills with small files, and a
 * log that it reads. */
#ifndef FOVEA_TESTS_FIXTURE_H
#define FOVEA_TESTS_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "fovea.h"

typedef struct fixture {
    char folder[64];
    char messages[4096]; /* lines "E|W|I message\n" */
    fovea_log log;       /* writes to messages; the fixture must stay where it is */
} fixture;

/* Each fails the test, or aborts outside of one, where the system refuses. */
void fixture_open(fixture *f);

/* Removes the folder with what is in it. */
void fixture_close(fixture *f);

/* A path in the folder; static storage for the last eight. */
const char *fixture_path(const char *folder, const char *name);

/* Writes a file, making folders. */
void fixture_write(const fixture *f, const char *name, const char *text);
void fixture_write_bytes(const fixture *f, const char *name, const void *bytes, size_t size);

/* Empty files FOLDER/0001.jpg, ... of numbers first .. last, in `digits` digits. */
void fixture_pictures(const fixture *f, const char *folder, int first, int last, int digits);

/* Whether a file is there. */
bool fixture_has(const fixture *f, const char *name);

/* The whole file, terminated; to be freed. NULL: it is not there. */
char *fixture_read(const fixture *f, const char *name);

#endif
