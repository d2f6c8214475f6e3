/* Memory of the network: open takes what is needed; what oneDNN takes by itself to execute is a few
 * small blocks a convolution, given back before the call ends, the same on every call. Not built
 * with sanitizers, skipped (77) under valgrind: support/heap.h. */
#include <stdlib.h>

#include "model/net.h"
#include "support/check_main.h"
#include "support/heap.h"

static const char tiny[] = FOVEA_PARITY "/net/tiny.safetensors";

/* Blocks that oneDNN 2.6 takes for one execution: its context and a map of arguments. */
enum { BLOCKS_A_CONVOLUTION = 12 };

static void expect_bounded(heap_counts heap, int convolutions, const char *what)
{
    ck_assert_msg(heap.taken <= BLOCKS_A_CONVOLUTION * convolutions,
                  "%s: %d allocations by %d convolutions", what, heap.taken, convolutions);
    ck_assert_msg(heap.taken == heap.freed, "%s: %d taken, %d freed", what, heap.taken, heap.freed);
}

/* What kernels of AMX know of tiles they take when they run first, and keep for all nets. */
static void run_once(const fovea_net_model *model)
{
    static float rgb[3 * NET_GLIMPSE_MAX * NET_GLIMPSE_MAX];
    static fovea_net_memory memory;
    static fovea_net_answer answer;
    const fovea_box box = {20, 20, 20, 16};
    fovea_net *net;
    ck_assert_int_eq(fovea_net_open(&net, model, FOVEA_CPU_BEST, NULL), FOVEA_OK);
    ck_assert_int_eq(fovea_net_see(net, rgb), FOVEA_OK);
    ck_assert_int_eq(fovea_net_start(net, &memory, box), FOVEA_OK);
    ck_assert_int_eq(fovea_net_look(net, &memory, box, &answer), FOVEA_OK);
    fovea_net_close(&net);
}

START_TEST(steps_take_what_onednn_does)
{
    static float rgb[3 * NET_GLIMPSE_MAX * NET_GLIMPSE_MAX];
    static fovea_net_memory memory;
    static fovea_net_answer answer;
    const fovea_box box = {20, 20, 20, 16};
    fovea_net_model *model;
    fovea_net *net;
    heap_counts first = {0};
    ck_assert_int_eq(fovea_net_model_open(&model, tiny, NULL), FOVEA_OK);
    run_once(model);
    ck_assert_int_eq(fovea_net_open(&net, model, FOVEA_CPU_BEST, NULL), FOVEA_OK);
    const int all = fovea_convs_count(fovea_net_convs(net));
    for (int n = 0; n < 20; n++) {
        heap_watch(0);
        fovea_status status = fovea_net_see(net, rgb);
        if (status == FOVEA_OK && n % 5 == 0)
            status = fovea_net_start(net, &memory, box);
        if (status == FOVEA_OK)
            status = fovea_net_look(net, &memory, box, &answer);
        heap_counts heap = heap_stop();
        ck_assert_int_eq(status, FOVEA_OK);
        expect_bounded(heap, n % 5 == 0 ? 2 * all : all, "see and look");
        if (n == 1)
            first = heap;
        if (n % 5 != 0 && n > 1)
            ck_assert_int_eq(heap.taken, first.taken);
        heap_watch(0);
        fovea_net_learn(net, &memory, box, 0.9F);
        heap = heap_stop();
        ck_assert_int_eq(heap.taken, 0);
        ck_assert_int_eq(heap.freed, 0);
    }
    fovea_net_close(&net);
    fovea_net_model_close(&model);
}
END_TEST

static void count_message(void *context, fovea_log_level level, const char *message)
{
    (void)level;
    (void)message;
    ++*(int *)context;
}

/* Whether every allocation has had its turn to fail. What goes on without it (a stream without a
 * buffer) is no failure. */
static bool done(fovea_status status, heap_counts heap, int fail_at, int *refusals)
{
    *refusals += status != FOVEA_OK;
    ck_assert(status == FOVEA_OK || status == FOVEA_ERR_NOMEM ||
              (status == FOVEA_ERR_IO && fail_at < 3));
    ck_assert_int_lt(fail_at, 5000);
    return heap.calls < fail_at;
}

START_TEST(model_survives_every_failure)
{
    int messages = 0, refusals = 0;
    bool all = false;
    const fovea_log log = {count_message, &messages};
    for (int fail_at = 1; !all; fail_at++) {
        fovea_net_model *model = (fovea_net_model *)&all; /* not NULL */
        heap_watch(fail_at);
        fovea_status status = fovea_net_model_open(&model, tiny, &log);
        heap_counts heap = heap_stop();
        all = done(status, heap, fail_at, &refusals);
        ck_assert((status == FOVEA_OK) == (model != NULL));
        ck_assert(model || heap.taken == heap.freed);
        fovea_net_model_close(&model);
    }
    ck_assert_int_gt(refusals, 5);
    ck_assert_int_eq(messages, refusals);
}
END_TEST

/* Of Fovea's own: oneDNN, which is C++, does not survive all of its. What it keeps for itself (its
 * cache of kernels) is not given back. */
START_TEST(net_survives_every_failure)
{
    int refusals = 0, messages = 0;
    bool all = false;
    const fovea_log log = {count_message, &messages};
    fovea_net_model *model;
    ck_assert_int_eq(fovea_net_model_open(&model, tiny, NULL), FOVEA_OK);
    for (int fail_at = 1; !all; fail_at++) {
        fovea_net *net = (fovea_net *)&all; /* not NULL */
        heap_watch_own(fail_at);
        fovea_status status = fovea_net_open(&net, model, FOVEA_CPU_BEST, &log);
        heap_counts heap = heap_stop();
        all = done(status, heap, fail_at, &refusals);
        ck_assert((status == FOVEA_OK) == (net != NULL));
        fovea_net_close(&net);
    }
    ck_assert_int_gt(refusals, 5);
    ck_assert_int_eq(messages, refusals);
    fovea_net_model_close(&model);
}
END_TEST

int main(void)
{
    if (!heap_stands_in())
        return 77;
    Suite *suite = suite_create("net memory");
    TCase *tests = tcase_create("memory");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, steps_take_what_onednn_does);
    tcase_add_test(tests, model_survives_every_failure);
    tcase_add_test(tests, net_survives_every_failure);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
