/* Looking for a lost object (search.h). */
#include "track/search.h"

#include <math.h>

/* Confidence from which a look is worth another one, and from which one look is enough: more than
 * tracking needs. */
static const struct {
    float hope, found;
} needed[] = {
    [FOVEA_MODEL_LEARNED] = {0.5F, 0.7F},
    [FOVEA_MODEL_CLASSIC] = {0.7F, 0.7F},
};

/* Side of a wide glance, in surroundings of the object. */
#define GLANCE_SURROUNDINGS 3.0F
/* Distance of neighbouring looks of the spiral, in surroundings: of these a look sees half. */
#define SPIRAL_STEP 0.5F
/* Places of the spiral before it starts anew: four rings. */
#define SPIRAL_CELLS 80
/* Every so many steps the learned model looks where the object was lost; in the others it sweeps.
 */
#define SWEEP_PAUSE 4
/* Steps after which all begins anew, so that counting them does not overflow. */
#define SWEEP_LONGEST (1 << 20)
/* Distance of neighbouring coarse looks in their windows, and the most of them along an axis:
 * objects that are smaller still are not looked for everywhere. */
#define SWEEP_STEP 0.5F
#define SWEEP_MAX 256

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

/* ---- places -------------------------------------------------------------------------- */

/* An object of memory's size at (x, y), or at the picture's border nearest to it. */
static fovea_gaze gaze_at(const fovea_memory *m, float x, float y, fovea_gaze_kind kind)
{
    fovea_place place = m->place;
    place.x = fminf(fmaxf(x, 0), (float)m->picture_width);
    place.y = fminf(fmaxf(y, 0), (float)m->picture_height);
    return (fovea_gaze){place, kind};
}

/* Where the object's colours are densest in a window. */
static fovea_gaze densest(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                          fovea_box window)
{
    float x, y;
    fovea_eye_glance(eye, m, image, window, &x, &y);
    return gaze_at(m, x, y, GAZE_SEARCH);
}

/* Likewise, around the place of the loss. */
static fovea_gaze densest_near(fovea_eye *eye, const fovea_memory *m, const fovea_image *image)
{
    fovea_box window = fovea_surroundings(m->place);
    float w = GLANCE_SURROUNDINGS * window.w, h = GLANCE_SURROUNDINGS * window.h;
    return densest(eye, m, image, (fovea_box){m->place.x - w / 2, m->place.y - h / 2, w, h});
}

static fovea_gaze spiral(const fovea_memory *m, int n)
{
    fovea_box window = fovea_surroundings(m->place);
    int cell_x, cell_y;
    spiral_cell(n, &cell_x, &cell_y);
    return gaze_at(m, m->place.x + SPIRAL_STEP * (float)cell_x * window.w,
                   m->place.y + SPIRAL_STEP * (float)cell_y * window.h, GAZE_SEARCH);
}

/* One axis of the picture in equal parts of at most `step`. */
static int parts(int picture, float step)
{
    return (int)fminf(fmaxf(ceilf((float)picture / step), 1), SWEEP_MAX);
}

static int part_of(float v, int picture, int count)
{
    int part = (int)(v / (float)picture * (float)count);
    return part < 0 ? 0 : part >= count ? count - 1 : part;
}

/* The n-th coarse look: the picture's parts row by row, from that of the loss on, to either side
 * in turns. */
static fovea_gaze sweep(const fovea_eye *eye, const fovea_memory *m, int n)
{
    const int width = m->picture_width, height = m->picture_height;
    const float step = SWEEP_STEP * fovea_eye_window(eye, (fovea_gaze){m->place, GAZE_COARSE}).w;
    const int columns = parts(width, step), rows = parts(height, step), count = columns * rows;
    const int home =
        part_of(m->place.y, height, rows) * columns + part_of(m->place.x, width, columns);
    n %= count;
    const int away = n % 2 ? (n + 1) / 2 : -n / 2, part = (home + away + count) % count;
    return gaze_at(m, ((float)(part % columns) + 0.5F) * (float)width / (float)columns,
                   ((float)(part / columns) + 0.5F) * (float)height / (float)rows, GAZE_COARSE);
}

/* ---- a frame's share ----------------------------------------------------------------- */

typedef struct plan {
    fovea_gaze first, second;
} plan;

static plan plan_classic(fovea_eye *eye, const fovea_memory *m, const fovea_image *image)
{
    const int n = m->lost_steps;
    const fovea_gaze here = gaze_at(m, m->place.x, m->place.y, GAZE_SEARCH);
    return (plan){densest_near(eye, m, image), n % 2 ? spiral(m, n / 2 % SPIRAL_CELLS) : here};
}

/* A hope is looked at first. */
static plan plan_learned(fovea_eye *eye, const fovea_memory *m, const fovea_image *image)
{
    const int n = m->lost_steps % SWEEP_LONGEST, pauses = (n + SWEEP_PAUSE - 1) / SWEEP_PAUSE;
    const fovea_box whole = {0, 0, (float)m->picture_width, (float)m->picture_height};
    plan p;
    if (n % SWEEP_PAUSE == 0)
        p = (plan){gaze_at(m, m->place.x, m->place.y, GAZE_SEARCH), densest(eye, m, image, whole)};
    else
        p = (plan){sweep(eye, m, 2 * (n - pauses)), sweep(eye, m, 2 * (n - pauses) + 1)};
    if (m->hope.w > 0)
        p.first = (fovea_gaze){m->hope, GAZE_TRACK};
    return p;
}

static fovea_verdict judge(const fovea_memory *m, fovea_gaze_kind kind, float confidence)
{
    const float hope = needed[m->model].hope, found = needed[m->model].found;
    if (confidence < hope)
        return VERDICT_NOTHING;
    bool enough = kind == GAZE_TRACK || (kind == GAZE_SEARCH && confidence >= found);
    return enough ? VERDICT_FOUND : VERDICT_HOPE;
}

static fovea_status look(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                         fovea_gaze gaze, fovea_finding *out)
{
    fovea_status status = fovea_eye_look(eye, m, image, gaze, &out->evidence);
    if (status == FOVEA_OK)
        out->verdict = judge(m, gaze.kind, out->evidence.confidence);
    return status;
}

static bool better(const fovea_finding *a, const fovea_finding *b)
{
    return a->verdict != b->verdict ? a->verdict > b->verdict
                                    : a->evidence.confidence > b->evidence.confidence;
}

fovea_status fovea_search(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                          fovea_finding *out)
{
    const plan p =
        m->model == FOVEA_MODEL_CLASSIC ? plan_classic(eye, m, image) : plan_learned(eye, m, image);
    fovea_finding second;
    fovea_status status = look(eye, m, image, p.first, out);
    if (status != FOVEA_OK || (p.first.kind == GAZE_TRACK && out->verdict == VERDICT_FOUND))
        return status;
    status = look(eye, m, image, p.second, &second);
    if (status == FOVEA_OK && !better(out, &second))
        *out = second;
    return status;
}
