/* fovea glimpse: one frame in, a sheet of what attention sees of it out. */
#include "cli/glimpse.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/log.h"
#include "cli/console.h"
#include "cli/glimpse_look.h"
#include "cli/output_file.h"

typedef struct job {
    glimpse_options options;
    console console;
    fovea_log log;
    output_file file;
    fovea_attention *attention;
    float *rgb; /* [3, height, width] in 0..1: the frame */
    fovea_shape shape;
    int64_t index;
    glimpse_look look[GLIMPSE_ATTENTIONS];
    canvas *sheet;
} job;

/* ---- the picture --------------------------------------------------------------------- */

/* The canvas knows every format's colours. */
static fovea_status convert(job *j, const fovea_image *image)
{
    canvas *c;
    fovea_status status = canvas_open(&c, image->width, image->height);
    if (status != FOVEA_OK)
        return status;
    canvas_image(c, (canvas_rect){0, 0, image->width, image->height}, image);
    ptrdiff_t pixels = (ptrdiff_t)image->width * image->height;
    j->shape = (fovea_shape){3, image->height, image->width};
    j->rgb = malloc(3 * (size_t)pixels * sizeof *j->rgb);
    for (int k = 0; k < 3 && j->rgb; k++)
        for (ptrdiff_t i = 0; i < pixels; i++)
            j->rgb[k * pixels + i] = (float)c->bgra[4 * i + 2 - k] / 255;
    canvas_close(&c);
    return j->rgb ? FOVEA_OK : FOVEA_ERR_NOMEM;
}

static bool is_wanted(const source_position *at, const frame *f)
{
    switch (at->kind) {
    case SOURCE_POSITION_FRAME: return f->index >= at->frame;
    case SOURCE_POSITION_TIME: return f->time_s >= at->seconds;
    default: return true;
    }
}

/* The first frame at the position; FOVEA_EOF: the video ends before. */
static fovea_status read_frame(source *s, const source_position *at, frame **out)
{
    fovea_status status;
    while ((status = source_read(s, out)) == FOVEA_OK && !is_wanted(at, *out))
        frame_unref(out);
    return status;
}

static fovea_status read_picture(job *j)
{
    source *s;
    source_options options = {.log = j->log};
    fovea_status status = source_open(&s, j->options.path, &options);
    if (status != FOVEA_OK)
        return status;
    frame *f;
    status = read_frame(s, &j->options.at, &f);
    if (status == FOVEA_OK) {
        j->index = f->index;
        status = convert(j, &f->image);
        if (status != FOVEA_OK)
            fovea_log_message(&j->log, FOVEA_LOG_ERROR, "%s: no memory for %d x %d pixels",
                              j->options.input, f->image.width, f->image.height);
        frame_unref(&f);
    } else if (status == FOVEA_EOF) {
        fovea_log_message(&j->log, FOVEA_LOG_ERROR,
                          "%s: there is no such frame; %s has %" PRId64 ", numbered from 0",
                          j->options.input, j->options.path, source_statistics(s).decoded);
    }
    source_close(&s);
    return status;
}

/* ---- the sheet ----------------------------------------------------------------------- */

static sheet_panel input_panel(const job *j, const glimpse_look *look)
{
    sheet_panel p = {
        .title = "input", .picture = {j->rgb, j->shape.height, j->shape.width}, .has_window = true};
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 2; k++)
            p.corner[i][k] = look->corner[i][k];
    int length =
        snprintf(p.detail, sizeof p.detail, "%d x %d pixels", j->shape.width, j->shape.height);
    if (j->options.at.kind != SOURCE_POSITION_NONE)
        snprintf(p.detail + length, sizeof p.detail - (size_t)length, ", frame %" PRId64, j->index);
    return p;
}

static fovea_status look(job *j)
{
    fovea_status status = fovea_attention_open(&j->attention, j->options.cpu);
    for (int i = 0; i < GLIMPSE_ATTENTIONS && status == FOVEA_OK; i++)
        if (j->options.all || i == (int)j->options.attention)
            status = glimpse_look_at(&j->look[i], j->attention, j->rgb, j->shape,
                                     (glimpse_attention)i, &j->options, &j->log);
    return status;
}

/* Pictures of the input's shape in the first row, of the window's in the second. */
static fovea_status draw(job *j)
{
    const glimpse_look *seen = j->look;
    if (!j->options.all) {
        const glimpse_look *one = &seen[j->options.attention];
        return sheet_draw(&j->sheet, (sheet_panel[]){input_panel(j, one), one->panel}, (int[]){2},
                          1);
    }
    const sheet_panel panels[] = {input_panel(j, &seen[GLIMPSE_GAUSSIAN]), seen[GLIMPSE_MASK].panel,
                                  seen[GLIMPSE_CROP].panel, seen[GLIMPSE_GAUSSIAN].panel,
                                  seen[GLIMPSE_STN].panel};
    return sheet_draw(&j->sheet, panels, (int[]){2, 3}, 2);
}

static fovea_status write_sheet(job *j)
{
    fovea_status status = canvas_write_png(j->sheet, j->file.part, &j->log);
    if (status == FOVEA_OK)
        status = output_file_keep(&j->file, &j->log);
    if (status != FOVEA_OK)
        output_file_discard(&j->file);
    return status;
}

static fovea_status run(job *j)
{
    fovea_status status = output_file_open(&j->file, "-o", j->options.output, j->options.path,
                                           OUTPUT_PART_BEFORE, &j->log);
    if (status == FOVEA_OK)
        status = read_picture(j);
    if (status != FOVEA_OK)
        return status;
    status = look(j);
    if (status == FOVEA_OK)
        status = draw(j);
    if (status == FOVEA_ERR_NOMEM)
        fovea_log_message(&j->log, FOVEA_LOG_ERROR, "%s: no memory for what is seen of it",
                          j->options.input);
    return status == FOVEA_OK ? write_sheet(j) : status;
}

static void close_all(job *j)
{
    canvas_close(&j->sheet);
    for (int i = 0; i < GLIMPSE_ATTENTIONS; i++)
        glimpse_look_free(&j->look[i]);
    fovea_attention_close(&j->attention);
    free(j->rgb);
    output_file_close(&j->file);
    console_close(&j->console);
}

int command_glimpse(int argc, char **argv)
{
    job *j = calloc(1, sizeof *j);
    if (!j)
        return EXIT_FAILURE;
    console_open(&j->console, stderr);
    j->log = console_log(&j->console);
    char message[512];
    int code = EXIT_SUCCESS;
    options_outcome outcome =
        glimpse_options_parse(&j->options, argc, argv, message, sizeof message);
    if (outcome != OPTIONS_OK) {
        code = options_answer(outcome, &glimpse_command, message, &j->log);
    } else if (run(j) != FOVEA_OK) {
        code = EXIT_FAILURE;
    }
    close_all(j);
    free(j);
    return code;
}
