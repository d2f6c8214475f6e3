/* fovea_bench: how long things take. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench.h"

static const char usage[] =
    "usage: fovea_bench [--json] [--smoke] [glimpse] [step]\n"
    "       fovea_bench [--json] decode FILE THREADS\n"
    "       fovea_bench [--json] pipeline FOVEA FILE X,Y,W,H [RUNS]\n"
    "  glimpse   ns a glimpse by picture, window and instruction set\n"
    "  step      ms a tracking step by picture, object and stage\n"
    "  decode    reads a whole video and does nothing with it\n"
    "  pipeline  the command FOVEA against decoding alone (tests/bench/pipeline.sh makes a file)\n"
    "  --json    a line of JSON a row\n"
    "  --smoke   only shows that it works\n"
    "Without a name: glimpse and step.\n";

static int run_named(report *r, bool smoke, int count, char **names)
{
    int status = EXIT_SUCCESS;
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], "glimpse") != 0 && strcmp(names[i], "step") != 0) {
            fputs(usage, stderr);
            return 2;
        }
    for (int i = 0; i < count && status == EXIT_SUCCESS; i++)
        status = names[i][0] == 'g' ? bench_glimpse(r, smoke) : bench_step(r, smoke);
    return status;
}

int main(int argc, char **argv)
{
    report r = {0};
    bool smoke = false;
    char **rest = argv + 1;
    for (; *rest && rest[0][0] == '-'; rest++) {
        r.json = r.json || strcmp(*rest, "--json") == 0;
        smoke = smoke || strcmp(*rest, "--smoke") == 0;
        if (strcmp(*rest, "--json") != 0 && strcmp(*rest, "--smoke") != 0) {
            fputs(usage, strcmp(*rest, "--help") == 0 ? stdout : stderr);
            return strcmp(*rest, "--help") == 0 ? EXIT_SUCCESS : 2;
        }
    }
    int count = (int)(argv + argc - rest);
    if (count == 0)
        return run_named(&r, smoke, 2, (char *[]){"glimpse", "step"});
    if (count == 3 && strcmp(rest[0], "decode") == 0)
        return bench_decode(&r, rest[1], atoi(rest[2]));
    if ((count == 4 || count == 5) && strcmp(rest[0], "pipeline") == 0)
        return bench_pipeline(&r, argv[0], rest[1], rest[2], rest[3],
                              count == 5 ? atoi(rest[4]) : 5);
    return run_named(&r, smoke, count, rest);
}
