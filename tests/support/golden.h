/* golden.h - a track kept in a file, one line a frame, and compared with tolerance.
 *
 * The file: comment lines that begin with #, then `frame x y w h confidence state`. */
#ifndef FOVEA_TESTS_GOLDEN_H
#define FOVEA_TESTS_GOLDEN_H

#include "fovea.h"

/* How far a track may be from the golden one. */
typedef struct golden_tolerance {
    float tracked_px;   /* each of x, y, w, h where the golden state is tracking */
    float untracked_px; /* elsewhere, where the box is a guess                   */
    float confidence;
} golden_tolerance;

/* Fails the test where results [count] (of frames 0, 1, ...) differ from the file: the first
 * lines that differ are printed. With FOVEA_UPDATE_GOLDEN=1 in the environment the file is
 * written instead, with `comment` (one line) above. */
void golden_compare(const char *path, const fovea_result *results, int count,
                    golden_tolerance tolerance, const char *comment);

#endif
