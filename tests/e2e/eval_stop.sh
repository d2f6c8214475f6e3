#!/usr/bin/env bash
# Stops evaluations by Ctrl-C and by force: what was done is kept, nothing is half done, and the
# same command goes on from there to the same bytes.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
. "$FOVEA_ROOT/tests/support/eval.bash" || exit 1
need ffmpeg

make_plain data
mkdir tmp
export TMPDIR=$work/tmp
cat >slow <<PROGRAM
#!/bin/sh
# Fovea, but it hangs on c while there is a file of that name.
case \$2 in */c.mp4) [ ! -e hang ] || { echo \$\$ >hanging; sleep 1000; } ;; esac
exec "$FOVEA" "\$@"
PROGRAM
chmod +x slow

run 0 eval data --program SLOW=./slow --results whole

# begin: runs until c hangs and all else is done.
begin() {
    rm -rf hanging some tmp/*
    touch hang
    # A shell without job control starts its children with Ctrl-C ignored; undo that.
    env --default-signal=INT "$FOVEA" eval data --program SLOW=./slow --results some -j 3 \
        >out 2>err </dev/null &
    pid=$!
    started+=("$pid")
    wait_for 60 test -s hanging || fail "it does not get to c"
    wait_for 60 five_kept || fail "the others are not done"
}

five_kept() {
    [ "$(find some -path '*/records/*' | wc -l)" = 5 ]
}

# kept: all but one is there, whole, and nothing else is.
kept() {
    five_kept || fail "not five of six are kept"
    [ -z "$(find some -name '*.part')" ] || fail "something is half written"
    [ ! -e some/SLOW/c.csv ] || fail "there is a result of what was stopped"
}

goes_on() {
    rm -f hang
    stamp=$(stat -c %Y.%i some/fovea/*.csv some/SLOW/b.csv)
    run 0 eval data --program SLOW=./slow --results some
    [ "$stamp" = "$(stat -c %Y.%i some/fovea/*.csv some/SLOW/b.csv)" ] || fail "all was done again"
    diff -r --exclude=times --exclude=records whole some >/dev/null || fail "other results"
}

for signal in INT TERM; do
    echo "SIG$signal"
    begin
    kill -"$signal" "$pid"
    ends 1
    one_line "stopped; some keeps what was done"
    [ -s out ] && fail "figures of what was not done"
    wait_for 5 gone "$(cat hanging)" || fail "the program that hung is still there"
    [ -z "$(ls tmp)" ] || fail "temporary files are left"
    kept
    goes_on
done

echo "SIGKILL"
begin
kill -KILL "$pid"
wait "$pid" 2>/dev/null
kill -KILL -- "-$(cut -d' ' -f5 "/proc/$(cat hanging)/stat")" # its group: nobody else can
kept
goes_on
exit 0
