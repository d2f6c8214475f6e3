/* orientation.c - quarter turns and mirrors, from metadata to steps. */
#include "video/orientation.h"

#include <stdlib.h>

#include <libavutil/dict.h>

orientation orientation_from_matrix(const int32_t matrix[9])
{
    int64_t a = matrix[0], b = matrix[1], c = matrix[3], d = matrix[4];
    int64_t straight = llabs(a) + llabs(d), crossed = llabs(b) + llabs(c);
    bool exchange = crossed > straight;
    int64_t rest = exchange ? straight : crossed;
    return (orientation){
        .exchange = exchange,
        .mirror_x = (exchange ? c : a) < 0,
        .mirror_y = (exchange ? b : d) < 0,
        .snapped = rest * 100 > straight + crossed, /* beyond rounding of the fixed point */
    };
}

orientation orientation_from_exif(long value)
{
    if (value < 1 || value > 8)
        value = 1;
    return (orientation){
        .exchange = value >= 5,
        .mirror_x = value == 2 || value == 3 || value == 6 || value == 7,
        .mirror_y = value == 3 || value == 4 || value == 7 || value == 8,
    };
}

orientation orientation_of_picture(const AVFrame *picture, const int32_t *of_stream)
{
    const AVFrameSideData *own = av_frame_get_side_data(picture, AV_FRAME_DATA_DISPLAYMATRIX);
    if (own && own->size >= 9 * sizeof(int32_t))
        return orientation_from_matrix((const int32_t *)own->data);
    const AVDictionaryEntry *exif = av_dict_get(picture->metadata, "Orientation", NULL, 0);
    if (exif)
        return orientation_from_exif(strtol(exif->value, NULL, 10));
    return of_stream ? orientation_from_matrix(of_stream) : (orientation){.exchange = false};
}

static void exchange_ints(int *a, int *b)
{
    int kept = *a;
    *a = *b;
    *b = kept;
}

static void mirror(const uint8_t **base, ptrdiff_t *step, int count)
{
    *base += (count - 1) * *step;
    *step = -*step;
}

void orientation_apply(orientation turn, fovea_image *image)
{
    if (turn.exchange)
        exchange_ints(&image->width, &image->height);
    for (int i = 0; i < image->components; i++) {
        fovea_component *c = &image->component[i];
        if (turn.exchange) {
            ptrdiff_t kept = c->step_x;
            c->step_x = c->step_y;
            c->step_y = kept;
            exchange_ints(&c->width, &c->height);
        }
        if (turn.mirror_x)
            mirror(&c->base, &c->step_x, c->width);
        if (turn.mirror_y)
            mirror(&c->base, &c->step_y, c->height);
    }
}
