/* Scores of sequences put together: all, and those that have an attribute. */
#include "cli/evaluation_summary.h"

#include <stdlib.h>
#include <string.h>

#define CLASSES_SHOWN_MAX 24 /* more would hide the attributes */

/* ---- classes and attributes ---------------------------------------------------------------- */

static fovea_status add_once(name_list *list, const char *name)
{
    return !*name || name_list_find(list, name) >= 0 ? FOVEA_OK : name_list_add(list, name);
}

static fovea_status list_classes(const evaluation *e, name_list *out)
{
    fovea_status status = FOVEA_OK;
    for (int i = 0; i < e->subjects && status == FOVEA_OK; i++)
        if (e->subject[i].good)
            status = add_once(out, e->subject[i].group);
    return status;
}

static bool has_attribute(const subject *q, const char *name)
{
    return q->good && (strcmp(q->group, name) == 0 || name_list_find(&q->labels, name) >= 0);
}

static fovea_status list_attributes(summary *s, const name_list *classes)
{
    const evaluation *e = s->of;
    fovea_status status = FOVEA_OK;
    for (int i = 0; i < e->subjects; i++)
        for (int k = 0; k < e->subject[i].labels.count && status == FOVEA_OK; k++)
            status = add_once(&s->attribute, e->subject[i].labels.name[k]);
    name_list_sort(&s->attribute);
    bool few = classes->count > 1 && classes->count <= CLASSES_SHOWN_MAX;
    for (int k = 0; few && k < classes->count && status == FOVEA_OK; k++)
        status = add_once(&s->attribute, classes->name[k]);
    s->having = calloc((size_t)s->attribute.count + 1, sizeof *s->having);
    if (!s->having)
        return FOVEA_ERR_NOMEM;
    for (int a = 0; a < s->attribute.count; a++)
        for (int i = 0; i < e->subjects; i++)
            s->having[a] += has_attribute(&e->subject[i], s->attribute.name[a]);
    return status;
}

/* ---- pooling ------------------------------------------------------------------------------- */

/* Over the sequences that have the attribute; NULL: over all. */
static fovea_status pool(pooled_scores *out, const summary *s, const standing *of,
                         const name_list *classes, const char *attribute)
{
    const evaluation *e = s->of;
    const sequence_scores **list = calloc((size_t)e->subjects + 1, sizeof *list);
    int *class_of = calloc((size_t)e->subjects + 1, sizeof *class_of);
    fovea_status status = list && class_of ? FOVEA_OK : FOVEA_ERR_NOMEM;
    int count = 0;
    for (int i = 0; status == FOVEA_OK && i < e->subjects; i++) {
        if (!of->sequence[i] || (attribute && !has_attribute(&e->subject[i], attribute)))
            continue;
        class_of[count] = name_list_find(classes, e->subject[i].group);
        list[count++] = of->sequence[i];
    }
    if (status == FOVEA_OK) {
        pool_options options = pool_options_default();
        if (dataset_layout_of(e->dataset) == DATASET_GOT10K && classes->count > 0)
            options.class_of = class_of; /* other benchmarks know no means over classes */
        options.vot = e->is_vot ? &e->vot : NULL;
        if (attribute)
            options.resamples = 0;
        status = scores_pool(out, list, count, &options);
    }
    free(list);
    free(class_of);
    return status;
}

static fovea_status stand(summary *s, int number, const name_list *classes)
{
    const evaluation *e = s->of;
    standing *now = &s->standing[number];
    now->contender = &e->contender[number];
    now->sequence = calloc((size_t)e->subjects + 1, sizeof *now->sequence);
    now->attribute = calloc((size_t)s->attribute.count + 1, sizeof *now->attribute);
    if (!now->sequence || !now->attribute)
        return FOVEA_ERR_NOMEM;
    for (int i = 0; i < e->subjects; i++) {
        const slot *found = evaluation_slot(e, number, i);
        now->sequence[i] = found->scored ? &found->scores : NULL;
        now->scored += found->scored;
    }
    fovea_status status = pool(&now->all, s, now, classes, NULL);
    for (int a = 0; a < s->attribute.count && status == FOVEA_OK; a++)
        status = pool(&now->attribute[a], s, now, classes, s->attribute.name[a]);
    return status;
}

/* ---- rank ---------------------------------------------------------------------------------- */

/* An insertion sort, as there are few: trackers without figures come last. */
static void rank(summary *s)
{
    for (int i = 0; i < s->of->contenders; i++) {
        double auc = s->standing[i].all.value[MEASURE_AUC];
        int at = i;
        for (; at > 0; at--) {
            double before = s->standing[s->rank[at - 1]].all.value[MEASURE_AUC];
            if (!(auc > before) && before == before)
                break;
            s->rank[at] = s->rank[at - 1];
        }
        s->rank[at] = i;
    }
}

fovea_status summary_open(summary *out, const evaluation *e)
{
    summary s = {.of = e};
    name_list classes = {0};
    s.standing = calloc((size_t)e->contenders + 1, sizeof *s.standing);
    s.rank = calloc((size_t)e->contenders + 1, sizeof *s.rank);
    fovea_status status = s.standing && s.rank ? list_classes(e, &classes) : FOVEA_ERR_NOMEM;
    if (status == FOVEA_OK)
        status = list_attributes(&s, &classes);
    for (int i = 0; i < e->contenders && status == FOVEA_OK; i++)
        status = stand(&s, i, &classes);
    name_list_free(&classes);
    if (status == FOVEA_OK) {
        rank(&s);
        *out = s;
    } else {
        summary_close(&s);
    }
    return status;
}

void summary_close(summary *s)
{
    for (int i = 0; s->standing && i < s->of->contenders; i++) {
        free(s->standing[i].sequence);
        free(s->standing[i].attribute);
    }
    free(s->standing);
    free(s->rank);
    free(s->having);
    name_list_free(&s->attribute);
    *s = (summary){0};
}
