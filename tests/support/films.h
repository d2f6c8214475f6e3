/* films.h - made-up sequences and what a tracker said of them, for tests of the evaluation. */
#ifndef FOVEA_TESTS_FILMS_H
#define FOVEA_TESTS_FILMS_H

#include "eval/sequence.h"
#include "eval/trajectory.h"

typedef struct film {
    sequence sequence;
    trajectory trajectory;
} film;

/* `frames` frames of a picture of unknown size: the object, present, and the tracker's box in
 * `box` each, confidence 1, tracking. Aborts the test without memory. */
film film_open(int frames, fovea_box box);
void film_close(film *f);

/* The object is absent in frame i, or nobody says where it is. */
void film_absent(film *f, int i);
void film_unknown(film *f, int i);

/* What the tracker says of frame i. */
void film_say(film *f, int i, fovea_box box, float confidence, fovea_state state);

/* A film in which the object wanders, goes and comes back, and the tracker follows it more or less;
 * different for each seed. */
film film_random(int frames, unsigned seed);

#endif
