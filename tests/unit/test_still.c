/* Single pictures: the same pixels as the source gives, and no bytes that do harm. */
#include "video/still.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/image.h"
#include "support/check_main.h"
#include "support/log_lines.h"
#include "support/videos.h"
#include "video/jpeg.h"
#include "video/source.h"

/* 3x2 pixels of RGB: red, green, blue / 1 2 3, 4 5 6, 250 251 252. */
static const uint8_t small_png[] = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48,
    0x44, 0x52, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x02, 0x08, 0x02, 0x00, 0x00,
    0x00, 0x12, 0x16, 0xf1, 0x4d, 0x00, 0x00, 0x00, 0x18, 0x49, 0x44, 0x41, 0x54, 0x78,
    0xda, 0x63, 0xf8, 0xcf, 0xc0, 0xc0, 0x00, 0xc1, 0x8c, 0x4c, 0xcc, 0x2c, 0xac, 0x6c,
    0xbf, 0x7e, 0xff, 0x01, 0x00, 0x33, 0x3e, 0x06, 0x04, 0xd7, 0xaa, 0x63, 0xff, 0x00,
    0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};

/* It says that it has 20000x20000 pixels. */
static const uint8_t huge_png[] = {0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00,
                                   0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x4e, 0x20, 0x00, 0x00,
                                   0x4e, 0x20, 0x08, 0x00, 0x00, 0x00, 0x00, 0xc6, 0x1b, 0x19, 0xe5,
                                   0x00, 0x00, 0x00, 0x08, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x03,
                                   0x00, 0x00, 0x00, 0x00, 0x01, 0x6f, 0xdd, 0xc9, 0x91, 0x00, 0x00,
                                   0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};

START_TEST(a_known_picture)
{
    frame *f;
    ck_assert_int_eq(still_decode(&f, small_png, sizeof small_png, "small", NULL), FOVEA_OK);
    const fovea_image *im = &f->image;
    ck_assert(fovea_image_valid(im) && im->width == 3 && im->height == 2);
    ck_assert(im->matrix == FOVEA_MATRIX_RGB && im->range == FOVEA_RANGE_FULL);
    static const unsigned rgb[6][3] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255},
                                       {1, 2, 3},   {4, 5, 6},   {250, 251, 252}};
    for (int i = 0; i < 6; i++)
        for (int c = 0; c < 3; c++)
            ck_assert_uint_eq(fovea_component_sample(&im->component[c], i % 3, i / 3), rgb[i][c]);
    ck_assert(f->index == 0 && f->pts == FRAME_NO_PTS && isnan(f->time_s) && f->pixel_aspect == 1);
    frame_unref(&f);
}
END_TEST

static void expect_same(const fovea_image *a, const fovea_image *b)
{
    ck_assert(a->width == b->width && a->height == b->height && a->components == b->components);
    ck_assert(a->matrix == b->matrix && a->range == b->range);
    for (int i = 0; i < a->components; i++) {
        const fovea_component *ca = &a->component[i], *cb = &b->component[i];
        ck_assert(ca->bits == cb->bits && ca->width == cb->width && ca->height == cb->height);
        for (int y = 0; y < ca->height; y++)
            for (int x = 0; x < ca->width; x++)
                ck_assert_uint_eq(fovea_component_sample(ca, x, y),
                                  fovea_component_sample(cb, x, y));
    }
}

/* 8 and 16 bits, grey, palette, 4:2:0 and 4:4:4; turned by its Exif data. */
START_TEST(as_the_source_reads_it)
{
    video_folder folder = videos_make_folder();
    videos_encode(&folder, 96, 64, 77, 1, "rgb.png");
    static const char *const made[][2] = {
        {"rgb16.png", "-pix_fmt rgb48be"}, {"grey.png", "-pix_fmt gray"},
        {"palette.png", "-pix_fmt pal8"},  {"bits.png", "-pix_fmt monob"},
        {"420.jpg", "-pix_fmt yuvj420p"},  {"444.jpg", "-pix_fmt yuvj444p"},
        {"alpha.png", "-pix_fmt rgba"},
    };
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        videos_shell(&folder, "ffmpeg -v error -i rgb.png %s %s", made[i][1], made[i][0]);
        const char *path = videos_path(&folder, made[i][0]);
        log_lines lines;
        fovea_log log = log_lines_open(&lines);
        frame *still, *wanted;
        source *s;
        source_options options = {.decoder_threads = 1};
        ck_assert_int_eq(still_read(&still, path, &log), FOVEA_OK);
        ck_assert_int_eq(lines.errors + lines.others, 0);
        ck_assert_int_eq(source_open(&s, path, &options), FOVEA_OK);
        ck_assert_int_eq(source_read(s, &wanted), FOVEA_OK);
        expect_same(&still->image, &wanted->image);
        frame_unref(&still);
        frame_unref(&wanted);
        source_close(&s);
    }
    videos_remove_folder(&folder);
}
END_TEST

/* Every beginning of a file, and every byte of it changed. */
static void damage(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size);
    ck_assert_ptr_nonnull(copy);
    for (size_t i = 0; i < 2 * size; i++) {
        memcpy(copy, bytes, size);
        if (i >= size)
            copy[i - size] ^= 0xff;
        log_lines lines;
        fovea_log log = log_lines_open(&lines);
        frame *f;
        fovea_status status = still_decode(&f, copy, i < size ? i : size, "damaged", &log);
        ck_assert_msg((status == FOVEA_OK) == (f != NULL), "%zu", i);
        ck_assert_int_eq(lines.errors, status != FOVEA_OK);
        if (f)
            ck_assert(fovea_image_valid(&f->image));
        frame_unref(&f);
    }
    free(copy);
}

START_TEST(damaged)
{
    enum { SIDE = 16 };
    uint8_t bgra[SIDE * SIDE * 4], *bytes;
    for (int i = 0; i < SIDE * SIDE * 4; i++)
        bgra[i] = (uint8_t)(i * 37);
    size_t size;
    ck_assert_int_eq(jpeg_encode(bgra, SIDE, SIDE, 5, &bytes, &size, NULL), FOVEA_OK);
    damage(small_png, sizeof small_png);
    damage(bytes, size);
    free(bytes);
}
END_TEST

START_TEST(refused)
{
    log_lines lines;
    fovea_log log = log_lines_open(&lines);
    frame *f;
    ck_assert_int_eq(still_decode(&f, "", 0, "none", &log), FOVEA_ERR_FORMAT);
    log_lines_expect(&lines, "none: is neither JPEG nor PNG");
    ck_assert_int_eq(still_decode(&f, "GIF89a.............", 19, "gif", &log), FOVEA_ERR_FORMAT);
    log_lines_expect(&lines, "gif: is neither");
    ck_assert_int_eq(still_decode(&f, huge_png, sizeof huge_png, "huge", &log), FOVEA_ERR_FORMAT);
    log_lines_expect(&lines, "huge: the png picture cannot be decoded");
    ck_assert_ptr_null(f);
}
END_TEST

START_TEST(no_files)
{
    video_folder folder = videos_make_folder();
    const char *pipe = videos_path(&folder, "pipe.png"), *sparse = videos_path(&folder, "big.png");
    ck_assert_int_eq(mkfifo(pipe, 0600), 0);
    FILE *file = fopen(sparse, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert(fseek(file, (long)STILL_BYTES_MAX, SEEK_SET) == 0 && fputc(0, file) == 0);
    fclose(file);
    const struct {
        const char *path, *named;
    } wrong[] = {{videos_path(&folder, "%d.png"), "No such file"},
                 {folder.path, "it is no file"},
                 {pipe, "it is no file"},
                 {"/dev/zero", "it is no file"},
                 {sparse, "File too large"},
                 {"", "No such file"}};
    log_lines lines;
    fovea_log log = log_lines_open(&lines);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        frame *f;
        ck_assert_int_eq(still_read(&f, wrong[i].path, &log), FOVEA_ERR_IO);
        ck_assert_ptr_null(f);
        log_lines_expect(&lines, wrong[i].named);
    }
    videos_remove_folder(&folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("still");
    TCase *tests = tcase_create("still");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_known_picture);
    tcase_add_test(tests, as_the_source_reads_it);
    tcase_add_test(tests, damaged);
    tcase_add_test(tests, refused);
    tcase_add_test(tests, no_files);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
