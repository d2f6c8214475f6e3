/* videos.c - painting, encoding and reading back numbered pictures. */
#include "support/videos.h"

#include <check.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/image.h"

enum { BITS = 12 };

video_folder videos_make_folder(void)
{
    video_folder folder = {.path = "/tmp/fovea-videos-XXXXXX"};
    ck_assert_ptr_nonnull(mkdtemp(folder.path));
    return folder;
}

void videos_remove_folder(const video_folder *folder)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder->path);
    ck_assert_int_eq(system(command), 0);
}

const char *videos_path(const video_folder *folder, const char *name)
{
    static _Thread_local char paths[8][256];
    static _Thread_local int next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", folder->path, name);
    return path;
}

void videos_shell(const video_folder *folder, const char *format, ...)
{
    char command[2048];
    int used = snprintf(command, sizeof command, "cd '%s' && ", folder->path);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command + used, sizeof command - (size_t)used, format, arguments);
    va_end(arguments);
    int status = system(command);
    ck_assert_msg(status == 0, "'%s' failed: %d", command, status);
}

void videos_color(int number, double u, double v, uint8_t rgb[3])
{
    static const uint8_t quarters[2][2][3] = {{{200, 60, 60}, {60, 180, 60}},
                                              {{60, 60, 200}, {180, 180, 100}}};
    if (v < 0.25) {
        bool set = number >> (int)(u * BITS) & 1;
        memset(rgb, set ? 230 : 25, 3);
    } else {
        memcpy(rgb, quarters[v >= 0.625][u >= 0.5], 3);
    }
}

void videos_paint(uint8_t *rgb, int width, int height, int number)
{
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            videos_color(number, (x + 0.5) / width, (y + 0.5) / height,
                         rgb + ((size_t)y * (size_t)width + (size_t)x) * 3);
}

void videos_encode(const video_folder *folder, int width, int height, int first, int count,
                   const char *output)
{
    char command[2048];
    snprintf(command, sizeof command,
             "cd '%s' && ffmpeg -nostdin -v error -y -f rawvideo -pix_fmt rgb24 -s %dx%d -r 25 "
             "-i - %s",
             folder->path, width, height, output);
    FILE *encoder = popen(command, "w");
    size_t size = (size_t)width * (size_t)height * 3;
    uint8_t *picture = malloc(size);
    ck_assert(encoder && picture);
    for (int i = 0; i < count; i++) {
        videos_paint(picture, width, height, first + i);
        ck_assert_uint_eq(fwrite(picture, 1, size, encoder), size);
    }
    free(picture);
    ck_assert_msg(pclose(encoder) == 0, "'%s' failed", command);
}

void videos_sample(const fovea_image *image, double u, double v, float rgb[3])
{
    fovea_color color = fovea_image_color(image);
    float sample[3] = {0, 0, 0};
    for (int i = 0; i < image->components; i++) {
        const fovea_component *c = &image->component[i];
        sample[i] = (float)fovea_component_sample(c, (int)(u * c->width), (int)(v * c->height));
    }
    for (int i = 0; i < 3; i++) {
        float value = color.offset[i];
        for (int j = 0; j < 3; j++)
            value += color.matrix[i][j] * sample[j];
        rgb[i] = fminf(fmaxf(value, 0), 1);
    }
}

/* Where the painted u, v is found in the picture that is looked at. */
static void turn_point(videos_turn turn, double *u, double *v)
{
    double x = *u, y = *v;
    switch (turn) {
    case VIDEOS_UPRIGHT: break;
    case VIDEOS_CLOCKWISE: *u = 1 - y, *v = x; break;
    case VIDEOS_HALF: *u = 1 - x, *v = 1 - y; break;
    case VIDEOS_COUNTER_CLOCKWISE: *u = y, *v = 1 - x; break;
    }
}

int videos_number(const fovea_image *image, videos_turn turn)
{
    int number = 0;
    for (int bit = 0; bit < BITS; bit++) {
        double u = (bit + 0.5) / BITS, v = 0.125;
        float rgb[3];
        turn_point(turn, &u, &v);
        videos_sample(image, u, v, rgb);
        if (rgb[1] > 0.5F)
            number |= 1 << bit;
    }
    return number;
}

float videos_color_error(const fovea_image *image, videos_turn turn)
{
    static const double centers[4][2] = {{0.25, 0.45}, {0.75, 0.45}, {0.25, 0.8}, {0.75, 0.8}};
    float worst = 0;
    for (int i = 0; i < 4; i++) {
        double u = centers[i][0], v = centers[i][1];
        uint8_t expected[3];
        float found[3];
        videos_color(0, u, v, expected);
        turn_point(turn, &u, &v);
        videos_sample(image, u, v, found);
        for (int j = 0; j < 3; j++)
            worst = fmaxf(worst, fabsf(found[j] - (float)expected[j] / 255));
    }
    return worst;
}

/* ---- reading a whole video --------------------------------------------------------- */

static const char level_letters[] = {'E', 'W', 'I'};

static void keep_line(void *context, fovea_log_level level, const char *message)
{
    videos_reading *reading = context;
    size_t used = strlen(reading->log);
    snprintf(reading->log + used, sizeof reading->log - used, "%c %s\n", level_letters[level],
             message);
}

static void keep_frame(videos_reading *reading, const frame *f, videos_turn turn)
{
    ck_assert_int_lt(reading->count, VIDEOS_FRAMES_MAX);
    ck_assert(fovea_image_valid(&f->image));
    ck_assert_int_gt(f->captured_ns, 0);
    reading->frames[reading->count++] = (videos_frame){
        .number = videos_number(&f->image, turn),
        .index = f->index,
        .pts = f->pts,
        .time_s = f->time_s,
        .pixel_aspect = f->pixel_aspect,
        .width = f->image.width,
        .height = f->image.height,
        .color_error = videos_color_error(&f->image, turn),
    };
}

videos_reading *videos_read(const char *input, const source_options *options, videos_turn turn)
{
    videos_reading *reading = calloc(1, sizeof *reading);
    ck_assert_ptr_nonnull(reading);
    source_options used = {.decoder_threads = 2};
    if (options)
        used = *options;
    used.log = (fovea_log){.write = keep_line, .context = reading};
    source *s = NULL;
    reading->opened = source_open(&s, input, &used);
    if (reading->opened != FOVEA_OK) {
        ck_assert_ptr_null(s);
        return reading;
    }
    reading->info = source_information(s);
    frame *next = NULL;
    while ((reading->end = source_read(s, &next)) == FOVEA_OK) {
        keep_frame(reading, next, turn);
        frame_unref(&next);
    }
    ck_assert_ptr_null(next);
    ck_assert_int_eq(source_read(s, &next), reading->end); /* an end is an end */
    reading->stats = source_statistics(s);
    ck_assert_int_eq(reading->stats.returned, reading->count);
    source_close(&s);
    ck_assert_ptr_null(s);
    return reading;
}

void videos_expect(const videos_reading *reading, int first, int count, int64_t first_index)
{
    ck_assert_msg(reading->opened == FOVEA_OK, "not opened: %s", reading->log);
    ck_assert_msg(reading->end == FOVEA_EOF, "ended with %d: %s", reading->end, reading->log);
    ck_assert_msg(reading->count == count, "%d frames, expected %d: %s", reading->count, count,
                  reading->log);
    for (int i = 0; i < count; i++) {
        const videos_frame *f = &reading->frames[i];
        ck_assert_msg(f->number == first + i, "frame %d shows %d, expected %d", i, f->number,
                      first + i);
        ck_assert_int_eq(f->index, first_index + i);
        ck_assert_msg(f->color_error < 0.06F, "frame %d is off by %.3f", i, (double)f->color_error);
    }
}

int videos_lines(const videos_reading *reading, fovea_log_level level)
{
    int lines = 0;
    for (const char *line = reading->log; *line; line = strchr(line, '\n') + 1)
        lines += *line == level_letters[level];
    return lines;
}
