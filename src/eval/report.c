/* The report's page: head, the parts in their order, foot. */
#include "eval/report.h"

#include <math.h>

#include "eval/html.h"
#include "eval/report_page.h"

/* "12345" as "12 345", with thin spaces. */
static void put_count(FILE *out, long count)
{
    if (count >= 1000) {
        put_count(out, count / 1000);
        fprintf(out, "\xe2\x80\x89%03ld", count % 1000);
    } else {
        fprintf(out, "%ld", count);
    }
}

static void put_links(FILE *out, const report *r)
{
    fputs("<nav aria-label=\"Parts\"><a href=\"#scores\">Scores</a>"
          "<a href=\"#curves\">Curves</a>",
          out);
    if (r->attributes > 0)
        fputs("<a href=\"#attributes\">Attributes</a>", out);
    if (page_has(r, MEASURE_ECE))
        fputs("<a href=\"#confidence\">Confidence</a>", out);
    if (page_has_lost(r))
        fputs("<a href=\"#lost\">Lost</a>", out);
    if (page_has(r, MEASURE_MS_P50))
        fputs("<a href=\"#speed\">Speed</a>", out);
    if (r->sequences > 0)
        fputs("<a href=\"#sequences\">Sequences</a>", out);
    fputs("<a href=\"#definitions\">Definitions</a></nav>\n", out);
}

static void put_head(FILE *out, const report *r)
{
    html_put(out,
             "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"generator\" content=\"Fovea %s\">\n<title>%s \xc2\xb7 Fovea</title>\n",
             fovea_version(), r->title);
    page_style(out);
    html_put(out,
             "</head>\n<body>\n<header><p class=\"eyebrow\">Tracking evaluation</p>\n"
             "<h1>%s</h1>\n<p class=\"note\">",
             r->title);
    put_count(out, r->sequences);
    fputs(r->sequences == 1 ? " sequence \xc2\xb7 " : " sequences \xc2\xb7 ", out);
    long frames = 0;
    for (int i = 0; i < r->sequences; i++)
        frames += r->sequence[i].frames;
    put_count(out, frames);
    fputs(frames == 1 ? " frame" : " frames", out);
    if (r->trackers > 1)
        html_put(out, " \xc2\xb7 %d trackers", r->trackers);
    if (*r->subtitle)
        html_put(out, " \xc2\xb7 %s", r->subtitle);
    fputs("</p>\n", out);
    put_links(out, r);
    fputs("</header>\n<main>\n", out);
}

static void put_foot(FILE *out)
{
    html_put(out, "</main>\n<footer>Made by Fovea %s.</footer>\n</body>\n</html>\n",
             fovea_version());
}

fovea_status report_write_html(FILE *out, const report *r)
{
    put_head(out, r);
    page_overview(out, r);
    page_curves(out, r);
    fovea_status status = page_attributes(out, r);
    if (status == FOVEA_OK) {
        page_confidence(out, r);
        page_lost(out, r);
        page_speed(out, r);
        status = page_sequences(out, r);
    }
    page_definitions(out, r);
    put_foot(out);
    if (status == FOVEA_OK && (fflush(out) != 0 || ferror(out)))
        status = FOVEA_ERR_IO;
    return status;
}
