/* Looking for a lost object (search.h). */
#include "track/search.h"

#include <math.h>

/* Side of a wide glance, in windows. */
#define GLANCE_WINDOWS 3.0F
/* Distance of neighbouring looks of the spiral, in windows: a look sees half of its window. */
#define SPIRAL_STEP 0.5F
/* Rings of the spiral before it starts anew. */
#define SPIRAL_RINGS 4

/* The n-th cell of a square spiral around 0,0 (n = 0 is the first beside it). */
static void spiral_cell(int n, int *x, int *y)
{
    int ring = 1;
    while (n >= 8 * ring) {
        n -= 8 * ring;
        ring++;
    }
    int side = n / (2 * ring), along = n % (2 * ring) - ring + 1;
    static const int turn[4][4] = {{0, -1, 1, 0}, {1, 0, 0, 1}, {0, 1, -1, 0}, {-1, 0, 0, -1}};
    *x = turn[side][0] * along + turn[side][1] * -ring;
    *y = turn[side][2] * along + turn[side][3] * -ring;
}

static float inside(float v, float size)
{
    return fminf(fmaxf(v, 0), size);
}

float fovea_search(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                   fovea_evidence *best)
{
    float width = (float)image->width, height = (float)image->height;
    fovea_box window = fovea_memory_window(m, m->x, m->y);
    int cells = 4 * SPIRAL_RINGS * (SPIRAL_RINGS + 1);
    int cell_x, cell_y;
    spiral_cell(m->lost_steps % cells, &cell_x, &cell_y);
    float place[3][2] = {
        {m->x + SPIRAL_STEP * (float)cell_x * window.w,
         m->y + SPIRAL_STEP * (float)cell_y * window.h},
        {m->x, m->y},
        {m->x, m->y},
    };
    fovea_box wide = {m->x - GLANCE_WINDOWS * window.w / 2, m->y - GLANCE_WINDOWS * window.h / 2,
                      GLANCE_WINDOWS * window.w, GLANCE_WINDOWS * window.h};
    fovea_eye_glance(eye, m, image, wide, &place[1][0], &place[1][1]);
    float highest = -1;
    for (int i = 0; i < 3; i++) {
        float x = inside(place[i][0], width), y = inside(place[i][1], height);
        fovea_evidence evidence = fovea_eye_look(eye, m, image, x, y);
        float confidence = fovea_confidence(&evidence);
        if (confidence > highest) {
            highest = confidence;
            *best = evidence;
        }
    }
    return highest;
}
