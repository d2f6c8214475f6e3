#!/usr/bin/env python3
"""Sequences in which an object leaves and comes back: `splice.py PACKS FOLDER`.

PACKS is what packs.py wrote. Of the clips that training leaves out (config.json, held_out), each
gives several sequences NNN-KIND[-distractor].mp4 with NNN-KIND[-distractor].txt (x,y,w,h a frame,
nan while it is absent: the plain layout of `fovea eval`), and a line of FOLDER/index.csv.

The object, cut out of its clip, moves as it did there over a scene of another video. It is seen for
28 to 60 frames, absent for 20 to 60, and then seen for 25 frames or more of the same clip's further
course, elsewhere (at least 1.5 of its sizes away) and 0.6 to 1.6 times as large. It leaves by

    exit     over the picture's border, and comes back over it
    cut      the shot changes to another scene, and back
    occluder something passes before it, and once more where it comes back

In half of the sequences another video's object, of the same data set where there is one, is in the
picture all the time, about as large, and never touches it. One seed, one result."""

import argparse
import csv
import json
import pathlib

import cv2
import numpy as np

from cutout import Cutouts, Film, Scene, cover, draw, inner, ping_pong, without_object
from data import Pack

SIZES = [(480, 360), (640, 360), (640, 480)]
KINDS = ["exit", "cut", "occluder"]
BEFORE, ABSENT, BACK = (28, 60), (20, 60), 25  # frames
PLACE, SCALE = 1.5, (0.6, 1.6)  # how far from where it left, in its sizes; how much larger
EXTENT = (24, 60)  # of objects, px: the square root of the area
VISIBLE = 0.4  # share of the box from which on the object is there
GRAIN = 2  # grey levels
TRIES = 400


class Unfit(Exception):
    """This draw does not fit into the picture: draw again."""


def place(rng, path, size, canvas):
    """The path, shrunk where it must, somewhere in the picture: centres [n, 2]. size: [n, 2]."""
    room = np.array(canvas) - 1.1 * size.max(0)
    if (room <= 0).any():
        raise Unfit
    extent = np.ptp(path, 0)
    path = (path - path.min(0)) * np.minimum(1, room / np.maximum(extent, 1e-6))
    return path + 0.55 * size.max(0) + rng.uniform(0, 1, 2) * (room - np.ptp(path, 0))


def leave(rng, centre, size, canvas):
    """Bends the end of a path over the nearest border."""
    end, half = centre[-1], size[-1] / 2
    ways = [
        (0, -1, end[0]),
        (0, 1, canvas[0] - end[0]),
        (1, -1, end[1]),
        (1, 1, canvas[1] - end[1]),
    ]
    axis, sign, far = min(ways, key=lambda way: way[2])
    far += half[axis]
    frames = int(np.ceil(far / (rng.uniform(0.12, 0.3) * np.sqrt(size[-1].prod()))))
    if frames > 25:
        raise Unfit
    bent = centre.copy()
    bent[-frames:, axis] += sign * far * np.linspace(0, 1, frames + 1)[1:] ** 1.5
    return bent


class Actor:
    """An object of a track on the canvas: frame, centre and size where it is drawn."""

    def __init__(self, frames):
        self.track_frame = np.full(frames, -1)
        self.centre, self.size = np.full((frames, 2), np.nan), np.full((frames, 2), np.nan)

    def put(self, at, frames, centre, size):
        span = slice(at, at + len(frames))
        self.track_frame[span], self.centre[span], self.size[span] = frames, centre, size

    def box(self):
        return np.concatenate([self.centre - self.size / 2, self.size], 1)


def overlap(a, b):
    """Areas in which boxes [n, 4] overlap."""
    low, high = np.maximum(a[:, :2], b[:, :2]), np.minimum(a[:, :2] + a[:, 2:], b[:, :2] + b[:, 2:])
    return np.maximum(high - low, 0).prod(1)


def annotate(actor, covers, canvas):
    """Boxes, cut at the border; nan where too little is to be seen. covers: boxes [frames, 4]."""
    box = actor.box()
    picture = np.broadcast_to(np.r_[0, 0, canvas], box.shape)
    low, high = np.maximum(box[:, :2], 0), np.minimum(box[:, :2] + box[:, 2:], canvas)
    cut = np.concatenate([low, high - low], 1)
    seen = overlap(box, picture) - sum(overlap(cut, cover) for cover in covers)
    return np.where((seen >= VISIBLE * actor.size.prod(1))[:, None], cut, np.nan)


def pass_by(rng, centre, size, at, frames):
    """Boxes [frames, 4] of what hides an object at frame `at` and moves on."""
    extent = size.max() * rng.uniform(1.5, 2.2, 2)
    way = rng.uniform(-0.4, 0.4) + np.pi * rng.integers(2)
    speed = rng.uniform(0.3, 0.6) * size.max() * np.array([np.cos(way), np.sin(way)])
    middle = centre + speed * (np.arange(frames) - at)[:, None]
    return np.concatenate([middle - extent / 2, np.broadcast_to(extent, middle.shape)], 1)


class Plan:
    """What is where in each frame; Unfit where a draw comes to nothing."""

    def __init__(self, rng, cutouts, track, kind, other):
        self.kind, self.canvas = kind, SIZES[rng.integers(len(SIZES))]
        begin, end = cutouts.seen(track)
        longest = min(BEFORE[1], end - begin - BACK)
        before = int(rng.integers(max(BEFORE[0], longest - 20), longest + 1))
        hidden = int(rng.integers(ABSENT[0], ABSENT[1] + 1))
        again = int(rng.integers(begin + before, end - BACK + 1))
        first, second = np.arange(begin, begin + before), np.arange(again, end)
        self.frames = before + hidden + len(second)
        self.hidden = range(before, before + hidden)

        self.scale = float(np.exp(rng.uniform(*np.log(SCALE))))
        path, size = cutouts.path(np.arange(begin, end))
        typical = np.sqrt(np.median(size.prod(1)))
        low, high = EXTENT[0] / min(1, self.scale), EXTENT[1] / max(1, self.scale)
        zoom = rng.uniform(low, max(low, high)) / typical
        one, two = size[:before] * zoom, size[again - begin :] * zoom * self.scale
        a = place(rng, path[:before] * zoom, one, self.canvas)
        b = place(rng, path[again - begin :] * zoom * self.scale, two, self.canvas)
        if kind == "exit":
            a, b = (
                leave(rng, a, one, self.canvas),
                leave(rng, b[::-1], two[::-1], self.canvas)[::-1],
            )
        self.actor = Actor(self.frames)
        self.actor.put(0, first, a, one)
        self.actor.put(before + hidden, second, b, two)

        self.covers = []
        if kind == "occluder":
            self.covers = [
                pass_by(rng, a[-1], one[-1], before, self.frames),
                pass_by(rng, b[0], two[0], before + hidden - 1, self.frames),
            ]
        self.truth = annotate(self.actor, self.covers, self.canvas)
        self.check()
        self.distractor = self.distract(rng, cutouts, other) if other is not None else None

    def check(self):
        absent = np.flatnonzero(np.isnan(self.truth[:, 0]))
        if len(absent) == 0 or len(absent) != absent[-1] + 1 - absent[0]:
            raise Unfit
        self.lost, self.back = absent[0], absent[-1] + 1
        if not ABSENT[0] <= self.back - self.lost <= ABSENT[1]:
            raise Unfit
        if self.lost < BEFORE[0] - 8 or self.frames - self.back < BACK:
            raise Unfit
        middle = self.truth[:, :2] + self.truth[:, 2:] / 2
        extent = np.sqrt(self.actor.size[self.lost - 1].prod())
        self.away = np.hypot(*(middle[self.back] - middle[self.lost - 1])) / extent
        if self.away < PLACE:
            raise Unfit

    def distract(self, rng, cutouts, other):
        begin, end = cutouts.seen(other)
        order = [begin + ping_pong(i, end - begin) for i in range(self.frames)]
        path, size = cutouts.path(np.array(order))
        extent = np.sqrt(np.nanmedian(self.actor.size.prod(1))) * np.exp(rng.normal(0, 0.15))
        zoom = extent / np.sqrt(np.median(size.prod(1)))
        actor = Actor(self.frames)
        centre = place(rng, path * zoom, size * zoom, self.canvas)
        actor.put(0, order, centre, size * zoom)
        gap = np.hypot(*(self.actor.centre - centre).T)
        reach = (self.actor.size.max(1) + actor.size.max(1)) / 2
        if (gap < 1.3 * reach).any():
            raise Unfit
        return actor


def plan(rng, cutouts, track, kind, other):
    for _ in range(TRIES):
        try:
            return Plan(rng, cutouts, track, kind, other)
        except Unfit:
            pass
    return None


class Scenes:
    """Backgrounds: of other videos' clips, and photographs."""

    def __init__(self, clips, stills):
        self.clips, self.stills, self.kept = clips, stills, {}

    def photograph(self, rng):
        while True:
            i = int(rng.integers(len(self.stills)))
            x0, y0, x1, y1 = self.stills.inside[i]
            if min(x1 - x0, y1 - y0) >= 80:
                picture = self.stills.frame(i)[y0:y1, x0:x1]
                return picture[inner(picture)]

    def pictures(self, track):
        if track not in self.kept:
            clips = self.clips
            frames = range(clips.first[track], clips.last[track])
            part = inner(clips.frame(frames[0]))
            self.kept[track] = [without_object(clips.frame(f), clips.box[f])[part] for f in frames]
        return self.kept[track]

    def draw(self, rng, away_from, canvas):
        if rng.random() < 0.5:
            pictures = [self.photograph(rng)]
        else:
            others = [t for t, s in enumerate(self.clips.source) if s not in away_from]
            pictures = self.pictures(int(rng.choice(others)))
        return Scene(rng, pictures, canvas, rng.uniform(0.6, 1) * canvas[0] / pictures[0].shape[1])


def is_grey(rgb):
    return np.ptp(rgb.astype(np.int16), axis=2).mean() < 3


def render(path, rng, p, cutouts, scenes, away_from):
    behind = [scenes.draw(rng, away_from, p.canvas) for _ in range(1 + (p.kind == "cut"))]
    textures = [scenes.photograph(rng).astype(np.float32) for _ in p.covers]
    grey = is_grey(cutouts.pack.frame(p.actor.track_frame[0]))
    w, h = p.canvas
    grain = np.round(rng.normal(0, GRAIN, (h + 64, w + 64, 1))).repeat(3, 2)
    light, dark = (np.maximum(g, 0).astype(np.uint8) for g in (grain, -grain))
    film = Film(path, p.canvas)
    for i in range(p.frames):
        canvas = behind[-1 if i in p.hidden else 0].get(i)
        if p.distractor:
            draw(canvas, cutouts, p.distractor, i)
        draw(canvas, cutouts, p.actor, i)
        for texture, boxes in zip(textures, p.covers):
            cover(canvas, texture, boxes[i])
        if grey:
            canvas[:] = cv2.cvtColor(canvas, cv2.COLOR_RGB2GRAY)[:, :, None]
        x, y = rng.integers(0, 64, 2)
        part = slice(y, y + h), slice(x, x + w)
        film.add(cv2.subtract(cv2.add(canvas, light[part]), dark[part]))
    film.close()


def distractors(rng, clips, clear, track):
    """Tracks of other videos in random order, those of the same data set first."""
    kin = clips.source[track].split("__")[0]
    others = [t for t in rng.permutation(clear) if clips.source[t] != clips.source[track]]
    return sorted(others, key=lambda t: clips.source[t].split("__")[0] != kin)


def choose(rng, cutouts, clips, usable, clear, number):
    """(track, kind, the distractor's track or None, plan) of a sequence."""
    track = usable[number % len(usable)]
    lap = number // len(usable)
    others = distractors(rng, clips, clear, track)[:4] if (number + lap) % 2 else [None]
    kinds = [KINDS[(lap + number + k) % len(KINDS)] for k in range(len(KINDS))]
    for kind in kinds:
        for other in others:
            found = plan(rng, cutouts, track, kind, other)
            if found:
                return track, kind, other, found
    return None


def write_boxes(path, truth):
    path.write_text("".join(",".join(f"{v:.2f}" for v in box) + "\n" for box in truth))


def arguments():
    about, _, more = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(
        description=about, epilog=more, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    config = json.loads(pathlib.Path(__file__).with_name("config.json").read_text())
    parser.add_argument("packs", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200, help="sequences (200)")
    parser.add_argument(
        "--held-out",
        type=int,
        default=config["held_out"],
        metavar="N",
        help="clips of every N-th video, as training leaves them out (config.json)",
    )
    parser.add_argument("--only", metavar="TEXT", help="clips whose name holds it")
    parser.add_argument("--exclude", metavar="TEXT", help="no clips whose name holds it")
    return parser.parse_args()


def clear_tracks(clips, cutouts):
    tracks = []
    for t in range(len(clips)):
        begin, end = cutouts.seen(t)
        if end - begin >= BEFORE[0] + BACK and cutouts.clear(t):
            tracks.append(t)
    print(f"splice: {len(tracks)} of {len(clips)} clips are long and clear enough")
    return tracks


def wanted(options, source):
    refused = options.exclude and options.exclude in source
    return not refused and (not options.only or options.only in source)


def main():
    options = arguments()
    cv2.setNumThreads(1)
    clips, stills = Pack(options.packs / "clips", -options.held_out), Pack(options.packs / "stills")
    cutouts, scenes = Cutouts(clips), Scenes(clips, stills)
    clear = clear_tracks(clips, cutouts)
    usable = [t for t in clear if wanted(options, clips.source[t])]
    if not usable:
        raise SystemExit("splice: no clip is left; see --held-out, --only and --exclude")
    options.folder.mkdir(parents=True, exist_ok=True)
    with open(options.folder / "index.csv", "w", newline="") as file:
        index = csv.writer(file)
        index.writerow(
            "name clip kind distractor width height frames lost back sizes_away "
            "times_as_large".split()
        )
        for number in range(options.count):
            rng = np.random.default_rng([options.seed, number])
            chosen = choose(rng, cutouts, clips, usable, clear, number)
            if not chosen:
                print(f"splice: {clips.source[usable[number % len(usable)]]} fits into no picture")
                continue
            track, kind, other, p = chosen
            name = f"{number:03}-{kind}" + ("" if other is None else "-distractor")
            away_from = {clips.source[track]} | (
                {clips.source[other]} if other is not None else set()
            )
            render(options.folder / f"{name}.mp4", rng, p, cutouts, scenes, away_from)
            write_boxes(options.folder / f"{name}.txt", p.truth)
            index.writerow(
                [
                    name,
                    clips.source[track],
                    kind,
                    "" if other is None else clips.source[other],
                    *p.canvas,
                    p.frames,
                    p.lost,
                    p.back,
                    f"{p.away:.1f}",
                    f"{p.scale:.2f}",
                ]
            )
            file.flush()


if __name__ == "__main__":
    main()
