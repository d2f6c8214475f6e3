#!/usr/bin/env python3
"""Fits the confidence:
`confidence.py EVIDENCE... --weights WEIGHTS --out OUT [--test EVIDENCE]...`.

EVIDENCE is what `fovea_bench evidence` says of sequences that the network has not been trained on
(held_out.py and splice.py make such): a row a frame, with the terms that the look gave and how good
its box was. OUT is WEIGHTS with the tensor `confidence`: a bias and a weight for each term, whose
sum is the log-odds of IoU > 0.5 (logistic regression; absent = miss). Files count the same, however
long. Whatever --test names is reported only.
"""

import argparse
import csv
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

import tensors

NOT_TERMS = ("sequence", "frame", "absent", "iou", "state", "confidence")


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("evidence", type=pathlib.Path, nargs="+")
    parser.add_argument("--weights", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--test", type=pathlib.Path, action="append", default=[])
    return parser.parse_args()


def read(path):
    """(names of the terms, terms [N, T], iou [N]: 0 where absent)."""
    with open(path, newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["state"] != "lost"]
    if not rows:
        raise SystemExit(
            f"{path}: no frame that was tracked; expected `fovea_bench evidence`'s rows"
        )
    names = [name for name in rows[0] if name not in NOT_TERMS]
    terms = [[float(row[name]) for name in names] for row in rows]
    iou = [0.0 if row["absent"] == "1" else float(row["iou"]) for row in rows]
    return names, torch.tensor(terms), torch.tensor(iou)


def fit(files):
    """Bias and weights [1 + T] by maximum likelihood, a little shrunk."""
    weights = torch.zeros(1 + files[0][1].shape[1], requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=300, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        loss = 1e-3 * (weights[1:] ** 2).sum()
        for _, terms, iou in files:
            odds = weights[0] + terms @ weights[1:]
            loss = loss + F.binary_cross_entropy_with_logits(odds, (iou > 0.5).float())
        loss.backward()
        return loss

    optimiser.step(closure)
    return weights.detach()


def area(score, good):
    """Area under the ROC curve; ties count half."""
    _, rank, count = np.unique(score, return_inverse=True, return_counts=True)
    middle = np.cumsum(count) - (count - 1) / 2
    n, m = good.sum(), (~good).sum()
    return (middle[rank][good].sum() - n * (n + 1) / 2) / max(n * m, 1)


def report(name, weights, file):
    _, terms, iou = file
    p, good = torch.sigmoid(weights[0] + terms @ weights[1:]).numpy(), (iou > 0.5).numpy()
    bins = np.minimum((p * 10).astype(int), 9)
    error = sum(abs(p[bins == b].sum() - good[bins == b].sum()) for b in range(10)) / len(p)
    print(f"{name}: {len(p)} frames, AUROC {area(p, good):.3f}, ECE {error:.3f}")


def main():
    given = options()
    files = [read(path) for path in given.evidence]
    names = files[0][0]
    weights = fit(files)
    print(", ".join(f"{n} {w:.3f}" for n, w in zip(["bias"] + names, weights.tolist())))
    for path, file in zip(given.evidence, files):
        report(f"fitted to {path.stem}", weights, file)
    for path in given.test:
        report(f"not to {path.stem}", weights, read(path))
    state, metadata = tensors.read(given.weights)
    tensors.save(given.out, {**state, "confidence": weights}, metadata)


if __name__ == "__main__":
    main()
