#!/usr/bin/env bash
# Tracks a generated square and checks the rows: numbering, truth, ranges, outputs, determinism.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
need ffmpeg ffprobe
frames=100
make_square square.mp4 $frames
box=40,60,48,48

# follow ARGUMENTS...: by the classical model, which follows the square whatever weights are built in.
follow() {
    run 0 track --model classic "$@"
}

# on_square FILE OVERLAP: every row's box overlaps the square by that IoU at least.
on_square() {
    awk -F, -v want="$2" 'NR > 1 {
        x = 40 + 2 * $1; y = 60 + $1
        w = ($4 + $6 < x + 48 ? $4 + $6 : x + 48) - ($4 > x ? $4 : x)
        h = ($5 + $7 < y + 48 ? $5 + $7 : y + 48) - ($5 > y ? $5 : y)
        both = w > 0 && h > 0 ? w * h : 0
        if (both / ($6 * $7 + 48 * 48 - both) < want) { print "row off the square: " $0; exit 1 }
    }' "$1" || fail "$1 does not follow the square"
}

# numbers FILE FIRST LAST: the rows are of these frames, one each.
numbers() {
    diff <(tail -n +2 "$1" | cut -d, -f1) <(seq "$2" "$3") >/dev/null || fail "$1: not rows $2 to $3"
}

echo "rows of a whole video"
follow square.mp4 --box $box --no-window -o track.csv
[ -e track.csv.part ] && fail "track.csv.part is left"
[ "$(head -n 1 track.csv)" = frame,pts,time_s,x,y,w,h,confidence,state ] || fail "header"
[ "$(sed -n 2p track.csv)" = 0,0,0.000000,40.000,60.000,48.000,48.000,1.0000,tracking ] ||
    fail "the first row is not the box given: $(sed -n 2p track.csv)"
numbers track.csv 0 $((frames - 1))
on_square track.csv 0.6
grep -qF "$frames frames tracked" err || fail "the summary does not count"
[ -s out ] && fail "something on stdout"

echo "time stamps are the stream's"
ffprobe -v error -select_streams v -show_entries frame=pts -of csv=p=0 square.mp4 | grep -o "[-0-9.]*"  >pts
diff <(tail -n +2 track.csv | cut -d, -f2) pts >/dev/null || fail "pts differ from ffprobe's"

echo "two runs give the same bytes, wherever they go"
follow square.mp4 --box $box --no-window -o again.csv --decoder-threads 1
cmp track.csv again.csv || fail "not deterministic"
follow --box $box --no-window square.mp4
cmp track.csv out || fail "standard output differs"
follow square.mp4 --box=$box --no-window -o - --fast
cmp track.csv out || fail "-o - differs"

echo "ranges"
follow square.mp4 --box 80,80,48,48 --from 20 --to 30 --no-window -o range.csv
numbers range.csv 20 29
on_square range.csv 0.6
follow square.mp4 --box 80,80,48,48 --from 0.8s --to 00:00:01.2 --no-window -o times.csv
cmp range.csv times.csv || fail "times and frames select differently"
follow square.mp4 --box 80,80,48,48 --from 20 --limit 5 --no-window -o limit.csv
numbers limit.csv 20 24
follow square.mp4 --box $box --limit 1 --no-window -o one.csv
numbers one.csv 0 0

echo "a folder and a pattern of images"
mkdir images
ffmpeg -v error -i square.mp4 -frames:v 30 images/%04d.png
follow images --box $box --no-window -o images/folder.csv
numbers images/folder.csv 0 29
on_square images/folder.csv 0.6
follow images/%04d.png --box $box --no-window -o pattern.csv
cut -d, -f1,4- pattern.csv | cmp - <(cut -d, -f1,4- images/folder.csv) || fail "pattern and folder differ"

echo "devices without -f, and formats"
follow testsrc2=s=320x240:d=1 -f lavfi --box $box --no-window -o lavfi.csv
numbers lavfi.csv 0 24

echo "rendering"
follow square.mp4 --box $box --no-window -o a.csv --render out.mp4
cmp track.csv a.csv || fail "rendering changes the track"
[ -e out.part.mp4 ] && fail "out.part.mp4 is left"
ffprobe -v error -count_frames -select_streams v -of csv=p=0 \
    -show_entries stream=codec_name,width,height,nb_read_frames out.mp4 >probe
IFS=, read -r codec width height count <probe
[ "$codec" = h264 ] && [ $((width % 2 + height % 2)) = 0 ] && [ "$count" = $frames ] ||
    fail "rendered: $(cat probe)"
[ "$width" -gt 320 ] && [ "$height" -ge 240 ] || fail "rendered at ${width}x$height"
ffprobe -v error -select_streams v -show_entries frame=pts_time -of csv=p=0 out.mp4 | grep -o "[-0-9.]*"  >times
diff <(tail -n +2 track.csv | cut -d, -f3) times >/dev/null || fail "rendered at other times"

echo "variable rate: true time stamps"
ffmpeg -v error -i square.mp4 -vf "select='not(eq(mod(n\,3)\,1))'" -fps_mode vfr -c:v libx264 vfr.mp4
follow vfr.mp4 --box $box --no-window -o vfr.csv --render vfr-out.mp4
ffprobe -v error -select_streams v -show_entries frame=pts_time -of csv=p=0 vfr-out.mp4 | grep -o "[-0-9.]*"  >times
diff <(tail -n +2 vfr.csv | cut -d, -f3) times >/dev/null || fail "rendered at other times"

echo "pipes and devices"
"$FOVEA" track --model classic square.mp4 --box $box --no-window -o - 2>err | head -n 3 >head3
[ "$(wc -l <head3)" = 3 ] || fail "head saw $(wc -l <head3) lines"
cmp head3 <(head -n 3 track.csv) || fail "head saw other rows"
mkfifo fifo
cat fifo >through &
follow square.mp4 --box $box --no-window -o fifo
wait $!
cmp track.csv through || fail "the pipe changed rows"
[ -p fifo ] || fail "the pipe was replaced"
follow square.mp4 --box $box --no-window -o /dev/null
[ -c /dev/null ] || fail "/dev/null was replaced"

echo "the progress bar is for terminals"
if command -v script >/dev/null; then
    script -qec "'$FOVEA' track --model classic square.mp4 --box $box --no-window -o t.csv --delay 10" typed >/dev/null
    grep -q '/100 \[.*fps.*left' typed || fail "no progress bar on a terminal"
fi
follow square.mp4 --box $box --no-window -o t.csv --delay 2
grep -q $'\r' err && fail "a progress bar in a file"

echo "help and version"
run 0 --version
grep -qE '^fovea [0-9]+\.[0-9]+\.[0-9]+ \(model (learned|classic)\)$' out || fail "--version"
run 0 --help
grep -q track out || fail "--help"
run 0 track --help
grep -q -- --box out || fail "track --help"
exit 0
