/* The names of the figures. */
#include "eval/measure.h"

static const measure_info about[MEASURES] = {
    [MEASURE_AUC] = {"auc", "AUC", "success: mean share of frames with IoU > 0, .05 .. 1 (OTB)", "",
                     false},
    [MEASURE_PRECISION] = {"precision", "P@20", "share of frames with centres at most 20 px apart",
                           "", false},
    [MEASURE_NORM_PRECISION_AUC] = {"norm_precision_auc", "NP AUC",
                                    "normalised precision: mean share over distances 0 .. .5 of "
                                    "the object's size (LaSOT, TrackingNet)",
                                    "", false},
    [MEASURE_NORM_PRECISION] = {"norm_precision", "NP@.2",
                                "share of frames with centres at most .2 of the object's size "
                                "apart (pysot)",
                                "", false},
    [MEASURE_SUCCESS_50] = {"success_50", "SR@.5",
                            "share of frames with IoU > .5, mean over sequences", "", false},
    [MEASURE_GOT10K_AO] = {"got10k_ao", "AO", "mean IoU over all frames (GOT-10k toolkit)", "",
                           false},
    [MEASURE_GOT10K_SR50] = {"got10k_sr50", "SR.5",
                             "share of all frames with IoU > .5 (GOT-10k toolkit)", "", false},
    [MEASURE_GOT10K_SR75] = {"got10k_sr75", "SR.75",
                             "share of all frames with IoU > .75 (GOT-10k toolkit)", "", false},
    [MEASURE_GOT10K_MAO] = {"got10k_mao", "mAO", "AO, mean over classes (GOT-10k server)", "",
                            false},
    [MEASURE_GOT10K_MSR50] = {"got10k_msr50", "mSR.5", "SR.5, mean over classes (GOT-10k server)",
                              "", false},
    [MEASURE_GOT10K_MSR75] = {"got10k_msr75", "mSR.75", "SR.75, mean over classes (GOT-10k server)",
                              "", false},
    [MEASURE_VOT_ACCURACY] = {"vot_accuracy", "A", "mean overlap before failure (VOT)", "", false},
    [MEASURE_VOT_ROBUSTNESS] = {"vot_robustness", "R",
                                "share of frames before failure (VOT since 2020)", "", false},
    [MEASURE_VOT_FAILURES] =
        {"vot_failures", "failures",
         "failures a sequence, after each of which the tracker is started anew "
         "(VOT to 2019)",
         "", true},
    [MEASURE_VOT_EAO] = {"vot_eao", "EAO", "expected average overlap (VOT)", "", false},
    [MEASURE_AUROC] = {"auroc", "AUROC",
                       "chance that confidence is higher where IoU > .5 than where it is not", "",
                       false},
    [MEASURE_ECE] = {"ece", "ECE", "calibration error: |confidence - share with IoU > .5|, 10 bins",
                     "", true},
    [MEASURE_LOST_RECALL] = {"lost_recall", "lost recall",
                             "of the frames with the object absent or missed, called lost", "",
                             false},
    [MEASURE_LOST_PRECISION] = {"lost_precision", "lost precision",
                                "of the frames called lost, with the object absent or missed", "",
                                false},
    [MEASURE_ABSENT_RECALL] = {"absent_recall", "absent recall",
                               "of the frames with the object absent, called lost", "", false},
    [MEASURE_FALSE_LOST] = {"false_lost", "false lost", "of the frames with IoU >= .5, called lost",
                            "", true},
    [MEASURE_FRAMES_TO_NOTICE] = {"frames_to_notice", "to notice",
                                  "from a loss to calling it lost, where it was noticed", "frames",
                                  true},
    [MEASURE_FOUND_AGAIN] = {"found_again", "found again",
                             "of the losses after which the object was in view, ended", "", false},
    [MEASURE_FRAMES_TO_RETURN] = {"frames_to_return", "to return",
                                  "frames with the object in view until it was found again",
                                  "frames", true},
    [MEASURE_REFOUND] = {"refound_10", "re-found",
                         "of the objects that came back into view, re-found (IoU > .5, not called "
                         "lost) within 10 frames",
                         "", false},
    [MEASURE_MS_MEAN] = {"ms_mean", "mean", "time a frame, without decoding", "ms", true},
    [MEASURE_MS_P50] = {"ms_p50", "p50", "time that half of the frames stay within", "ms", true},
    [MEASURE_MS_P95] = {"ms_p95", "p95", "time that 95 % of the frames stay within", "ms", true},
    [MEASURE_MS_MAX] = {"ms_max", "max", "longest time of a frame", "ms", true},
    [MEASURE_MS_DECODE] = {"ms_decode", "decode", "time to read and decode a frame", "ms", true},
};

const measure_info *measure_about(measure m)
{
    return &about[m];
}
