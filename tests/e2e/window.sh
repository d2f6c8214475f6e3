#!/usr/bin/env bash
# The window, with a real mouse and real keys: drawing, pausing, stepping, correcting, quitting.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
need ffmpeg ffprobe xdotool Xvfb
make_square square.mp4 250
start_display 1280x800
export SDL_VIDEODRIVER=x11
zoom=2 # 320x240 is shown twice as large

key() {
    xdotool key "$@"
    sleep 0.3
}

# still FILE: no row is added for a while; prints how many there are.
still() {
    local count
    sleep 0.3
    count=$(rows "$1")
    sleep 0.5
    [ "$(rows "$1")" = "$count" ] || fail "it goes on"
    echo "$count"
}

row() {
    sed -n "$(($2 + 2))p" "$1"
}

echo "the first frame waits for a box"
start_window track square.mp4 -o track.csv
[ "$(still track.csv.part)" = 0 ] || fail "rows before the start"
drag 100 20 60 30
drag 40 60 48 48 # a second thought
key Return
wait_for 10 more_rows track.csv.part 10 || fail "it does not go on"

echo "space pauses, n steps"
key space
count=$(still track.csv.part) || exit 1
for i in 1 2 3; do
    key n
done
[ "$(still track.csv.part)" = $((count + 3)) ] || fail "three steps are not three rows"

echo "r corrects exactly the frame shown"
frame=$((count + 3)) # its own row is held back until the next one
x=$((40 + 2 * frame)) y=$((60 + frame))
key r
drag $x $y 48 48
key Return
[ "$(still track.csv.part)" = $frame ] || fail "the pause is forgotten"
key s
key n
[ "$(row track.csv.part $frame)" = "$(printf '%d,%d,%.6f,%d.000,%d.000,48.000,48.000,1.0000,tracking' \
    $frame $((frame * 512)) "$(awk "BEGIN { print $frame / 25 }")" $x $y)" ] ||
    fail "the row of the corrected frame is $(row track.csv.part $frame)"

echo "s saves what is shown"
shot=$(printf 'square-%06d.png' $frame)
grep -qF "$shot written" err || fail "it does not name the screenshot"
ffprobe -v error -of csv=p=0 -show_entries stream=width,height "$shot" >size || fail "no picture in $shot"
IFS=, read -r width height <size
[ "$width" -ge 640 ] && [ "$height" -ge 480 ] || fail "a screenshot of ${width}x$height"

echo "Esc goes on as it was"
key r
drag 10 10 30 30
key Escape
key space
wait_for 10 more_rows track.csv.part $((frame + 5)) || fail "it does not go on"
key r
before=$(still track.csv.part) || exit 1
drag $((40 + 2 * before)) $((60 + before)) 48 48
key Return
wait_for 10 more_rows track.csv.part $((before + 3)) || fail "it does not go on"
[ "$(row track.csv.part $before | cut -d, -f4-8)" = "$((40 + 2 * before)).000,$((60 + before)).000,48.000,48.000,1.0000" ] ||
    fail "the row of the second correction is $(row track.csv.part $before)"

echo "q ends, results kept"
xdotool key q
ends 0
[ -e track.csv.part ] && fail "track.csv.part is left"
[ "$(cut -d, -f8 track.csv | grep -c '^1.0000$')" -ge 3 ] || fail "the boxes given are not all there"
diff <(tail -n +2 track.csv | cut -d, -f1) <(seq 0 $(($(rows track.csv) - 1))) >/dev/null ||
    fail "rows are missing or double"

echo "quitting before a box was drawn makes no file"
for how in q close INT; do
    echo old >none.csv
    start_window track square.mp4 -o none.csv
    case $how in
    q) xdotool key q ;;
    close) xdotool search --name Fovea: windowclose ;;
    INT) kill -TERM $pid ;;
    esac
    [ $how = close ] || ends 0
    [ $how = close ] && { wait $pid || true; }
    [ "$(cat none.csv)" = old ] || fail "$how: an older result is gone"
done

echo "Esc at the first frame: watch, and draw when the object comes"
start_window track square.mp4 -o late.csv
key Escape
sleep 0.6
[ "$(rows late.csv.part)" = 0 ] || fail "rows before the start"
key r
drag 60 80 60 60
key Return
wait_for 10 more_rows late.csv.part 3 || fail "no rows after the box"
xdotool key q
ends 0
[ "$(sed -n 2p late.csv | cut -d, -f1)" -gt 5 ] || fail "rows start at $(sed -n 2p late.csv)"
[ "$(sed -n 2p late.csv | cut -d, -f4-8)" = 60.000,80.000,60.000,60.000,1.0000 ] ||
    fail "the first row is not the box drawn"
grep -q "shown before a box was drawn" err || fail "the summary hides the frames before"

echo "the video's rate, and as fast as it goes"
begin=$(date +%s%N)
start_window track square.mp4 --box 40,60,48,48 --limit 50 -o paced.csv
ends 0 20000
took=$((($(date +%s%N) - begin) / 1000000))
[ $took -ge 1900 ] || fail "50 frames of 25 a second took $took ms"
"$FOVEA" track square.mp4 --box 40,60,48,48 --limit 50 --fast -o fast.csv 2>err || fail "--fast"
"$FOVEA" track square.mp4 --box 40,60,48,48 --limit 50 --no-window -o none.csv 2>err || fail "--no-window"
cmp paced.csv none.csv && cmp fast.csv none.csv || fail "the window changes the track"
"$FOVEA" track square.mp4 --box 40,60,48,48 --limit 50 --fast >out 2>err || fail "without -o"
[ -s out ] && fail "rows on stdout although there is a window"
grep -q "50 frames tracked" err || fail "no summary"
exit 0
