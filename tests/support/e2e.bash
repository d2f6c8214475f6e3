# e2e.bash - what the end-to-end tests share. Source it first.
#
# FOVEA is the program, FOVEA_ROOT the repository. $work is a folder of the test's own, current
# when the test starts and removed at its end.

set -u -o pipefail
: "${FOVEA:?the program to test}" "${FOVEA_ROOT:?the repository}"
export TSAN_OPTIONS="${TSAN_OPTIONS:-suppressions=$FOVEA_ROOT/tests/support/tsan.supp}"
export LSAN_OPTIONS="${LSAN_OPTIONS:-print_suppressions=0:suppressions=$FOVEA_ROOT/tests/support/lsan.supp}"
sanitized=
limit_ms=1500    # to quit: half a second, and what a busy machine takes besides
latency_ms=400   # of a live source with a delay of 100 ms
if grep -qs 'FOVEA_SANITIZE:[A-Z]*=.' "${FOVEA_BUILD:-}/CMakeCache.txt"; then
    # Sanitizers are slow, and cannot see into Mesa and its threads: SDL draws by itself.
    export SDL_RENDER_DRIVER=software
    limit_ms=8000 latency_ms=3000 sanitized=yes
fi
work=$(mktemp -d)
started=()
cd "$work" || exit 1

gone() {
    ! kill -0 "$1"
}

# The last started goes first: what shows something goes before its display. What does not heed
# SIGTERM must not hold up the test for ever.
clean_up() {
    local i pid
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        pid=${started[i]}
        kill "$pid" 2>/dev/null || continue
        wait_for 5 gone "$pid" || kill -KILL "$pid"
        wait "$pid" 2>/dev/null
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
    rm -f display
    # It must not start anew, and refuse clients, whenever the last one leaves.
    Xvfb -noreset -displayfd 7 -screen 0 "$1x24" -nolisten tcp 7>display 2>xvfb.log &
    started+=($!)
    wait_for 10 test -s display || fail "Xvfb does not start: $(cat xvfb.log)"
    DISPLAY=:$(cat display)
    export DISPLAY
}

# start_window ARGUMENTS...: runs the program behind with its window; sets pid, and left and
# top, the window's place on the screen.
start_window() {
    "$FOVEA" "$@" >out 2>err </dev/null &
    pid=$!
    started+=($pid)
    wait_for 20 xdotool search --name Fovea: || fail "no window"
    local place
    place=$(xdotool search --name Fovea: getwindowgeometry --shell) || fail "the window is gone"
    left=$(sed -n 's/^X=//p' <<<"$place")
    top=$(sed -n 's/^Y=//p' <<<"$place")
    # Without a window manager keys go to the window under the mouse.
    xdotool mousemove $((left + 5)) $((top + 5))
    sleep 0.3
}

# drag X Y W H: draws that box of picture pixels with the mouse, where the picture is in the
# window's corner and $zoom window pixels wide for each of its own.
drag() {
    local x0=$((left + $1 * zoom)) y0=$((top + $2 * zoom))
    local x1=$((left + ($1 + $3) * zoom)) y1=$((top + ($2 + $4) * zoom))
    xdotool mousemove $x0 $y0 mousedown 1
    sleep 0.05
    xdotool mousemove $(((x0 + x1) / 2)) $(((y0 + y1) / 2))
    sleep 0.05
    xdotool mousemove $x1 $y1
    sleep 0.05
    xdotool mouseup 1
    sleep 0.1
}

# rows FILE: how many rows it has.
rows() {
    if [ -e "$1" ]; then echo $(($(wc -l <"$1") - 1)); else echo 0; fi
}

more_rows() {
    [ "$(rows "$1")" -gt "$2" ]
}

# ends CODE [MILLISECONDS]: the program $pid ends with that code within that time.
ends() {
    local before after code limit=${2:-$limit_ms}
    before=$(date +%s%N)
    wait "$pid"
    code=$?
    after=$(date +%s%N)
    [ $code = "$1" ] || fail "exit code $code, expected $1"
    [ $(((after - before) / 1000000)) -lt "$limit" ] ||
        fail "it took $(((after - before) / 1000000)) ms to end"
}
