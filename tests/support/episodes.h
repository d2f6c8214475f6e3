/* episodes.h - made-up sequences and what a tracker said of them, for tests of the evaluation. */
#ifndef FOVEA_TESTS_EPISODES_H
#define FOVEA_TESTS_EPISODES_H

#include "eval/sequence.h"
#include "eval/trajectory.h"

typedef struct episode {
    sequence sequence;
    trajectory trajectory;
} episode;

/* `frames` frames of a picture of unknown size: the object, present, and the tracker's box in
 * `box` each, confidence 1, tracking. Aborts the test without memory. */
episode episode_open(int frames, fovea_box box);
void episode_close(episode *f);

/* The object is absent in frame i, or nobody says where it is. */
void episode_absent(episode *f, int i);
void episode_unknown(episode *f, int i);

/* What the tracker says of frame i. */
void episode_say(episode *f, int i, fovea_box box, float confidence, fovea_state state);

/* An episode in which the object wanders, goes and comes back, and the tracker follows it more or
 * less; different for each seed. */
episode episode_random(int frames, unsigned seed);

#endif
