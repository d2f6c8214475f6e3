/* render.h - --render: what the window shows, drawn without a display, as a video file. */
#ifndef FOVEA_CLI_RENDER_H
#define FOVEA_CLI_RENDER_H

#include <stdbool.h>

#include "video/frame.h"
#include "video/source.h"
#include "view/scene.h"

typedef struct render render;

/* The size of the video follows from the source's. It is written beside `path` under a
 * partial name (out.part.mp4). ERR_ARG, ERR_IO, ERR_NOMEM, ERR_UNSUPPORTED; the log says. */
fovea_status render_open(render **out, const char *path, const char *input, const source_info *info,
                         const fovea_log *log) FOVEA_CHECKED;

/* Draws and encodes; time stamps are the frame's, from 0 at the first one. ERR_IO. */
fovea_status render_put(render *r, const frame *f, const scene *s) FOVEA_CHECKED;

/* As csv_close(). */
fovea_status render_close(render **r, bool whole) FOVEA_CHECKED;

#endif
