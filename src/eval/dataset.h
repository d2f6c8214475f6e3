/* dataset.h - a folder of annotated sequences, in the layout of one of the field's benchmarks.
 *
 * Opening looks at names only (MOTChallenge: also at gt.txt, for the tracks in it); sequences
 * are loaded one by one. A data set is immutable once open, so that any number of threads may
 * load from it. What is wrong with one sequence is said when that one is loaded, in one line
 * that names file and line, what was found and what was expected; the others stay usable.
 *
 * Where a folder has a list.txt, it names the sequences and their order; else it is that of
 * file names. Fields of a line are separated by a comma, blanks or tabs. A box with a nan, or
 * whose four numbers are zero or whose sides are, means that the object is absent.
 *
 * OTB      SEQ/img/, SEQ/groundtruth_rect[.N].txt; 1-based. Several targets: SEQ-1, SEQ-2; an
 *          empty annotation is none (Human4's first). David is annotated in pictures 300-770,
 *          Football1 1-74, Freeman3 1-460, Freeman4 1-283, Diving 1-215; BlurCar1, 3 and 4 from
 *          247, 3 and 18 on. Attributes of the 98 folders as published (Wu, Lim, Yang, TPAMI
 *          2015).
 * GOT-10k  SEQ/ with pictures, groundtruth.txt, and where they are there absence.label,
 *          cover.label, cut_by_image.label (a tag), meta_info.ini (class, size, rate); 0-based
 *          as its toolkit uses them. A test sequence has the first box only.
 * LaSOT    [CLASS/]SEQ/img/, groundtruth.txt, full_occlusion.txt, out_of_view.txt (one flag a
 *          frame, absent if either is set; both are tags); 1-based (its author in
 *          LaSOT_Evaluation_Toolkit issue 14). att/SEQ.txt or annos/att/SEQ.txt in the data
 *          set's folder: the 14 attributes, 0 or 1 each.
 * VOT      SEQ/sequence (key=value) or the pictures themselves, groundtruth.txt of regions,
 *          NAME.tag, anchor.value; coordinates as they are.
 * MOT      SEQ/seqinfo.ini, SEQ/gt/gt.txt, SEQ/img1/: every considered track is a sequence
 *          SEQ-ID from its first frame to its last, absent where it has no line; 1-based.
 * plain    NAME.txt beside the video NAME.mp4 (any video ending, or a folder of pictures NAME):
 *          x,y,w,h a line and frame; 0-based. */
#ifndef FOVEA_EVAL_DATASET_H
#define FOVEA_EVAL_DATASET_H

#include "eval/sequence.h"
#include "fovea.h"

typedef enum dataset_layout {
    DATASET_OTB,
    DATASET_GOT10K,
    DATASET_LASOT,
    DATASET_VOT,
    DATASET_MOT,
    DATASET_PLAIN,
} dataset_layout;

typedef struct dataset dataset; /* opaque */

/* Finds the layout and the sequences. One line in the log where it fails.
 * ERR_IO: the folder cannot be read; ERR_FORMAT: no layout fits; ERR_NOMEM. */
fovea_status dataset_open(dataset **out, const char *folder, const fovea_log *log) FOVEA_CHECKED;

dataset_layout dataset_layout_of(const dataset *d);

/* "OTB", "GOT-10k", "LaSOT", "VOT", "MOTChallenge" or "plain"; static. */
const char *dataset_layout_text(dataset_layout which);

/* At least 1. */
int dataset_count(const dataset *d);

/* The name of sequence i, owned by the data set. */
const char *dataset_name(const dataset *d, int i);

/* Reads sequence i; to be closed with sequence_close(). One line in the log where it fails.
 * ERR_IO: a file or folder is missing or cannot be read; ERR_FORMAT: a line that is not what
 * it should be, or numbers of lines and pictures differ; ERR_NOMEM. */
fovea_status dataset_load(const dataset *d, int i, sequence *out,
                          const fovea_log *log) FOVEA_CHECKED;

/* Accepts a pointer to NULL; sets *d to NULL. */
void dataset_close(dataset **d);

#endif
