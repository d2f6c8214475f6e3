/* results.h - what trackers said of sequences, as files: Fovea's own and those of the field's
 * toolkits.
 *
 * Below FOLDER, for the sequence NAME:
 *   fovea   NAME.csv: frame,pts,time_s,x,y,w,h,confidence,state,step_s,decode_s, one line a
 *           frame of the annotation. Lossless: floats in 9 digits, times in nanoseconds, empty
 *           fields where nothing is known. Columns are found by the header line, so that the
 *           file of `fovea track` is read as well (its frames are those of the input).
 *   otb     NAME.txt: x,y,w,h, 1-based
 *   got10k  NAME/NAME_001.txt: x,y,w,h and NAME/NAME_time.txt: seconds (got10k-toolkit)
 *   lasot   NAME.txt: x,y,w,h (LaSOT_Evaluation_Toolkit, pysot-toolkit)
 *   vot     unsupervised/NAME/NAME_001.txt: regions, the first one special, with
 *           NAME_001_confidence.value and NAME_001_time.value (VOT toolkit)
 *   mot     NAME.txt: frame,1,x,y,w,h,confidence,-1,-1,-1, frames and pixels from 1
 *   cvat    NAME.xml: one track of CVAT for video 1.1; frames are those of the input, outside
 *           where the tracker is lost
 * got10k, lasot and vot count pixels as their data set does (sequence.origin), because that is
 * what those toolkits compare; boxes in three decimals, as they write them. A frame without a
 * box is nan,nan,nan,nan (vot: 0); mot and cvat leave it out, as they do frames called
 * lost. Only fovea's file tells states. */
#ifndef FOVEA_EVAL_RESULTS_H
#define FOVEA_EVAL_RESULTS_H

#include <stdbool.h>

#include "eval/region.h"
#include "eval/sequence.h"
#include "eval/trajectory.h"
#include "fovea.h"

typedef enum results_format {
    RESULTS_FOVEA,
    RESULTS_OTB,
    RESULTS_GOT10K,
    RESULTS_LASOT,
    RESULTS_VOT,
    RESULTS_MOT,
    RESULTS_CVAT,
} results_format;

/* "fovea", "otb", ...: false where there is none of that name. */
bool results_format_named(results_format *out, const char *name);
const char *results_format_text(results_format format); /* static */

/* The file with the boxes; to be freed; NULL: no memory. */
char *results_path(const char *folder, results_format format, const char *name);

/* Writes the files of one sequence; folders are made. Each appears under its name only when it
 * is whole, the one with the boxes last: where results_path() exists, all of it is there.
 * t->frames == s->frames. ERR_IO: the log names the file and why; ERR_NOMEM. */
fovea_status results_write(const char *folder, results_format format, const sequence *s,
                           const trajectory *t, const fovea_log *log) FOVEA_CHECKED;

/* Reads them back into *out [s->frames], to be closed. Regions of vot become their boxes;
 * special ones none. ERR_IO, ERR_FORMAT: the log names file and line; ERR_UNSUPPORTED: cvat;
 * ERR_NOMEM. */
fovea_status results_read(trajectory *out, const char *folder, results_format format,
                          const sequence *s, const fovea_log *log) FOVEA_CHECKED;

/* ---- other people's results ---------------------------------------------------------- */

/* A folder of one tracker's results. Zero-initialise. */
typedef struct results_folder {
    char *path; /* with a VOT experiment: PATH/baseline or the like; owned */
    enum {
        RESULTS_FLAT,           /* NAME.csv (fovea) or NAME.txt (otb, lasot, pysot-toolkit, mot)  */
        RESULTS_NESTED,         /* NAME/NAME_001.txt: got10k-toolkit                              */
        RESULTS_VOT_EXPERIMENT, /* NAME/NAME_001.txt or .bin with special regions, or
                                 * NAME/NAME_00000000.* from anchors                      */
    } layout;
} results_folder;

/* Which layout holds most of the named sequences. `experiment` (may be NULL: baseline, longterm,
 * unsupervised, realtime in this order) is the sub-folder of a VOT toolkit's tracker folder.
 * ERR_IO, ERR_FORMAT (no layout fits; the log says what was looked for), ERR_NOMEM. */
fovea_status results_folder_open(results_folder *out, const char *path, const char *experiment,
                                 const char *const *names, int count,
                                 const fovea_log *log) FOVEA_CHECKED;
void results_folder_close(results_folder *folder);

/* How often a sequence was run (NAME_001, NAME_002, ...); 0: it was not. */
int results_folder_runs(const results_folder *folder, const sequence *s);

/* Run 1, 2, ... of a sequence. OTB's sequences are also found under the names that its other
 * toolkits give them (jogging_1, Jogging.1). As results_read(). */
fovea_status results_folder_read(trajectory *out, const results_folder *folder, const sequence *s,
                                 int run, const fovea_log *log) FOVEA_CHECKED;

/* ---- VOT multi-start ------------------------------------------------------------------- */

/* One run from an anchor: row 0 is the anchor's frame, the next ones go forwards to the end of
 * the sequence or backwards to its beginning. Written by rows of a trajectory [frames of the
 * run], as FOLDER/baseline/NAME/NAME_%08d.txt with its values. */
fovea_status results_write_run(const char *folder, const sequence *s, int anchor,
                               const trajectory *t, const fovea_log *log) FOVEA_CHECKED;

/* The regions of such a run, or of run 1, 2, ... (NAME_001: supervised experiments, with their
 * special codes), in a RESULTS_VOT_EXPERIMENT folder, unchanged; their count is that of the
 * file. `regions` is to be freed. As results_read(). */
fovea_status results_folder_read_anchor(region_list *regions, const results_folder *folder,
                                        const sequence *s, int anchor,
                                        const fovea_log *log) FOVEA_CHECKED;
fovea_status results_folder_read_regions(region_list *regions, const results_folder *folder,
                                         const sequence *s, int run,
                                         const fovea_log *log) FOVEA_CHECKED;

#endif
