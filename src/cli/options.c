/* Table-driven options over getopt_long(). */
#include "cli/options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "cli/parse.h"

/* Values that getopt_long() returns for table rows start above all characters. */
enum { OPTION_BASE = 256, OPTION_HELP = OPTION_BASE + OPTIONS_MAX };

bool option_flag(const char *argument, void *field)
{
    (void)argument;
    *(bool *)field = true;
    return true;
}

bool option_text(const char *argument, void *field)
{
    *(const char **)field = argument;
    return *argument != '\0';
}

bool option_cpu(const char *argument, void *field)
{
    return parse_cpu(argument, field);
}

static void make_tables(const command_spec *command, struct option *longs, char *shorts)
{
    *shorts++ = ':'; /* tell a missing argument from an unknown option */
    *shorts++ = 'h';
    for (int i = 0; i < command->count; i++) {
        const option_spec *spec = &command->options[i];
        int needs = spec->argument ? required_argument : no_argument;
        longs[i] = (struct option){spec->name, needs, NULL, OPTION_BASE + i};
        if (spec->letter) {
            *shorts++ = spec->letter;
            if (spec->argument)
                *shorts++ = ':';
        }
    }
    longs[command->count] = (struct option){"help", no_argument, NULL, OPTION_HELP};
    longs[command->count + 1] = (struct option){0};
    *shorts = '\0';
}

static const option_spec *find_option(const command_spec *command, int code)
{
    if (code >= OPTION_BASE && code < OPTION_BASE + command->count)
        return &command->options[code - OPTION_BASE];
    for (int i = 0; i < command->count; i++)
        if (command->options[i].letter == code)
            return &command->options[i];
    return NULL;
}

#if defined(__GNUC__)
__attribute__((format(printf, 4, 5)))
#endif
static options_outcome
fail(const command_spec *command, char *message, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(message, size, format, arguments);
    va_end(arguments);
    if (length >= 0 && (size_t)length < size)
        snprintf(message + length, size - (size_t)length, "; see: fovea %s --help", command->name);
    return OPTIONS_ERROR;
}

/* What getopt_long() did not like: it names a letter in optopt, a long option only by place. */
static options_outcome refuse(const command_spec *command, int code, char **argv, char *message,
                              size_t size)
{
    char letter[3] = {'-', (char)optopt, '\0'};
    bool is_letter = optopt > 0 && optopt < OPTION_BASE;
    const char *found = is_letter ? letter : argv[optind - 1];
    if (code == ':')
        return fail(command, message, size, "%s needs an argument", found);
    if (optopt >= OPTION_BASE)
        return fail(command, message, size, "%s takes no argument", found);
    return fail(command, message, size, "unknown or ambiguous option %s", found);
}

options_outcome options_parse_many(const command_spec *command, int argc, char **argv, void *values,
                                   char ***operands, int *count, char *message, size_t message_size)
{
    struct option longs[OPTIONS_MAX + 2];
    char shorts[2 * OPTIONS_MAX + 3];
    make_tables(command, longs, shorts);
    optind = 0; /* glibc: start afresh */
    opterr = 0;
    int code;
    while ((code = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        if (code == OPTION_HELP || code == 'h')
            return OPTIONS_HELP;
        const option_spec *spec = find_option(command, code);
        if (!spec)
            return refuse(command, code, argv, message, message_size);
        if (!spec->parse(optarg, (char *)values + spec->offset))
            return fail(command, message, message_size, "--%s '%s': expected %s", spec->name,
                        optarg, spec->expected);
    }
    if (optind >= argc && command->operand)
        return fail(command, message, message_size, "%s is missing", command->operand);
    if (optind < argc && !command->operand)
        return fail(command, message, message_size, "'%s' is no option", argv[optind]);
    *operands = argv + optind;
    *count = argc - optind;
    return OPTIONS_OK;
}

options_outcome options_parse(const command_spec *command, int argc, char **argv, void *values,
                              const char **operand, char *message, size_t message_size)
{
    char **operands;
    int count;
    options_outcome outcome =
        options_parse_many(command, argc, argv, values, &operands, &count, message, message_size);
    if (outcome != OPTIONS_OK)
        return outcome;
    if (count > 1)
        return fail(command, message, message_size, "one %s is expected, found another: '%s'",
                    command->operand, operands[1]);
    *operand = count > 0 ? operands[0] : NULL;
    return OPTIONS_OK;
}

/* Help texts of several lines are indented under their first one. */
static void print_option(FILE *out, char letter, const char *name, const char *argument,
                         const char *help)
{
    char head[64];
    char letters[] = {'-', letter, ',', '\0'};
    snprintf(head, sizeof head, "%-3s --%s %s", letter ? letters : "", name,
             argument ? argument : "");
    fprintf(out, "  %-27s ", head);
    for (const char *line = help;;) {
        size_t length = strcspn(line, "\n");
        fprintf(out, "%.*s\n", (int)length, line);
        if (line[length] == '\0')
            break;
        line += length + 1;
        fprintf(out, "%30s", "");
    }
}

int options_answer(options_outcome outcome, const command_spec *command, const char *message,
                   const fovea_log *log)
{
    if (outcome == OPTIONS_HELP) {
        options_help(command, stdout);
        return EXIT_SUCCESS;
    }
    fovea_log_message(log, FOVEA_LOG_ERROR, "%s", message);
    return EXIT_USAGE;
}

void options_help(const command_spec *command, FILE *out)
{
    const char *operand = command->operand ? command->operand : "";
    fprintf(out, "usage: fovea %s %s%s[options]\n\n%s\n\n", command->name, operand,
            *operand ? " " : "", command->summary);
    for (int i = 0; i < command->count; i++) {
        const option_spec *spec = &command->options[i];
        print_option(out, spec->letter, spec->name, spec->argument, spec->help);
    }
    print_option(out, 'h', "help", NULL, "this text");
    if (command->notes)
        fprintf(out, "\n%s\n", command->notes);
}
