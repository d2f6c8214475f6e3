/* window.c - opening, drawing and closing the SDL window. The frame is scaled by the
 * renderer; over it lies the same overlay as --render draws, at the window's real size. */
#include "view/window_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/image.h"
#include "base/log.h"

#define SIDE_SMALL 960 /* pictures narrower than this open enlarged */

fovea_status window_fail(window *w, const char *what)
{
    fovea_log_message(&w->log, FOVEA_LOG_ERROR, "window: %s failed: %s", what, SDL_GetError());
    return FOVEA_ERR_IO;
}

/* ---- open ------------------------------------------------------------------------ */

/* SDL falls back to drivers that show nothing to anybody. */
static bool driver_is_real(void)
{
    static const char *const blind[] = {"offscreen", "dummy", "evdev"};
    const char *driver = SDL_GetCurrentVideoDriver();
    if (getenv("SDL_VIDEODRIVER"))
        return true;
    for (size_t i = 0; driver && i < sizeof blind / sizeof blind[0]; i++)
        if (strcmp(driver, blind[i]) == 0)
            return false;
    return driver != NULL;
}

static fovea_status start_video(window *w)
{
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1"); /* Ctrl-C is the caller's */
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    /* Where the renderer is software, OpenGL in software only costs time. */
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetMainReady();
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) {
        fovea_log_message(&w->log, FOVEA_LOG_WARNING, "window: no display: %s", SDL_GetError());
        return FOVEA_ERR_UNSUPPORTED;
    }
    if (driver_is_real())
        return FOVEA_OK;
    fovea_log_message(&w->log, FOVEA_LOG_WARNING,
                      "window: no display found (is DISPLAY or WAYLAND_DISPLAY set?)");
    return FOVEA_ERR_UNSUPPORTED;
}

/* The picture at its own size, enlarged when small, shrunk when the display is smaller. */
static void first_size(int picture_width, int picture_height, double pixel_aspect, int *width,
                       int *height)
{
    SDL_Rect usable = {0, 0, 1280, 800};
    SDL_GetDisplayUsableBounds(0, &usable);
    int room = usable.w * 9 / 10;
    for (int factor = 1; factor <= 8; factor++) {
        layout_natural(picture_width * factor, picture_height * factor, pixel_aspect, room, width,
                       height);
        if (*width >= SIDE_SMALL || *width * 2 > room)
            break;
    }
    int highest = usable.h * 9 / 10;
    if (*height > highest) {
        *width = (int)((int64_t)*width * highest / *height);
        *height = highest;
    }
    *width = *width > 320 ? *width : 320;
    *height = *height > 200 ? *height : 200;
}

static fovea_status open_renderer(window *w)
{
    w->renderer = SDL_CreateRenderer(w->sdl, -1, SDL_RENDERER_PRESENTVSYNC);
    if (!w->renderer)
        w->renderer = SDL_CreateRenderer(w->sdl, -1, SDL_RENDERER_SOFTWARE);
    if (!w->renderer || SDL_GetRendererInfo(w->renderer, &w->info) != 0) {
        fovea_log_message(&w->log, FOVEA_LOG_WARNING, "window: no renderer: %s", SDL_GetError());
        return FOVEA_ERR_UNSUPPORTED;
    }
    return FOVEA_OK;
}

fovea_status window_open(window **out, const char *title, int picture_width, int picture_height,
                         double pixel_aspect, const fovea_log *log)
{
    *out = NULL;
    if (picture_width < 1 || picture_width > FOVEA_IMAGE_SIDE_MAX || picture_height < 1 ||
        picture_height > FOVEA_IMAGE_SIDE_MAX)
        return FOVEA_ERR_ARG;
    window *w = calloc(1, sizeof *w);
    if (!w)
        return FOVEA_ERR_NOMEM;
    if (log)
        w->log = *log;
    fovea_status status = start_video(w);
    if (status != FOVEA_OK)
        goto fail;
    int width, height;
    first_size(picture_width, picture_height, pixel_aspect, &width, &height);
    w->sdl = SDL_CreateWindow(title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height,
                              SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    if (!w->sdl) {
        fovea_log_message(&w->log, FOVEA_LOG_WARNING, "window: cannot be opened: %s",
                          SDL_GetError());
        status = FOVEA_ERR_UNSUPPORTED;
        goto fail;
    }
    SDL_SetWindowMinimumSize(w->sdl, 160, 120);
    status = open_renderer(w);
    if (status != FOVEA_OK)
        goto fail;
    w->wake_type = SDL_RegisterEvents(1);
    w->arrow = SDL_CreateSystemCursor(SDL_SYSTEM_CURSOR_ARROW);
    w->cross = SDL_CreateSystemCursor(SDL_SYSTEM_CURSOR_CROSSHAIR);
    w->dirty = true;
    *out = w;
    return FOVEA_OK;
fail:
    window_close(&w);
    return status;
}

void window_close(window **out)
{
    if (!out || !*out)
        return;
    window *w = *out;
    window_frame_close(w);
    if (w->overlay_texture)
        SDL_DestroyTexture(w->overlay_texture);
    canvas_close(&w->overlay);
    SDL_FreeCursor(w->arrow);
    SDL_FreeCursor(w->cross);
    if (w->renderer)
        SDL_DestroyRenderer(w->renderer);
    if (w->sdl)
        SDL_DestroyWindow(w->sdl);
    if (SDL_WasInit(SDL_INIT_VIDEO))
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
    free(w->glimpse);
    free(w);
    *out = NULL;
}

/* ---- drawing --------------------------------------------------------------------- */

/* Layout, overlay canvas and its texture at the window's present size. */
static fovea_status follow_size(window *w)
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

/* All but the presenting. */
static fovea_status compose(window *w)
{
    if (!w->has_scene) {
        SDL_SetRenderDrawColor(w->renderer, 0x0e, 0x11, 0x16, 255);
        SDL_RenderClear(w->renderer);
        return FOVEA_OK;
    }
    fovea_status status = follow_size(w);
    if (status == FOVEA_OK)
        status = draw_overlay(w);
    if (status == FOVEA_OK)
        copy_layers(w);
    return status;
}

fovea_status window_draw(window *w)
{
    fovea_status status = compose(w);
    if (status == FOVEA_OK)
        SDL_RenderPresent(w->renderer);
    w->dirty = false;
    return status;
}

static fovea_status keep_glimpse(window *w, const fovea_glimpse *g)
{
    size_t size = g->rgb ? 3 * (size_t)g->width * (size_t)g->height : 0;
    if (size > w->glimpse_size) {
        float *larger = realloc(w->glimpse, size * sizeof *larger);
        if (!larger)
            return FOVEA_ERR_NOMEM;
        w->glimpse = larger;
        w->glimpse_size = size;
    }
    if (size > 0)
        memcpy(w->glimpse, g->rgb, size * sizeof *w->glimpse);
    w->shown.glimpse = (fovea_glimpse){size > 0 ? w->glimpse : NULL, g->height, g->width};
    return FOVEA_OK;
}

fovea_status window_show(window *w, const scene *s)
{
    w->shown = *s;
    w->shown.glimpse = (fovea_glimpse){0};
    w->shown_image = *s->image;
    w->has_scene = true;
    fovea_status status = s->tracked ? keep_glimpse(w, &s->glimpse) : FOVEA_OK;
    if (status == FOVEA_OK)
        status = follow_size(w);
    if (status == FOVEA_OK)
        status = window_frame_upload(w, s->image, w->layout.frame);
    if (status == FOVEA_OK)
        status = window_draw(w);
    /* The borrowed pixels end here. */
    for (int i = 0; i < 3; i++)
        w->shown_image.component[i].base = NULL;
    w->shown.image = NULL;
    return status;
}

fovea_status window_screenshot(window *w, const char *path)
{
    canvas *picture = NULL;
    int width, height;
    fovea_status status = compose(w); /* what was presented cannot be read back */
    if (status != FOVEA_OK)
        return status;
    if (SDL_GetRendererOutputSize(w->renderer, &width, &height) != 0)
        return window_fail(w, "the renderer's size");
    status = canvas_open(&picture, width, height);
    if (status != FOVEA_OK)
        return status;
    if (SDL_RenderReadPixels(w->renderer, NULL, SDL_PIXELFORMAT_BGRA32, picture->bgra, width * 4) !=
        0) {
        status = window_fail(w, "reading the window's pixels");
    } else {
        for (size_t i = 0; i < (size_t)width * (size_t)height; i++)
            picture->bgra[i * 4 + 3] = 255;
        status = canvas_write_png(picture, path, &w->log);
    }
    canvas_close(&picture);
    w->dirty = true;
    return status;
}
