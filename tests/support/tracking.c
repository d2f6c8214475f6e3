/* tracking.c - the film, and results held to what fovea.h promises. */
#include "support/tracking.h"

#include <math.h>
#include <stdlib.h>

#include "base/box.h"
#include "support/check_main.h"

synthetic_scene film_scene(int frame)
{
    float t = (float)frame;
    int gone = frame >= FILM_GONE && frame < FILM_BACK;
    return (synthetic_scene){
        .x = 128 + 64 * sinf(t * 0.05F),
        .y = 96 + 40 * sinf(t * 0.08F),
        .scale = gone ? 0 : 1 + 0.25F * sinf(t * 0.04F),
        .angle = 0.1F * sinf(t * 0.06F),
        .pan_x = 0.7F * t,
        .pan_y = 0.2F * t,
        .light = 1 - 0.2F * sinf(t * 0.03F),
    };
}

synthetic *film_open(synthetic_layout layout)
{
    synthetic *film;
    ck_assert_int_eq(synthetic_open(&film, FILM_WIDTH, FILM_HEIGHT, layout, 17), FOVEA_OK);
    return film;
}

fovea_config tracking_config(fovea_model model)
{
    fovea_config config;
    fovea_config_default(&config);
    config.model = model;
    config.weights = FOVEA_PARITY "/net/tiny.safetensors";
    return config;
}

fovea_tracker *tracking_open(fovea_config config)
{
    fovea_tracker *tracker;
    ck_assert_int_eq(fovea_tracker_open(&tracker, &config), FOVEA_OK);
    return tracker;
}

fovea_tracker *tracking_start(fovea_config config, synthetic *film, synthetic_scene scene)
{
    fovea_tracker *tracker = tracking_open(config);
    fovea_box truth;
    fovea_image image = synthetic_render(film, &scene, &truth);
    ck_assert_int_eq(fovea_tracker_start(tracker, &image, truth, NULL), FOVEA_OK);
    return tracker;
}

fovea_result tracking_step(fovea_tracker *tracker, const fovea_image *image, float dt)
{
    fovea_result r;
    ck_assert_int_eq(fovea_tracker_step(tracker, image, dt, &r), FOVEA_OK);
    const char *fault = tracking_fault(&r, image->width, image->height, (fovea_box){0, 0, 1, 1});
    ck_assert_msg(fault == NULL, "%s", fault);
    return r;
}

const char *tracking_fault(const fovea_result *r, int width, int height, fovea_box start)
{
    float w = (float)width, h = (float)height;
    float x = r->box.x + r->box.w / 2, y = r->box.y + r->box.h / 2;
    float slack = 1e-3F * (w + h + r->box.w + r->box.h);
    if (!fovea_box_valid(r->box))
        return "the box is not finite or empty";
    if (!fovea_box_valid(r->window))
        return "the window is not finite or empty";
    if (!(x >= -slack && x <= w + slack && y >= -slack && y <= h + slack))
        return "the box has left the picture";
    /* Aspect is kept, so the side that is less than its limit may be the other's share. */
    if (r->box.w > fmaxf(2 * w, start.w) + slack || r->box.h > fmaxf(2 * h, start.h) + slack)
        return "the box is far larger than the picture";
    if (!(r->confidence >= 0 && r->confidence <= 1))
        return "the confidence is not in 0..1";
    if (r->state != FOVEA_TRACKING && r->state != FOVEA_UNCERTAIN && r->state != FOVEA_LOST)
        return "the state is none";
    return NULL;
}

void *tracking_save(const fovea_tracker *tracker, size_t *size)
{
    size_t bytes = fovea_tracker_state_size(tracker);
    void *state = malloc(bytes);
    ck_assert_ptr_nonnull(state);
    fovea_tracker_save(tracker, state);
    if (size)
        *size = bytes;
    return state;
}
