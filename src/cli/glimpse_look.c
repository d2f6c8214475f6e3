/* Four mechanisms, one window: the parameters that a box or the command line gives each. */
#include "cli/glimpse_look.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

enum { SIDE_DEFAULT = 48, CROP_PIXELS_MAX = 1 << 26 };

/* What a look needs to know. */
typedef struct scene_of {
    fovea_attention *attention;
    const float *rgb;
    fovea_shape shape;
    const glimpse_options *options;
} scene_of;

static void set_corners(glimpse_look *look, fovea_box b)
{
    float x[4] = {b.x, b.x + b.w, b.x + b.w, b.x}, y[4] = {b.y, b.y, b.y + b.h, b.y + b.h};
    for (int i = 0; i < 4; i++) {
        look->corner[i][0] = x[i];
        look->corner[i][1] = y[i];
    }
}

static fovea_status set_picture(glimpse_look *look, int h, int w)
{
    look->rgb = malloc(3 * (size_t)h * (size_t)w * sizeof *look->rgb);
    look->panel.picture = (fovea_glimpse){look->rgb, h, w};
    return look->rgb ? FOVEA_OK : FOVEA_ERR_NOMEM;
}

/* The glimpse's size as given, or the window's shape with SIDE_DEFAULT along its longer side. */
static glimpse_size size_of(const glimpse_options *options)
{
    if (options->size.h > 0)
        return options->size;
    float longer = fmaxf(options->box.w, options->box.h);
    return (glimpse_size){
        .h = (int)fmaxf(roundf(options->box.h / longer * SIDE_DEFAULT), 1),
        .w = (int)fmaxf(roundf(options->box.w / longer * SIDE_DEFAULT), 1),
    };
}

/* The nearest integer, not so far out that sums overflow. */
static int whole(float v)
{
    return (int)lroundf(fminf(fmaxf(v, -1e9F), 1e9F));
}

static fovea_status look_crop(glimpse_look *look, const scene_of *scene)
{
    fovea_box box = scene->options->box;
    int x = whole(box.x), y = whole(box.y), w = whole(box.w), h = whole(box.h);
    if (w > FOVEA_SIDE_MAX || h > FOVEA_SIDE_MAX || (int64_t)w * h > CROP_PIXELS_MAX)
        return FOVEA_ERR_ARG;
    fovea_status status = set_picture(look, h, w);
    if (status != FOVEA_OK)
        return status;
    set_corners(look, (fovea_box){(float)x, (float)y, (float)w, (float)h});
    look->panel.title = "hard attention: crop";
    snprintf(look->panel.detail, SHEET_DETAIL_MAX, "%d x %d pixels, as they are", w, h);
    return fovea_crop(look->rgb, scene->rgb, scene->shape, y, x, h, w);
}

/* Adds ", s = 2" to what is said of a picture, or ", s = 2 x 3" where the axes differ. */
static void say_of_axes(glimpse_look *look, const char *name, float x, float y)
{
    char second[24] = "", *detail = look->panel.detail;
    size_t length = strlen(detail);
    if (x != y)
        snprintf(second, sizeof second, " x %.3g", (double)y);
    snprintf(detail + length, SHEET_DETAIL_MAX - length, ", %s = %.3g%s", name, (double)x, second);
}

static float largest(const float *values, ptrdiff_t n)
{
    float most = values[0];
    for (ptrdiff_t i = 1; i < n; i++)
        most = fmaxf(most, values[i]);
    return most;
}

/* The mask sums to 1; to be seen, it is scaled so that its largest value is 1. */
static fovea_status mask_picture(glimpse_look *look, const scene_of *scene, float *mask,
                                 fovea_gaussian_window window)
{
    fovea_shape s = scene->shape;
    fovea_status status = fovea_mask_gaussian(scene->attention, mask, window, s.height, s.width);
    if (status != FOVEA_OK)
        return status;
    ptrdiff_t pixels = (ptrdiff_t)s.height * s.width;
    float most = largest(mask, pixels);
    for (ptrdiff_t i = 0; i < pixels; i++)
        mask[i] /= most;
    return fovea_mask_apply(look->rgb, scene->rgb, s, mask);
}

/* The window is two standard deviations to each side. */
static fovea_status look_mask(glimpse_look *look, const scene_of *scene)
{
    fovea_box box = scene->options->box;
    const glimpse_params *params = &scene->options->params;
    fovea_gaussian_window window = {
        .y = {.u = box.y + box.h / 2 - 0.5F, .s = params->count ? params->value[0] : box.h / 4},
        .x = {.u = box.x + box.w / 2 - 0.5F, .s = params->count ? params->value[1] : box.w / 4},
    };
    fovea_shape s = scene->shape;
    fovea_status status = set_picture(look, s.height, s.width);
    float *mask = malloc((size_t)s.height * (size_t)s.width * sizeof *mask);
    if (status == FOVEA_OK)
        status = mask ? mask_picture(look, scene, mask, window) : FOVEA_ERR_NOMEM;
    free(mask);
    set_corners(look, box);
    look->panel.title = "soft attention: mask";
    snprintf(look->panel.detail, SHEET_DETAIL_MAX, "%d x %d pixels", s.width, s.height);
    say_of_axes(look, "s", window.x.s, window.y.s);
    return status;
}

static fovea_status look_gaussian(glimpse_look *look, const scene_of *scene)
{
    fovea_box box = scene->options->box;
    glimpse_size size = size_of(scene->options);
    const float *p = scene->options->params.value;
    fovea_gaussian_window window = {{p[0], p[1], p[2]}, {p[3], p[4], p[5]}};
    if (scene->options->params.count == 0)
        window = (fovea_gaussian_window){fovea_gaussian_cover(box.y, box.h, size.h),
                                         fovea_gaussian_cover(box.x, box.w, size.w)};
    else
        box = (fovea_box){window.x.u - window.x.d / 2 + 0.5F, window.y.u - window.y.d / 2 + 0.5F,
                          window.x.d * (float)size.w, window.y.d * (float)size.h};
    fovea_status status = set_picture(look, size.h, size.w);
    if (status != FOVEA_OK)
        return status;
    set_corners(look, box);
    look->panel.title = "Gaussian attention";
    snprintf(look->panel.detail, SHEET_DETAIL_MAX, "%d x %d Gaussians", size.w, size.h);
    say_of_axes(look, "s", window.x.s, window.y.s);
    say_of_axes(look, "d", window.x.d, window.y.d);
    return fovea_gaussian_glimpse(scene->attention, look->rgb, scene->rgb, scene->shape, window,
                                  size.h, size.w, FOVEA_GAUSSIAN_TRUNCATED);
}

/* The glimpse's edges lie at -1 and 1. */
static void set_affine_corners(glimpse_look *look, const fovea_affine *theta, fovea_shape shape)
{
    static const float end[4][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
    const float side[2] = {(float)shape.width, (float)shape.height};
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 2; k++) {
            const float *m = theta->m[k];
            float at = m[0] * end[i][0] + m[1] * end[i][1] + m[2];
            look->corner[i][k] = (at + 1) / 2 * side[k];
        }
}

static fovea_affine affine_of(const scene_of *scene, glimpse_size size)
{
    const glimpse_params *params = &scene->options->params;
    const float *p = params->value;
    if (params->count == 6)
        return (fovea_affine){{{p[0], p[1], p[2]}, {p[3], p[4], p[5]}}};
    fovea_scaling scaling = {p[0], p[1], p[2], p[3]};
    if (params->count == 0)
        scaling = fovea_scaling_cover(scene->options->box, scene->shape.height, scene->shape.width,
                                      size.h, size.w, 0);
    return fovea_affine_of_scaling(scaling);
}

static fovea_status look_stn(glimpse_look *look, const scene_of *scene)
{
    glimpse_size size = size_of(scene->options);
    fovea_affine theta = affine_of(scene, size);
    fovea_status status = set_picture(look, size.h, size.w);
    float *grid = malloc(2 * (size_t)size.h * (size_t)size.w * sizeof *grid);
    if (status == FOVEA_OK)
        status = grid ? fovea_affine_grid(grid, theta, size.h, size.w, 0) : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK)
        status = fovea_grid_sample(scene->attention, look->rgb, scene->rgb, scene->shape, grid,
                                   size.h, size.w, (fovea_sampling){FOVEA_PADDING_BORDER, 0});
    free(grid);
    set_affine_corners(look, &theta, scene->shape);
    look->panel.title = "spatial transformer";
    snprintf(look->panel.detail, SHEET_DETAIL_MAX, "%d x %d samples, bilinear", size.w, size.h);
    return status;
}

fovea_status glimpse_look_at(glimpse_look *look, fovea_attention *attention, const float *rgb,
                             fovea_shape shape, glimpse_attention mechanism,
                             const glimpse_options *options, const fovea_log *log)
{
    static fovea_status (*const looks[GLIMPSE_ATTENTIONS])(glimpse_look *, const scene_of *) = {
        [GLIMPSE_CROP] = look_crop,
        [GLIMPSE_MASK] = look_mask,
        [GLIMPSE_GAUSSIAN] = look_gaussian,
        [GLIMPSE_STN] = look_stn,
    };
    scene_of scene = {attention, rgb, shape, options};
    *look = (glimpse_look){0};
    fovea_status status = looks[mechanism](look, &scene);
    if (status == FOVEA_ERR_ARG && mechanism == GLIMPSE_CROP)
        fovea_log_message(log, FOVEA_LOG_ERROR,
                          "--box: a crop of %.0f x %.0f pixels is too large; at most %d a side and "
                          "%d in all",
                          (double)options->box.w, (double)options->box.h, FOVEA_SIDE_MAX,
                          CROP_PIXELS_MAX);
    else if (status == FOVEA_ERR_ARG)
        fovea_log_message(log, FOVEA_LOG_ERROR,
                          "the window leaves the range of numbers; take smaller ones in %s",
                          options->params.count > 0 ? "--params" : "--box");
    if (status != FOVEA_OK)
        glimpse_look_free(look);
    return status;
}

void glimpse_look_free(glimpse_look *look)
{
    free(look->rgb);
    *look = (glimpse_look){0};
}
