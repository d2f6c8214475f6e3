/* Fuzzes the reader of weights: bytes of any content are refused with one line in the log, or are a
 * network, all of whose values are finite, that can look at a glimpse and learn from it. */
#include <math.h>

#include "fuzz/fuzz.h"
#include "model/net.h"

static void count_message(void *context, fovea_log_level level, const char *message)
{
    (void)level;
    FUZZ_EXPECT(strlen(message) > 0 && !strchr(message, '\n'));
    ++*(int *)context;
}

static void expect_finite(const fovea_net_layer *layer)
{
    const int *shape = layer->weight->shape;
    for (int i = 0; i < shape[0] * shape[1] * shape[2] * shape[3]; i++)
        FUZZ_EXPECT(isfinite(layer->weight->data[i]));
    for (int i = 0; layer->bias && i < shape[0]; i++)
        FUZZ_EXPECT(isfinite(layer->bias->data[i]));
}

static void use(const fovea_net_model *model, const fovea_log *log)
{
    static float rgb[3 * NET_GLIMPSE_MAX * NET_GLIMPSE_MAX];
    static fovea_net_memory memory;
    static fovea_net_answer answer;
    const fovea_box box = {10, 10, 20, 20};
    fovea_net *net;
    FUZZ_EXPECT(fovea_net_open(&net, model, FOVEA_CPU_BEST, log) == FOVEA_OK);
    FUZZ_EXPECT(fovea_net_see(net, rgb) == FOVEA_OK);
    FUZZ_EXPECT(fovea_net_start(net, &memory, box) == FOVEA_OK);
    FUZZ_EXPECT(fovea_net_look(net, &memory, box, &answer) == FOVEA_OK);
    FUZZ_EXPECT(answer.side * model->stride == model->glimpse);
    fovea_net_learn(net, &memory, box, 0.9F);
    fovea_net_close(&net);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int messages = 0;
    const fovea_log log = {count_message, &messages};
    fovea_net_model *model;
    fovea_status status = fovea_net_model_open_memory(&model, "input", data, size, &log);
    FUZZ_EXPECT((status == FOVEA_OK) == (model != NULL));
    FUZZ_EXPECT(messages == (status == FOVEA_OK ? 0 : 1));
    if (!model)
        return 0;
    for (int i = 0; i < model->stems; i++)
        expect_finite(&model->stem[i]);
    for (int i = 0; i < model->heads; i++)
        expect_finite(&model->head[i]);
    expect_finite(&model->to_filter);
    expect_finite(&model->out);
    use(model, &log);
    fovea_net_model_close(&model);
    return 0;
}
