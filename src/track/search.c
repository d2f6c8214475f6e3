/* Looking for a lost object (search.h). */
#include "track/search.h"

#include <math.h>

/* Side of a wide glance, in windows. */
#define GLANCE_WINDOWS 3.0F
/* Distance of neighbouring looks of the spiral, in windows: a look sees half of its window. */
#define SPIRAL_STEP 0.5F
/* Places of the spiral before it starts anew: four rings. */
#define SPIRAL_CELLS 80

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

/* Where the object's colours are densest around the place of the loss. */
static void glance_place(fovea_eye *eye, const fovea_memory *m, const fovea_image *image, float *x,
                         float *y)
{
    fovea_box window = fovea_memory_window(m, m->x, m->y);
    float w = GLANCE_WINDOWS * window.w, h = GLANCE_WINDOWS * window.h;
    fovea_eye_glance(eye, m, image, (fovea_box){m->x - w / 2, m->y - h / 2, w, h}, x, y);
}

static void spiral_place(const fovea_memory *m, float *x, float *y)
{
    fovea_box window = fovea_memory_window(m, m->x, m->y);
    int cell_x, cell_y;
    spiral_cell(m->lost_steps / 2 % SPIRAL_CELLS, &cell_x, &cell_y);
    *x = m->x + SPIRAL_STEP * (float)cell_x * window.w;
    *y = m->y + SPIRAL_STEP * (float)cell_y * window.h;
}

static float look_at(fovea_eye *eye, const fovea_memory *m, const fovea_image *image, float x,
                     float y, fovea_evidence *evidence)
{
    x = fminf(fmaxf(x, 0), (float)image->width);
    y = fminf(fmaxf(y, 0), (float)image->height);
    *evidence = fovea_eye_look(eye, m, image, x, y);
    return fovea_confidence(evidence);
}

float fovea_search(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                   fovea_evidence *best)
{
    float glance_x, glance_y, x = m->x, y = m->y;
    glance_place(eye, m, image, &glance_x, &glance_y);
    if (m->lost_steps % 2)
        spiral_place(m, &x, &y);
    fovea_evidence elsewhere;
    float there = look_at(eye, m, image, glance_x, glance_y, &elsewhere);
    float here = look_at(eye, m, image, x, y, best);
    if (there > here)
        *best = elsewhere;
    return fmaxf(here, there);
}
