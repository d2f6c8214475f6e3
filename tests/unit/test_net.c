/* The network against PyTorch, layer by layer, over start, look and learn, and over a clip that it
 * tracks by itself: a small one of odd widths with random weights (scripts/train/export.py --tiny),
 * with AVX-512 and without. Other weights are compared with FOVEA_NET_PARITY=FOLDER in the
 * environment, which has weights and vectors under the same names. Integers of 8 bits, in whose
 * steps random weights say nothing, are compared with floats by the weights that are built in. */
#include "model/net.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/box.h"
#include "model/builtin.h"
#include "model/net_kernels.h"
#include "support/check_main.h"
#include "support/synthetic.h"

static fovea_net_model *model;
static fovea_weights *vectors;
static fovea_net *net;
static fovea_net_memory *memory;
static fovea_net_answer answer;

static const fovea_cpu levels[] = {FOVEA_CPU_C, FOVEA_CPU_AVX2, FOVEA_CPU_AVX512};
enum { LEVELS = sizeof levels / sizeof *levels };

static const char *path(const char *name)
{
    static char text[512];
    const char *folder = getenv("FOVEA_NET_PARITY");
    snprintf(text, sizeof text, "%s/%s", folder ? folder : FOVEA_PARITY "/net", name);
    return text;
}

static void print_message(void *context, fovea_log_level level, const char *message)
{
    (void)context;
    (void)level;
    fprintf(stderr, "%s\n", message);
}
static const fovea_log log_to_stderr = {print_message, NULL};

static void setup(void)
{
    ck_assert_int_eq(fovea_net_model_open(&model, path("tiny.safetensors"), &log_to_stderr),
                     FOVEA_OK);
    ck_assert_int_eq(fovea_weights_open(&vectors, path("tiny_vectors.safetensors"), &log_to_stderr),
                     FOVEA_OK);
    memory = calloc(1, sizeof *memory);
}

static void teardown(void)
{
    fovea_net_close(&net);
    fovea_net_model_close(&model);
    fovea_weights_close(&vectors);
    free(memory);
}

static const float *vector(const char *name, int axes)
{
    const fovea_tensor *tensor;
    const int any[WEIGHTS_AXES] = {0};
    ck_assert_int_eq(fovea_weights_tensor(vectors, &tensor, name, axes, any), FOVEA_OK);
    return tensor->data;
}

static fovea_box box_at(const float *v)
{
    return (fovea_box){v[0], v[1], v[2], v[3]};
}

static fovea_box box_vector(const char *name)
{
    return box_at(vector(name, 1));
}

/* Sums of n products round by about sqrt(n) epsilon relative to what they sum, and what sums one
 * after the other get wrong adds up in squares. `depth`: how many, of n products or fewer. */
static double tolerance(int depth, int n, double largest)
{
    return 2 * sqrt((double)depth * n) * FLT_EPSILON * largest;
}

static void expect(const char *name, const float *is, const float *expected, int count, int depth,
                   int n)
{
    double largest = 0, off = 0;
    int worst = 0;
    for (int i = 0; i < count; i++)
        largest = fmax(largest, fabs((double)expected[i]));
    ck_assert_msg(largest > 0, "%s is all 0", name);
    for (int i = 0; i < count && !isnan(off); i++) {
        const double now = fabs((double)is[i] - (double)expected[i]);
        worst = now <= off ? worst : i;
        off = now <= off ? off : now;
    }
    ck_assert_msg(off <= tolerance(depth, n, largest), "%s[%d] is %.9g, expected %.9g (largest %g)",
                  name, worst, (double)is[worst], (double)expected[worst], largest);
}

enum { SUM = 67 * 9 /* terms of a sum, at most */ };

/* What a depth becomes by attention: an error of a likeness is, times the sharpness, a relative
 * error of a softmax's weight, and depths add up in squares. */
static int softened(int depth)
{
    const double sharpness = (double)model->attention.sharpness;
    return (int)ceil(depth * (1 + sharpness * sharpness));
}

/* Convolution number i, which has run last on its map. */
static void expect_layer(int i)
{
    char name[80];
    static float planes[NET_CHANNELS_MAX * 64 * 64];
    fovea_conv_info info = fovea_convs_info(fovea_net_convs(net), i);
    snprintf(name, sizeof name, "layer.%s", info.name);
    ck_assert_int_le(info.out.side, 64);
    fovea_map_read(info.out, 0, info.outputs, planes);
    const bool after = strncmp(info.name, "head", 4) == 0 || strcmp(info.name, "out") == 0;
    expect(name, planes, vector(name, 3), info.outputs * info.out.side * info.out.side,
           after ? softened(i + 1) : i + 1, SUM);
}

static void open_net(fovea_cpu level)
{
    ck_assert_int_eq(fovea_net_open(&net, model, level, &log_to_stderr), FOVEA_OK);
}

static void see(const char *name)
{
    ck_assert_int_eq(fovea_net_see(net, vector(name, 3)), FOVEA_OK);
}

static void start(void)
{
    see("first");
    ck_assert_int_eq(fovea_net_start(net, memory, box_vector("first_box")), FOVEA_OK);
}

START_TEST(layers_are_pytorchs)
{
    open_net(levels[_i]);
    fovea_convs *convs = fovea_net_convs(net);
    start();
    see("after");
    ck_assert_int_eq(fovea_net_look(net, memory, box_vector("before"), &answer), FOVEA_OK);
    see("after"); /* residual blocks write where their input lies: those one by one */
    int i = 0, count = fovea_convs_count(convs);
    for (; strcmp(fovea_convs_info(convs, i).name, "to_filter") != 0; i++) {
        ck_assert_int_eq(fovea_convs_run(convs, i, i + 1), FOVEA_OK);
        expect_layer(i);
    }
    for (; i < count; i++)
        expect_layer(i);
    ck_assert_int_ge(i, 10);
}
END_TEST

static void expect_label(const char *name, const fovea_net_glimpse *glimpse)
{
    static float label[NET_CELLS_MAX];
    const fovea_net_filter *f = &model->filter;
    for (int y = 0; y < f->side; y++)
        memcpy(label + y * f->side, glimpse->sample.label + y * f->pitch,
               (size_t)f->side * sizeof *label);
    expect(name, label, vector(name, 2), f->side * f->side, 1, 16);
}

/* What attention finds in a glimpse is what PyTorch's does. */
static void expect_attended(const char *name, fovea_cpu level, const fovea_net_glimpse *glimpse,
                            const float *query, int depth)
{
    static float out[(NET_VALUES_MAX + 1) * NET_CELLS_MAX];
    const fovea_net_attention *a = &model->attention;
    fovea_net_kernels_get(level)->attend(a, out, query, &glimpse->cells);
    expect(name, out, vector(name, 2), (a->values + 1) * a->cells, softened(depth), SUM);
}

static int cells(void)
{
    return model->attention.cells;
}

static int taps(void)
{
    return model->filter.channels * model->filter.k * model->filter.k;
}

/* The first glimpse's keys and values. */
static void expect_first(int depth)
{
    const fovea_net_attention *a = &model->attention;
    expect("keys", memory->first.cells.keys, vector("keys", 2), a->keys * a->cells, depth, SUM);
    static float values[NET_CELLS_MAX * NET_VALUES_MAX];
    for (int i = 0; i < a->cells; i++)
        memcpy(values + i * a->values, memory->first.cells.values + i * a->pitch,
               (size_t)a->values * sizeof *values);
    expect("values", values, vector("values", 2), a->values * a->cells, 3, NET_PLACES * NET_PLACES);
}
/* Steps of descent: each reads what the one before has written. */
static void expect_learning(int fitted)
{
    const fovea_tensor *sure;
    ck_assert_int_eq(fovea_weights_tensor(vectors, &sure, "sure", 1, (int[]){0}), FOVEA_OK);
    for (int i = 0; i < sure->shape[0]; i++) {
        fovea_net_learn(net, memory, box_vector("moved_box"), sure->data[i]);
        expect("learned", memory->filter, vector("learned", 2) + i * taps(), taps(), 2 * fitted,
               SUM);
    }
    ck_assert_int_eq((int)memory->age, sure->shape[0]);
    expect("first filter", memory->first_filter, vector("filter", 1), taps(), fitted, SUM);
    expect_label("held", &memory->held);
}

START_TEST(start_look_learn_are_pytorchs)
{
    const fovea_cpu level = levels[_i];
    static float query[NET_KEYS_MAX * NET_CELLS_MAX];
    open_net(level);
    const int depth = fovea_convs_count(fovea_net_convs(net));
    const int fitted = depth + 4 * model->filter_steps;
    start();
    expect_label("label", &memory->first);
    expect_first(depth);
    expect("filter", memory->filter, vector("filter", 1), taps(), fitted, SUM);
    see("after");
    ck_assert_int_eq(fovea_net_look(net, memory, box_vector("before"), &answer), FOVEA_OK);
    ck_assert_int_eq(answer.side, model->filter.side);
    expect("response", answer.response, vector("response", 2), cells(), fitted, SUM);
    expect("score", answer.score, vector("score", 1), cells(), softened(fitted), SUM);
    expect("box", &answer.box[0].x, vector("box", 2), 4 * cells(), softened(fitted), SUM);
    memcpy(query, vector("layer.key", 3),
           (size_t)(model->attention.keys * cells()) * sizeof *query);
    fovea_net_keys(&model->attention, query);
    expect_attended("attended", level, &memory->first, query, depth);
    expect_learning(fitted);
    expect_attended("attended_held", level, &memory->held, query, depth);
    ck_assert_int_eq(fovea_net_look(net, memory, box_vector("before"), &answer), FOVEA_OK);
    expect("score again", answer.score, vector("score_again", 1), cells(), softened(2 * fitted),
           SUM);
    expect("box again", &answer.box[0].x, vector("box_again", 2), 4 * cells(), softened(2 * fitted),
           SUM);
}
END_TEST

/* Frame i of the clip: a window of a texture, and in it an object. */
static void see_frame(int i)
{
    static float rgb[3 * NET_GLIMPSE_MAX * NET_GLIMPSE_MAX];
    const fovea_tensor *texture, *object;
    const float *at = vector("clip.at", 2) + 4 * i;
    const int n = model->glimpse, x = (int)at[0], y = (int)at[1], u = (int)at[2], v = (int)at[3];
    ck_assert_int_eq(fovea_weights_tensor(vectors, &texture, "clip.texture", 3, (int[]){3, 0, 0}),
                     FOVEA_OK);
    ck_assert_int_eq(fovea_weights_tensor(vectors, &object, "clip.object", 3, (int[]){3, 0, 0}),
                     FOVEA_OK);
    const int wide = texture->shape[2], h = object->shape[1], w = object->shape[2];
    for (int row = 0; row < 3 * n; row++)
        memcpy(rgb + row * n,
               texture->data + (row / n * texture->shape[1] + y + row % n) * wide + x,
               (size_t)n * sizeof *rgb);
    for (int row = 0; row < 3 * h; row++)
        memcpy(rgb + (row / h * n + v + row % h) * n + u, object->data + row * w,
               (size_t)w * sizeof *rgb);
    ck_assert_int_eq(fovea_net_see(net, rgb), FOVEA_OK);
}

/* A look that begins where the last one ended, and learning from its answer. Of cells that score
 * the same but for rounding, PyTorch's is taken. */
static fovea_box track(int i, fovea_box before, int depth)
{
    const float *score = vector("clip.score", 2) + i * cells();
    const int best = (int)vector("clip.best", 1)[i];
    double largest = 0;
    ck_assert_int_eq(fovea_net_look(net, memory, before, &answer), FOVEA_OK);
    expect("clip.score", answer.score, score, cells(), depth, SUM);
    expect("clip.box", &answer.box[0].x, vector("clip.box", 3) + 4 * i * cells(), 4 * cells(),
           depth, SUM);
    float most = answer.score[0];
    for (int c = 0; c < cells(); c++) {
        largest = fmax(largest, fabs((double)score[c]));
        most = fmaxf(most, answer.score[c]);
    }
    ck_assert_double_le((double)(most - answer.score[best]), 2 * tolerance(depth, SUM, largest));
    fovea_net_learn(net, memory, answer.box[best], vector("clip.sure", 1)[i]);
    expect("clip.filter", memory->filter, vector("clip.filter", 2) + i * taps(), taps(), depth,
           SUM);
    return answer.box[best];
}

/* Every frame goes through all convolutions, and a step of descent. */
START_TEST(tracks_a_clip_as_pytorch_does)
{
    enum { FRAMES = 50 };
    const fovea_tensor *at;
    fovea_box box = box_vector("clip.start");
    ck_assert_int_eq(fovea_weights_tensor(vectors, &at, "clip.at", 2, (int[]){FRAMES, 4}),
                     FOVEA_OK);
    open_net(levels[_i]);
    const int frame = fovea_convs_count(fovea_net_convs(net)) + 4;
    see_frame(0);
    ck_assert_int_eq(fovea_net_start(net, memory, box), FOVEA_OK);
    for (int i = 0; i < FRAMES; i++) {
        see_frame(i);
        box = track(i, box, softened(4 * model->filter_steps + (i + 1) * frame));
    }
    ck_assert_mem_ne(&memory->held, &memory->first, sizeof memory->first);
}
END_TEST

enum { SEEN = 128 }; /* pixels a side of the glimpse that weights are built in for */

/* A scene as a glimpse. */
static fovea_box show(synthetic *film, int frame, float *rgb)
{
    fovea_box box;
    const synthetic_scene scene = {.x = 60 + 4 * cosf((float)frame),
                                   .y = 66 + 6 * sinf((float)frame),
                                   .scale = 0.7F + 0.02F * (float)frame,
                                   .angle = 0.03F * (float)frame,
                                   .pan_x = 3 * (float)frame,
                                   .light = 1 - 0.02F * (float)frame};
    const fovea_image image = synthetic_render(film, &scene, &box);
    for (int i = 0; i < 3 * SEEN * SEEN; i++) {
        const fovea_component *c = &image.component[i / (SEEN * SEEN)];
        const int y = i / SEEN % SEEN, x = i % SEEN;
        rgb[i] = (float)c->base[y * c->step_y + x * c->step_x] / 255;
    }
    return box;
}

static int likeliest(const fovea_net_answer *of)
{
    int best = 0;
    for (int i = 1; i < of->side * of->side; i++)
        best = of->score[i] > of->score[best] ? i : best;
    return best;
}

/* Of the same memory and glimpse, a film's first and each later frame: their boxes and scores where
 * floats are surest. */
START_TEST(eight_bits_say_what_floats_say)
{
    enum { FRAMES = 12 };
    static float rgb[3 * SEEN * SEEN];
    static fovea_net_answer coarse;
    fovea_net *other;
    fovea_net_memory *of_other = calloc(1, sizeof *of_other);
    synthetic *film;
    if (fovea_builtin_size == 0)
        return; /* a build without weights */
    fovea_net_model_close(&model);
    ck_assert_int_eq(fovea_net_model_open_memory(&model, "built in", fovea_builtin_weights,
                                                 fovea_builtin_size, &log_to_stderr),
                     FOVEA_OK);
    ck_assert_int_eq(model->glimpse, SEEN);
    open_net(FOVEA_CPU_AVX512);
    ck_assert_int_eq(fovea_net_open(&other, model, FOVEA_CPU_VNNI, &log_to_stderr), FOVEA_OK);
    ck_assert_int_eq(synthetic_open(&film, SEEN, SEEN, SYNTHETIC_RGB24, 5), FOVEA_OK);
    fovea_box box = show(film, 0, rgb);
    ck_assert_int_eq(fovea_net_see(net, rgb), FOVEA_OK);
    ck_assert_int_eq(fovea_net_see(other, rgb), FOVEA_OK);
    ck_assert_int_eq(fovea_net_start(net, memory, box), FOVEA_OK);
    ck_assert_int_eq(fovea_net_start(other, of_other, box), FOVEA_OK);
    for (int i = 1; i < FRAMES; i++) {
        const fovea_box truth = show(film, i, rgb);
        ck_assert_int_eq(fovea_net_see(net, rgb), FOVEA_OK);
        ck_assert_int_eq(fovea_net_see(other, rgb), FOVEA_OK);
        ck_assert_int_eq(fovea_net_look(net, memory, box, &answer), FOVEA_OK);
        ck_assert_int_eq(fovea_net_look(other, of_other, box, &coarse), FOVEA_OK);
        const int at = likeliest(&answer);
        ck_assert_float_gt(fovea_box_iou(answer.box[at], truth), 0.5F);
        ck_assert_float_gt(fovea_box_iou(answer.box[at], coarse.box[at]), 0.97F);
        ck_assert_float_eq_tol(answer.score[at], coarse.score[at], 0.1F);
    }
    synthetic_close(&film);
    fovea_net_close(&other);
    free(of_other);
}
END_TEST

/* Bytes, not almost: whatever the net has seen before, and in another net of the same model. */
START_TEST(forgets_what_it_saw)
{
    static fovea_net_answer other;
    fovea_net_memory *twin = malloc(sizeof *twin);
    memset(&answer, 0, sizeof answer);
    memset(&other, 0, sizeof other);
    open_net(FOVEA_CPU_BEST);
    start();
    see("after");
    ck_assert_int_eq(fovea_net_look(net, memory, box_vector("before"), &answer), FOVEA_OK);
    fovea_net_learn(net, memory, box_vector("moved_box"), 0.8F);
    fovea_net_close(&net);
    open_net(FOVEA_CPU_BEST);
    see("after");
    ck_assert_int_eq(fovea_net_start(net, twin, box_vector("moved_box")), FOVEA_OK);
    see("first");
    ck_assert_int_eq(fovea_net_start(net, twin, box_vector("first_box")), FOVEA_OK);
    see("after");
    ck_assert_int_eq(fovea_net_look(net, twin, box_vector("before"), &other), FOVEA_OK);
    ck_assert_mem_eq(&answer, &other, sizeof answer);
    fovea_net_learn(net, twin, box_vector("moved_box"), 0.8F);
    ck_assert_mem_eq(memory, twin, sizeof *memory);
    free(twin);
}
END_TEST

/* Scores, byte for byte: as if nothing had been learned since the start. */
START_TEST(asks_the_first_glimpse_alone)
{
    static fovea_net_answer learned;
    static float first[NET_CELLS_MAX];
    open_net(FOVEA_CPU_BEST);
    start();
    fovea_net_memory *young = malloc(sizeof *young);
    *young = *memory;
    see("after");
    for (int i = 0; i < model->learning.hold_frames; i++) {
        ck_assert_int_eq(fovea_net_look(net, memory, box_vector("before"), &learned), FOVEA_OK);
        fovea_net_learn(net, memory, box_vector("moved_box"), 1);
    }
    ck_assert_int_eq(fovea_net_look(net, memory, box_vector("before"), &learned), FOVEA_OK);
    ck_assert_int_eq(fovea_net_look_first(net, first), FOVEA_OK);
    ck_assert_int_eq(fovea_net_look(net, young, box_vector("before"), &answer), FOVEA_OK);
    const size_t scores = (size_t)(answer.side * answer.side) * sizeof *first;
    ck_assert_mem_ne(learned.score, first, scores);
    ck_assert_mem_eq(answer.score, first, scores);
    free(young);
}
END_TEST

/* What is not likely enough to learn from does not teach, and what is not to be held is not. */
START_TEST(doubts_what_is_unlikely)
{
    open_net(FOVEA_CPU_BEST);
    start();
    fovea_net_memory *twin = malloc(sizeof *twin);
    *twin = *memory;
    see("after");
    ck_assert_int_eq(fovea_net_look(net, memory, box_vector("before"), &answer), FOVEA_OK);
    for (int i = 0; i < 2 * model->learning.hold_frames; i++)
        fovea_net_learn(net, memory, box_vector("moved_box"), model->learning.above);
    ck_assert_mem_eq(&memory->held, &memory->first, sizeof memory->first);
    const fovea_net_part part = {&twin->first.sample, 1}; /* held as well: half and half */
    fovea_net_filter_fit(&model->filter, twin->filter, &part, 1, 2 * model->learning.hold_frames);
    expect("filter", memory->filter, twin->filter, taps(), 4 * 2 * model->learning.hold_frames,
           SUM);
    for (int i = 0; i < model->learning.hold_frames; i++)
        fovea_net_learn(net, memory, box_vector("moved_box"), 1);
    ck_assert_mem_ne(&memory->held, &memory->first, sizeof memory->first);
    free(twin);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("net");
    TCase *tests = tcase_create("net");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, layers_are_pytorchs, 0, LEVELS);
    tcase_add_loop_test(tests, start_look_learn_are_pytorchs, 0, LEVELS);
    tcase_add_loop_test(tests, tracks_a_clip_as_pytorch_does, 0, LEVELS);
    tcase_add_test(tests, eight_bits_say_what_floats_say);
    tcase_add_test(tests, forgets_what_it_saw);
    tcase_add_test(tests, asks_the_first_glimpse_alone);
    tcase_add_test(tests, doubts_what_is_unlikely);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
