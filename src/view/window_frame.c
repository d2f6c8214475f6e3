/* window_frame.c - the video frame as a texture: YUV planes as they are where the renderer
 * takes them, so that scaling and colour cost the CPU nothing; all else through
 * canvas_image() at the size drawn. */
#include "view/window_internal.h"

#include "base/image.h"

static bool takes(const window *w, Uint32 format)
{
    for (Uint32 i = 0; i < w->info.num_texture_formats; i++)
        if (w->info.texture_formats[i] == format)
            return true;
    return false;
}

/* SDL knows three conversions. */
static bool conversion_of(const fovea_image *image, SDL_YUV_CONVERSION_MODE *mode)
{
    bool full = image->range == FOVEA_RANGE_FULL;
    if (image->matrix == FOVEA_MATRIX_BT601)
        *mode = full ? SDL_YUV_CONVERSION_JPEG : SDL_YUV_CONVERSION_BT601;
    else if (image->matrix == FOVEA_MATRIX_BT709 && !full)
        *mode = SDL_YUV_CONVERSION_BT709;
    else
        return false;
    return true;
}

/* IYUV, NV12 or NV21 when the components lie in memory like that, else 0. */
static Uint32 yuv_format_of(const fovea_image *image)
{
    const fovea_component *c = image->component;
    if (image->components != 3 || c[0].step_x != 1 || c[1].step_y != c[2].step_y)
        return 0;
    for (int i = 0; i < 3; i++)
        if (c[i].bits != 8 || c[i].shift != 0 || c[i].step_y < c[i].width)
            return 0;
    if (c[1].width != (image->width + 1) / 2 || c[1].height != (image->height + 1) / 2)
        return 0;
    if (c[1].step_x == 1 && c[2].step_x == 1)
        return SDL_PIXELFORMAT_IYUV;
    if (c[1].step_x != 2 || c[2].step_x != 2)
        return 0;
    if (c[2].base == c[1].base + 1)
        return SDL_PIXELFORMAT_NV12;
    return c[1].base == c[2].base + 1 ? SDL_PIXELFORMAT_NV21 : 0;
}

/* The texture, made anew when its kind changes. */
static bool prepare(window *w, Uint32 format, int width, int height)
{
    frame_texture *f = &w->frame;
    if (f->texture && f->format == format && f->width == width && f->height == height)
        return true;
    if (f->texture)
        SDL_DestroyTexture(f->texture);
    f->texture = SDL_CreateTexture(w->renderer, format, SDL_TEXTUREACCESS_STREAMING, width, height);
    if (!f->texture)
        return false;
    f->format = format;
    f->width = width;
    f->height = height;
    SDL_SetTextureScaleMode(f->texture, SDL_ScaleModeLinear);
    return true;
}

static bool upload_yuv(window *w, const fovea_image *image, Uint32 format)
{
    const fovea_component *c = image->component;
    if (!prepare(w, format, image->width, image->height))
        return false;
    SDL_Texture *texture = w->frame.texture;
    if (format == SDL_PIXELFORMAT_IYUV)
        return SDL_UpdateYUVTexture(texture, NULL, c[0].base, (int)c[0].step_y, c[1].base,
                                    (int)c[1].step_y, c[2].base, (int)c[2].step_y) == 0;
    const Uint8 *chroma = format == SDL_PIXELFORMAT_NV12 ? c[1].base : c[2].base;
    return SDL_UpdateNVTexture(texture, NULL, c[0].base, (int)c[0].step_y, chroma,
                               (int)c[1].step_y) == 0;
}

static fovea_status upload_converted(window *w, const fovea_image *image, canvas_rect drawn)
{
    /* Enlarging is the renderer's work. */
    int width = drawn.w < image->width ? drawn.w : image->width;
    int height = drawn.h < image->height ? drawn.h : image->height;
    canvas **c = &w->frame.converted;
    if (!*c || (*c)->width != width || (*c)->height != height) {
        canvas_close(c);
        fovea_status status = canvas_open(c, width, height);
        if (status != FOVEA_OK)
            return status;
    }
    canvas_image(*c, (canvas_rect){0, 0, width, height}, image);
    if (!prepare(w, SDL_PIXELFORMAT_BGRA32, width, height) ||
        SDL_UpdateTexture(w->frame.texture, NULL, (*c)->bgra, width * 4) != 0)
        return window_fail(w, "the frame's texture");
    SDL_SetTextureBlendMode(w->frame.texture, SDL_BLENDMODE_NONE);
    return FOVEA_OK;
}

fovea_status window_frame_upload(window *w, const fovea_image *image, canvas_rect drawn)
{
    Uint32 format = yuv_format_of(image);
    int widest = w->info.max_texture_width, highest = w->info.max_texture_height;
    bool fits =
        (widest <= 0 || image->width <= widest) && (highest <= 0 || image->height <= highest);
    /* Below half the size the renderer's four samples a pixel would miss some: shimmer. */
    bool shrinks = drawn.w * 2 < image->width || drawn.h * 2 < image->height;
    if (format && takes(w, format) && fits && !shrinks && conversion_of(image, &w->frame.mode) &&
        upload_yuv(w, image, format))
        return FOVEA_OK;
    return upload_converted(w, image, drawn);
}

void window_frame_close(window *w)
{
    if (w->frame.texture)
        SDL_DestroyTexture(w->frame.texture);
    w->frame.texture = NULL;
    canvas_close(&w->frame.converted);
}
