/* The twelve starts, as shares of the box's size. */
#include "eval/sre.h"

#include <math.h>
#include <string.h>

static const struct start {
    const char *suffix;
    float right, down, scale;
} starts[SRE_STARTS + 1] = {
    {"", 0, 0, 1},
    {"+left", -0.1F, 0, 1},
    {"+right", 0.1F, 0, 1},
    {"+up", 0, -0.1F, 1},
    {"+down", 0, 0.1F, 1},
    {"+up-left", -0.1F, -0.1F, 1},
    {"+up-right", 0.1F, -0.1F, 1},
    {"+down-left", -0.1F, 0.1F, 1},
    {"+down-right", 0.1F, 0.1F, 1},
    {"+0.8", 0, 0, 0.8F},
    {"+0.9", 0, 0, 0.9F},
    {"+1.1", 0, 0, 1.1F},
    {"+1.2", 0, 0, 1.2F},
};

fovea_box sre_box(fovea_box box, int start)
{
    const struct start *s = &starts[start];
    float w = fmaxf(box.w * s->scale, 1), h = fmaxf(box.h * s->scale, 1);
    return (fovea_box){box.x + box.w * s->right + (box.w - w) / 2,
                       box.y + box.h * s->down + (box.h - h) / 2, w, h};
}

const char *sre_suffix(int start)
{
    return starts[start].suffix;
}

int sre_start_of(const char *name)
{
    const char *suffix = strrchr(name, '+');
    for (int i = 1; suffix && i <= SRE_STARTS; i++)
        if (strcmp(suffix, starts[i].suffix) == 0)
            return i;
    return 0;
}
