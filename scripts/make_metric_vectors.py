#!/usr/bin/env python3
"""Made-up annotations, results and VOT runs, and their figures by reference_metrics.py.

    scripts/make_metric_vectors.py [FOLDER]

Writes sequences.txt, runs.txt and expected.txt to FOLDER (default: tests/parity/metrics), where
tests/unit/test_metrics_parity.c finds them.
"""

import math
import pathlib
import random
import sys

from reference_metrics import (NAN, Frame, Sequence, calibration, confidence_pairs, figures,
                               float32, intervals, one_pass, one_pass_figures, overlap,
                               speed_figures)
from reference_vot import multistart, supervised

RULES = ["annotated", "lasot", "otb", "pysot", "pysot_lasot"]
OPE = ["auc", "precision", "norm_precision_auc", "norm_precision", "success_50"]
RESAMPLES = 200


def wander(rng, whole, size, n):
    """A box on its way through (and beyond) the picture."""
    width, height = size
    x, y = rng.uniform(0, width / 2), rng.uniform(0, height / 2)
    w, h = rng.uniform(10, width / 4), rng.uniform(10, height / 4)
    dx, dy = rng.uniform(-3, 3), rng.uniform(-3, 3)
    path = []
    for _ in range(n):
        dx, dy = 0.95 * dx + rng.gauss(0, 0.8), 0.95 * dy + rng.gauss(0, 0.8)
        x = min(max(x + dx, -w / 2), width - w / 2)
        y = min(max(y + dy, -h / 2), height - h / 2)
        w, h = max(w * rng.uniform(0.97, 1.03), 4), max(h * rng.uniform(0.97, 1.03), 4)
        box = [x, y, w, h]
        path.append([float32(round(v) if whole else round(v, 3)) for v in box])
    return path


def follow(rng, path, error, whole):
    """What a tracker might say: close for a while, then off, then back."""
    boxes, off = [], 0.0
    for x, y, w, h in path:
        off = max(off + rng.gauss(0, error), 0) if rng.random() > 0.05 else rng.choice([0, 0, 2])
        box = [x + off * w * rng.uniform(-0.5, 1), y + off * h * rng.uniform(-0.5, 1),
               w * rng.uniform(0.8, 1.2), h * rng.uniform(0.8, 1.2)]
        boxes.append([float32(round(v) if whole else round(v, 3)) for v in box])
    return boxes


def make_sequence(rng, name, n, *, origin=0, size=(320, 240), group="", whole=False, error=0.1,
                  absences=(), unknown=(), late=0, cover=False, dumb=False, missing=0.0,
                  sized=True):
    path = wander(rng, whole, size, n)
    boxes = follow(rng, path, error, whole)
    frames = []
    for i in range(n):
        away = i < late or any(a <= i < b for a, b in absences)
        nobody = any(a <= i < b for a, b in unknown)
        truth = None if nobody or (away and i % 2) else path[i]
        eighths = None if not cover else 0 if away else rng.choice([1, 4, 8, 8, 0])
        box = None if rng.random() < missing else boxes[i]
        quality = overlap(path[i], boxes[i]) if not away else 0.0
        sure = min(max(quality + rng.gauss(0, 0.25), 0), 1)
        sure = float32(round(sure, 1) if whole else round(sure, 3))
        state = 2 if sure < 0.2 else 1 if sure < 0.3 else 0
        known = not dumb and box is not None
        frames.append(Frame(truth, away, eighths, box, sure if known else NAN,
                            state if known else 0, float32(rng.uniform(0.001, 0.004)) if known
                            else NAN, float32(rng.uniform(0.0005, 0.001)) if i % 3 else NAN))
    width, height = size if sized else (0, 0)
    return Sequence(name, origin, width, height, group, frames)


def make_sequences():
    rng = random.Random(4)
    return [
        make_sequence(rng, "plain", 90),
        make_sequence(rng, "whole", 120, whole=True, origin=1, group="car", error=0.15),
        make_sequence(rng, "away", 100, absences=((30, 50), (80, 100)), group="car",
                      sized=False),
        make_sequence(rng, "late", 60, late=7, absences=((20, 22),), origin=1, group="dog"),
        make_sequence(rng, "edge", 110, size=(64, 48), origin=1, cover=True, group="dog",
                      absences=((40, 60),), error=0.05),
        make_sequence(rng, "gaps", 80, missing=0.2, absences=((10, 14), (40, 60))),
        make_sequence(rng, "dumb", 70, dumb=True, group="fish", size=(200, 90)),
        make_sequence(rng, "test", 40, unknown=((1, 25),), absences=((30, 33),)),
        make_sequence(rng, "only", 30, unknown=((1, 30),), group="fish"),
    ]


def make_runs(rng):
    """Per sequence: its length and runs, each (overlaps, absent flags) from an anchor."""
    sequences = []
    for length in (60, 120, 180, 400):
        runs = []
        for anchor in range(0, length, 50):
            n = max(length - anchor, anchor + 1)
            overlaps, quality = [0.0], 0.8
            for _ in range(n - 1):
                quality = min(max(quality + rng.gauss(0, 0.06), 0), 1)
                overlaps.append(round(quality if quality > 0.05 else 0.0, 3))
            absent = [rng.random() < 0.03 for _ in range(n)]
            runs.append((overlaps, absent))
        sequences.append((length, runs))
    return sequences


def make_supervised(rng):
    """Per sequence: codes (-1 a region) and overlaps of one run."""
    sequences = []
    for length, sinks in ((150, 0.01), (90, 0.01), (420, 0.0005)):
        codes, overlaps, restart, quality = [], [], 0, 0.0
        for i in range(length):
            if i < restart:
                codes.append(0)
            elif i == restart:
                codes.append(1)
                quality = 0.8
            else:
                quality = min(quality + rng.gauss(-sinks, 0.05 if sinks > 0.001 else 0.01), 1)
                codes.append(-1 if quality > 0 else 2)
                if quality <= 0:
                    restart = i + 5
            overlaps.append(round(quality, 3) if codes[-1] == -1 else 0.0)
        sequences.append((codes, overlaps))
    return sequences


# ---- files ---------------------------------------------------------------------------------


def number(value):
    return "nan" if value is None or math.isnan(value) else f"{value:.9g}"


def write_sequences(path, sequences):
    with open(path, "w", encoding="ascii") as file:
        for s in sequences:
            file.write(f"sequence {s.name} {len(s.frames)} {s.start} {s.origin} {s.width} "
                       f"{s.height} {s.group or '-'}\n")
            for f in s.frames:
                truth, box = f.truth or [NAN] * 4, f.box or [NAN] * 4
                cover = -1 if f.cover is None else f.cover
                values = [*truth, *box, f.confidence, f.step, f.decode]
                file.write(f"{int(f.absent)} {cover} {f.state} "
                           + " ".join(number(v) for v in values) + "\n")


def write_runs(path, multi, single):
    with open(path, "w", encoding="ascii") as file:
        for length, runs in multi:
            file.write(f"multistart {length} {len(runs)}\n")
            for overlaps, absent in runs:
                file.write(f"{len(overlaps)} " + " ".join(
                    f"{'-' if away else ''}{o:g}"
                    for o, away in zip(overlaps, absent)) + "\n")
        for codes, overlaps in single:
            file.write(f"supervised {len(codes)} 1\n{len(codes)} ")
            file.write(" ".join({0: "U", 1: "S", 2: "F"}.get(c, f"{o:g}")
                                for c, o in zip(codes, overlaps)) + "\n")


def expect_one_pass(sequences):
    for rules in RULES:
        for s in sequences:
            curves = one_pass(s, rules)
            for key in ("success", "precision", "norm_precision"):
                for i in range(0, len(curves[key]), 5):
                    yield s.name, rules, f"{key}[{i}]", curves[key][i]
            for key, value in one_pass_figures(curves).items():
                yield s.name, rules, key, value
        whole = figures(sequences, rules)
        for key in OPE:
            yield "all", rules, key, whole[key]


def expect_rest(sequences):
    for scope, members in [(s.name, [s]) for s in sequences] + [("all", sequences)]:
        values = {**figures(members, "annotated"), **speed_figures(members)}
        for key, value in values.items():
            if key not in OPE and (scope == "all" or not key.startswith("got10k_m")):
                yield scope, "annotated", key, value
    for key, (low, high) in intervals(sequences, "annotated", RESAMPLES, 7, 0.9).items():
        yield "all", "annotated", f"{key}.low", low
        yield "all", "annotated", f"{key}.high", high
    pairs = [p for s in sequences for p in confidence_pairs(s)]
    for m, (n, hits, said) in enumerate(calibration(pairs)):
        yield "all", "annotated", f"bin_frames[{m}]", n
        yield "all", "annotated", f"bin_hits[{m}]", hits
        yield "all", "annotated", f"bin_sum[{m}]", said


def expect_vot(multi, single):
    for low, high in ((20, 90), (115, 755)):
        scores = multistart(multi, low, high)
        for key in ("accuracy", "robustness", "eao"):
            yield "multistart", f"{low}-{high}", key, scores[key]
        for j in range(1, high, 20):
            yield "multistart", f"{low}-{high}", f"curve[{j}]", scores["curve"][j]
    for low, high in ((100, 356), (46, 291), (20, 90)):
        for key, value in supervised(single, low, high).items():
            yield "supervised", f"{low}-{high}", key, value


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else root / "tests/parity/metrics"
    sequences = make_sequences()
    rng = random.Random(5)
    multi, single = make_runs(rng), make_supervised(rng)
    write_sequences(folder / "sequences.txt", sequences)
    write_runs(folder / "runs.txt", multi, single)
    with open(folder / "expected.txt", "w", encoding="ascii") as file:
        for lines in (expect_one_pass(sequences), expect_rest(sequences),
                      expect_vot(multi, single)):
            for scope, rules, key, value in lines:
                text = "nan" if math.isnan(value) else f"{value:.12g}"
                file.write(f"{scope} {rules} {key} {text}\n")


if __name__ == "__main__":
    main()
