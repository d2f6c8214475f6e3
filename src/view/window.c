/* window.c - opening and closing the SDL window, what it is given to show, screenshots. */
#include "view/window_internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/image.h"
#include "base/log.h"

#define SIDE_SMALL 960  /* pictures narrower than this open enlarged */
#define LAST_WAKE_MS 50 /* within which an X server has surely handled what it was sent */

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
    /* Wayland's library writes to standard error by itself where this variable is missing. */
    if (!getenv("XDG_RUNTIME_DIR"))
        SDL_SetHint(SDL_HINT_VIDEODRIVER, "x11");
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) == 0 && driver_is_real())
        return FOVEA_OK;
    fovea_log_message(&w->log, FOVEA_LOG_WARNING,
                      "window: no display found (is DISPLAY or WAYLAND_DISPLAY set, and right?)");
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

/* OpenGL without a GPU (Mesa's rasterisers) takes several times what SDL's own software
 * renderer does, from the cores that track. */
static bool is_slow_opengl(const SDL_RendererInfo *info)
{
    enum { NAME_OF_RENDERER = 0x1F01 }; /* GL_RENDERER */
    const unsigned char *(*get_string)(unsigned name) = NULL;
    if (strncmp(info->name, "opengl", 6) != 0 || SDL_GetHint(SDL_HINT_RENDER_DRIVER))
        return false;
    void *found = SDL_GL_GetProcAddress("glGetString");
    memcpy(&get_string, &found, sizeof found);
    const char *name = get_string ? (const char *)get_string(NAME_OF_RENDERER) : NULL;
    return name && (strstr(name, "llvmpipe") || strstr(name, "softpipe"));
}

#if defined(__linux__)
/* Whether the kernel knows a GPU. Only to find out that OpenGL runs in software, SDL would load
 * all of Mesa and LLVM, 70 MB of them. */
static bool has_gpu(void)
{
    static const char *const devices[] = {"/dev/dri", "/dev/nvidiactl", "/dev/dxg", "/dev/mali0",
                                          "/dev/kgsl-3d0"};
    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++)
        if (access(devices[i], F_OK) == 0)
            return true;
    return false;
}
#else
static bool has_gpu(void)
{
    return true;
}
#endif

static SDL_Renderer *open_fast_renderer(window *w)
{
    if (!has_gpu() && !SDL_GetHint(SDL_HINT_RENDER_DRIVER))
        return NULL;
    SDL_Renderer *made = SDL_CreateRenderer(w->sdl, -1, SDL_RENDERER_PRESENTVSYNC);
    if (made && SDL_GetRendererInfo(made, &w->info) == 0 && is_slow_opengl(&w->info)) {
        SDL_DestroyRenderer(made);
        made = NULL;
    }
    return made;
}

static fovea_status open_renderer(window *w)
{
    w->renderer = open_fast_renderer(w);
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
    if (w->sdl) {
        /* A wake goes to the X server by a connection of its own. On a busy machine the last one
         * can be handled after the window is gone, and BadWindow ends the program. */
        SDL_HideWindow(w->sdl);
        SDL_Delay(LAST_WAKE_MS);
        SDL_DestroyWindow(w->sdl);
    }
    if (SDL_WasInit(SDL_INIT_VIDEO))
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
    free(w->glimpse);
    free(w);
    *out = NULL;
}

/* ---- showing ---------------------------------------------------------------------- */

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
        status = window_follow_size(w);
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
    fovea_status status = window_compose(w); /* what was presented cannot be read back */
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
