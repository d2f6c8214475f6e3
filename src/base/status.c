#include "fovea.h"

const char *fovea_status_text(fovea_status status)
{
    switch (status) {
    case FOVEA_OK: return "ok";
    case FOVEA_EOF: return "end of stream";
    case FOVEA_AGAIN: return "not yet";
    case FOVEA_ERR_ARG: return "invalid argument";
    case FOVEA_ERR_NOMEM: return "out of memory";
    case FOVEA_ERR_IO: return "input or output failed";
    case FOVEA_ERR_FORMAT: return "malformed data";
    case FOVEA_ERR_UNSUPPORTED: return "not supported";
    case FOVEA_ERR_CLOSED: return "closed";
    }
    return "unknown status";
}

#define TEXT(x) #x
#define VERSION_TEXT(major, minor, patch) TEXT(major) "." TEXT(minor) "." TEXT(patch)

const char *fovea_version(void)
{
    return VERSION_TEXT(FOVEA_VERSION_MAJOR, FOVEA_VERSION_MINOR, FOVEA_VERSION_PATCH);
}

const char *fovea_state_text(fovea_state state)
{
    switch (state) {
    case FOVEA_TRACKING: return "tracking";
    case FOVEA_UNCERTAIN: return "uncertain";
    case FOVEA_LOST: return "lost";
    }
    return "unknown";
}
