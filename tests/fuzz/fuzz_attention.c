/* Fuzzes the mechanisms of attention: any parameters, sizes and order of calls. Whatever comes,
 * calls are refused or everything they write is finite. */
#include "fuzz/fuzz.h"

#include <math.h>

#include "fovea_attention.h"

enum { SIDE_MAX = 40, CHANNELS_MAX = 3, VALUES = CHANNELS_MAX * SIDE_MAX * SIDE_MAX, STEPS = 8 };

typedef struct field {
    fovea_attention *attention;
    fovea_shape shape;
    int h, w;
    float image[VALUES], grad_out[VALUES], map[VALUES]; /* finite */
    float out[VALUES], grad[VALUES], grad_map[2 * VALUES];
} field;

static int side(fuzz_input *in)
{
    return 1 + (int)fuzz_byte(in) % SIDE_MAX;
}

static void fill(float *values, fuzz_input *in)
{
    uint32_t state = fuzz_byte(in) * 2654435761u;
    float scale = ldexpf(1, (int)(fuzz_byte(in) % 80) - 40); /* up to 5e11 */
    for (int i = 0; i < VALUES; i++) {
        state = state * 1664525u + 1013904223u;
        values[i] = ((float)(state >> 8) / (1 << 23) - 1) * scale;
    }
}

/* Near the image, or any bits. */
static float parameter(fuzz_input *in)
{
    if (fuzz_byte(in) % 4 == 0)
        return fuzz_float(in);
    return ((float)fuzz_byte(in) - 60) / 4 + (float)fuzz_byte(in) / 1024;
}

static void expect_finite(const float *values, int n)
{
    int bad = 0;
    for (int i = 0; i < n; i++)
        bad += !isfinite(values[i]);
    FUZZ_EXPECT(bad == 0);
}

static void expect_sane(const field *f, fovea_status status)
{
    FUZZ_EXPECT(status == FOVEA_OK || status == FOVEA_ERR_ARG);
    expect_finite(f->out, VALUES);
    expect_finite(f->grad, VALUES);
    expect_finite(f->grad_map, 2 * VALUES);
}

static void run_crop(field *f, fuzz_input *in)
{
    int y, x;
    fuzz_take(in, &y, sizeof y);
    fuzz_take(in, &x, sizeof x);
    if (fuzz_byte(in) % 2) {
        y %= 64;
        x %= 64;
    }
    expect_sane(f, fovea_crop(f->out, f->image, f->shape, y, x, f->h, f->w));
    expect_sane(f, fovea_crop_backward(f->grad, f->grad_out, f->shape, y, x, f->h, f->w));
}

static void run_mask(field *f, fuzz_input *in)
{
    int H = f->shape.height, W = f->shape.width;
    if (fuzz_byte(in) % 2) {
        expect_sane(f, fovea_mask_sigmoid(f->out, f->map, H, W));
        expect_sane(f, fovea_mask_sigmoid_backward(f->grad_map, f->grad_out, f->out, H, W));
    } else {
        expect_sane(f, fovea_mask_softmax(f->out, f->map, H, W));
        expect_sane(f, fovea_mask_softmax_backward(f->grad_map, f->grad_out, f->out, H, W));
    }
    expect_sane(f, fovea_mask_apply(f->out, f->image, f->shape, f->map));
    expect_sane(f, fovea_mask_apply_backward(f->grad, f->grad_map, f->grad_out, f->image, f->shape,
                                             f->map));
}

static void run_gaussian(field *f, fuzz_input *in)
{
    fovea_gaussian_form form = (fovea_gaussian_form)(fuzz_byte(in) % 2);
    fovea_gaussian_window window = {{parameter(in), fabsf(parameter(in)), fabsf(parameter(in))},
                                    {parameter(in), fabsf(parameter(in)), fabsf(parameter(in))}};
    fovea_gaussian_window grad = {{0, 0, 0}, {0, 0, 0}};
    fovea_status status =
        fovea_gaussian_glimpse(f->attention, f->out, f->image, f->shape, window, f->h, f->w, form);
    expect_sane(f, status);
    FUZZ_EXPECT(status == fovea_gaussian_glimpse_backward(f->attention, f->grad, &grad, f->grad_out,
                                                          f->image, f->shape, window, f->h, f->w,
                                                          form));
    expect_sane(f,
                fovea_mask_gaussian(f->attention, f->out, window, f->shape.height, f->shape.width));
    expect_sane(f, fovea_mask_gaussian_backward(f->attention, &grad, f->grad_out, window,
                                                f->shape.height, f->shape.width));
    const float sums[] = {grad.y.u, grad.y.s, grad.y.d, grad.x.u, grad.x.s, grad.x.d};
    expect_finite(sums, 6);
}

static void run_transformer(field *f, fuzz_input *in)
{
    fovea_sampling how = {(fovea_padding)(fuzz_byte(in) % 4), (int)fuzz_byte(in) % 2};
    fovea_affine theta, grad = {{{0}}};
    static float grid[2 * VALUES];
    for (int i = 0; i < 6; i++)
        theta.m[i / 3][i % 3] = parameter(in);
    if (fovea_affine_grid(grid, theta, f->h, f->w, how.align_corners) != FOVEA_OK)
        return;
    expect_finite(grid, 2 * f->h * f->w);
    expect_sane(f,
                fovea_grid_sample(f->attention, f->out, f->image, f->shape, grid, f->h, f->w, how));
    expect_sane(f, fovea_grid_sample_backward(f->attention, f->grad, f->grad_map, f->grad_out,
                                              f->image, f->shape, grid, f->h, f->w, how));
    expect_sane(f, fovea_affine_grid_backward(&grad, f->grad_map, f->h, f->w, how.align_corners));
    expect_finite(grad.m[0], 6);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const run[])(field * f, fuzz_input * in) = {run_crop, run_mask, run_gaussian,
                                                              run_transformer};
    static field f;
    fuzz_input in = {data, size};
    if (fovea_attention_open(&f.attention, (fovea_cpu)(fuzz_byte(&in) % (FOVEA_CPU_BEST + 1))) !=
        FOVEA_OK)
        return 0;
    fill(f.image, &in);
    fill(f.grad_out, &in);
    fill(f.map, &in);
    for (int step = 0; step < STEPS && in.left > 0; step++) {
        unsigned what = fuzz_byte(&in);
        f.shape = (fovea_shape){1 + (int)(what / 4 % CHANNELS_MAX), side(&in), side(&in)};
        f.h = side(&in);
        f.w = side(&in);
        memset(f.out, 0, sizeof f.out);
        memset(f.grad, 0, sizeof f.grad);
        memset(f.grad_map, 0, sizeof f.grad_map);
        run[what % 4](&f, &in);
    }
    fovea_attention_close(&f.attention);
    return 0;
}
