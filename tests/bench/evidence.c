/* What a tracker saw in every frame of annotated videos, and how good its box was: what the
 * weights of its confidence (track/confidence.h) are fitted to. One pass a sequence, as `fovea
 * eval` makes it, but for time stamps: every frame counts as one interval. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/box.h"
#include "bench/bench.h"
#include "eval/dataset.h"
#include "track/tracker.h"
#include "video/source.h"

static void print_message(void *context, fovea_log_level level, const char *message)
{
    (void)context;
    if (level != FOVEA_LOG_INFO)
        fprintf(stderr, "fovea_bench: %s\n", message);
}

static const fovea_log console = {.write = print_message};

static void print_head(const fovea_tracker *t)
{
    const fovea_regression *by = fovea_tracker_regression(t);
    printf("sequence,frame,absent,iou,state,confidence");
    for (int i = 0; i < by->count; i++)
        printf(",%s", by->term[i].name);
    putchar('\n');
}

/* Nothing where nobody says where the object is. */
static void print_row(const fovea_tracker *t, const sequence *s, int at, const fovea_result *r)
{
    const annotation *a = &s->annotation[at];
    const fovea_evidence *e = fovea_tracker_evidence(t);
    const bool known = fovea_box_valid(a->box);
    if (!known && !a->absent)
        return;
    printf("%s,%d,%d,%.4f,%s,%.6f", s->name, at, a->absent,
           known && !a->absent ? (double)fovea_box_iou(r->box, a->box) : 0.0,
           fovea_state_text(r->state), (double)r->confidence);
    for (int i = 0; i < fovea_tracker_regression(t)->count; i++)
        printf(",%.5g", (double)e->term[i]);
    putchar('\n');
}

static fovea_status take(fovea_tracker *t, const sequence *s, int start, int at,
                         const fovea_image *image)
{
    fovea_result result;
    if (at < start)
        return FOVEA_OK;
    if (at == start)
        return fovea_tracker_start(t, image, s->annotation[at].box, NULL);
    fovea_status status = fovea_tracker_step(t, image, 1, &result);
    if (status == FOVEA_OK)
        print_row(t, s, at, &result);
    return status;
}

static fovea_status record(fovea_tracker *t, const sequence *s)
{
    source *video;
    frame *f;
    const int start = sequence_start(s);
    const source_options options = {.decoder_threads = 1, .log = console};
    fovea_status status = start < 0 ? FOVEA_ERR_FORMAT : source_open(&video, s->input, &options);
    if (status != FOVEA_OK)
        return status;
    while (status == FOVEA_OK && (status = source_read(video, &f)) == FOVEA_OK) {
        const int64_t at = f->index - s->first_frame;
        if (at >= s->frames)
            status = FOVEA_EOF;
        else if (at >= 0)
            status = take(t, s, start, (int)at, &f->image);
        frame_unref(&f);
    }
    source_close(&video);
    return status == FOVEA_EOF ? FOVEA_OK : status;
}

static fovea_status open_tracker(fovea_tracker **out, const char *model, const char *weights)
{
    fovea_config config;
    fovea_config_default(&config);
    config.log = console;
    config.weights = weights;
    config.model = strcmp(model, "classic") == 0 ? FOVEA_MODEL_CLASSIC : FOVEA_MODEL_LEARNED;
    return fovea_tracker_open(out, &config);
}

int bench_evidence(const char *model, const char *folder, const char *weights)
{
    fovea_tracker *t;
    dataset *d = NULL;
    fovea_status status = open_tracker(&t, model, weights);
    if (status == FOVEA_OK)
        status = dataset_open(&d, folder, &console);
    if (status == FOVEA_OK)
        print_head(t);
    for (int i = 0; status == FOVEA_OK && i < dataset_count(d); i++) {
        sequence s = {0};
        status = dataset_load(d, i, &s, &console);
        if (status == FOVEA_OK)
            status = record(t, &s);
        sequence_close(&s);
    }
    if (status != FOVEA_OK)
        fprintf(stderr, "fovea_bench: evidence: %s\n", fovea_status_text(status));
    dataset_close(&d);
    fovea_tracker_close(&t);
    return status == FOVEA_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
