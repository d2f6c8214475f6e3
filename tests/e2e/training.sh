#!/usr/bin/env bash
# A training from packs to exported weights, of a tiny network, where PyTorch is installed: killed
# and begun again it gives the same weights as in one go.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
[ -z "$sanitized" ] || skip "there is nothing compiled in it"
python=${PYTHON:-/usr/bin/python3} # whose packages are Debian's
need "$python"
"$python" -c 'import cv2, torch' 2>/dev/null || skip "there is no PyTorch or OpenCV for $python"
export PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1
scripts=$FOVEA_ROOT/scripts/train

# make CODE SCRIPT ARGUMENTS...: runs one of the scripts on the tiny configuration
make() {
    local want=$1 script=$2 code
    shift 2
    "$python" "$scripts/$script" "$@" >out 2>err
    code=$?
    [ $code = "$want" ] || fail "$script $*: exit code $code, expected $want"
}

step_of() {
    "$python" -c "import torch; print(torch.load('$1/checkpoint.pt')['step'])"
}

"$python" "$FOVEA_ROOT/tests/support/training_sources.py" data || fail "no made-up sources"
make 0 packs.py data/got10k data/lasot data/coco packs
"$python" - "$scripts/config.json" <<'SMALL' || fail "no configuration"
import json
import sys

c = json.load(open(sys.argv[1]))
c.update(glimpse=64, channels=[8, 8, 16], blocks=1, head=8)
c["pairs"].update(batch=2, steps=15)
c["clips"].update(batch=2, steps=2, length=2, before=1)
c["hart"].update(batch=2, steps=2, shortest=2, longest=3, glimpse=32, units=16)
json.dump(c, open("tiny.json", "w"))
SMALL
small=(--config tiny.json --device cpu --save-every 0)

echo "in one go"
make 0 train.py pairs packs whole "${small[@]}"
[ "$(tail -n 1 whole/log.csv | cut -d, -f 1,2)" = pairs,15 ] || fail "no log"
[ "$(grep -c 'pairs .* of 15: loss .* min left' err)" = 15 ] || fail "it does not tell how far it is"

echo "killed, and on"
"$python" "$scripts/train.py" pairs packs killed "${small[@]}" >out 2>err &
pid=$!
started+=("$pid")
wait_for 60 test -s killed/checkpoint.pt || fail "no checkpoint"
kill -KILL $pid
wait $pid 2>/dev/null
step=$(step_of killed)
[ "$step" -lt 15 ] || fail "it was at its end before it could be killed"
make 0 train.py pairs packs killed "${small[@]}"
[ "$(grep -c 'min left' err)" = $((15 - step)) ] || fail "it does not go on from step $step"
cmp whole/weights.safetensors killed/weights.safetensors || fail "other weights than in one go"
cmp whole/log.csv killed/log.csv || fail "another log than in one go"

echo "gradients, steps"
"$python" "$FOVEA_ROOT/tests/support/training_parts.py" "$scripts" || fail "other than by definition"

echo "clips, curves, export"
make 0 train.py clips packs clips "${small[@]}" --init whole/weights.safetensors
[ "$(step_of clips)" = 2 ] || fail "not two steps"
if "$python" -c 'import matplotlib' 2>/dev/null; then
    make 0 train.py curves whole
    [ "$(head -c 4 whole/curves.png | tail -c 3)" = PNG ] || fail "no curves"
fi
make 0 export.py clips/checkpoint.pt packs weights.safetensors
[ -s weights.safetensors ] || fail "no weights"

echo "HART"
make 0 hart.py train packs hart "${small[@]}"
make 0 hart.py track hart/checkpoint.pt track data/got10k/GOT-10k_Train_000002 --no-window \
    --from 2 --box 11,62,20,16 -o track.csv
[ "$(sed -n 2p track.csv | cut -d, -f 1-7)" = "2,11.0,62.0,20.0,16.0,1,tracking" ] || fail "its start"
[ "$(grep -c '^[0-9]*,[-0-9.e]*,[-0-9.e]*,[0-9.e]*,[0-9.e]*,[01]' track.csv)" = 16 ] || fail "its rows"

echo "what is wrong is one line"
make 1 train.py pairs nosuch run "${small[@]}"
one_line "nosuch/stills.npz: no such pack"
truncate -s 20000 packs/clips.rgb
make 1 train.py pairs packs run "${small[@]}"
one_line "packs/clips: damaged pack"
truncate -s 5000 whole/checkpoint.pt
make 1 train.py pairs packs whole "${small[@]}"
one_line "whole/checkpoint.pt: damaged, or no checkpoint"
make 1 train.py pairs packs clips "${small[@]}"
one_line "clips/checkpoint.pt: of the stage clips, not pairs"
exit 0
