/* Fuzzes fovea_tracker_restore(): foreign bytes, and a true state with words overwritten. What
 * is refused leaves the tracker as it was; what is taken, it goes on from sanely. */
#include "fuzz/fuzz.h"

#include "support/tracking.h"

enum { WIDTH = 40, HEIGHT = 30 };

static uint8_t pixels[WIDTH * HEIGHT];

static fovea_image picture(int frame)
{
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        int x = (i % WIDTH - frame) / 3, y = i / WIDTH / 3;
        pixels[i] = (uint8_t)(x * 57 ^ y * 31);
    }
    return (fovea_image){
        WIDTH,           HEIGHT, 1, {{pixels, 1, WIDTH, WIDTH, HEIGHT, 8, 0}}, FOVEA_MATRIX_GREY,
        FOVEA_RANGE_FULL};
}

static fovea_tracker *start(fovea_model model)
{
    fovea_tracker *tracker;
    fovea_image im = picture(0);
    const fovea_config config = tracking_config(model);
    FUZZ_EXPECT(fovea_tracker_open(&tracker, &config) == FOVEA_OK);
    FUZZ_EXPECT(fovea_tracker_start(tracker, &im, (fovea_box){10, 8, 12, 10}, NULL) == FOVEA_OK);
    return tracker;
}

static void go_on(fovea_tracker *tracker)
{
    for (int n = 1; n < 4; n++) {
        fovea_image im = picture(n);
        fovea_result r;
        FUZZ_EXPECT(fovea_tracker_step(tracker, &im, 1, &r) == FOVEA_OK);
        FUZZ_EXPECT(tracking_fault(&r, WIDTH, HEIGHT, (fovea_box){0, 0, 1, 1}) == NULL);
    }
}

/* Words at places of the input's choice: the head of the state more often than its mass. */
static void overwrite(uint8_t *state, size_t size, fuzz_input *in)
{
    while (in->left > 0) {
        uint32_t place;
        unsigned head = fuzz_byte(in);
        fuzz_take(in, &place, 3);
        size_t at = head < 192 ? head / 2 * 4 % 104 : place % (size - 4);
        fuzz_take(in, state + at, 4);
    }
}

static void run(const uint8_t *data, size_t size, fovea_model model)
{
    fuzz_input in = {data, size};
    fovea_tracker *tracker = start(model);
    size_t whole = fovea_tracker_state_size(tracker);
    uint8_t *before = malloc(whole), *state = malloc(whole);
    FUZZ_EXPECT(before && state);
    fovea_tracker_save(tracker, before);
    memcpy(state, before, whole);
    fovea_status status;
    if (fuzz_byte(&in) % 8 == 0) {
        status = fovea_tracker_restore(tracker, in.at, in.left);
    } else {
        overwrite(state, whole, &in);
        status = fovea_tracker_restore(tracker, state, whole);
    }
    FUZZ_EXPECT(status == FOVEA_OK || status == FOVEA_ERR_FORMAT);
    fovea_tracker_save(tracker, state);
    if (status != FOVEA_OK)
        FUZZ_EXPECT(memcmp(before, state, whole) == 0);
    go_on(tracker);
    fovea_tracker_save(tracker, state); /* what it came to, it takes back */
    FUZZ_EXPECT(fovea_tracker_restore(tracker, state, whole) == FOVEA_OK);
    free(before);
    free(state);
    fovea_tracker_close(&tracker);
}

/* The same with every model. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    run(data, size, FOVEA_MODEL_LEARNED);
    run(data, size, FOVEA_MODEL_CLASSIC);
    return 0;
}
