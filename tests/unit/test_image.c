/* Images: which descriptions are valid, samples where they lie, and colour by H.273. */
#include "base/image.h"

#include <math.h>
#include <stdlib.h>

#include "support/check_main.h"

static uint8_t bytes[4096];

static fovea_image yuv420(int width, int height)
{
    int cw = (width + 1) / 2, ch = (height + 1) / 2;
    return (fovea_image){
        width,
        height,
        3,
        {{bytes, 1, width, width, height, 8, 0},
         {bytes, 1, cw, cw, ch, 8, 0},
         {bytes, 1, cw, cw, ch, 8, 0}},
        FOVEA_MATRIX_BT709,
        FOVEA_RANGE_LIMITED,
    };
}

START_TEST(subsampling)
{
    ck_assert_int_eq(fovea_subsampling(7, 7), 1);
    ck_assert_int_eq(fovea_subsampling(7, 4), 2);
    ck_assert_int_eq(fovea_subsampling(8, 4), 2);
    ck_assert_int_eq(fovea_subsampling(9, 3), 4);
    ck_assert_int_eq(fovea_subsampling(17, 3), 8);
    ck_assert_int_eq(fovea_subsampling(1, 1), 1);
    ck_assert_int_eq(fovea_subsampling(8, 3), 0);
    ck_assert_int_eq(fovea_subsampling(8, 9), 0);
    ck_assert_int_eq(fovea_subsampling(8, 0), 0);
    ck_assert_int_eq(fovea_subsampling(8, -4), 0);
}
END_TEST

START_TEST(valid)
{
    fovea_image im = yuv420(17, 9);
    ck_assert(fovea_image_valid(&im));
    im.component[1].width = 5; /* 4:1:1 across */
    im.component[2].width = 5;
    ck_assert(fovea_image_valid(&im));
    im.component[0].bits = 10; /* P010: the value in the high bits of two bytes */
    im.component[0].shift = 6;
    ck_assert(fovea_image_valid(&im));
    im = yuv420(FOVEA_IMAGE_SIDE_MAX, 1);
    ck_assert(fovea_image_valid(&im));
    im = yuv420(1, 1);
    im.components = 1;
    im.matrix = FOVEA_MATRIX_GREY;
    ck_assert(fovea_image_valid(&im));
}
END_TEST

static void expect_invalid(const fovea_image *im, const char *what)
{
    ck_assert_msg(!fovea_image_valid(im), "%s was taken for valid", what);
}

START_TEST(invalid)
{
    ck_assert(!fovea_image_valid(NULL));
#define REFUSE(change)                                                                             \
    do {                                                                                           \
        fovea_image im = yuv420(16, 8);                                                            \
        change;                                                                                    \
        expect_invalid(&im, #change);                                                              \
    } while (0)
    REFUSE(im.width = 0);
    REFUSE(im.height = -8);
    REFUSE(im.width = im.component[0].width = FOVEA_IMAGE_SIDE_MAX + 1);
    REFUSE(im.height = 9);
    REFUSE(im.components = 0);
    REFUSE(im.components = 2);
    REFUSE(im.components = 4);
    REFUSE(im.components = 1);
    REFUSE(im.matrix = FOVEA_MATRIX_GREY);
    REFUSE(im.matrix = (fovea_matrix)99);
    REFUSE(im.matrix = (fovea_matrix)-1);
    REFUSE(im.range = (fovea_range)2);
    REFUSE(im.component[0].base = NULL);
    REFUSE(im.component[2].base = NULL);
    REFUSE(im.component[0].bits = 0);
    REFUSE(im.component[0].bits = 17);
    REFUSE(im.component[0].bits = 255);
    REFUSE(im.component[1].shift = 9);
    REFUSE((im.component[1].bits = 12, im.component[1].shift = 5));
    REFUSE(im.component[0].width = 8); /* the first has the image's size */
    REFUSE(im.component[1].width = 7);
    REFUSE(im.component[2].height = 0);
    REFUSE(im.component[2].height = 3);
    REFUSE(im.component[2].width = 16); /* 1 and 2 have one size */
#undef REFUSE
}
END_TEST

START_TEST(samples)
{
    uint16_t words[] = {0xFFC0, 0x0040, 0x03FF, 0xFFFF};
    fovea_component high = {(const uint8_t *)words, 2, 0, 2, 1, 10, 6};
    ck_assert_uint_eq(fovea_component_sample(&high, 0, 0), 1023);
    ck_assert_uint_eq(fovea_component_sample(&high, 1, 0), 1);
    fovea_component low = {(const uint8_t *)(words + 2), 2, 0, 2, 1, 10, 0};
    ck_assert_uint_eq(fovea_component_sample(&low, 0, 0), 1023);
    ck_assert_uint_eq(fovea_component_sample(&low, 1, 0), 1023); /* junk above is cut off */
    const uint8_t grid[] = {0, 1, 2, 3, 4, 5};
    fovea_component turned = {grid + 3, -1, 1, 2, 2, 8, 0}; /* steps negative, exchanged */
    ck_assert_uint_eq(fovea_component_sample(&turned, 1, 0), 2);
    ck_assert_uint_eq(fovea_component_sample(&turned, 1, 1), 3);
    const uint8_t nibbles = 0xA5;
    fovea_component nibble = {&nibbles, 1, 1, 1, 1, 4, 4};
    ck_assert_uint_eq(fovea_component_sample(&nibble, 0, 0), 10);
}
END_TEST

/* R'G'B' by the map, of stored values. */
static void apply(const fovea_image *im, const double sample[3], double rgb[3])
{
    fovea_color color = fovea_image_color(im);
    for (int i = 0; i < 3; i++) {
        rgb[i] = color.offset[i];
        for (int j = 0; j < 3; j++)
            rgb[i] += (double)color.matrix[i][j] * sample[j];
    }
}

/* H.273's own direction, R'G'B' to stored (unrounded) values, with the weights of its table 4. */
static void encode(const fovea_image *im, const double rgb[3], double stored[3])
{
    static const double weights[][2] = {
        [FOVEA_MATRIX_BT601] = {0.299, 0.114},    [FOVEA_MATRIX_BT709] = {0.2126, 0.0722},
        [FOVEA_MATRIX_BT2020] = {0.2627, 0.0593}, [FOVEA_MATRIX_SMPTE240M] = {0.212, 0.087},
        [FOVEA_MATRIX_FCC] = {0.30, 0.11},
    };
    double r = rgb[0], g = rgb[1], b = rgb[2];
    double ycc[3] = {r, g, b};
    int chroma = im->matrix != FOVEA_MATRIX_RGB && im->matrix != FOVEA_MATRIX_GREY;
    if (im->matrix == FOVEA_MATRIX_YCGCO) {
        ycc[0] = 0.5 * g + 0.25 * (r + b);
        ycc[1] = 0.5 * g - 0.25 * (r + b);
        ycc[2] = 0.5 * (r - b);
    } else if (chroma) {
        double kr = weights[im->matrix][0], kb = weights[im->matrix][1];
        ycc[0] = kr * r + (1 - kr - kb) * g + kb * b;
        ycc[1] = 0.5 * (b - ycc[0]) / (1 - kb);
        ycc[2] = 0.5 * (r - ycc[0]) / (1 - kr);
    }
    for (int j = 0; j < 3; j++) {
        int bits = im->component[j].bits, is_chroma = chroma && j > 0;
        double unit = pow(2, bits - 8), peak = pow(2, bits) - 1;
        if (im->range == FOVEA_RANGE_FULL)
            stored[j] = peak * ycc[j] + (is_chroma ? pow(2, bits - 1) : 0);
        else
            stored[j] = unit * (is_chroma ? 224 * ycc[j] + 128 : 219 * ycc[j] + 16);
    }
}

START_TEST(colour_returns)
{
    static const double colors[][3] = {{0, 0, 0}, {1, 1, 1},       {1, 0, 0},      {0, 1, 0},
                                       {0, 0, 1}, {0.5, 0.5, 0.5}, {0.9, 0.3, 0.1}};
    for (int range = FOVEA_RANGE_LIMITED; range <= FOVEA_RANGE_FULL; range++)
        for (int bits = 8; bits <= 16; bits += 2)
            for (size_t i = 0; i < sizeof colors / sizeof *colors; i++) {
                fovea_image im = yuv420(16, 16);
                im.matrix = (fovea_matrix)_i;
                im.range = (fovea_range)range;
                for (int j = 0; j < 3; j++)
                    im.component[j].bits = (uint8_t)bits;
                double stored[3], rgb[3];
                encode(&im, colors[i], stored);
                if (_i == FOVEA_MATRIX_GREY)
                    im.components = 1;
                apply(&im, stored, rgb);
                for (int k = 0; k < 3; k++)
                    ck_assert_double_eq_tol(rgb[k], colors[i][_i == FOVEA_MATRIX_GREY ? 0 : k],
                                            2e-5);
            }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("image");
    TCase *tests = tcase_create("image");
    tcase_add_test(tests, subsampling);
    tcase_add_test(tests, valid);
    tcase_add_test(tests, invalid);
    tcase_add_test(tests, samples);
    tcase_add_loop_test(tests, colour_returns, FOVEA_MATRIX_GREY, FOVEA_MATRIX_YCGCO + 1);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
