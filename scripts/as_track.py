"""Another tracker, in Python, behind the options of `fovea track`: for `fovea eval --program`."""

import argparse
import csv
import itertools
import os
import re
import time

import cv2


def options(arguments, about):
    parser = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["track"])
    parser.add_argument("video")
    parser.add_argument("--box", required=True)
    parser.add_argument("--from", dest="start", type=int, default=0)
    parser.add_argument("-o", dest="output", required=True)
    parser.add_argument("--no-window", action="store_true")
    return parser.parse_args(arguments)


def pictures(path):
    """The frames of a video, or of a folder of images, as BGR bytes."""
    if os.path.isdir(path):
        for name in sorted(os.listdir(path), key=number_of):
            if name.lower().endswith((".jpg", ".jpeg", ".png")):
                yield cv2.imread(os.path.join(path, name))
        return
    video = cv2.VideoCapture(path)
    good, picture = video.read()
    while good:
        yield picture
        good, picture = video.read()


def number_of(name):
    """Numbers in names order by value, as `fovea track` has it."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


def timed(step):
    before = time.thread_time()
    return step(), time.thread_time() - before


def run(start, step, arguments, about):
    """start(picture, box), then step(picture) -> (box, confidence, state) of every further frame,
    on one thread; the last two columns of the rows are its processor time, and decoding's."""
    given = options(arguments, about)
    cv2.setNumThreads(1)
    box, frames = tuple(float(v) for v in given.box.split(",")), pictures(given.video)
    with open(given.output, "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow("frame x y w h confidence state step_s decode_s".split())
        for frame in itertools.count():
            picture, decode_s = timed(lambda: next(frames, None))
            if picture is None:
                break
            if frame < given.start:
                continue
            if frame == given.start:
                _, step_s = timed(lambda: start(picture, box))
                told = box, 1, "tracking"
            else:
                told, step_s = timed(lambda: step(picture))
            rows.writerow([frame, *told[0], told[1], told[2], step_s, decode_s])
