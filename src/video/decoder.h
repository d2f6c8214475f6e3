/* decoder.h - packets to pictures, past everything that cannot be decoded. */
#ifndef FOVEA_VIDEO_DECODER_H
#define FOVEA_VIDEO_DECODER_H

#include <libavcodec/avcodec.h>
#include <stdatomic.h>

#include "video/input.h"

typedef struct decoder {
    input *in;             /* borrowed */
    int threads;           /* 0: as many as cores, at most 4 */
    AVCodecContext *codec; /* NULL until the first packet and where a list changes codec */
    AVPacket *packet;
    int64_t arrived_ns; /* of the packet */
    bool holding;       /* the packet waits for the codec before it to be drained */
    bool ended;         /* no more packets */
    int errors_in_a_row;
    atomic_llong skipped, damaged; /* as of source_stats */
} decoder;

/* Fills a zeroed *d; `in` must outlive it. ERR_NOMEM. */
fovea_status decoder_open(decoder *d, input *in, int threads) FOVEA_CHECKED;

/* The next picture in presentation order, into the blank `out`. EOF once the decoder is
 * drained; ERR_CLOSED when interrupted; ERR_UNSUPPORTED (no such decoder, with a line in the
 * log); ERR_NOMEM. */
fovea_status decoder_next(decoder *d, AVFrame *out) FOVEA_CHECKED;

/* Idempotent. */
void decoder_close(decoder *d);

#endif
