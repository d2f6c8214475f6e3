/* The option table of `fovea track`. */
#include "cli/track_options.h"

#include "cli/output_file.h"
#include "cli/parse.h"

static bool read_box(const char *argument, void *field)
{
    box_option *box = field;
    box->text = argument;
    return parse_box(argument, &box->box);
}

static bool read_position(const char *argument, void *field)
{
    return parse_position(argument, field);
}

static bool read_limit(const char *argument, void *field)
{
    return parse_integer(argument, 1, INT64_MAX, field);
}

static bool read_threads(const char *argument, void *field)
{
    return parse_integer(argument, 0, 64, field);
}

static bool read_delay(const char *argument, void *field)
{
    return parse_integer(argument, 0, 60000, field);
}

static bool set_live(const char *argument, void *field)
{
    (void)argument;
    *(source_live *)field = SOURCE_LIVE_YES;
    return true;
}

static bool set_not_live(const char *argument, void *field)
{
    (void)argument;
    *(source_live *)field = SOURCE_LIVE_NO;
    return true;
}

#define POSITION_EXPECTED "a frame (120) or a time (4.5s, 00:01:02.5)"
#define AT(member) offsetof(track_options, member)

static const option_spec track_table[] = {
    {"box", 'b', "X,Y,W,H",
     "the object in the first frame tracked, in pixels from\n"
     "the top left corner; without it, it is drawn in the window",
     "x,y,w,h in pixels: four finite numbers, w and h at least 1", read_box, AT(box)},
    {"output", 'o', "FILE",
     "write the track as CSV; - is standard output, which is\n"
     "also the default without a window",
     "a file name or -", option_text, AT(output)},
    {"render", 'r', "FILE",
     "write a video (mp4, mkv, ...) of what the window shows;\n"
     "works without a window, too",
     "a file name such as out.mp4", option_text, AT(render)},
    {"no-window", 0, NULL, "open no window", NULL, option_flag, AT(no_window)},
    {"fast", 0, NULL, "with a window: as fast as it goes, not at the video's rate", NULL,
     option_flag, AT(fast)},
    {"from", 0, "P",
     "start at a frame (120, counted from 0) or a time (4.5s or\n"
     "00:01:02.5)",
     POSITION_EXPECTED, read_position, AT(from)},
    {"to", 0, "P", "end before that frame or time", POSITION_EXPECTED, read_position, AT(to)},
    {"limit", 0, "N", "end after N frames", "a number of frames, at least 1", read_limit,
     AT(limit)},
    {"format", 'f', "NAME",
     "take the input as this FFmpeg format or device\n"
     "(v4l2, x11grab, lavfi, ...)",
     "a name such as v4l2, x11grab or lavfi", option_text, AT(format)},
    {"live", 0, NULL,
     "keep up with the input and drop frames where needed\n"
     "(the default for cameras, screens and network streams)",
     NULL, set_live, AT(live)},
    {"no-live", 0, NULL, "track every frame, whatever the input is", NULL, set_not_live, AT(live)},
    {"decoder-threads", 0, "N", "threads that decode; 0, the default: as many as cores,\nat most 4",
     "a number from 0 to 64", read_threads, AT(decoder_threads)},
    TRACKER_OPTION_ROWS(AT(tracker)),
    {"delay", 0, "MS",
     "spend MS milliseconds more on every frame, to see how a\n"
     "slow machine would do",
     "milliseconds from 0 to 60000", read_delay, AT(delay_ms)},
};

const command_spec track_command = {
    .name = "track",
    .operand = "INPUT",
    .summary = "Follows one object through a video. INPUT is a video file, a folder of images, an\n"
               "image pattern (img/%06d.jpg), a URL, or a camera (/dev/video0).",
    .notes =
        "Keys in the window: space pause, n next frame, r draw a new box on the frame shown,\n"
        "s screenshot, h help, q or Esc quit.\n\n"
        "The CSV has one line a frame: frame,pts,time_s,x,y,w,h,confidence,state. While it is\n"
        "written it is called FILE.part; it gets its name at the end, also after Ctrl-C.",
    .options = track_table,
    .count = sizeof track_table / sizeof *track_table,
};

static bool range_is_empty(const source_position *from, const source_position *to)
{
    if (from->kind != to->kind)
        return false;
    if (to->kind == SOURCE_POSITION_FRAME)
        return to->frame <= from->frame;
    return to->kind == SOURCE_POSITION_TIME && to->seconds <= from->seconds;
}

options_outcome track_options_parse(track_options *options, int argc, char **argv, char *message,
                                    size_t message_size)
{
    *options = (track_options){.live = SOURCE_LIVE_AUTO};
    tracker_options_default(&options->tracker);
    options_outcome outcome =
        options_parse(&track_command, argc, argv, options, &options->input, message, message_size);
    outcome = tracker_options_check(&options->tracker, outcome, message, message_size);
    if (outcome != OPTIONS_OK)
        return outcome;
    const char *wrong = NULL;
    if (!*options->input)
        wrong = "INPUT is empty; name a video file, image folder, pattern, URL or device";
    else if (range_is_empty(&options->from, &options->to))
        wrong = "--to must be after --from; nothing is left between them";
    else if (options->no_window && !options->box.text)
        wrong = "--no-window needs the object's box: --box x,y,w,h, for example --box 120,80,64,48";
    else if (options->output && options->render &&
             output_file_same(options->output, options->render))
        wrong = "-o and --render name the same file; give each its own";
    if (!wrong)
        return OPTIONS_OK;
    snprintf(message, message_size, "%s", wrong);
    return OPTIONS_ERROR;
}
