/* The command `fovea`: finds the sub-command and leaves the rest to it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/eval.h"
#include "cli/glimpse.h"
#include "cli/options.h"
#include "cli/track.h"
#include "cli/trax.h"
#include "cli/vot_folder.h"
#include "fovea.h"

typedef struct command {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv);
} command;

static const command commands[] = {
    {"track", "follow one object through a video", command_track},
    {"eval", "score Fovea, and others, on annotated videos", command_eval},
    {"report", "score what eval has kept, from one run or from many", command_report},
    {"glimpse", "show what visual attention sees of a picture", command_glimpse},
    {"trax", "let a TraX client, such as the VOT toolkit, run the tracker", command_trax},
    {"vot-folder", "follow the objects that a folder of the VOT toolkit asks for",
     command_vot_folder},
};

static void print_help(FILE *out)
{
    fputs("usage: fovea COMMAND [arguments]\n\n"
          "Fovea follows one object through a video, the way an eye does.\n\n",
          out);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(out, "  %-10s  %s\n", commands[i].name, commands[i].summary);
    fputs("\n  --help      this text; fovea COMMAND --help tells about a command\n"
          "  --version   the version, and the default model\n",
          out);
}

/* The model is the one that is used where none is named. */
static void print_version(void)
{
    fovea_config config;
    fovea_config_default(&config);
    printf("fovea %s (model %s)\n", fovea_version(), fovea_model_text(config.model));
}

/* What went to standard output is a result, too. */
static int finish(int code)
{
    if (fflush(stdout) != 0 && code == EXIT_SUCCESS) {
        perror("fovea: error: standard output");
        return EXIT_FAILURE;
    }
    return code;
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(name, commands[i].name) == 0)
            return finish(commands[i].run(argc - 1, argv + 1));
    if (strcmp(name, "--version") == 0) {
        print_version();
        return finish(EXIT_SUCCESS);
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        print_help(stdout);
        return finish(EXIT_SUCCESS);
    }
    if (argc > 1)
        fprintf(stderr, "fovea: error: '%s' is not a command; see: fovea --help\n", name);
    else
        print_help(stderr);
    return EXIT_USAGE;
}
