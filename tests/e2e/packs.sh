#!/usr/bin/env bash
# Packs of training data from public layouts: boxes are where the object is, crops follow the rule,
# and what is wrong with a source is one line.
. "$FOVEA_ROOT/tests/support/e2e.bash" || exit 1
[ -z "$sanitized" ] || skip "there is nothing compiled in it"
python=${PYTHON:-/usr/bin/python3} # whose packages are Debian's
need "$python"
"$python" -c 'import cv2' 2>/dev/null || skip "python3-opencv is not installed"
export PYTHONDONTWRITEBYTECODE=1
packs=$FOVEA_ROOT/scripts/train/packs.py

# make CODE SOURCE... PACKS: runs packs.py
make() {
    local want=$1 code
    shift
    "$python" "$packs" "$@" >out 2>err
    code=$?
    [ $code = "$want" ] || fail "packs.py $*: exit code $code, expected $want"
}

"$python" "$FOVEA_ROOT/tests/support/training_sources.py" data || fail "no made-up sources"

echo "all layouts into one"
make 0 data/got10k data/lasot data/coco packs
"$python" - <<'CHECK' || fail "see above"
import numpy as np


def load(name):
    note, rgb = np.load(f"packs/{name}.npz"), np.fromfile(f"packs/{name}.rgb", np.uint8)
    cut = lambda i, n: rgb[note["offset"][i] :][: n * n * 3].reshape(n, n, 3).astype(int)
    return note, [cut(i, n) for i, n in enumerate(note["side"])]


def found(rgb, inside):
    """The box of what is red in the picture."""
    x0, y0, x1, y1 = inside
    y, x = np.nonzero(rgb[y0:y1, x0:x1, 0] - rgb[y0:y1, x0:x1, 1] > 90)
    return np.array([x.min() + x0, y.min() + y0, np.ptp(x) + 1, np.ptp(y) + 1])


def same(a, b, what, within=0.01):
    assert np.allclose(a, b, atol=within), f"{what}: {a}, expected {b}"


note, frames = load("clips")
assert len(frames) == 4 * 18 and (note["track"] == np.repeat(range(4), 18)).all()
assert list(note["source"]) == [f"got10k__GOT-10k_Train_00000{i}" for i in range(3)] + [
    "lasot__thing-1"
]
assert list(note["kind"]) == ["got10k"] * 3 + ["lasot"]
absent = np.flatnonzero(np.isnan(note["box"][:, 0]))
assert list(absent) == [18 + 6, 54 + 3], absent
starts = np.array([(10, 20), (40, 50), (5, 60), (20, 30)])
side = round(5 * np.sqrt(20 * 16))
for i, rgb in enumerate(frames):
    x, y, wide = note["crop"][i]
    assert wide == note["side"][i] == side, "five times the object's size, and no larger"
    inside = np.clip([-x, -y, 128 - x, 96 - y], 0, side)
    same(note["inside"][i], inside, f"inside of {i}")
    if i in absent:
        continue
    truth = starts[i // 18] + np.array([3, 1]) * (i % 18)
    same(note["box"][i], [*(truth - (x, y)), 20, 16], f"box {i}")
    if truth[0] + 20 <= 128 and truth[1] + 16 <= 96:
        same(found(rgb, note["inside"][i]), note["box"][i], f"the object of {i}", 1.5)
    middle = note["box"][i][:2] + (10, 8)
    assert (abs(middle - side / 2) < 9).all(), "the crop does not follow the object"

note, frames = load("stills")
assert len(frames) == 3 and set(note["side"]) == {160}
assert list(note["source"]) == [f"coco__{i}.jpg" for i in range(3)]
assert list(note["kind"]) == ["coco 0", "coco 1", "coco 1"]
zoom = 160 / round(5 * np.sqrt(80 * 60))
for i, rgb in enumerate(frames):
    same(note["box"][i][2:], (80 * zoom, 60 * zoom), "size")
    same(found(rgb, note["inside"][i]), note["box"][i], f"still {i}", 1.5)
same(note["inside"][2][:2], np.ceil(note["box"][2][:2] - 0.01), "the corner", 1)
assert (frames[2][0, 0] == frames[2][5, 5]).all(), "the border is not repeated"
CHECK

echo "some of them"
make 0 data/got10k data/coco some --limit 1 --pieces 1
grep -q 'clips: 18 frames of 1 objects' out || fail "--limit"
grep -q 'stills: 1 frames of 1 objects' out || fail "--limit of pictures"

echo "what is wrong is named, the rest is packed"
make 1 nosuch none
one_line "nosuch: no archives, COCO instances or sequences"
make 1 data/got10k data/nosuch none
sed -i '$d' data/got10k/GOT-10k_Train_000000/groundtruth.txt
printf 'no picture' >data/got10k/GOT-10k_Train_000001/00000009.jpg
printf '{"images": 1}' >data/coco/annotations/instances_tiny.json
make 1 data/got10k data/coco rest
grep -q 'GOT-10k_Train_000000: 18 pictures, but 17 boxes' err || fail "the missing box"
grep -q '00000009.jpg: no picture' err || fail "the damaged picture"
grep -q 'instances_tiny.json: no instances' err || fail "the damaged JSON"
grep -q 'packs: 3 of the sources' err || fail "how many"
[ "$(wc -l <err)" = 4 ] || fail "expected four lines"
grep -q 'clips: 18 frames of 1 objects' out || fail "the sequence without fault"
exit 0
