/* The option table of `fovea glimpse`. */
#include "cli/glimpse_options.h"

#include <string.h>
#include <unistd.h>

#include "cli/parse.h"

/* What each mechanism is called, and which numbers it takes. */
static const struct {
    const char *name;
    int counts[2]; /* of parameters it takes; 0: none */
    const char *params;
} attentions[GLIMPSE_ATTENTIONS] = {
    [GLIMPSE_CROP] = {"crop", {0, 0}, "none: the window is all there is to tell"},
    [GLIMPSE_MASK] = {"mask", {2, 2}, "s_y,s_x, the standard deviations in pixels, above 0"},
    [GLIMPSE_GAUSSIAN] = {"gaussian", {6, 6}, "u_y,s_y,d_y,u_x,s_x,d_x with s and d above 0"},
    [GLIMPSE_STN] = {"stn", {4, 6}, "s_x,t_x,s_y,t_y, or the six numbers of theta row by row"},
};

static bool read_attention(const char *argument, void *field)
{
    *(const char **)field = argument;
    for (int i = 0; i < GLIMPSE_ATTENTIONS; i++)
        if (strcmp(argument, attentions[i].name) == 0)
            return true;
    return false;
}

static bool read_box(const char *argument, void *field)
{
    return parse_box(argument, field);
}

static bool read_size(const char *argument, void *field)
{
    glimpse_size *size = field;
    char height[16];
    size_t length = strcspn(argument, "x");
    int64_t h, w;
    if (length >= sizeof height || argument[length] != 'x')
        return false;
    memcpy(height, argument, length);
    height[length] = '\0';
    if (!parse_integer(height, 1, GLIMPSE_SIDE_MAX, &h) ||
        !parse_integer(argument + length + 1, 1, GLIMPSE_SIDE_MAX, &w))
        return false;
    *size = (glimpse_size){(int)h, (int)w};
    return true;
}

static bool read_params(const char *argument, void *field)
{
    glimpse_params *params = field;
    params->count = parse_numbers(argument, params->value, GLIMPSE_PARAMS_MAX);
    return params->count > 0;
}

static bool read_output(const char *argument, void *field)
{
    size_t length = strlen(argument);
    return option_text(argument, field) && length > 4 && strcmp(argument + length - 4, ".png") == 0;
}

#define AT(member) offsetof(glimpse_options, member)

static const option_spec glimpse_table[] = {
    {"attention", 'a', "NAME",
     "how to look: crop (hard), mask (soft), gaussian, or stn\n"
     "(spatial transformer)",
     "crop, mask, gaussian or stn", read_attention, AT(name)},
    {"all", 0, NULL, "one sheet with all four", NULL, option_flag, AT(all)},
    {"box", 'b', "X,Y,W,H", "the window, in pixels from the top left corner; it may lie\nanywhere",
     "x,y,w,h in pixels: four finite numbers, w and h at least 1", read_box, AT(box)},
    {"size", 's', "HxW",
     "pixels of gaussian's and stn's glimpse, height first; the\n"
     "default keeps the window's shape, 48 along its longer side",
     "height x width such as 48x64, each from 1 to 1024", read_size, AT(size)},
    {"params", 'p', "N,N,...",
     "the parameters themselves, instead of those that --box gives:\n"
     "gaussian  u_y,s_y,d_y,u_x,s_x,d_x in pixels\n"
     "stn       s_x,t_x,s_y,t_y, or theta's six numbers row by row\n"
     "mask      s_y,s_x in pixels, around the middle of --box",
     "2, 4 or 6 finite numbers with commas between them", read_params, AT(params)},
    {"output", 'o', "FILE", "write the picture there, as PNG; must be given",
     "a file name that ends in .png", read_output, AT(output)},
    {"cpu", 0, "LEVEL", "use at most these instructions: c, avx2, avx512 or vnni",
     "c, avx2, avx512 or vnni", option_cpu, AT(cpu)},
};

const command_spec glimpse_command = {
    .name = "glimpse",
    .operand = "INPUT",
    .summary =
        "Shows what visual attention sees of a window: the input with the window drawn in green,\n"
        "and the glimpse beside it. INPUT is an image, or a video (its first frame), or\n"
        "VIDEO@FRAME with a frame number (clip.mp4@120) or a time (clip.mp4@4.5s).",
    .notes = "Outside of the picture its border goes on. stn reads its coordinates as PyTorch does "
             "with\n"
             "align_corners = False.",
    .options = glimpse_table,
    .count = sizeof glimpse_table / sizeof *glimpse_table,
};

/* "clip.mp4@120" is frame 120 of clip.mp4, unless there is a file of the whole name. */
static bool split_input(glimpse_options *options)
{
    const char *text = options->input;
    const char *sign = strrchr(text, '@');
    size_t length = strlen(text);
    if (sign && access(text, F_OK) != 0 && parse_position(sign + 1, &options->at))
        length = (size_t)(sign - text);
    if (length == 0 || length >= sizeof options->path)
        return false;
    memcpy(options->path, text, length);
    options->path[length] = '\0';
    return true;
}

/* Whether the parameters are what the mechanism takes. */
static bool params_fit(const glimpse_options *options)
{
    const glimpse_params *p = &options->params;
    const int *counts = attentions[options->attention].counts;
    if (p->count != counts[0] && p->count != counts[1])
        return false;
    bool gaussian = options->attention == GLIMPSE_GAUSSIAN;
    for (int i = 0; i < p->count && options->attention != GLIMPSE_STN; i++)
        if (p->value[i] <= 0 && (!gaussian || i % 3 != 0))
            return false;
    return true;
}

static const char *find_fault(const glimpse_options *o)
{
    bool params_tell = o->params.count > 0 && !o->all &&
                       (o->attention == GLIMPSE_GAUSSIAN || o->attention == GLIMPSE_STN);
    if (o->all == (o->name != NULL))
        return "name one --attention (crop, mask, gaussian, stn), or --all of them";
    if (o->all && o->params.count > 0)
        return "--params belong to one --attention; --all takes a --box";
    if (params_tell && o->box.w > 0)
        return "--box and --params both tell where the window is; give one of them";
    if (!params_tell && o->box.w == 0)
        return "the window is missing; give it with --box x,y,w,h, for example --box 120,80,64,48";
    if (params_tell && o->size.h == 0)
        return "--params need the glimpse's --size, for example --size 48x48";
    if (o->size.h > 0 && !o->all && o->attention <= GLIMPSE_MASK)
        return "--size is for gaussian and stn; crop and mask have the window's and the picture's";
    if (!o->output)
        return "-o is missing; name the picture to write, for example -o glimpse.png";
    return NULL;
}

static options_outcome refuse(char *message, size_t size, const char *text)
{
    snprintf(message, size, "%s", text);
    return OPTIONS_ERROR;
}

options_outcome glimpse_options_parse(glimpse_options *options, int argc, char **argv,
                                      char *message, size_t message_size)
{
    *options = (glimpse_options){.cpu = FOVEA_CPU_BEST};
    options_outcome outcome = options_parse(&glimpse_command, argc, argv, options, &options->input,
                                            message, message_size);
    if (outcome != OPTIONS_OK)
        return outcome;
    for (int i = 0; options->name && i < GLIMPSE_ATTENTIONS; i++)
        if (strcmp(options->name, attentions[i].name) == 0)
            options->attention = (glimpse_attention)i;
    if (!split_input(options))
        return refuse(message, message_size,
                      "INPUT is empty or too long; name an image, a video or VIDEO@FRAME");
    const char *fault = find_fault(options);
    if (fault)
        return refuse(message, message_size, fault);
    if (options->params.count > 0 && !params_fit(options)) {
        snprintf(message, message_size, "--params of %s are %s", options->name,
                 attentions[options->attention].params);
        return OPTIONS_ERROR;
    }
    return OPTIONS_OK;
}
