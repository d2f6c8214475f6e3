#!/usr/bin/env bash
# Ctrl-C and SIGTERM end cleanly and soon, with all results; a kill loses no line.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
need ffmpeg ffprobe
endless=(track -f lavfi testsrc2=s=320x240:r=25 --box 40,60,48,48 --no-window)

# start ARGUMENTS...: runs the program behind; sets pid.
start() {
    # A shell without job control starts its children with Ctrl-C ignored; undo that.
    python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$FOVEA" "$@" >out 2>err </dev/null &
    pid=$!
    started+=($pid)
    wait_for 20 grep -qx "$(basename "$FOVEA")" "/proc/$pid/comm" || fail "not started"
}

# whole FILE: only whole rows.
whole() {
    awk -F, 'NF != 9 { exit 1 }' "$1" || fail "$1 has a broken row"
    [ "$(tail -c 1 "$1" | od -An -tu1 | tr -d ' ')" = 10 ] || fail "$1 ends within a line"
}

need python3
for signal in INT TERM; do
    echo "SIG$signal"
    start "${endless[@]}" -o $signal.csv --render $signal.mp4
    wait_for 20 more_rows $signal.csv.part 20 || fail "no rows"
    kill -$signal $pid
    ends 0
    [ -e $signal.csv ] && [ ! -e $signal.csv.part ] || fail "$signal.csv has not got its name"
    whole $signal.csv
    count=$(ffprobe -v error -count_frames -select_streams v -of csv=p=0 \
        -show_entries stream=nb_read_frames $signal.mp4 | tr -d ,)
    [ "$count" = $(rows $signal.csv) ] || fail "$count frames rendered"
    grep -q "frames tracked" err || fail "no summary"
done

echo "sent twice, as timeout(1) does, it is one"
start "${endless[@]}" -o twice.csv
wait_for 20 more_rows twice.csv.part 20 || fail "no rows"
kill -INT $pid
kill -INT $pid
kill -TERM $pid 2>/dev/null
ends 0
[ -e twice.csv ] || fail "twice.csv has not got its name"

echo "a slow tracker, a live source that blocks"
start "${endless[@]}" -o slow.csv --delay 60000
wait_for 20 test -s slow.csv.part || fail "not started"
sleep 0.3
kill -INT $pid
ends 0
port=$((20000 + $$ % 20000))
ffmpeg -v error -re -f lavfi -i testsrc2=s=320x240:r=25 -c:v mpeg2video -g 12 -b:v 2M -f mpegts \
    "udp://127.0.0.1:$port?pkt_size=1316" &
sender=$!
started+=($sender)
start track "udp://127.0.0.1:$port" --box 40,60,48,48 --no-window -o live.csv
wait_for 20 more_rows live.csv.part 10 || fail "no rows from the network"
kill -STOP $sender # now the source waits for ever
sleep 0.3
kill -INT $pid
ends 0
{ kill -KILL $sender && wait $sender; } 2>/dev/null
whole live.csv
grep -q "latency from capture to result" err || fail "no latency in the summary"
[ "$(sed -n 's/.* \([0-9]*\) frames captured = \([0-9]*\) taken + \([0-9]*\) dropped.*/\1 \2 \3/p' err |
    awk '{ print $1 - $2 - $3 }')" = 0 ] || fail "frames are not accounted for"

echo "while a source is opened there is nothing to keep"
mkfifo silent
for input in silent "udp://127.0.0.1:$((port + 1))"; do
    start track "$input" --box 40,60,48,48 --no-window -o opening.csv
    sleep 0.5
    kill -INT $pid
    ends 130
    [ -e opening.csv.part ] && fail "a file without rows is left"
done

echo "kill -9 leaves the rows so far"
start "${endless[@]}" -o killed.csv
wait_for 20 more_rows killed.csv.part 50 || fail "no rows"
kill -KILL $pid
wait $pid 2>/dev/null
[ -e killed.csv ] && fail "a killed run has named its file"
[ "$(wc -l <killed.csv.part)" -gt 50 ] || fail "rows are lost"
head -n -1 killed.csv.part >but_one
whole but_one
exit 0
