"""Clips: the tracker runs on its own windows, and is told at every frame how well it looked.

Places are in pixels of the clip's video; every frame is a square crop (x, y, side) of it, so a
window is where the tracker put it, not where the object is."""

import numpy as np
import torch

from data import (
    Pack,
    combine,
    cut_out,
    distract,
    donors,
    exposure,
    grounds,
    light,
    missed,
    occlude,
    outlines,
    stack,
)
from glimpse import glimpse
from model import loss, overlap


class Clips:
    """Draws sets of clips: frames, crops and boxes [B, T, ...] of one pack."""

    def __init__(self, packs, config, seed):
        self.rng, self.c = np.random.default_rng(seed), config
        self.packs = [Pack(packs / "stills"), Pack(packs / "clips", config["held_out"])]
        self.weights = [p.weights(config["source_weights"]) for p in self.packs]
        self.side = max(int(p.side.max()) for p in self.packs)

    def tracks(self, which, size):
        return self.packs[which].draw(self.rng, self.weights[which], size, self.c["kin_share"])

    def absences(self, size, length):
        """[size, length]: a share is gone for some frames, most of them among the last."""
        k, rng = self.c["clips"], self.rng
        first = rng.integers(1, length, size)
        first = np.maximum(first, rng.integers(1, length, size))
        end = first + rng.integers(1, k["length"] + 1, size)
        at = np.arange(length)
        gone = (at >= first[:, None]) & (at < end[:, None])
        return gone & (rng.random((size, 1)) < k["absent_share"])

    def of_clips(self, size, length):
        """Frames of real clips, every one to three frames."""
        pack, rows = self.packs[1], []
        for track in self.tracks(1, size):
            first, last = pack.first[track], pack.last[track]
            stride = self.rng.choice([1, 1, 1, 2, 3])
            start = self.rng.integers(first, max(first + 1, last - stride * length))
            rows.append(np.minimum(start + stride * np.arange(length), last - 1))
        rows = np.array(rows)
        return pack, rows, pack.crop[rows].copy(), self.in_video(pack, rows, pack.crop[rows])

    def of_stills(self, size, length):
        """A still under a camera that walks and zooms at random."""
        pack, rng = self.packs[0], self.rng
        rows = np.repeat(self.tracks(0, size)[:, None], length, 1)
        rows = pack.first[rows]
        side = pack.side[rows].astype(np.float32)
        zoom = np.exp(np.cumsum(rng.normal(0, 0.03, rows.shape), 1))
        pace = rng.choice([0.03, 0.1, 0.25], (size, 1, 1)) * (side / 5)[..., None]
        walk = np.cumsum(rng.laplace(0, 1, rows.shape + (2,)) * pace, 1)
        crop = np.concatenate([walk, (side * zoom)[..., None]], -1).astype(np.float32)
        return pack, rows, crop, self.in_video(pack, rows, crop)

    @staticmethod
    def in_video(pack, rows, crop):
        scale = (crop[..., 2] / pack.side[rows])[..., None]
        box = pack.box[rows]
        return np.concatenate([box[..., :2] * scale + crop[..., :2], box[..., 2:] * scale], -1)

    def ground(self, box):
        """Still pictures for objects, first at `box` [B, 4], to move over."""
        which = int(self.rng.random() < 0.5)
        pack = self.packs[which]
        frames, window = grounds(self.rng, pack, self.weights[which], len(box), self.c["context"])
        size = np.sqrt(box[:, 2:].prod(1, keepdims=True))
        return {
            "images": stack(pack, frames, self.side),
            "inside": pack.inside[frames],
            "origin": box[:, :2] + box[:, 2:] / 2,
            "at": window[:, :2] + window[:, 2:] / 2,
            "scale": window[:, 2:3] / self.c["context"] / size,
            "outline": outlines(self.rng, len(box)),
        }

    def draw(self, size):
        """dict of numpy: images [T] of [B, 3, S, S] uint8, crop [B, T, 3], side [B, T],
        inside, box [B, T, 4]; ground: None or what ground() says."""
        length = self.c["clips"]["length"] + 1 + self.rng.integers(self.c["clips"]["before"] + 1)
        make = (
            self.of_clips if self.rng.random() < self.c["clips"]["clips_share"] else self.of_stills
        )
        while True:
            pack, rows, crop, box = make(size, length)
            if np.isfinite(box[:, 0]).all():
                break
        images = [stack(pack, rows[:, t], self.side) for t in range(length)]
        seen = exposure(self.rng, size, self.c["light"])
        return {
            "images": images,
            "crop": crop,
            "side": pack.side[rows].astype(np.float32),
            "inside": pack.inside[rows],
            "ground": (
                self.ground(box[:, 0]) if self.rng.random() < self.c["elsewhere_share"] else None
            ),
            "box": box,
            "gone": self.absences(size, length),
            "light": seen,
            "grey": self.rng.random(size) < self.c["grey_share"],
        }


def on_ground(ground, rgb, window, box, gone, n):
    """Puts the objects of glimpses, at `box` in them, before a ground seen by the same windows; not
    those that are gone."""
    place = (window - np.concatenate([ground["origin"], 0 * ground["origin"]], 1)) * ground["scale"]
    place[:, :2] += ground["at"]
    behind = glimpse(
        ground["images"].to(rgb.device),
        torch.from_numpy(ground["inside"]).to(rgb.device),
        torch.from_numpy(place.astype(np.float32)).to(rgb.device),
        n,
    )
    mask = cut_out(ground["outline"], box, n, rgb.device)
    mask = mask * torch.from_numpy(~gone).to(rgb.device)[:, None, None, None]
    return behind + mask * (rgb - behind)


def look_at(rng, b, t, window, c, device):
    """The glimpse [B, 3, n, n] of frame t at windows [B, 4] in the video."""
    scale = (b["side"][:, t] / b["crop"][:, t, 2])[:, None]
    place = np.concatenate(
        [(window[:, :2] - b["crop"][:, t, :2]) * scale, window[:, 2:] * scale], 1
    )
    images = b["images"][t].to(device)
    inside = torch.from_numpy(b["inside"][:, t]).to(device)
    rgb = glimpse(
        images, inside, torch.from_numpy(place.astype(np.float32)).to(device), c["glimpse"]
    )
    if b["ground"]:
        box = to_glimpse(b["box"][:, t], window, c["glimpse"])
        rgb = on_ground(b["ground"], rgb, window, box, b["gone"][:, t], c["glimpse"])
    else:  # its neighbour's place is taken for one where it is not
        gone = torch.from_numpy(b["gone"][:, t])[:, None, None, None].to(rgb.device)
        rgb = torch.where(gone, rgb[np.minimum(np.arange(len(rgb)) ^ 1, len(rgb) - 1)], rgb)
    return light(
        rng, rgb, combine(b["light"], exposure(rng, len(rgb), c["clips"]["flicker"])), b["grey"]
    )


def window_of(centre, size, c):
    side = c["context"] * np.sqrt(size.prod(1, keepdims=True))
    return np.concatenate([centre - side / 2, side, side], 1)


def to_glimpse(box, window, n):
    scale = n / window[:, 2:]
    out = np.concatenate([(box[:, :2] - window[:, :2]) * scale, box[:, 2:] * scale], 1)
    return torch.from_numpy(out.astype(np.float32))


def lead(rng, centre, size, box, keep):
    """Where the next window goes: the tracker's place, but near the object where it has lost it."""
    truth, extent = box[:, :2] + box[:, 2:] / 2, np.sqrt(box[:, 2:].prod(1, keepdims=True))
    lost = (np.abs(truth - centre).max(1, keepdims=True) > 1.5 * extent) & (
        rng.random((len(box), 1)) > keep
    )
    ratio = np.sqrt(size.prod(1, keepdims=True)) / extent
    wrong = (ratio > 2) | (ratio < 0.5) | lost
    near = truth + rng.laplace(0, 0.2, truth.shape) * extent
    return np.where(lost, near, centre), np.where(
        wrong, box[:, 2:] * np.exp(rng.normal(0, 0.15, size.shape)), size
    )


class Run:
    """The tracker over a set of clips, as the C program runs it: place, size and memory of each."""

    def __init__(self, net, b, rng, c, device="cpu"):
        self.net, self.b, self.rng, self.c, self.device = net, b, rng, c, device
        first = torch.from_numpy(b["box"][:, 0])
        given = missed(rng, first, c["given_share"], c["given_rough"], 0).numpy()
        self.centre, self.size = given[:, :2] + given[:, 2:] / 2, given[:, 2:].copy()
        window = window_of(self.centre, self.size, c)
        f = self.features(look_at(rng, b, 0, window, c, device))
        self.memory = net.start(f, to_glimpse(given, window, c["glimpse"]).to(device))

    def features(self, rgb):
        return self.net.features(rgb.contiguous(memory_format=torch.channels_last))

    def step(self, t):
        """Looks at frame t and learns from it: the losses, and the mean IoU of the boxes."""
        k, n, truth = self.c["clips"], self.c["glimpse"], self.b["box"]
        self.centre, self.size = lead(
            self.rng, self.centre, self.size, truth[:, t - 1], k["keep_lost"]
        )
        window = window_of(self.centre, self.size, self.c)
        box = to_glimpse(truth[:, t], window, n)
        rgb = distract(
            self.rng,
            look_at(self.rng, self.b, t, window, self.c, self.device),
            box,
            donors(self.rng, len(box), k["distract_share"]),
        )
        rgb = occlude(self.rng, rgb, box, k["occlude_share"])
        middle = box[:, :2] + box[:, 2:] / 2
        present = ((middle > 0) & (middle < n)).all(1) & ~torch.from_numpy(self.b["gone"][:, t])
        before = to_glimpse(np.concatenate([self.centre - self.size / 2, self.size], 1), window, n)
        f = self.features(rgb)
        scores, boxes = self.net.look(f, self.memory, before.to(self.device))
        score_loss, box_loss, _ = loss(
            scores, boxes, box.to(self.device), present.to(self.device), self.net.side
        )
        p, place = torch.sigmoid(scores.detach()).max(1)
        found = boxes.detach()[torch.arange(len(p)), place].float()
        self.follow(found.cpu().numpy(), window, p.cpu().numpy()[:, None])
        self.memory = self.net.learn(self.memory, f, found, p)
        return score_loss + 2 * box_loss, overlap(found.cpu(), box)[present]

    def follow(self, found, window, p):
        """As src/track/eye_learned.c follows."""
        k = self.c["clips"]
        seen = found * np.tile(window[:, 2:] / self.c["glimpse"], 2)
        middle = window[:, :2] + seen[:, :2] + seen[:, 2:] / 2
        rate = k["size_rate"] * np.maximum(p - k["size_above"], 0) / (1 - k["size_above"])
        self.centre = np.where(p > k["move_above"], middle, self.centre)
        self.size = self.size * (1 - rate) + seen[:, 2:] * rate


def rollout(net, b, rng, c, device):
    """Runs over a set of clips, of which the last `length` frames teach: the mean loss and IoU."""
    frames, length = len(b["images"]), c["clips"]["length"]
    with torch.set_grad_enabled(frames <= length + 1):
        run = Run(net, b, rng, c, device)
        for t in range(1, frames - length):
            run.step(t)
    told = [run.step(t) for t in range(max(1, frames - length), frames)]
    return sum(t[0] for t in told) / len(told), torch.cat([t[1] for t in told]).mean()
