/* fovea_bench: how long things take. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench.h"

enum { PAINTED = 2 /* pictures, where a bench of videos is given none */ };

/* Benches that need nothing, and benches of pictures: of videos or, where none is named, painted.
 */
static const struct {
    const char *name;
    int (*run)(report *r, bool smoke);
    int (*run_on)(report *r, const plane_list *list, bool smoke);
} benches[] = {
    {"glimpse", bench_glimpse, NULL},         {"step", bench_step, NULL},
    {"attention", bench_attention, NULL},     {"aliasing", NULL, bench_aliasing},
    {"convergence", NULL, bench_convergence},
};
enum { BENCHES = sizeof benches / sizeof *benches };

static const char usage[] =
    "usage: fovea_bench [--json] [--smoke] [glimpse|step|attention]\n"
    "       fovea_bench [--json] [--smoke] aliasing|convergence [VIDEO...]\n"
    "       fovea_bench [--json] [--smoke] net WEIGHTS\n"
    "       fovea_bench evidence learned|classic DATASET [WEIGHTS]\n"
    "       fovea_bench [--json] decode FILE THREADS\n"
    "       fovea_bench [--json] pipeline FOVEA FILE X,Y,W,H [RUNS]\n"
    "  glimpse      ns a glimpse by picture, window and instruction set\n"
    "  step         ms a tracking step by model, picture, object and stage\n"
    "  attention    ns a glimpse by mechanism of attention, picture, window and glimpse\n"
    "  aliasing     error of mechanisms against an ideal low-pass, on frames of videos\n"
    "  convergence  from how far away mechanisms find a window by gradient descent, likewise\n"
    "  net          ms of the network's convolutions and of what a tracker calls\n"
    "  evidence     CSV of what a tracker saw in every frame, to fit its confidence to\n"
    "  decode       reads a whole video and does nothing with it\n"
    "  pipeline     the command FOVEA against decoding alone (tests/bench/pipeline.sh makes a "
    "file)\n"
    "  --json       a line of JSON a row\n"
    "  --smoke      only shows that it works\n"
    "Without a name: glimpse and step; with --smoke all that need no file.\n";

static int run_bench(report *r, bool smoke, int bench, int count, char **videos)
{
    if (benches[bench].run)
        return benches[bench].run(r, smoke);
    plane_list list = {count > 0 ? count : PAINTED, count > 0 ? videos : NULL};
    return benches[bench].run_on(r, &list, smoke);
}

static int run_default(report *r, bool smoke)
{
    int status = EXIT_SUCCESS;
    for (int i = 0; i < (smoke ? BENCHES : 2) && status == EXIT_SUCCESS; i++)
        status = run_bench(r, smoke, i, 0, NULL);
    return status;
}

static int run_named(report *r, bool smoke, int count, char **words)
{
    for (int i = 0; i < BENCHES; i++)
        if (strcmp(words[0], benches[i].name) == 0 && (count == 1 || benches[i].run_on))
            return run_bench(r, smoke, i, count - 1, words + 1);
    fputs(usage, stderr);
    return 2;
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
        return run_default(&r, smoke);
    if (count == 2 && strcmp(rest[0], "net") == 0)
        return bench_net(&r, rest[1], smoke);
    if ((count == 3 || count == 4) && strcmp(rest[0], "evidence") == 0)
        return bench_evidence(rest[1], rest[2], count == 4 ? rest[3] : NULL);
    if (count == 3 && strcmp(rest[0], "decode") == 0)
        return bench_decode(&r, rest[1], atoi(rest[2]));
    if ((count == 4 || count == 5) && strcmp(rest[0], "pipeline") == 0)
        return bench_pipeline(&r, argv[0], rest[1], rest[2], rest[3],
                              count == 5 ? atoi(rest[4]) : 5);
    return run_named(&r, smoke, count, rest);
}
