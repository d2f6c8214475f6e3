/* test_source_formats.c - every pixel format's description against libswscale's reading of the
 * same buffer; colour spaces, ranges and orientations; and the formats end to end. */
#include <check.h>
#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/image.h"
#include "support/check_main.h"
#include "support/videos.h"
#include "video/components.h"
#include "video/ffmpeg.h"
#include "video/orientation.h"
#include "video/picture.h"

enum { WIDTH = 96, HEIGHT = 64, NUMBER = 0xA53 };

static AVFrame *make_picture(enum AVPixelFormat format)
{
    AVFrame *picture = av_frame_alloc();
    ck_assert_ptr_nonnull(picture);
    picture->format = format;
    picture->width = WIDTH;
    picture->height = HEIGHT;
    ck_assert_int_eq(av_frame_get_buffer(picture, 0), 0);
    return picture;
}

static AVFrame *paint_picture(void)
{
    uint8_t rgb[WIDTH * HEIGHT * 3];
    videos_paint(rgb, WIDTH, HEIGHT, NUMBER);
    AVFrame *picture = make_picture(AV_PIX_FMT_RGB24);
    for (int y = 0; y < HEIGHT; y++)
        memcpy(picture->data[0] + y * picture->linesize[0], rgb + y * WIDTH * 3, WIDTH * 3);
    return picture;
}

/* Which of libswscale's colour matrices, and whether YUV is full range. */
typedef struct color_tags {
    enum AVColorSpace space;
    enum AVColorRange range;
    int swscale_space, swscale_full;
} color_tags;

/* NULL where libswscale does not do it. */
static AVFrame *convert(const AVFrame *from, enum AVPixelFormat format, const color_tags *tags)
{
    struct SwsContext *scaler =
        sws_getContext(WIDTH, HEIGHT, from->format, WIDTH, HEIGHT, format,
                       SWS_POINT | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, NULL, NULL, NULL);
    if (!scaler)
        return NULL;
    if (tags) {
        const int *matrix = sws_getCoefficients(tags->swscale_space);
        sws_setColorspaceDetails(scaler, matrix, tags->swscale_full, matrix, tags->swscale_full, 0,
                                 1 << 16, 1 << 16);
    }
    AVFrame *to = make_picture(format);
    sws_scale(scaler, (const uint8_t *const *)from->data, from->linesize, 0, HEIGHT, to->data,
              to->linesize);
    sws_freeContext(scaler);
    return to;
}

/* The largest difference from the packed RGB48 picture, in the middle of flat patches. */
static float difference(const fovea_image *image, const AVFrame *rgb48)
{
    static const double rows[] = {0.125, 0.45, 0.8};
    float worst = 0;
    for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 12; column++) {
            double u = (column + 0.5) / 12, v = rows[row];
            float found[3];
            uint16_t expected[3];
            videos_sample(image, u, v, found);
            memcpy(expected,
                   rgb48->data[0] + (int)(v * HEIGHT) * rgb48->linesize[0] + (int)(u * WIDTH) * 6,
                   sizeof expected);
            for (int i = 0; i < 3; i++)
                worst = fmaxf(worst, fabsf(found[i] - (float)expected[i] / 65535));
        }
    }
    return worst;
}

static const AVPixFmtDescriptor *next_format(const AVPixFmtDescriptor *before,
                                             enum AVPixelFormat *id)
{
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_next(before);
    *id = format ? av_pix_fmt_desc_get_id(format) : AV_PIX_FMT_NONE;
    return format;
}

/* Paints, converts to `id`, describes, compares. False: libswscale cannot make or read it. */
static bool check_format(enum AVPixelFormat id, const color_tags *tags, bool *converted)
{
    if (!sws_isSupportedOutput(id) || !sws_isSupportedInput(id))
        return false;
    AVFrame *painted = paint_picture();
    AVFrame *picture = convert(painted, id, tags);
    AVFrame *reference = picture ? convert(picture, AV_PIX_FMT_RGB48, tags) : NULL;
    const char *name = av_get_pix_fmt_name(id);
    if (reference) {
        fovea_image image;
        double aspect = 0;
        picture_view view = {.name = name};
        if (tags)
            picture->colorspace = tags->space, picture->color_range = tags->range;
        ck_assert_int_eq(picture_describe(&view, picture, (AVRational){0, 1}, &image, &aspect),
                         FOVEA_OK);
        *converted = view.told_conversion;
        ck_assert_msg(fovea_image_valid(&image), "%s", name);
        ck_assert_double_eq(aspect, 1);
        float error = difference(&image, reference);
        /* How few bits are spread to many differs among libswscale's own conversions. */
        int bits = av_pix_fmt_desc_get(id)->comp[0].depth;
        float allowed = bits < 8 ? 1.05F / (float)((1 << bits) - 1) : 0.012F;
        ck_assert_msg(error < allowed, "%s is off by %.4f", name, (double)error);
        picture_view_close(&view);
    }
    bool checked = reference != NULL;
    av_frame_free(&painted);
    av_frame_free(&picture);
    av_frame_free(&reference);
    return checked;
}

START_TEST(every_format_against_libswscale)
{
    int described = 0, converted = 0;
    enum AVPixelFormat id;
    for (const AVPixFmtDescriptor *format = next_format(NULL, &id); format;
         format = next_format(format, &id)) {
        bool was_converted = false;
        if (!check_format(id, NULL, &was_converted))
            continue;
        ck_assert_int_eq(was_converted, !components_fit(id));
        described += !was_converted;
        converted += was_converted;
    }
    ck_assert_int_ge(described, 80);
    ck_assert_int_ge(converted, 50);
}
END_TEST

START_TEST(formats_that_do_and_do_not_fit)
{
    static const enum AVPixelFormat fit[] = {
        AV_PIX_FMT_YUV420P,  AV_PIX_FMT_NV12,    AV_PIX_FMT_NV21,      AV_PIX_FMT_YUYV422,
        AV_PIX_FMT_UYVY422,  AV_PIX_FMT_YUV411P, AV_PIX_FMT_YUV410P,   AV_PIX_FMT_YUV440P,
        AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_P010,    AV_PIX_FMT_YUV420P10, AV_PIX_FMT_YUV444P16,
        AV_PIX_FMT_YUVA420P, AV_PIX_FMT_GBRP,    AV_PIX_FMT_GBRP10,    AV_PIX_FMT_GBRAP,
        AV_PIX_FMT_BGR24,    AV_PIX_FMT_BGRA,    AV_PIX_FMT_0RGB,      AV_PIX_FMT_RGB48,
        AV_PIX_FMT_GRAY8,    AV_PIX_FMT_GRAY10,  AV_PIX_FMT_GRAY16,    AV_PIX_FMT_YA8,
    };
    static const enum AVPixelFormat unfit[] = {
        AV_PIX_FMT_PAL8,      AV_PIX_FMT_BAYER_RGGB8, AV_PIX_FMT_GRAYF32, AV_PIX_FMT_GBRPF32,
        AV_PIX_FMT_RGB565,    AV_PIX_FMT_MONOWHITE,   AV_PIX_FMT_X2RGB10, AV_PIX_FMT_UYYVYY411,
        AV_PIX_FMT_XYZ12,     AV_PIX_FMT_RGB8,        AV_PIX_FMT_RGB4,    AV_PIX_FMT_VAAPI,
        AV_PIX_FMT_BGR4_BYTE, AV_PIX_FMT_NONE,
    };
    for (size_t i = 0; i < sizeof fit / sizeof fit[0]; i++)
        ck_assert_msg(components_fit(fit[i]), "%s", av_get_pix_fmt_name(fit[i]));
    for (size_t i = 0; i < sizeof unfit / sizeof unfit[0]; i++)
        ck_assert_msg(!components_fit(unfit[i]), "%s", av_get_pix_fmt_name(unfit[i]));
    enum AVPixelFormat foreign = av_pix_fmt_swap_endianness(AV_PIX_FMT_YUV420P10);
    ck_assert(!components_fit(foreign));
    ck_assert_int_eq(components_nearest(foreign), AV_PIX_FMT_YUV420P10);
    ck_assert_int_eq(components_nearest(AV_PIX_FMT_VAAPI), AV_PIX_FMT_NONE);
}
END_TEST

START_TEST(color_spaces_and_ranges)
{
    static const color_tags tags[] = {
        {AVCOL_SPC_BT709, AVCOL_RANGE_MPEG, SWS_CS_ITU709, 0},
        {AVCOL_SPC_BT709, AVCOL_RANGE_JPEG, SWS_CS_ITU709, 1},
        {AVCOL_SPC_SMPTE170M, AVCOL_RANGE_JPEG, SWS_CS_ITU601, 1},
        {AVCOL_SPC_BT2020_NCL, AVCOL_RANGE_MPEG, SWS_CS_BT2020, 0},
        {AVCOL_SPC_SMPTE240M, AVCOL_RANGE_MPEG, SWS_CS_SMPTE240M, 0},
        {AVCOL_SPC_FCC, AVCOL_RANGE_MPEG, SWS_CS_FCC, 0},
    };
    static const enum AVPixelFormat formats[] = {AV_PIX_FMT_YUV420P, AV_PIX_FMT_NV12,
                                                 AV_PIX_FMT_YUYV422, AV_PIX_FMT_YUV444P10,
                                                 AV_PIX_FMT_P010};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        for (size_t j = 0; j < sizeof formats / sizeof formats[0]; j++) {
            bool converted = true;
            ck_assert(check_format(formats[j], &tags[i], &converted));
            ck_assert(!converted);
        }
    }
}
END_TEST

static fovea_image describe_tagged(enum AVPixelFormat format, int height, enum AVColorSpace space,
                                   enum AVColorRange range)
{
    AVFrame *picture = make_picture(format);
    picture->height = height; /* only described, never read */
    picture->colorspace = space;
    picture->color_range = range;
    fovea_image image = {.width = 0};
    ck_assert(components_describe(picture, &image));
    av_frame_free(&picture);
    return image;
}

START_TEST(untagged_colors)
{
    const enum AVColorSpace none = AVCOL_SPC_UNSPECIFIED;
    const enum AVColorRange any = AVCOL_RANGE_UNSPECIFIED;
    fovea_image sd = describe_tagged(AV_PIX_FMT_YUV420P, 576, none, any);
    fovea_image hd = describe_tagged(AV_PIX_FMT_YUV420P, 577, none, any);
    fovea_image jpeg = describe_tagged(AV_PIX_FMT_YUVJ420P, 480, none, any);
    fovea_image rgb = describe_tagged(AV_PIX_FMT_GBRP, 480, AVCOL_SPC_RGB, AVCOL_RANGE_MPEG);
    fovea_image grey = describe_tagged(AV_PIX_FMT_GRAY8, 480, none, any);
    fovea_image ycgco = describe_tagged(AV_PIX_FMT_YUV444P, 480, AVCOL_SPC_YCGCO, any);
    fovea_image ictcp = describe_tagged(AV_PIX_FMT_YUV444P, 480, AVCOL_SPC_ICTCP, any);
    ck_assert(sd.matrix == FOVEA_MATRIX_BT601 && sd.range == FOVEA_RANGE_LIMITED);
    ck_assert(hd.matrix == FOVEA_MATRIX_BT709 && hd.range == FOVEA_RANGE_LIMITED);
    ck_assert(jpeg.matrix == FOVEA_MATRIX_BT601 && jpeg.range == FOVEA_RANGE_FULL);
    ck_assert(rgb.matrix == FOVEA_MATRIX_RGB && rgb.range == FOVEA_RANGE_FULL);
    ck_assert(grey.matrix == FOVEA_MATRIX_GREY && grey.range == FOVEA_RANGE_FULL);
    ck_assert_int_eq(ycgco.matrix, FOVEA_MATRIX_YCGCO);
    ck_assert_int_eq(ictcp.matrix, FOVEA_MATRIX_BT2020);
}
END_TEST

/* A 3x2 picture of samples 0 to 5, row by row, as each EXIF value shows it (TIFF 6.0: the row
 * and column of the shown picture that the stored first row and column are). */
START_TEST(orientations)
{
    static const struct {
        int width;
        int shown[6];
        int32_t matrix[9];
    } cases[] = {
        {3, {0, 1, 2, 3, 4, 5}, {1, 0, 0, 0, 1}},   {3, {2, 1, 0, 5, 4, 3}, {-1, 0, 0, 0, 1}},
        {3, {5, 4, 3, 2, 1, 0}, {-1, 0, 0, 0, -1}}, {3, {3, 4, 5, 0, 1, 2}, {1, 0, 0, 0, -1}},
        {2, {0, 3, 1, 4, 2, 5}, {0, 1, 0, 1, 0}},   {2, {3, 0, 4, 1, 5, 2}, {0, 1, 0, -1, 0}},
        {2, {5, 2, 4, 1, 3, 0}, {0, -1, 0, -1, 0}}, {2, {2, 5, 1, 4, 0, 3}, {0, -1, 0, 1, 0}},
    };
    static const uint8_t stored[] = {0, 1, 2, 3, 4, 5};
    for (int exif = 1; exif <= 8; exif++) {
        orientation turns[] = {orientation_from_exif(exif),
                               orientation_from_matrix(cases[exif - 1].matrix)};
        for (int i = 0; i < 2; i++) {
            fovea_image image = {.width = 3, .height = 2, .components = 1};
            image.component[0] = (fovea_component){stored, 1, 3, 3, 2, 8, 0};
            orientation_apply(turns[i], &image);
            ck_assert_int_eq(image.width, cases[exif - 1].width);
            ck_assert_int_eq(image.width * image.height, 6);
            ck_assert(!turns[i].snapped && fovea_image_valid(&image));
            for (int p = 0; p < 6; p++)
                ck_assert_uint_eq(
                    fovea_component_sample(&image.component[0], p % image.width, p / image.width),
                    (unsigned)cases[exif - 1].shown[p]);
        }
    }
    const int32_t slanted[9] = {46341, 46341, 0, -46341, 46341}; /* 45 degrees */
    ck_assert(orientation_from_matrix(slanted).snapped);
    ck_assert(!orientation_from_matrix((const int32_t[9]){0}).exchange);
}
END_TEST

/* What ffmpeg is asked for, what the description must say, whether a word is due. */
static const struct {
    const char *output, *said;
    bool converts;
} streams[] = {
    {"-c:v rawvideo -pix_fmt yuyv422 x.nut", "rawvideo, yuyv422", false},
    {"-c:v rawvideo -pix_fmt uyvy422 x.avi", "rawvideo, uyvy422", false},
    {"-c:v rawvideo -pix_fmt nv12 x.nut", "rawvideo, nv12", false},
    {"-c:v mjpeg -q:v 2 -pix_fmt yuvj422p x.avi", "mjpeg, yuvj422p", false},
    {"-c:v mjpeg -q:v 2 -pix_fmt yuvj420p x.mkv", "mjpeg, yuvj420p", false},
    {"-c:v libx264 -crf 8 -pix_fmt yuv420p10 x.mp4", "h264, yuv420p10le", false},
    {"-c:v libx264 -crf 8 -pix_fmt yuv422p x.mp4", "h264, yuv422p", false},
    {"-c:v libx264 -crf 8 -pix_fmt yuv444p x.mp4", "h264, yuv444p", false},
    {"-c:v libx264rgb -crf 8 x.mp4", "h264, gbrp", false},
    {"-vf scale=out_range=full:out_color_matrix=bt709 -color_range pc -colorspace bt709 "
     "-c:v libx264 -crf 8 -pix_fmt yuv420p x.mp4",
     "h264, yuv", false},
    {"-c:v ffv1 -pix_fmt yuv422p12 x.mkv", "ffv1, yuv422p12le", false},
    {"-c:v ffv1 -pix_fmt yuv411p x.mkv", "ffv1, yuv411p", false},
    {"-c:v ffv1 -pix_fmt gbrp16 x.mkv", "ffv1, gbrp16le", false},
    {"-c:v ffv1 -pix_fmt bgra x.mkv", "ffv1, bgra", false},
    {"-c:v png -pix_fmt rgba x.mov", "png, rgba", false},
    {"-c:v png -pix_fmt rgb48be x.mkv", "png, rgb48be", true},
    {"-c:v rawvideo -pix_fmt rgb565 x.nut", "rawvideo, rgb565le", true},
    {"-c:v prores -pix_fmt yuv422p10 x.mov", "prores, yuv422p10le", false},
    {"-vf 'split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none' x.gif", "gif, bgra", false},
    {"-vf 'split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none' -c:v png x.mkv", "png, pal8",
     true},
};

START_TEST(formats_end_to_end)
{
    const char *output = streams[_i].output, *name = strrchr(output, ' ') + 1;
    video_folder folder = videos_make_folder();
    videos_encode(&folder, 192, 144, 0, 6, output);
    videos_reading *reading = videos_read(videos_path(&folder, name), NULL, VIDEOS_UPRIGHT);
    videos_expect(reading, 0, 6, 0);
    ck_assert_msg(strstr(reading->info.description, streams[_i].said) == reading->info.description,
                  "%s", reading->info.description);
    ck_assert_msg(videos_lines(reading, FOVEA_LOG_INFO) == streams[_i].converts, "%s: %s", output,
                  reading->log);
    ck_assert_int_eq(videos_lines(reading, FOVEA_LOG_WARNING), 0);
    free(reading);
    videos_remove_folder(&folder);
}
END_TEST

/* Grey has no colours to compare. */
START_TEST(grey_video)
{
    static const char *const outputs[] = {"-c:v ffv1 -pix_fmt gray x.mkv",
                                          "-c:v ffv1 -pix_fmt gray16 x.mkv"};
    video_folder folder = videos_make_folder();
    for (int i = 0; i < 2; i++) {
        videos_encode(&folder, 192, 144, 40, 6, outputs[i]);
        videos_reading *reading = videos_read(videos_path(&folder, "x.mkv"), NULL, VIDEOS_UPRIGHT);
        ck_assert_int_eq(reading->count, 6);
        for (int j = 0; j < 6; j++)
            ck_assert_int_eq(reading->frames[j].number, 40 + j);
        free(reading);
    }
    videos_remove_folder(&folder);
}
END_TEST

int main(void)
{
    ffmpeg_silence();
    Suite *suite = suite_create("source_formats");
    TCase *tests = tcase_create("formats");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, every_format_against_libswscale);
    tcase_add_test(tests, formats_that_do_and_do_not_fit);
    tcase_add_test(tests, color_spaces_and_ranges);
    tcase_add_test(tests, untagged_colors);
    tcase_add_test(tests, orientations);
    tcase_add_loop_test(tests, formats_end_to_end, 0, (int)(sizeof streams / sizeof streams[0]));
    tcase_add_test(tests, grey_video);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
