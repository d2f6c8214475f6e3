#!/usr/bin/env bash
# A TraX client in bash: images by path, buffer and memory give the boxes of `fovea track`; both
# ways to begin; and every mistake ends the session with its reason and one line on stderr.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
. "$FOVEA_ROOT/tests/support/vot.bash" || exit 1
need ffmpeg base64 split
unset TRAX_SOCKET
make_pictures
ffmpeg -v error -i png/%04d.png -f rawvideo -pix_fmt rgb24 all.rgb
split -b $((427 * 240 * 3)) -d -a 4 --numeric-suffixes=1 --additional-suffix=.rgb all.rgb png/

# image KIND N: the argument for picture N.
image() {
    local name
    name=$(printf %04d "$2")
    case $1 in
    path) echo "file://$work/png/$name.png" ;;
    jpeg-path) echo "$work/jpg/$name.jpg" ;;
    buffer) echo "data:image/png;$(base64 -w 0 "png/$name.png")" ;;
    jpeg-buffer) echo "data:image/jpeg;base64,$(base64 -w 0 "jpg/$name.jpg")" ;;
    memory) echo "image:427;240;rgb;$(base64 -w 0 "png/$name.rgb")" ;;
    esac
}

# start: the tracker as a co-process; what it says first is in $reply.
start() {
    coproc TRACKER { exec "$FOVEA" trax 2>err; }
    # bash forgets TRACKER as soon as the co-process ends
    to=${TRACKER[1]} from=${TRACKER[0]} tracker=$TRACKER_PID
    started+=("$tracker")
    hear
}

hear() {
    read -r -t 60 reply <&"$from" || fail "no reply"
}

say() {
    echo "$*" >&"$to"
}

# over CODE: the tracker ends with this code.
over() {
    local code
    wait "$tracker"
    code=$?
    [ $code = "$1" ] || fail "exit code $code, expected $1"
}

# heard FILE: appends x,y,w,h,confidence of a state.
heard() {
    hear
    sed -nE 's/^@@TRAX:state "([-0-9.,]+)" "confidence=([0-9.]+)"$/\1,\2/p' <<<"$reply" >>"$1"
}

echo "introduction"
start
[[ $reply == '@@TRAX:hello "trax.version=4" "trax.name=Fovea" '* ]] || fail "hello: $reply"
for said in trax.image=path\;memory\;buffer\; trax.region=rectangle\;polygon\;mask\; \
    trax.channels=color\; "trax.identifier=$("$FOVEA" --version | cut -d' ' -f2)"; do
    [[ $reply == *"\"$said\""* ]] || fail "hello does not say $said: $reply"
done

echo "five kinds of images in one session, versions 4 and 3 of the protocol"
for kind in path buffer memory jpeg-path jpeg-buffer; do
    csv=png.csv
    [[ $kind == jpeg* ]] && csv=jpg.csv
    rm -f $kind.txt $kind.old
    say "@@TRAX:initialize "
    say "@@TRAX:initialize \"$box\" "
    for ((n = 1; n <= pictures; n++)); do
        say "@@TRAX:frame \"$(image $kind $n)\" "
        heard $kind.txt
    done
    same_boxes $kind.txt $csv
    say "@@TRAX:initialize \"$(image $kind 1)\" \"111.5,105.75,151.75,110,140,161,120,120\" "
    heard $kind.old
    say "this is no message"
    for ((n = 2; n <= pictures; n++)); do
        say "@@TRAX:frame $(image $kind $n)"
        heard $kind.old
    done
    cmp $kind.txt $kind.old || fail "$kind: the two ways to begin differ"
done
say "@@TRAX:quit "
over 0
[ -s err ] && fail "something on stderr"

echo "a client that goes away without a word"
start
say "@@TRAX:initialize $box"
eval "exec $to>&-"
over 0
[ -s err ] && fail "something on stderr"

# bad REASON LINE...: the last line ends the session.
bad() {
    local reason=$1 line
    shift
    echo "$reason"
    start
    for line; do say "$line"; done
    hear
    [[ $reply == '@@TRAX:quit "trax.reason='*"$reason"* ]] || fail "replied: $reply"
    over 1
    one_line "$reason"
}
printf 'GIF89a' >no.png
head -c 5000 png/0001.png >cut.png
mkfifo pipe.png
bad "a frame before any object" "@@TRAX:frame $(image path 1)"
bad "a second object" "@@TRAX:initialize $box" "@@TRAX:initialize $box"
bad "images by URL" "@@TRAX:initialize http://localhost/1.jpg $box"
bad "nothing.png: cannot be read" "@@TRAX:initialize nothing.png $box"
bad "pipe.png: cannot be read" "@@TRAX:initialize pipe.png $box"
bad "no.png: is neither JPEG nor PNG" "@@TRAX:initialize file:no.png $box"
bad "expected 307440" "@@TRAX:initialize image:427;240;rgb;AAAA $box"
bad "the region '5' is not" "@@TRAX:initialize $(image path 1) 5"
bad "target 900,0,10,10 does not fit" "@@TRAX:initialize $(image path 1) 900,0,10,10"
bad "quotes are not closed" "@@TRAX:frame \"$(image path 1)"
bad "its name is none of" "@@TRAX:status"

echo "a picture that is cut short is followed as far as it goes, or refused"
start
say "@@TRAX:initialize cut.png $box"
hear
[[ $reply == @@TRAX:state* || $reply == @@TRAX:quit* ]] || fail "replied: $reply"
say "@@TRAX:quit"
wait "$tracker"

echo "usage"
run 2 trax now
one_line now
run 2 trax --cpu z80
one_line z80
run 0 trax --help
grep -q trackers.ini out || fail "the help does not tell about trackers.ini"
TRAX_SOCKET=9090 "$FOVEA" trax >out 2>err </dev/null && fail "TRAX_SOCKET is not refused"
one_line TRAX_SOCKET
"$FOVEA" trax >&- 2>err </dev/null && fail "a closed standard output is not noticed"
one_line "standard output"
"$FOVEA" trax <"$work" >out 2>err && fail "an unreadable standard input is not noticed"
one_line "standard input"
exit 0
