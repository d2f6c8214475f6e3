#!/usr/bin/env python3
"""HART as published, to compare with: `hart.py train PACKS RUN` and `hart.py track CHECKPOINT ...`.

Hierarchical Attentive Recurrent Tracking (Kosiorek, Bewley, Posner, NeurIPS 2017): a Gaussian
glimpse; a ventral stream of convolutions (what); a dorsal stream of convolutions by filters that
the state made (where), which gives a mask of the object; an LSTM of the masked features; from its
output and the mask the next filters, and corrections of the window and of the box. It regresses:
there is no template and no filter, and only the state tells this object from others. It learns by
back-propagation through clips that grow longer, from three losses whose weights are learned, too.

It differs where its data and our rules ask for it: features are learned with the rest (no AlexNet),
a Gaussian's deviation follows the distance of the centres, corrections are in units of the
window, the picture that a window must not fill is the clip's crop, and Adam descends. Beside the
recipe, without a gradient into it, one output is told the IoU of its box: the confidence.

`track` stands behind `fovea track`'s options, for the same judge on one thread:

    fovea eval DATASET --program 'HART=scripts/train/hart.py track RUN/checkpoint.pt'
"""

import argparse
import pathlib
import sys

import cv2
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import runs
import train
from clips import Clips
from data import combine, exposure, light
from glimpse import glimpse
from model import overlap

STRIDE = 4  # of the features
SMALL = 1e-3  # what is added to ratios before their logarithm


class Norm(nn.GroupNorm):
    """In single precision: PyTorch 1.13 cannot in any other."""

    def forward(self, x):
        return super().forward(x.float()).to(x.dtype)


def conv(inputs, outputs, side, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, side, stride, side // 2, bias=False),
        Norm(4, outputs),
        nn.ELU(),
    )


class Dynamic(nn.Module):
    """A convolution whose filters and biases [B, ...] are linear in `told` [B, T]."""

    def __init__(self, told, inputs, outputs, side):
        super().__init__()
        self.shape, self.inputs = (outputs, inputs, side, side), inputs * side * side
        self.weight = nn.Linear(told, outputs * self.inputs)
        self.bias = nn.Linear(told, outputs)

    def forward(self, x, told):
        n, _, h, w = x.shape
        outputs, inputs, side, _ = self.shape
        filters = self.weight(told).reshape(n * outputs, inputs, side, side) / self.inputs**0.5
        y = F.conv2d(x.reshape(1, -1, h, w), filters.to(x.dtype), None, 1, side // 2, 1, n)
        return y.reshape(n, outputs, h, w) + self.bias(told)[:, :, None, None]


class Hart(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c, self.side = c, c["glimpse"] // STRIDE
        first, features, told, units = c["first"], c["features"], c["told"], c["units"]
        cells = self.side**2
        self.early = conv(3, first, 5, 2)
        self.ventral = nn.Sequential(
            conv(first, 2 * first, 3, 2),
            conv(2 * first, 2 * first, 3),
            conv(2 * first, features, 3),
        )
        self.dorsal_in = conv(first, first, 3, 2)
        self.dorsal = nn.ModuleList([Dynamic(told, first, 8, 1), Dynamic(told, 8, 8, 3)])
        self.mask = nn.Conv2d(8, 1, 1)
        self.seen = nn.Sequential(nn.Linear(features * cells, 2 * units), nn.ELU())
        self.lstm = nn.LSTMCell(2 * units, units)
        self.begin = nn.Linear(2 * units, 2 * units + told)
        self.read_mask = nn.Sequential(nn.Linear(cells, units), nn.ELU())
        self.read = nn.Sequential(nn.Linear(2 * units, units), nn.ELU())
        self.tell = nn.Linear(units, told)
        self.correct = nn.Linear(units, 8)
        self.sure = nn.Linear(2 * units, 1)
        self.gain = nn.Parameter(torch.full((4,), float(np.arctanh(c["gain"]))))
        self.log_weights = nn.Parameter(torch.zeros(3))

    def drop(self, x):
        return F.dropout(x, self.c["dropout"], self.training)

    def streams(self, rgb):
        early = self.early((rgb - 0.45) * 4)
        return self.ventral(early), self.dorsal_in(early)

    def masked(self, ventral, mask):
        return self.seen(self.drop((ventral * mask).flatten(1)))

    def start(self, rgb, mask):
        """The state after the first glimpse [B, 3, n, n], of which the object's mask is known."""
        units = self.c["units"]
        begin = self.begin(self.masked(self.streams(rgb)[0], mask))
        return torch.tanh(begin[:, :units]), begin[:, units : 2 * units], begin[:, 2 * units :]

    def forward(self, rgb, state):
        """Looks once: mask logits [B, 1, m, m]; corrections of the window and of the box [B, 4];
        logit of the box's IoU [B]; the state."""
        h, c, told = state
        ventral, dorsal = self.streams(rgb)
        for layer in self.dorsal:
            dorsal = F.elu(layer(dorsal, F.elu(told)))
        mask = self.mask(dorsal)
        h, c = self.lstm(self.masked(ventral, torch.sigmoid(mask)), (h, c))
        both = torch.cat([h, self.read_mask(torch.sigmoid(mask).flatten(1))], 1)
        read = self.read(self.drop(both))
        window, box = self.correct(read).float().chunk(2, 1)
        sure = self.sure(both.detach())[:, 0]
        return (
            mask.float(),
            torch.tanh(self.gain) * window,
            box,
            sure.float(),
            (h, c, self.tell(read)),
        )


def enlarged(box, times):
    return torch.cat([box[:, :2] + box[:, 2:] * (1 - times) / 2, box[:, 2:] * times], 1)


def corrected(box, by):
    """Moved by shares of its size, and resized by exponents."""
    size = box[:, 2:] * torch.exp(by[:, 2:].clamp(-1, 1))
    middle = box[:, :2] + box[:, 2:] / 2 + by[:, :2] * box[:, 2:]
    return torch.cat([middle - size / 2, size], 1)


def mask_of(box, window, side):
    """[B, 1, side, side]: 1 where the window's cells have their middle in the box."""
    at = (torch.arange(side, device=box.device) + 0.5) / side
    place = window[:, None, :2] + at[None, :, None] * window[:, None, 2:]
    inside = (place >= box[:, None, :2]) & (place < box[:, None, :2] + box[:, None, 2:])
    return (inside[:, :, 1, None] & inside[:, None, :, 0]).float()[:, None]


class Runs:
    """The losses of runs over clips, shorter ones first."""

    def __init__(self, packs, config, moments, device):
        self.h, self.moments, self.device = config["hart"], moments, device
        self.flicker = config["clips"]["flicker"]
        config = dict(config, clips=dict(config["clips"], before=0))
        self.clips = Clips(packs, config, config["seed"])

    def prepare(self, net):
        net.train()

    def loss(self, net):
        step, self.clips.rng = next(self.moments)
        shortest, longest = self.h["shortest"], self.h["longest"]
        grown = min(1, 1.3 * step / self.h["steps"])  # the last quarter is of full length
        self.clips.c["clips"]["length"] = round(shortest + (longest - shortest) * grown)
        b = self.clips.draw(self.h["batch"])
        truth = torch.from_numpy(b["box"].astype(np.float32)).to(self.device)
        window = enlarged(truth[:, 0], self.h["context"])
        mask = mask_of(truth[:, 0], window, net.side)
        state, told = net.start(self.look(b, 0, window), mask), []
        for t in range(1, truth.shape[1]):
            mask, move, correct, sure, state = net(self.look(b, t, window), state)
            box = corrected(enlarged(window, 1 / self.h["context"]), correct)
            crop = torch.from_numpy(b["crop"][:, t].astype(np.float32)).to(self.device)
            told.append(self.losses(truth[:, t], window, crop, mask, box, sure))
            window = corrected(window, move)
        told = [torch.cat(part) for part in zip(*told)]
        three = torch.stack([part.mean() for part in told[:3]])
        weighed = (torch.exp(net.log_weights) * three - net.log_weights).sum()
        return weighed + told[3].mean(), told[4].mean()

    def look(self, b, t, window):
        """The glimpse of frame t at windows [B, 4] in the video; the windows have a gradient."""
        put = lambda x: torch.from_numpy(x[:, t]).to(self.device)
        crop, inside = put(b["crop"]), put(b["inside"])
        scale = (put(b["side"]) / crop[:, 2])[:, None]
        place = torch.cat([(window[:, :2] - crop[:, :2]) * scale, window[:, 2:] * scale], 1)
        rgb = glimpse(b["images"][t].to(self.device), inside, place.float(), self.h["glimpse"])
        rng = self.clips.rng
        exposed = combine(b["light"], exposure(rng, len(rgb), self.flicker))
        # The gradient passes by: light() works in place.
        lit = light(rng, rgb.detach().clone(), exposed, b["grey"])
        return rgb + (lit - rgb).detach()

    @staticmethod
    def losses(truth, window, crop, mask, box, sure):
        """Of the frames in which the object is [n]: box, window, mask, confidence; and the IoU."""
        seen = torch.isfinite(truth[:, 0])
        truth, window, crop, mask, box, sure = (
            x[seen] for x in (truth, window, crop, mask, box, sure)
        )
        iou = overlap(box, truth)
        low = torch.maximum(window[:, :2], truth[:, :2])
        high = torch.minimum(window[:, :2] + window[:, 2:], truth[:, :2] + truth[:, 2:])
        covered = (high - low).clamp(min=0).prod(1) / truth[:, 2:].prod(1)
        fills = overlap(window, torch.cat([crop, crop[:, 2:]], 1))
        fit = F.binary_cross_entropy_with_logits
        target = mask_of(truth, window.detach(), mask.shape[3])
        return (
            -torch.log(iou + SMALL),
            -torch.log(covered + SMALL) - torch.log(1 - fills + SMALL),
            fit(mask, target, reduction="none").mean((1, 2, 3)),
            fit(sure, iou.detach(), reduction="none"),
            iou.detach(),
        )


class Tracker:
    """Follows a box through pictures (BGR bytes)."""

    def __init__(self, path):
        state = runs.read_checkpoint(pathlib.Path(path))
        self.c = state["config"]["hart"]
        self.net = Hart(self.c).eval()
        self.net.load_state_dict(state["net"])

    def look(self, bgr):
        """Large windows are reduced first, to about what the clips' crops are."""
        x, y, w, h = self.window[0].tolist()
        zoom = min(1.0, 2.5 * self.c["glimpse"] / max(w, h))
        edge = 4 / zoom
        low = np.floor([max(x - edge, 0), max(y - edge, 0)]).astype(int)
        high = np.ceil([x + w + edge, y + h + edge]).astype(int)
        size = np.array(bgr.shape[1::-1])
        low = np.clip(low, 0, size - 1)
        high = np.clip(high, low + 1, size)
        part = bgr[low[1] : high[1], low[0] : high[0]]
        if zoom < 1:
            to = np.maximum(np.round((high - low) * zoom), 1).astype(int)
            part = cv2.resize(part, (int(to[0]), int(to[1])), interpolation=cv2.INTER_AREA)
        scale = torch.tensor(part.shape[1::-1] / (high - low), dtype=torch.float32)
        place = torch.cat([(self.window[:, :2] - torch.from_numpy(low)) * scale,
                           self.window[:, 2:] * scale], 1)  # fmt: skip
        image = torch.from_numpy(np.ascontiguousarray(part[:, :, ::-1])).permute(2, 0, 1)[None]
        whole = torch.tensor([[0, 0, part.shape[1], part.shape[0]]])
        return glimpse(image, whole, place.float(), self.c["glimpse"])

    @torch.no_grad()
    def start(self, bgr, box):
        box = torch.tensor([box], dtype=torch.float32)
        self.window = enlarged(box, self.c["context"])
        self.state = self.net.start(self.look(bgr), mask_of(box, self.window, self.net.side))

    @torch.no_grad()
    def step(self, bgr):
        """(the box, its confidence, how the tracker calls its state)."""
        _, move, correct, sure, self.state = self.net(self.look(bgr), self.state)
        box = corrected(enlarged(self.window, 1 / self.c["context"]), correct)
        self.window = corrected(self.window, move)
        size = torch.tensor(bgr.shape[1::-1], dtype=torch.float32)
        extent = self.window[:, 2:].clamp(min=8).minimum(4 * size)
        middle = (self.window[:, :2] + self.window[:, 2:] / 2).clamp(min=0).minimum(size)
        self.window = torch.cat([middle - extent / 2, extent], 1)
        return box[0].tolist(), torch.sigmoid(sure).item(), "tracking"


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parts = parser.add_subparsers(dest="part", required=True)
    train.add_options(parts.add_parser("train"))
    return parser.parse_args()


def main():
    if sys.argv[1:2] == ["track"] and len(sys.argv) > 3:
        sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
        import as_track

        torch.set_num_threads(1)
        tracker = Tracker(sys.argv[2])
        as_track.run(tracker.start, tracker.step, sys.argv[3:], __doc__)
        return
    given = options()
    config = train.read_config(given.config)
    train.train(lambda: Hart(config["hart"]), Runs, "hart", config, given)


if __name__ == "__main__":
    main()
