/* TraX images: every form, the pixels in it, and what is refused. */
#include "cli/trax_image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/image.h"
#include "support/check_main.h"
#include "support/log_lines.h"
#include "support/trax_lines.h"
#include "support/videos.h"

enum { WIDTH = 5, HEIGHT = 3 };

/* Opens a memory image of these bytes, of which the last padding is taken away. */
static void expect_memory(const char *format, int components, int bits, const uint8_t *pixels,
                          bool padded)
{
    int bytes = components * bits / 8;
    char *text = trax_lines_memory(format, WIDTH, HEIGHT, pixels, (size_t)(WIDTH * HEIGHT * bytes));
    if (!padded)
        text[strcspn(text, "=")] = '\0';
    trax_image im;
    ck_assert_int_eq(trax_image_open(&im, text, NULL), FOVEA_OK);
    ck_assert(fovea_image_valid(&im.image) && im.image.range == FOVEA_RANGE_FULL);
    ck_assert(im.image.width == WIDTH && im.image.height == HEIGHT);
    ck_assert_int_eq(im.image.components, components);
    for (int i = 0; i < WIDTH * HEIGHT * components; i++) {
        unsigned wanted = pixels[i];
        if (bits == 16) {
            uint16_t word;
            memcpy(&word, pixels + 2 * i, 2);
            wanted = word;
        }
        const fovea_component *c = &im.image.component[i % components];
        ck_assert_uint_eq((uintptr_t)c->base % (unsigned)(bits / 8), 0);
        ck_assert_int_eq(c->bits, bits);
        int pixel = i / components;
        ck_assert_uint_eq(fovea_component_sample(c, pixel % WIDTH, pixel / WIDTH), wanted);
    }
    trax_image_close(&im);
    free(text);
}

START_TEST(memory)
{
    uint8_t pixels[WIDTH * HEIGHT * 3];
    for (int i = 0; i < WIDTH * HEIGHT * 3; i++)
        pixels[i] = (uint8_t)(i * 151 + 7);
    for (int padded = 0; padded < 2; padded++) {
        expect_memory("rgb", 3, 8, pixels, padded);
        expect_memory("gray8", 1, 8, pixels, padded);
        expect_memory("gray16", 1, 16, pixels, padded);
    }
    trax_image im;
    char text[] = "image:1;1;gray8;+w==";
    ck_assert_int_eq(trax_image_open(&im, text, NULL), FOVEA_OK);
    ck_assert_uint_eq(fovea_component_sample(&im.image.component[0], 0, 0), 0xfb);
}
END_TEST

static const char gray_png[] = /* 1x1, 0x80 */
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

START_TEST(buffers)
{
    static const char *const heads[] = {"data:image/png;", "data:image/png;base64;",
                                        "data:image/png;base64,", "data:image/jpeg;",
                                        "data:(null);"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        char *text = trax_lines_format("%s%s", heads[i], gray_png);
        trax_image im;
        ck_assert_msg(trax_image_open(&im, text, NULL) == FOVEA_OK, "%s", heads[i]);
        ck_assert(im.image.width == 1 && im.image.height == 1);
        ck_assert_uint_eq(fovea_component_sample(&im.image.component[0], 0, 0), 0x80);
        trax_image_close(&im);
        free(text);
    }
}
END_TEST

START_TEST(paths)
{
    video_folder folder = videos_make_folder();
    videos_encode(&folder, 64, 48, 5, 1, "a.png");
    videos_shell(&folder, "cp a.png '10%%d=1 b.png' && cp a.png c:d");
    static const char *const forms[] = {"file://%s", "file:%s", "%s"};
    static const char *const names[] = {"a.png", "10%d=1 b.png", "c:d"};
    for (size_t i = 0; i < 9; i++) {
        char text[200], path[128];
        snprintf(path, sizeof path, "%s", videos_path(&folder, names[i / 3]));
        size_t head = strcspn(forms[i % 3], "%");
        snprintf(text, sizeof text, "%.*s%s", (int)head, forms[i % 3], path);
        trax_image im;
        ck_assert_msg(trax_image_open(&im, text, NULL) == FOVEA_OK, "%s", text);
        ck_assert_int_eq(videos_number(&im.image, VIDEOS_UPRIGHT), 5);
        trax_image_close(&im);
        trax_image_close(&im);
    }
    videos_remove_folder(&folder);
}
END_TEST

START_TEST(refused)
{
    static const struct {
        const char *text;
        fovea_status status;
        const char *named;
    } wrong[] = {
        {"http://example.com/0001.jpg", FOVEA_ERR_UNSUPPORTED, "by URL"},
        {"rtsp://localhost/", FOVEA_ERR_UNSUPPORTED, "by URL"},
        {"a:b", FOVEA_ERR_UNSUPPORTED, "by URL"},
        {"", FOVEA_ERR_IO, "No such file"},
        {"file://", FOVEA_ERR_IO, "No such file"},
        {"file:///nowhere/1.jpg", FOVEA_ERR_IO, "/nowhere/1.jpg"},
        {"file://rtsp://localhost/", FOVEA_ERR_IO, "rtsp://localhost/"},
        {"image:", FOVEA_ERR_FORMAT, "WIDTH;HEIGHT"},
        {"image:1;1;gray8", FOVEA_ERR_FORMAT, "WIDTH;HEIGHT"},
        {"image:1;1;bgr;AAAA", FOVEA_ERR_FORMAT, "WIDTH;HEIGHT"},
        {"image:1;1;;AA==", FOVEA_ERR_FORMAT, "WIDTH;HEIGHT"},
        {"image:0;1;gray8;AA==", FOVEA_ERR_FORMAT, "WIDTH;HEIGHT"},
        {"image:-1;-1;gray8;AA==", FOVEA_ERR_FORMAT, "WIDTH;HEIGHT"},
        {"image:32769;1;gray8;AA==", FOVEA_ERR_FORMAT, "WIDTH;HEIGHT"},
        {"image:4294967297;1;gray8;AA==", FOVEA_ERR_FORMAT, "WIDTH;HEIGHT"},
        {"image:99999999999999999999;1;gray8;AA==", FOVEA_ERR_FORMAT, "WIDTH;HEIGHT"},
        {"image:1;1;gray8;A", FOVEA_ERR_FORMAT, "WIDTH;HEIGHT"},
        {"image:1;1;gray8;A===", FOVEA_ERR_FORMAT, "WIDTH;HEIGHT"},
        {"image:1;1;gray8;AA===", FOVEA_ERR_FORMAT, "WIDTH;HEIGHT"},
        {"image:1;1;gray8;AA==A", FOVEA_ERR_FORMAT, "WIDTH;HEIGHT"},
        {"image:1;1;gray8;A_", FOVEA_ERR_FORMAT, "WIDTH;HEIGHT"},
        {"image:1;1;gray8;\xc3\xa9", FOVEA_ERR_FORMAT, "WIDTH;HEIGHT"},
        {"image:1;1;gray8;", FOVEA_ERR_FORMAT, "has 0 bytes, expected 1"},
        {"image:1;1;gray8;AAAA", FOVEA_ERR_FORMAT, "has 3 bytes, expected 1"},
        {"image:32768;32768;rgb;AAAA", FOVEA_ERR_FORMAT, "has 3 bytes, expected 3221225472"},
        {"data:", FOVEA_ERR_FORMAT, "data:image/jpeg"},
        {"data:image/png", FOVEA_ERR_FORMAT, "data:image/jpeg"},
        {"data:image/png;base65;AAAA", FOVEA_ERR_FORMAT, "data:image/jpeg"},
        {"data:image/png;A*", FOVEA_ERR_FORMAT, "data:image/jpeg"},
        {"data:image/png;", FOVEA_ERR_FORMAT, "neither JPEG nor PNG"},
        {"data:image/png;AAAAAAAAAAAAAAAA", FOVEA_ERR_FORMAT, "neither JPEG nor PNG"},
    };
    log_lines lines;
    fovea_log log = log_lines_open(&lines);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char *text = trax_lines_format("%s", wrong[i].text); /* of this size: a sanitizer sees */
        trax_image im;
        fovea_status status = trax_image_open(&im, text, &log);
        ck_assert_msg(status == wrong[i].status, "%s: %d", wrong[i].text, status);
        log_lines_expect(&lines, wrong[i].named);
        trax_image_close(&im);
        free(text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trax_image");
    TCase *tests = tcase_create("trax_image");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, memory);
    tcase_add_test(tests, buffers);
    tcase_add_test(tests, paths);
    tcase_add_test(tests, refused);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
