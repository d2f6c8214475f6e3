/* measure.h - the single figures that there are, so that tables, plots and JSON can go through
 * them without knowing each. */
#ifndef FOVEA_EVAL_MEASURE_H
#define FOVEA_EVAL_MEASURE_H

#include <stdbool.h>

typedef enum measure {
    MEASURE_AUC,                /* ope.h: means over sequences                    */
    MEASURE_PRECISION,          /* at 20 px                                       */
    MEASURE_NORM_PRECISION_AUC, /* 0 .. .5                                        */
    MEASURE_NORM_PRECISION,     /* at .2                                          */
    MEASURE_SUCCESS_50,         /* at .5                                          */
    MEASURE_GOT10K_AO,          /* got10k.h: over all frames, as the toolkit does */
    MEASURE_GOT10K_SR50,
    MEASURE_GOT10K_SR75,
    MEASURE_GOT10K_MAO, /* over classes, as the server does; a sequence has none */
    MEASURE_GOT10K_MSR50,
    MEASURE_GOT10K_MSR75,
    MEASURE_VOT_ACCURACY,   /* vot.h: of the runs that were added */
    MEASURE_VOT_ROBUSTNESS, /* multi-start */
    MEASURE_VOT_FAILURES,   /* supervised  */
    MEASURE_VOT_EAO,
    MEASURE_AUROC, /* confidence.h: over all frames */
    MEASURE_ECE,
    MEASURE_LOST_RECALL, /* lost.h: over all frames */
    MEASURE_LOST_PRECISION,
    MEASURE_ABSENT_RECALL,
    MEASURE_FALSE_LOST,
    MEASURE_FRAMES_TO_NOTICE,
    MEASURE_FOUND_AGAIN,
    MEASURE_FRAMES_TO_RETURN,
    MEASURE_REFOUND, /* reappear.h: over all reappearances */
    MEASURE_MS_MEAN, /* speed.h: over all frames, milliseconds */
    MEASURE_MS_P50,
    MEASURE_MS_P95,
    MEASURE_MS_MAX,
    MEASURE_MS_DECODE,
    MEASURES
} measure;

typedef struct measure_info {
    const char *key;   /* for JSON: "auc"                         */
    const char *title; /* for a table's head: "AUC"               */
    const char *text;  /* one line: what it is                    */
    const char *unit;  /* "", "frames" or "ms"                    */
    bool lower_better;
} measure_info;

/* Static; never NULL for 0 <= m < MEASURES. */
const measure_info *measure_about(measure m);

#endif
