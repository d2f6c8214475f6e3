/* synthetic.h - small test pictures whose truth is known: a textured object on a textured
 * ground that moves by itself. No files; the same seed and scene give the same bytes.
 *
 * The object is a rectangle of SYNTHETIC_WIDTH x SYNTHETIC_HEIGHT pixels at scale 1 with
 * anti-aliased edges and a warm texture of its own; the ground repeats every 512 pixels. The
 * Y'CbCr layouts are BT.709, limited range, with chroma in the middle of the pixels it covers;
 * RGB and grey are full range (grey is the luma). */
#ifndef FOVEA_TESTS_SYNTHETIC_H
#define FOVEA_TESTS_SYNTHETIC_H

#include <stdint.h>

#include "fovea.h"

#define SYNTHETIC_WIDTH 48
#define SYNTHETIC_HEIGHT 36

typedef struct synthetic synthetic;

typedef enum synthetic_layout {
    SYNTHETIC_GREY8,
    SYNTHETIC_YUV420P,
    SYNTHETIC_NV12,
    SYNTHETIC_YUYV422,
    SYNTHETIC_RGB24,
    SYNTHETIC_YUV420P10, /* in the low bits of two bytes */
    SYNTHETIC_LAYOUTS
} synthetic_layout;

/* What is to be seen. */
typedef struct synthetic_scene {
    float x, y;         /* the object's middle, pixels (0, 0: the picture's corner) */
    float scale;        /* 1: as stated above; 0: no object                         */
    float angle;        /* radians, from x towards y                                */
    float pan_x, pan_y; /* the ground's motion to the right and down, pixels        */
    float light;        /* factor on all of it; 1: as painted                       */
} synthetic_scene;

/* Both sides 1 .. 4096. ERR_ARG, ERR_NOMEM. */
fovea_status synthetic_open(synthetic **out, int width, int height, synthetic_layout layout,
                            uint64_t seed) FOVEA_CHECKED;

/* Paints the scene. The image lies in the context and is valid until the next render or close.
 * box (may be NULL): the exact bounds of the whole object, also where they leave the picture. */
fovea_image synthetic_render(synthetic *s, const synthetic_scene *scene, fovea_box *box);

/* Accepts a pointer to NULL; sets *s to NULL. */
void synthetic_close(synthetic **s);

#endif
