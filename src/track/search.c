/* Looking for a lost object (search.h). */
#include "track/search.h"

#include <math.h>

/* Confidence from which a find is believed, which is more than tracking needs. */
static const float needed[] = {[FOVEA_MODEL_LEARNED] = 0.6F, [FOVEA_MODEL_CLASSIC] = 0.7F};

/* The learned model's, where the object can hardly have got to yet: at least, at most, and by how
 * much, in log-odds, above the surest look at something else. For so many steps it is the most:
 * what is there then has been there before. */
#define FAR_LEAST 0.9F
#define FAR_MOST 0.97F
#define RIVAL_MARGIN 1.0F
#define RIVAL_STEPS 8

/* Confidence from which a coarse look is worth another one. */
#define COARSE_HOPE 0.2F
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
/* At first an object is expected to have gone no further than so many times its own size, and twice
 * as far after every so many steps: what is lost is mostly hidden close by, and what is alike is
 * elsewhere. */
#define REACH_FIRST 0.5F
#define REACH_DOUBLES 10.0F
#define REACH_DOUBLED 30.0F /* times at most: that is further than any picture */
/* Distance of neighbouring coarse looks in their windows, so that an object, an eighth as large, is
 * whole in one of them; and the most of them along an axis: objects that are smaller still are not
 * looked for everywhere. */
#define SWEEP_STEP 0.75F
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

/* How far from the place of the loss the object is expected to be, picture px. */
static float reach(const fovea_memory *m)
{
    const float doubled = fminf((float)m->lost_steps / REACH_DOUBLES, REACH_DOUBLED);
    return REACH_FIRST * sqrtf(m->place.w * m->place.h) * exp2f(doubled);
}

/* The part of the picture that is so near; not empty. */
static fovea_box within_reach(const fovea_memory *m)
{
    const float r = reach(m), x = fmaxf(m->place.x - r, 0), y = fmaxf(m->place.y - r, 0);
    const float right = fminf(m->place.x + r, (float)m->picture_width);
    const float bottom = fminf(m->place.y + r, (float)m->picture_height);
    return (fovea_box){x, y, fmaxf(right - x, 1), fmaxf(bottom - y, 1)};
}

static fovea_box whole_picture(const fovea_memory *m)
{
    return (fovea_box){0, 0, (float)m->picture_width, (float)m->picture_height};
}

/* A length in equal parts of at most `step`. */
static int parts(float length, float step)
{
    return (int)fminf(fmaxf(ceilf(length / step), 1), SWEEP_MAX);
}

static int part_of(float v, float length, int count)
{
    int part = (int)(v / length * (float)count);
    return part < 0 ? 0 : part >= count ? count - 1 : part;
}

/* The n-th coarse look over an area: its parts row by row, from that of the loss on, to either side
 * in turns; below 0, the other way round: the -1st is at the part furthest from the loss. */
static fovea_gaze sweep(const fovea_eye *eye, const fovea_memory *m, fovea_box area, int n)
{
    const float step = SWEEP_STEP * fovea_eye_window(eye, (fovea_gaze){m->place, GAZE_COARSE}).w;
    const int columns = parts(area.w, step), rows = parts(area.h, step), count = columns * rows;
    const int column = part_of(m->place.x - area.x, area.w, columns);
    const int home = part_of(m->place.y - area.y, area.h, rows) * columns + column;
    n = (n % count + count) % count;
    const int away = n % 2 ? (n + 1) / 2 : -n / 2, part = (home + away + count) % count;
    return gaze_at(m, area.x + ((float)(part % columns) + 0.5F) * area.w / (float)columns,
                   area.y + ((float)(part / columns) + 0.5F) * area.h / (float)rows, GAZE_COARSE);
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
    const int n = m->lost_steps % SWEEP_LONGEST, swept = n - (n + SWEEP_PAUSE - 1) / SWEEP_PAUSE;
    plan p;
    if (n % SWEEP_PAUSE == 0)
        p = (plan){gaze_at(m, m->place.x, m->place.y, GAZE_SEARCH),
                   densest(eye, m, image, within_reach(m))};
    else
        p = (plan){sweep(eye, m, within_reach(m), swept),
                   sweep(eye, m, whole_picture(m), -1 - swept)};
    if (m->hope.w > 0)
        p.first = (fovea_gaze){m->hope, GAZE_TRACK};
    return p;
}

static bool out_of_reach(const fovea_memory *m, fovea_place place)
{
    return m->model == FOVEA_MODEL_LEARNED &&
           hypotf(place.x - m->place.x, place.y - m->place.y) > reach(m);
}

float fovea_search_needs(const fovea_memory *m, fovea_place place)
{
    if (!out_of_reach(m, place))
        return needed[m->model];
    if (m->lost_steps < RIVAL_STEPS)
        return FAR_MOST;
    const float odds = m->rival * expf(RIVAL_MARGIN); /* to 1 - rival */
    return fminf(fmaxf(odds / (1 - m->rival + odds), FAR_LEAST), FAR_MOST);
}

/* What is not believed out of reach is something else. */
static void judge(const fovea_memory *m, fovea_gaze_kind kind, fovea_finding *f)
{
    const float confidence = f->evidence.confidence;
    const bool coarse = kind == GAZE_COARSE, far = out_of_reach(m, f->evidence.place);
    if (coarse)
        f->verdict = confidence >= COARSE_HOPE ? VERDICT_HOPE : VERDICT_NOTHING;
    else if (confidence >= fovea_search_needs(m, f->evidence.place))
        f->verdict = VERDICT_FOUND;
    else
        f->verdict = VERDICT_NOTHING;
    f->rival = far && !coarse && f->verdict == VERDICT_NOTHING ? confidence : 0;
}

static fovea_status look(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                         fovea_gaze gaze, fovea_finding *out)
{
    fovea_status status = fovea_eye_look(eye, m, image, gaze, &out->evidence);
    if (status == FOVEA_OK)
        judge(m, gaze.kind, out);
    return status;
}

static bool better(const fovea_finding *a, const fovea_finding *b)
{
    return a->verdict != b->verdict ? a->verdict > b->verdict
                                    : a->evidence.confidence > b->evidence.confidence;
}

/* Where one coarse look sees the whole picture, the two may be one. */
static bool same(fovea_gaze a, fovea_gaze b)
{
    return a.kind == b.kind && a.place.x == b.place.x && a.place.y == b.place.y;
}

fovea_status fovea_search(fovea_eye *eye, const fovea_memory *m, const fovea_image *image,
                          fovea_finding *out)
{
    const plan p =
        m->model == FOVEA_MODEL_CLASSIC ? plan_classic(eye, m, image) : plan_learned(eye, m, image);
    fovea_finding second;
    fovea_status status = look(eye, m, image, p.first, out);
    const bool confirmed = p.first.kind == GAZE_TRACK && out->verdict == VERDICT_FOUND;
    if (status != FOVEA_OK || confirmed || same(p.first, p.second))
        return status;
    status = look(eye, m, image, p.second, &second);
    if (status != FOVEA_OK)
        return status;
    const float rival = fmaxf(out->rival, second.rival);
    if (!better(out, &second))
        *out = second;
    out->rival = rival;
    return FOVEA_OK;
}
