#!/usr/bin/env python3
"""Trains: `train.py STAGE PACKS RUN [--config FILE] [--init WEIGHTS] [--threads N]`.

STAGE is pairs (a first glimpse and a later one) or clips (the tracker runs on its own windows, with
back-propagation through time; --init with what the pairs gave). RUN (a folder) gets checkpoint.pt,
renewed every minute and at the end, and log.csv; the same command goes on from there. At the end it
gets weights.safetensors, too: all that --init needs. `torchrun --nproc_per_node N train.py ...`
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

import tensors
from clips import Clips, rollout
from data import Sampler
from model import Net, load, loss


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stage", choices=["pairs", "clips"])
    parser.add_argument("packs", type=pathlib.Path)
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument(
        "--config", type=pathlib.Path, default=pathlib.Path(__file__).with_name("config.json")
    )
    parser.add_argument(
        "--init", type=pathlib.Path, help="a checkpoint.pt or weights.safetensors to start from"
    )
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


class Pairs:
    """The loss of pairs."""

    def __init__(self, packs, config, seed, device):
        self.sampler, self.size = Sampler(packs, config, seed, device), config["pairs"]["batch"]
        self.ready = queue.Queue(4)
        threading.Thread(target=self.feed, daemon=True).start()

    def feed(self):
        while True:
            self.ready.put(self.sampler.batch(self.size))

    def loss(self, net):
        b, n = self.ready.get(), self.size
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

    def __init__(self, packs, config, seed, device):
        self.clips, self.c, self.device = Clips(packs, config, seed), config, device
        self.rng = np.random.default_rng(seed + 1)

    def loss(self, net):
        return rollout(
            net, self.clips.draw(self.c["clips"]["batch"]), self.rng, self.c, self.device
        )

    def prepare(self, net):
        net.eval()


def rate(step, c):
    """Warm-up, then half a cosine."""
    left = 1 - step / c["steps"]
    return (
        c["rate"] * min(1, (step + 1) / 300) * (0.5 * (1 - math.cos(math.pi * left)) * 0.99 + 0.01)
    )


def initial(path, device):
    """The network's state in a file of either kind."""
    if path.suffix == ".safetensors":
        return tensors.read(path)
    return torch.load(path, map_location=device)["net"]


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


def save(path, **state):
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.rename(path)


def main():
    given = options()
    config = json.loads(given.config.read_text())
    c = config[given.stage]
    torch.set_num_threads(given.threads)
    team = Team(given.device)
    given.run.mkdir(parents=True, exist_ok=True)
    net = Net(config).to(given.device, memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(net.parameters(), lr=c["rate"], weight_decay=c["decay"])
    step, saved = 0, given.run / "checkpoint.pt"
    if saved.exists():
        state = torch.load(saved, map_location=given.device)
        net.load_state_dict(state["net"])
        optimiser.load_state_dict(state["optimiser"])
        step = state["step"]
    elif given.init:
        load(net, initial(given.init, given.device))
    seed = config["seed"] + step + 100_000 * team.rank
    torch.manual_seed(seed)
    work = {"pairs": Pairs, "clips": Rollouts}[given.stage](given.packs, config, seed, given.device)
    work.prepare(net)
    log = open(given.run / "log.csv", "a")
    told = began = time.time()
    start, mean = step, None
    while step < c["steps"]:
        for group in optimiser.param_groups:
            group["lr"] = rate(step, c)
        with torch.autocast(given.device, dtype=torch.bfloat16):
            total, iou = work.loss(net)
        optimiser.zero_grad()
        total.backward()
        team.share_gradients(net)
        norm = torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        if torch.isfinite(norm):  # else a sample broke the arithmetic; the next one will not
            optimiser.step()
        else:
            print(f"step {step}: gradient {norm}, loss {total.item()}; left out", flush=True)
        step += 1
        now = np.array([total.item(), iou.item()])
        if np.isfinite(now).all():
            mean = now if mean is None else 0.98 * mean + 0.02 * now
        if team.rank > 0:
            continue
        if step % 50 == 0:
            log.write(f"{given.stage},{step},{mean[0]:.4f},{mean[1]:.4f}\n")
            log.flush()
        if time.time() - told > 60 or step == c["steps"]:
            told = time.time()
            save(
                saved,
                net=net.state_dict(),
                optimiser=optimiser.state_dict(),
                step=step,
                config=config,
            )
            left = (told - began) / (step - start) * (c["steps"] - step)
            print(
                f"{given.stage} {step} of {c['steps']}: loss {mean[0]:.3f} IoU {mean[1]:.3f}, "
                f"{left / 60:.0f} min left",
                flush=True,
            )
    if team.rank > 0:
        return
    tensors.save(
        given.run / "weights.safetensors", net.state_dict(), {"stage": given.stage, "steps": step}
    )


if __name__ == "__main__":
    main()
