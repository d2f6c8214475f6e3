/* The recurrent memory against PyTorch: random weights, thirty steps (scripts/train/memory.py
 * --tiny). */
#include "model/gru.h"

#include <math.h>

#include "support/check_main.h"

enum { INPUTS = 5, OUTPUTS = 2 };

static fovea_weights *weights;
static fovea_gru gru;

static void setup(void)
{
    ck_assert(fovea_weights_open(&weights, FOVEA_PARITY "/net/gru.safetensors", NULL) == FOVEA_OK);
    ck_assert(fovea_gru_bind(&gru, weights, INPUTS, OUTPUTS) == FOVEA_OK);
}

static void teardown(void)
{
    fovea_weights_close(&weights);
}

START_TEST(steps_are_pytorchs)
{
    const int any[2] = {0, 0};
    const fovea_tensor *in, *said;
    ck_assert(fovea_weights_tensor(weights, &in, "in", 2, any) == FOVEA_OK);
    ck_assert(fovea_weights_tensor(weights, &said, "out", 2, any) == FOVEA_OK);
    ck_assert_int_gt(in->shape[0], 20);
    float hidden[GRU_HIDDEN_MAX] = {0}, out[OUTPUTS];
    /* Sums of some tens of products of about 1, each rounded once, through gates that do not
     * amplify: 1e-5 is a hundred roundings. */
    for (int t = 0; t < in->shape[0]; t++) {
        fovea_gru_step(&gru, in->data + t * INPUTS, hidden, out);
        for (int i = 0; i < OUTPUTS; i++)
            ck_assert_msg(fabsf(out[i] - said->data[t * OUTPUTS + i]) < 1e-5F,
                          "step %d, output %d: %g, expected %g", t, i, (double)out[i],
                          (double)said->data[t * OUTPUTS + i]);
    }
}
END_TEST

START_TEST(it_remembers)
{
    float empty[GRU_HIDDEN_MAX] = {0}, full[GRU_HIDDEN_MAX] = {0}, once[OUTPUTS], twice[OUTPUTS];
    const float in[INPUTS] = {1, -1, 0.5F, 0, 2};
    fovea_gru_step(&gru, in, empty, once);
    fovea_gru_step(&gru, in, full, twice);
    fovea_gru_step(&gru, in, full, twice);
    ck_assert(fabsf(once[0] - twice[0]) > 1e-3F);
}
END_TEST

START_TEST(other_shapes_are_refused)
{
    ck_assert(fovea_gru_bind(&gru, weights, INPUTS + 1, OUTPUTS) == FOVEA_ERR_FORMAT);
    ck_assert(fovea_gru_bind(&gru, weights, INPUTS, OUTPUTS + 1) == FOVEA_ERR_FORMAT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gru");
    TCase *tests = tcase_create("gru");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, steps_are_pytorchs);
    tcase_add_test(tests, it_remembers);
    tcase_add_test(tests, other_shapes_are_refused);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
