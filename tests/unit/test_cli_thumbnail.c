/* The report's pictures: of the right frames, the right part, from videos and from images. */
#include "cli/thumbnail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"
#include "support/videos.h"

enum { WIDTH = 192, HEIGHT = 144, FRAMES = 12 };

static video_folder folder;
static int warnings;

static void keep(void *context, fovea_log_level level, const char *message)
{
    (void)context, (void)message;
    warnings += level != FOVEA_LOG_INFO;
}

static const fovea_log log_here = {.write = keep};

static void enter(void)
{
    folder = videos_make_folder();
    warnings = 0;
}

static void leave(void)
{
    videos_remove_folder(&folder);
}

static const fovea_box none = {NAN, NAN, NAN, NAN};

/* The moment's picture, read back. */
static frame *picture_of(const report_moment *m)
{
    const char *path = videos_path(&folder, "thumbnail.jpg");
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(m->jpeg, 1, m->size, file), m->size);
    ck_assert_int_eq(fclose(file), 0);
    source *s;
    frame *f;
    ck_assert_int_eq(source_open(&s, path, &(source_options){0}), FOVEA_OK);
    ck_assert_int_eq(source_read(s, &f), FOVEA_OK);
    source_close(&s);
    return f;
}

/* Asks for whole pictures of frames of the annotation; expects their input's frames. */
static void expect_frames(const char *input, int64_t first_frame, const int *at, int count)
{
    sequence s = {.input = (char *)input, .first_frame = first_frame, .frames = FRAMES};
    report_moment m[4];
    fovea_box box[4];
    for (int i = 0; i < count; i++) {
        box[i] = none;
        m[i] = (report_moment){.frame = at[i], .truth = none, .box = &box[i]};
    }
    ck_assert_int_eq(thumbnails_make(&s, m, count, NULL, NULL, &log_here), FOVEA_OK);
    ck_assert_int_eq(warnings, 0);
    for (int i = 0; i < count; i++) {
        ck_assert_ptr_nonnull(m[i].jpeg);
        ck_assert(m[i].region.w == WIDTH && m[i].region.h == HEIGHT);
        frame *f = picture_of(&m[i]);
        ck_assert_int_eq(f->image.width, WIDTH);
        ck_assert_int_eq(videos_number(&f->image, VIDEOS_UPRIGHT), (int)first_frame + at[i]);
        frame_unref(&f);
        free(m[i].jpeg);
    }
}

START_TEST(frames_of_a_video)
{
    videos_encode(&folder, WIDTH, HEIGHT, 0, FRAMES, "-c:v libx264 -crf 8 a.mp4");
    const char *input = videos_path(&folder, "a.mp4");
    expect_frames(input, 0, (const int[]){0, 3, 4, 11}, 4);
    expect_frames(input, 5, (const int[]){1, 6}, 2);
}
END_TEST

START_TEST(frames_of_images)
{
    videos_shell(&folder, "mkdir img");
    videos_encode(&folder, WIDTH, HEIGHT, 0, FRAMES, "-start_number 0 img/%04d.png");
    expect_frames(videos_path(&folder, "img"), 0, (const int[]){0, 2, 11}, 3);
    expect_frames(videos_path(&folder, "img"), 3, (const int[]){2, 5}, 2);
    expect_frames(videos_path(&folder, "img/%04d.png"), 4, (const int[]){0, 7}, 2);
}
END_TEST

/* The part around a box in the lower right quarter has that quarter's colour all over. */
START_TEST(the_part_around_the_box)
{
    videos_encode(&folder, 640, 480, 0, 1, "-c:v libx264 -crf 8 a.mp4");
    sequence s = {.input = (char *)videos_path(&folder, "a.mp4"), .frames = 1};
    fovea_box box = {480, 380, 20, 20};
    report_moment m = {.truth = box, .box = &box};
    ck_assert_int_eq(thumbnails_make(&s, &m, 1, NULL, NULL, &log_here), FOVEA_OK);
    ck_assert_float_lt(m.region.w, 200);
    frame *f = picture_of(&m);
    uint8_t want[3];
    videos_color(0, 0.75, 0.8, want);
    for (int i = 1; i < 10; i++) {
        float rgb[3];
        videos_sample(&f->image, i / 10.0, 1 - i / 10.0, rgb);
        for (int k = 0; k < 3; k++)
            ck_assert_float_eq_tol(rgb[k], (float)want[k] / 255, 0.06F);
    }
    frame_unref(&f);
    free(m.jpeg);
}
END_TEST

START_TEST(frames_that_are_not_there_are_left_out)
{
    videos_encode(&folder, WIDTH, HEIGHT, 0, FRAMES, "-c:v libx264 a.mp4");
    sequence s = {.input = (char *)videos_path(&folder, "a.mp4"), .frames = 99};
    fovea_box box = none;
    report_moment m[2] = {{.frame = 2, .truth = none, .box = &box},
                          {.frame = 50, .truth = none, .box = &box}};
    ck_assert_int_eq(thumbnails_make(&s, m, 2, NULL, NULL, &log_here), FOVEA_OK);
    ck_assert_ptr_nonnull(m[0].jpeg);
    ck_assert_ptr_null(m[1].jpeg);
    ck_assert_int_eq(warnings, 1);
    free(m[0].jpeg);
    s.input = (char *)videos_path(&folder, "missing.mp4");
    m[0].jpeg = NULL;
    ck_assert_int_eq(thumbnails_make(&s, m, 2, NULL, NULL, &log_here), FOVEA_OK);
    ck_assert_ptr_null(m[0].jpeg);
    ck_assert_int_eq(thumbnails_make(&s, m, 0, NULL, NULL, &log_here), FOVEA_OK);
}
END_TEST

static bool yes(void *context)
{
    (void)context;
    return true;
}

START_TEST(gives_up_when_told_to)
{
    videos_encode(&folder, WIDTH, HEIGHT, 0, FRAMES, "-c:v libx264 a.mp4");
    sequence s = {.input = (char *)videos_path(&folder, "a.mp4"), .frames = FRAMES};
    fovea_box box = none;
    report_moment m = {.frame = 2, .truth = none, .box = &box};
    ck_assert_int_eq(thumbnails_make(&s, &m, 1, yes, NULL, &log_here), FOVEA_ERR_CLOSED);
    ck_assert_ptr_null(m.jpeg);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("cli_thumbnail");
    TCase *c = tcase_create("thumbnail");
    tcase_add_checked_fixture(c, enter, leave);
    tcase_set_timeout(c, 30);
    tcase_add_test(c, frames_of_a_video);
    tcase_add_test(c, frames_of_images);
    tcase_add_test(c, the_part_around_the_box);
    tcase_add_test(c, frames_that_are_not_there_are_left_out);
    tcase_add_test(c, gives_up_when_told_to);
    suite_add_tcase(s, c);
    return s;
}

int main(void)
{
    return check_main(suite());
}
