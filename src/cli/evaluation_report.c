/* The summary as a page and as JSON: what eval/report.h needs to be told, and pictures. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "cli/evaluation_summary.h"
#include "cli/thumbnail.h"
#include "eval/report.h"
#include "eval/text.h"

#define PICTURED 12 /* sequences with pictures of their worst moments */

/* All that a report borrows. */
typedef struct pages {
    report report;
    report_tracker *tracker;
    report_sequence *sequence;
    report_attribute *attribute;
    char **labels; /* [sequences] */
    char *subtitle;
} pages;

/* ---- pictures ------------------------------------------------------------------------------ */

static void fill_boxes(const evaluation *e, int sequence_number, const sequence *q,
                       report_moment *moment)
{
    const annotation *truth = &q->annotation[moment->frame];
    moment->truth = truth->absent ? (fovea_box){NAN, NAN, NAN, NAN} : truth->box;
    for (int c = 0; c < e->contenders; c++) {
        const slot *s = evaluation_slot(e, c, sequence_number);
        moment->box[c] = s->box ? s->box[moment->frame] : (fovea_box){NAN, NAN, NAN, NAN};
    }
}

static fovea_status make_moments(void *context, int sequence_number, report_moment *moment,
                                 int count)
{
    const summary *s = context;
    evaluation *e = (evaluation *)s->of;
    task t;
    fovea_status status = evaluation_task(e, &e->subject[sequence_number], &t);
    if (status != FOVEA_OK)
        return status;
    for (int i = 0; i < count; i++)
        fill_boxes(e, sequence_number, &t.sequence, &moment[i]);
    status = thumbnails_make(&t.sequence, moment, count, evaluation_stopped, e, e->log);
    task_close(&t);
    return status;
}

/* ---- what the report is told --------------------------------------------------------------- */

static char *join(const name_list *list)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    for (int i = 0; i < list->count; i++)
        fprintf(out, "%s%s", i ? ", " : "", list->name[i]);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

static const char *rules_text(ope_rules rules)
{
    static const char *const text[] = {
        [OPE_ANNOTATED] = "frames with the object count",
        [OPE_LASOT] = "frames count by LaSOT's rules",
        [OPE_OTB] = "frames count by OTB's rules",
        [OPE_PYSOT] = "frames count by pysot's rules",
        [OPE_PYSOT_LASOT] = "frames count by pysot's rules",
    };
    return text[rules];
}

static const char *vot_text(const evaluation *e)
{
    if (!e->is_vot)
        return "";
    return e->vot.multistart ? ", and runs from anchors" : ", and supervised results";
}

static bool allocate(pages *p, const summary *s)
{
    size_t sequences = (size_t)s->of->subjects + 1;
    p->tracker = calloc((size_t)s->of->contenders + 1, sizeof *p->tracker);
    p->sequence = calloc(sequences, sizeof *p->sequence);
    p->labels = calloc(sequences, sizeof *p->labels);
    p->attribute = calloc((size_t)s->attribute.count + 1, sizeof *p->attribute);
    p->subtitle = text_format("%s; one pass from the first annotated box%s; %s; Fovea %s",
                              dataset_layout_text(dataset_layout_of(s->of->dataset)),
                              vot_text(s->of), rules_text(s->of->rules), fovea_version());
    return p->tracker && p->sequence && p->labels && p->attribute && p->subtitle;
}

static bool fill_sequences(pages *p, const evaluation *e)
{
    for (int i = 0; i < e->subjects; i++) {
        const subject *q = &e->subject[i];
        p->labels[i] = join(&q->labels);
        if (!p->labels[i])
            return false;
        p->sequence[i] = (report_sequence){.name = q->name,
                                           .group = q->group ? q->group : "",
                                           .labels = p->labels[i],
                                           .frames = q->frames,
                                           .width = q->width,
                                           .height = q->height};
    }
    return true;
}

static void pages_close(pages *p, int sequences)
{
    for (int i = 0; p->labels && i < sequences; i++)
        free(p->labels[i]);
    free(p->labels);
    free(p->tracker);
    free(p->sequence);
    free(p->attribute);
    free(p->subtitle);
}

static fovea_status pages_open(pages *p, const summary *s)
{
    const evaluation *e = s->of;
    *p = (pages){0};
    if (!allocate(p, s) || !fill_sequences(p, e)) {
        pages_close(p, e->subjects);
        return FOVEA_ERR_NOMEM;
    }
    for (int c = 0; c < e->contenders; c++) {
        const standing *of = &s->standing[c];
        p->tracker[c] = (report_tracker){.name = of->contender->name,
                                         .all = &of->all,
                                         .sequence = of->sequence,
                                         .attribute = of->attribute};
    }
    for (int a = 0; a < s->attribute.count; a++)
        p->attribute[a] = (report_attribute){s->attribute.name[a], s->having[a]};
    p->report = (report){.title = base_name(e->place),
                         .subtitle = p->subtitle,
                         .trackers = e->contenders,
                         .tracker = p->tracker,
                         .sequences = e->subjects,
                         .sequence = p->sequence,
                         .attributes = s->attribute.count,
                         .attribute = p->attribute,
                         .pictured = PICTURED,
                         .moments = make_moments,
                         .context = (void *)s};
    return FOVEA_OK;
}

static fovea_status write_pages(FILE *out, const summary *s,
                                fovea_status (*write)(FILE *out, const report *r))
{
    pages p;
    fovea_status status = pages_open(&p, s);
    if (status != FOVEA_OK)
        return status;
    status = write(out, &p.report);
    pages_close(&p, s->of->subjects);
    return status;
}

fovea_status summary_write_report(FILE *out, const summary *s)
{
    return write_pages(out, s, report_write_html);
}

fovea_status summary_write_json(FILE *out, const summary *s)
{
    return write_pages(out, s, report_write_json);
}
