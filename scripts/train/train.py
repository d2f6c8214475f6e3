#!/usr/bin/env python3
"""Trains: `train.py STAGE PACKS RUN [--config FILE] [--init WEIGHTS] [--threads N]`.

STAGE is pairs (a first glimpse and a later one) or clips (the tracker runs on its own windows, with
back-propagation through time; --init with what the pairs gave). RUN is a folder (runs.py says what
is in it): the same command goes on from there, however it was stopped, to the same weights as if it
had not been. At the end it gets weights.safetensors, too: all that --init needs.
`train.py curves RUN` draws RUN/curves.png at any time. `torchrun --nproc_per_node N train.py ...`
trains on N GPUs or cores, each with a batch of its own.
"""

import argparse
import json
import math
import os
import pathlib
import queue
import threading
import time

import numpy as np
import torch
import torch.distributed as dist

import runs
import tensors
from clips import Clips, rollout
from data import Sampler
from model import Net, load, loss
from muon import Muon


def add_options(parser):
    """What every kind of training is told."""
    parser.add_argument("packs", type=pathlib.Path, metavar="PACKS")
    parser.add_argument("run", type=pathlib.Path, metavar="RUN")
    beside = pathlib.Path(__file__).with_name("config.json")
    parser.add_argument("--config", type=pathlib.Path, default=beside)
    parser.add_argument(
        "--init", type=pathlib.Path, help="a checkpoint.pt or weights.safetensors to start from"
    )
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--save-every", type=float, default=60, metavar="SECONDS")


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    stages = parser.add_subparsers(dest="stage", required=True, metavar="STAGE")
    for name, told in (("pairs", "glimpses of two times"), ("clips", "runs of the tracker")):
        add_options(stages.add_parser(name, help=told))
    curves = stages.add_parser("curves", help="draw RUN/curves.png, train nothing")
    curves.add_argument("run", type=pathlib.Path, metavar="RUN")
    return parser.parse_args()


def read_config(path):
    try:
        return json.loads(path.read_text())
    except OSError as error:
        raise SystemExit(f"{path}: no configuration: {error.strerror}") from None
    except ValueError as error:
        raise SystemExit(f"{path}: not JSON: {error}") from None


class Pairs:
    """The loss of pairs."""

    def __init__(self, packs, config, moments, device):
        self.sampler = Sampler(packs, config, config["seed"], device)
        self.size, self.moments = config["pairs"]["batch"], moments
        # Batches differ in cost: whoever waits for another process goes on making them.
        self.ready = queue.Queue(16)
        threading.Thread(target=self.feed, daemon=True).start()

    def feed(self):
        os.nice(5)  # of this thread, on Linux: what is waited for comes first
        try:
            for _, self.sampler.rng in self.moments:
                self.ready.put(self.sampler.batch(self.size))
        except Exception as error:  # the one who waits has to know
            self.ready.put(error)

    def loss(self, net):
        b, n = self.ready.get(), self.size
        if isinstance(b, Exception):
            raise b
        all_three = torch.cat([b["template"], b["held"], b["rgb"]])
        f = net.features(all_three.contiguous(memory_format=torch.channels_last))
        memory = net.start(f[:n], b["template_box"])
        memory = net.hold(memory, f[n : 2 * n], b["held_box"], b["holds"])
        scores, boxes = net.look(f[2 * n :], memory, b["before"])
        score_loss, box_loss, iou = loss(scores, boxes, b["box"], b["present"], net.side)
        return score_loss + 2 * box_loss, iou

    def prepare(self, net):
        net.train()


class Rollouts:
    """The loss of the tracker's own runs over clips; normalisation stays as the pairs left it."""

    def __init__(self, packs, config, moments, device):
        self.clips, self.c, self.device = Clips(packs, config, config["seed"]), config, device
        self.moments = moments

    def loss(self, net):
        _, rng = next(self.moments)
        self.clips.rng = rng
        b = self.clips.draw(self.c["clips"]["batch"])
        return rollout(net, b, rng, self.c, self.device)

    def prepare(self, net):
        net.eval()


def moments(seed, rank, steps):
    """(step, its random numbers) of `steps`: the same ones, wherever a training was stopped. They
    end, since a thread that still draws samples at the interpreter's end would abort it."""
    for step in steps:
        rng = np.random.default_rng([seed, rank, step])
        torch.manual_seed(int(rng.integers(2**31)))
        yield step, rng


def rate(step, c):
    """Warm-up, then half a cosine."""
    left = 1 - step / c["steps"]
    return (
        c["rate"] * min(1, (step + 1) / 300) * (0.5 * (1 - math.cos(math.pi * left)) * 0.99 + 0.01)
    )


def initial(path, device):
    """The network's state in a file of either kind."""
    if path.suffix == ".safetensors":
        return tensors.read(path)[0]
    return runs.read_checkpoint(path, device)["net"]


class Team:
    """The processes that torchrun started, or this one alone."""

    def __init__(self, device):
        self.size, self.rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
        self.device = device
        if self.size > 1:
            dist.init_process_group("nccl" if device == "cuda" else "gloo")
        if device == "cuda":
            torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", 0)))

    def share_gradients(self, net):
        """Means of all processes' gradients."""
        if self.size == 1:
            return
        gradients = [p.grad for p in net.parameters() if p.grad is not None]
        flat = torch.cat([g.flatten() for g in gradients])
        dist.all_reduce(flat)
        for g, part in zip(gradients, flat.split([g.numel() for g in gradients])):
            g.copy_(part.reshape(g.shape) / self.size)


def make_optimisers(net, c):
    """AdamW for all parameters, or muon: Muon for those that are matrices, AdamW for the rest."""
    if c["optimiser"] not in ("adamw", "muon"):
        raise SystemExit(f"configuration: optimiser {c['optimiser']}, expected adamw or muon")
    how = {"lr": c["rate"], "weight_decay": c["decay"]}
    by_muon = lambda p: c["optimiser"] == "muon" and p.dim() > 1
    matrices = [p for p in net.parameters() if by_muon(p)]
    rest = [p for p in net.parameters() if not by_muon(p)]
    return ([Muon(matrices, **how)] if matrices else []) + [torch.optim.AdamW(rest, **how)]


class Learner:
    """A network and its optimisers on their way through a stage's steps."""

    def __init__(self, net, c, team):
        self.net, self.c, self.team, self.step = net, c, team, 0
        self.optimisers = make_optimisers(net, c)

    def go_on(self, path, state):
        try:
            self.net.load_state_dict(state["net"])
            for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
                optimiser.load_state_dict(saved)
        except (RuntimeError, ValueError, KeyError):
            raise SystemExit(f"{path}: of another design of the network; another RUN?") from None
        self.step = state["step"]

    def learn(self, work):
        """One step: the loss and the IoU before it."""
        for optimiser in self.optimisers:
            for group in optimiser.param_groups:
                group["lr"] = rate(self.step, self.c)
        # Without its cache, which all threads share: one that makes samples would empty it, and where
        # gradients are added up, and so their last bits, would hang on when.
        with torch.autocast(self.team.device, dtype=torch.bfloat16, cache_enabled=False):
            total, iou = work.loss(self.net)
        self.net.zero_grad()
        total.backward()
        self.team.share_gradients(self.net)
        norm = torch.nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        if torch.isfinite(norm):  # else a sample broke the arithmetic; the next one will not
            for optimiser in self.optimisers:
                optimiser.step()
        else:
            print(f"step {self.step}: gradient {norm}, loss {total.item()}; left out", flush=True)
        self.step += 1
        return total.item(), iou.item()


def train(build, make, stage, config, given):
    """Trains the network build() on the work that make(packs, config, moments, device) gives."""
    torch.set_num_threads(given.threads)
    team, c = Team(given.device), config[stage]
    torch.manual_seed(config["seed"])  # so that all of a team begin alike
    net = build().to(given.device, memory_format=torch.channels_last)
    folder, learner = runs.Folder(given.run, stage, c["steps"]), Learner(net, c, team)
    state = folder.resume(given.device, team.rank == 0)
    if state:
        learner.go_on(given.run / "checkpoint.pt", state)
    elif given.init:
        load(net, initial(given.init, given.device))
    start = learner.step
    ahead = moments(config["seed"], team.rank, range(start, c["steps"]))
    work = make(given.packs, config, ahead, given.device)
    work.prepare(net)
    saved = time.time()
    while learner.step < c["steps"]:
        folder.note(*learner.learn(work))
        if team.rank > 0:
            continue
        step, last = learner.step, learner.step == c["steps"]
        if step % 50 == 0 or last:
            folder.log(step)
        due = last or time.time() - saved > given.save_every
        if due:
            saved = time.time()
            folder.save(
                net=net.state_dict(),
                optimisers=[optimiser.state_dict() for optimiser in learner.optimisers],
                step=step,
                config=config,
            )
        folder.tell(step, step - start, due)
    if team.rank > 0:
        return
    tensors.save(
        given.run / "weights.safetensors", net.state_dict(), {"stage": stage, "steps": c["steps"]}
    )
    try:
        runs.draw_curves(given.run)
    except ImportError:
        print("no matplotlib, no curves.png", flush=True)


def main():
    given = options()
    if given.stage == "curves":
        runs.draw_curves(given.run)
        return
    config = read_config(given.config)
    make = {"pairs": Pairs, "clips": Rollouts}[given.stage]
    train(lambda: Net(config), make, given.stage, config, given)


if __name__ == "__main__":
    main()
