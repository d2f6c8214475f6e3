#include "support/episodes.h"

#include <math.h>
#include <stdlib.h>

#include "support/check_main.h"

episode episode_open(int frames, fovea_box box)
{
    episode f = {.sequence.frames = frames};
    f.sequence.annotation = calloc((size_t)frames, sizeof *f.sequence.annotation);
    ck_assert_ptr_nonnull(f.sequence.annotation);
    ck_assert_int_eq(trajectory_open(&f.trajectory, frames), FOVEA_OK);
    for (int i = 0; i < frames; i++) {
        f.sequence.annotation[i] = (annotation){.box = box, .cover = -1};
        episode_say(&f, i, box, 1, FOVEA_TRACKING);
    }
    return f;
}

void episode_close(episode *f)
{
    free(f->sequence.annotation);
    trajectory_close(&f->trajectory);
}

void episode_unknown(episode *f, int i)
{
    f->sequence.annotation[i].box = (fovea_box){NAN, NAN, NAN, NAN};
}

void episode_absent(episode *f, int i)
{
    episode_unknown(f, i);
    f->sequence.annotation[i].absent = true;
}

void episode_say(episode *f, int i, fovea_box box, float confidence, fovea_state state)
{
    f->trajectory.row[i] = (trajectory_row){box, confidence, state, 0.002, 0.001};
}

/* -1 .. 1 */
static float swing(unsigned *random)
{
    *random = *random * 1664525U + 1013904223U;
    return (float)(*random >> 8) / (float)(1 << 23) - 1;
}

episode episode_random(int frames, unsigned seed)
{
    fovea_box box = {100, 80, 40, 30};
    episode f = episode_open(frames, box);
    f.sequence.width = 320;
    f.sequence.height = 240;
    float off = 0;
    for (int i = 1; i < frames; i++) {
        box.x = fminf(fmaxf(box.x + 4 * swing(&seed), -20), 300);
        box.y = fminf(fmaxf(box.y + 4 * swing(&seed), -15), 220);
        off = fmaxf(off + 0.1F * swing(&seed), 0);
        fovea_box said = {box.x + off * box.w, box.y, box.w * (1 + 0.2F * swing(&seed)), box.h};
        float confidence = fminf(fmaxf(1 - off + 0.3F * swing(&seed), 0), 1);
        f.sequence.annotation[i].box = box;
        episode_say(&f, i, said, confidence, confidence < 0.2F ? FOVEA_LOST : FOVEA_TRACKING);
        f.trajectory.row[i].step_s = 0.002 + 0.001 * (double)swing(&seed);
        if (swing(&seed) > 0.96F)
            episode_absent(&f, i);
    }
    return f;
}
