"""The evaluation's figures once more, from their published definitions, to check the program's.

Nothing here looks at the C code: boxes are lists, figures are counted frame by frame, pairs are
compared pair by pair, draws of the bootstrap are really drawn. Sources of each definition: the
headers in src/eval/. make_metric_vectors.py uses it.
"""

import math
import struct

NAN = float("nan")


def float32(value):
    """As the program stores it."""
    return struct.unpack("f", struct.pack("f", value))[0]


class Frame:
    """truth, box: [x, y, w, h] or None; cover: None or 0..8; step, decode: seconds or NaN."""

    def __init__(self, truth, absent, cover, box, confidence, state, step, decode):
        self.truth, self.absent, self.cover = truth, absent, cover
        self.box, self.confidence, self.state = box, confidence, state
        self.step, self.decode = step, decode


class Sequence:
    """width, height: 0 where not known; group: its class or ''; starts at the first box."""

    def __init__(self, name, origin, width, height, group, frames):
        self.name, self.origin, self.group = name, origin, group
        self.width, self.height, self.frames = width, height, frames
        self.start = next(i for i, f in enumerate(frames) if f.truth and not f.absent)


# ---- frames --------------------------------------------------------------------------------


def overlap(a, b):
    """Intersection over union."""
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if across <= 0 or down <= 0:
        return 0.0
    return across * down / (a[2] * a[3] + b[2] * b[3] - across * down)


def centre(box):
    return box[0] + (box[2] - 1) / 2, box[1] + (box[3] - 1) / 2  # as the Matlab toolkits have it


def is_box(box):
    return box is not None and box[2] > 0 and box[3] > 0


class Scored:
    """A frame from the start on: iou None where nothing is known or absent."""

    def __init__(self, frame, box):
        self.frame, self.box = frame, box
        self.absent = frame.absent
        self.known = frame.absent or frame.truth is not None
        self.iou = None
        if frame.truth and not frame.absent:
            self.iou = overlap(frame.truth, box) if is_box(box) else 0.0


def scored_frames(s):
    out = []
    for i in range(s.start, len(s.frames)):
        frame = s.frames[i]
        out.append(Scored(frame, frame.truth if i == s.start else frame.box))
    return out


# ---- one-pass evaluation --------------------------------------------------------------------


def overlap_and_distances(s, rules):
    """A list with (overlap, distance, normalised distance) of each frame in the denominator, -1 as
    the toolkits have it, None for a miss."""
    rows, previous = [], None
    for scored in scored_frames(s):
        truth, box = scored.frame.truth, scored.box
        if not is_box(box) and (rules == "lasot" or (rules == "otb" and truth is not None)):
            box = previous
        previous = box
        if not scored.absent and truth is None:
            continue
        if scored.absent:
            if rules in ("lasot", "pysot_lasot"):
                rows.append((-1, None, None))
            elif rules in ("otb", "pysot"):
                rows.append((-1, -1, -1))
            continue
        origin = 0 if rules == "pysot" else s.origin
        corner_in = truth[0] + origin > 0 and truth[1] + origin > 0
        cx, cy = centre(truth)
        centre_in = cx + origin > 0 and cy + origin > 0
        if rules in ("lasot", "otb") and not corner_in:
            rows.append((-1, -1, -1))
            continue
        if is_box(box):
            bx, by = centre(box)
            far = math.sqrt((bx - cx) ** 2 + (by - cy) ** 2)
            norm = math.sqrt((bx / truth[2] - cx / truth[2]) ** 2
                             + (by / truth[3] - cy / truth[3]) ** 2)
            row = (overlap(truth, box), far, norm)
        else:
            row = (0.0, None, None)
        if rules in ("pysot", "pysot_lasot") and not centre_in:
            row = (row[0], -1, -1)
        rows.append(row)
    return rows


def one_pass(s, rules):
    rows = overlap_and_distances(s, rules)
    if not rows:
        return None

    def share(test):
        return sum(test(row) for row in rows) / len(rows)

    def within(k, limit):
        return share(lambda row: row[k] is not None and row[k] <= limit)

    success = [share(lambda row: row[0] > t / 20) for t in range(21)]
    return {"frames": len(rows), "success": success,
            "precision": [within(1, t) for t in range(51)],
            "norm_precision": [within(2, t / 100) for t in range(51)]}


def mean(values):
    values = [v for v in values if not math.isnan(v)]
    return sum(values) / len(values) if values else NAN


def one_pass_figures(curves):
    return {"auc": mean(curves["success"]), "precision": curves["precision"][20],
            "norm_precision_auc": mean(curves["norm_precision"]),
            "norm_precision": curves["norm_precision"][20], "success_50": curves["success"][10]}


# ---- GOT-10k ---------------------------------------------------------------------------------


def cut(box, width, height):
    """As the toolkit's rect_iou: corner first, then what is left of the side."""
    if not width:
        return box
    x, y = min(max(box[0], 0), width), min(max(box[1], 0), height)
    return [x, y, min(max(box[2], 0), width - x), min(max(box[3], 0), height - y)]


def got10k_overlaps(s):
    out = []
    for frame in s.frames[s.start + 1:]:
        if frame.truth is None:
            continue
        if frame.cover == 0 or (frame.cover is None and frame.absent):
            continue
        if not is_box(frame.box):
            out.append(0.0)
            continue
        a, b = cut(frame.box, s.width, s.height), cut(frame.truth, s.width, s.height)
        out.append(overlap(a, b))
    return out


def got10k_figures(overlaps):
    n = len(overlaps)
    if n == 0:
        return {"got10k_ao": NAN, "got10k_sr50": NAN, "got10k_sr75": NAN}
    return {"got10k_ao": sum(overlaps) / n, "got10k_sr50": sum(o > 0.5 for o in overlaps) / n,
            "got10k_sr75": sum(o > 0.75 for o in overlaps) / n}


def got10k_class_figures(sequences):
    groups = {}
    for s in sequences:
        if s.group:
            groups.setdefault(s.group, []).append(got10k_figures(got10k_overlaps(s)))
    out = {}
    for key, name in (("got10k_ao", "got10k_mao"), ("got10k_sr50", "got10k_msr50"),
                      ("got10k_sr75", "got10k_msr75")):
        out[name] = mean([mean([f[key] for f in members]) for members in groups.values()])
    return out


# ---- confidence, lost, speed ---------------------------------------------------------------


def confidence_pairs(s):
    """(confidence, hit) of all frames but the first."""
    return [(f.frame.confidence, f.iou is not None and f.iou > 0.5)
            for f in scored_frames(s)[1:] if f.known and not math.isnan(f.frame.confidence)]


def auroc(pairs):
    hits = [c for c, hit in pairs if hit]
    misses = [c for c, hit in pairs if not hit]
    if not hits or not misses:
        return NAN
    wins = sum((h > m) + (h == m) / 2 for h in hits for m in misses)
    return wins / (len(hits) * len(misses))


def calibration(pairs):
    """(frames, hits, sum of confidences) of ten bins."""
    bins = [[0, 0, 0.0] for _ in range(10)]
    for confidence, hit in pairs:
        m = next(m for m in range(10) if confidence <= float32((m + 1) / 10) or m == 9)
        bins[m][0] += 1
        bins[m][1] += hit
        bins[m][2] += confidence
    return bins


def ece(pairs):
    if not pairs:
        return NAN
    return sum(n / len(pairs) * abs(hits / n - said / n)
               for n, hits, said in calibration(pairs) if n)


def lost_frames(s):
    """(should, said, absent, good, between) of the frames of which the tracker tells something."""
    out = []
    for f in scored_frames(s)[1:]:
        told = not math.isnan(f.frame.confidence) or f.frame.state != 0
        if f.known and told:
            out.append((f.absent or f.iou == 0, f.frame.state == 2, f.absent,
                        not f.absent and f.iou >= 0.5, not f.absent and 0 < f.iou < 0.5))
    return out


def losses(s):
    """(frames until noticed or None, whether the object was in view, found, frames in view)."""
    frames = [f for f in enumerate(scored_frames(s)) if f[1].known][1:]
    out, at = [], 0
    while at < len(frames):
        if not (frames[at][1].absent or frames[at][1].iou == 0):
            at += 1
            continue
        end = next((k for k in range(at, len(frames))
                    if not frames[k][1].absent and frames[k][1].iou > 0.5), len(frames))
        inside = frames[at:end]
        call = next((k for k, f in inside if f.frame.state == 2), None)
        in_view = sum(not f.absent for _, f in inside)
        found = end < len(frames)
        out.append((None if call is None else call - inside[0][0], in_view > 0 or found, found,
                    in_view))
        at = end
    return out


def refound(s):
    """For each reappearance whether the object was re-found within 10 frames in view."""
    frames = [f for f in scored_frames(s) if f.known]
    out = []
    for k in range(1, len(frames)):
        if frames[k].absent or not frames[k - 1].absent:
            continue
        seen = frames[k:k + 10]
        gone = next((i for i, f in enumerate(seen) if f.absent), len(seen))
        out.append(any(f.iou > 0.5 and f.frame.state != 2 for f in seen[:gone]))
    return out


def lost_figures(sequences):
    def ratio(a, b):
        return a / b if b else NAN

    frames = [f for s in sequences for f in lost_frames(s)]
    all_losses = [x for s in sequences for x in losses(s)]
    right = sum(f[0] and f[1] for f in frames)
    noticed = [x[0] for x in all_losses if x[0] is not None]
    found = [x for x in all_losses if x[2]]
    again = [x for s in sequences for x in refound(s)]
    return {"lost_recall": ratio(right, sum(f[0] for f in frames)),
            "lost_precision": ratio(right, sum(f[1] and not f[4] for f in frames)),
            "absent_recall": ratio(sum(f[1] and f[2] for f in frames), sum(f[2] for f in frames)),
            "false_lost": ratio(sum(f[1] and f[3] for f in frames), sum(f[3] for f in frames)),
            "frames_to_notice": ratio(sum(noticed), len(noticed)),
            "found_again": ratio(len(found), sum(x[1] for x in all_losses)),
            "frames_to_return": ratio(sum(x[3] for x in found), len(found)),
            "refound_10": ratio(sum(again), len(again))}


def speed_figures(sequences):
    frames = [f.frame for s in sequences for f in scored_frames(s)[1:]]
    steps = sorted(f.step * 1e3 for f in frames if not math.isnan(f.step))

    def percentile(percent):
        return next((t for i, t in enumerate(steps, 1) if 100 * i >= percent * len(steps)), NAN)

    return {"ms_mean": mean(steps), "ms_p50": percentile(50), "ms_p95": percentile(95),
            "ms_max": steps[-1] if steps else NAN, "ms_decode": mean([f.decode * 1e3
                                                                      for f in frames])}


# ---- sets of sequences ---------------------------------------------------------------------


def figures(sequences, rules):
    """Everything but speed; a sequence may be there several times."""
    out = {}
    each = [one_pass_figures(one_pass(s, rules)) for s in sequences]
    for key in ("auc", "precision", "norm_precision_auc", "norm_precision", "success_50"):
        out[key] = mean([e[key] for e in each])
    out.update(got10k_figures([o for s in sequences for o in got10k_overlaps(s)]))
    out.update(got10k_class_figures(sequences))
    pairs = [p for s in sequences for p in confidence_pairs(s)]
    out.update(auroc=auroc(pairs), ece=ece(pairs))
    out.update(lost_figures(sequences))
    return out


def splitmix64(seed):
    """Steele, Lea, Flood 2014."""
    mask = (1 << 64) - 1
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & mask
        z = seed
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & mask
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & mask
        yield z ^ (z >> 31)


def quantile(values, share):
    """Linear between order statistics."""
    at = share * (len(values) - 1)
    below = math.floor(at)
    above = min(below + 1, len(values) - 1)
    return values[below] * (1 - (at - below)) + values[above] * (at - below)


def intervals(sequences, rules, resamples, seed, level):
    """Percentile intervals, {key: (low, high)}."""
    rng, drawn = splitmix64(seed), {}
    for _ in range(resamples):
        draw = [sequences[(next(rng) >> 32) * len(sequences) >> 32] for _ in sequences]
        for key, value in figures(draw, rules).items():
            drawn.setdefault(key, []).append(value)
    out = {}
    for key, values in drawn.items():
        values = sorted(v for v in values if not math.isnan(v))
        out[key] = ((quantile(values, (1 - level) / 2), quantile(values, (1 + level) / 2))
                    if values else (NAN, NAN))
    return out
