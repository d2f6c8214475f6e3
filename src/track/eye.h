/* eye.h - one look: an attention window of the picture, and what it tells of the object.
 *
 * An eye is the tracker's scratch: it holds the last look but remembers nothing. */
#ifndef FOVEA_TRACK_EYE_H
#define FOVEA_TRACK_EYE_H

#include "attention/glimpse.h"
#include "track/memory.h"

/* What a look found, at the best place in its window. */
typedef struct fovea_evidence {
    float x, y;       /* the place: centre of the object, picture px                      */
    float peak;       /* the filter's response there                                      */
    float sharpness;  /* the same in standard deviations above the mean response          */
    float rival;      /* the highest response elsewhere, as a share of peak               */
    float first_peak; /* response of the first frame's filter at or near the place        */
    float color;      /* mean likelihood of the object's colours                          */
} fovea_evidence;

typedef struct fovea_eye {
    fovea_glimpser *glimpser;
    fovea_filter *filter;
    fovea_scale *scale;
    uint32_t stage_ns[FOVEA_STAGES];    /* added to by every call; the caller clears it */
    fovea_box window;                   /* of the last look, picture px                 */
    float rgb[3 * GLIMPSE_PIXELS];      /* the last look's glimpse                      */
    float side_rgb[3 * GLIMPSE_PIXELS]; /* of glances and of learning                */
    float luma[GLIMPSE_PIXELS];
    float features[FEATURE_CHANNELS * FEATURE_CELLS];
    float response[FEATURE_CELLS], first_response[FEATURE_CELLS], color_response[FEATURE_CELLS];
    float pyramid[SCALE_LEVELS * SCALE_FEATURES];
    fovea_hog_scratch hog;
    fovea_color_scratch color;
} fovea_eye;

/* All memory, by calloc; ERR_NOMEM. */
fovea_status fovea_eye_open(fovea_eye **out, const fovea_kernels *kernels) FOVEA_CHECKED;
void fovea_eye_close(fovea_eye **eye);

/* Looks at the window that memory's object would have at (x, y). The image must be valid. */
fovea_evidence fovea_eye_look(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                              float x, float y);

/* Takes the glimpse of a wide window, without features: the place in it where the object's
 * colours are densest. The last look stays. */
void fovea_eye_glance(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                      fovea_box window, float *x, float *y);

/* In the last look: the level of the scale pyramid that has the size of the object at (x, y). */
float fovea_eye_measure(fovea_eye *eye, const fovea_memory *m, float x, float y);

/* How fast each part of the memory learns: 0 not at all, 1 forgets all before. */
typedef struct fovea_rates {
    float filter, color, scale;
} fovea_rates;

/* Looks at the object where memory says it is and moves the memory towards it; `level` is
 * what the pyramid of the last fovea_eye_measure() told. The last look's glimpse stays. */
void fovea_eye_learn(fovea_eye *eye, fovea_memory *m, const fovea_image *image, float level,
                     fovea_rates rates);

#endif
