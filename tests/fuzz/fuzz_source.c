/* Fuzzes reading of files: any bytes are refused, or give valid images all of whose samples can
 * be read. Bounded in frames and time. */
#include "fuzz/fuzz.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/image.h"
#include "video/source.h"

enum { FRAMES_MAX = 8 };

static const int64_t patience_ns = 2000000000;

static bool late(void *context)
{
    return fovea_clock_ns() - *(int64_t *)context > patience_ns;
}

/* Reads every sample of small components, some of all: a sanitizer sees where they lie. */
static unsigned read_samples(const fovea_image *im)
{
    unsigned sum = 0;
    for (int k = 0; k < im->components; k++) {
        const fovea_component *c = &im->component[k];
        int each_x = 1 + c->width / 64, each_y = 1 + c->height / 64;
        for (int y = 0; y < c->height; y += each_y)
            for (int x = 0; x < c->width; x += each_x)
                sum += fovea_component_sample(c, x, y);
        sum += fovea_component_sample(c, c->width - 1, c->height - 1);
    }
    return sum;
}

static void read_frames(source *s)
{
    int64_t last = -1;
    frame *f;
    for (int n = 0; n < FRAMES_MAX && source_read(s, &f) == FOVEA_OK; n++) {
        FUZZ_EXPECT(fovea_image_valid(&f->image));
        FUZZ_EXPECT(f->index > last && f->pixel_aspect > 0);
        last = f->index;
        volatile unsigned kept = read_samples(&f->image);
        (void)kept;
        frame_unref(&f);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[] = "/tmp/fovea-fuzz-XXXXXX";
    int file = mkstemp(path);
    FUZZ_EXPECT(file >= 0);
    ssize_t written = size > 0 ? write(file, data, size) : 0;
    close(file);
    int64_t began = fovea_clock_ns();
    source_options options = {
        .live = SOURCE_LIVE_NO,
        .decoder_threads = 1,
        .limit = FRAMES_MAX,
        .cancelled = late,
        .cancelled_context = &began,
    };
    source *s = NULL;
    if (written == (ssize_t)size && source_open(&s, path, &options) == FOVEA_OK)
        read_frames(s);
    source_close(&s);
    unlink(path);
    return 0;
}
