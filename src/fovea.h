/* fovea.h - follow one object through a stream of frames.
 *
 * Pixels: x to the right, y down; pixel (i, j) covers [i, i+1) x [j, j+1). Boxes are
 * floats in pixels of the picture as it is looked at (after rotation).
 *
 * A tracker belongs to one thread at a time; two trackers share nothing. All memory is
 * taken by fovea_tracker_open(): Fovea's own code allocates nothing in start and step. The same
 * build at the same CPU level gives the same bytes on every run.
 *
 * Every function that returns fovea_status returns FOVEA_OK or one of the negative codes
 * it names; output pointers come first and are left untouched (handles: NULL) on failure. */
#ifndef FOVEA_H
#define FOVEA_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FOVEA_VERSION_MAJOR 0
#define FOVEA_VERSION_MINOR 1
#define FOVEA_VERSION_PATCH 0

#if defined(__GNUC__)
#define FOVEA_API __attribute__((visibility("default")))
#define FOVEA_CHECKED __attribute__((warn_unused_result))
#else
#define FOVEA_API
#define FOVEA_CHECKED
#endif

/* ---- status ---------------------------------------------------------------------- */

typedef enum fovea_status {
    FOVEA_OK = 0,
    FOVEA_EOF = 1,              /* not a failure: the stream has ended             */
    FOVEA_AGAIN = 2,            /* not a failure: nothing there within the timeout */
    FOVEA_ERR_ARG = -1,         /* an argument is out of its stated range          */
    FOVEA_ERR_NOMEM = -2,       /* memory could not be had                         */
    FOVEA_ERR_IO = -3,          /* the system refused to read or write             */
    FOVEA_ERR_FORMAT = -4,      /* data is not what its format says                */
    FOVEA_ERR_UNSUPPORTED = -5, /* valid, but not something Fovea can handle       */
    FOVEA_ERR_CLOSED = -6,      /* the other end has gone or was told to stop      */
} fovea_status;

/* A short English text for a status; never NULL, static. */
FOVEA_API const char *fovea_status_text(fovea_status status);

/* "0.1.0"; static. */
FOVEA_API const char *fovea_version(void);

/* ---- log ------------------------------------------------------------------------- */

typedef enum fovea_log_level {
    FOVEA_LOG_ERROR,
    FOVEA_LOG_WARNING,
    FOVEA_LOG_INFO,
} fovea_log_level;

/* Where messages go: one line each, without a newline. The library never prints; with
 * write == NULL it is silent. May be called from the thread that called the library. */
typedef struct fovea_log {
    void (*write)(void *context, fovea_log_level level, const char *message);
    void *context;
} fovea_log;

/* ---- image ----------------------------------------------------------------------- */

/* One component (Y, U, V, R, G, B or grey) of an image, where it lies in memory.
 * The sample of column x and row y starts at base + x * step_x + y * step_y; steps are in
 * bytes and may be negative (mirrored) or exchanged (rotated by a quarter).
 * bits + shift <= 8: one byte a sample; above: two bytes, native byte order, aligned to 2.
 * The value is (stored >> shift) & ((1 << bits) - 1). */
typedef struct fovea_component {
    const uint8_t *base;
    ptrdiff_t step_x, step_y;
    int width, height; /* in samples; chroma may be smaller than the image */
    uint8_t bits;      /* 1 to 16 */
    uint8_t shift;     /* bits + shift <= 8 or 16 */
} fovea_component;

/* How components make a colour (ITU-T H.273 names). */
typedef enum fovea_matrix {
    FOVEA_MATRIX_GREY,  /* one component: luma                                   */
    FOVEA_MATRIX_RGB,   /* three components: R, G, B                             */
    FOVEA_MATRIX_BT601, /* three components: Y', Cb, Cr; likewise the ones below */
    FOVEA_MATRIX_BT709,
    FOVEA_MATRIX_BT2020,
    FOVEA_MATRIX_SMPTE240M,
    FOVEA_MATRIX_FCC,
    FOVEA_MATRIX_YCGCO,
} fovea_matrix;

typedef enum fovea_range {
    FOVEA_RANGE_LIMITED, /* luma 16..235, chroma 16..240 of 255, scaled by bit depth */
    FOVEA_RANGE_FULL,    /* 0 .. 2^bits - 1 */
} fovea_range;

/* A picture, borrowed for the call. Component 0 has the image's size; components 1 and 2
 * have one size, each side ceil(side / 1, 2, 4 or 8). */
typedef struct fovea_image {
    int width, height; /* 1 .. 32768 */
    int components;    /* 1 or 3 */
    fovea_component component[3];
    fovea_matrix matrix;
    fovea_range range;
} fovea_image;

/* ---- tracker --------------------------------------------------------------------- */

/* x, y: the corner with the smallest coordinates; 0,0,W,H covers the picture. */
typedef struct fovea_box {
    float x, y, w, h;
} fovea_box;

typedef enum fovea_state {
    FOVEA_TRACKING,  /* the box is on the object                                     */
    FOVEA_UNCERTAIN, /* it may be; nothing is learned from this frame                */
    FOVEA_LOST,      /* it is not, or the object is gone; the box is the best guess  */
} fovea_state;

/* "tracking", "uncertain" or "lost"; static. */
FOVEA_API const char *fovea_state_text(fovea_state state);

/* What a step spent its time on. */
typedef enum fovea_stage {
    FOVEA_STAGE_GLIMPSE,  /* pixels to glimpses            */
    FOVEA_STAGE_FEATURES, /* glimpse to feature maps       */
    FOVEA_STAGE_LOCATE,   /* where: filter, colour, head   */
    FOVEA_STAGE_SCALE,    /* how big (classic)             */
    FOVEA_STAGE_LEARN,    /* update of the recurrent state */
    FOVEA_STAGE_SEARCH,   /* looking elsewhere             */
    FOVEA_STAGES
} fovea_stage;

typedef struct fovea_result {
    fovea_box box;    /* always finite, w and h > 0 */
    float confidence; /* 0..1: estimated probability that IoU(box, object) > 0.5; by the learned
                         model it stays lower for a while after a doubt */
    fovea_state state;
    fovea_box window; /* the attention window that was looked at */
    uint32_t stage_ns[FOVEA_STAGES];
} fovea_result;

/* The glimpse: float RGB planes [3, height, width], 0..1, row-major. Owned by the tracker
 * and valid until its next start, step, restore or close. */
typedef struct fovea_glimpse {
    const float *rgb;
    int height, width;
} fovea_glimpse;

/* Instruction sets that may be used; the best one that the machine has is taken. The glimpse is the
 * same by all of them. A network's sums differ in their last bits, and with VNNI it multiplies
 * integers of 8 bits: boxes differ by fractions of a pixel and, where the tracker is in doubt, by
 * more. */
typedef enum fovea_cpu {
    FOVEA_CPU_C,
    FOVEA_CPU_AVX2,
    FOVEA_CPU_AVX512,
    FOVEA_CPU_VNNI, /* AVX-512's or AMX's products of 8 bits; for networks, not the glimpse */
    FOVEA_CPU_BEST,
} fovea_cpu;

/* What a tracker knows an object by. */
typedef enum fovea_model {
    FOVEA_MODEL_LEARNED, /* a network that was trained on other videos       */
    FOVEA_MODEL_CLASSIC, /* closed-form filters, which know this video alone */
} fovea_model;

/* "learned" or "classic"; static. */
FOVEA_API const char *fovea_model_text(fovea_model model);

typedef struct fovea_config {
    fovea_cpu cpu; /* at most this level */
    fovea_log log;
    fovea_model model;
    const char *weights; /* of the learned model: a safetensors file, read by open and borrowed
                            for it; NULL: those built into the library */
} fovea_config;

typedef struct fovea_tracker fovea_tracker; /* opaque */

/* The best instructions, and the learned model where its weights are built in, else the
 * classical one. */
FOVEA_API void fovea_config_default(fovea_config *config);

/* Takes all memory that the tracker will ever need (but for a few small blocks that oneDNN takes
 * and gives back in every step of the learned model). config may be NULL (defaults). The log says
 * in one line what fails. ERR_ARG, ERR_NOMEM; of the learned model also ERR_UNSUPPORTED: no
 * weights are built in and none are named; ERR_IO, ERR_FORMAT: weights that cannot be read, or
 * are not this network's. */
FOVEA_API fovea_status fovea_tracker_open(fovea_tracker **out,
                                          const fovea_config *config) FOVEA_CHECKED;

/* (Re)starts on `image` with the object in `target`; everything learned before is
 * forgotten. The target must be finite, at least 1 pixel a side, at most twice the picture's
 * sides, and overlap the picture.
 * result may be NULL; else it repeats the target with confidence 1.
 * ERR_ARG: bad target or image; the tracker is as it was before. ERR_NOMEM (learned model only:
 * oneDNN had none): the tracker is as before its first start. */
FOVEA_API fovea_status fovea_tracker_start(fovea_tracker *tracker, const fovea_image *image,
                                           fovea_box target, fovea_result *result) FOVEA_CHECKED;

/* Follows the object into the next frame. `dt` is the time since the frame before in units
 * of the stream's frame interval (1 where unknown; more where frames were dropped; finite,
 * > 0). When the picture's size differs from the one before, box and state are scaled along.
 * ERR_ARG: bad image or dt, or never started; the tracker is as it was before. ERR_NOMEM (learned
 * model only): the frame has not been looked at; the next step may succeed. */
FOVEA_API fovea_status fovea_tracker_step(fovea_tracker *tracker, const fovea_image *image,
                                          float dt, fovea_result *result) FOVEA_CHECKED;

/* The glimpse that the last start or step looked at. ERR_ARG: never started. */
FOVEA_API fovea_status fovea_tracker_glimpse(const fovea_tracker *tracker,
                                             fovea_glimpse *out) FOVEA_CHECKED;

/* The whole recurrent state as plain bytes: save, keep or send, restore into any tracker of
 * the same library version, model and weights, once started. restore checks size and content:
 * ERR_FORMAT or ERR_NOMEM, tracker as before. */
FOVEA_API size_t fovea_tracker_state_size(const fovea_tracker *tracker);
FOVEA_API void fovea_tracker_save(const fovea_tracker *tracker, void *state);
FOVEA_API fovea_status fovea_tracker_restore(fovea_tracker *tracker, const void *state,
                                             size_t size) FOVEA_CHECKED;

/* Accepts NULL and a pointer to NULL; sets *tracker to NULL. */
FOVEA_API void fovea_tracker_close(fovea_tracker **tracker);

#ifdef __cplusplus
}
#endif

#endif
