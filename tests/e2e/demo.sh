#!/usr/bin/env bash
# The demo's balloon, followed by the model that the program takes by itself: closely while in
# sight, not called tracking while hidden; and found by the second, wider look when it leaps out of
# the window. The floors leave room for other weights.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
[ -z "$sanitized" ] || skip "its 350 frames take a minute there, and other tests run the same code"
truth=$FOVEA_ROOT/assets/demo.txt
run 0 track "$FOVEA_ROOT/assets/demo.mp4" --box "$(head -n 1 "$truth")" --no-window -o track.csv
[ "$(wc -l <track.csv)" = $(($(wc -l <"$truth") + 1)) ] || fail "not a row for every frame"
awk -F, '
    NR == FNR { x[NR - 1] = $1; y[NR - 1] = $2; w[NR - 1] = $3; h[NR - 1] = $4; next }
    FNR == 1 { next }
    x[$1] == "nan" { hidden++; knew += $9 != "tracking"; next }
    {
        across = ($4 + $6 < x[$1] + w[$1] ? $4 + $6 : x[$1] + w[$1]) - ($4 > x[$1] ? $4 : x[$1])
        down = ($5 + $7 < y[$1] + h[$1] ? $5 + $7 : y[$1] + h[$1]) - ($5 > y[$1] ? $5 : y[$1])
        both = across > 0 && down > 0 ? across * down : 0
        total += both / ($6 * $7 + w[$1] * h[$1] - both); seen++
        called += $9 == "tracking"
    }
    END {
        printf "mean IoU %.3f and tracking %.2f of %d in sight; not tracking %.2f of %d hidden\n",
            total / seen, called / seen, seen, knew / hidden, hidden
        exit !(total / seen > 0.6 && called / seen > 0.75 && knew / hidden > 0.75)
    }' "$truth" track.csv >figures || fail "$(cat figures)"
cat figures

# The window reaches 2 sizes to either side; the camera turns by 2.2.
box=$(head -n 1 "$truth") leap=210
mkdir leap
for i in 0 1 2; do
    ffmpeg -v error -i "$FOVEA_ROOT/assets/demo.mp4" -frames:v 1 \
        -vf "crop=600:480:$((i == 2 ? leap : 0)):0" "leap/$i.png" || fail "no picture $i"
done
run 0 track leap --box "$box" --no-window -o leap.csv
tail -n 1 leap.csv | awk -F, -v box="$box" -v leap=$leap '{
    split(box, b, ",")
    x = $4 - b[1] + leap
    y = $5 - b[2]
    exit !($9 == "tracking" && x * x + y * y < 20 * 20)
}' || fail "not found after a leap: $(tail -n 1 leap.csv)"
exit 0
