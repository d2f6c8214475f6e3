"""A training's folder: it goes on where it was after a stop at any moment, and tells how it goes.

    checkpoint.pt   network, optimisers, step, configuration, means; renewed every so many seconds
    log.csv         stage, step, and the running means of the loss and the IoU
    curves.png      those two, drawn at the end where matplotlib is installed

Each is whole at any moment, or what it was before."""

import csv
import os
import shutil
import sys
import time

import numpy as np
import torch

# What a file may make while it is read; PyTorch 1.13 has this, too, but refuses its own floats.
ONLY_DATA = {} if torch.__version__.startswith("1.") else {"weights_only": True}
STATE = {"net", "step", "config"}
COLUMNS = ["stage", "step", "loss", "iou"]


def write_whole(path, write):
    """All of a file or what was there before, even if the machine stops meanwhile."""
    part = path.with_name(path.name + ".part")
    with open(part, "wb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def read_checkpoint(path, device="cpu"):
    try:
        state = torch.load(path, map_location=device, **ONLY_DATA)
    except FileNotFoundError:
        raise SystemExit(f"{path}: no such checkpoint") from None
    except Exception as error:  # zip, pickle and torch have one of their own for every kind of harm
        told = str(error).strip().partition("\n")[0][:100]
        raise SystemExit(
            f"{path}: damaged, or no checkpoint ({told}); begin anew without it"
        ) from None
    if not isinstance(state, dict) or not STATE <= state.keys():
        raise SystemExit(
            f"{path}: not a checkpoint of a training: {', '.join(sorted(STATE))} expected"
        )
    return state


class Folder:
    """What a training of one stage leaves behind, and the line that tells how far it is."""

    def __init__(self, path, stage, steps):
        self.path, self.stage, self.steps, self.means = path, stage, steps, None
        self.began = time.time()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SystemExit(f"{path}: no folder for the training: {error.strerror}") from None

    def resume(self, device, lead=True):
        """The state to go on from, None at the beginning. The lead of a team takes from the log
        what will be done again."""
        saved = self.path / "checkpoint.pt"
        if not saved.exists():
            return None
        state = read_checkpoint(saved, device)
        if state.get("stage", self.stage) != self.stage:
            raise SystemExit(
                f"{saved}: of the stage {state['stage']}, not {self.stage}; another RUN?"
            )
        self.means, log = state.get("means"), self.path / "log.csv"
        if lead and log.exists():
            kept = [row for row in rows(log) if int(row["step"]) <= state["step"]]
            text = "".join(",".join(row[k] for k in COLUMNS) + "\n" for row in kept)
            write_whole(log, lambda file: file.write((",".join(COLUMNS) + "\n" + text).encode()))
        return state

    def save(self, **state):
        state.update(stage=self.stage, means=self.means)
        write_whole(self.path / "checkpoint.pt", lambda file: torch.save(state, file))

    def note(self, loss, iou):
        """Follows the means; a step whose arithmetic broke does not count."""
        if np.isfinite([loss, iou]).all():
            old = self.means or [loss, iou]
            self.means = [0.98 * a + 0.02 * b for a, b in zip(old, [loss, iou])]

    def log(self, step):
        new = not (self.path / "log.csv").exists()
        with open(self.path / "log.csv", "a") as file:
            if new:
                file.write(",".join(COLUMNS) + "\n")
            loss, iou = self.means or (np.nan, np.nan)
            file.write(f"{self.stage},{step},{loss:.4f},{iou:.4f}\n")

    def tell(self, step, done, line):
        """How far it is, `done` steps after it began: a bar on a terminal, else a line if asked."""
        loss, iou = self.means or (np.nan, np.nan)
        left = (time.time() - self.began) / done * (self.steps - step) / 60
        text = f"{self.stage} {step} of {self.steps}: loss {loss:.3f} IoU {iou:.3f}"
        text += f", {left:.0f} min left"
        if sys.stderr.isatty():
            wide = max(shutil.get_terminal_size().columns - len(text) - 4, 0)
            full = wide * step // self.steps
            bar = f" [{'=' * full}{' ' * (wide - full)}]" if wide > 8 else ""
            end = "\n" if step == self.steps else ""
            print(f"\r{text}{bar}\033[K", end=end, file=sys.stderr, flush=True)
        elif line:
            print(text, file=sys.stderr, flush=True)


def rows(log):
    """Rows of a log, those that are whole."""
    try:
        with open(log, newline="") as file:
            return [r for r in csv.DictReader(file, COLUMNS) if r["iou"] and r["step"].isdigit()]
    except OSError as error:
        raise SystemExit(f"{log}: no log of a training: {error.strerror}") from None


def draw_curves(folder):
    """folder/curves.png of folder/log.csv."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    told = rows(folder / "log.csv")
    if not told:
        raise SystemExit(f"{folder / 'log.csv'}: no steps in it yet")
    step = [int(row["step"]) for row in told]
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
    for axis, name, label in zip(axes, COLUMNS[2:], ("loss", "IoU")):
        axis.plot(step, [float(row[name]) for row in told], lw=1)
        axis.set(xlabel="step", ylabel=label)
        axis.grid(alpha=0.3)
    figure.suptitle(f"{told[-1]['stage']}, {folder.name}")
    write_whole(folder / "curves.png", lambda file: figure.savefig(file, format="png", dpi=120))
    plt.close(figure)
