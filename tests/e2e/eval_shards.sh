#!/usr/bin/env bash
# An evaluation in parts: shards that are merged are as the whole, what does not belong together
# is not, and scripts/eval_cluster does it all with GNU parallel.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
. "$FOVEA_ROOT/tests/support/eval.bash" || exit 1
need ffmpeg parallel

# figures: the table without times.
figures() {
    grep -v -e ' ms ' -e 'mean ms' <out | cut -c 1-100
}

make_plain data
run 0 eval data --results whole
figures >expected

echo "shards in folders of their own"
for part in 1 2; do
    run 0 eval data --results part$part --shard $part/2
done
[ "$(find part1/fovea/*.csv part2/fovea/*.csv -printf '%p ')" = \
    "part1/fovea/a.csv part1/fovea/c.csv part2/fovea/b.csv " ] || fail "other shards"
run 0 report part1 part2 --report report.html --json report.json
figures | diff expected - || fail "the parts are not the whole"
grep -q '</html>' report.html || fail "no report"
run 0 report whole/fovea part2 # a tracker's own folder, and what is there twice
figures | diff expected - || fail "the whole is not the whole"

echo "what is missing is named"
run 1 report part1
one_line "fovea: 1 of 3 results are missing: b"
run 0 report part1 --sequences a,c
run 1 report nosuch
one_line "nosuch: no results here"
sed -i 's/,1,tracking/,0,tracking/' part2/fovea/b.csv
run 1 report part1 part2
one_line "fovea: 1 of 3 results are damaged: b"

echo "what does not belong together is not mixed"
run 0 eval data --results other --shard 2/2 --cpu c
run 1 report part1 other
one_line "these are not parts of one evaluation: settings is 'model "
cp -r data moved
run 0 eval moved --results part2 --shard 2/2
run 1 report part1 part2
one_line "dataset is '"
run 0 report part1 part2 --dataset moved
figures | diff expected - || fail "the moved data set gives other figures"
run 2 report whole --compare fovea=whole/fovea
run 2 report whole --jobs 2

echo "GNU parallel"
export FOVEA
"$FOVEA_ROOT/scripts/eval_cluster" -n 3 data 'shared results' >out 2>err || fail "eval_cluster"
figures | diff expected - || fail "parallel's shards are not the whole"
grep -q '</html>' 'shared results/report.html' || fail "no report"
diff -r --exclude=times --exclude=records whole/fovea 'shared results/fovea' >/dev/null ||
    fail "parallel's results are others"
"$FOVEA_ROOT/scripts/eval_cluster" -n 2 data 'shared results' -j 2 >again 2>err || fail "again"
cmp -s out again || fail "a second time it tells something else"
make_broken bad
"$FOVEA_ROOT/scripts/eval_cluster" -n 2 bad four >out 2>err
[ $? = 1 ] || fail "failing sequences do not make it fail"
grep -q "shards failed; see .*four/logs" err || fail "it does not say so"
"$FOVEA_ROOT/scripts/eval_cluster" -n 2 bad >out 2>err
[ $? = 2 ] || fail "wrong usage is not told"
exit 0
