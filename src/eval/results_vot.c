/* Trajectories of the VOT toolkit. */
#include <math.h>
#include <stdlib.h>

#include "base/log.h"
#include "eval/results_internal.h"

fovea_status results_put_regions(text_output *o, const trajectory *t, int start)
{
    for (int i = 0; i < t->frames; i++) {
        region r = i == start ? (region){.kind = REGION_SPECIAL, .code = REGION_INITIALIZATION}
                              : region_of_box(t->row[i].box);
        char *text = region_text(&r);
        if (!text)
            return FOVEA_ERR_NOMEM;
        fprintf(o->stream, "%s\n", text);
        free(text);
    }
    return FOVEA_OK;
}

fovea_status results_take_regions(trajectory *t, const char *path, const sequence *s,
                                  const fovea_log *log)
{
    region_list list;
    fovea_status status = region_list_read(&list, path, log);
    if (status != FOVEA_OK)
        return status;
    if (list.count != t->frames) {
        fovea_log_message(log, FOVEA_LOG_ERROR,
                          "%s:%d: the file has %d regions; expected %d, one "
                          "a frame of %s",
                          path, list.count, list.count, s->frames, s->name);
        status = FOVEA_ERR_FORMAT;
    }
    t->stateless = true;
    for (int i = 0; status == FOVEA_OK && i < t->frames; i++) {
        const region *r = &list.region[i];
        bool given = r->kind == REGION_SPECIAL && r->code == REGION_INITIALIZATION;
        t->row[i].box = given ? s->annotation[i].box : region_box(r);
    }
    region_list_free(&list);
    return status;
}
