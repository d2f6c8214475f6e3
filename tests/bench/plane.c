/* Planes of videos and of painted pictures (plane.h). */
#include "bench/plane.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/image.h"
#include "support/synthetic.h"
#include "video/source.h"

enum { PAINTED_HEIGHT = 480, PAINTED_WIDTH = 640 };

fovea_status plane_open(plane *p, int height, int width)
{
    *p = (plane){height, width, calloc((size_t)height * (size_t)width, sizeof *p->at)};
    return p->at ? FOVEA_OK : FOVEA_ERR_NOMEM;
}

void plane_close(plane *p)
{
    free(p->at);
    *p = (plane){0};
}

static fovea_status copy_luma(plane *p, const fovea_image *image)
{
    const fovea_component *c = &image->component[0];
    fovea_status status = plane_open(p, c->height, c->width);
    float peak = (float)((1 << c->bits) - 1);
    for (int y = 0; status == FOVEA_OK && y < c->height; y++)
        for (int x = 0; x < c->width; x++)
            p->at[(ptrdiff_t)y * c->width + x] = (float)fovea_component_sample(c, x, y) / peak;
    return status;
}

static void print_message(void *context, fovea_log_level level, const char *message)
{
    (void)context;
    if (level != FOVEA_LOG_INFO)
        fprintf(stderr, "fovea_bench: %s\n", message);
}

fovea_status plane_read(plane *p, const char *video, double share)
{
    source *s;
    *p = (plane){0};
    source_options options = {.log = {.write = print_message}};
    fovea_status status = source_open(&s, video, &options);
    if (status != FOVEA_OK)
        return status;
    int64_t wanted = (int64_t)(share * (double)source_information(s).frames);
    frame *f = NULL;
    for (int64_t i = 0; status == FOVEA_OK && i <= wanted; i++) {
        frame *next;
        status = source_read(s, &next);
        if (status == FOVEA_OK) {
            frame_unref(&f);
            f = next;
        }
    }
    /* The number of frames is an estimate: the last one will do. */
    status = f ? copy_luma(p, &f->image) : status == FOVEA_OK ? FOVEA_ERR_FORMAT : status;
    frame_unref(&f);
    source_close(&s);
    return status;
}

fovea_status plane_paint(plane *p, int height, int width, uint64_t seed)
{
    synthetic *painter;
    *p = (plane){0};
    fovea_status status = synthetic_open(&painter, width, height, SYNTHETIC_GREY8, seed);
    if (status != FOVEA_OK)
        return status;
    synthetic_scene scene = {
        .x = (float)width / 2, .y = (float)height / 2, .scale = 3, .angle = 0.3F, .light = 1};
    fovea_image image = synthetic_render(painter, &scene, NULL);
    status = copy_luma(p, &image);
    synthetic_close(&painter);
    return status;
}

fovea_status plane_of_list(plane *p, const plane_list *list, int i)
{
    if (list->video)
        return plane_read(p, list->video[i], 0.5);
    return plane_paint(p, PAINTED_HEIGHT, PAINTED_WIDTH, 1 + (uint64_t)i);
}

double plane_random(uint64_t *state)
{
    /* splitmix64 */
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (double)((z ^ z >> 31) >> 11) / 9007199254740992.0;
}
