/* report_input.h - what a report is made of, from made-up tracks: scored by the real code. */
#ifndef FOVEA_TESTS_REPORT_INPUT_H
#define FOVEA_TESTS_REPORT_INPUT_H

#include "eval/report.h"

typedef struct report_input {
    report report; /* to be handed to report_write_*(); may be changed before */
    report_tracker *tracker;
    report_sequence *sequence;
    report_attribute *attribute;
    pooled_scores *pooled;   /* [trackers, 1 + attributes] */
    sequence_scores *scores; /* [trackers, sequences] */
    const sequence_scores **list;
    int asked;           /* how often the moments of a sequence were asked for */
    fovea_status answer; /* what that returns */
    bool pictures;       /* whether it gives pictures */
} report_input;

/* Tracker t is off by a little more than tracker t - 1; the first one tells confidence, state
 * and times. In sequence s the object is absent in the frames 20 .. 29, and tracker 0 says lost
 * in 25 .. 34. Sequence 0 is the easiest. Names are "tracker 0", "sequence 0"; two attributes, the
 * first of which all sequences have. Moments are filled with a few bytes that stand for a JPEG. */
report_input *report_input_open(int trackers, int sequences, int frames);
void report_input_close(report_input *in);

/* The whole text of a report, to be freed; `status` is what the writer has to return. */
char *report_input_html(const report_input *in, fovea_status status);
char *report_input_json(const report_input *in, fovea_status status);

#endif
