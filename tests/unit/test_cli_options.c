/* The option table of `fovea track`: parsing, help, and the one line that says what is wrong. */
#include "cli/track_options.h"

#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"

#define ARGUMENTS_MAX 16

static char message[512];

/* Splits a line at blanks. */
static options_outcome parse_line(track_options *options, const char *line)
{
    static char words[256];
    char *argv[ARGUMENTS_MAX + 1];
    int argc = 0;
    snprintf(words, sizeof words, "track %s", line);
    for (char *word = strtok(words, " "); word && argc < ARGUMENTS_MAX; word = strtok(NULL, " "))
        argv[argc++] = word;
    argv[argc] = NULL;
    message[0] = '\0';
    return track_options_parse(options, argc, argv, message, sizeof message);
}

START_TEST(everything_is_understood)
{
    track_options o;
    ck_assert_int_eq(parse_line(&o, "--box -1,2,3,4 in.mp4 -o out.csv --render out.mp4 --fast "
                                    "--from 12 --to=00:00:04.5 --limit 9"),
                     OPTIONS_OK);
    ck_assert_str_eq(o.input, "in.mp4");
    ck_assert_str_eq(o.box.text, "-1,2,3,4");
    ck_assert(o.box.box.x == -1 && o.box.box.h == 4);
    ck_assert_str_eq(o.output, "out.csv");
    ck_assert_str_eq(o.render, "out.mp4");
    ck_assert(o.fast && !o.no_window);
    ck_assert(o.from.kind == SOURCE_POSITION_FRAME && o.from.frame == 12);
    ck_assert(o.to.kind == SOURCE_POSITION_TIME && o.to.seconds == 4.5);
    ck_assert_int_eq(o.limit, 9);
    ck_assert_int_eq(parse_line(&o, "-f x11grab --no-live --decoder-threads 2 --cpu avx2 "
                                    "--delay 40 -b 1,2,3,4 --no-window --weights=w -- -odd"),
                     OPTIONS_OK);
    ck_assert_str_eq(o.input, "-odd");
    ck_assert_str_eq(o.format, "x11grab");
    ck_assert(o.live == SOURCE_LIVE_NO && o.decoder_threads == 2 &&
              o.tracker.config.cpu == FOVEA_CPU_AVX2);
    ck_assert(o.delay_ms == 40 && o.no_window);
    ck_assert_int_eq(o.tracker.config.model, FOVEA_MODEL_LEARNED);
    ck_assert_str_eq(o.tracker.config.weights, "w");
    ck_assert_int_eq(parse_line(&o, "a.mp4 --model classic"), OPTIONS_OK);
    ck_assert(o.tracker.config.model == FOVEA_MODEL_CLASSIC && !o.tracker.config.weights);
}
END_TEST

START_TEST(defaults)
{
    track_options o;
    ck_assert_int_eq(parse_line(&o, "in.mp4"), OPTIONS_OK);
    ck_assert(!o.box.text && !o.output && !o.render && !o.no_window && !o.fast && !o.format);
    ck_assert(o.live == SOURCE_LIVE_AUTO && o.tracker.config.cpu == FOVEA_CPU_BEST && o.limit == 0);
    ck_assert(o.from.kind == SOURCE_POSITION_NONE && o.to.kind == SOURCE_POSITION_NONE);
}
END_TEST

/* What is wrong, and what the message must name. */
static const struct {
    const char *line, *named;
} wrong[] = {
    {"", "INPUT"},
    {"a.mp4 b.mp4", "b.mp4"},
    {"a.mp4 --box", "--box"},
    {"a.mp4 -o", "-o"},
    {"a.mp4 --box 1,2,3", "1,2,3"},
    {"a.mp4 --box nan,0,9,9", "nan,0,9,9"},
    {"a.mp4 --frob", "--frob"},
    {"a.mp4 -Z", "-Z"},
    {"a.mp4 --li 3", "--li"},
    {"a.mp4 --fast=3", "--fast=3"},
    {"a.mp4 --limit 0", "--limit '0'"},
    {"a.mp4 --limit 3x", "--limit '3x'"},
    {"a.mp4 --from 4.5", "--from '4.5'"},
    {"a.mp4 --to -1", "--to '-1'"},
    {"a.mp4 --decoder-threads 65", "--decoder-threads '65'"},
    {"a.mp4 --cpu mmx", "--cpu 'mmx'"},
    {"a.mp4 --model best", "--model 'best'"},
    {"a.mp4 --weights=", "--weights ''"},
    {"a.mp4 --weights w --model classic", "--weights"},
    {"a.mp4 --model classic --weights w", "--weights"},
    {"a.mp4 --delay 1e3", "--delay '1e3'"},
    {"a.mp4 --no-window", "--box x,y,w,h"},
    {"a.mp4 --from 5 --to 5", "--to"},
    {"a.mp4 --from 5s --to 4s", "--to"},
    {"a.mp4 -o same --render same", "--render"},
};

START_TEST(mistakes_are_named)
{
    track_options o;
    ck_assert_int_eq(parse_line(&o, wrong[_i].line), OPTIONS_ERROR);
    ck_assert_msg(strstr(message, wrong[_i].named), "'%s': \"%s\" does not name %s", wrong[_i].line,
                  message, wrong[_i].named);
    ck_assert(!strchr(message, '\n'));
}
END_TEST

START_TEST(help_has_every_option)
{
    track_options o;
    ck_assert_int_eq(parse_line(&o, "--help"), OPTIONS_HELP);
    ck_assert_int_eq(parse_line(&o, "a.mp4 -h"), OPTIONS_HELP);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    options_help(&track_command, out);
    fclose(out);
    for (int i = 0; i < track_command.count; i++) {
        char name[64];
        snprintf(name, sizeof name, "--%s", track_command.options[i].name);
        ck_assert_msg(strstr(text, name), "the help lacks %s", name);
    }
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        ck_assert_msg(strlen(line) <= 90, "too long for a terminal: %s", line);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli_options");
    TCase *all = tcase_create("options");
    tcase_add_test(all, everything_is_understood);
    tcase_add_test(all, defaults);
    tcase_add_loop_test(all, mistakes_are_named, 0, (int)(sizeof wrong / sizeof *wrong));
    tcase_add_test(all, help_has_every_option);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
