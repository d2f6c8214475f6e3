/* window_internal.h - what the window files share. */
#ifndef FOVEA_VIEW_WINDOW_INTERNAL_H
#define FOVEA_VIEW_WINDOW_INTERNAL_H

#include <SDL.h>

#include "view/overlay.h"
#include "view/selection.h"
#include "view/window.h"

/* The video frame on the renderer's side. */
typedef struct frame_texture {
    SDL_Texture *texture; /* NULL: none yet */
    Uint32 format;
    int width, height;            /* of the texture */
    SDL_YUV_CONVERSION_MODE mode; /* of YUV formats */
    canvas *converted;            /* pictures that the renderer does not take as they are */
} frame_texture;

struct window {
    SDL_Window *sdl;
    SDL_Renderer *renderer;
    SDL_RendererInfo info;
    SDL_Cursor *arrow, *cross;
    Uint32 wake_type; /* constant after open */
    fovea_log log;

    frame_texture frame;
    canvas *overlay; /* at output size */
    SDL_Texture *overlay_texture;
    layout layout; /* of what is drawn */

    scene shown; /* image: only its size is valid; glimpse is a copy */
    fovea_image shown_image;
    float *glimpse;
    size_t glimpse_size; /* floats */
    bool has_scene;

    bool help;
    bool selecting;
    selection selection;
    bool has_cursor;
    float cursor[2]; /* output pixels */
    bool dirty;      /* the screen is behind what is to be shown */
};

/* window_frame.c: brings the picture to the renderer, as it is where the renderer takes its
 * format, else converted at the size drawn. ERR_IO, ERR_NOMEM. */
fovea_status window_frame_upload(window *w, const fovea_image *image, canvas_rect drawn);
void window_frame_close(window *w);

/* window_draw.c: layout, overlay canvas and its texture at the window's present size. */
fovea_status window_follow_size(window *w);
/* Everything drawn anew, but not yet presented. */
fovea_status window_compose(window *w);
/* Composed and presented. */
fovea_status window_draw(window *w);

/* window.c: logs what SDL says of the failure of `what`; returns ERR_IO. */
fovea_status window_fail(window *w, const char *what);

#endif
