/* parity.h - reads what another implementation computed: cases of named integers and tensors.
 *
 * A file is text: "case NAME" begins a case, a line "KEY VALUE ..." is one of its entries. What is
 * not as expected fails the test that asks. */
#ifndef FOVEA_TESTS_PARITY_H
#define FOVEA_TESTS_PARITY_H

#include <stdbool.h>

typedef struct parity parity;

parity *parity_open(const char *path);
void parity_close(parity **p);

/* Goes to the next case; false: there is none. */
bool parity_next(parity *p);
const char *parity_case(const parity *p);

/* Entries of the case, owned by it; `count` values, which must be all. */
const double *parity_values(const parity *p, const char *key, int count);
const float *parity_floats(const parity *p, const char *key, int count);
int parity_int(const parity *p, const char *key);

#endif
