/* components.c - AVPixFmtDescriptor read as planes, steps, bits and shifts. */
#include "video/components.h"

#include <libavutil/common.h>
#include <libavutil/pixdesc.h>

#include "base/image.h"

static int color_components(const AVPixFmtDescriptor *format)
{
    return format->nb_components - (format->flags & AV_PIX_FMT_FLAG_ALPHA ? 1 : 0);
}

static bool native_order(const AVPixFmtDescriptor *format)
{
    return !!(format->flags & AV_PIX_FMT_FLAG_BE) == AV_HAVE_BIGENDIAN;
}

static bool sample_fits(const AVComponentDescriptor *c)
{
    int stored_bits = c->depth + c->shift;
    if (c->depth < 8 || stored_bits > 16)
        return false;
    return stored_bits <= 8 || (c->offset % 2 == 0 && c->step % 2 == 0);
}

bool components_fit(enum AVPixelFormat id)
{
    const uint64_t other = AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM |
                           AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BAYER | AV_PIX_FMT_FLAG_FLOAT;
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(id);
    if (!format || format->flags & other)
        return false;
    /* Their descriptors do not say it: XYZ is not RGB, and lumas lie at 1, 2, 4, 5 of 6. */
    if (id == AV_PIX_FMT_XYZ12LE || id == AV_PIX_FMT_XYZ12BE || id == AV_PIX_FMT_UYYVYY411)
        return false;
    int count = color_components(format);
    if (count != 1 && count != 3)
        return false;
    for (int i = 0; i < count; i++) {
        const AVComponentDescriptor *c = &format->comp[i];
        if (!sample_fits(c) || (c->depth + c->shift > 8 && !native_order(format)))
            return false;
    }
    return true;
}

static bool aligned(const fovea_component *c)
{
    bool words = c->bits + c->shift > 8;
    return !words || ((uintptr_t)c->base % 2 == 0 && c->step_y % 2 == 0);
}

static fovea_component describe_one(const AVFrame *picture, const AVPixFmtDescriptor *format, int i)
{
    const AVComponentDescriptor *c = &format->comp[i];
    bool chroma = i > 0 && !(format->flags & AV_PIX_FMT_FLAG_RGB);
    return (fovea_component){
        .base = picture->data[c->plane] + c->offset,
        .step_x = c->step,
        .step_y = picture->linesize[c->plane],
        .width = AV_CEIL_RSHIFT(picture->width, chroma ? format->log2_chroma_w : 0),
        .height = AV_CEIL_RSHIFT(picture->height, chroma ? format->log2_chroma_h : 0),
        .bits = (uint8_t)c->depth,
        .shift = (uint8_t)c->shift,
    };
}

static fovea_matrix matrix_of(const AVFrame *picture)
{
    switch (picture->colorspace) {
    case AVCOL_SPC_BT709: return FOVEA_MATRIX_BT709;
    case AVCOL_SPC_FCC: return FOVEA_MATRIX_FCC;
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M: return FOVEA_MATRIX_BT601;
    case AVCOL_SPC_SMPTE240M: return FOVEA_MATRIX_SMPTE240M;
    case AVCOL_SPC_YCGCO: return FOVEA_MATRIX_YCGCO;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
    case AVCOL_SPC_SMPTE2085:
    case AVCOL_SPC_ICTCP: return FOVEA_MATRIX_BT2020;
    case AVCOL_SPC_CHROMA_DERIVED_NCL:
    case AVCOL_SPC_CHROMA_DERIVED_CL:
        return picture->color_primaries == AVCOL_PRI_BT2020 ? FOVEA_MATRIX_BT2020
                                                            : FOVEA_MATRIX_BT709;
    default: return picture->height > 576 ? FOVEA_MATRIX_BT709 : FOVEA_MATRIX_BT601;
    }
}

const char *components_approximated_space(const AVFrame *picture)
{
    switch (picture->colorspace) {
    case AVCOL_SPC_BT2020_CL:
    case AVCOL_SPC_SMPTE2085:
    case AVCOL_SPC_ICTCP:
    case AVCOL_SPC_CHROMA_DERIVED_NCL:
    case AVCOL_SPC_CHROMA_DERIVED_CL: return av_color_space_name(picture->colorspace);
    default: return NULL;
    }
}

static bool is_yuvj(enum AVPixelFormat format)
{
    return format == AV_PIX_FMT_YUVJ420P || format == AV_PIX_FMT_YUVJ422P ||
           format == AV_PIX_FMT_YUVJ444P || format == AV_PIX_FMT_YUVJ440P ||
           format == AV_PIX_FMT_YUVJ411P;
}

static void describe_color(const AVFrame *picture, const AVPixFmtDescriptor *format,
                           fovea_image *out)
{
    bool rgb = format->flags & AV_PIX_FMT_FLAG_RGB;
    bool grey = out->components == 1;
    bool limited = picture->color_range == AVCOL_RANGE_MPEG ||
                   (picture->color_range == AVCOL_RANGE_UNSPECIFIED && !grey);
    if (rgb || is_yuvj(picture->format))
        limited = false;
    out->range = limited ? FOVEA_RANGE_LIMITED : FOVEA_RANGE_FULL;
    out->matrix = rgb ? FOVEA_MATRIX_RGB : grey ? FOVEA_MATRIX_GREY : matrix_of(picture);
}

bool components_describe(const AVFrame *picture, fovea_image *out)
{
    if (!components_fit(picture->format))
        return false;
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(picture->format);
    *out = (fovea_image){
        .width = picture->width, .height = picture->height, .components = color_components(format)};
    for (int i = 0; i < out->components; i++) {
        out->component[i] = describe_one(picture, format, i);
        if (!aligned(&out->component[i]))
            return false;
    }
    describe_color(picture, format, out);
    return true;
}

enum AVPixelFormat components_nearest(enum AVPixelFormat id)
{
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(id);
    if (!format || format->flags & AV_PIX_FMT_FLAG_HWACCEL)
        return AV_PIX_FMT_NONE;
    if (components_fit(id)) /* what does not fit is where it lies */
        return id;
    enum AVPixelFormat swapped = av_pix_fmt_swap_endianness(id);
    if (swapped != AV_PIX_FMT_NONE && components_fit(swapped))
        return swapped;
    bool deep = format->comp[0].depth > 8;
    bool colored =
        format->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BAYER);
    if (colored || id == AV_PIX_FMT_XYZ12LE || id == AV_PIX_FMT_XYZ12BE)
        return deep ? AV_PIX_FMT_RGB48 : AV_PIX_FMT_RGB24;
    if (color_components(format) == 1)
        return deep ? AV_PIX_FMT_GRAY16 : AV_PIX_FMT_GRAY8;
    return deep ? AV_PIX_FMT_YUV444P16 : AV_PIX_FMT_YUV444P;
}
