#!/usr/bin/env python3
"""Trains on pairs: `train.py PACKS RUN [--config FILE] [--init WEIGHTS] [--minutes M]`.

RUN (a folder) holds checkpoint.pt, written every minute and at the end; the same command goes on from it.
"""
import argparse
import json
import pathlib
import queue
import threading
import time

import torch

from data import Sampler
from model import Net, loss


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packs", type=pathlib.Path)
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("--config", type=pathlib.Path, default=pathlib.Path(__file__).with_name("config.json"))
    parser.add_argument("--init", type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def feed(sampler, size, out):
    while True:
        out.put(sampler.batch(size))


def rate(step, c):
    warm = min(1, (step + 1) / 300)
    left = 1 - step / c["steps"]
    import math
    return c["rate"] * warm * (0.5 * (1 - math.cos(math.pi * left)) * 0.99 + 0.01)


def main():
    given = options()
    c = json.loads(given.config.read_text())
    p = c["pairs"]
    torch.set_num_threads(given.threads)
    given.run.mkdir(parents=True, exist_ok=True)
    net = Net(c).to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(net.parameters(), lr=p["rate"], weight_decay=p["decay"])
    step, saved = 0, given.run / "checkpoint.pt"
    if saved.exists():
        state = torch.load(saved)
        net.load_state_dict(state["net"])
        optimiser.load_state_dict(state["optimiser"])
        step = state["step"]
    elif given.init:
        net.load_state_dict(torch.load(given.init)["net"])
    torch.manual_seed(c["seed"] + step)
    sampler = Sampler(given.packs, c, c["seed"] + step)
    batches = queue.Queue(4)
    threading.Thread(target=feed, args=(sampler, p["batch"], batches), daemon=True).start()
    log = open(given.run / "log.csv", "a")
    began, told, mean = time.time(), 0, None
    while step < p["steps"]:
        b = batches.get()
        n = p["batch"]
        for group in optimiser.param_groups:
            group["lr"] = rate(step, p)
        net.train()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            both = torch.cat([b["template"], b["rgb"][:, 0]]).contiguous(memory_format=torch.channels_last)
            f = net.features(both)
            memory = net.start(f[:n], b["template_box"])
            scores, boxes, _ = net.look(f[n:], memory)
        s, x, iou = loss(scores, boxes, b["box"][:, 0], b["present"][:, 0], net.side)
        total = s + 2 * x
        optimiser.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        step += 1
        now = torch.tensor([s.item(), x.item(), iou.item()])
        mean = now if mean is None else 0.98 * mean + 0.02 * now
        if step % 50 == 0:
            log.write(f"{step},{mean[0]:.4f},{mean[1]:.4f},{mean[2]:.4f},{time.time() - began:.0f}\n")
            log.flush()
        if time.time() - told > 60 or step == p["steps"]:
            told = time.time()
            state = {"net": net.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "config": c}
            torch.save(state, saved.with_suffix(".part"))
            saved.with_suffix(".part").rename(saved)
            print(f"{step} of {p['steps']}: score {mean[0]:.3f} box {mean[1]:.3f} IoU {mean[2]:.3f}, "
                  f"{step * n / (time.time() - began):.0f} pairs/s", flush=True)


if __name__ == "__main__":
    main()
