/* What looks share, whatever the model (eye.h). */
#include "track/eye.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "track/eye_model.h"

/* ---- open and close ------------------------------------------------------------------ */

static const fovea_eye_model *const models[] = {
    [FOVEA_MODEL_LEARNED] = &fovea_eye_learned,
    [FOVEA_MODEL_CLASSIC] = &fovea_eye_classic,
};

fovea_status fovea_eye_open(fovea_eye **out, const fovea_config *config)
{
    *out = NULL;
    if ((unsigned)config->model >= sizeof models / sizeof *models) {
        fovea_log_message(&config->log, FOVEA_LOG_ERROR, "tracker: %d is no model",
                          (int)config->model);
        return FOVEA_ERR_ARG;
    }
    fovea_eye *eye = calloc(1, sizeof *eye);
    if (!eye || fovea_glimpser_open(&eye->glimpser, fovea_kernels_get(config->cpu)) != FOVEA_OK) {
        free(eye);
        fovea_log_message(&config->log, FOVEA_LOG_ERROR, "tracker: out of memory");
        return FOVEA_ERR_NOMEM;
    }
    eye->model = models[config->model];
    eye->regression = *eye->model->regression;
    fovea_status status = eye->model->open(eye, config);
    if (status == FOVEA_OK)
        *out = eye;
    else
        fovea_eye_close(&eye);
    return status;
}

void fovea_eye_close(fovea_eye **eye)
{
    if (*eye) {
        (*eye)->model->close(*eye);
        fovea_glimpser_close(&(*eye)->glimpser);
    }
    free(*eye);
    *eye = NULL;
}

/* ---- what a model does --------------------------------------------------------------- */

fovea_box fovea_eye_window(const fovea_eye *eye, fovea_gaze gaze)
{
    return eye->model->window(eye, gaze);
}

fovea_status fovea_eye_start(fovea_eye *eye, fovea_memory *m, const fovea_image *image)
{
    eye->window = fovea_eye_window(eye, (fovea_gaze){m->place, GAZE_TRACK});
    return eye->model->start(eye, m, image);
}

fovea_status fovea_eye_look(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                            fovea_gaze gaze, fovea_evidence *out)
{
    eye->window = fovea_eye_window(eye, gaze);
    fovea_status status = eye->model->look(eye, m, image, gaze, out);
    if (status == FOVEA_OK)
        out->confidence = fovea_confidence(&eye->regression, out->term);
    return status;
}

fovea_place fovea_eye_follow(fovea_eye *eye, const fovea_memory *m, const fovea_evidence *evidence)
{
    return eye->model->follow(eye, m, evidence);
}

void fovea_eye_learn(fovea_eye *eye, fovea_memory *m, const fovea_image *image,
                     const fovea_evidence *evidence)
{
    eye->model->learn(eye, m, image, evidence);
}

/* ---- what models share --------------------------------------------------------------- */

void fovea_eye_book(fovea_eye *eye, fovea_stage stage, int64_t *since)
{
    int64_t now = fovea_clock_ns();
    eye->stage_ns[stage] += (uint32_t)(now - *since);
    *since = now;
}

void fovea_eye_glimpse(fovea_eye *eye, const fovea_image *image, fovea_box window, int side,
                       float *rgb)
{
    fovea_status status = fovea_glimpse_image(eye->glimpser, image, window, side, side, rgb);
    (void)status;
}

fovea_box fovea_eye_surroundings(fovea_eye *eye, const fovea_memory *m, const fovea_image *image)
{
    fovea_box window = fovea_surroundings(m->place);
    fovea_eye_glimpse(eye, image, window, GLIMPSE_SIDE, eye->side_rgb);
    return window;
}

void fovea_eye_learn_color(fovea_eye *eye, fovea_memory *m, fovea_box window, float rate)
{
    fovea_color_learn(&m->color, eye->side_rgb, m->place.w * GLIMPSE_SIDE / window.w,
                      m->place.h * GLIMPSE_SIDE / window.h, rate);
}

void fovea_eye_glance(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                      fovea_box window, float *x, float *y)
{
    int64_t since = fovea_clock_ns();
    fovea_eye_glimpse(eye, image, window, GLIMPSE_SIDE, eye->side_rgb);
    fovea_color_respond(&m->color, eye->side_rgb, m->place.w * GLIMPSE_SIDE / window.w,
                        m->place.h * GLIMPSE_SIDE / window.h, eye->color_response, &eye->color);
    int best = 0;
    for (int i = 0; i < FEATURE_CELLS; i++)
        best = eye->color_response[i] > eye->color_response[best] ? i : best;
    *x = window.x + (float)(best % FEATURE_SIDE) * window.w / FEATURE_SIDE;
    *y = window.y + (float)(best / FEATURE_SIDE) * window.h / FEATURE_SIDE;
    fovea_eye_book(eye, FOVEA_STAGE_SEARCH, &since);
}
