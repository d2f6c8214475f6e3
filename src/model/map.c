/* Maps in blocks of channels: planes in and out, and from one to another (conv.h). */
#include <stdint.h>
#include <string.h>

#include "model/conv.h"

/* Where channel c begins, in values; its values lie `block` apart. */
static int channel(fovea_map map, int c)
{
    return c / map.block * map.block * map.side * map.side + c % map.block;
}

static float get(fovea_map map, int i)
{
    if (!map.bf16)
        return ((const float *)map.data)[i];
    const uint32_t bits = (uint32_t)((const uint16_t *)map.data)[i] << 16;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Finite values; to the nearest, of two to the even one. */
static void put(fovea_map map, int i, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    if (map.bf16)
        ((uint16_t *)map.data)[i] = (uint16_t)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
    else
        ((float *)map.data)[i] = value;
}

void fovea_map_read(fovea_map map, int first, int count, float *planes)
{
    const int cells = map.side * map.side;
    for (int c = 0; c < count; c++) {
        const int from = channel(map, first + c);
        for (int i = 0; i < cells; i++)
            planes[c * cells + i] = get(map, from + i * map.block);
    }
}

void fovea_map_write(fovea_map map, int first, int count, const float *planes)
{
    const int cells = map.side * map.side;
    for (int c = 0; c < count; c++) {
        const int to = channel(map, first + c);
        for (int i = 0; i < cells; i++)
            put(map, to + i * map.block, planes[c * cells + i]);
    }
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

void fovea_map_copy(fovea_map to, int first, fovea_map from)
{
    const size_t value = from.bf16 ? sizeof(uint16_t) : sizeof(float);
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
