#!/usr/bin/env bash
# Every mistake is one line that names what is wrong, with the right exit code, and costs nothing.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
need ffmpeg
make_square square.mp4 50
box=40,60,48,48
unset DISPLAY WAYLAND_DISPLAY XDG_RUNTIME_DIR

# bad EXIT_CODE NAMED ARGUMENTS...
bad() {
    local code=$1 named=$2
    shift 2
    echo "fovea $*"
    run "$code" "$@"
    one_line "$named"
}

echo "usage"
run 2
bad 2 frobnicate frobnicate
bad 2 INPUT track
bad 2 --frob track square.mp4 --frob
bad 2 other.mp4 track square.mp4 other.mp4 --box $box
bad 2 "--box x,y,w,h" track square.mp4 --no-window
bad 2 "--box x,y,w,h" track square.mp4
for wrong in 1,2,3 0,0,0,10 0,0,10,-1 nan,0,10,10 0,0,inf,10 a,b,c,d "10,10,10,10 " 1,2,0.5,9; do
    bad 2 "--box '$wrong'" track square.mp4 --no-window --box "$wrong"
done
bad 2 "--from 'soon'" track square.mp4 --box $box --from soon
bad 2 "--limit '0'" track square.mp4 --box $box --limit 0
bad 2 "INPUT is empty" track "" --box $box
bad 2 --to track square.mp4 --box $box --from 20 --to 10

echo "inputs"
bad 1 nothing.mp4 track nothing.mp4 --box $box --no-window
echo "no video at all" >text.mp4
bad 1 text.mp4 track text.mp4 --box $box --no-window
: >empty.mp4
bad 1 empty.mp4 track empty.mp4 --box $box --no-window
mkdir folder
bad 1 folder track folder --box $box --no-window
bad 1 none%d.png track none%d.png --box $box --no-window
ffmpeg -v error -f lavfi -i sine=d=1 sound.wav
bad 1 sound.wav track sound.wav --box $box --no-window
bad 1 nosuchformat track square.mp4 -f nosuchformat --box $box --no-window
bad 1 /dev/video97 track /dev/video97 --box $box --no-window
bad 1 127.0.0.1 track http://127.0.0.1:9/none.mp4 --box $box --no-window
bad 1 bad?name.mp4 track bad$'\n'name.mp4 --box $box --no-window

echo "boxes that do not fit"
for wrong in 320,0,10,10 0,240,10,10 -10,0,10,10 0,-50,20,50 9999,9999,9,9; do
    bad 1 "--box $wrong" track square.mp4 --no-window --box=$wrong
    grep -qF 320x240 err || fail "the picture's size is not named"
done
bad 1 "larger than the picture" track square.mp4 --no-window --box 0,0,321,100
bad 1 "larger than the picture" track square.mp4 --no-window --box -10,-10,4000,3000
run 0 track square.mp4 --no-window --box 100,100,1,1 -o thin.csv
grep -q warning err || fail "no warning about a box of one pixel"
run 0 track square.mp4 --no-window --box -20,-20,60,60 -o partly.csv
[ "$(sed -n 2p partly.csv | cut -d, -f4-7)" = -20.000,-20.000,60.000,60.000 ] ||
    fail "a box that sticks out is not kept as given"

echo "ranges without frames"
bad_range() {
    echo "--from $1"
    run 1 track square.mp4 --no-window --box $box --from "$1" -o range.csv
    grep -q "square.mp4" err || fail "the input is not named"
    [ -e range.csv ] || [ -e range.csv.part ] && fail "a file without rows is left"
}
bad_range 50
bad_range 10s

echo "outputs"
bad 1 no/such/track.csv track square.mp4 --no-window --box $box -o no/such/track.csv
bad 1 folder track square.mp4 --no-window --box $box -o folder
bad 1 "No space left" track square.mp4 --no-window --box $box -o /dev/full
[ -c /dev/full ] || fail "/dev/full was replaced"
"$FOVEA" track square.mp4 --no-window --box $box >/dev/full 2>err
[ $? = 1 ] || fail "a full standard output is not noticed"
"$FOVEA" track square.mp4 --no-window --box $box >&- 2>err
[ $? = 1 ] || fail "a closed standard output is not noticed"
bad 1 .nosuchending track square.mp4 --no-window --box $box -o t.csv --render out.nosuchending
[ -e t.csv ] || [ -e t.csv.part ] && fail "rows of a run that did not start"
bad 1 no/such/out.mp4 track square.mp4 --no-window --box $box -o t.csv --render no/such/out.mp4

echo "an input is never its own output"
cp square.mp4 copy.mp4
ln -s square.mp4 link.mp4
sum=$(md5sum <square.mp4)
bad 1 square.mp4 track square.mp4 --no-window --box $box -o square.mp4
bad 1 square.mp4 track square.mp4 --no-window --box $box -o t.csv --render square.mp4
bad 1 link.mp4 track square.mp4 --no-window --box $box -o t.csv --render link.mp4
bad 1 square.mp4 track link.mp4 --no-window --box $box -o ./square.mp4
mkdir images
ffmpeg -v error -i square.mp4 -frames:v 3 images/%d.png
bad 1 images/2.png track images --no-window --box $box -o images/2.png
bad 1 images/2.png track images/%d.png --no-window --box $box -o images/2.png
for same in same.mp4 ./same.mp4 images/../same.mp4 "$PWD/same.mp4"; do
    bad 2 --render track square.mp4 --no-window --box $box -o same.mp4 --render "$same"
done
echo old >there.mp4
ln there.mp4 linked.mp4
bad 2 --render track square.mp4 --no-window --box $box -o there.mp4 --render linked.mp4
[ "$(md5sum <square.mp4)" = "$sum" ] || fail "the input has changed"

echo "a failing run destroys nothing"
echo old >old.csv
if [ "$(id -u)" = 0 ] && command -v mount >/dev/null && mkdir -p small &&
    mount -t tmpfs -o size=16k none small 2>/dev/null; then
    echo old >small/t.csv
    "$FOVEA" track -f lavfi testsrc2=s=64x64:d=80 --no-window --box 8,8,24,24 -o small/t.csv 2>err
    code=$?
    cp small/t.csv small.csv
    tail -c 1 small/t.csv.part >/dev/null && kept=yes
    rm small/*
    "$FOVEA" track square.mp4 --no-window --box $box -o kept.csv --render small/r.mp4 2>small.err
    rendered=$?
    umount small
    [ $rendered = 1 ] && grep -q "r.part.mp4 is not whole" small.err ||
        fail "a rendered video on a full disk: $(cat small.err)"
    [ "$(cat kept.csv* | wc -l)" -gt 1 ] || fail "the rows beside it are gone"
    [ $code = 1 ] || fail "a full disk is not noticed"
    grep -q "No space left" err || fail "a full disk is not named"
    [ "$(cat small.csv)" = old ] || fail "the old result is gone"
    [ "${kept:-}" = yes ] || fail "the rows so far are gone"
fi
run 1 track text.mp4 --no-window --box $box -o old.csv
[ "$(cat old.csv)" = old ] || fail "the old result is gone"

echo "damaged videos are tracked as far as they go"
head -c $(($(stat -c %s square.mp4) * 2 / 3)) square.mp4 >cut.mp4
ffmpeg -v error -i square.mp4 -c copy whole.ts
head -c $(($(stat -c %s whole.ts) * 2 / 3)) whole.ts >cut.ts
run 0 track cut.ts --no-window --box $box -o cut.csv
[ "$(wc -l <cut.csv)" -gt 20 ] || fail "the cut video gave only $(wc -l <cut.csv) rows"

echo "no picture" >images/2.png
run 0 track images --no-window --box $box -o images.csv
[ "$(wc -l <images.csv)" = 3 ] || fail "two good images gave $(wc -l <images.csv) lines"
[ "$(grep -c "warning: images: 1 corrupt packets were skipped" err)" = 1 ] ||
    fail "what was skipped is not said once"

echo "no window, but a box: go on, and say so"
run 0 track square.mp4 --box $box -o nowindow.csv
grep -q "warning: no window" err || fail "it does not say that there is no window"
grep -v '^fovea: ' err && fail "a library speaks for itself"
[ "$(wc -l <nowindow.csv)" = 51 ] || fail "rows are missing"
exit 0
