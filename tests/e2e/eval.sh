#!/usr/bin/env bash
# Evaluates on small generated data sets: figures, resuming, the same bytes for any number of
# threads, damaged results, failing sequences, Ctrl-C.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
. "$FOVEA_ROOT/tests/support/eval.bash" || exit 1
need ffmpeg python3

# value MEASURE: what the table says of the means.
value() {
    awk -v name="$1" 'index($0, name " ") == 1 && NF > 3 { print $(split(name, words, " ") + 1); exit }' out
}

# same_results A B: the same sequences with the same boxes.
same_results() {
    diff -r --exclude=times --exclude=records --exclude=tracker.txt "$1" "$2" >/dev/null ||
        fail "results in $1 and $2 differ"
}

make_plain data
echo "a line a sequence by name, figures, report and JSON"
run 0 eval data --results one --report report.html --json report.json
[ "$(grep -o '^[abc] ' out | tr -d '\n')" = "a b c " ] || fail "not a line for a, b, c: $(cat out)"
cp out first
python3 - <<'CHECK' || fail "the figures are not right"
import json
r = json.load(open("report.json"))
assert [s["name"] for s in r["sequences"]] == ["a", "b", "c"], r["sequences"]
all = r["trackers"][0]["all"]["measures"]
value = lambda k: all[k]["value"] if isinstance(all[k], dict) else all[k]
assert 0.6 < value("auc") <= 20 / 21 + 1e-9, value("auc")
assert value("precision") == 1, value("precision")
CHECK
grep -q '</html>' report.html || fail "the report is not whole"
[ "$(value 'P@20')" = 1.000 ] || fail "P@20 is $(value 'P@20')"
[ "$(find one/fovea/*.csv | wc -l)" = 3 ] || fail "not three results"
[ "$(wc -l <one/fovea/a.csv)" = 21 ] || fail "not a row for each frame"
grep -q '^[0-9]*,.*,0\.[0-9]*,0\.[0-9]*$' one/fovea/times/a.csv || fail "no times"
[ -z "$(find one -name '*.part')" ] || fail "partial files are left"

echo "any number of threads gives the same bytes"
run 0 eval data --results two -j 3
same_results one two
run 0 eval data -j 2 # kept nowhere: the figures are the same
diff <(grep '^[abc] ' first | cut -c 1-100) <(grep '^[abc] ' out | cut -c 1-100) >/dev/null ||
    fail "other figures without --results"

echo "a report that cannot be written is refused before the work"
run 1 eval data --results early --report nowhere/report.html
one_line "--report nowhere/report.html: cannot be written"
[ -e early/fovea/a.csv ] && fail "the work was done for nothing"

echo "a second run runs nothing, and tells the same"
stamp=$(stat -c %Y.%i one/fovea/*.csv)
run 0 eval data --results one
cmp -s first out || fail "another table"
[ "$stamp" = "$(stat -c %Y.%i one/fovea/*.csv)" ] || fail "results were written anew"
[ -s err ] && fail "something to say"

echo "an object that comes back is told of, one by one"
grep -qE '^b: frame 15, after 5 without it: re-found in frame [0-9]+ of its return$' first || fail "no word of b's return: $(cat first)"
grep -qE '^re-found +(0|1)\.000 ' first || fail "no share of them"

echo "from boxes that are a little wrong: twelve runs more, kept and reported as any"
run 0 eval data --sre --results wrong --sequences a,c -j 2
[ "$(find wrong -name a.csv -not -path '*/times/*' | wc -l)" = 13 ] || fail "not thirteen trackers"
for start in "" +right +0.8; do awk -F, 'FNR == 2 { print $4 }' "wrong/fovea$start/a.csv"; done >starts
[ "$(paste -sd' ' starts)" = "40 44.7999992 44.7999992" ] || fail "starts at x = $(cat starts)"
grep -qE '^fovea( +0\.[0-9]{3}){2} +-?0\.[0-9]{3}  ' out || fail "no loss: $(tail -3 out)"
grep -A1 SRE out >robust
run 0 report wrong --sequences a,c
grep -A1 SRE out | cmp -s - robust || fail "the report tells another loss"
run 2 eval data --program 'x+left=true'
one_line "--program x+left: names that end so are those of --sre"

echo "damaged and unfinished results are made again"
sed -i 's/tracking/lost/' one/fovea/a.csv
truncate -s 100 one/fovea/times/b.csv
rm one/fovea/records/c.txt
run 0 eval data --results one
one_line "2 of 3 results are damaged and are made again: a, b"
same_results one two
echo "junk" >one/fovea/records/a.txt
run 0 eval data --results one
one_line "a"
run 0 eval data --results one
[ -s err ] && fail "not whole again"

echo "results of other settings are made again"
run 0 eval data --results one --cpu c
one_line "3 of 3 results are of another version, with other settings"
grep -qE "^settings model (learned|classic), cpu c$" one/fovea/tracker.txt || fail "tracker.txt does not tell"
run 0 eval data --results one --cpu c
[ -s err ] && fail "not kept: $(cat err)"

echo "a changed annotation starts elsewhere"
cp -r data moved && sed -i 1s/.*/41,60,48,48/ moved/a.txt
run 0 eval moved --results other
sed -i 1s/.*/40,60,48,48/ moved/a.txt
run 0 eval moved --results other
one_line "1 of 3 results are of another version, with other settings or another start"

echo "--repeat: what is kept counts as the first time"
run 0 eval data --repeat --results two -j 2
run 0 eval data --repeat --sequences a
[ "$(grep -c '^[abc] ' out)" = 1 ] || fail "--sequences a took others"
cat >moody <<'PROGRAM'
#!/bin/sh
# Says something else each time.
while [ $# -gt 1 ]; do shift; [ "$1" = -o ] && file=$2; done
echo frame,x,y,w,h,confidence,state >"$file"
for i in $(seq 0 19); do echo "$i,$(($(date +%N | sed 's/^0*//') / 1000)),60,48,48,1,tracking"; done >>"$file"
PROGRAM
chmod +x moody
run 1 eval data --sequences a --repeat --program MOODY=./moody --results three
grep -q "a: two runs of MOODY differ from frame .* it is not deterministic" err || fail "not said"
[ -e three/MOODY/a.csv ] && fail "it was kept"

echo "other programs behind the same options, ranked"
run 0 eval data --program "SAME=$FOVEA" --results three -j 2
awk '/^tracker/ { on = 1; next } on { print $1, $3 }' out | sort >ranked
[ "$(cut -d' ' -f1 ranked | xargs)" = "SAME fovea" ] || fail "not two trackers: $(cat out)"
awk '{ a[NR] = $2 } END { exit !(a[1] - a[2] < .0015 && a[2] - a[1] < .0015) }' ranked ||
    fail "not the same figures: $(cat ranked)"
run 1 eval data --sequences a --program 'BAD=echo no such thing >&2; false' --results three
grep -q "a: 'echo no such thing >&2; false' failed with status 1: no such thing" err ||
    fail "it is not told what failed"

echo "sequences that fail are named, with their line; the others go on"
make_broken bad
run 1 eval bad --results four -j 2
grep -q "bad/broken.txt:7: " err || fail "no line for a line that is no box"
grep -q "short.mp4 has more than 10 frames; the annotation ends after line 10" err ||
    fail "no line for the annotation that is too short"
grep -q "long.mp4 ends after 20 frames; the annotation has 23, line 21" err ||
    fail "no line for the annotation that is too long"
[ "$(wc -l <err)" = 3 ] || fail "not one line each"
[ "$(grep -c failed out)" = 3 ] || fail "not three failed in the table"
grep -q '^good .*1.000' out || fail "the good one did not go on"
[ "$(find four/fovea/*.csv)" = four/fovea/good.csv ] || fail "results of failed ones"

echo "usage"
run 2 eval data --sequences a,nosuch
one_line "no sequence 'nosuch'"
run 2 eval
run 1 eval nosuch
one_line nosuch
mkdir empty
run 1 eval empty
one_line empty
run 1 eval data --results /proc/nosuch
run 1 eval data --report /nosuch/report.html
exit 0
