"""Little made-up training data in public layouts: `training_sources.py FOLDER`.

FOLDER/got10k and FOLDER/lasot: sequences of 18 frames in which a red object of 20 x 16 pixels moves
by (3, 1) a frame over grey noise; in the second of GOT-10k it is absent in frame 6, in LaSOT's out of
view in frame 3. FOLDER/coco: photographs with one object of 80 x 60 each, that of the last in its
corner, and another that is a crowd."""

import json
import pathlib
import sys

import cv2
import numpy as np

FRAMES = 18


def picture(rng, size, box):
    """Grey noise and, if there is a box (x, y, w, h), the object."""
    height, width = size
    out = np.repeat(rng.integers(20, 90, (height, width, 1), np.uint8), 3, 2)
    if box:
        x, y, w, h = box
        part = out[max(y, 0) : y + h, max(x, 0) : x + w]
        part[:] = (30, 30, 240)
        part[2:-2:4] = (60, 30, 160)
    return out


def write(path, bgr):
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), bgr, [cv2.IMWRITE_JPEG_QUALITY, 95])


def sequence(folder, pictures, rng, first, absent, origin):
    boxes = [(first[0] + 3 * t, first[1] + t, 20, 16) for t in range(FRAMES)]
    for t, box in enumerate(boxes):
        write(pictures / f"{t + 1:08}.jpg", picture(rng, (96, 128), None if t in absent else box))
    text = "".join(f"{x + origin},{y + origin},{w},{h}\n" for x, y, w, h in boxes)
    (folder / "groundtruth.txt").write_text(text)


def main():
    out, rng = pathlib.Path(sys.argv[1]), np.random.default_rng(1)
    for i, first in enumerate([(10, 20), (40, 50), (5, 60)]):
        folder = out / "got10k" / f"GOT-10k_Train_00000{i}"
        sequence(folder, folder, rng, first, [6] if i == 1 else [], 0)
    labels = "".join(f"{int(t == 6)}\n" for t in range(FRAMES))
    (out / "got10k/GOT-10k_Train_000001/absence.label").write_text(labels)

    folder = out / "lasot/thing/thing-1"
    sequence(folder, folder / "img", rng, (20, 30), [3], 1)
    (folder / "full_occlusion.txt").write_text(",".join("0" * FRAMES))
    (folder / "out_of_view.txt").write_text(",".join(str(int(t == 3)) for t in range(FRAMES)))

    notes = {"images": [], "annotations": []}
    for i, box in enumerate([(100, 70, 80, 60), (40, 90, 80, 60), (0, 0, 80, 60)]):
        write(out / f"coco/tiny/{i}.jpg", picture(rng, (200, 300), box))
        notes["images"].append({"id": i, "file_name": f"{i}.jpg"})
        notes["annotations"].append(
            {"image_id": i, "bbox": box, "iscrowd": 0, "category_id": min(i, 1)}
        )
    notes["annotations"].append({"image_id": 0, "bbox": (0, 0, 200, 150), "iscrowd": 1})
    (out / "coco/annotations").mkdir()
    (out / "coco/annotations/instances_tiny.json").write_text(json.dumps(notes))


main()
