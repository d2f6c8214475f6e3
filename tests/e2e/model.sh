#!/usr/bin/env bash
# Both models, from every command that opens a tracker, and weights that are none. The small
# network's weights are random: it follows nothing, but it runs.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
need ffmpeg
make_square square.mp4 20
box=40,60,48,48
cp "$FOVEA_ROOT/tests/parity/net/tiny.safetensors" tiny.safetensors

echo "track"
run 0 track square.mp4 --no-window --box $box --model classic -o classic.csv
run 0 track square.mp4 --no-window --box $box --weights tiny.safetensors -o learned.csv
run 0 track square.mp4 --no-window --box $box --model learned --weights tiny.safetensors -o again.csv
[ "$(wc -l <learned.csv)" = 21 ] || fail "the learned model gave $(wc -l <learned.csv) lines"
cmp learned.csv again.csv || fail "two runs of the learned model differ"
cmp -s learned.csv classic.csv && fail "both models give the same"

echo "the default"
run 0 track square.mp4 --no-window --box $box -o default.csv
if "$FOVEA" --version | grep -q "model classic"; then
    cmp default.csv classic.csv || fail "the default is not the model that --version tells"
    run 1 track square.mp4 --no-window --box $box --model learned -o none.csv
    one_line "no weights"
else
    cmp -s default.csv classic.csv && fail "the default is not the model that --version tells"
fi

echo "weights that are none"
head -c 50000 tiny.safetensors >cut.safetensors
echo "no weights at all" >text.safetensors
for wrong in missing.safetensors cut.safetensors text.safetensors; do
    run 1 track square.mp4 --no-window --box $box --weights $wrong -o wrong.csv
    one_line $wrong
    [ -e wrong.csv ] || [ -e wrong.csv.part ] && fail "rows without a tracker"
done

echo "usage"
# usage COMMAND WORDS...
usage() {
    run 2 "$@" --model best
    one_line "--model 'best'"
    run 2 "$@" --model classic --weights tiny.safetensors
    one_line "--weights"
    run 0 "$@" --help
    [ "$(grep -c -e "--model NAME" -e "--weights FILE" out)" = 2 ] || fail "$1: the help lacks them"
}
usage track square.mp4
usage eval data
usage trax
usage vot-folder folder

echo "eval"
mkdir data
cp square.mp4 data/a.mp4
for ((i = 0; i < 20; i++)); do echo $box; done >data/a.txt
run 0 eval data --results kept --weights tiny.safetensors
run 0 eval data --results kept --weights tiny.safetensors
[ -s err ] && fail "not kept: $(cat err)"
grep -q "^settings model learned" kept/fovea/tracker.txt || fail "the results do not tell the model"
sed 's/"learn_rate":"0.2"/"learn_rate":"0.1"/' tiny.safetensors >other.safetensors
cmp -s tiny.safetensors other.safetensors && fail "the other weights are the same"
run 0 eval data --results kept --weights other.safetensors
one_line "1 of 1 results are of another version"
run 0 eval data --results kept --model classic
one_line "1 of 1 results are of another version"
run 1 eval data --weights cut.safetensors
one_line cut.safetensors

echo "trax and vot-folder"
"$FOVEA" trax --weights missing.safetensors </dev/null >out 2>err && fail "trax without weights"
one_line missing.safetensors
mkdir folder
ffmpeg -v error -i square.mp4 -frames:v 3 folder/%d.png
printf '%s\n' 1.png 2.png 3.png >folder/frames_color.txt
printf '0\n%s\n' $box >folder/query_1.txt
run 0 vot-folder folder --weights tiny.safetensors
[ "$(wc -l <folder/output_1.txt)" = 3 ] || fail "vot-folder: $(cat folder/output_1.txt)"
run 1 vot-folder folder --weights cut.safetensors
one_line cut.safetensors
exit 0
