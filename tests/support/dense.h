/* dense.h - Gaussian attention written down a second time, straight from its definition, for
 * tests to hold attention/ against. */
#ifndef FOVEA_TESTS_DENSE_H
#define FOVEA_TESTS_DENSE_H

#include "attention/glimpse.h"

enum { DENSE_SIZE_MAX = 700 }; /* pixels along an axis */

/* row [size] of the mask for a Gaussian at `centre`: logits, less the largest, exp, normalised. */
void dense_row(double *row, double centre, double s, int size);

/* row [size] that the truncated form's i-th row must be near: dense on the view of every k-th
 * pixel, 0 between. */
void dense_strided_row(double *row, fovea_gaussian axis, int i, int size);

/* row [size] of the i-th Gaussian of the axis u, s, d on the pixels that the i-th of `kept` looks
 * at: those of its view whose logit is within 3.5^2/2 of the largest; normalised over these. */
void dense_truncated_row(double *row, const double *usd, fovea_gaussian kept, int i, int size);

/* out [h, w]: the glimpse of a component by such rows, in sample values. Not reentrant. */
void dense_component(const fovea_component *c, fovea_gaussian y, fovea_gaussian x, int h, int w,
                     double *out);

/* for (EACH(i, table)): i over a table's entries. */
// clang-format off
#define EACH(i, table) size_t i = 0; i < sizeof(table) / sizeof *(table); i++
// clang-format on

#endif
