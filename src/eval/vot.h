/* vot.h - VOT's short-term measures: accuracy, robustness, expected average overlap (EAO).
 *
 * Overlaps are those of regions drawn on pixels inside the picture (region.h).
 *
 * Multi-start (since 2020): Kristan et al., "The Eighth Visual Object Tracking VOT2020 Challenge
 * Results", ECCVW 2020, section 2; vot-toolkit, analysis/multistart.py. The tracker is started at
 * each anchor and runs to the sequence's end, or backwards to its beginning. A run fails at the
 * first of `grace` frames in a row with overlap <= threshold while the object is there. The
 * toolkit's conventions, kept:
 *   - overlap[0], the anchor's, is 0 (its result is a code, not a region); it counts in the sums,
 *     and as a low overlap;
 *   - a sequence's robustness is the frames before failure by all frames, over its runs; accuracy
 *     is the mean overlap of the frames before failure;
 *   - the data set's robustness weights sequences by their length, its accuracy by their frames
 *     before failure;
 *   - the curve at j is the mean over runs of: the mean overlap of frames 1 .. j (0 after the
 *     failure) for runs of more than j frames, the sum / (j - 1) for shorter ones that failed;
 *     shorter ones that did not fail have no say. EAO is the mean of the curve over [low, high):
 *     the toolkit's curve ends before `high`, though the interval is said to hold it.
 * "Burn-in" plays no part: in multistart.py it only switches the limit to the picture on.
 *
 * Supervised (to 2019): Kristan et al., "The Visual Object Tracking VOT2015 Challenge Results",
 * ICCVW 2015; vot-toolkit, analysis/supervised.py. The tracker is started anew some frames after
 * each failure (overlap 0). Accuracy is the mean overlap without failures and the first `burnin`
 * frames from each start, robustness the number of failures, both weighted by the sequences'
 * lengths. The curve is that of the pieces between start and failure or end, with sum / j; EAO its
 * mean over [low, high], as far as the longest piece reaches. */
#ifndef FOVEA_EVAL_VOT_H
#define FOVEA_EVAL_VOT_H

#include <stdbool.h>

#include "eval/sequence.h"
#include "fovea.h"

#define VOT_CURVE_MAX 756 /* no challenge's interval reaches further */

typedef struct vot_rules {
    bool multistart;  /* false: supervised                                     */
    int low, high;    /* the interval of EAO                                   */
    int grace;        /* multi-start: frames of low overlap that are a failure */
    double threshold; /* multi-start: what is low                              */
    int burnin;       /* supervised                                            */
} vot_rules;

/* The rules of a challenge, 2015 .. 2022, as the toolkit's stacks have them (2015, 2016: 108-371;
 * 2017, 2018: 100-356; 2019: 46-291; 2020 .. 2022: multi-start, 115-755). ERR_ARG: another year. */
fovea_status vot_rules_of(vot_rules *out, int year) FOVEA_CHECKED;

/* ---- runs ------------------------------------------------------------------------------ */

/* One run: from the anchor to the end or, backwards, to frame 0. */
typedef struct vot_run {
    int anchor;
    bool backward;
} vot_run;

int vot_run_length(vot_run run, int frames);
int vot_run_frame(vot_run run, int k); /* the sequence's frame that is frame k of the run */

/* The runs that a sequence's anchors mean (vot-toolkit, find_anchors): above 0 forward, below 0
 * backward; forward ones first. out: [frames]. Returns how many. */
int vot_runs(vot_run *out, const annotation *frame, int frames);

/* Anchors for sequences that have none: every 50 frames and the last one, forward where at least
 * as much lies ahead as behind, else backward, moved in the run's direction to the first frame in
 * which the object is there (VOT2020, section 2). out: [frames / 50 + 2]. Returns how many. */
int vot_runs_placed(vot_run *out, const annotation *frame, int frames);

/* ---- measures -------------------------------------------------------------------------- */

/* What one sequence's runs sum up to. Zero-initialise. */
typedef struct vot_sequence {
    int frames; /* of the sequence; to be set by the caller                    */
    int runs, failures;
    double overlap;                 /* multi-start: sum over the frames before failure;
                                     * supervised: sum of the runs' accuracies                 */
    long kept;                      /* multi-start: frames before failure                      */
    long total;                     /* frames of all runs                                      */
    int longest;                    /* frames of the longest piece                             */
    double curve[VOT_CURVE_MAX];    /* sums over the pieces, at j              */
    unsigned active[VOT_CURVE_MAX]; /* pieces that have a say at j             */
} vot_sequence;

/* Frames before the failure; `frames` where there is none. overlap: [frames]; absent: [frames],
 * frames whose truth is empty; NULL: none. */
int vot_frames_kept(const vot_rules *rules, const double *overlap, const bool *absent, int frames);

/* Adds a multi-start run. overlap, absent: [frames] in the order of the run; overlap[0] is taken as
 * 0. */
void vot_add_run(vot_sequence *s, const vot_rules *rules, const double *overlap, const bool *absent,
                 int frames);

/* What a supervised result says of a frame: region.h's codes, but for a region. */
typedef enum vot_code {
    VOT_UNKNOWN = REGION_UNKNOWN, /* not run: skipped after a failure */
    VOT_START = REGION_INITIALIZATION,
    VOT_FAILURE = REGION_FAILURE,
    VOT_REGION,
} vot_code;

/* Adds a supervised run over the whole sequence. code, overlap: [frames]. */
void vot_add_supervised(vot_sequence *s, const vot_rules *rules, const double *overlap,
                        const vot_code *code, int frames);

typedef struct vot_scores {
    double accuracy;
    double robustness; /* multi-start: 0..1, higher is better; supervised: failures a sequence */
    double eao;
    double curve[VOT_CURVE_MAX]; /* NaN where no piece has a say */
} vot_scores;

/* Over sequences, each taken weight[i] times (NULL: once); a single sequence's own figures with
 * count 1. NaN where there are no runs; EAO also where none has a say within the interval, as all
 * are too short (the toolkit says 0). */
vot_scores vot_score(const vot_rules *rules, const vot_sequence *const *list,
                     const unsigned *weight, int count);

#endif
