/* Fuzzes the command line: each parser with the whole input, and `fovea track` with its lines
 * for arguments. What is taken is in range; what is not is refused with one line. */
#include "fuzz/fuzz.h"

#include <math.h>

#include "base/box.h"
#include "cli/parse.h"
#include "cli/track_options.h"

enum { ARGUMENTS_MAX = 32 };

static void expect_position(const source_position *p)
{
    if (p->kind == SOURCE_POSITION_FRAME)
        FUZZ_EXPECT(p->frame >= 0);
    if (p->kind == SOURCE_POSITION_TIME)
        FUZZ_EXPECT(isfinite(p->seconds) && p->seconds >= 0);
}

static void parse_values(const char *text)
{
    int64_t integer;
    fovea_box box;
    source_position position;
    fovea_cpu cpu;
    if (parse_integer(text, -5, 1000, &integer))
        FUZZ_EXPECT(integer >= -5 && integer <= 1000);
    if (parse_box(text, &box))
        FUZZ_EXPECT(fovea_box_valid(box) && box.w >= 1 && box.h >= 1);
    if (parse_position(text, &position))
        expect_position(&position);
    if (parse_cpu(text, &cpu))
        FUZZ_EXPECT(cpu >= FOVEA_CPU_C && cpu < FOVEA_CPU_BEST);
}

static void parse_command(char *text)
{
    char name[] = "track", *argv[ARGUMENTS_MAX + 2] = {name}, message[256] = "";
    int argc = 1;
    for (char *end; argc <= ARGUMENTS_MAX; text = end + 1) {
        end = strchr(text, '\n');
        argv[argc++] = text;
        if (!end)
            break;
        *end = '\0';
    }
    track_options options;
    options_outcome outcome = track_options_parse(&options, argc, argv, message, sizeof message);
    FUZZ_EXPECT(memchr(message, '\0', sizeof message));
    if (outcome == OPTIONS_ERROR)
        FUZZ_EXPECT(message[0] != '\0');
    if (outcome != OPTIONS_OK)
        return;
    FUZZ_EXPECT(options.input && options.limit >= 0 && options.decoder_threads >= 0);
    FUZZ_EXPECT(!options.box.text || fovea_box_valid(options.box.box));
    expect_position(&options.from);
    expect_position(&options.to);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    FUZZ_EXPECT(text != NULL);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    parse_values(text);
    parse_command(text);
    free(text);
    return 0;
}
