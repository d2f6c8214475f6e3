/* log.h - format a message and hand it to the caller's log. */
#ifndef FOVEA_BASE_LOG_H
#define FOVEA_BASE_LOG_H

#include "fovea.h"

/* One line, at most 1023 bytes, cut beyond. log may be NULL or silent. */
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
void fovea_log_message(const fovea_log *log, fovea_log_level level, const char *format, ...);

#endif
