/* Pictures in memory (film.h). */
#include "bench/film.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "support/synthetic.h"

#define PI 3.14159265F
#define ROW_ALIGNMENT 64
#define STEP 0.05F /* of the object a frame, in its widths */
#define PAN 2.0F   /* of the ground a frame, pixels */

const film_size film_sizes[FILM_SIZES] = {
    {"480p", 854, 480}, {"720p", 1280, 720}, {"1080p", 1920, 1080}, {"4K", 3840, 2160}};

static synthetic_scene scene_at(film_size size, float object_width, int n, int count)
{
    float turn = 2 * PI * (float)n / (float)count;
    float around = (float)count / (2 * PI); /* radius of a circle of unit steps */
    float reach = STEP * object_width * around;
    return (synthetic_scene){
        .x = (float)size.width / 2 + reach * cosf(turn),
        .y = (float)size.height / 2 + reach * sinf(turn),
        .scale = object_width / SYNTHETIC_WIDTH,
        .pan_x = PAN * around * sinf(turn),
        .pan_y = PAN * around * cosf(turn),
        .light = 1,
    };
}

/* Replaces the borrowed components of *image by copies. */
static fovea_status keep(fovea_image *image)
{
    for (int i = 0; i < image->components; i++) {
        fovea_component *c = &image->component[i];
        ptrdiff_t pitch = (c->width + ROW_ALIGNMENT - 1) / ROW_ALIGNMENT * ROW_ALIGNMENT;
        uint8_t *copy = aligned_alloc(ROW_ALIGNMENT, (size_t)(pitch * c->height));
        for (int y = 0; copy && y < c->height; y++)
            memcpy(copy + y * pitch, c->base + y * c->step_y, (size_t)c->width);
        c->base = copy;
        c->step_y = pitch;
    }
    bool whole = image->component[0].base && image->component[1].base && image->component[2].base;
    return whole ? FOVEA_OK : FOVEA_ERR_NOMEM;
}

fovea_status film_open(film **out, film_size size, float object_width, int count, uint64_t seed)
{
    film *f = *out = calloc(1, sizeof *f);
    synthetic *painter = NULL;
    fovea_status status = f ? FOVEA_OK : FOVEA_ERR_NOMEM;
    if (f)
        status = synthetic_open(&painter, size.width, size.height, SYNTHETIC_YUV420P, seed);
    for (int n = 0; status == FOVEA_OK && n < count; n++) {
        synthetic_scene scene = scene_at(size, object_width, n, count);
        f->image[n] = synthetic_render(painter, &scene, &f->box[n]);
        f->count = n + 1;
        status = keep(&f->image[n]);
    }
    synthetic_close(&painter);
    if (status != FOVEA_OK)
        film_close(out);
    return status;
}

void film_close(film **f)
{
    for (int n = 0; *f && n < (*f)->count; n++)
        for (int i = 0; i < 3; i++)
            free((void *)(*f)->image[n].component[i].base);
    free(*f);
    *f = NULL;
}
