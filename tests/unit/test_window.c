/* test_window.c - the window on a virtual display, by OpenGL and by SDL's software renderer:
 * what it shows against overlay_render(), keys and mouse against the events they make.
 * Without Xvfb it is skipped (exit status 77). */
#include <SDL2/SDL.h>
#include <check.h>
#include <math.h>
#include <png.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/check_main.h"
#include "support/synthetic.h"
#include "support/xvfb.h"
#include "view/overlay.h"
#include "view/window.h"

enum { W = 320, H = 240, GLIMPSE = 32, SKIPPED = 77 };

static const char *const renderers[] = {"software", "opengl"};

static void no_message(void *context, fovea_log_level level, const char *message)
{
    (void)context;
    (void)level;
    ck_abort_msg("%s", message);
}

/* A window that shows a scene. */
typedef struct stage {
    synthetic *picture;
    fovea_image image;
    float glimpse[3 * GLIMPSE * GLIMPSE];
    scene scene;
    window *window;
} stage;

static void show(stage *s)
{
    s->scene.image = &s->image;
    ck_assert_int_eq(window_show(s->window, &s->scene), FOVEA_OK);
}

static void stage_open(stage *s, int renderer, synthetic_layout format)
{
    memset(s, 0, sizeof *s);
    SDL_SetHint(SDL_HINT_RENDER_DRIVER, renderers[renderer]);
    ck_assert_int_eq(synthetic_open(&s->picture, W, H, format, 3), FOVEA_OK);
    s->image = synthetic_render(
        s->picture, &(synthetic_scene){.x = 160, .y = 120, .scale = 2, .light = 1}, NULL);
    for (int i = 0; i < 3 * GLIMPSE * GLIMPSE; i++)
        s->glimpse[i] = (float)(i % GLIMPSE) / GLIMPSE;
    s->scene = (scene){.pixel_aspect = 1,
                       .tracked = true,
                       .frame = 120,
                       .time_s = 4.8,
                       .fps = 59.94,
                       .latency_ms = NAN};
    s->scene.glimpse = (fovea_glimpse){s->glimpse, GLIMPSE, GLIMPSE};
    s->scene.result =
        (fovea_result){.box = {112, 84, 96, 72}, .confidence = 0.9F, .window = {64, 24, 192, 192}};
    fovea_log log = {no_message, NULL};
    ck_assert_int_eq(window_open(&s->window, "test", W, H, 1, &log), FOVEA_OK);
    show(s);
    while (window_wait(s->window, 50).kind != WINDOW_NONE)
        ; /* what the display tells of a new window */
}

static void stage_close(stage *s)
{
    window_close(&s->window);
    ck_assert_ptr_null(s->window);
    synthetic_close(&s->picture);
}

/* ---- what it shows ------------------------------------------------------------------ */

/* The screenshot, as [height, width, 3] of B, G, R, to be freed. */
static uint8_t *screenshot(window *w, int *width, int *height)
{
    char path[] = "/tmp/fovea-window-XXXXXX";
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    close(file);
    ck_assert_int_eq(window_screenshot(w, path), FOVEA_OK);
    png_image png = {.version = PNG_IMAGE_VERSION};
    ck_assert(png_image_begin_read_from_file(&png, path));
    png.format = PNG_FORMAT_BGR;
    uint8_t *pixels = malloc(PNG_IMAGE_SIZE(png));
    ck_assert(png_image_finish_read(&png, NULL, pixels, 0, NULL));
    *width = (int)png.width;
    *height = (int)png.height;
    unlink(path);
    return pixels;
}

/* PSNR in dB of the window against the software path at the same size. */
static double likeness(stage *s)
{
    int width, height;
    uint8_t *seen = screenshot(s->window, &width, &height);
    canvas *c;
    ck_assert_int_eq(canvas_open(&c, width, height), FOVEA_OK);
    s->scene.image = &s->image;
    overlay_render(c, &s->scene);
    double sum = 0;
    for (int i = 0; i < width * height; i++)
        for (int j = 0; j < 3; j++) {
            double d = seen[i * 3 + j] - c->bgra[i * 4 + j];
            sum += d * d;
        }
    canvas_close(&c);
    free(seen);
    return 10 * log10(255.0 * 255.0 / (sum / (3.0 * width * height) + 1e-9));
}

START_TEST(the_window_looks_like_the_rendered_picture)
{
    stage s;
    for (int format = 0; format < SYNTHETIC_LAYOUTS; format++) {
        stage_open(&s, _i, (synthetic_layout)format);
        double db = likeness(&s);
        ck_assert_msg(db > 34, "format %d: %.1f dB", format, db);
        s.scene.paused = true;
        s.scene.result.state = FOVEA_LOST;
        s.scene.tracked = format % 2;
        show(&s);
        ck_assert_double_gt(likeness(&s), 34);
        stage_close(&s);
    }
}
END_TEST

START_TEST(matrix_and_range_are_obeyed)
{
    stage s;
    stage_open(&s, _i, SYNTHETIC_YUV420P);
    for (int matrix = FOVEA_MATRIX_BT601; matrix <= FOVEA_MATRIX_BT2020; matrix++)
        for (int range = FOVEA_RANGE_LIMITED; range <= FOVEA_RANGE_FULL; range++) {
            s.image.matrix = (fovea_matrix)matrix;
            s.image.range = (fovea_range)range;
            show(&s);
            double db = likeness(&s);
            ck_assert_msg(db > 34, "matrix %d, range %d: %.1f dB", matrix, range, db);
        }
    stage_close(&s);
}
END_TEST

static SDL_Window *sdl_window(void)
{
    SDL_Window *w = NULL;
    for (Uint32 id = 1; id < 64 && !w; id++)
        w = SDL_GetWindowFromID(id);
    ck_assert_ptr_nonnull(w);
    return w;
}

/* Until the window has that size, and has told of it. */
static void resize(window *w, int width, int height)
{
    int now_width = 0, now_height = 0;
    bool told = false;
    SDL_SetWindowSize(sdl_window(), width, height);
    for (int i = 0; i < 50 && !(told && now_width == width && now_height == height); i++) {
        told = window_wait(w, 100).kind == WINDOW_RESIZED || told;
        SDL_GetWindowSize(sdl_window(), &now_width, &now_height);
    }
    ck_assert(told && now_width == width && now_height == height);
    while (window_wait(w, 50).kind != WINDOW_NONE)
        ;
}

START_TEST(a_resized_window_stays_sharp)
{
    static const int sizes[][2] = {{1201, 747}, {333, 251}, {500, 800}};
    stage s;
    stage_open(&s, _i, SYNTHETIC_YUV420P);
    for (int i = 0; i < 3; i++) {
        resize(s.window, sizes[i][0], sizes[i][1]);
        int width, height;
        free(screenshot(s.window, &width, &height));
        ck_assert_int_eq(width, sizes[i][0]);
        ck_assert_int_eq(height, sizes[i][1]);
        show(&s);
        double db = likeness(&s);
        ck_assert_msg(db > 30, "%d x %d: %.1f dB", width, height, db);
    }
    stage_close(&s);
}
END_TEST

START_TEST(the_picture_may_change_its_size)
{
    stage s;
    stage_open(&s, _i, SYNTHETIC_YUV420P);
    for (int i = 0; i < 3; i++) {
        synthetic_close(&s.picture);
        ck_assert_int_eq(synthetic_open(&s.picture, 161 + i * 200, 399 - i * 101,
                                        i == 1 ? SYNTHETIC_GREY8 : SYNTHETIC_NV12, 5),
                         FOVEA_OK);
        s.image = synthetic_render(s.picture, &(synthetic_scene){.light = 1}, NULL);
        show(&s);
        ck_assert_double_gt(likeness(&s), 30);
    }
    stage_close(&s);
}
END_TEST

/* ---- keys and mouse ----------------------------------------------------------------- */

static void press_with(SDL_Keycode key, SDL_Keymod mod)
{
    SDL_Event e = {.key = {.type = SDL_KEYDOWN, .state = SDL_PRESSED}};
    e.key.keysym.sym = key;
    e.key.keysym.mod = (Uint16)mod;
    ck_assert_int_eq(SDL_PushEvent(&e), 1);
}

/* The display may tell of the window's size at any time. */
static window_event next_event(window *w)
{
    window_event e;
    do
        e = window_wait(w, 200);
    while (e.kind == WINDOW_RESIZED);
    return e;
}

static window_event event_of_key(window *w, SDL_Keycode key)
{
    press_with(key, KMOD_NONE);
    return next_event(w);
}

START_TEST(keys_make_events)
{
    static const struct {
        SDL_Keycode key;
        window_event_kind kind;
    } keys[] = {{SDLK_SPACE, WINDOW_PAUSE},  {SDLK_n, WINDOW_STEP},      {SDLK_r, WINDOW_STOP},
                {SDLK_s, WINDOW_SCREENSHOT}, {SDLK_q, WINDOW_QUIT},      {SDLK_ESCAPE, WINDOW_QUIT},
                {SDLK_h, WINDOW_NONE},       {SDLK_ESCAPE, WINDOW_NONE}, /* hides the help */
                {SDLK_ESCAPE, WINDOW_QUIT},  {SDLK_RETURN, WINDOW_NONE}, {SDLK_LEFT, WINDOW_NONE}};
    stage s;
    stage_open(&s, _i, SYNTHETIC_YUV420P);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        ck_assert_int_eq(event_of_key(s.window, keys[i].key).kind, keys[i].kind);
    SDL_Event quit = {.type = SDL_QUIT};
    SDL_PushEvent(&quit);
    ck_assert_int_eq(next_event(s.window).kind, WINDOW_QUIT);
    stage_close(&s);
}
END_TEST

START_TEST(help_is_shown_on_screen)
{
    stage s;
    stage_open(&s, _i, SYNTHETIC_YUV420P);
    double plain = likeness(&s);
    event_of_key(s.window, SDLK_h);
    ck_assert_double_lt(likeness(&s), 25);
    event_of_key(s.window, SDLK_h);
    ck_assert_double_eq_tol(likeness(&s), plain, 0.01);
    stage_close(&s);
}
END_TEST

/* Window coordinates of a place in the picture. */
static void place(const layout *l, float x, float y, int *window_x, int *window_y)
{
    fovea_box at = layout_to_output(l, (fovea_box){x, y, 0, 0});
    *window_x = (int)lroundf(at.x);
    *window_y = (int)lroundf(at.y);
}

static void button(Uint32 type, int x, int y, Uint8 clicks)
{
    SDL_Event e = {.button = {.type = type, .button = SDL_BUTTON_LEFT, .clicks = clicks}};
    e.button.x = x;
    e.button.y = y;
    ck_assert_int_eq(SDL_PushEvent(&e), 1);
}

static layout layout_now(void)
{
    int width, height;
    SDL_GetWindowSize(sdl_window(), &width, &height);
    return layout_fit(width, height, W, H, 1);
}

static void drag(fovea_box box)
{
    layout l = layout_now();
    int x, y;
    place(&l, box.x, box.y, &x, &y);
    button(SDL_MOUSEBUTTONDOWN, x, y, 1);
    place(&l, box.x + box.w, box.y + box.h, &x, &y);
    SDL_Event move = {.motion = {.type = SDL_MOUSEMOTION, .x = x, .y = y}};
    SDL_PushEvent(&move);
    button(SDL_MOUSEBUTTONUP, x, y, 1);
}

static void check_box(window_event e, float x, float y, float w, float h)
{
    ck_assert_int_eq(e.kind, WINDOW_BOX);
    ck_assert_float_eq(e.box.x, x);
    ck_assert_float_eq(e.box.y, y);
    ck_assert_float_eq(e.box.w, w);
    ck_assert_float_eq(e.box.h, h);
}

static void select_anew(stage *s)
{
    s->scene.tracked = false;
    show(s);
    window_select_begin(s->window);
}

START_TEST(a_drawn_box_is_exact_at_any_scale)
{
    static const int sizes[][2] = {{1280, 720}, {701, 523}, {1501, 993}};
    stage s;
    stage_open(&s, _i, SYNTHETIC_YUV420P);
    for (int i = 0; i < 3; i++) {
        resize(s.window, sizes[i][0], sizes[i][1]);
        ck_assert_float_gt(layout_now().scale_x, 1);
        select_anew(&s);
        drag((fovea_box){37, 41, 61, 120});
        check_box(event_of_key(s.window, SDLK_RETURN), 37, 41, 61, 120);
        select_anew(&s);
        drag((fovea_box){300, 200, 500, 500}); /* out of the picture, and the window */
        check_box(event_of_key(s.window, SDLK_SPACE), 300, 200, 20, 40);
        ck_assert_int_eq(event_of_key(s.window, SDLK_SPACE).kind, WINDOW_PAUSE); /* has ended */
    }
    stage_close(&s);
}
END_TEST

START_TEST(arrows_move_and_resize)
{
    stage s;
    stage_open(&s, _i, SYNTHETIC_YUV420P);
    select_anew(&s);
    ck_assert_int_eq(event_of_key(s.window, SDLK_RETURN).kind, WINDOW_NONE); /* no box yet */
    drag((fovea_box){100, 90, 40, 30});
    press_with(SDLK_LEFT, KMOD_NONE);
    press_with(SDLK_LEFT, KMOD_NONE);
    press_with(SDLK_UP, KMOD_NONE);
    press_with(SDLK_RIGHT, KMOD_LSHIFT);
    press_with(SDLK_DOWN, KMOD_RCTRL);
    press_with(SDLK_DOWN, KMOD_LSHIFT);
    check_box(event_of_key(s.window, SDLK_KP_ENTER), 98, 89, 41, 32);
    stage_close(&s);
}
END_TEST

START_TEST(a_selection_can_be_cancelled_or_begun_again)
{
    stage s;
    stage_open(&s, _i, SYNTHETIC_YUV420P);
    select_anew(&s);
    drag((fovea_box){100, 90, 40, 30});
    ck_assert_int_eq(event_of_key(s.window, SDLK_ESCAPE).kind, WINDOW_BOX_CANCEL);
    ck_assert_int_eq(event_of_key(s.window, SDLK_ESCAPE).kind, WINDOW_QUIT);
    select_anew(&s);
    drag((fovea_box){100, 90, 40, 30});
    ck_assert_int_eq(event_of_key(s.window, SDLK_r).kind, WINDOW_NONE);
    ck_assert_int_eq(event_of_key(s.window, SDLK_RETURN).kind, WINDOW_NONE);
    window_select_end(s.window);
    ck_assert_int_eq(event_of_key(s.window, SDLK_r).kind, WINDOW_STOP);
    stage_close(&s);
}
END_TEST

START_TEST(a_double_click_accepts)
{
    stage s;
    stage_open(&s, _i, SYNTHETIC_YUV420P);
    select_anew(&s);
    drag((fovea_box){100, 90, 40, 30});
    layout l = layout_now();
    int x, y;
    place(&l, 120, 100, &x, &y);
    button(SDL_MOUSEBUTTONDOWN, x, y, 1);
    button(SDL_MOUSEBUTTONUP, x, y, 1);
    button(SDL_MOUSEBUTTONDOWN, x, y, 2);
    check_box(next_event(s.window), 100, 90, 40, 30);
    stage_close(&s);
}
END_TEST

/* What is tracked is proposed, so that a small correction takes two keys. */
START_TEST(a_selection_begins_with_the_tracked_box)
{
    stage s;
    stage_open(&s, _i, SYNTHETIC_YUV420P);
    window_select_begin(s.window);
    press_with(SDLK_RIGHT, KMOD_NONE);
    check_box(event_of_key(s.window, SDLK_RETURN), 113, 84, 96, 72);
    s.scene.result.state = FOVEA_LOST;
    show(&s);
    window_select_begin(s.window);
    ck_assert_int_eq(event_of_key(s.window, SDLK_RETURN).kind, WINDOW_NONE);
    stage_close(&s);
}
END_TEST

/* ---- waiting ------------------------------------------------------------------------ */

static void *wake_often(void *context)
{
    for (int i = 0; i < 1000; i++)
        window_wake(context);
    return NULL;
}

START_TEST(any_thread_wakes_the_window)
{
    stage s;
    stage_open(&s, _i, SYNTHETIC_YUV420P);
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, wake_often, s.window), 0);
    ck_assert_int_eq(window_wait(s.window, -1).kind, WINDOW_WOKEN);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    window_wake(s.window);
    ck_assert_int_eq(window_wait(s.window, -1).kind, WINDOW_WOKEN);
    ck_assert_int_eq(window_wait(s.window, 0).kind, WINDOW_NONE); /* they come as one */
    stage_close(&s);
}
END_TEST

START_TEST(waiting_ends_in_time)
{
    stage s;
    stage_open(&s, _i, SYNTHETIC_YUV420P);
    Uint64 start = SDL_GetTicks64();
    ck_assert_int_eq(window_wait(s.window, 120).kind, WINDOW_NONE);
    Uint64 passed = SDL_GetTicks64() - start;
    ck_assert_uint_ge(passed, 115);
    ck_assert_uint_lt(passed, 2000);
    stage_close(&s);
}
END_TEST

/* ---- opening ------------------------------------------------------------------------ */

static void keep_message(void *context, fovea_log_level level, const char *message)
{
    (void)level;
    snprintf(context, 256, "%s", message);
}

START_TEST(without_a_display_there_is_no_window)
{
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    window *w;
    char message[256] = "";
    fovea_log log = {keep_message, message};
    ck_assert_int_eq(window_open(&w, "test", W, H, 1, &log), FOVEA_ERR_UNSUPPORTED);
    ck_assert_ptr_null(w);
    ck_assert_ptr_nonnull(strstr(message, "display"));
    window_close(&w);
    window_close(NULL);
}
END_TEST

START_TEST(a_window_fits_the_display)
{
    SDL_SetHint(SDL_HINT_RENDER_DRIVER, renderers[0]);
    static const int pictures[][2] = {{16, 16},     {320, 240},     {1920, 1080}, {7680, 4320},
                                      {1080, 1920}, {32768, 32768}, {1, 9000}};
    for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++) {
        window *w;
        ck_assert_int_eq(window_open(&w, "test", pictures[i][0], pictures[i][1], 1, NULL),
                         FOVEA_OK);
        int width, height;
        SDL_GetWindowSize(sdl_window(), &width, &height);
        ck_assert_int_le(width, 1600);
        ck_assert_int_le(height, 1000);
        ck_assert_int_ge(width, 320);
        ck_assert_int_eq(window_wait(w, 20).kind == WINDOW_QUIT, 0); /* nothing to show yet */
        window_close(&w);
    }
    window *w;
    ck_assert_int_eq(window_open(&w, "test", 0, 5, 1, NULL), FOVEA_ERR_ARG);
    ck_assert_ptr_null(w);
}
END_TEST

static Suite *window_suite(int renderer_count)
{
    const TTest *const tests[] = {the_window_looks_like_the_rendered_picture,
                                  matrix_and_range_are_obeyed,
                                  a_resized_window_stays_sharp,
                                  the_picture_may_change_its_size,
                                  keys_make_events,
                                  help_is_shown_on_screen,
                                  a_drawn_box_is_exact_at_any_scale,
                                  arrows_move_and_resize,
                                  a_selection_can_be_cancelled_or_begun_again,
                                  a_double_click_accepts,
                                  a_selection_begins_with_the_tracked_box,
                                  any_thread_wakes_the_window,
                                  waiting_ends_in_time};
    Suite *s = suite_create("window");
    TCase *t = tcase_create("window");
    tcase_set_timeout(t, 60);
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        tcase_add_loop_test(t, tests[i], 0, renderer_count);
    tcase_add_test(t, a_window_fits_the_display);
    tcase_add_test(t, without_a_display_there_is_no_window); /* last: it hides the display */
    suite_add_tcase(s, t);
    return s;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

#if defined(__SANITIZE_ADDRESS__)
FOVEA_API const char *__lsan_default_suppressions(void);

/* SDL's connection to D-Bus is not ours to close. */
const char *__lsan_default_suppressions(void)
{
    return "leak:libdbus\n";
}
#endif

/* Software, and OpenGL where SDL has it; a driver in software has leaks and races of its own,
 * which sanitizers would report. */
static int available_renderers(void)
{
    int count = 1;
    for (int i = 0; i < SDL_GetNumRenderDrivers() && !SANITIZED; i++) {
        SDL_RendererInfo info;
        if (SDL_GetRenderDriverInfo(i, &info) == 0 && strcmp(info.name, "opengl") == 0)
            count = 2;
    }
    return count;
}

int main(void)
{
    pid_t display = xvfb_start(1600, 1000);
    if (display < 0) {
        fprintf(stderr, "skipped: Xvfb is not installed or does not start\n");
        return SKIPPED;
    }
    int verdict = check_main(window_suite(available_renderers()));
    xvfb_stop(display);
    return verdict;
}
