/* scene.h - what there is to see at one moment: everything that window and render draw. */
#ifndef FOVEA_VIEW_SCENE_H
#define FOVEA_VIEW_SCENE_H

#include <stdbool.h>
#include <stdint.h>

#include "fovea.h"

/* All pointers are borrowed for the call. */
typedef struct scene {
    const fovea_image *image;
    double pixel_aspect; /* width of a pixel / its height */
    bool tracked;        /* result and glimpse are valid  */
    fovea_result result;
    fovea_glimpse glimpse;
    int64_t frame; /* number of the frame        */
    double time_s; /* NAN if unknown             */
    double fps;    /* frames tracked a second; 0: unknown */
    int64_t dropped;
    double latency_ms; /* capture to window; NAN: not a live source */
    bool live;
    bool paused;
} scene;

#endif
