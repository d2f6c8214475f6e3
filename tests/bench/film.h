/* film.h - pictures in memory that differ from one to the next: a synthetic object on a small
 * circle over ground that moves, so that the last leads on to the first. 4:2:0, BT.709. */
#ifndef FOVEA_TESTS_BENCH_FILM_H
#define FOVEA_TESTS_BENCH_FILM_H

#include "fovea.h"

enum { FILM_FRAMES_MAX = 96 };

/* Sizes that the benches go through. */
typedef struct film_size {
    const char *name;
    int width, height;
} film_size;

enum { FILM_SIZES = 4 };
extern const film_size film_sizes[FILM_SIZES]; /* 480p, 720p, 1080p, 4K */

typedef struct film {
    int count;
    fovea_image image[FILM_FRAMES_MAX]; /* rows padded as a decoder pads them */
    fovea_box box[FILM_FRAMES_MAX];     /* the object's truth */
} film;

/* `object_width` in pixels; 0: no object. Each seed has ground and object of its own. ERR_NOMEM. */
fovea_status film_open(film **out, film_size size, float object_width, int count,
                       uint64_t seed) FOVEA_CHECKED;
void film_close(film **f);

#endif
