/* The whole command against decoding alone. Both are programs of their own, run in turn;
 * wall, processor time and peak memory are the system's account of each (wait4). What tracking
 * costs by itself is the processor time of its steps, frame after frame of the same file. */
#define _DEFAULT_SOURCE /* wait4 */

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "bench/bench.h"
#include "bench/samples.h"
#include "video/source.h"

enum { RUNS_MAX = 64 };

static void print_message(void *context, fovea_log_level level, const char *message)
{
    (void)context;
    if (level != FOVEA_LOG_INFO)
        fprintf(stderr, "fovea_bench: %s\n", message);
}

static fovea_status open_file(source **out, const char *file, int threads)
{
    source_options options = {.decoder_threads = threads, .log = {.write = print_message}};
    return source_open(out, file, &options);
}

int bench_decode(report *r, const char *file, int threads)
{
    source *s;
    if (open_file(&s, file, threads) != FOVEA_OK)
        return EXIT_FAILURE;
    int64_t start = fovea_clock_ns(), frames = 0;
    frame *f;
    fovea_status status;
    while ((status = source_read(s, &f)) == FOVEA_OK) {
        frame_unref(&f);
        frames++;
    }
    double seconds = (double)(fovea_clock_ns() - start) / 1e9;
    source_close(&s);
    report_table(r, "decoding alone");
    report_number(r, "threads", 0, threads);
    report_number(r, "frames", 0, (double)frames);
    report_number(r, "s", 3, seconds);
    report_number(r, "ms/frame", 3, frames > 0 ? seconds * 1e3 / (double)frames : 0);
    report_row(r);
    return status == FOVEA_EOF ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* ---- programs ------------------------------------------------------------------------ */

/* What runs of one program took. */
typedef struct runs {
    int count;
    double wall_s[RUNS_MAX], cpu_s[RUNS_MAX], peak_mb[RUNS_MAX];
} runs;

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static bool run_program(char *const *arguments, runs *out)
{
    int64_t start = fovea_clock_ns();
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
        execv(arguments[0], arguments);
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0) {
        fprintf(stderr, "fovea_bench: %s %s fails\n", arguments[0], arguments[1]);
        return false;
    }
    out->wall_s[out->count] = (double)(fovea_clock_ns() - start) / 1e9;
    out->cpu_s[out->count] = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    out->peak_mb[out->count++] = (double)usage.ru_maxrss * 1024 / 1e6;
    return true;
}

/* ---- tracking by itself ---------------------------------------------------------------- */

typedef struct tracking {
    double cpu_s; /* of the steps */
    int64_t frames, lost;
} tracking;

static fovea_status track_file(const char *file, fovea_box box, tracking *out)
{
    *out = (tracking){0};
    source *s = NULL;
    fovea_tracker *tracker = NULL;
    fovea_status status = open_file(&s, file, 1);
    if (status == FOVEA_OK)
        status = fovea_tracker_open(&tracker, NULL);
    frame *f;
    while (status == FOVEA_OK && (status = source_read(s, &f)) == FOVEA_OK) {
        fovea_result result;
        int64_t start = samples_thread_ns();
        if (out->frames++ == 0)
            status = fovea_tracker_start(tracker, &f->image, box, &result);
        else
            status = fovea_tracker_step(tracker, &f->image, 1, &result);
        out->cpu_s += (double)(samples_thread_ns() - start) / 1e9;
        out->lost += status == FOVEA_OK && result.state == FOVEA_LOST;
        frame_unref(&f);
    }
    fovea_tracker_close(&tracker);
    source_close(&s);
    return status == FOVEA_EOF ? FOVEA_OK : status;
}

/* ---- the comparison ------------------------------------------------------------------ */

static double largest(double a, double b, double c)
{
    double most = a > b ? a : b;
    return most > c ? most : c;
}

static void print_comparison(report *r, int threads, runs *decode, runs *track,
                             const tracking *alone, double track_cpu)
{
    double decode_wall = samples_median(decode->wall_s, decode->count);
    double decode_cpu = samples_median(decode->cpu_s, decode->count);
    double track_wall = samples_median(track->wall_s, track->count);
    double bound = largest(decode_wall, (decode_cpu + track_cpu) / 2, track_cpu);
    double frame_ms = 1e3 / (double)alone->frames;
    report_number(r, "threads", 0, threads);
    report_number(r, "runs", 0, track->count);
    report_number(r, "frames", 0, (double)alone->frames);
    report_number(r, "lost", 0, (double)alone->lost);
    report_number(r, "decode", 3, decode_wall * frame_ms);
    report_number(r, "decode cpu", 3, decode_cpu * frame_ms);
    report_number(r, "steps cpu", 3, track_cpu * frame_ms);
    report_number(r, "bound", 3, bound * frame_ms);
    report_number(r, "command", 3, track_wall * frame_ms);
    report_number(r, "command cpu", 3, samples_median(track->cpu_s, track->count) * frame_ms);
    report_number(r, "ratio", 3, track_wall / bound);
    report_number(r, "fps", 0, (double)alone->frames / track_wall);
    report_number(r, "peak MB", 1, samples_quantile(track->peak_mb, track->count, 1));
    report_number(r, "decode peak MB", 1, samples_quantile(decode->peak_mb, decode->count, 1));
    report_row(r);
}

int bench_pipeline(report *r, const char *self, const char *program, const char *file,
                   const char *box, int count)
{
    static runs decode[2], track[2];
    static double steps_cpu[RUNS_MAX];
    tracking alone = {0};
    fovea_box target;
    if (count < 1 || count > RUNS_MAX ||
        sscanf(box, "%f,%f,%f,%f", &target.x, &target.y, &target.w, &target.h) != 4)
        return EXIT_FAILURE;
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < 2; k++) {
            char threads[] = {(char)('1' + k), '\0'};
            char *decoding[] = {(char *)self, "decode", (char *)file, threads, NULL};
            char *command[] = {
                (char *)program, "track", (char *)file, "--no-window",       "--fast", "-o",
                "/dev/null",     "--box", (char *)box,  "--decoder-threads", threads,  NULL};
            if (!run_program(decoding, &decode[k]) || !run_program(command, &track[k]))
                return EXIT_FAILURE;
        }
        if (track_file(file, target, &alone) != FOVEA_OK)
            return EXIT_FAILURE;
        steps_cpu[i] = alone.cpu_s;
    }
    double track_cpu = samples_median(steps_cpu, count);
    report_table(r, "the command against decoding alone, ms a frame (medians)");
    for (int k = 0; k < 2; k++)
        print_comparison(r, k + 1, &decode[k], &track[k], &alone, track_cpu);
    return EXIT_SUCCESS;
}
