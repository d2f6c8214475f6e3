#!/usr/bin/env python3
"""Writes weights as the program reads them: `export.py CHECKPOINT PACKS WEIGHTS [--vectors FILE]`.

WEIGHTS is the safetensors file that src/model/net_model.h describes: batch normalisation is folded
into the convolutions before it, and how large maps become is measured on samples of PACKS (a folder
that packs.py has filled). With --vectors, FILE (safetensors too) gets what the network says
to made-up glimpses, layer by layer and over a clip, for tests/unit/test_net.c. `export.py --tiny
FOLDER` writes both for a small network with random weights and widths that suit nobody: what that
test runs on.
"""

import argparse
import math
import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F

import runs
from data import Sampler
from model import Block, Net, Patches, load
from tensors import save

TINY = {
    "glimpse": 64,
    "context": 4.0,
    "channels": [8, 12, 20],
    "middle": 0,
    "blocks": 1,
    "keys": 10,
    "values": 5,
    "seen": 20,
    "head": 24,
    "filter_channels": 6,
    "filter_side": 3,
    "filter_steps": 3,
    "learn_above": 0.3,
    "learn_rate": 0.2,
    "hold_above": 0.6,
    "hold_frames": 2,
}
# Bias and weights of the terms (src/track/confidence.h), of which the score is log-odds; confidence.py
# does better.
RAW_CONFIDENCE = torch.tensor([0.0, 1.0, 0.0])
SURE = [0.9, 0.5, 0.2, 0.7, 0.1]  # probabilities to learn with, one after the other
FRAMES = 50  # of a clip
BATCHES, BATCH, SEED = 16, 32, 1  # of samples to measure ranges on


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoint", type=pathlib.Path, nargs="?")
    parser.add_argument("packs", type=pathlib.Path, nargs="?")
    parser.add_argument("weights", type=pathlib.Path, nargs="?")
    parser.add_argument("--vectors", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--tiny", type=pathlib.Path, metavar="FOLDER")
    given = parser.parse_args()
    if bool(given.tiny) == bool(given.weights):
        parser.error("either CHECKPOINT, PACKS and WEIGHTS or --tiny FOLDER")
    return given


def convolutions(net):
    """(name, convolution, its normalisation or None, the module that gives its output)."""
    stems = [m for m in net.stem if isinstance(m, nn.Sequential)]
    blocks = [m for m in net.stem if isinstance(m, Block)]
    for i, m in enumerate(stems):
        yield f"stem.{i}", m[0], m[1], m
    for i, m in enumerate(blocks):
        yield f"block.{i}.a", m.a[0], m.a[1], m.a
        yield f"block.{i}.b", m.b[0], m.b[1], m
    for name, m in (("to_filter", net.to_filter), ("key", net.attention.key), ("seen", net.seen)):
        yield name, m, None, m
    for i, m in enumerate(m for m in net.head if isinstance(m, nn.Sequential)):
        yield f"head.{i}", m[0], m[1], m
    yield "out", net.out, None, net.out


def folded(conv, norm):
    """Weight and bias with the normalisation in them, computed in double precision."""
    weight = conv.weight.detach().double()
    bias = None if conv.bias is None else conv.bias.detach().double()
    if norm is not None:
        scale = norm.weight.detach().double() / (norm.running_var.double() + norm.eps).sqrt()
        weight = weight * scale[:, None, None, None]
        bias = norm.bias.detach().double() - norm.running_mean.double() * scale
    return weight, bias


def describe(net):
    """What net_model.h wants to know besides shapes."""
    c, names = net.c, [name for name, *_ in convolutions(net)]
    count = lambda start: sum(name.startswith(start) for name in names)
    told = {
        "format": "fovea-net-3",
        "glimpse": c["glimpse"],
        "context": c["context"],
        "stem": count("stem."),
        "blocks": count("block.") // 2,
        "head": count("head."),
        "filter_side": net.filter.side,
        "filter_steps": net.filter.steps,
        "filter_spread": net.filter.spread,
        "filter_lambda": net.filter.log_lambda.exp().item(),
        "sharpness": net.attention.log_sharpness.exp().item(),
        **{key: c[key] for key in ("learn_above", "learn_rate", "hold_above", "hold_frames")},
    }
    for name, conv, *_ in convolutions(net):
        if name.startswith("stem."):
            told[f"{name}.stride"] = conv.stride[0]
    return told


def ranges(net, run):
    """The largest values [channels] of the backbone's maps while run() ran. The last stem and the
    blocks share one."""
    backbone = [(name, module) for name, _, _, module in convolutions(net) if "." in name]
    backbone = [(name, module) for name, module in backbone if not name.startswith("head")]
    last = [name for name, _ in backbone if name.startswith("stem")][-1]
    most, hooks = {}, []

    def note(name, x):
        x = F.relu(x).float().amax((0, 2, 3))
        most[name] = torch.maximum(most[name], x) if name in most else x

    for name, module in backbone:
        name = "features" if name == last or name.endswith(".b") else name
        hook = lambda _m, _i, out, name=name: note(name, out)
        hooks.append(module.register_forward_hook(hook))
    run()
    for hook in hooks:
        hook.remove()
    return {f"{name}.range": x for name, x in most.items()}


def save_weights(path, net, most, **more):
    tensors = {"place": net.attention.place.weight, "confidence": RAW_CONFIDENCE, **most}
    for name, conv, norm, _ in convolutions(net):
        weight, bias = folded(conv, norm)
        tensors[f"{name}.weight"] = weight
        if bias is not None:
            tensors[f"{name}.bias"] = bias
    save(path, tensors, {**describe(net), **more})


def glimpses(n):
    """Two glimpses [1, 3, n, n] in 0..1: a texture, and the same moved and a little different."""
    coarse = torch.rand(1, 3, n // 4, n // 4)
    first = F.interpolate(coarse, scale_factor=4, mode="bilinear", align_corners=False)
    after = torch.roll(first, (n // 16, -n // 8), (2, 3))
    return first, (after + 0.05 * torch.randn_like(after)).clamp(0, 1)


def layer_outputs(net, run):
    """What run() returns, and the outputs of the convolutions while it ran, after their ReLU."""
    said, hooks = {}, []
    linear = ("to_filter", "key", "out")
    for name, _, _, module in convolutions(net):
        keep = lambda _m, _i, out, name=name: said.update(
            {f"layer.{name}": (out if name in linear else F.relu(out))[0].clone()}
        )
        hooks.append(module.register_forward_hook(keep))
    result = run()
    for hook in hooks:
        hook.remove()
    return result, said


def learn_vectors(net, memory, f, box):
    """What several steps of learning make of a memory: it, and the filter after each."""
    filters = []
    for p in SURE:
        memory = net.learn(memory, f, box, torch.tensor([p]))
        filters.append(memory["w"][0])
    return memory, torch.stack(filters)


def step_vectors(net):
    """A start on one glimpse, a look at another, learning from it, and another look."""
    n, side = net.c["glimpse"], net.side
    first, after = glimpses(n)
    box = torch.tensor([[0.38 * n, 0.40 * n, 0.25 * n, 0.20 * n]])
    before = torch.tensor([[0.35 * n, 0.42 * n, 0.28 * n, 0.18 * n]])
    moved = torch.tensor([[0.27 * n, 0.44 * n, 0.24 * n, 0.22 * n]])
    memory = net.start(net.features(first), box)
    (f, (score, boxes)), said = layer_outputs(
        net, lambda: (lambda f: (f, net.look(f, memory, before)))(net.features(after))
    )
    sample, query = net.sample(f, moved), net.attention.keys(f)
    learned, filters = learn_vectors(net, memory, f, moved)
    again, boxes_again = net.look(f, learned, before)
    return {
        **said,
        "first": first[0],
        "after": after[0],
        "first_box": box[0],
        "before": before[0],
        "moved_box": moved[0],
        "label": memory["first"]["label"][0].reshape(side, side),
        "keys": memory["first"]["keys"][0].T,
        "values": net.attention.place(memory["first"]["places"])[0],
        "attended": net.attention(query, memory["first"])[0],
        "filter": memory["w"][0],
        "sure": torch.tensor(SURE),
        "learned": filters,
        "held": learned["held"]["label"][0].reshape(side, side),
        "attended_held": net.attention(query, learned["held"])[0],
        "response": Patches(sample["patches"]).apply(memory["w"])[0].reshape(side, side),
        "score": score[0],
        "box": boxes[0],
        "score_again": again[0],
        "box_again": boxes_again[0],
    }


def scene(n):
    """FRAMES glimpses of an object that moves over a texture, by whole pixels: the texture, larger
    than a glimpse; the object; where in the texture a glimpse begins and where in it the object
    does, [FRAMES, 4] (x, y; x, y)."""
    texture = F.interpolate(torch.rand(1, 3, n // 4, n // 4), scale_factor=5, mode="bilinear")[0]
    thing = F.interpolate(torch.rand(1, 3, n // 16, n // 16), scale_factor=4, mode="bilinear")[0]
    turn = torch.arange(FRAMES) * 2 * math.pi / FRAMES
    ways = [(n // 8, 1, 0.0), (n // 8, 2, 1.0), (3 * n // 8, 1, 2.0), (3 * n // 8, 1, 0.4)]
    at = [m + m / 3 * torch.sin(speed * turn + phase) for m, speed, phase in ways]
    return texture, thing, torch.stack(at, 1).round().int()


def clip_vectors(net):
    """A clip that the network tracks: it looks from its own answer before and learns from it."""
    n = net.c["glimpse"]
    texture, thing, at = scene(n)
    h, w = thing.shape[1:]
    # In a cycle that hold_frames does not divide: some of the glimpses whose turn it is are held.
    sure = torch.tensor([SURE[i % 4] for i in range(FRAMES)])
    box = torch.tensor([[*at[0, 2:], w, h]], dtype=torch.float32)
    told = {name: [] for name in ("filter", "score", "box", "best")}
    for i, (x, y, u, v) in enumerate(at.tolist()):
        glimpse = texture[None, :, y : y + n, x : x + n].clone()
        glimpse[0, :, v : v + h, u : u + w] = thing
        f = net.features(glimpse)
        if i == 0:
            memory, start = net.start(f, box), box[0]
        score, boxes = net.look(f, memory, box)
        best = score[0].argmax()
        box = boxes[:, best]
        memory = net.learn(memory, f, box, sure[i : i + 1])
        for name, value in zip(told, (memory["w"][0], score[0], boxes[0], best)):
            told[name].append(value)
    return {
        "clip.texture": texture,
        "clip.object": thing,
        "clip.at": at,
        "clip.start": start,
        "clip.sure": sure,
        **{f"clip.{name}": torch.stack(values) for name, values in told.items()},
    }


def tiny():
    """Random weights, and normalisation that does something."""
    torch.manual_seed(5)
    net = Net(TINY)
    for m in net.modules():
        if isinstance(m, nn.BatchNorm2d):
            nn.init.uniform_(m.weight, 0.5, 1.5)
            nn.init.normal_(m.bias, 0, 0.2)
            nn.init.normal_(m.running_mean, 0, 0.2)
            nn.init.uniform_(m.running_var, 0.2, 1.5)
    return net


def trained(checkpoint):
    state = runs.read_checkpoint(checkpoint, "cpu")
    net = Net(state["config"])
    load(net, state["net"])
    return net, {"seed": state["config"]["seed"], "step": state["step"]}


def look_at(net, packs):
    """Looks as in training."""
    torch.manual_seed(SEED)  # of the samples' noise
    sampler = Sampler(packs, net.c, SEED)
    for _ in range(BATCHES):
        b = sampler.batch(BATCH)
        memory = net.start(net.features(b["template"]), b["template_box"])
        memory = net.hold(memory, net.features(b["held"]), b["held_box"], b["holds"])
        net.look(net.features(b["rgb"]), memory, b["before"])


def main():
    given = options()
    made_up = {}
    if given.tiny:
        net, more = tiny(), {}
        weights, vectors = given.tiny / "tiny.safetensors", given.tiny / "tiny_vectors.safetensors"
    else:
        (net, more), weights, vectors = trained(given.checkpoint), given.weights, given.vectors
    make_up = lambda: made_up.update(step_vectors(net), **clip_vectors(net))
    net.eval()
    with torch.no_grad():
        most = ranges(net, make_up if given.tiny else lambda: look_at(net, given.packs))
        save_weights(weights, net, most, **more)
        if vectors:
            if not made_up:
                make_up()
            save(vectors, made_up, {})


if __name__ == "__main__":
    main()
