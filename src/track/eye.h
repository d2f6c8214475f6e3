/* eye.h - one look: an attention window of the picture, and what it tells of the object.
 *
 * An eye is the tracker's scratch: it holds the last look but remembers nothing. What is seen in a
 * window is a model's business (eye_model.h); who looks need not know which model it is. */
#ifndef FOVEA_TRACK_EYE_H
#define FOVEA_TRACK_EYE_H

#include "attention/glimpse.h"
#include "track/confidence.h"
#include "track/memory.h"

typedef enum fovea_gaze_kind {
    GAZE_TRACK,  /* the object is expected at the place        */
    GAZE_SEARCH, /* it may be anywhere in the window           */
    GAZE_COARSE, /* likewise, in a window of twice the size    */
} fovea_gaze_kind;

/* Where to look, and for an object of what size. */
typedef struct fovea_gaze {
    fovea_place place;
    fovea_gaze_kind kind;
} fovea_gaze;

/* What a look found, at the best place in its window. All of it is finite. */
typedef struct fovea_evidence {
    fovea_place place;        /* of the object; a model may keep the size as it was    */
    float confidence;         /* that a box there overlaps the object by IoU > 0.5     */
    float first;              /* log-odds by what was learned at the start alone: where the
                                 object is expected, their running mean (memory's, with
                                 this look's); 0 of a model that does not tell         */
    float term[EVIDENCE_MAX]; /* what makes the confidence, in the model's own terms   */
} fovea_evidence;

typedef struct fovea_eye_model fovea_eye_model;
typedef struct fovea_classic fovea_classic;
typedef struct fovea_learned fovea_learned;

typedef struct fovea_eye {
    const fovea_eye_model *model;
    fovea_regression regression; /* from evidence to confidence */
    fovea_classic *classic;      /* the model's own scratch: one of them, the other is NULL */
    fovea_learned *learned;
    fovea_glimpser *glimpser;
    uint32_t stage_ns[FOVEA_STAGES];    /* added to by every call; the caller clears it  */
    fovea_box window;                   /* of the last look, picture px                  */
    int side;                           /* of its glimpse, pixels                        */
    float rgb[3 * GLIMPSE_PIXELS];      /* the last look's glimpse                       */
    float side_rgb[3 * GLIMPSE_PIXELS]; /* of glances and of learning                    */
    float color_response[FEATURE_CELLS];
    fovea_color_scratch color;
} fovea_eye;

/* All memory, and the model's weights, as config says. The log says what fails. ERR_NOMEM,
 * ERR_ARG (no such model), ERR_UNSUPPORTED (no weights), ERR_IO, ERR_FORMAT (bad ones). */
fovea_status fovea_eye_open(fovea_eye **out, const fovea_config *config) FOVEA_CHECKED;
void fovea_eye_close(fovea_eye **eye);

/* The window that a gaze looks at, picture px. */
fovea_box fovea_eye_window(const fovea_eye *eye, fovea_gaze gaze);

/* Images must be valid. ERR_NOMEM of any call that looks: as of fovea_net_see(); the classical
 * model never fails.
 *
 * Looks at the object where memory has it for the first time, and learns all there is. */
fovea_status fovea_eye_start(fovea_eye *eye, fovea_memory *m,
                             const fovea_image *image) FOVEA_CHECKED;

/* Looks for what memory knows. */
fovea_status fovea_eye_look(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                            fovea_gaze gaze, fovea_evidence *out) FOVEA_CHECKED;

/* Where the last look, whose evidence it is, moves memory's place. */
fovea_place fovea_eye_follow(fovea_eye *eye, const fovea_memory *m, const fovea_evidence *evidence);

/* Learns from the last look, whose evidence it is; memory's place is where that led. The last
 * look's glimpse stays. */
void fovea_eye_learn(fovea_eye *eye, fovea_memory *m, const fovea_image *image,
                     const fovea_evidence *evidence);

/* Takes the glimpse of a wide window and no features: the place in it where the object's colours
 * are densest. The last look stays. */
void fovea_eye_glance(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                      fovea_box window, float *x, float *y);

#endif
