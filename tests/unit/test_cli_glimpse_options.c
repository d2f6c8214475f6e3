/* The option table of `fovea glimpse`: what is understood, and the one line that says what is
 * wrong. */
#include "cli/glimpse_options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/check_main.h"

#define ARGUMENTS_MAX 16

static char message[512];

/* Splits a line at blanks. */
static options_outcome parse_line(glimpse_options *options, const char *line)
{
    static char words[256];
    char *argv[ARGUMENTS_MAX + 1];
    int argc = 0;
    snprintf(words, sizeof words, "glimpse %s", line);
    for (char *word = strtok(words, " "); word && argc < ARGUMENTS_MAX; word = strtok(NULL, " "))
        argv[argc++] = word;
    argv[argc] = NULL;
    message[0] = '\0';
    return glimpse_options_parse(options, argc, argv, message, sizeof message);
}

START_TEST(everything_is_understood)
{
    glimpse_options o;
    ck_assert_int_eq(
        parse_line(&o, "in.mp4@120 --attention stn --box -9,2,3,4 --size 7x9 -o out.png"),
        OPTIONS_OK);
    ck_assert_str_eq(o.input, "in.mp4@120");
    ck_assert_str_eq(o.path, "in.mp4");
    ck_assert(o.at.kind == SOURCE_POSITION_FRAME && o.at.frame == 120);
    ck_assert(o.attention == GLIMPSE_STN && !o.all);
    ck_assert(o.box.x == -9 && o.box.h == 4 && o.size.h == 7 && o.size.w == 9);
    ck_assert_str_eq(o.output, "out.png");
    ck_assert_int_eq(parse_line(&o, "in.png --all -b 1,2,3,4 -o x.png --cpu c"), OPTIONS_OK);
    ck_assert(o.all && o.size.h == 0 && o.cpu == FOVEA_CPU_C);
    ck_assert(o.at.kind == SOURCE_POSITION_NONE && o.params.count == 0);
}
END_TEST

START_TEST(an_input_may_hold_the_sign)
{
    glimpse_options o;
    ck_assert_int_eq(parse_line(&o, "a@b.mp4 --all -b 1,2,3,4 -o x.png"), OPTIONS_OK);
    ck_assert_str_eq(o.path, "a@b.mp4");
    ck_assert_int_eq(parse_line(&o, "a@b.mp4@00:01:02.5 --all -b 1,2,3,4 -o x.png"), OPTIONS_OK);
    ck_assert_str_eq(o.path, "a@b.mp4");
    ck_assert(o.at.kind == SOURCE_POSITION_TIME && o.at.seconds == 62.5);
    char folder[] = "/tmp/fovea-glimpse-XXXXXX", name[64], line[128];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(name, sizeof name, "%s/a@7", folder);
    FILE *file = fopen(name, "w");
    ck_assert_ptr_nonnull(file);
    fclose(file);
    snprintf(line, sizeof line, "%s --all -b 1,2,3,4 -o x.png", name);
    ck_assert_int_eq(parse_line(&o, line), OPTIONS_OK);
    ck_assert_str_eq(o.path, name);
    ck_assert(o.at.kind == SOURCE_POSITION_NONE);
    unlink(name);
    rmdir(folder);
}
END_TEST

START_TEST(parameters_by_mechanism)
{
    glimpse_options o;
    ck_assert_int_eq(parse_line(&o, "i.png -a gaussian -s 8x8 -p 1,2,3,-4,5,6 -o x.png"),
                     OPTIONS_OK);
    ck_assert(o.params.count == 6 && o.params.value[3] == -4 && o.box.w == 0);
    ck_assert_int_eq(parse_line(&o, "i.png -a stn -s 8x8 -p -1,0,0,0,1,0 -o x.png"), OPTIONS_OK);
    ck_assert_int_eq(parse_line(&o, "i.png -a stn -s 8x8 -p .5,0,.5,0 -o x.png"), OPTIONS_OK);
    ck_assert_int_eq(parse_line(&o, "i.png -a mask -b 1,2,3,4 -p 5,6 -o x.png"), OPTIONS_OK);
    ck_assert(o.params.count == 2 && o.box.w == 3);
}
END_TEST

static const struct {
    const char *line, *named;
} refused[] = {
    {"-o x.png --all -b 1,2,3,4", "INPUT is missing"},
    {"i.png -b 1,2,3,4 -o x.png", "--attention"},
    {"i.png -a crop --all -b 1,2,3,4 -o x.png", "--attention"},
    {"i.png -a fovea -b 1,2,3,4 -o x.png", "crop, mask, gaussian or stn"},
    {"i.png -a crop -o x.png", "--box x,y,w,h"},
    {"i.png --all -o x.png", "--box x,y,w,h"},
    {"i.png -a mask -p 1,2 -o x.png", "--box x,y,w,h"},
    {"i.png -a crop -b nan,0,10,10 -o x.png", "finite"},
    {"i.png -a crop -b 0,0,0,10 -o x.png", "at least 1"},
    {"i.png -a crop -b 0,0,9,9 -p 1,2 -o x.png", "--params of crop are none"},
    {"i.png -a crop -b 0,0,9,9 -s 9x9 -o x.png", "--size is for gaussian and stn"},
    {"i.png -a mask -b 0,0,9,9 -p 0,2 -o x.png", "above 0"},
    {"i.png -a gaussian -s 8x8 -p nan,1,1,1,1,1 -o x.png", "finite numbers"},
    {"i.png -a gaussian -s 8x8 -p 1,1,1,1,1,inf -o x.png", "finite numbers"},
    {"i.png -a gaussian -s 8x8 -p 1,2,3,4,5 -o x.png", "u_y,s_y,d_y,u_x,s_x,d_x"},
    {"i.png -a gaussian -s 8x8 -p 1,-2,3,4,5,6 -o x.png", "above 0"},
    {"i.png -a gaussian -s 8x8 -p 1,2,3,4,5,0 -o x.png", "above 0"},
    {"i.png -a gaussian -p 1,2,3,4,5,6 -o x.png", "--size"},
    {"i.png -a gaussian -s 8x8 -b 1,2,3,4 -p 1,2,3,4,5,6 -o x.png", "one of them"},
    {"i.png -a stn -s 8x8 -p 1,2,3,4,5,6,7 -o x.png", "2, 4 or 6"},
    {"i.png -a stn -s 8x8 -p 1,2,3,4,5 -o x.png", "theta"},
    {"i.png --all -b 1,2,3,4 -p 1,2,3,4,5,6 -o x.png", "--all takes a --box"},
    {"i.png -a stn -b 1,2,3,4 -s 8 -o x.png", "height x width"},
    {"i.png -a stn -b 1,2,3,4 -s 0x8 -o x.png", "height x width"},
    {"i.png -a stn -b 1,2,3,4 -s 8x1025 -o x.png", "height x width"},
    {"i.png -a stn -b 1,2,3,4 -s 8x8x8 -o x.png", "height x width"},
    {"i.png -a stn -b 1,2,3,4", "-o is missing"},
    {"i.png -a stn -b 1,2,3,4 -o x.jpg", "ends in .png"},
    {"i.png -a stn -b 1,2,3,4 -o .png", "ends in .png"},
    {"@7 -a stn -b 1,2,3,4 -o x.png", "INPUT is empty"},
};

START_TEST(refusals_say_what_is_wrong)
{
    glimpse_options o;
    ck_assert_int_eq(parse_line(&o, refused[_i].line), OPTIONS_ERROR);
    ck_assert_msg(strstr(message, refused[_i].named), "'%s' does not name '%s'", message,
                  refused[_i].named);
    ck_assert(!strchr(message, '\n'));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli_glimpse_options");
    TCase *all = tcase_create("options");
    tcase_add_test(all, everything_is_understood);
    tcase_add_test(all, an_input_may_hold_the_sign);
    tcase_add_test(all, parameters_by_mechanism);
    tcase_add_loop_test(all, refusals_say_what_is_wrong, 0,
                        (int)(sizeof refused / sizeof *refused));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
