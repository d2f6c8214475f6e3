/* A sequence as a strip: IoU over time, and bands where the tracker says lost or the object is
 * absent. Its size is bounded: frames are gathered into at most STRIP_BINS bins. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "eval/html.h"
#include "eval/report_page.h"
#include "eval/svg.h"

enum { STRIP_BINS = 320, STRIP_HEIGHT = 100 };

typedef struct bin {
    int miss;          /* 1 - mean IoU in hundredths where the object is present; -1: nowhere */
    bool lost, absent; /* in at least half of its frames                                     */
} bin;

static bin bin_of(const frame_score *frame, int count)
{
    int lost = 0, absent = 0, present = 0;
    double sum = 0;
    for (int i = 0; i < count; i++) {
        lost += frame[i].state == FOVEA_LOST;
        absent += frame[i].absent;
        if (!isnan(frame[i].iou)) {
            present++;
            sum += frame[i].iou;
        }
    }
    int miss = present ? (int)lround((1 - sum / present) * STRIP_HEIGHT) : -1;
    return (bin){miss, 2 * lost >= count, 2 * absent >= count};
}

/* Bin i holds the frames from i * frames / bins on. */
static int gather(const sequence_scores *s, bin *bins)
{
    int count = s->frames < STRIP_BINS ? s->frames : STRIP_BINS;
    for (int64_t i = 0; i < count; i++) {
        int first = (int)(i * s->frames / count), end = (int)((i + 1) * s->frames / count);
        bins[i] = bin_of(s->frame + first, end - first);
    }
    return count;
}

/* One area a stretch of bins with an overlap, in steps. */
static void put_areas(FILE *out, const char *series, const bin *bins, int count)
{
    fprintf(out, "<path class=\"area %s\" d=\"", series);
    for (int i = 0, end; i < count; i = end) {
        int miss = bins[i].miss;
        for (end = i + 1; end < count && bins[end].miss == miss;)
            end++;
        if (miss < 0)
            continue;
        if (i == 0 || bins[i - 1].miss < 0)
            fprintf(out, "M%d %d", i, STRIP_HEIGHT);
        fprintf(out, "V%dh%d", miss, end - i);
        if (end == count || bins[end].miss < 0)
            fprintf(out, "V%dz", STRIP_HEIGHT);
    }
    fputs("\"/>", out);
}

static void put_bands(FILE *out, const char *css_class, const bin *bins, int count, bool absent)
{
    for (int i = 0; i < count; i++) {
        int end = i;
        while (end < count && (absent ? bins[end].absent : bins[end].lost))
            end++;
        if (end > i)
            html_put(out, "<i class=\"%s\" style=\"left:%.2f%%;width:%.2f%%\"></i>", css_class,
                     100.0 * i / count, 100.0 * (end - i) / count);
        i = end;
    }
}

void page_strip(FILE *out, int series, const sequence_scores *s, const int *mark, int marks)
{
    bin bins[STRIP_BINS];
    char name[SERIES_NAME_SIZE];
    int count = gather(s, bins);
    fputs("<span class=\"strip\">", out);
    put_bands(out, "absent", bins, count, true);
    put_bands(out, "lost", bins, count, false);
    svg_open_stretched(out, count, STRIP_HEIGHT, "IoU over time");
    put_areas(out, page_series(name, series), bins, count);
    svg_segment(out, "half", 0, STRIP_HEIGHT / 2.0, count, STRIP_HEIGHT / 2.0);
    svg_close(out);
    for (int i = 0; i < marks; i++)
        html_put(out, "<i class=\"mark\" style=\"left:clamp(5px,%.2f%%,100%% - 5px)\"></i>",
                 100 * (mark[i] + 0.5) / s->frames);
    fputs("</span>\n", out);
}
