/* The option tables of `fovea eval` and `fovea report`, which share most of their rows. */
#include "cli/eval_options.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli/output_file.h"
#include "cli/parse.h"
#include "eval/sre.h"

#define JOBS_MAX 256
#define VOT_YEAR_LAST 2022 /* the last challenge with these measures */

static bool read_jobs(const char *argument, void *field)
{
    return parse_integer(argument, 1, JOBS_MAX, field);
}

static bool read_vot_year(const char *argument, void *field)
{
    return parse_integer(argument, 2015, VOT_YEAR_LAST, field);
}

/* "K/N" */
static bool read_shard(const char *argument, void *field)
{
    char part[16];
    size_t length = strcspn(argument, "/");
    if (length >= sizeof part || argument[length] != '/')
        return false;
    memcpy(part, argument, length);
    part[length] = '\0';
    int64_t k, n;
    if (!parse_integer(argument + length + 1, 1, INT32_MAX, &n) || !parse_integer(part, 1, n, &k))
        return false;
    *(shard *)field = (shard){(int)k, (int)n};
    return true;
}

/* Names become names of folders and stand in tables: letters, digits and what does no harm. */
static bool name_is_good(const char *name, size_t length)
{
    if (length == 0 || length >= sizeof((struct named){0}).name || *name == '.')
        return false;
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)name[i]) && !strchr("-_.+", name[i]))
            return false;
    return true;
}

/* "NAME=VALUE" */
static bool read_named(const char *argument, void *field)
{
    named_list *list = field;
    size_t length = strcspn(argument, "=");
    if (list->count == EVAL_NAMED_MAX || argument[length] != '=' || argument[length + 1] == '\0' ||
        !name_is_good(argument, length))
        return false;
    struct named *item = &list->item[list->count++];
    memcpy(item->name, argument, length);
    item->name[length] = '\0';
    item->value = argument + length + 1;
    return true;
}

static bool is_one_of(const char *text, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(text, names[i]) == 0)
            return true;
    return false;
}

static bool read_rules(const char *argument, void *field)
{
    static const char *const rules[] = {"annotated", "otb", "lasot", "pysot"};
    return is_one_of(argument, rules, sizeof rules / sizeof *rules) && option_text(argument, field);
}

static bool read_format(const char *argument, void *field)
{
    static const char *const formats[] = {"otb", "got10k", "lasot", "vot", "mot", "cvat"};
    return is_one_of(argument, formats, sizeof formats / sizeof *formats) &&
           option_text(argument, field);
}

#define NAME_EXPECTED "of letters, digits, - _ . +, at most 63 of them; 32 times at most"
#define AT(member) offsetof(eval_options, member)

/* One table for both: `fovea eval` takes all rows but the last, `fovea report` all but the
 * first ones. */
static const option_spec table[] = {
    {"jobs", 'j', "N",
     "this many sequences at a time, a tracker each; results are\n"
     "the same for any N",
     "a number from 1 to 256", read_jobs, AT(jobs)},
    {"results", 'd', "DIR",
     "keep results there, one file a sequence; a second run goes\n"
     "on where the first one ended",
     "a folder", option_text, AT(results)},
    {"repeat", 0, NULL, "run every sequence twice; results that differ are an error", NULL,
     option_flag, AT(repeat)},
    {"sre", 0, NULL,
     "run every tracker 12 times more, from first boxes moved by\n"
     "10 % and scaled by 0.8 to 1.2, and tell what that costs; they\n"
     "are called NAME+left .. NAME+1.2",
     NULL, option_flag, AT(sre)},
    {"shard", 0, "K/N", "only every N-th sequence, from the K-th on", "K/N with K from 1 to N",
     read_shard, AT(shard)},
    {"program", 'p', "NAME=COMMAND",
     "run this, too, over the same sequences: a program that\n"
     "takes the options of `fovea track`; may be given again",
     "NAME=COMMAND, NAME " NAME_EXPECTED, read_named, AT(programs)},
    TRACKER_OPTION_ROWS(AT(tracker)),
    {"format", 'f', "NAME",
     "write our results as a toolkit reads them, too, into\n"
     "DIR/TRACKER/NAME: otb, got10k, lasot, vot, mot or cvat",
     "otb, got10k, lasot, vot, mot or cvat", read_format, AT(format)},
#define EVAL_ONLY 10
    {"sequences", 's', "A,B,C", "these sequences only",
     "names of sequences with commas between them", option_text, AT(sequences)},
    {"compare", 'c', "NAME=DIR",
     "rank the results in DIR with ours: Fovea's, or those of the\n"
     "got10k, pysot or VOT toolkit; may be given again",
     "NAME=DIR, NAME " NAME_EXPECTED, read_named, AT(compare)},
    {"rules", 0, "NAME",
     "how success and precision count frames: annotated, otb, lasot\n"
     "or pysot; the default: as the data set's own toolkit does",
     "annotated, otb, lasot or pysot", read_rules, AT(rules)},
    {"vot", 0, "YEAR",
     "the challenge whose rules score a VOT data set: 2015 to 2022,\n"
     "the default; to 2019 they score --compare's supervised\n"
     "results, from 2020 on all that ran from anchors",
     "a year from 2015 to 2022", read_vot_year, AT(vot_year)},
    {"report", 'r', "FILE", "write the report: one HTML file, all in it",
     "a file name such as report.html", option_text, AT(report)},
    {"json", 0, "FILE", "write all figures as JSON", "a file name such as report.json", option_text,
     AT(json)},
#define REPORT_ONLY 1
    {"dataset", 0, "DIR", "the data set, where it has moved since, or is elsewhere here",
     "a folder", option_text, AT(dataset)},
};
#define TABLE_ROWS ((int)(sizeof table / sizeof *table))

const command_spec eval_command = {
    .name = "eval",
    .operand = "DATASET",
    .summary =
        "Runs Fovea over annotated videos and scores it: one pass from the first annotated\n"
        "box, and the runs from anchors of a VOT data set. DATASET is a folder as OTB, GOT-10k,\n"
        "LaSOT, VOT or MOTChallenge have it, or one of NAME.mp4 with NAME.txt (a line x,y,w,h\n"
        "for each frame, nan where the object is absent).",
    .notes =
        "Results are DIR/TRACKER/SEQUENCE.csv; the time of each frame, which no two runs share,\n"
        "is in DIR/TRACKER/times. A sequence that cannot be run or scored is named, and the\n"
        "others go on. Times are processor time of the one thread that decodes and tracks.\n\n"
        "  --program 'CSRT=OPENCV_TRACKER=CSRT scripts/opencv_tracker'\n\n"
        "The shell runs the command with `track VIDEO --no-window --from N --box X,Y,W,H\n"
        "-o FILE` behind it. FILE is as `fovea track` writes it, and may have the columns\n"
        "step_s and decode_s. Its results are kept as long as the command stays the same.\n\n"
        "Exit codes: 0 all done, 1 something failed or was stopped, 2 wrong usage.",
    .options = table,
    .count = TABLE_ROWS - REPORT_ONLY,
};

const command_spec report_command = {
    .name = "report",
    .operand = "DIR...",
    .summary =
        "Scores what `fovea eval --results DIR` wrote, in one run or in many: the shards of\n"
        "an evaluation on several machines make one report.",
    .notes = "Results of different versions, settings or data sets are not mixed.\n\n"
             "Exit codes: 0 all is there, 1 something is missing or damaged, 2 wrong usage.",
    .options = table + EVAL_ONLY,
    .count = TABLE_ROWS - EVAL_ONLY,
};

static const char *find_twice(const eval_options *o)
{
    const named_list *lists[] = {&o->programs, &o->compare};
    const char *seen[2 * EVAL_NAMED_MAX + 1] = {EVAL_OWN_NAME};
    int count = 1;
    for (int l = 0; l < 2; l++) {
        for (int i = 0; i < lists[l]->count; i++) {
            for (int k = 0; k < count; k++)
                if (strcmp(seen[k], lists[l]->item[i].name) == 0)
                    return seen[k];
            seen[count++] = lists[l]->item[i].name;
        }
    }
    return NULL;
}

/* A program whose name would tell another start than the annotated box; NULL: none. */
static const char *find_start(const named_list *programs)
{
    for (int i = 0; i < programs->count; i++)
        if (sre_start_of(programs->item[i].name) > 0)
            return programs->item[i].name;
    return NULL;
}

/* What both commands check. */
static options_outcome check(const eval_options *o, char *message, size_t size)
{
    const char *twice = find_twice(o);
    if (twice)
        snprintf(message, size, "two trackers are called %s; give each a name of its own", twice);
    else if (o->report && o->json && output_file_same(o->report, o->json))
        snprintf(message, size, "--report and --json name the same file; give each its own");
    else
        return OPTIONS_OK;
    return OPTIONS_ERROR;
}

static void set_defaults(eval_options *options)
{
    *options = (eval_options){.jobs = 1, .vot_year = VOT_YEAR_LAST};
    tracker_options_default(&options->tracker);
}

options_outcome eval_options_parse(eval_options *options, int argc, char **argv, char *message,
                                   size_t message_size)
{
    set_defaults(options);
    options_outcome outcome =
        options_parse(&eval_command, argc, argv, options, &options->dataset, message, message_size);
    outcome = tracker_options_check(&options->tracker, outcome, message, message_size);
    if (outcome != OPTIONS_OK)
        return outcome;
    const char *start = find_start(&options->programs);
    if (start) {
        snprintf(message, message_size, "--program %s: names that end so are those of --sre",
                 start);
        return OPTIONS_ERROR;
    }
    if (options->format && !options->results) {
        snprintf(message, message_size, "--format %s needs --results DIR to write to",
                 options->format);
        return OPTIONS_ERROR;
    }
    return check(options, message, message_size);
}

options_outcome report_options_parse(eval_options *options, int argc, char **argv, char *message,
                                     size_t message_size)
{
    set_defaults(options);
    options_outcome outcome =
        options_parse_many(&report_command, argc, argv, options, &options->folders,
                           &options->folder_count, message, message_size);
    return outcome == OPTIONS_OK ? check(options, message, message_size) : outcome;
}
