/* golden.c - golden tracks: read, compare, print what differs, write when told to. */
#include "support/golden.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"

enum { LINE_MAX_HERE = 256, DIFFERENCES_SHOWN = 10 };

static void write_line(FILE *file, int frame, const fovea_result *r)
{
    fprintf(file, "%d %.3f %.3f %.3f %.3f %.4f %s\n", frame, (double)r->box.x, (double)r->box.y,
            (double)r->box.w, (double)r->box.h, (double)r->confidence, fovea_state_text(r->state));
}

static void write_track(const char *path, const fovea_result *results, int count,
                        const char *comment)
{
    FILE *file = fopen(path, "w");
    ck_assert_msg(file != NULL, "%s cannot be written", path);
    fprintf(file, "# %s\n# frame x y w h confidence state\n", comment);
    for (int n = 0; n < count; n++)
        write_line(file, n, &results[n]);
    ck_assert_int_eq(fclose(file), 0);
}

/* The next line that is no comment; false at the end. */
static bool next_line(FILE *file, char line[LINE_MAX_HERE])
{
    while (fgets(line, LINE_MAX_HERE, file))
        if (line[0] != '#')
            return true;
    return false;
}

static bool line_agrees(const char *line, int frame, const fovea_result *r, golden_tolerance t)
{
    int golden_frame;
    float x, y, w, h, confidence;
    char state[16];
    if (sscanf(line, "%d %f %f %f %f %f %15s", &golden_frame, &x, &y, &w, &h, &confidence, state) !=
        7)
        return false;
    float px = strcmp(state, "tracking") == 0 ? t.tracked_px : t.untracked_px;
    return golden_frame == frame && strcmp(state, fovea_state_text(r->state)) == 0 &&
           fabsf(x - r->box.x) <= px && fabsf(y - r->box.y) <= px && fabsf(w - r->box.w) <= px &&
           fabsf(h - r->box.h) <= px && fabsf(confidence - r->confidence) <= t.confidence;
}

void golden_compare(const char *path, const fovea_result *results, int count,
                    golden_tolerance tolerance, const char *comment)
{
    const char *update = getenv("FOVEA_UPDATE_GOLDEN");
    if (update && strcmp(update, "1") == 0) {
        write_track(path, results, count, comment);
        return;
    }
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s is missing; make it with FOVEA_UPDATE_GOLDEN=1", path);
    char line[LINE_MAX_HERE];
    int frame = 0, different = 0;
    for (; frame < count && next_line(file, line); frame++) {
        if (line_agrees(line, frame, &results[frame], tolerance))
            continue;
        if (different++ < DIFFERENCES_SHOWN) {
            printf("- %s+ ", line);
            write_line(stdout, frame, &results[frame]);
        }
    }
    bool more = next_line(file, line);
    fclose(file);
    fflush(stdout); /* check ends the process without */
    ck_assert_msg(frame == count && !more, "%s has not %d frames", path, count);
    ck_assert_msg(different == 0, "%s: %d of %d frames differ", path, different, count);
}
