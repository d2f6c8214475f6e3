/* tracking.h - what tests of the tracker share: a film whose truth is known, and what every
 * result must be, whatever was seen. */
#ifndef FOVEA_TESTS_TRACKING_H
#define FOVEA_TESTS_TRACKING_H

#include <stdint.h>

#include "fovea.h"
#include "support/synthetic.h"

enum {
    FILM_WIDTH = 256,
    FILM_HEIGHT = 192,
    FILM_FRAMES = 200,
    FILM_GONE = 150, /* the object is not there in [FILM_GONE, FILM_BACK) */
    FILM_BACK = 175,
};

/* The scene of frame 0 .. FILM_FRAMES - 1: the object goes round, grows and shrinks, turns a
 * little, the light changes, the ground pans; it is away for a while and comes back near. */
synthetic_scene film_scene(int frame);

/* A synthetic picture of the film's size; fails the test if it cannot be had. */
synthetic *film_open(synthetic_layout layout);

/* The defaults but for the model, and for its weights: the small network of tests/parity/net, whose
 * random weights know nothing. What holds for it holds for any. */
fovea_config tracking_config(fovea_model model);

/* A tracker; fails the test if it cannot be had. */
fovea_tracker *tracking_open(fovea_config config);

/* The same, started on a scene with the true box. */
fovea_tracker *tracking_start(fovea_config config, synthetic *film, synthetic_scene scene);

/* One step; fails the test unless it succeeds with a sane result. */
fovea_result tracking_step(fovea_tracker *tracker, const fovea_image *image, float dt);

/* What is wrong with a result for a picture of this size: NULL, or a text. All finite, box and
 * window not empty, centre in the picture, sides at most twice the picture's (or the start's),
 * confidence in 0..1, a state. */
const char *tracking_fault(const fovea_result *r, int width, int height, fovea_box start);

/* The whole state, to be freed with free(); *size (may be NULL) is its size. */
void *tracking_save(const fovea_tracker *tracker, size_t *size);

#endif
