/* CVAT for video 1.1 (docs.cvat.ai, "XML annotation format"): one track. */
#include <math.h>

#include "eval/results_internal.h"

static void put_text(text_output *o, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&': fputs("&amp;", o->stream); break;
        case '<': fputs("&lt;", o->stream); break;
        case '>': fputs("&gt;", o->stream); break;
        case '"': fputs("&quot;", o->stream); break;
        default: fputc(*text, o->stream); break;
        }
    }
}

static void put_meta(text_output *o, const sequence *s, const char *label)
{
    long long last = (long long)s->first_frame + s->frames - 1;
    fputs("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<annotations>\n  <version>1.1</version>\n"
          "  <meta>\n    <task>\n      <name>",
          o->stream);
    put_text(o, s->name);
    fprintf(o->stream,
            "</name>\n      <size>%lld</size>\n      <mode>interpolation</mode>\n"
            "      <start_frame>0</start_frame>\n      <stop_frame>%lld</stop_frame>\n",
            last + 1, last);
    fputs("      <labels>\n        <label>\n          <name>", o->stream);
    put_text(o, label);
    fputs("</name>\n          <attributes></attributes>\n        </label>\n      </labels>\n",
          o->stream);
    if (s->width > 0 && s->height > 0)
        fprintf(o->stream,
                "      <original_size>\n        <width>%d</width>\n        <height>%d</height>\n"
                "      </original_size>\n",
                s->width, s->height);
    fputs("    </task>\n  </meta>\n", o->stream);
}

static void put_side(text_output *o, const char *name, double value)
{
    fprintf(o->stream, " %s=\"", name);
    text_output_number(o, value, 2);
    fputc('"', o->stream);
}

static void put_box(text_output *o, long long frame, bool outside, fovea_box box)
{
    fprintf(o->stream, "    <box frame=\"%lld\" outside=\"%d\" occluded=\"0\" keyframe=\"1\"",
            frame, outside);
    put_side(o, "xtl", (double)box.x);
    put_side(o, "ytl", (double)box.y);
    put_side(o, "xbr", (double)box.x + (double)box.w);
    put_side(o, "ybr", (double)box.y + (double)box.h);
    fputs(" z_order=\"0\"></box>\n", o->stream);
}

void results_put_cvat(text_output *o, const sequence *s, const trajectory *t)
{
    const char *label = s->group[0] ? s->group : "object";
    put_meta(o, s, label);
    fputs("  <track id=\"0\" label=\"", o->stream);
    put_text(o, label);
    fputs("\" source=\"auto\">\n", o->stream);
    fovea_box last = {NAN, NAN, NAN, NAN};
    for (int i = 0; i < t->frames; i++) {
        const trajectory_row *row = &t->row[i];
        bool known = isfinite(row->box.x) && isfinite(row->box.y) && isfinite(row->box.w) &&
                     isfinite(row->box.h);
        last = known ? row->box : last;
        /* CVAT shows the last box on until one outside: frames without a box say so. */
        if (!isnan(last.x))
            put_box(o, (long long)s->first_frame + i, !known || row->state == FOVEA_LOST, last);
    }
    fputs("  </track>\n</annotations>\n", o->stream);
}
