/* videos.h - videos made at test time by the ffmpeg command, whose pixels tell which frame
 * they are: the top quarter of the picture is a row of 12 blocks, the bits of the frame's
 * number (white: 1), least first; below lie four coloured quarters. All positions are
 * relative, so that a picture can be read at any size. */
#ifndef FOVEA_TESTS_VIDEOS_H
#define FOVEA_TESTS_VIDEOS_H

#include <stdbool.h>
#include <stdint.h>

#include "video/source.h"

/* A new folder for temporary files; videos_remove_folder() removes it with what is in it. */
typedef struct video_folder {
    char path[64];
} video_folder;

video_folder videos_make_folder(void);
void videos_remove_folder(const video_folder *folder);

/* A name in the folder; static storage for the last eight. */
const char *videos_path(const video_folder *folder, const char *name);

/* R, G, B of the picture of a frame at 0 <= u, v < 1. */
void videos_color(int number, double u, double v, uint8_t rgb[3]);

/* Fills packed RGB, 3 bytes a pixel. */
void videos_paint(uint8_t *rgb, int width, int height, int number);

/* Pipes frames first, first + 1, ... as raw RGB at 25 frames a second into
 * `ffmpeg -f rawvideo ... -i - OUTPUT`, run in the folder. Fails the test if ffmpeg does. */
void videos_encode(const video_folder *folder, int width, int height, int first, int count,
                   const char *output);

/* Runs a shell command in the folder; fails the test unless it exits with 0. */
void videos_shell(const video_folder *folder, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* How the picture that is looked at was made from the painted one. */
typedef enum videos_turn {
    VIDEOS_UPRIGHT,
    VIDEOS_CLOCKWISE,
    VIDEOS_HALF,
    VIDEOS_COUNTER_CLOCKWISE,
} videos_turn;

/* R, G, B in 0..1 of the pixel at u, v, through components, matrix and range. */
void videos_sample(const fovea_image *image, double u, double v, float rgb[3]);

/* The number that the pixels tell. */
int videos_number(const fovea_image *image, videos_turn turn);

/* The largest difference (0..1) of the four quarters from what was painted. */
float videos_color_error(const fovea_image *image, videos_turn turn);

/* ---- reading a whole video --------------------------------------------------------- */

enum { VIDEOS_FRAMES_MAX = 512, VIDEOS_LOG_MAX = 4096 };

typedef struct videos_frame {
    int number; /* as its pixels tell */
    int64_t index, pts;
    double time_s, pixel_aspect;
    int width, height;
    float color_error;
} videos_frame;

typedef struct videos_reading {
    fovea_status opened, end; /* end: what the last read returned */
    source_info info;
    source_stats stats;
    int count;
    videos_frame frames[VIDEOS_FRAMES_MAX];
    char log[VIDEOS_LOG_MAX]; /* "E|W|I message\n" */
} videos_reading;

/* Opens, reads to the end and closes; options may be NULL, their log is replaced. To be freed
 * with free(). */
videos_reading *videos_read(const char *input, const source_options *options, videos_turn turn);

/* Fails unless the video opened, ended with EOF, and its frames are the numbers first,
 * first + 1, ..., with indices from first_index on, and colours near what was painted. */
void videos_expect(const videos_reading *reading, int first, int count, int64_t first_index);

/* The number of lines of a level in the log. */
int videos_lines(const videos_reading *reading, fovea_log_level level);

#endif
