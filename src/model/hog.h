/* hog.h - histograms of oriented gradients, the fixed features of the classical tracker.
 *
 * Source: Felzenszwalb et al., "Object Detection with Discriminatively Trained Part-Based
 * Models" (2010), section 6: 18 signed and 9 unsigned orientations and 4 texture energies a
 * cell, each normalised by the four blocks around the cell and truncated at 0.2. */
#ifndef FOVEA_MODEL_HOG_H
#define FOVEA_MODEL_HOG_H

enum {
    HOG_CELL = 4, /* pixels a side of a cell  */
    HOG_CHANNELS = 31,
    HOG_BINS = 20,                             /* 18 orientations, padded to whole vectors */
    HOG_SIDE_MAX = 128,                        /* pixels a side of a plane */
    HOG_ROW_MAX = HOG_SIDE_MAX / HOG_CELL + 2, /* cells a row, with a rim of one */
};

/* Scratch of fovea_hog(); no state is kept in it. */
typedef struct fovea_hog_scratch {
    float histogram[HOG_ROW_MAX * HOG_ROW_MAX][HOG_BINS];
    float row[HOG_ROW_MAX][HOG_BINS];
    float cells[HOG_ROW_MAX][HOG_CHANNELS];
    float energy[HOG_ROW_MAX * HOG_ROW_MAX];
    float inverse_norm[HOG_ROW_MAX * HOG_ROW_MAX];
} fovea_hog_scratch;

/* plane [height, width] in 0..1, sides multiples of HOG_CELL, at most HOG_SIDE_MAX;
 * out [HOG_CHANNELS, height / HOG_CELL, width / HOG_CELL]. */
void fovea_hog(float *out, const float *plane, int height, int width, fovea_hog_scratch *scratch);

#endif
