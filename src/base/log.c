#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

void fovea_log_message(const fovea_log *log, fovea_log_level level, const char *format, ...)
{
    if (!log || !log->write)
        return;
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    log->write(log->context, level, line);
}
