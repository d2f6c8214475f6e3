# eval.bash - small data sets for the end-to-end tests of evaluation. After e2e.bash.

# square_boxes FRAMES [ORIGIN]: where make_square's square is.
square_boxes() {
    awk -v n="$1" -v o="${2:-0}" 'BEGIN { for (i = 0; i < n; i++) print 40+2*i+o "," 60+i+o ",48,48" }'
}

# make_plain FOLDER: a, b, c of 20, 30, 25 frames; in b the object is absent for five frames.
make_plain() {
    mkdir -p "$1"
    make_square "$1/b.mp4" 30
    make_square "$1/a.mp4" 20
    make_square "$1/c.mp4" 25
    square_boxes 20 >"$1/a.txt"
    square_boxes 25 >"$1/c.txt"
    square_boxes 30 | sed '11,15s/.*/nan,nan,nan,nan/' >"$1/b.txt"
}

# make_broken FOLDER: good, and three that are not: broken, short, long.
make_broken() {
    mkdir -p "$1"
    make_square "$1/good.mp4" 20
    for name in broken short long; do cp "$1/good.mp4" "$1/$name.mp4"; done
    square_boxes 20 >"$1/good.txt"
    square_boxes 20 | sed '7s/.*/7,7,seven/' >"$1/broken.txt"
    square_boxes 10 >"$1/short.txt"
    square_boxes 23 >"$1/long.txt"
}

# make_pictures FOLDER PATTERN FRAMES: make_square's frames as JPEG files.
make_pictures() {
    mkdir -p "$1"
    [ -e square.avi ] || make_square square.avi 30 -c:v ffv1
    ffmpeg -v error -y -i square.avi -frames:v "$3" -q:v 2 -start_number 1 "$1/$2" ||
        fail "ffmpeg cannot make $1"
}
