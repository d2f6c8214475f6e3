/* Pictures for the report: frames from video/, cut and scaled by view/, encoded by video/. */
#include "cli/thumbnail.h"

#include <math.h>
#include <sys/stat.h>

#include "base/log.h"
#include "eval/report_moments.h"
#include "video/image_list.h"
#include "video/jpeg.h"
#include "video/source.h"
#include "view/canvas.h"

enum {
    WIDTH = 320, /* pixels at most; what is smaller in the frame stays as it is */
    HEIGHT = 240,
    JPEG_SCALE = 5, /* of 2 (fine) to 31: about 8 KB a picture */
};

typedef struct job {
    const sequence *sequence;
    report_moment *moment;
    int count;
    source_options options;
    const fovea_log *log;
} job;

static int64_t input_frame(const job *j, int i)
{
    return j->sequence->first_frame + j->moment[i].frame;
}

/* ---- one picture --------------------------------------------------------------------- */

static int pixels(double length)
{
    return length < 1 ? 1 : (int)lround(length);
}

static fovea_status draw(const job *j, report_moment *m, const fovea_image *image)
{
    m->region = moments_region(m->truth, m->box[0], image->width, image->height);
    double scale = fmin(1, fmin(WIDTH / (double)m->region.w, HEIGHT / (double)m->region.h));
    canvas *c;
    fovea_status status =
        canvas_open(&c, pixels((double)m->region.w * scale), pixels((double)m->region.h * scale));
    if (status != FOVEA_OK)
        return status;
    /* The whole picture, of which the canvas sees the region. */
    canvas_rect whole = {(int)-lround((double)m->region.x * scale),
                         (int)-lround((double)m->region.y * scale), pixels(image->width * scale),
                         pixels(image->height * scale)};
    canvas_image(c, whole, image);
    status = jpeg_encode(c->bgra, c->width, c->height, JPEG_SCALE, &m->jpeg, &m->size, j->log);
    canvas_close(&c);
    return status;
}

/* ---- reading frames ------------------------------------------------------------------ */

/* The moments from `next` on that are frames of an open source, up to its end; moves *next. */
static fovea_status draw_from(const job *j, source *s, int64_t offset, int *next)
{
    fovea_status status = FOVEA_OK;
    while (*next < j->count && status == FOVEA_OK) {
        frame *f;
        status = source_read(s, &f);
        if (status != FOVEA_OK)
            break;
        if (f->index + offset == input_frame(j, *next)) {
            status = draw(j, &j->moment[*next], &f->image);
            ++*next;
        }
        frame_unref(&f);
    }
    return status;
}

static fovea_status draw_video(const job *j, int *next)
{
    source_options options = j->options;
    options.from = (source_position){.kind = SOURCE_POSITION_FRAME, .frame = input_frame(j, 0)};
    source *s;
    fovea_status status = source_open(&s, j->sequence->input, &options);
    if (status == FOVEA_OK)
        status = draw_from(j, s, 0, next);
    source_close(&s);
    return status;
}

/* Each image is a source of its own, so that those between are not decoded. */
static fovea_status draw_images(const job *j, const image_list *images, int *next)
{
    fovea_status status = FOVEA_OK;
    while (*next < j->count && status == FOVEA_OK) {
        int64_t at = input_frame(j, *next);
        if (at >= images->count)
            return FOVEA_EOF;
        int before = *next;
        source *s;
        status = source_open(&s, images->paths[at], &j->options);
        if (status == FOVEA_OK)
            status = draw_from(j, s, at, next);
        source_close(&s);
        if (status == FOVEA_EOF && *next > before)
            status = FOVEA_OK;
    }
    return status;
}

static fovea_status draw_all(const job *j, int *next)
{
    const char *input = j->sequence->input;
    image_list images = {0};
    struct stat about;
    fovea_status status;
    if (image_list_is_pattern(input))
        status = image_list_from_pattern(&images, input);
    else if (stat(input, &about) == 0 && S_ISDIR(about.st_mode))
        status = image_list_from_folder(&images, input);
    else
        return draw_video(j, next);
    if (status == FOVEA_OK)
        status = draw_images(j, &images, next);
    image_list_free(&images);
    return status;
}

fovea_status thumbnails_make(const sequence *s, report_moment *moment, int count,
                             bool (*cancelled)(void *context), void *context, const fovea_log *log)
{
    job j = {
        .sequence = s,
        .moment = moment,
        .count = count,
        .options = {.live = SOURCE_LIVE_NO, .cancelled = cancelled, .cancelled_context = context},
        .log = log};
    if (log)
        j.options.log = *log;
    int next = 0;
    fovea_status status = count > 0 ? draw_all(&j, &next) : FOVEA_OK;
    if (status == FOVEA_ERR_NOMEM || status == FOVEA_ERR_CLOSED)
        return status;
    if (next < count)
        fovea_log_message(log, FOVEA_LOG_WARNING,
                          "%s: frame %d cannot be read for the report's pictures: left out",
                          s->input, moment[next].frame);
    return FOVEA_OK;
}
