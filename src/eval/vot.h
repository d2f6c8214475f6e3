/* vot.h - VOT's short-term measures: accuracy, robustness, expected average overlap.
 *
 * Multi-start (since 2020): Kristan et al., "The Eighth Visual Object Tracking VOT2020 Challenge
 * Results", ECCVW 2020, section 2; vot-toolkit, analysis/multistart.py. The tracker is started at
 * each anchor and runs to the sequence's end, or backwards to its beginning. A run fails at the
 * first of `grace` frames in a row with overlap <= threshold in which the object is there. The
 * toolkit's conventions, kept:
 *   - overlap[0], the anchor's, is 0 (its result is a code, not a region); it counts in the sums,
 *     and as a low overlap;
 *   - a sequence's robustness is the frames before failure by all frames, over its runs; accuracy
 *     the mean overlap of the frames before failure;
 *   - the data set's robustness weights sequences by their length, its accuracy by the frames
 *     before failure;
 *   - the expected overlap curve at j is, of each run of more than j frames, the mean overlap of
 *     its frames 1 .. j (0 after the failure); a shorter run that failed gives its sum / (j - 1),
 *     one that did not gives nothing. Sequences' curves are weighted by their number of such runs
 *     through the product of mean and count; EAO is the mean of the curve over [low, high). The
 *     curve ends before `high`, though the papers' interval holds it.
 * Overlaps are those inside the picture, of regions drawn on pixels: region.h. "Burn-in" plays no
 * part here: in multistart.py it only switches that limit on.
 * Supervised (to 2019): restarts 5 frames after each failure; analysis/supervised.py: overlaps of
 * the first `burnin` frames from an initialisation do not count for accuracy. */
#ifndef FOVEA_EVAL_VOT_H
#define FOVEA_EVAL_VOT_H

#include <stdbool.h>

#include "fovea.h"

#define VOT_CURVE_MAX 756 /* no challenge's interval reaches further */

typedef struct vot_rules {
    bool multistart;  /* false: supervised                                      */
    int low, high;    /* the interval of the expected average overlap           */
    int grace;        /* multi-start: frames of low overlap that are a failure  */
    double threshold; /* multi-start: what is low                               */
    int burnin;       /* supervised: frames left out of accuracy                */
} vot_rules;

/* The rules of a challenge, 2015 .. 2022, as the toolkit's stacks have them (2015, 2016: 108-371;
 * 2017, 2018: 100-356; 2019: 46-291; 2020 .. 2022: 115-755, multi-start). ERR_ARG: no such year
 * (VOT has since moved to long-term and several objects). */
fovea_status vot_rules_of(vot_rules *out, int year) FOVEA_CHECKED;

/* ---- runs ------------------------------------------------------------------------------ */

/* One run: from the anchor to the end or, backwards, to frame 0. */
typedef struct vot_run {
    int anchor;
    bool backward;
} vot_run;

int vot_run_length(vot_run run, int frames);
int vot_run_frame(vot_run run, int k); /* the sequence's frame that is frame k of the run */

/* The runs that the values of a sequence's `anchor` mean (vot-toolkit, find_anchors): above 0
 * forward, below 0 backward; forward ones first. out: [frames]. Returns how many. */
int vot_runs(vot_run *out, const double *anchor, int frames);

/* Anchors for sequences that have none: every 50 frames and the last one, forward where at least
 * as much lies ahead as behind, else backward, moved in the run's direction to the first frame in
 * which the object is there (VOT2020, section 2.1). out: [frames / 50 + 2]. Returns how many. */
int vot_runs_placed(vot_run *out, const bool *absent, int frames);

/* ---- measures -------------------------------------------------------------------------- */

/* What one sequence's runs sum up to. */
typedef struct vot_sequence {
    int frames;                     /* of the sequence                                     */
    int runs, failed;               /* multi-start: failed runs; supervised: failures      */
    double overlap;                 /* sum over the frames that count for accuracy         */
    long kept;                      /* how many those are                                  */
    long total;                     /* frames of all runs                                  */
    double curve[VOT_CURVE_MAX];    /* sums of the runs' mean overlaps at j    */
    unsigned active[VOT_CURVE_MAX]; /* runs that have a say at j             */
} vot_sequence;

/* Frames before the failure; `frames` where there is none.
 * absent: [frames], frames whose truth is empty; NULL: none. */
int vot_frames_kept(const vot_rules *rules, const double *overlap, const bool *absent, int frames);

/* Adds a multi-start run. overlap: [frames], overlap[0] is taken as 0. */
void vot_add_run(vot_sequence *s, const vot_rules *rules, const double *overlap, const bool *absent,
                 int frames);

/* What a supervised result says of a frame. */
typedef enum vot_code {
    VOT_REGION,
    VOT_UNKNOWN, /* 0: not run (frames skipped after a failure) */
    VOT_INIT,    /* 1 */
    VOT_FAILURE, /* 2 */
} vot_code;

/* Adds a supervised run over the whole sequence. code, overlap: [frames]. */
void vot_add_supervised(vot_sequence *s, const vot_rules *rules, const double *overlap,
                        const vot_code *code, int frames);

typedef struct vot_scores {
    double accuracy;
    double robustness; /* multi-start: 0..1, higher is better; supervised: failures a sequence */
    double eao;
    double curve[VOT_CURVE_MAX]; /* up to rules->high */
} vot_scores;

/* Over sequences, each taken weight[i] times (NULL: once); one sequence's own figures with
 * count 1. NaN where there are no runs. */
vot_scores vot_score(const vot_rules *rules, const vot_sequence *const *list,
                     const unsigned *weight, int count);

#endif
