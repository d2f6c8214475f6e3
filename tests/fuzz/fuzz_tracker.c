/* Fuzzes the tracker: images of any layout and content, any boxes, times and order of calls.
 * Whatever comes, calls are refused or results are sane, and every state is taken back. */
#include "fuzz/fuzz.h"

#include "base/image.h"
#include "support/tracking.h"

enum { SIDE_MAX = 300, BUFFER = 4 * SIDE_MAX * SIDE_MAX, STEPS_MAX = 12 };

/* Pixels: the input's own bytes first, then what a small generator makes of them. */
static void fill(uint8_t *buffer, fuzz_input *in)
{
    unsigned kind = fuzz_byte(in), seed = fuzz_byte(in);
    uint32_t state = 0x9E3779B9u * (seed + 1);
    for (int i = 0; i < BUFFER; i++) {
        state = state * 1664525u + 1013904223u;
        uint32_t noise = state >> 24;
        buffer[i] = (uint8_t)(kind % 4 == 0   ? seed
                              : kind % 4 == 1 ? noise
                              : kind % 4 == 2 ? (unsigned)i * seed >> (kind >> 5)
                                              : (noise & 31) + (i / 7 % 5) * 40u);
    }
    fuzz_take(in, buffer, in->left < 64 ? in->left : 64);
}

/* A component somewhere in the buffer: upright, mirrored or turned, one or two bytes a sample,
 * side by side or between others. */
static fovea_component component(const uint8_t *buffer, fuzz_input *in, int width, int height)
{
    unsigned how = fuzz_byte(in);
    fovea_component c = {buffer, 1, 0, width, height, 8, 0};
    if (how & 1) { /* two bytes */
        c.bits = (uint8_t)(9 + how / 32);
        c.shift = (uint8_t)(how & 2 ? 16 - c.bits : 0);
        c.step_x = 2;
    } else if (how & 2) {
        c.bits = (uint8_t)(1 + how / 32);
        c.shift = (uint8_t)(8 - c.bits);
    }
    if (how & 4)
        c.step_x *= 2;
    c.step_y = c.step_x * width;
    if (how & 8) { /* columns as rows; room is enough either way */
        c.step_y = c.step_x;
        c.step_x *= height;
    }
    if (how & 16) {
        c.base += (width - 1) * c.step_x + (height - 1) * c.step_y;
        c.step_x = -c.step_x;
        c.step_y = -c.step_y;
    }
    return c;
}

static fovea_image image(const uint8_t *buffer, fuzz_input *in)
{
    unsigned shape = fuzz_byte(in), side = fuzz_byte(in);
    fovea_image im = {1 + (int)fuzz_byte(in),    1 + (int)fuzz_byte(in),      3, {{0}},
                      (fovea_matrix)(shape % 8), (fovea_range)(shape / 8 % 2)};
    if (shape & 16) /* tiny */
        im.width = 1 + im.width % 9, im.height = 1 + im.height % 9;
    im.components = im.matrix == FOVEA_MATRIX_GREY ? 1 : 3;
    for (int k = 0; k < im.components; k++) {
        int ratio_x = k ? 1 << side % 4 : 1, ratio_y = k ? 1 << side / 4 % 4 : 1;
        im.component[k] = component(buffer, in, (im.width + ratio_x - 1) / ratio_x,
                                    (im.height + ratio_y - 1) / ratio_y);
    }
    FUZZ_EXPECT(fovea_image_valid(&im));
    return im;
}

/* Near the picture, or any four floats. */
static fovea_box box(fuzz_input *in, const fovea_image *im)
{
    if (fuzz_byte(in) % 4 == 0)
        return (fovea_box){fuzz_float(in), fuzz_float(in), fuzz_float(in), fuzz_float(in)};
    float v[4];
    for (int i = 0; i < 4; i++)
        v[i] = (float)fuzz_byte(in) / 128;
    return (fovea_box){(v[0] - 0.5F) * (float)im->width, (v[1] - 0.5F) * (float)im->height,
                       v[2] * (float)im->width, v[3] * (float)im->height};
}

static void expect_sane(const fovea_result *r, const fovea_image *im)
{
    const char *fault = tracking_fault(r, im->width, im->height, (fovea_box){0, 0, 1, 1});
    if (fault)
        fprintf(stderr, "%s: box %g,%g,%g,%g in %dx%d\n", fault, (double)r->box.x, (double)r->box.y,
                (double)r->box.w, (double)r->box.h, im->width, im->height);
    FUZZ_EXPECT(fault == NULL);
}

static void save_and_restore(fovea_tracker *tracker)
{
    size_t size = fovea_tracker_state_size(tracker);
    void *state = malloc(size);
    FUZZ_EXPECT(state != NULL);
    fovea_tracker_save(tracker, state);
    FUZZ_EXPECT(fovea_tracker_restore(tracker, state, size) == FOVEA_OK);
    free(state);
}

static void expect_glimpse(const fovea_tracker *tracker)
{
    fovea_glimpse g;
    FUZZ_EXPECT(fovea_tracker_glimpse(tracker, &g) == FOVEA_OK);
    for (int i = 0; i < 3 * g.width * g.height; i++)
        FUZZ_EXPECT(g.rgb[i] >= 0 && g.rgb[i] <= 1);
}

static float time_step(fuzz_input *in)
{
    return fuzz_byte(in) % 4 == 0 ? fuzz_float(in) : 1;
}

static void run(const uint8_t *data, size_t size, fovea_model model)
{
    static uint8_t buffer[BUFFER];
    fuzz_input in = {data, size};
    fovea_config config = tracking_config(model);
    config.cpu = (fovea_cpu)(fuzz_byte(&in) % (FOVEA_CPU_BEST + 1)); /* any lower level */
    fovea_tracker *tracker;
    FUZZ_EXPECT(fovea_tracker_open(&tracker, &config) == FOVEA_OK);
    fill(buffer, &in);
    fovea_image im = image(buffer, &in);
    int started = 0;
    for (int n = 0; n < STEPS_MAX && in.left > 0; n++) {
        unsigned action = fuzz_byte(&in);
        fovea_result r;
        if (action & 1)
            fill(buffer, &in);
        if (action & 2)
            im = image(buffer, &in);
        if (!started || (action & 12) == 12) {
            fovea_status status = fovea_tracker_start(tracker, &im, box(&in, &im), NULL);
            FUZZ_EXPECT(status == FOVEA_OK || status == FOVEA_ERR_ARG);
            started |= status == FOVEA_OK;
        }
        fovea_status status = fovea_tracker_step(tracker, &im, time_step(&in), &r);
        FUZZ_EXPECT(status == FOVEA_OK || status == FOVEA_ERR_ARG);
        if (status == FOVEA_OK)
            expect_sane(&r, &im);
        if (started && (action & 16))
            save_and_restore(tracker);
    }
    if (started)
        expect_glimpse(tracker);
    fovea_tracker_close(&tracker);
}

/* The same with every model. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    run(data, size, FOVEA_MODEL_LEARNED);
    run(data, size, FOVEA_MODEL_CLASSIC);
    return 0;
}
