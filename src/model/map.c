/* Maps in blocks of channels: parts of them, and planes in and out (conv.h). */
#include "model/conv.h"

fovea_map fovea_map_part(fovea_map map, int first, int channels)
{
    float *data = map.data + first * map.side * map.side;
    return (fovea_map){channels, map.side, map.block, data};
}

/* Where channel c begins; its values lie `block` apart. */
static float *channel(fovea_map map, int c)
{
    return map.data + c / map.block * map.block * map.side * map.side + c % map.block;
}

void fovea_map_read(fovea_map map, int first, int count, float *planes)
{
    const int cells = map.side * map.side;
    for (int c = 0; c < count; c++) {
        const float *from = channel(map, first + c);
        for (int i = 0; i < cells; i++)
            planes[c * cells + i] = from[i * map.block];
    }
}

void fovea_map_write(fovea_map map, int first, int count, const float *planes)
{
    const int cells = map.side * map.side;
    for (int c = 0; c < count; c++) {
        float *to = channel(map, first + c);
        for (int i = 0; i < cells; i++)
            to[i * map.block] = planes[c * cells + i];
    }
}
