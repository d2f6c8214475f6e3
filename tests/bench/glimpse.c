/* Glimpses of 128 x 128 from 4:2:0, at places that change from one to the next all over a few
 * dozen megabytes, so that the pixels come from beyond the second level cache, as a decoder's
 * do. What a glimpse touches and computes is counted by the definition (gaussian.h). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "attention/glimpse.h"
#include "base/clock.h"
#include "base/image.h"
#include "bench/bench.h"
#include "bench/film.h"
#include "bench/samples.h"

enum { SIDE = 128, LINE = 64, WINDOW_MIN = 32, WINDOW_MAX = 4096, BATCHES = 15 };
#define FILM_BYTES (48 << 20)
#define BATCH_NS 1500000

static const fovea_cpu levels[] = {FOVEA_CPU_C, FOVEA_CPU_AVX2, FOVEA_CPU_AVX512};
static const char *const level_names[] = {"c", "avx2", "avx512"};
enum { LEVELS = 3 };

typedef struct work {
    double samples, bytes, macs; /* loaded once; of cache lines; multiply-adds */
} work;

/* Pixels that an axis looks at, the cache lines they lie in, taps in all and of the widest. */
typedef struct axis_work {
    int touched, lines, taps, widest;
} axis_work;

static axis_work count_axis(fovea_gaussian axis, int size)
{
    int stride, origin, last = -1, last_line = -1;
    fovea_gaussian_stride(axis, size, &stride, &origin);
    int view = (size - origin + stride - 1) / stride;
    double s = (double)axis.s / stride;
    axis_work w = {0};
    for (int i = 0; i < SIDE; i++) {
        double c = ((double)axis.u + i * (double)axis.d - origin) / stride;
        double nearest = fmin(fmax(nearbyint(c), 0), view - 1);
        double reach = sqrt((nearest - c) * (nearest - c) + 3.5 * 3.5 * s * s);
        int low = (int)fmax(ceil(c - reach), 0), high = (int)fmin(floor(c + reach), view - 1);
        w.taps += high - low + 1;
        w.widest = high - low + 1 > w.widest ? high - low + 1 : w.widest;
        for (int j = low > last ? low : last + 1; j <= high; j++) {
            int line = (origin + j * stride) / LINE;
            w.touched++;
            w.lines += line != last_line;
            last_line = line;
        }
        last = high > last ? high : last;
    }
    return w;
}

static work count_work(const fovea_image *image, fovea_box window)
{
    work sum = {0};
    fovea_gaussian y = fovea_gaussian_cover(window.y, window.h, SIDE);
    fovea_gaussian x = fovea_gaussian_cover(window.x, window.w, SIDE);
    for (int i = 0; i < image->components; i++) {
        const fovea_component *c = &image->component[i];
        axis_work rows = count_axis(
            fovea_gaussian_subsample(y, fovea_subsampling(image->height, c->height)), c->height);
        axis_work columns = count_axis(
            fovea_gaussian_subsample(x, fovea_subsampling(image->width, c->width)), c->width);
        sum.samples += (double)rows.touched * columns.touched;
        sum.bytes += (double)rows.touched * columns.lines * LINE;
        sum.macs += (double)rows.taps * columns.touched + (double)SIDE * SIDE * columns.widest;
    }
    return sum;
}

/* The n-th window: inside the picture where it fits, all over it. */
static fovea_box place(const fovea_image *image, int side, unsigned n)
{
    float room_x = (float)(image->width - side), room_y = (float)(image->height - side);
    float u = (float)(n * 40503u % 65536u) / 65536, v = (float)(n * 25717u % 65536u) / 65536;
    return (fovea_box){room_x * u, room_y * v, (float)side, (float)side};
}

/* ns a glimpse, the median of batches; below 0: a glimpse failed. */
static double measure(fovea_glimpser *glimpser, const film *f, int side, bool smoke)
{
    static float rgb[3 * SIDE * SIDE];
    double batch[BATCHES];
    unsigned n = 0;
    int calls = 1, batches = smoke ? 1 : BATCHES;
    for (int i = -1; i < batches; i++) { /* the first finds out how many calls make a batch */
        int64_t start = fovea_clock_ns();
        for (int k = 0; k < calls; k++, n++) {
            const fovea_image *image = &f->image[n % (unsigned)f->count];
            if (fovea_glimpse_image(glimpser, image, place(image, side, n), SIDE, SIDE, rgb) !=
                FOVEA_OK)
                return -1;
        }
        double each = (double)(fovea_clock_ns() - start) / calls;
        if (i >= 0)
            batch[i] = each;
        else if (!smoke)
            calls = 1 + (int)(BATCH_NS / each);
    }
    return samples_median(batch, batches);
}

static int measure_window(report *r, film_size size, const film *f, int side, bool smoke)
{
    work w = count_work(f->image, place(f->image, side, 1));
    report_text(r, "picture", size.name);
    report_number(r, "window", 0, side);
    double best = 0;
    for (int i = 0; i < LEVELS; i++) {
        const fovea_kernels *kernels = fovea_kernels_get(levels[i]);
        if (i > 0 && kernels == fovea_kernels_get(levels[i - 1]))
            continue; /* this machine has no such instructions */
        fovea_glimpser *glimpser;
        if (fovea_glimpser_open(&glimpser, kernels) != FOVEA_OK)
            return EXIT_FAILURE;
        best = measure(glimpser, f, side, smoke);
        fovea_glimpser_close(&glimpser);
        if (best < 0)
            return EXIT_FAILURE;
        report_number(r, level_names[i], 0, best);
    }
    report_number(r, "samples", 0, w.samples);
    report_number(r, "kB touched", 0, w.bytes / 1e3);
    report_number(r, "Msamples/s", 0, w.samples / best * 1e3);
    report_number(r, "GB/s", 1, w.bytes / best);
    report_number(r, "kMAC", 0, w.macs / 1e3);
    report_number(r, "GMAC/s", 1, w.macs / best);
    report_row(r);
    return EXIT_SUCCESS;
}

int bench_glimpse(report *r, bool smoke)
{
    report_table(r,
                 "ns a glimpse of 128x128 RGB from 4:2:0, by instruction set; rates of the last");
    int status = EXIT_SUCCESS;
    for (int i = 0; i < (smoke ? 1 : FILM_SIZES) && status == EXIT_SUCCESS; i++) {
        int bytes = film_sizes[i].width * film_sizes[i].height * 3 / 2;
        int count = FILM_BYTES / bytes < FILM_FRAMES_MAX ? FILM_BYTES / bytes : FILM_FRAMES_MAX;
        film *f;
        if (film_open(&f, film_sizes[i], 0, smoke ? 1 : count, 1) != FOVEA_OK)
            return EXIT_FAILURE;
        for (int side = WINDOW_MIN; side <= WINDOW_MAX && status == EXIT_SUCCESS; side *= 2)
            status = measure_window(r, film_sizes[i], f, side, smoke);
        film_close(&f);
    }
    return status;
}
