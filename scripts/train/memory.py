#!/usr/bin/env python3
"""Trains the memory of how tracking goes: `memory.py EVIDENCE WEIGHTS OUT [--test EVIDENCE]...`.

EVIDENCE is what `fovea_bench evidence` says of sequences that the network has not been trained on
(splice.py makes them): a row a frame, with what the look found and how good its box was. A GRU reads
the rows and says, at every frame, how probable it is that the box overlaps the object by more than
one half, and that it misses it or that there is none. OUT is WEIGHTS with the GRU; its two outputs
are calibrated (scale and offset, Platt 1999) on the fifth of the sequences that it was not trained
on. With --test it also says what that is worth elsewhere, beside a logistic regression of one frame.
"""

import argparse
import csv
import pathlib
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import tensors

NOT_CLUES = ("sequence", "frame", "iou", "absent", "confidence", "state")


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("evidence", type=pathlib.Path)
    parser.add_argument("weights", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--test", type=pathlib.Path, action="append", default=[])
    parser.add_argument("--hidden", type=int, default=32)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def read(path):
    """(names of the clues, sequences: (clues [T, C], iou [T]: nan where absent))."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    names = [name for name in rows[0] if name not in NOT_CLUES]
    runs = {}
    for row in rows:
        iou = np.nan if row["absent"] == "1" else float(row["iou"])
        runs.setdefault(row["sequence"], []).append([float(row[n]) for n in names] + [iou])
    runs = [np.array(r, np.float32) for r in runs.values()]
    return names, [(r[:, :-1], r[:, -1]) for r in runs]


def truth(iou):
    """Targets [..., 2] (overlaps, is lost) and their weights: in between nothing is lost."""
    lost = ~(iou > 0)
    wanted = torch.stack([iou > 0.5, lost], -1).float()
    weight = torch.stack([torch.ones_like(iou), (lost | (iou >= 0.5)).float()], -1)
    return wanted, weight


class Memory(nn.Module):
    """Clues [B, T, C] -> logits [B, T, 2]."""

    def __init__(self, clues, hidden):
        super().__init__()
        self.gru, self.out = nn.GRU(clues, hidden, batch_first=True), nn.Linear(hidden, 2)

    def forward(self, x):
        return self.out(self.gru(x)[0])


class OneFrame(nn.Module):
    def __init__(self, clues):
        super().__init__()
        self.out = nn.Linear(clues, 2)

    def forward(self, x):
        return self.out(x)


def pad(runs, mean, spread):
    """Batch of runs: clues [B, T, C] of mean 0 and spread 1, iou [B, T], which [B, T] are there."""
    longest = max(len(r[1]) for r in runs)
    x = np.zeros((len(runs), longest, len(mean)), np.float32)
    iou, there = np.zeros((len(runs), longest), np.float32), np.zeros((len(runs), longest), bool)
    for i, (clues, overlap) in enumerate(runs):
        x[i, : len(overlap)] = (clues - mean) / spread
        iou[i, : len(overlap)], there[i, : len(overlap)] = overlap, True
    return torch.from_numpy(x), torch.from_numpy(iou), torch.from_numpy(there)


def losses(model, batch):
    x, iou, there = batch
    wanted, weight = truth(iou)
    weight = weight * there[..., None]
    each = F.binary_cross_entropy_with_logits(model(x), wanted, reduction="none")
    return (each * weight).sum() / weight.sum()


def train(model, runs, mean, spread, steps, rng):
    optimiser = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=1e-3)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = 5e-3 * (1 - step / steps)
        chosen = [runs[i] for i in rng.integers(len(runs), size=16)]
        x, iou, there = pad(chosen, mean, spread)
        loss = losses(model, (x + 0.05 * torch.randn_like(x), iou, there))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()


@torch.no_grad()
def told(model, runs, mean, spread):
    """Logits [N, 2] and iou [N] of all frames but the first."""
    logits, overlaps = [], []
    for run in runs:
        x, iou, _ = pad([run], mean, spread)
        logits.append(model(x)[0, 1:])
        overlaps.append(iou[0, 1:])
    return torch.cat(logits), torch.cat(overlaps)


def calibrate(model, runs, mean, spread):
    """Scales and moves the outputs so that they are probabilities on these runs."""
    logits, iou = told(model, runs, mean, spread)
    wanted, weight = truth(iou)
    scale, offset = torch.ones(2, requires_grad=True), torch.zeros(2, requires_grad=True)
    optimiser = torch.optim.LBFGS([scale, offset], max_iter=100)

    def closure():
        optimiser.zero_grad()
        each = F.binary_cross_entropy_with_logits(logits * scale + offset, wanted, reduction="none")
        loss = (each * weight).sum() / weight.sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    with torch.no_grad():
        model.out.weight.mul_(scale[:, None])
        model.out.bias.mul_(scale).add_(offset)


def area(score, good):
    """Area under the ROC curve."""
    order = score.argsort()
    rank = torch.empty(len(score), dtype=torch.float64)
    rank[order] = torch.arange(1, len(score) + 1, dtype=torch.float64)
    n, m = int(good.sum()), int((~good).sum())
    return float((rank[good].sum() - n * (n + 1) / 2) / max(n * m, 1))


def report(what, model, runs, mean, spread):
    logits, iou = told(model, runs, mean, spread)
    p, good, lost = torch.sigmoid(logits), iou > 0.5, ~(iou > 0)
    error = 0.0
    for low in torch.arange(0, 1, 0.1):
        bin = (p[:, 0] >= low) & (p[:, 0] < low + 0.1)
        if bin.any():
            error += float((p[bin, 0].mean() - good[bin].float().mean()).abs() * bin.float().mean())
    said = p[:, 1] > 0.5
    recall = float((said & lost).sum() / lost.sum().clamp(min=1))
    wrong = float((said & (iou >= 0.5)).sum())
    precision = float((said & lost).sum()) / max(float((said & lost).sum()) + wrong, 1)
    false = wrong / max(float((iou >= 0.5).sum()), 1)
    print(
        f"{what}: AUROC {area(p[:, 0], good):.3f}, ECE {error:.3f}, lost: AUROC "
        f"{area(p[:, 1][lost | (iou >= 0.5)], lost[lost | (iou >= 0.5)]):.3f}, at one half recall "
        f"{recall:.2f}, precision {precision:.2f}, false {100 * false:.1f} %",
        flush=True,
    )


@torch.no_grad()
def named(model, mean, spread):
    """The GRU's tensors as src/model/gru.h names them, for clues as they are."""
    state = {f"memory.{k.replace('_l0', '')}": v for k, v in model.state_dict().items()}
    weight = state["memory.gru.weight_ih"] / torch.from_numpy(spread)
    state["memory.gru.bias_ih"] = state["memory.gru.bias_ih"] - weight @ torch.from_numpy(mean)
    state["memory.gru.weight_ih"] = weight
    return state


def tiny(folder):
    """Random weights, and what they say to random clues: for tests/unit/test_gru.c."""
    torch.manual_seed(3)
    model, x = Memory(5, 12), torch.randn(1, 30, 5)
    nn.init.normal_(model.gru.weight_ih_l0)
    mean, spread = np.full(5, 0.25, np.float32), np.full(5, 2, np.float32)
    with torch.no_grad():
        said = model((x - 0.25) / 2)[0]
    tensors.save(
        folder / "gru.safetensors", {**named(model, mean, spread), "in": x[0], "out": said}, {}
    )


def main():
    if sys.argv[1:2] == ["--tiny"]:
        return tiny(pathlib.Path(sys.argv[2]))
    given = options()
    torch.manual_seed(given.seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(given.seed)
    names, runs = read(given.evidence)
    kept, teaching = runs[::5], [r for i, r in enumerate(runs) if i % 5]
    clues = np.concatenate([r[0] for r in teaching])
    mean, spread = clues.mean(0), clues.std(0) + 1e-3
    tests = [("held out", kept)] + [(path.stem, read(path)[1]) for path in given.test]
    for what, model in (
        ("one frame", OneFrame(len(names))),
        ("memory", Memory(len(names), given.hidden)),
    ):
        train(model, teaching, mean, spread, given.steps, rng)
        calibrate(model, kept, mean, spread)
        for name, test in tests:
            report(f"{what}, {name}", model, test, mean, spread)
    weights, metadata = tensors.read(given.weights)
    tensors.save(given.out, {**weights, **named(model, mean, spread)}, metadata)


if __name__ == "__main__":
    main()
