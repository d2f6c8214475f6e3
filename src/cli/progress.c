/* The status line. */
#include "cli/progress.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"

#define BAR_WIDTH 20
#define INTERVAL_NS 100000000

static void format_bar(char bar[BAR_WIDTH + 1], double share)
{
    int filled = (int)(share * BAR_WIDTH);
    memset(bar, ' ', BAR_WIDTH);
    memset(bar, '=', (size_t)filled);
    if (filled < BAR_WIDTH)
        bar[filled] = '>';
    bar[BAR_WIDTH] = '\0';
}

void progress_format(char *line, size_t size, const progress_point *point)
{
    char part[4][64] = {"", "", "", ""};
    long long done = point->done;
    if (point->total > 0) {
        /* The total is an estimate: never beyond the end. */
        long long total = point->done > point->total ? point->done : point->total;
        double share = (double)done / (double)total;
        char bar[BAR_WIDTH + 1];
        format_bar(bar, share);
        snprintf(part[0], sizeof part[0], "/%lld [%s] %3d %%", total, bar, (int)(100 * share));
        if (done > 0) {
            long long left = (long long)(point->elapsed_s * (1 / share - 1) + 0.5);
            snprintf(part[2], sizeof part[2], "  %lld:%02lld left", left / 60, left % 60);
        }
    }
    if (point->fps > 0)
        snprintf(part[1], sizeof part[1], "  %.0f fps", point->fps);
    if (isnan(point->confidence))
        snprintf(part[3], sizeof part[3], "  %s", point->state);
    else
        snprintf(part[3], sizeof part[3], "  %s %.2f", point->state, (double)point->confidence);
    char whole[24 + sizeof part];
    snprintf(whole, sizeof whole, "%lld%s%s%s%s", done, part[0], part[1], part[2], part[3]);
    snprintf(line, size, "%.79s", whole);
}

void progress_show(progress *p, const progress_point *point)
{
    int64_t now = fovea_clock_ns();
    if (!p->console || now < p->next_ns)
        return;
    p->next_ns = now + INTERVAL_NS;
    char line[80];
    progress_format(line, sizeof line, point);
    console_status(p->console, line);
}
