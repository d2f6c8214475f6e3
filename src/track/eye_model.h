/* eye_model.h - what a model does for an eye (eye.h), and what models share. */
#ifndef FOVEA_TRACK_EYE_MODEL_H
#define FOVEA_TRACK_EYE_MODEL_H

#include "track/eye.h"

/* The calls are those of eye.h. `open` makes the model's own scratch, `close` accepts that there
 * is none; `start` and `look` find the eye's window laid already. */
struct fovea_eye_model {
    const fovea_regression *regression;
    fovea_status (*open)(fovea_eye *eye, const fovea_config *config);
    void (*close)(fovea_eye *eye);
    fovea_box (*window)(const fovea_eye *eye, fovea_gaze gaze);
    fovea_status (*start)(fovea_eye *eye, fovea_memory *m, const fovea_image *image);
    fovea_status (*look)(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                         fovea_gaze gaze, fovea_evidence *out);
    fovea_place (*follow)(fovea_eye *eye, const fovea_memory *m, const fovea_evidence *evidence);
    void (*learn)(fovea_eye *eye, fovea_memory *m, const fovea_image *image,
                  const fovea_evidence *evidence);
};

extern const fovea_eye_model fovea_eye_classic, fovea_eye_learned;

/* Books the time since *since for a stage; *since becomes now. */
void fovea_eye_book(fovea_eye *eye, fovea_stage stage, int64_t *since);

/* rgb [3, side, side] of a window. Windows and images have been checked, so it cannot fail. */
void fovea_eye_glimpse(fovea_eye *eye, const fovea_image *image, fovea_box window, int side,
                       float *rgb);

/* Glimpses the surroundings of memory's place into side_rgb; the window. */
fovea_box fovea_eye_surroundings(fovea_eye *eye, const fovea_memory *m, const fovea_image *image);

/* Moves memory's colours towards side_rgb, whose window has the object in its centre. */
void fovea_eye_learn_color(fovea_eye *eye, fovea_memory *m, fovea_box window, float rate);

#endif
