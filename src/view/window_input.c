/* window_input.c - keys and mouse to window_events; box selection by mouse and arrows. */
#include "view/window_internal.h"

#include <stdlib.h>

static window_event event_of(window_event_kind kind)
{
    return (window_event){.kind = kind};
}

/* ---- box selection ---------------------------------------------------------------- */

void window_select_begin(window *w)
{
    bool proposed = w->shown.tracked && w->shown.result.state != FOVEA_LOST;
    w->selection = selection_begin(w->shown_image.width, w->shown_image.height,
                                   proposed ? &w->shown.result.box : NULL);
    w->selecting = w->has_scene;
    w->help = false;
    w->dirty = true;
    SDL_SetCursor(w->cross);
}

void window_select_end(window *w)
{
    if (w->selection.dragging)
        SDL_CaptureMouse(SDL_FALSE);
    w->selection.dragging = false;
    w->selecting = false;
    w->dirty = true;
    SDL_SetCursor(w->arrow);
}

static window_event accept(window *w)
{
    if (!selection_has_box(&w->selection) || w->selection.dragging)
        return event_of(WINDOW_NONE);
    window_event e = {.kind = WINDOW_BOX, .box = w->selection.box};
    window_select_end(w);
    return e;
}

static window_event on_selection_key(window *w, const SDL_KeyboardEvent *key)
{
    bool resize = (key->keysym.mod & (KMOD_SHIFT | KMOD_CTRL)) != 0;
    w->dirty = true;
    switch (key->keysym.sym) {
    case SDLK_LEFT: selection_nudge(&w->selection, -1, 0, resize); break;
    case SDLK_RIGHT: selection_nudge(&w->selection, 1, 0, resize); break;
    case SDLK_UP: selection_nudge(&w->selection, 0, -1, resize); break;
    case SDLK_DOWN: selection_nudge(&w->selection, 0, 1, resize); break;
    case SDLK_r:
        w->selection = selection_begin(w->selection.width, w->selection.height, NULL);
        break;
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
    case SDLK_SPACE:
        if (!key->repeat)
            return accept(w);
        break;
    case SDLK_ESCAPE: window_select_end(w); return event_of(WINDOW_BOX_CANCEL);
    default: break;
    }
    return event_of(WINDOW_NONE);
}

/* Window coordinates, which HiDPI makes coarser than pixels, to output pixels. */
static void set_cursor(window *w, int x, int y)
{
    int width, height;
    SDL_GetWindowSize(w->sdl, &width, &height);
    w->cursor[0] = (float)x * (float)w->layout.width / (float)(width > 0 ? width : 1);
    w->cursor[1] = (float)y * (float)w->layout.height / (float)(height > 0 ? height : 1);
    w->has_cursor = true;
    w->dirty = w->dirty || w->selecting;
}

static fovea_box cursor_in_picture(const window *w)
{
    return layout_to_picture(&w->layout, (fovea_box){w->cursor[0], w->cursor[1], 0, 0});
}

static bool on_box(const window *w, fovea_box at)
{
    const fovea_box *b = &w->selection.box;
    return selection_has_box(&w->selection) && at.x >= b->x && at.x <= b->x + b->w &&
           at.y >= b->y && at.y <= b->y + b->h;
}

static window_event on_button(window *w, const SDL_MouseButtonEvent *button)
{
    if (!w->selecting || button->button != SDL_BUTTON_LEFT)
        return event_of(WINDOW_NONE);
    set_cursor(w, button->x, button->y);
    fovea_box at = cursor_in_picture(w);
    if (button->type == SDL_MOUSEBUTTONUP) {
        selection_release(&w->selection, at.x, at.y);
        SDL_CaptureMouse(SDL_FALSE);
    } else if (button->clicks == 2 && on_box(w, at)) {
        return accept(w);
    } else {
        selection_press(&w->selection, at.x, at.y);
        SDL_CaptureMouse(SDL_TRUE); /* a drag may leave the window */
    }
    return event_of(WINDOW_NONE);
}

static void on_motion(window *w, const SDL_MouseMotionEvent *motion)
{
    set_cursor(w, motion->x, motion->y);
    fovea_box at = cursor_in_picture(w);
    if (w->selecting)
        selection_move(&w->selection, at.x, at.y);
}

/* ---- events ---------------------------------------------------------------------- */

static window_event on_key(window *w, const SDL_KeyboardEvent *key)
{
    SDL_Keycode symbol = key->keysym.sym;
    if (symbol == SDLK_n && !w->selecting)
        return event_of(WINDOW_STEP); /* held down: one frame after the other */
    if (symbol == SDLK_h && !key->repeat) {
        w->help = !w->help;
        w->dirty = true;
        return event_of(WINDOW_NONE);
    }
    if (symbol == SDLK_ESCAPE && w->help) {
        w->help = false;
        w->dirty = true;
        return event_of(WINDOW_NONE);
    }
    if (symbol == SDLK_q)
        return event_of(WINDOW_QUIT);
    if (symbol == SDLK_s && !key->repeat)
        return event_of(WINDOW_SCREENSHOT);
    if (w->selecting)
        return on_selection_key(w, key);
    if (key->repeat)
        return event_of(WINDOW_NONE);
    switch (symbol) {
    case SDLK_SPACE: return event_of(WINDOW_PAUSE);
    case SDLK_r: return event_of(WINDOW_STOP);
    case SDLK_ESCAPE: return event_of(WINDOW_QUIT);
    default: return event_of(WINDOW_NONE);
    }
}

static window_event on_window(window *w, const SDL_WindowEvent *e)
{
    switch (e->event) {
    case SDL_WINDOWEVENT_SIZE_CHANGED:
    case SDL_WINDOWEVENT_RESTORED: w->dirty = true; return event_of(WINDOW_RESIZED);
    case SDL_WINDOWEVENT_LEAVE:
        w->has_cursor = false;
        w->dirty = w->dirty || w->selecting;
        break;
    case SDL_WINDOWEVENT_EXPOSED:
    case SDL_WINDOWEVENT_SHOWN: w->dirty = true; break;
    case SDL_WINDOWEVENT_CLOSE: return event_of(WINDOW_QUIT);
    default: break;
    }
    return event_of(WINDOW_NONE);
}

static window_event translate(window *w, const SDL_Event *e)
{
    if (e->type == w->wake_type) {
        SDL_FlushEvent(w->wake_type); /* what they told of is there already */
        return event_of(WINDOW_WOKEN);
    }
    switch (e->type) {
    case SDL_QUIT: return event_of(WINDOW_QUIT);
    case SDL_KEYDOWN: return on_key(w, &e->key);
    case SDL_WINDOWEVENT: return on_window(w, &e->window);
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP: return on_button(w, &e->button);
    case SDL_MOUSEMOTION: on_motion(w, &e->motion); break;
    case SDL_RENDER_TARGETS_RESET:
    case SDL_RENDER_DEVICE_RESET: w->dirty = true; break;
    default: break;
    }
    return event_of(WINDOW_NONE);
}

/* SDL_PollEvent() pretends at times that the queue ends before it does. */
static bool next_queued(SDL_Event *e)
{
    SDL_PumpEvents();
    return SDL_PeepEvents(e, 1, SDL_GETEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT) == 1;
}

/* The next event, drawing meanwhile. false: none within the time. */
static bool next_event(window *w, SDL_Event *e, int timeout_ms)
{
    Uint64 start = SDL_GetTicks64();
    while (!next_queued(e)) {
        if (w->dirty) {
            /* Drawn once all that is queued is told, or a fast mouse would be followed late.
             * A failure is told by the log and, at the next frame, by window_show(). */
            (void)!window_draw(w);
            continue;
        }
        Uint64 passed = SDL_GetTicks64() - start;
        if (timeout_ms >= 0 && passed >= (Uint64)timeout_ms)
            return false;
        return SDL_WaitEventTimeout(e, timeout_ms < 0 ? -1 : timeout_ms - (int)passed) == 1;
    }
    return true;
}

window_event window_wait(window *w, int timeout_ms)
{
    Uint64 start = SDL_GetTicks64();
    int left = timeout_ms;
    SDL_Event e;
    while (next_event(w, &e, left)) {
        window_event told = translate(w, &e);
        if (told.kind != WINDOW_NONE)
            return told;
        Uint64 passed = SDL_GetTicks64() - start;
        if (timeout_ms >= 0)
            left = passed < (Uint64)timeout_ms ? timeout_ms - (int)passed : 0;
    }
    return event_of(WINDOW_NONE);
}

void window_wake(window *w)
{
    SDL_Event e = {.user = {.type = w->wake_type}};
    SDL_PushEvent(&e); /* a full queue wakes as well */
}
