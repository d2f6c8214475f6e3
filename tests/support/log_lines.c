#include "support/log_lines.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static void keep(void *context, fovea_log_level level, const char *message)
{
    log_lines *lines = context;
    lines->errors += level == FOVEA_LOG_ERROR;
    lines->others += level != FOVEA_LOG_ERROR;
    snprintf(lines->last, sizeof lines->last, "%s", message);
}

fovea_log log_lines_open(log_lines *lines)
{
    *lines = (log_lines){0};
    return (fovea_log){.write = keep, .context = lines};
}

void log_lines_expect(log_lines *lines, const char *text)
{
    ck_assert_msg(lines->errors == 1 && lines->others == 0, "%d errors, %d other lines; last: %s",
                  lines->errors, lines->others, lines->last);
    ck_assert_msg(strstr(lines->last, text), "'%s' is not in: %s", text, lines->last);
    *lines = (log_lines){0};
}
