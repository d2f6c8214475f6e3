#!/usr/bin/env python3
"""Unpacks training data into arrays that many readers can map: `packs.py TARS OUT`.

TARS is a folder with stills-*.tar (NAME.jpg + NAME.json: box, others) and clips-*.tar (NAME.mp4 +
NAME.csv: frame, crop_x, crop_y, crop_side, x, y, w, h, visible). OUT gets two packs, each

    NAME.rgb    the frames' pixels [side, side, 3] uint8, one after the other
    NAME.npz    offset, side [frames]; box [frames, 4] in pixels of the frame, nan where absent;
                track [frames] (frames of one object, in order, share a number); crop [frames, 3]
                (x, y, side of the frame in its video, pixels); source [tracks] (the data set)
"""

import csv
import io
import json
import pathlib
import sys
import tarfile
import tempfile

import cv2
import numpy as np


class Pack:
    """Grows frame by frame."""

    def __init__(self, path):
        self.path, self.file, self.at = path, open(path.with_suffix(".rgb"), "wb"), 0
        self.frames, self.sources = [], []

    def begin(self, source):
        self.sources.append(source)

    def add(self, rgb, box, crop, inside=None):
        """inside: x0, y0, x1, y1 of what is picture, not smeared border; None: all."""
        side = rgb.shape[0]
        inside = inside or (0, 0, side, side)
        self.frames.append((self.at, side, box, len(self.sources) - 1, crop, inside))
        self.file.write(np.ascontiguousarray(rgb).tobytes())
        self.at += rgb.size

    def close(self):
        self.file.close()
        offset, side, box, track, crop, inside = zip(*self.frames)
        np.savez(
            self.path.with_suffix(".npz"),
            offset=np.array(offset, np.int64),
            side=np.array(side, np.int32),
            box=np.array(box, np.float32),
            track=np.array(track, np.int32),
            crop=np.array(crop, np.float32),
            inside=np.array(inside, np.int32),
            source=np.array(self.sources),
        )
        print(f"{self.path}: {len(self.frames)} frames of {len(self.sources)} objects")


def members(tars, ending):
    """(stem, bytes of stem.ending, bytes of its twin) in the order of the archives."""
    for tar in tars:
        with tarfile.open(tar) as archive:
            held = {}
            for member in archive:
                stem, _, kind = member.name.rpartition(".")
                held.setdefault(stem, {})[kind] = archive.extractfile(member).read()
                if len(held[stem]) == 2:
                    pair = held.pop(stem)
                    yield stem, pair.pop(ending), next(iter(pair.values()))


def square(rgb):
    """Pads by the border to a square."""
    h, w = rgb.shape[:2]
    side = max(h, w)
    return cv2.copyMakeBorder(rgb, 0, side - h, 0, side - w, cv2.BORDER_REPLICATE)


def pack_stills(tars, out):
    pack = Pack(out / "stills")
    for _, image, text in members(tars, "jpg"):
        bgr = cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_COLOR)
        note = json.loads(text)
        pack.begin(note["set"])
        crop = (0, 0, max(bgr.shape[:2]))
        pack.add(square(bgr[:, :, ::-1]), note["box"], crop, note["inside"])
    pack.close()


def clip_frames(data):
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        file.write(data)
        file.flush()
        video = cv2.VideoCapture(file.name)
        while True:
            good, bgr = video.read()
            if not good:
                return
            yield bgr[:, :, ::-1]


def pack_clips(tars, out):
    pack = Pack(out / "clips")
    for name, data, text in members(tars, "mp4"):
        pack.begin(name.split("__")[0] + "__" + name.split("__")[1])
        rows = csv.DictReader(io.StringIO(text.decode()))
        for rgb, row in zip(clip_frames(data), rows):
            crop = [float(row[k]) for k in ("crop_x", "crop_y", "crop_side")]
            scale = rgb.shape[1] / crop[2]
            x, y, w, h = (float(row[k]) for k in "xywh")
            box = ((x - crop[0]) * scale, (y - crop[1]) * scale, w * scale, h * scale)
            pack.add(square(rgb), box if row["visible"] == "1" else [np.nan] * 4, crop)
    pack.close()


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    tars, out = map(pathlib.Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    for kind, make in (("stills", pack_stills), ("clips", pack_clips)):
        found = sorted(tars.glob(f"{kind}-*.tar"))
        if not found:
            raise SystemExit(f"packs: no {kind}-*.tar in {tars}")
        make(found, out)


if __name__ == "__main__":
    main()
