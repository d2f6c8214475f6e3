/* The network at work: what is done around and between its convolutions (net.h). */
#include "model/net.h"

#include <math.h>
#include <string.h>

#include "model/net_internal.h"

/* What a glimpse is centred and scaled by before the first convolution, as in training. */
#define GREY 0.45F
#define CONTRAST 4.0F

/* Logarithms of reach, in units of REACH pixels, are held within these. */
#define REACH 16.0F
#define REACH_MIN -4.0F
#define REACH_MAX 3.0F

/* Of a box as a map: exp(-1) in the middle of its sides, which count as a cell's at least. It is
 * half a side / sqrt(2). */
#define SHAPE_SPREAD 0.35355339F

/* Weight of the first glimpse whenever the filter learns. */
#define FIRST_SHARE 0.5F

fovea_status fovea_net_see(fovea_net *net, const float *rgb)
{
    const int count = 3 * net->rgb.side * net->rgb.side;
    float *scaled = net->rgb.data;
    for (int i = 0; i < count; i++)
        scaled[i] = (rgb[i] - GREY) * CONTRAST;
    return fovea_convs_run(net->convs, 0, net->see_end);
}

/* What is looked at of the last glimpse, by the filter and by attention. */
static void take_in(fovea_net *net)
{
    fovea_map_read(net->for_filter, 0, net->for_filter.channels, net->planes);
    fovea_net_sample_fill(&net->filter, &net->now.sample, net->planes);
    fovea_map_read(net->keys, 0, net->keys.channels, net->now.cells.keys);
    fovea_net_keys(&net->attention, net->now.cells.keys);
}

fovea_status fovea_net_start(fovea_net *net, fovea_net_memory *memory, fovea_box box)
{
    fovea_status status = fovea_convs_run(net->convs, net->see_end, net->start_end);
    if (status != FOVEA_OK)
        return status;
    memset(memory, 0, sizeof *memory);
    take_in(net);
    fovea_net_sample_label(&net->filter, &net->now.sample, box);
    fovea_net_values(&net->attention, &net->filter, net->now.cells.values, box);
    memory->first = net->now;
    memory->held = net->now;
    const fovea_net_part part = {&memory->first.sample, 1};
    fovea_net_filter_fit(&net->filter, memory->filter, &part, 1, net->filter_steps);
    memcpy(memory->first_filter, memory->filter, sizeof memory->filter);
    return FOVEA_OK;
}

/* The channel of `out` as what is left, above, right, below of a cell. */
static float reach(float logarithm)
{
    return REACH * expf(fminf(fmaxf(logarithm, REACH_MIN), REACH_MAX));
}

static void answer(fovea_net *net, fovea_net_answer *out)
{
    const int side = net->out.side, cells = side * side;
    const float *planes = net->planes;
    fovea_map_read(net->out, 0, NET_OUTPUTS, net->planes);
    out->side = side;
    memcpy(out->score, planes, (size_t)cells * sizeof *planes);
    for (int i = 0; i < cells; i++) {
        float x = (float)(i % side * net->filter.stride) + 0.5F;
        float y = (float)(i / side * net->filter.stride) + 0.5F;
        float left = reach(planes[cells + i]), above = reach(planes[2 * cells + i]);
        float right = reach(planes[3 * cells + i]), below = reach(planes[4 * cells + i]);
        out->box[i] = (fovea_box){x - left, y - above, left + right, above + below};
    }
}

/* What the head is told besides what it sees, in the order of its channels. */
static void gather_clues(fovea_net *net, const fovea_net_memory *memory, fovea_box before,
                         float *response)
{
    const int cells = net->attention.cells, told = (net->attention.values + 1) * cells;
    float *clue = net->clues, *single = clue + 2 * told;
    net->kernels->attend(&net->attention, clue, net->now.cells.keys, &memory->first.cells);
    net->kernels->attend(&net->attention, clue + told, net->now.cells.keys, &memory->held.cells);
    fovea_net_filter_respond(&net->filter, single, &net->now.sample, memory->filter);
    fovea_net_filter_respond(&net->filter, single + cells, &net->now.sample, memory->first_filter);
    fovea_net_bump(&net->filter, single + 2 * cells, net->filter.side, before, SHAPE_SPREAD,
                   SHAPE_SPREAD * (float)net->filter.stride);
    memcpy(response, single, (size_t)cells * sizeof *response);
}

/* The head, on what is seen and the clues. */
static fovea_status decide(fovea_net *net)
{
    fovea_map_copy(net->head, 0, net->seen);
    fovea_map_write(net->head, net->seen.channels, net->head.channels - net->seen.channels,
                    net->clues);
    return fovea_convs_run(net->convs, net->look_middle, fovea_convs_count(net->convs));
}

fovea_status fovea_net_look(fovea_net *net, const fovea_net_memory *memory, fovea_box before,
                            fovea_net_answer *out)
{
    fovea_status status = fovea_convs_run(net->convs, net->see_end, net->look_middle);
    if (status != FOVEA_OK)
        return status;
    take_in(net);
    gather_clues(net, memory, before, out->response);
    status = decide(net);
    if (status == FOVEA_OK)
        answer(net, out);
    return status;
}

/* What was asked of the glimpse held comes to be what was asked of the first; so do responses. */
fovea_status fovea_net_look_first(fovea_net *net, float *score)
{
    const int cells = net->attention.cells, told = (net->attention.values + 1) * cells;
    float *clue = net->clues, *response = clue + 2 * told;
    memcpy(clue + told, clue, (size_t)told * sizeof *clue);
    memcpy(response, response + cells, (size_t)cells * sizeof *response);
    fovea_status status = decide(net);
    if (status == FOVEA_OK)
        fovea_map_read(net->out, 0, 1, score);
    return status;
}

void fovea_net_learn(fovea_net *net, fovea_net_memory *memory, fovea_box box, float probability)
{
    const fovea_net_learning *how = &net->learning;
    const float rate = probability > how->above ? how->rate : 0;
    const fovea_net_part parts[] = {
        {&memory->first.sample, FIRST_SHARE},
        {&memory->held.sample, 1 - FIRST_SHARE - rate},
        {&net->now.sample, rate},
    };
    fovea_net_sample_label(&net->filter, &net->now.sample, box);
    fovea_net_filter_fit(&net->filter, memory->filter, parts, rate > 0 ? 3 : 2, 1);
    if (++memory->age % (uint32_t)how->hold_frames == 0 && probability > how->hold_above) {
        fovea_net_values(&net->attention, &net->filter, net->now.cells.values, box);
        memory->held = net->now;
    }
}
