/* Attention where memory runs out: calls are refused, nothing is written, nothing leaks, and the
 * next call works. Not for builds with sanitizers, skipped (77) under valgrind: support/heap.h. */
#include <string.h>

#include "fovea_attention.h"
#include "support/check_main.h"
#include "support/heap.h"
#include "support/near.h"

enum { H = 20, W = 30, N = 200, FAILURES_MAX = 20 };

static const fovea_shape shape = {1, H, W};
static const fovea_gaussian_window window = {{2, 3, 0.1F}, {3, 4, 0.2F}};
static float image[H * W], grad_out[N * N], out[N * N], zeros[N * N];

static fovea_status glimpse(fovea_attention *a, fovea_gaussian_form form)
{
    return fovea_gaussian_glimpse(a, out, image, shape, window, N, N, form);
}

static fovea_status glimpse_backward(fovea_attention *a, fovea_gaussian_form form)
{
    fovea_gaussian_window grad = {{0, 0, 0}, {0, 0, 0}};
    return fovea_gaussian_glimpse_backward(a, out, &grad, grad_out, image, shape, window, N, N,
                                           form);
}

static fovea_status dense(fovea_attention *a)
{
    return glimpse(a, FOVEA_GAUSSIAN_DENSE);
}

static fovea_status dense_backward(fovea_attention *a)
{
    return glimpse_backward(a, FOVEA_GAUSSIAN_DENSE);
}

static fovea_status truncated(fovea_attention *a)
{
    return glimpse(a, FOVEA_GAUSSIAN_TRUNCATED);
}

static fovea_status truncated_backward(fovea_attention *a)
{
    return glimpse_backward(a, FOVEA_GAUSSIAN_TRUNCATED);
}

static fovea_status mask(fovea_attention *a)
{
    return fovea_mask_gaussian(a, out, window, H, W);
}

static fovea_status mask_backward(fovea_attention *a)
{
    fovea_gaussian_window grad = {{0, 0, 0}, {0, 0, 0}};
    return fovea_mask_gaussian_backward(a, &grad, grad_out, window, H, W);
}

static const struct {
    fovea_status (*call)(fovea_attention *a);
    int refusals; /* allocations that can fail */
} calls[] = {{dense, 1}, {dense_backward, 1}, {truncated, 1}, {truncated_backward, 2},
             {mask, 1},  {mask_backward, 1}};
enum { CALLS = sizeof calls / sizeof *calls };

/* Each call on a handle that is new: its first one takes the memory. */
START_TEST(calls_survive_every_failure)
{
    near_fill(image, NULL, H * W);
    near_fill(grad_out, NULL, N * N);
    for (int fail_at = 1; fail_at <= calls[_i].refusals; fail_at++) {
        fovea_attention *a;
        ck_assert_int_eq(fovea_attention_open(&a, FOVEA_CPU_BEST), FOVEA_OK);
        memset(out, 0, sizeof out);
        heap_watch(fail_at);
        fovea_status status = calls[_i].call(a);
        heap_counts heap = heap_stop();
        ck_assert_int_eq(status, FOVEA_ERR_NOMEM);
        ck_assert_int_eq(heap.calls, fail_at);
        ck_assert_mem_eq(out, zeros, sizeof out);
        ck_assert_int_eq(calls[_i].call(a), FOVEA_OK);
        heap_watch(0);
        status = calls[_i].call(a);
        heap = heap_stop();
        ck_assert_int_eq(status, FOVEA_OK);
        ck_assert_int_eq(heap.calls, 0); /* what was taken is kept */
        fovea_attention_close(&a);
    }
}
END_TEST

START_TEST(open_survives_every_failure)
{
    int refusals = 0;
    for (fovea_status status = FOVEA_ERR_NOMEM; status != FOVEA_OK; refusals++) {
        fovea_attention *a;
        ck_assert_int_lt(refusals, FAILURES_MAX);
        heap_watch(refusals + 1);
        status = fovea_attention_open(&a, FOVEA_CPU_BEST);
        fovea_attention_close(&a);
        heap_counts heap = heap_stop();
        ck_assert(status == FOVEA_OK || status == FOVEA_ERR_NOMEM);
        ck_assert_int_eq(heap.taken, heap.freed);
    }
    ck_assert_int_gt(refusals, 3);
}
END_TEST

int main(void)
{
    if (!heap_stands_in())
        return 77;
    Suite *suite = suite_create("attention memory");
    TCase *tests = tcase_create("memory");
    tcase_add_loop_test(tests, calls_survive_every_failure, 0, CALLS);
    tcase_add_test(tests, open_survives_every_failure);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
