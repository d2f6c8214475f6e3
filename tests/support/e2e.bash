# e2e.bash - what the end-to-end tests share. Source it first.
#
# FOVEA is the program, FOVEA_ROOT the repository. $work is a folder of the test's own, current
# when the test starts and removed at its end.

set -u -o pipefail
: "${FOVEA:?the program to test}" "${FOVEA_ROOT:?the repository}"
export TSAN_OPTIONS="${TSAN_OPTIONS:-suppressions=$FOVEA_ROOT/tests/support/tsan.supp}"
export LSAN_OPTIONS="${LSAN_OPTIONS:-suppressions=$FOVEA_ROOT/tests/support/lsan.supp}"
work=$(mktemp -d)
started=()
cd "$work" || exit 1

clean_up() {
    local pid
    for pid in ${started[@]+"${started[@]}"}; do
        kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
    done
    cd / && rm -rf "$work"
}
trap clean_up EXIT

fail() {
    echo "FAIL: $*"
    [ -s err ] && sed 's/^/  stderr: /' err
    exit 1
}

skip() {
    echo "SKIPPED: $*"
    exit 77
}

need() {
    local tool
    for tool; do
        command -v "$tool" >/dev/null || skip "$tool is not installed"
    done
}

# run EXIT_CODE ARGUMENTS...: runs the program; its output goes to out and err.
run() {
    local want=$1
    shift
    "$FOVEA" "$@" >out 2>err </dev/null
    local code=$?
    [ "$code" = "$want" ] || fail "fovea $*: exit code $code, expected $want"
}

# one_line TEXT: err is exactly one line and names TEXT.
one_line() {
    [ "$(wc -l <err)" = 1 ] || fail "expected one line on stderr"
    grep -qF -- "$1" err || fail "the line does not name '$1'"
}

# make_square FILE FRAMES [ENCODER ARGUMENTS]: 320x240, 25 fps; a textured square of 48 pixels
# that moves by 2,1 pixels a frame from 40,60, on a still textured background.
make_square() {
    local file=$1 frames=$2 encoder=(-c:v libx264 -crf 10 -preset fast)
    shift 2
    [ $# -eq 0 ] || encoder=("$@")
    ffmpeg -v error -y -filter_complex "
        testsrc2=s=320x240:r=25,trim=end_frame=1,loop=-1:1:0,hue=s=0.4,setpts=N/25/TB[back];
        mandelbrot=s=48x48:r=25:start_scale=0.3,trim=end_frame=1,loop=-1:1:0,setpts=N/25/TB[square];
        [back][square]overlay=x=40+2*n:y=60+n:format=yuv444,format=yuv420p" \
        -frames:v "$frames" "${encoder[@]}" "$file" ||
        fail "ffmpeg cannot make $file"
}

# wait_for SECONDS COMMAND...: until the command succeeds.
wait_for() {
    local tries=$(($1 * 20))
    shift
    while ! "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.05
    done
}

# start_display WIDTHxHEIGHT: an X server of the test's own; sets DISPLAY.
start_display() {
    need Xvfb xdotool
    Xvfb -displayfd 7 -screen 0 "$1x24" -nolisten tcp 7>display 2>xvfb.log &
    started+=($!)
    wait_for 10 test -s display || fail "Xvfb does not start: $(cat xvfb.log)"
    DISPLAY=:$(cat display)
    export DISPLAY
}
