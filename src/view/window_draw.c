/* window_draw.c - the window's picture: the frame, scaled by the renderer, and over it the same
 * overlay as --render draws, at the window's real size. */
#include "view/window_internal.h"

#include <string.h>

fovea_status window_follow_size(window *w)
{
    int width, height;
    if (SDL_GetRendererOutputSize(w->renderer, &width, &height) != 0)
        return window_fail(w, "the renderer's size");
    width = width > 0 ? width : 1;
    height = height > 0 ? height : 1;
    w->layout = layout_fit(width, height, w->shown_image.width, w->shown_image.height,
                           w->shown.pixel_aspect);
    if (w->overlay && w->overlay->width == width && w->overlay->height == height)
        return FOVEA_OK;
    canvas_close(&w->overlay);
    if (w->overlay_texture)
        SDL_DestroyTexture(w->overlay_texture);
    w->overlay_texture = SDL_CreateTexture(w->renderer, SDL_PIXELFORMAT_BGRA32,
                                           SDL_TEXTUREACCESS_STREAMING, width, height);
    if (!w->overlay_texture)
        return window_fail(w, "the overlay's texture");
    SDL_SetTextureBlendMode(w->overlay_texture, SDL_BLENDMODE_BLEND);
    return canvas_open(&w->overlay, width, height);
}

/* SDL's software renderer blends straight alpha only. */
static void copy_straight(uint8_t *to, const uint8_t *from, int pixels)
{
    memcpy(to, from, (size_t)pixels * 4);
    for (int i = 0; i < pixels; i++) {
        unsigned alpha = from[i * 4 + 3];
        if (alpha == 0 || alpha == 255)
            continue;
        for (int j = 0; j < 3; j++)
            to[i * 4 + j] = (uint8_t)((from[i * 4 + j] * 255u + alpha / 2) / alpha);
    }
}

static fovea_status upload_overlay(window *w)
{
    void *pixels;
    int pitch;
    if (SDL_LockTexture(w->overlay_texture, NULL, &pixels, &pitch) != 0)
        return window_fail(w, "the overlay's upload");
    const canvas *c = w->overlay;
    for (int y = 0; y < c->height; y++)
        copy_straight((uint8_t *)pixels + (size_t)y * (size_t)pitch,
                      c->bgra + (size_t)y * (size_t)c->width * 4, c->width);
    SDL_UnlockTexture(w->overlay_texture);
    return FOVEA_OK;
}

static overlay_selection selection_on_screen(const window *w)
{
    return (overlay_selection){.box = w->selection.box,
                               .dragging = w->selection.dragging,
                               .cursor = w->has_cursor ? w->cursor : NULL};
}

static fovea_status draw_overlay(window *w)
{
    canvas_clear(w->overlay, 0);
    scene s = w->shown;
    s.image = &w->shown_image;
    s.tracked = s.tracked && !w->selecting; /* the old box would be in the way */
    overlay_draw(w->overlay, &w->layout, &s);
    if (w->selecting) {
        overlay_selection drawn = selection_on_screen(w);
        overlay_draw_selection(w->overlay, &w->layout, &drawn);
    }
    if (w->help)
        overlay_draw_help(w->overlay, &w->layout);
    return upload_overlay(w);
}

/* The picture's part `from`, enlarged into `to`; what is outside the picture stays empty. */
static void draw_close_up(window *w, fovea_box from, canvas_rect to)
{
    const frame_texture *f = &w->frame;
    float scale_x = (float)f->width / (float)w->shown_image.width;
    float scale_y = (float)f->height / (float)w->shown_image.height;
    SDL_Rect clip = {to.x, to.y, to.w, to.h};
    /* The whole picture, placed so that `from` falls on `to`. */
    float zoom_x = (float)to.w / from.w / scale_x, zoom_y = (float)to.h / from.h / scale_y;
    SDL_FRect whole = {(float)to.x - from.x * scale_x * zoom_x,
                       (float)to.y - from.y * scale_y * zoom_y, (float)f->width * zoom_x,
                       (float)f->height * zoom_y};
    SDL_RenderSetClipRect(w->renderer, &clip);
    SDL_RenderCopyF(w->renderer, f->texture, NULL, &whole);
    SDL_RenderSetClipRect(w->renderer, NULL);
}

static void copy_layers(window *w)
{
    const canvas_rect *r = &w->layout.frame;
    SDL_Rect frame = {r->x, r->y, r->w, r->h};
    SDL_SetRenderDrawColor(w->renderer, 0x0e, 0x11, 0x16, 255);
    SDL_RenderClear(w->renderer);
    if (w->frame.texture) {
        SDL_SetYUVConversionMode(w->frame.mode);
        SDL_RenderCopy(w->renderer, w->frame.texture, NULL, &frame);
        overlay_selection s = selection_on_screen(w);
        fovea_box close_up = overlay_close_up(&w->layout, &s);
        if (w->selecting && close_up.w > 0)
            draw_close_up(w, close_up, w->layout.glimpse);
    }
    SDL_RenderCopy(w->renderer, w->overlay_texture, NULL, NULL);
}

fovea_status window_compose(window *w)
{
    if (!w->has_scene) {
        SDL_SetRenderDrawColor(w->renderer, 0x0e, 0x11, 0x16, 255);
        SDL_RenderClear(w->renderer);
        return FOVEA_OK;
    }
    fovea_status status = window_follow_size(w);
    if (status == FOVEA_OK)
        status = draw_overlay(w);
    if (status == FOVEA_OK)
        copy_layers(w);
    return status;
}

fovea_status window_draw(window *w)
{
    fovea_status status = window_compose(w);
    if (status == FOVEA_OK)
        SDL_RenderPresent(w->renderer);
    w->dirty = false;
    return status;
}
