/* JPEG bytes: read back by the project's own source, they show the picture that went in. */
#include "video/jpeg.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/check_main.h"
#include "support/videos.h"

/* A ramp to the right in red, downwards in green; blue 64. */
static uint8_t *paint(int width, int height)
{
    uint8_t *bgra = malloc((size_t)width * (size_t)height * 4);
    ck_assert_ptr_nonnull(bgra);
    for (int i = 0; i < width * height; i++) {
        bgra[4 * i] = 64;
        bgra[4 * i + 1] = (uint8_t)(255 * (i / width) / height);
        bgra[4 * i + 2] = (uint8_t)(255 * (i % width) / width);
        bgra[4 * i + 3] = 0; /* ignored */
    }
    return bgra;
}

static size_t encode_into(const char *path, int width, int height, int scale)
{
    uint8_t *bgra = paint(width, height), *bytes;
    size_t size;
    ck_assert_int_eq(jpeg_encode(bgra, width, height, scale, &bytes, &size, NULL), FOVEA_OK);
    ck_assert_uint_gt(size, 4);
    ck_assert(bytes[0] == 0xff && bytes[1] == 0xd8);
    ck_assert(bytes[size - 2] == 0xff && bytes[size - 1] == 0xd9);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
    free(bytes);
    free(bgra);
    return size;
}

static void expect_ramps(const char *path, int width, int height)
{
    source *s;
    frame *f;
    ck_assert_int_eq(source_open(&s, path, &(source_options){0}), FOVEA_OK);
    ck_assert_int_eq(source_read(s, &f), FOVEA_OK);
    ck_assert_int_eq(f->image.width, width);
    ck_assert_int_eq(f->image.height, height);
    for (int i = 1; i < 10; i++) {
        double at = i / 10.0;
        float rgb[3];
        videos_sample(&f->image, at, 1 - at, rgb);
        ck_assert_float_eq_tol(rgb[0], (float)at, 0.03F);
        ck_assert_float_eq_tol(rgb[1], (float)(1 - at), 0.03F);
        ck_assert_float_eq_tol(rgb[2], 0.25F, 0.03F);
    }
    frame_unref(&f);
    source_close(&s);
}

START_TEST(shows_what_went_in)
{
    video_folder folder = videos_make_folder();
    const char *path = videos_path(&folder, "a.jpg");
    encode_into(path, 240, 180, 3);
    expect_ramps(path, 240, 180);
    encode_into(path, 101, 67, 3); /* chroma hangs over the edges */
    expect_ramps(path, 101, 67);
    videos_remove_folder(&folder);
}
END_TEST

START_TEST(coarser_is_smaller)
{
    video_folder folder = videos_make_folder();
    const char *path = videos_path(&folder, "a.jpg");
    size_t fine = encode_into(path, 240, 180, 2), coarse = encode_into(path, 240, 180, 20);
    ck_assert_uint_lt(coarse, fine);
    encode_into(path, 1, 1, 5);
    videos_remove_folder(&folder);
}
END_TEST

START_TEST(bad_arguments_give_nothing)
{
    const int bad[][3] = {{0, 8, 5}, {8, 0, 5}, {-1, 8, 5}, {16385, 8, 5}, {8, 8, 1}, {8, 8, 32}};
    for (int i = 0; i < 6; i++) {
        uint8_t pixel[4] = {0}, *bytes = pixel;
        size_t size = 1;
        ck_assert_int_eq(jpeg_encode(pixel, bad[i][0], bad[i][1], bad[i][2], &bytes, &size, NULL),
                         FOVEA_ERR_ARG);
        ck_assert_ptr_null(bytes);
        ck_assert_uint_eq(size, 0);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("jpeg");
    TCase *c = tcase_create("jpeg");
    tcase_add_test(c, shows_what_went_in);
    tcase_add_test(c, coarser_is_smaller);
    tcase_add_test(c, bad_arguments_give_nothing);
    suite_add_tcase(s, c);
    return s;
}

int main(void)
{
    return check_main(suite());
}
