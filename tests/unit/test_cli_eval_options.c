/* The options of `fovea eval` and `fovea report`: one table, two commands. */
#include "cli/eval_options.h"

#include <stdlib.h>
#include <string.h>

#include "support/check_main.h"

#define ARGUMENTS_MAX 100

static char message[512];

/* Splits a line at blanks. */
static options_outcome parse_line(eval_options *options, const char *line)
{
    static char words[2048];
    static char *argv[ARGUMENTS_MAX + 1];
    int argc = 0;
    snprintf(words, sizeof words, "%s", line);
    for (char *word = strtok(words, " "); word && argc < ARGUMENTS_MAX; word = strtok(NULL, " "))
        argv[argc++] = word;
    argv[argc] = NULL;
    message[0] = '\0';
    return strcmp(argv[0], "eval") == 0
               ? eval_options_parse(options, argc, argv, message, sizeof message)
               : report_options_parse(options, argc, argv, message, sizeof message);
}

START_TEST(eval_is_understood)
{
    eval_options o;
    ck_assert_int_eq(parse_line(&o, "eval --program A=a -j 3 data --results out --sequences x,y "
                                    "--repeat --shard 2/5 --program B=b=c --compare C=d "
                                    "--format otb --report r.html --json r.json --cpu c "
                                    "--rules pysot --vot 2019"),
                     OPTIONS_OK);
    ck_assert_str_eq(o.dataset, "data");
    ck_assert_str_eq(o.results, "out");
    ck_assert_str_eq(o.sequences, "x,y");
    ck_assert(o.jobs == 3 && o.repeat && o.tracker.config.cpu == FOVEA_CPU_C);
    ck_assert(o.shard.part == 2 && o.shard.of == 5);
    ck_assert_int_eq(o.programs.count, 2);
    ck_assert_str_eq(o.programs.item[1].name, "B");
    ck_assert_str_eq(o.programs.item[1].value, "b=c");
    ck_assert_str_eq(o.compare.item[0].value, "d");
    ck_assert_str_eq(o.format, "otb");
    ck_assert_str_eq(o.report, "r.html");
    ck_assert_str_eq(o.json, "r.json");
    ck_assert_str_eq(o.rules, "pysot");
    ck_assert_int_eq(o.vot_year, 2019);
}
END_TEST

START_TEST(eval_defaults)
{
    eval_options o;
    ck_assert_int_eq(parse_line(&o, "eval data"), OPTIONS_OK);
    ck_assert(o.jobs == 1 && o.shard.of == 0 && !o.results && !o.repeat && !o.sequences);
    ck_assert(o.tracker.config.cpu == FOVEA_CPU_BEST && o.programs.count == 0 &&
              o.compare.count == 0);
    ck_assert(!o.rules && o.vot_year == 2022);
}
END_TEST

START_TEST(report_takes_many_folders)
{
    eval_options o;
    ck_assert_int_eq(parse_line(&o, "report a --report r.html b c --dataset data"), OPTIONS_OK);
    ck_assert_int_eq(o.folder_count, 3);
    ck_assert_str_eq(o.folders[0], "a");
    ck_assert_str_eq(o.folders[2], "c");
    ck_assert_str_eq(o.dataset, "data");
    ck_assert_int_eq(parse_line(&o, "report a"), OPTIONS_OK);
    ck_assert(o.folder_count == 1 && !o.dataset);
}
END_TEST

/* What is wrong, and what the message must name. */
static const struct {
    const char *line, *named;
} wrong[] = {
    {"eval", "DATASET"},
    {"eval a b", "'b'"},
    {"eval a -j 0", "--jobs '0'"},
    {"eval a -j 257", "--jobs '257'"},
    {"eval a --shard 0/2", "--shard '0/2'"},
    {"eval a --shard 3/2", "--shard '3/2'"},
    {"eval a --shard 3", "--shard '3'"},
    {"eval a --shard 1/0", "--shard '1/0'"},
    {"eval a --shard 1/2x", "--shard '1/2x'"},
    {"eval a --shard 11111111111111111111/2", "--shard"},
    {"eval a --program x", "--program 'x'"},
    {"eval a --program x=", "--program 'x='"},
    {"eval a --program =x", "--program '=x'"},
    {"eval a --program a/b=x", "--program 'a/b=x'"},
    {"eval a --program ..=x", "--program '..=x'"},
    {"eval a --compare X=a --compare X=b", "X"},
    {"eval a --compare fovea=a", "fovea"},
    {"eval a --program X=a --compare X=b", "X"},
    {"eval a --format png --results b", "--format 'png'"},
    {"eval a --format otb", "--results"},
    {"eval a --model none", "--model 'none'"},
    {"eval a --model classic --weights b", "--weights"},
    {"eval a --rules none", "--rules 'none'"},
    {"eval a --vot 2023", "--vot '2023'"},
    {"eval a --report x --json ./x", "--report"},
    {"eval a --dataset x", "--dataset"},
    {"report", "DIR"},
    {"report a -j 2", "-j"},
    {"report a --repeat", "--repeat"},
    {"report a --format otb", "--format"},
};

START_TEST(mistakes_are_named)
{
    eval_options o;
    ck_assert_int_eq(parse_line(&o, wrong[_i].line), OPTIONS_ERROR);
    ck_assert_msg(strstr(message, wrong[_i].named) && !strchr(message, '\n'), "'%s': %s",
                  wrong[_i].line, message);
}
END_TEST

START_TEST(lists_have_an_end)
{
    char line[1024] = "eval data";
    for (int i = 0; i < EVAL_NAMED_MAX; i++)
        snprintf(line + strlen(line), sizeof line - strlen(line), " -c N%d=x", i);
    eval_options o;
    ck_assert_int_eq(parse_line(&o, line), OPTIONS_OK);
    ck_assert_int_eq(o.compare.count, EVAL_NAMED_MAX);
    snprintf(line + strlen(line), sizeof line - strlen(line), " -c more=x");
    ck_assert_int_eq(parse_line(&o, line), OPTIONS_ERROR);
}
END_TEST

static void help_names(const command_spec *command, const char *named, const char *unnamed)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(out);
    options_help(command, out);
    fclose(out);
    ck_assert_ptr_nonnull(strstr(text, named));
    ck_assert_ptr_null(strstr(text, unnamed));
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
        ck_assert_msg(strcspn(line, "\n") <= 100, "%.*s", (int)strcspn(line, "\n"), line);
    free(text);
}

START_TEST(each_helps_with_its_own)
{
    help_names(&eval_command, "--results", "--dataset");
    help_names(&report_command, "--dataset", "--jobs");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli_eval_options");
    TCase *tests = tcase_create("options");
    tcase_add_test(tests, eval_is_understood);
    tcase_add_test(tests, eval_defaults);
    tcase_add_test(tests, report_takes_many_folders);
    tcase_add_loop_test(tests, mistakes_are_named, 0, sizeof wrong / sizeof *wrong);
    tcase_add_test(tests, lists_have_an_end);
    tcase_add_test(tests, each_helps_with_its_own);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
