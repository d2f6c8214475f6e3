#!/usr/bin/env bash
# The layouts of data sets, from folders of pictures: each is found and scored, and what is written
# for a toolkit scores as ours when it is read back, beside ours.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
. "$FOVEA_ROOT/tests/support/eval.bash" || exit 1
need ffmpeg python3
frames=24
make_pictures pictures %08d.jpg $frames

# layout NAME: a data set of one sequence `square` of that layout.
layout() {
    local s=$1/square
    mkdir -p "$s"
    case $1 in
    otb)
        cp -r pictures "$s/img"
        square_boxes $frames 1 | tr , '\t' >"$s/groundtruth_rect.txt"
        ;;
    got10k)
        cp pictures/* "$s"
        square_boxes $frames >"$s/groundtruth.txt"
        for _ in $(seq $frames); do echo 0; done >"$s/absence.label"
        for _ in $(seq $frames); do echo 8; done >"$s/cover.label"
        printf '[METAINFO]\nobject_class: square\nresolution: (320, 240)\nanno_fps: 25Hz\n' \
            >"$s/meta_info.ini"
        ;;
    lasot)
        cp -r pictures "$s/img"
        square_boxes $frames 1 >"$s/groundtruth.txt"
        for flags in full_occlusion out_of_view; do
            for _ in $(seq $frames); do echo 0; done | paste -sd, >"$s/$flags.txt"
        done
        ;;
    vot)
        mkdir "$s/color"
        cp pictures/* "$s/color"
        printf 'channels.color=color/%%08d.jpg\nfps=25\nwidth=320\nheight=240\n' >"$s/sequence"
        square_boxes $frames >"$s/groundtruth.txt"
        for i in $(seq $frames); do
            case $i in 1) echo 1 ;; 20) echo -1 ;; *) echo 0 ;; esac
        done >"$s/anchor.value"
        ;;
    esac
    [ "$1" = lasot ] || echo square >"$1/list.txt"
}

# same MEASURE...: trackers 0 and 1 of report.json agree, to what three decimals of a box allow.
same() {
    python3 - "$@" <<'CHECK' || fail "the results read back score otherwise"
import json
import sys

ours, theirs = (t["all"]["measures"] for t in json.load(open("report.json"))["trackers"])
for key in sys.argv[1:]:
    a, b = ours[key]["value"], theirs[key]["value"]
    if not (0.5 < a <= 1 and abs(a - b) < 2e-3):
        sys.exit(f"{key}: {a} and {b}")
CHECK
}

# there_and_back LAYOUT FOLDER MEASURE...: written as the toolkit has it, read from FOLDER.
there_and_back() {
    local name=$1 folder=$2
    shift 2
    echo "$name"
    layout "$name"
    run 0 eval "$name" --results "results-$name" --format "$name"
    run 0 eval "$name" --results "results-$name" --compare "back=results-$name/fovea/$name$folder" \
        --json report.json --report report.html
    [ -s err ] && grep -qv written err && fail "something is wrong"
    same "$@"
}

there_and_back otb "" auc precision success_50
there_and_back got10k "" got10k_ao got10k_sr50 auc
there_and_back lasot "" auc norm_precision
there_and_back vot "" vot_accuracy vot_robustness

echo "VOT's runs from anchors: forwards, backwards, and by another program"
ls results-vot/fovea/anchors/square_00000000.csv results-vot/fovea/anchors/square_00000019.csv \
    >/dev/null || fail "no results of anchors"
[ "$(wc -l <results-vot/fovea/anchors/square_00000019.csv)" = 21 ] ||
    fail "the run backwards has not 20 frames"
run 0 eval vot --program "SAME=$FOVEA" --json report.json --repeat
same vot_accuracy vot_robustness auc
run 0 eval vot --results results-vot --repeat
rm results-vot/fovea/anchors/square_00000019.csv
run 0 eval vot --results results-vot
one_line "1 of 1 results are damaged and are made again: square"

echo "VOT's supervised results, by the rules of their year"
mkdir -p restarted/baseline/square
square_boxes $frames | sed -e '1s/.*/1/;20s/.*/2/;21,$s/.*/0/' \
    >restarted/baseline/square/square_001.txt
run 0 eval vot --vot 2019 --compare R=restarted --json report.json
python3 - <<'CHECK' || fail "exact boxes with one failure score otherwise"
import json

ours, theirs = (t["all"]["measures"] for t in json.load(open("report.json"))["trackers"])
value = lambda m, key: m[key]["value"] if m.get(key) else None
assert value(theirs, "vot_accuracy") == 1, theirs
assert value(theirs, "vot_failures") == 1, theirs
assert value(ours, "vot_accuracy") is None, ours
CHECK

echo "as MOTChallenge and CVAT have it"
run 0 eval otb --results results-otb --format mot
[ "$(wc -l <results-otb/fovea/mot/square.txt)" = $frames ] || fail "not a line a frame for mot"
run 0 eval otb --results results-otb --format cvat
grep -q '<track' results-otb/fovea/cvat/square.xml || fail "no track for cvat"
run 0 eval otb --rules pysot --json report.json
exit 0
