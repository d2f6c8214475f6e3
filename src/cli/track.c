/* fovea track: opens everything, runs the pipeline, keeps the results, says how it went. */
#include "cli/track.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/pipeline.h"
#include "cli/track_options.h"

#define SMALL_SIDE 4 /* pixels; there is hardly anything to see in less */

/* A log that can hold the last message back, to make one line of two. */
typedef struct relay {
    const fovea_log *log;
    bool hold;
    char held[256];
} relay;

typedef struct job {
    track_options options;
    console console;
    fovea_log log;
    signals *signals;
    source *source;
    source_info info;
    viewer *viewer;
    relay window_messages;
    const char *output; /* where rows go; NULL: nowhere */
    csv *csv;
    render *render;
    fovea_tracker *tracker;
    pipeline_report report;
} job;

/* ---- opening ------------------------------------------------------------------------- */

static fovea_status open_source(job *j)
{
    source_options options = {
        .format = j->options.format,
        .live = j->options.live,
        .decoder_threads = (int)j->options.decoder_threads,
        .from = j->options.from,
        .to = j->options.to,
        .limit = j->options.limit,
        .log = j->log,
    };
    fovea_status status = source_open(&j->source, j->options.input, &options);
    if (status == FOVEA_OK)
        j->info = source_information(j->source);
    return status;
}

/* What fovea_tracker_start() would refuse, and what can only be a mistake. */
static fovea_status check_box(const job *j)
{
    if (!j->options.box.text)
        return FOVEA_OK;
    const fovea_box *box = &j->options.box.box;
    float width = (float)j->info.width, height = (float)j->info.height;
    const char *wrong = NULL;
    if (box->x >= width || box->y >= height || box->x + box->w <= 0 || box->y + box->h <= 0)
        wrong = "is outside the picture";
    else if (box->w > width || box->h > height)
        wrong = "is larger than the picture";
    if (wrong) {
        fovea_log_message(&j->log, FOVEA_LOG_ERROR,
                          "--box %s %s of %s, which has %dx%d pixels; give x,y,w,h of the object "
                          "inside 0,0,%d,%d",
                          j->options.box.text, wrong, j->options.input, j->info.width,
                          j->info.height, j->info.width, j->info.height);
        return FOVEA_ERR_ARG;
    }
    if (box->w < SMALL_SIDE || box->h < SMALL_SIDE)
        fovea_log_message(&j->log, FOVEA_LOG_WARNING,
                          "--box %s: an object less than %d pixels wide or high is hard to follow",
                          j->options.box.text, SMALL_SIDE);
    return FOVEA_OK;
}

static void relay_message(void *context, fovea_log_level level, const char *message)
{
    relay *r = context;
    if (r->hold)
        snprintf(r->held, sizeof r->held, "%s", message);
    else
        fovea_log_message(r->log, level, "%s", message);
}

/* Leaves j->viewer NULL where there is to be or can be no window. Returns an exit code. */
static int open_window(job *j)
{
    if (j->options.no_window)
        return EXIT_SUCCESS;
    relay *messages = &j->window_messages;
    *messages = (relay){.log = &j->log, .hold = true, .held = "out of memory"};
    fovea_log log = {.write = relay_message, .context = messages};
    fovea_status status = viewer_open(&j->viewer, j->options.input, &j->info, &log);
    messages->hold = false;
    if (status == FOVEA_OK)
        return EXIT_SUCCESS;
    if (!j->options.box.text) {
        fovea_log_message(&j->log, FOVEA_LOG_ERROR,
                          "no window to draw the box in (%s); give it with --box x,y,w,h, for "
                          "example --box 120,80,64,48",
                          messages->held);
        return EXIT_USAGE;
    }
    fovea_log_message(&j->log, FOVEA_LOG_WARNING, "no window (%s); going on without",
                      messages->held);
    return EXIT_SUCCESS;
}

static fovea_status open_outputs(job *j)
{
    j->output = j->options.output;
    if (!j->output && !j->viewer)
        j->output = "-";
    fovea_status status = FOVEA_OK;
    if (j->options.render)
        status = render_open(&j->render, j->options.render, j->options.input, &j->info, &j->log);
    if (status == FOVEA_OK && j->output)
        status = csv_open(&j->csv, j->output, j->options.input, &j->log);
    return status;
}

static fovea_status open_tracker(job *j)
{
    fovea_config config = j->options.tracker.config;
    config.log = j->log;
    return fovea_tracker_open(&j->tracker, &config);
}

/* Returns an exit code; messages have been given. */
static int open_all(job *j)
{
    if (signals_open(&j->signals) != FOVEA_OK) {
        fovea_log_message(&j->log, FOVEA_LOG_ERROR, "no thread can be started for signals");
        return EXIT_FAILURE;
    }
    if (open_source(j) != FOVEA_OK || check_box(j) != FOVEA_OK)
        return EXIT_FAILURE;
    int code = open_window(j);
    if (code != EXIT_SUCCESS)
        return code;
    bool open = open_tracker(j) == FOVEA_OK && open_outputs(j) == FOVEA_OK;
    return open ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* ---- running ------------------------------------------------------------------------- */

static fovea_status run(job *j)
{
    fovea_log_message(&j->log, FOVEA_LOG_INFO, "%s: %s%s", j->options.input, j->info.description,
                      j->info.live ? ", live" : "");
    /* Rows and a status line would mix on one terminal. */
    bool rows_on_terminal = j->output && strcmp(j->output, "-") == 0 && isatty(STDOUT_FILENO);
    progress shown = {.console = rows_on_terminal ? NULL : &j->console};
    pipeline_config config = {
        .source = j->source,
        .viewer = j->viewer,
        .signals = j->signals,
        .follower = {.info = j->info,
                     .tracker = j->tracker,
                     .csv = j->csv,
                     .render = j->render,
                     .progress = &shown,
                     .box = j->options.box.text ? &j->options.box.box : NULL,
                     .paced = j->viewer && !j->options.fast && !j->info.live,
                     .delay_ns = j->options.delay_ms * 1000000,
                     .log = &j->log},
    };
    fovea_status status = pipeline_run(&config, &j->report);
    console_status(&j->console, NULL);
    const follower_report *report = &j->report.follower;
    if (status == FOVEA_OK && report->tracked + report->watched == 0 && !j->report.follower.quit) {
        fovea_log_message(&j->log, FOVEA_LOG_ERROR,
                          "%s: no frame to track: %" PRId64 " could be decoded%s", j->options.input,
                          j->report.source.decoded,
                          j->report.source.decoded > 0 ? ", all outside --from and --to" : "");
        status = FOVEA_ERR_FORMAT;
    }
    return status;
}

/* ---- closing ------------------------------------------------------------------------- */

static fovea_status close_outputs(job *j, bool whole)
{
    bool had_csv = j->csv && j->output && strcmp(j->output, "-") != 0;
    bool rows = j->report.follower.tracked > 0;
    fovea_status csv_status = csv_close(&j->csv, whole);
    if (had_csv && whole && rows && csv_status == FOVEA_OK)
        fovea_log_message(&j->log, FOVEA_LOG_INFO, "%s written", j->output);
    bool had_render = j->render;
    fovea_status render_status = render_close(&j->render, whole);
    if (had_render && whole && render_status == FOVEA_OK)
        fovea_log_message(&j->log, FOVEA_LOG_INFO, "%s written", j->options.render);
    return csv_status != FOVEA_OK ? csv_status : render_status;
}

static void summarize_live(const job *j)
{
    const histogram *latency = j->viewer ? viewer_latency(j->viewer) : &j->report.follower.latency;
    fovea_log_message(&j->log, FOVEA_LOG_INFO,
                      "%" PRId64 " frames captured = %" PRId64 " taken + %" PRId64
                      " dropped; latency from capture to %s %.1f ms (p50), %.1f ms (p95)",
                      j->report.queue.pushed, j->report.queue.popped, j->report.queue.dropped,
                      j->viewer ? "window" : "result", histogram_quantile_ms(latency, 0.50),
                      histogram_quantile_ms(latency, 0.95));
}

static void summarize(const job *j)
{
    const follower_report *report = &j->report.follower;
    double seconds = (double)report->elapsed_ns / 1e9;
    fovea_log_message(&j->log, FOVEA_LOG_INFO,
                      "%" PRId64 " frames tracked in %.2f s (%.1f fps), %" PRId64
                      " of them lost; tracking takes %.3f ms a frame (p50 %.3f, p99 %.3f)",
                      report->tracked, seconds, seconds > 0 ? (double)report->tracked / seconds : 0,
                      report->lost, histogram_mean_ms(&report->step),
                      histogram_quantile_ms(&report->step, 0.50),
                      histogram_quantile_ms(&report->step, 0.99));
    if (report->watched > 0)
        fovea_log_message(&j->log, FOVEA_LOG_INFO,
                          "%" PRId64 " frames shown before a box was drawn", report->watched);
    if (j->info.live)
        summarize_live(j);
    const source_stats *read = &j->report.source;
    if (read->corrupt > 0 || read->damaged > 0)
        fovea_log_message(&j->log, FOVEA_LOG_WARNING,
                          "%s: %" PRId64 " corrupt packets were skipped, %" PRId64
                          " frames are damaged in part",
                          j->options.input, read->corrupt, read->damaged);
}

static void close_all(job *j)
{
    viewer_close(&j->viewer);
    source_close(&j->source);
    fovea_tracker_close(&j->tracker);
    signals_close(&j->signals);
    console_close(&j->console);
}

int command_track(int argc, char **argv)
{
    job *j = calloc(1, sizeof *j);
    if (!j)
        return EXIT_FAILURE;
    console_open(&j->console, stderr);
    j->log = console_log(&j->console);
    char message[512];
    int code = EXIT_SUCCESS;
    options_outcome outcome = track_options_parse(&j->options, argc, argv, message, sizeof message);
    if (outcome != OPTIONS_OK) {
        code = options_answer(outcome, &track_command, message, &j->log);
    } else {
        code = open_all(j);
        fovea_status status = code == EXIT_SUCCESS ? run(j) : FOVEA_ERR_ARG;
        fovea_status closed = close_outputs(j, status == FOVEA_OK);
        if (code == EXIT_SUCCESS && j->report.follower.tracked + j->report.follower.watched > 0)
            summarize(j);
        if (code == EXIT_SUCCESS && (status != FOVEA_OK || closed != FOVEA_OK))
            code = EXIT_FAILURE;
    }
    close_all(j);
    free(j);
    return code;
}
