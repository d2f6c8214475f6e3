# vot.bash - what the tests of the VOT toolkit's protocols share. Source it after e2e.bash.

pictures=12
box=111.5,105.75,40.25,55.25

# make_pictures: the demo clip's first pictures as png/ and jpg/, and png.csv and jpg.csv with
# what `fovea track` makes of them from $box.
make_pictures() {
    local kind
    mkdir png jpg
    ffmpeg -v error -i "$FOVEA_ROOT/assets/demo.mp4" -frames:v $pictures -vf scale=427:240 \
        png/%04d.png || fail "ffmpeg cannot read the demo clip"
    ffmpeg -v error -i png/%04d.png -q:v 2 jpg/%04d.jpg || fail "ffmpeg cannot write JPEG"
    for kind in png jpg; do
        run 0 track $kind --box $box --no-window -o $kind.csv
    done
}

# same_boxes FILE CSV [FIRST]: FILE has lines x,y,w,h,confidence, those of the CSV's rows (from
# row FIRST on) but for rounding.
same_boxes() {
    [ "$(wc -l <"$1")" = $((pictures - ${3:-0})) ] || fail "$1 has $(wc -l <"$1") lines"
    tail -n +$((2 + ${3:-0})) "$2" | cut -d, -f4-8 | paste -d, "$1" - | awk -F, '
        function far(a, b, most) { return a - b > most || b - a > most }
        far($1, $6, .0006) || far($2, $7, .0006) || far($3, $8, .0006) || far($4, $9, .0006) ||
        far($5, $10, .00006) { print; wrong = 1 }
        END { exit wrong }' || fail "$1 differs from $2"
}
