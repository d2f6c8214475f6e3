/* Maps in blocks of channels: planes in and out, and from one to another (conv.h). */
#include <stdint.h>
#include <string.h>

#include "model/conv.h"

/* Where channel c begins, in values; its values lie `block` apart. */
static int channel(fovea_map map, int c)
{
    return c / map.block * map.block * map.side * map.side + c % map.block;
}

static float widened(uint16_t half)
{
    const uint32_t bits = (uint32_t)half << 16;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* To the nearest, of two to the even one. */
static uint16_t rounded(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return (uint16_t)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

void fovea_map_read(fovea_map map, int first, int count, float *planes)
{
    const int cells = map.side * map.side;
    for (int c = 0; c < count; c++, planes += cells) {
        const float *from = (const float *)map.data + channel(map, first + c);
        const uint16_t *half = (const uint16_t *)map.data + channel(map, first + c);
        for (int i = 0; i < cells; i++)
            planes[i] = map.half ? widened(half[i * map.block]) : from[i * map.block];
    }
}

void fovea_map_write(fovea_map map, int first, int count, const float *planes)
{
    const int cells = map.side * map.side;
    for (int c = 0; c < count; c++, planes += cells) {
        float *to = (float *)map.data + channel(map, first + c);
        uint16_t *half = (uint16_t *)map.data + channel(map, first + c);
        for (int i = 0; i < cells; i++)
            if (map.half)
                half[i * map.block] = rounded(planes[i]);
            else
                to[i * map.block] = planes[i];
    }
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

void fovea_map_copy(fovea_map to, int first, fovea_map from)
{
    const size_t value = from.half ? sizeof(uint16_t) : sizeof(float);
    const int cells = from.side * from.side;
    for (int c = 0, run; c < from.channels; c += run) {
        const int left = least(from.block - c % from.block, from.channels - c);
        run = least(left, to.block - (first + c) % to.block);
        char *at = (char *)to.data + (size_t)channel(to, first + c) * value;
        const char *of = (const char *)from.data + (size_t)channel(from, c) * value;
        for (int i = 0; i < cells; i++)
            memcpy(at + (size_t)(i * to.block) * value, of + (size_t)(i * from.block) * value,
                   (size_t)run * value);
    }
}
