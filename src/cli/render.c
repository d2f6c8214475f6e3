/* Scene -> canvas -> encoder. */
#include "cli/render.h"

#include <math.h>
#include <stdlib.h>

#include "base/log.h"
#include "cli/output_file.h"
#include "cli/timing.h"
#include "video/writer.h"
#include "view/overlay.h"

#define SIDE_MAX 3840
#define RATE_UNKNOWN 25.0

struct render {
    output_file file;
    video_writer *writer;
    canvas *canvas;
    int64_t frames;
    double ticks_a_frame; /* of the time base, at the nominal rate */
    timing_mark last;
    int64_t last_ticks; /* time stamp of the last frame in the video */
    const fovea_log *log;
};

static fovea_status open_writer(render *r, const source_info *info)
{
    int width, height;
    layout_natural(info->width, info->height, info->pixel_aspect, SIDE_MAX, &width, &height);
    video_writer_options options = {
        .width = width,
        .height = height,
        .time_base_num = info->time_base_num,
        .time_base_den = info->time_base_den,
        .frame_rate = info->frame_rate,
        .log = *r->log,
    };
    double rate = info->frame_rate > 0 ? info->frame_rate : RATE_UNKNOWN;
    r->ticks_a_frame = (double)info->time_base_den / info->time_base_num / rate;
    fovea_status status = canvas_open(&r->canvas, width, height);
    if (status != FOVEA_OK)
        return status;
    return video_writer_open(&r->writer, r->file.part, &options);
}

fovea_status render_open(render **out, const char *path, const char *input, const source_info *info,
                         const fovea_log *log)
{
    *out = NULL;
    render *r = calloc(1, sizeof *r);
    if (!r)
        return FOVEA_ERR_NOMEM;
    r->log = log;
    fovea_status status =
        output_file_open(&r->file, "--render", path, input, OUTPUT_PART_BEFORE, log);
    if (status == FOVEA_OK)
        status = open_writer(r, info);
    if (status == FOVEA_OK) {
        *out = r;
        return FOVEA_OK;
    }
    canvas_close(&r->canvas);
    output_file_discard(&r->file);
    output_file_close(&r->file);
    free(r);
    return status;
}

/* Differences of stamps, so that the video begins at 0; where one is missing, what the
 * frames' numbers say. */
static int64_t next_ticks(const render *r, const frame *f)
{
    if (r->frames == 0)
        return 0;
    if (f->pts != FRAME_NO_PTS && r->last.pts != FRAME_NO_PTS && f->pts > r->last.pts)
        return r->last_ticks + (f->pts - r->last.pts);
    double ticks = (double)(f->index - r->last.index) * r->ticks_a_frame;
    return r->last_ticks + (int64_t)fmax(1, round(ticks));
}

fovea_status render_put(render *r, const frame *f, const scene *s)
{
    overlay_render(r->canvas, s);
    int64_t ticks = next_ticks(r, f);
    r->last = timing_mark_of(f);
    r->last_ticks = ticks;
    r->frames++;
    return video_writer_put(r->writer, r->canvas->bgra, r->canvas->width * 4, ticks);
}

fovea_status render_close(render **handle, bool whole)
{
    render *r = *handle;
    if (!r)
        return FOVEA_OK;
    fovea_status status = video_writer_close(&r->writer);
    if (r->frames == 0)
        output_file_discard(&r->file);
    else if (whole && status == FOVEA_OK)
        status = output_file_keep(&r->file, r->log);
    else if (status != FOVEA_OK && !r->file.direct)
        fovea_log_message(r->log, FOVEA_LOG_WARNING, "%s is not whole; it may not play",
                          r->file.part);
    else if (!r->file.direct)
        fovea_log_message(r->log, FOVEA_LOG_WARNING, "%s holds the %lld frames so far",
                          r->file.part, (long long)r->frames);
    canvas_close(&r->canvas);
    output_file_close(&r->file);
    free(r);
    *handle = NULL;
    return status;
}
