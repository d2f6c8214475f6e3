#!/usr/bin/env bash
# A live source, the screen of an X server, with a tracker that is too slow for it: frames are
# dropped and counted, latency and memory are bounded, boxes are drawn and corrected meanwhile.
# DURATION: seconds of tracking, 8 unless told; 60 for the long run.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
need ffmpeg ffplay xdotool Xvfb
duration=${DURATION:-8}
delay=100
make_square square.mp4 90
export SDL_VIDEODRIVER=x11 SDL_AUDIODRIVER=dummy

start_display 320x240
screen=$DISPLAY
ffplay -v error -loop 0 -left 0 -top 0 -noborder square.mp4 </dev/null >/dev/null 2>&1 &
started+=($!)
wait_for 20 xdotool search --onlyvisible --class ffplay || fail "no picture to follow"
sleep 0.5

start_display 1280x800
zoom=2
start_window track "$screen" -f x11grab -o live.csv --delay $delay

memory() {
    awk '/^VmRSS/ { print $2 }' /proc/$pid/status
}

echo "the frame waits for a box, the source does not"
sleep 0.5
[ "$(rows live.csv.part)" = 0 ] || fail "rows before the start"
drag 100 100 50 50
xdotool key Return
wait_for 10 more_rows live.csv.part 3 || fail "no rows"
early=$(memory)

echo "drawn again and corrected"
for x in 60 90; do
    sleep 1
    xdotool key r
    sleep 0.4
    before=$(rows live.csv.part)
    drag $x 80 48 50
    xdotool key Return
    wait_for 10 more_rows live.csv.part $((before + 2)) || fail "it does not go on"
    [ "$(sed -n $((before + 2))p live.csv.part | cut -d, -f4-8)" = "$x.000,80.000,48.000,50.000,1.0000" ] ||
        fail "the row of the corrected frame is $(sed -n $((before + 2))p live.csv.part)"
done
for ((i = 2; i < duration; i++)); do
    sleep 1
done
late=$(memory)
xdotool key q
ends 0

echo "the books"
tail -n 3 err
read -r captured taken dropped p50 p95 < <(sed -n \
    's/.* \([0-9]*\) frames captured = \([0-9]*\) taken + \([0-9]*\) dropped.* \([0-9.]*\) ms (p50), \([0-9.]*\) ms (p95).*/\1 \2 \3 \4 \5/p' err)
[ $((captured - taken - dropped)) = 0 ] || fail "frames are not accounted for"
tracked=$(sed -n 's/.* \([0-9]*\) frames tracked in.*/\1/p' err)
[ "$tracked" = "$taken" ] && [ "$tracked" = "$(rows live.csv)" ] || fail "tracked $tracked, taken $taken"
[ "$dropped" -gt "$taken" ] || fail "the source was not dropped from: $dropped"
awk -F, 'NR > 2 && $1 <= last { exit 1 } { last = $1 }' live.csv || fail "frames out of order"
awk "BEGIN { exit !($p50 >= $delay && $p95 < $latency_ms) }" || fail "latency $p50 $p95"
echo "memory: $early kB early, $late kB late"
# A sanitizer keeps what is freed.
[ -n "$sanitized" ] || [ $((late - early)) -lt 4096 ] || fail "memory grows: $early kB, then $late kB"
exit 0
