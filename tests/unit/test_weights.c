/* Weights: what is read from a safetensors file, and what is refused, with one line that says why.
 * Small files are made here; others are the parity tests' network, changed in one place. */
#include "model/net_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"

/* The messages of a call; more than one is a fault too. */
static struct {
    char text[2048];
    int count;
} said;

static void keep_message(void *context, fovea_log_level level, const char *message)
{
    (void)context;
    ck_assert_int_eq(level, FOVEA_LOG_ERROR);
    ck_assert_ptr_null(strchr(message, '\n'));
    snprintf(said.text, sizeof said.text, "%s", message);
    said.count++;
}
static const fovea_log keep = {keep_message, NULL};

static void expect_refusal(fovea_status status, fovea_status expected, const char *why)
{
    int messages = said.count;
    said.count = 0;
    ck_assert_msg(status == expected, "status %d, expected %d (%s)", status, expected, why);
    ck_assert_msg(messages == 1, "%d messages, expected 1 (%s)", messages, why);
    ck_assert_msg(strstr(said.text, why) != NULL, "'%s', expected '%s'", said.text, why);
}

typedef struct bytes {
    uint8_t *data;
    size_t size;
} bytes;

/* A file of a header and `values` bytes of 1.0F. */
static bytes file_of(const char *header, size_t values)
{
    const size_t length = strlen(header);
    bytes file = {malloc(8 + length + values), 8 + length + values};
    for (int i = 0; i < 8; i++)
        file.data[i] = (uint8_t)((uint64_t)length >> 8 * i);
    memcpy(file.data + 8, header, length);
    for (size_t i = 0; i < values; i++)
        file.data[8 + length + i] = (uint8_t)(0x3F800000u >> i % 4 * 8);
    return file;
}

static fovea_status open_bytes(fovea_weights **w, bytes file)
{
    return fovea_weights_open_memory(w, "it", file.data, file.size, &keep);
}

/* ---- the format ------------------------------------------------------------------------ */

#define TENSOR(name, shape, from, to)                                                              \
    "\"" name "\":{\"dtype\":\"F32\",\"shape\":[" shape "],\"data_offsets\":[" from "," to "]}"

START_TEST(reads_tensors_and_metadata)
{
    /* Not in the order of their values; a scalar; room after the header. */
    bytes file =
        file_of("{" TENSOR("b", "2,1,3", "8", "32") ",\"__metadata__\":{\"n\":\"12\","
                                                    "\"x\":\"-0.5e-1\",\"word\":\"yes\"}," TENSOR(
                                                        "s", "", "0", "4") "," TENSOR("a", "1", "4",
                                                                                      "8") "}   ",
                32);
    const uint8_t minus_two[] = {0, 0, 0, 0xC0};
    memcpy(file.data + file.size - 4, minus_two, 4);
    fovea_weights *w;
    const fovea_tensor *t;
    double x;
    int n;
    ck_assert_int_eq(open_bytes(&w, file), FOVEA_OK);
    memset(file.data, 0, file.size); /* copied */
    ck_assert_int_eq(fovea_weights_tensor(w, &t, "b", 3, (int[]){2, 0, 3}), FOVEA_OK);
    ck_assert_int_eq(t->axes, 3);
    ck_assert_int_eq(t->shape[1], 1);
    ck_assert_int_eq(t->shape[3], 1);
    ck_assert(t->data[0] == 1 && t->data[4] == 1 && t->data[5] == -2);
    ck_assert_int_eq(fovea_weights_tensor(w, &t, "s", 0, NULL), FOVEA_OK);
    ck_assert(t->data[0] == 1);
    expect_refusal(fovea_weights_finish(w), FOVEA_ERR_FORMAT, "tensor 'a' is not one");
    ck_assert_int_eq(fovea_weights_tensor(w, &t, "a", 1, (int[]){1}), FOVEA_OK);
    ck_assert_int_eq(fovea_weights_finish(w), FOVEA_OK);
    ck_assert_int_eq(fovea_weights_count(w, &n, "n", 12, 12), FOVEA_OK);
    ck_assert_int_eq(n, 12);
    ck_assert_int_eq(fovea_weights_number(w, &x, "x", -1, 1), FOVEA_OK);
    ck_assert_double_eq_tol(x, -0.05, 1e-15);
    ck_assert_int_eq(fovea_weights_expect(w, "word", "yes"), FOVEA_OK);
    ck_assert_int_eq(said.count, 0);
    fovea_weights_close(&w);
    ck_assert_ptr_null(w);
    fovea_weights_close(&w);
    free(file.data);
}
END_TEST

START_TEST(says_what_was_expected)
{
    bytes file =
        file_of("{" TENSOR("a", "2,3", "0",
                           "24") ",\"__metadata__\":{\"n\":\"1.5\","
                                 "\"junk\":\"7 apples\",\"lines\":\"a\\nb\",\"inf\":\"1e999\"}}",
                24);
    fovea_weights *w;
    const fovea_tensor *t;
    double x;
    int n;
    ck_assert_int_eq(open_bytes(&w, file), FOVEA_OK);
    expect_refusal(fovea_weights_tensor(w, &t, "c", 2, (int[]){2, 0}), FOVEA_ERR_FORMAT,
                   "there is no tensor 'c', expected [2, any]");
    expect_refusal(fovea_weights_tensor(w, &t, "a", 2, (int[]){0, 4}), FOVEA_ERR_FORMAT,
                   "tensor 'a' is [2, 3], expected [any, 4]");
    expect_refusal(fovea_weights_tensor(w, &t, "a", 1, (int[]){6}), FOVEA_ERR_FORMAT,
                   "tensor 'a' is [2, 3], expected [6]");
    expect_refusal(fovea_weights_finish(w), FOVEA_ERR_FORMAT, "tensor 'a' is not one");
    expect_refusal(fovea_weights_count(w, &n, "n", 0, 9), FOVEA_ERR_FORMAT, "whole number");
    expect_refusal(fovea_weights_count(w, &n, "none", 0, 9), FOVEA_ERR_FORMAT, "from 0 to 9");
    expect_refusal(fovea_weights_number(w, &x, "n", 2, 3), FOVEA_ERR_FORMAT, "from 2 to 3");
    expect_refusal(fovea_weights_number(w, &x, "junk", 0, 9), FOVEA_ERR_FORMAT, "'junk'");
    expect_refusal(fovea_weights_number(w, &x, "inf", 0, 9), FOVEA_ERR_FORMAT, "'1e999'");
    expect_refusal(fovea_weights_expect(w, "lines", "b"), FOVEA_ERR_FORMAT, "is '?', expected 'b'");
    fovea_weights_close(&w);
    free(file.data);
}
END_TEST

static const struct {
    const char *header;
    size_t values;
    const char *why;
} refused[] = {
    {"", 0, "no JSON"},
    {"{", 0, "no JSON"},
    {"[]", 0, "no JSON object"},
    {"{} x", 0, "no JSON"},
    {"{}", 4, "4 bytes follow the last tensor"},
    {"{\"__metadata__\":3}", 0, "__metadata__ is no object"},
    {"{\"__metadata__\":{\"a\":1}}", 0, "what is no text"},
    {"{\"a\":1}", 0, "of type ?"},
    {"{\"a\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}", 2, "of type F16"},
    {"{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4, "bad shape"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "bad data_offsets"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4, "bad data_offsets"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}", 4, "bad data_offsets"},
    {"{" TENSOR("", "1", "0", "4") "}", 4, "bad name"},
    {"{" TENSOR("a b", "1", "0", "4") "}", 4, "bad name"},
    {"{" TENSOR("0123456789012345678901234567890123456789012345678901234567890123", "1", "0",
                "4") "}",
     4, "bad name"},
    {"{" TENSOR("a", "0", "0", "0") "}", 0, "bad shape"},
    {"{" TENSOR("a", "-1", "0", "4") "}", 4, "bad shape"},
    {"{" TENSOR("a", "1.5", "0", "4") "}", 4, "bad shape"},
    {"{" TENSOR("a", "1,1,1,1,1", "0", "4") "}", 4, "bad shape"},
    {"{" TENSOR("a", "65536,65536,65536,65536", "0", "4") "}", 4, "bad shape"},
    {"{" TENSOR("a", "1e99", "0", "4") "}", 4, "bad shape"},
    {"{" TENSOR("a", "\"1\"", "0", "4") "}", 4, "bad shape"},
    {"{" TENSOR("a", "2", "0", "4") "}", 4, "has 4 bytes, expected 8"},
    {"{" TENSOR("a", "1", "4", "0") "}", 4, "has -4 bytes, expected 4"},
    {"{" TENSOR("a", "2", "0", "8") "}", 4, "between 0 and the 4 bytes"},
    {"{" TENSOR("a", "1", "-4", "0") "}", 4, "bad data_offsets"},
    {"{" TENSOR("a", "1", "0.5", "4.5") "}", 8, "bad data_offsets"},
    {"{" TENSOR("a", "1", "0", "4") "," TENSOR("a", "1", "4", "8") "}", 8, "'a' is there twice"},
    {"{" TENSOR("a", "2", "0", "8") "," TENSOR("b", "1", "4", "8") "}", 8, "tensors overlap"},
    {"{" TENSOR("a", "1", "0", "4") "," TENSOR("b", "1", "0", "4") "}", 4, "tensors overlap"},
    {"{" TENSOR("a", "1", "0", "4") "," TENSOR("b", "1", "8", "12") "}", 12, "leave a hole"},
    {"{" TENSOR("a", "1", "0", "4") "}", 8, "4 bytes follow"},
};
enum { REFUSED = sizeof refused / sizeof *refused };

START_TEST(refuses_what_is_no_file_of_tensors)
{
    bytes file = file_of(refused[_i].header, refused[_i].values);
    fovea_weights *w = (fovea_weights *)&file; /* not NULL */
    expect_refusal(open_bytes(&w, file), FOVEA_ERR_FORMAT, refused[_i].why);
    ck_assert_ptr_null(w);
    free(file.data);
}
END_TEST

START_TEST(refuses_values_that_are_not_finite)
{
    static const uint32_t values[] = {0x7F800000, 0xFF800000, 0x7FC00000, 0x7F800001};
    for (int i = 0; i < 4; i++) {
        bytes file =
            file_of("{" TENSOR("a", "1", "0", "4") "," TENSOR("b", "3", "4", "16") "}", 16);
        fovea_weights *w;
        for (int k = 0; k < 4; k++)
            file.data[file.size - 4 + k] = (uint8_t)(values[i] >> 8 * k);
        expect_refusal(open_bytes(&w, file), FOVEA_ERR_FORMAT,
                       "tensor 'b' has a value that is not finite, at 2");
        free(file.data);
    }
}
END_TEST

START_TEST(refuses_impossible_sizes)
{
    bytes file = file_of("{}", 0);
    fovea_weights *w;
    for (size_t size = 0; size < 8; size++)
        expect_refusal(fovea_weights_open_memory(&w, "it", file.data, size, &keep),
                       FOVEA_ERR_FORMAT, "expected a safetensors file");
    for (int byte = 0; byte < 8; byte++) {
        uint8_t before = file.data[byte];
        file.data[byte] = 0xFF;
        expect_refusal(open_bytes(&w, file), FOVEA_ERR_FORMAT, "says that its header has");
        file.data[byte] = before;
    }
    expect_refusal(fovea_weights_open_memory(&w, "it", file.data, WEIGHTS_BYTES_MAX + 1u, &keep),
                   FOVEA_ERR_FORMAT, "larger than");
    free(file.data);
}
END_TEST

/* ---- files ------------------------------------------------------------------------------ */

START_TEST(says_why_a_file_cannot_be_read)
{
    fovea_weights *w;
    expect_refusal(fovea_weights_open(&w, "/nowhere/x.safetensors", &keep), FOVEA_ERR_IO,
                   "weights /nowhere/x.safetensors: cannot be opened: No such file");
    expect_refusal(fovea_weights_open(&w, "/", &keep), FOVEA_ERR_IO, "cannot be read");
    ck_assert_ptr_null(w);
}
END_TEST

static const char tiny[] = FOVEA_PARITY "/net/tiny.safetensors";

static bytes read_tiny(void)
{
    bytes file = {malloc(1 << 20), 0};
    FILE *from = fopen(tiny, "rb");
    ck_assert_ptr_nonnull(from);
    file.size = fread(file.data, 1, 1 << 20, from);
    fclose(from);
    return file;
}

START_TEST(a_file_is_its_bytes)
{
    bytes file = read_tiny();
    fovea_weights *a, *b;
    const fovea_tensor *x, *y;
    const int any[] = {0, 0, 0, 0};
    ck_assert_int_eq(fovea_weights_open(&a, tiny, &keep), FOVEA_OK);
    ck_assert_int_eq(open_bytes(&b, file), FOVEA_OK);
    ck_assert_int_eq(fovea_weights_tensor(a, &x, "out.weight", 4, any), FOVEA_OK);
    ck_assert_int_eq(fovea_weights_tensor(b, &y, "out.weight", 4, any), FOVEA_OK);
    ck_assert_mem_eq(x->data, y->data, (size_t)(5 * x->shape[1] * 9) * sizeof *x->data);
    fovea_weights_close(&a);
    fovea_weights_close(&b);
    free(file.data);
}
END_TEST

START_TEST(refuses_cut_files)
{
    bytes file = read_tiny();
    fovea_weights *w;
    for (size_t size = 0; size < file.size; size += size < 6000 ? 37 : 1999) {
        uint8_t *cut = malloc(size > 0 ? size : 1); /* so that a sanitizer sees reads beyond it */
        memcpy(cut, file.data, size);
        expect_refusal(fovea_weights_open_memory(&w, "it", cut, size, &keep), FOVEA_ERR_FORMAT,
                       "weights it: ");
        free(cut);
    }
    free(file.data);
}
END_TEST

/* ---- the network -------------------------------------------------------------------------- */

/* The file with one text of its header in place of another. */
static bytes changed(bytes file, const char *from, const char *to)
{
    uint64_t length = 0;
    for (int i = 0; i < 8; i++)
        length |= (uint64_t)file.data[i] << 8 * i;
    char *header = malloc(length + strlen(to) + 1);
    memcpy(header, file.data + 8, length);
    header[length] = 0;
    char *at = strstr(header, from);
    ck_assert_msg(at != NULL, "no '%s' in the header", from);
    memmove(at + strlen(to), at + strlen(from), strlen(at + strlen(from)) + 1);
    memcpy(at, to, strlen(to));
    bytes out = file_of(header, file.size - 8 - length);
    memcpy(out.data + out.size - (file.size - 8 - length), file.data + 8 + length,
           file.size - 8 - length);
    free(header);
    return out;
}

static const struct {
    const char *from, *to, *why;
} changes[] = {
    {"fovea-net-3", "fovea-net-2", "metadata 'format' is 'fovea-net-2', expected 'fovea-net-3'"},
    {"\"format\"", "\"fromat\"", "metadata 'format' is '?'"},
    {"\"glimpse\":\"64\"", "\"glimpse\":\"60\"", "a glimpse of 60 pixels with strides of 8 in all"},
    {"\"glimpse\":\"64\"", "\"glimpse\":\"32\"", "expected maps of 8 or 16 cells"},
    {"\"glimpse\":\"64\"", "\"glimpse\":\"512\"", "a number from 8 to 128"},
    {"\"context\":\"4.0\"", "\"context\":\"nan\"", "metadata 'context' is 'nan'"},
    {"\"stem\":\"3\"", "\"stem\":\"0\"", "metadata 'stem'"},
    {"\"stem\":\"3\"", "\"stem\":\"2\"", "tensor 'features.range' is [20], expected [12]"},
    {"\"stem\":\"3\"", "\"stem\":\"4\"", "there is no tensor 'stem.2.range'"},
    {"\"block.0.a.range\"", "\"block.0.range\"", "no tensor 'block.0.a.range', expected [20]"},
    {"\"stem.1.stride\":\"2\"", "\"stem.1.stride\":\"9\"", "metadata 'stem.1.stride'"},
    {"\"blocks\":\"1\"", "\"blocks\":\"2\"", "there is no tensor 'block.1.a.weight'"},
    {"\"blocks\":\"1\"", "\"blocks\":\"0\"", "is not one of this network"},
    {"\"head\":\"2\"", "\"head\":\"1\"", "tensor 'head.1.weight' is not one of this network"},
    {"\"sharpness\":\"", "\"sharpness\":\"-", "metadata 'sharpness' is '-12.18"},
    {"\"sharpness\"", "\"sharpnes\"", "metadata 'sharpness' is '?'"},
    {"\"filter_side\":\"3\"", "\"filter_side\":\"2\"", "a filter of 2 x 2 taps"},
    {"\"filter_steps\":\"3\"", "\"filter_steps\":\"0\"", "metadata 'filter_steps'"},
    {"\"filter_spread\":\"0.25\"", "\"filter_spread\":\"0\"", "metadata 'filter_spread'"},
    {"\"filter_lambda\":\"", "\"filter_lambda\":\"-", "metadata 'filter_lambda'"},
    {"\"learn_rate\":\"0.2\"", "\"learn_rate\":\"0.7\"", "metadata 'learn_rate' is '0.7'"},
    {"\"hold_frames\":\"2\"", "\"hold_frames\":\"0\"", "metadata 'hold_frames' is '0'"},
    {"\"out.bias\"", "\"oof.bias\"", "there is no tensor 'out.bias', expected [5]"},
    {"\"place\"", "\"plaice\"", "there is no tensor 'place', expected [any, 25]"},
    {"[5,25]", "[25,5]", "tensor 'place' is [25, 5], expected [any, 25]"},
    {"\"key.weight\"", "\"kay.weight\"",
     "there is no tensor 'key.weight', expected [any, 20, 1, 1]"},
    {"[10,20,1,1]", "[20,10,1,1]", "tensor 'key.weight' is [20, 10, 1, 1], expected [any, 20"},
    {"\"seen.bias\"", "\"to_filter.bias\"", "there is no tensor 'seen.bias', expected [20]"},
    {"[8,3,3,3]", "[8,3,9,1]", "tensor 'stem.0.weight' is [8, 3, 9, 1]"},
    {"[8,3,3,3]", "[3,8,3,3]", "tensor 'stem.0.weight' is [3, 8, 3, 3], expected [any, 3"},
    {"[24,35,3,3]", "[35,24,3,3]", "tensor 'head.0.weight' is [35, 24, 3, 3], expected [any, 35"},
    {"[5,24,3,3]", "[24,5,3,3]", "expected [5, 24, any, any]"},
};
enum { CHANGES = sizeof changes / sizeof *changes };

START_TEST(refuses_what_is_not_the_network)
{
    bytes file = read_tiny(), other = changed(file, changes[_i].from, changes[_i].to);
    fovea_net_model *model;
    ck_assert_int_eq(fovea_net_model_open_memory(&model, "it", file.data, file.size, &keep),
                     FOVEA_OK);
    fovea_net_model_close(&model);
    ck_assert_ptr_null(model);
    expect_refusal(fovea_net_model_open_memory(&model, "it", other.data, other.size, &keep),
                   FOVEA_ERR_FORMAT, changes[_i].why);
    ck_assert_ptr_null(model);
    free(file.data);
    free(other.data);
}
END_TEST

/* Bytes of a file at which a tensor's values begin. */
static size_t values_of(bytes file, const char *tensor)
{
    char key[64];
    unsigned long long length = 0, at = 0;
    snprintf(key, sizeof key, "\"%s\":", tensor);
    for (int i = 0; i < 8; i++)
        length |= (unsigned long long)file.data[i] << 8 * i;
    const char *note = strstr((const char *)file.data + 8, key);
    ck_assert_ptr_nonnull(note);
    ck_assert_int_eq(sscanf(strstr(note, "data_offsets") + 15, "%llu", &at), 1);
    return 8 + length + at;
}

START_TEST(refuses_ranges_below_0)
{
    bytes file = read_tiny();
    fovea_net_model *model;
    file.data[values_of(file, "stem.1.range") + 4 * 2 + 3] |= 0x80; /* the third value's sign */
    expect_refusal(fovea_net_model_open_memory(&model, "it", file.data, file.size, &keep),
                   FOVEA_ERR_FORMAT, "tensor 'stem.1.range' has -");
    ck_assert_ptr_null(model);
    free(file.data);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("weights");
    TCase *tests = tcase_create("weights");
    tcase_add_test(tests, reads_tensors_and_metadata);
    tcase_add_test(tests, says_what_was_expected);
    tcase_add_loop_test(tests, refuses_what_is_no_file_of_tensors, 0, REFUSED);
    tcase_add_test(tests, refuses_values_that_are_not_finite);
    tcase_add_test(tests, refuses_impossible_sizes);
    tcase_add_test(tests, says_why_a_file_cannot_be_read);
    tcase_add_test(tests, a_file_is_its_bytes);
    tcase_add_test(tests, refuses_cut_files);
    tcase_add_loop_test(tests, refuses_what_is_not_the_network, 0, CHANGES);
    tcase_add_test(tests, refuses_ranges_below_0);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
