/* The rows that a tracker said of one sequence. */
#include "eval/trajectory.h"

#include <math.h>
#include <stdlib.h>

fovea_status trajectory_open(trajectory *t, int frames)
{
    trajectory_row *row = malloc((size_t)frames * sizeof *row);
    if (!row)
        return FOVEA_ERR_NOMEM;
    for (int i = 0; i < frames; i++)
        row[i] = (trajectory_row){{NAN, NAN, NAN, NAN}, NAN, FOVEA_TRACKING, NAN, NAN};
    *t = (trajectory){.frames = frames, .row = row};
    return FOVEA_OK;
}

void trajectory_close(trajectory *t)
{
    free(t->row);
    *t = (trajectory){0};
}
