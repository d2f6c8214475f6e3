"""VOT's accuracy, robustness and expected average overlap once more, from the definitions of
vot-toolkit (src/eval/vot.h), to check the program's. make_metric_vectors.py uses it.
"""

from reference_metrics import mean


def failure(overlaps, absent):
    """Where the first 10 low frames in a row begin, or None."""
    low = [o <= 0.1 and not away for o, away in zip(overlaps, absent)]
    return next((j for j in range(len(low) - 9) if all(low[j:j + 10])), None)


def multistart(sequences, low, high):
    """Accuracy, robustness, EAO and the curve, by analysis/multistart.py's definitions."""
    overlap_sum = frames_kept = robust = length_sum = 0
    curves = []
    for length, runs in sequences:
        kept_here = total_here = 0
        pieces = []
        for overlaps, absent in runs:
            fail = failure(overlaps, absent)
            kept = len(overlaps) if fail is None else fail
            overlap_sum += sum(overlaps[:kept])
            kept_here += kept
            total_here += len(overlaps)
            pieces.append((overlaps[:kept] + [0.0] * (len(overlaps) - kept), fail is None))
        frames_kept += kept_here
        robust += kept_here / total_here * length
        length_sum += length
        curves.append(pieces)
    curve = []
    for j in range(high):
        values = []
        for pieces in curves:
            for overlaps, success in pieces:
                if j < len(overlaps):
                    values.append(sum(overlaps[1:j + 1]) / j if j else 0.0)
                elif not success:
                    values.append(sum(overlaps[1:]) / (j - 1))
        curve.append(sum(values) / len(values) if values else 0.0)
    return {"accuracy": overlap_sum / frames_kept, "robustness": robust / length_sum,
            "eao": sum(curve[low:high]) / (high - low), "curve": curve}


def supervised(sequences, low, high, burnin=10):
    """The same by analysis/supervised.py; a sequence: codes (-1 a region) and overlaps of a run."""
    accuracy = failures = length_sum = 0
    pieces = []
    for codes, overlaps in sequences:
        starts = [i for i, c in enumerate(codes) if c == 1]
        fails = [i for i, c in enumerate(codes) if c == 2]
        burnt = {j for i in starts for j in range(i, i + burnin)}
        good = [o for i, (c, o) in enumerate(zip(codes, overlaps)) if c == -1 and i not in burnt]
        accuracy += mean(good) * len(codes)
        failures += len(fails) * len(codes)
        length_sum += len(codes)
        for i, start in enumerate(starts):
            end = fails[i] if i < len(fails) else len(codes)
            pieces.append((overlaps[start:end], i < len(fails)))
    curve = []
    for j in range(max(len(p) for p, _ in pieces)):
        values = [sum(p[1:j + 1]) / j if j else p[0] for p, failed in pieces
                  if failed or j < len(p)]
        curve.append(sum(values) / len(values))
    interval = curve[low:high + 1]
    return {"accuracy": accuracy / length_sum, "robustness": failures / length_sum,
            "eao": mean(interval)}
