/* Parity files: a case is read into memory as a whole, as doubles and as floats. */
#include "support/parity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"

enum { ENTRIES_MAX = 24, NAME_MAX_LENGTH = 40 };

typedef struct entry {
    char key[NAME_MAX_LENGTH];
    int count;
    double *values;
    float *floats;
} entry;

struct parity {
    FILE *file;
    char *line; /* the last one that was read */
    size_t room;
    bool more;
    char name[NAME_MAX_LENGTH];
    int entries;
    entry entry[ENTRIES_MAX];
};

static void forget_entries(parity *p)
{
    for (int i = 0; i < p->entries; i++) {
        free(p->entry[i].values);
        free(p->entry[i].floats);
    }
    p->entries = 0;
}

parity *parity_open(const char *path)
{
    parity *p = calloc(1, sizeof *p);
    ck_assert_ptr_nonnull(p);
    p->file = fopen(path, "r");
    ck_assert_msg(p->file != NULL, "%s cannot be opened", path);
    p->more = getline(&p->line, &p->room, p->file) > 0;
    return p;
}

void parity_close(parity **p)
{
    forget_entries(*p);
    free((*p)->line);
    fclose((*p)->file);
    free(*p);
    *p = NULL;
}

static void read_entry(entry *e, const char *line)
{
    int length = 0;
    ck_assert_int_eq(sscanf(line, "%39s%n", e->key, &length), 1);
    int room = (int)strlen(line); /* a value has at least a character and a space */
    e->values = calloc((size_t)room, sizeof *e->values);
    e->floats = calloc((size_t)room, sizeof *e->floats);
    e->count = 0;
    const char *at = line + length;
    for (char *end; e->count < room; at = end, e->count++) {
        double value = strtod(at, &end);
        if (end == at)
            break;
        ck_assert_msg(isfinite(value), "%s is not finite", e->key);
        e->values[e->count] = value;
        e->floats[e->count] = (float)value;
    }
    ck_assert_msg(strspn(at, " \n") == strlen(at), "%s: %s is not a number", e->key, at);
}

bool parity_next(parity *p)
{
    forget_entries(p);
    if (!p->more)
        return false;
    ck_assert_int_eq(sscanf(p->line, "case %39s", p->name), 1);
    while ((p->more = getline(&p->line, &p->room, p->file) > 0) &&
           strncmp(p->line, "case ", 5) != 0) {
        ck_assert_int_lt(p->entries, ENTRIES_MAX);
        read_entry(&p->entry[p->entries++], p->line);
    }
    return true;
}

const char *parity_case(const parity *p)
{
    return p->name;
}

static const entry *find(const parity *p, const char *key, int count)
{
    for (int i = 0; i < p->entries; i++)
        if (strcmp(p->entry[i].key, key) == 0) {
            ck_assert_msg(p->entry[i].count == count, "%s: %s has %d values, expected %d", p->name,
                          key, p->entry[i].count, count);
            return &p->entry[i];
        }
    ck_abort_msg("%s has no %s", p->name, key);
    return NULL;
}

const double *parity_values(const parity *p, const char *key, int count)
{
    return find(p, key, count)->values;
}

const float *parity_floats(const parity *p, const char *key, int count)
{
    return find(p, key, count)->floats;
}

int parity_int(const parity *p, const char *key)
{
    return (int)find(p, key, 1)->values[0];
}
