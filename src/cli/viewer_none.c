/* The viewer of a program that is built without a window (FOVEA_VIEW=OFF). */
#include "base/log.h"
#include "cli/viewer.h"

fovea_status viewer_open(viewer **out, const char *input, const source_info *info,
                         const fovea_log *log)
{
    (void)input, (void)info;
    *out = NULL;
    fovea_log_message(log, FOVEA_LOG_ERROR, "this program was built without a window");
    return FOVEA_ERR_UNSUPPORTED;
}

void viewer_wake(void *v)
{
    (void)v;
}

fovea_status viewer_run(viewer *v, mailbox *updates, control *orders, void (*quit)(void *context),
                        void *context)
{
    (void)v, (void)updates, (void)orders, (void)quit, (void)context;
    return FOVEA_ERR_UNSUPPORTED;
}

const histogram *viewer_latency(const viewer *v)
{
    (void)v;
    return NULL;
}

void viewer_close(viewer **v)
{
    *v = NULL;
}
