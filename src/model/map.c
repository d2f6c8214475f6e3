/* Maps in blocks of channels: planes in and out, and from one to another (conv.h). */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "model/conv.h"

/* Where channel c begins, in values; its values lie `block` apart. */
static int channel(fovea_map map, int c)
{
    return c / map.block * map.block * map.side * map.side + c % map.block;
}

static float get_bf16(const fovea_map *map, int i)
{
    const uint32_t bits = (uint32_t)((const uint16_t *)map->data)[i] << 16;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Finite values; to the nearest, of two to the even one. */
static void put_bf16(const fovea_map *map, int i, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    ((uint16_t *)map->data)[i] = (uint16_t)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

/* Channel c, whose values lie at `at` and so on, as a plane. */
static void read_channel(const fovea_map *map, int c, int at, float *plane)
{
    const int cells = map->side * map->side, apart = map->block;
    switch (map->type) {
    case FOVEA_MAP_FLOAT:
        for (int i = 0; i < cells; i++)
            plane[i] = ((const float *)map->data)[at + i * apart];
        break;
    case FOVEA_MAP_BF16:
        for (int i = 0; i < cells; i++)
            plane[i] = get_bf16(map, at + i * apart);
        break;
    case FOVEA_MAP_STEPS:
        for (int i = 0; i < cells; i++)
            plane[i] = map->step[c] * (float)((const uint8_t *)map->data)[at + i * apart];
        break;
    }
}

static void write_channel(const fovea_map *map, int c, int at, const float *plane)
{
    const int cells = map->side * map->side, apart = map->block;
    switch (map->type) {
    case FOVEA_MAP_FLOAT:
        for (int i = 0; i < cells; i++)
            ((float *)map->data)[at + i * apart] = plane[i];
        break;
    case FOVEA_MAP_BF16:
        for (int i = 0; i < cells; i++)
            put_bf16(map, at + i * apart, plane[i]);
        break;
    case FOVEA_MAP_STEPS:
        for (int i = 0; i < cells; i++)
            ((uint8_t *)map->data)[at + i * apart] =
                (uint8_t)lrintf(fminf(fmaxf(plane[i] / map->step[c], 0), MAP_STEPS));
        break;
    }
}

void fovea_map_read(fovea_map map, int first, int count, float *planes)
{
    for (int c = first; c < first + count; c++, planes += map.side * map.side)
        read_channel(&map, c, channel(map, c), planes);
}

void fovea_map_write(fovea_map map, int first, int count, const float *planes)
{
    for (int c = first; c < first + count; c++, planes += map.side * map.side)
        write_channel(&map, c, channel(map, c), planes);
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

void fovea_map_copy(fovea_map to, int first, fovea_map from)
{
    const size_t value = from.type == FOVEA_MAP_BF16 ? sizeof(uint16_t) : sizeof(float);
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
