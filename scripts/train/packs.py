#!/usr/bin/env python3
"""Makes arrays that many readers can map of training data: `packs.py SOURCE... PACKS`.

A SOURCE is an archive as in the first line, or a folder with one of

    stills-*.tar, clips-*.tar   NAME.jpg + NAME.json (box, inside, set, image, label), and NAME.mp4
                                + NAME.csv (frame, crop_x, crop_y, crop_side, x, y, w, h, visible)
    annotations/instances_*.json, and each one's pictures in the folder that it is named for (COCO)
    [CLASS/]SEQUENCE/groundtruth.txt with pictures beside it (GOT-10k) or in img/ (LaSOT)

--limit takes N pictures or sequences of each at random, --pieces P clips of a sequence, which have
up to 100 frames. PACKS gets two packs, stills and clips, each

    NAME.rgb    the frames' pixels [side, side, 3] uint8, one after the other
    NAME.npz    offset, side [frames]; box [frames, 4] in pixels of the frame, nan where absent;
                track [frames] (frames of one object, in order, share a number); crop [frames, 3]
                (x, y, side of the frame in its video, pixels); inside [frames, 4] (x0, y0, x1, y1
                of what is picture, not repeated border); source [tracks] (the data set, the
                picture or video), kind [tracks] (look-alikes share it)
"""

import argparse
import csv
import io
import json
import pathlib
import sys
import tarfile
import tempfile

import cv2
import numpy as np

import layouts


class Pack:
    """Grows frame by frame; there is nothing at its path, or what was, until it is whole."""

    def __init__(self, path):
        self.path, self.at = path, 0
        self.part = path.with_suffix(".rgb.part")
        self.file = open(self.part, "wb")
        self.frames, self.sources, self.kinds = [], [], []

    def begin(self, source, kind):
        self.sources.append(source)
        self.kinds.append(kind)

    def add(self, rgb, box, crop, inside=None):
        """inside: x0, y0, x1, y1 of what is picture, not repeated border; None: all."""
        side = rgb.shape[0]
        inside = inside or (0, 0, side, side)
        self.frames.append((self.at, side, box, len(self.sources) - 1, crop, inside))
        self.file.write(np.ascontiguousarray(rgb).tobytes())
        self.at += rgb.size

    def drop(self):
        """Takes back what was added since begin(), of which not all could be read."""
        self.sources.pop()
        self.kinds.pop()
        self.frames = [f for f in self.frames if f[3] < len(self.sources)]

    def close(self):
        self.file.close()
        if not self.frames:
            self.part.unlink()
            print(f"packs: no {self.path.name} in these sources; train.py needs stills and clips")
            return
        offset, side, box, track, crop, inside = zip(*self.frames)
        notes = dict(
            offset=np.array(offset, np.int64),
            side=np.array(side, np.int32),
            box=np.array(box, np.float32),
            track=np.array(track, np.int32),
            crop=np.array(crop, np.float32),
            inside=np.array(inside, np.int32),
            source=np.array(self.sources),
            kind=np.array(self.kinds),
        )
        part = self.path.with_suffix(".npz.part")
        with open(part, "wb") as file:
            np.savez(file, **notes)
        self.part.replace(self.path.with_suffix(".rgb"))
        part.replace(self.path.with_suffix(".npz"))
        print(f"{self.path}: {len(self.frames)} frames of {len(self.sources)} objects")


def members(tar, ending):
    """(stem, bytes of stem.ending, bytes of its twin) in the order of the archive."""
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


def tar_stills(pack, tar):
    for name, image, text in members(tar, "jpg"):
        bgr = cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_COLOR)
        if bgr is None:
            raise layouts.Wrong(f"{tar}: {name}.jpg cannot be read; it and what comes after it")
        note = json.loads(text)
        pack.begin(f"{note['set']}__{note['image']}", f"{note['set']} {note['label']}")
        crop = (0, 0, max(bgr.shape[:2]))
        pack.add(square(bgr[:, :, ::-1]), note["box"], crop, note["inside"])


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


def tar_clips(pack, tar):
    for name, data, text in members(tar, "mp4"):
        data_set, video = name.split("__")[:2]
        pack.begin(f"{data_set}__{video}", data_set)
        rows = csv.DictReader(io.StringIO(text.decode()))
        for rgb, row in zip(clip_frames(data), rows):
            crop = [float(row[k]) for k in ("crop_x", "crop_y", "crop_side")]
            scale = rgb.shape[1] / crop[2]
            x, y, w, h = (float(row[k]) for k in "xywh")
            box = ((x - crop[0]) * scale, (y - crop[1]) * scale, w * scale, h * scale)
            pack.add(square(rgb), box if row["visible"] == "1" else [np.nan] * 4, crop)


def coco(pack, notes, given, rng):
    """Stills of instances_NAME.json and the pictures in NAME."""
    pictures = notes.parent.parent / notes.stem.partition("_")[2]
    found = layouts.coco_stills(notes, pictures, given.limit, rng)
    for picture, category, rgb, box, inside in found:
        pack.begin(f"coco__{picture}", f"coco {category}")
        pack.add(rgb, box, (0, 0, rgb.shape[0]), inside)


def folder_clips(pack, folder, given):
    """Clips of a sequence; those before what cannot be read stay."""
    name, pictures, box = layouts.read_sequence(folder)
    for first, end in layouts.pieces(box, given.pieces):
        pack.begin(f"{name}__{folder.name}", name)
        try:
            for rgb, seen, crop, inside in layouts.clip(pictures[first:end], box[first:end]):
                pack.add(rgb, seen, crop, inside)
        except layouts.Wrong:
            pack.drop()
            raise


def jobs(source, stills, clips, given, rng):
    """What there is to pack in a source, each as a function."""
    for tar in [source] if source.is_file() else sorted(source.glob("*.tar")):
        if tar.match("stills-*.tar"):
            yield lambda: tar_stills(stills, tar)
        if tar.match("clips-*.tar"):
            yield lambda: tar_clips(clips, tar)
    for notes in sorted(source.glob("annotations/instances_*.json")):
        yield lambda: coco(stills, notes, given, rng)
    for folder in layouts.some(layouts.sequences(source), given.limit, rng):
        yield lambda: folder_clips(clips, folder, given)


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=pathlib.Path, nargs="+", metavar="SOURCE")
    parser.add_argument("packs", type=pathlib.Path, metavar="PACKS")
    parser.add_argument("--limit", type=int, metavar="N")
    parser.add_argument("--pieces", type=int, default=2, metavar="P")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main():
    given, wrong = options(), 0
    rng = np.random.default_rng(given.seed)
    for source in given.source:
        if not any(True for _ in jobs(source, None, None, given, rng)):
            raise SystemExit(
                f"packs: {source}: no archives, COCO instances or sequences; see --help"
            )
    given.packs.mkdir(parents=True, exist_ok=True)
    stills, clips = Pack(given.packs / "stills"), Pack(given.packs / "clips")
    for source in given.source:
        for job in jobs(source, stills, clips, given, rng):
            try:
                job()
            except (layouts.Wrong, tarfile.TarError) as error:
                wrong += 1
                print(f"packs: {error}; left out", file=sys.stderr)
    stills.close()
    clips.close()
    if wrong:
        raise SystemExit(f"packs: {wrong} of the sources' parts could not be read; see above")


if __name__ == "__main__":
    main()
